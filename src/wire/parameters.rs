//! The open places of a request (`specs`, `fdp`, a facility, a letter): each key checked against the
//! vocabulary, and near units and further names folded into the one key that rules read.
//!
//! In: the object at such a place. Out: problems with their places; then the same object with
//! canonical keys. Nothing here judges a value beyond its form and what it can be at all.

use serde_json::{Map, Number, Value, json};

use super::json::Problem;
use super::place::Place;
use super::shape::{self, Type};
use crate::facts::given::is_texts;
use crate::items::eccn;
use crate::rules::did_you_mean;
use crate::rules::tables::{Bag, Factor, Parameter, ParameterForm, Parameters};

/// Problems after which no nearest key is looked for any more.
const HELPED_MAX: usize = 100;

/// Checks the keys and values of a place.
pub(super) fn check(map: &Map<String, Value>, of: Bag, here: &Place<'_>, out: &mut Vec<Problem>) {
    let vocabulary = Parameters::embedded();
    let mut given: Vec<(&str, &str, Value)> = Vec::new();
    for (key, value) in map.iter().filter(|(_, value)| !value.is_null()) {
        let below = Place::Key(here, key);
        let Some((parameter, factor)) = vocabulary.find(of, key) else {
            let fault = if out.len() < HELPED_MAX {
                unknown(vocabulary, of, key, value)
            } else {
                (!is_note(of, value)).then(|| format!("`{key}` is no key of {}", of.what()))
            };
            out.extend(fault.map(|detail| Problem::new(below.to_string(), detail)));
            continue;
        };
        let before = out.len();
        check_value(parameter, value, below, out);
        if out.len() > before {
            continue;
        }
        let read = converted(value, factor);
        let name = parameter.name.as_str();
        if let Some(detail) = out_of_range(parameter, &read) {
            out.push(Problem::new(below.to_string(), detail));
        }
        match given.iter().find(|(other, _, _)| *other == name) {
            Some((_, first, other)) if !same(other, &read) => {
                let detail =
                    format!("`{key}` and `{first}` are both `{name}` and differ; give one");
                out.push(Problem::new(below.to_string(), detail));
            }
            _ => given.push((name, key, read)),
        }
    }
}

/// Whether a value under an unknown key is a note in words, as a facility and a letter may hold.
fn is_note(of: Bag, value: &Value) -> bool {
    matches!(of, Bag::Facility | Bag::Letter) && is_texts(value)
}

/// What is wrong with a key that the vocabulary does not hold. In a facility or a letter, words under
/// a key that is near no known one are a note.
fn unknown(vocabulary: &Parameters, of: Bag, key: &str, value: &Value) -> Option<String> {
    let words = is_note(of, value);
    let known: Vec<&str> = vocabulary.names(of).collect();
    let stem = vocabulary.of_stem(of, key);
    let help = match stem {
        Some(parameter) => {
            let others = parameter.keys.keys().filter(|other| **other != parameter.name);
            let others: Vec<&str> = others.map(String::as_str).take(12).collect();
            format!("did you mean `{}`? Other units: {}", parameter.name, others.join(", "))
        }
        None => match did_you_mean(key, &known) {
            help if help.starts_with("known") && words => return None,
            help if !help.is_empty() => help,
            _ if words => return None,
            _ => {
                "`highfence rules facts` lists what it may hold; what is yours alone stands under \
                  `metadata`"
                    .to_owned()
            }
        },
    };
    Some(format!("`{key}` is no key of {}; {help}", of.what()))
}

/// The type of a cell that holds a parameter.
///
/// # Errors
/// The vocabulary does not hold the key.
pub fn cell_type(of: Bag, key: &str) -> Result<Type, String> {
    let vocabulary = Parameters::embedded();
    let Some((parameter, _)) = vocabulary.find(of, key) else {
        let problem = unknown(vocabulary, of, key, &Value::Bool(true));
        return Err(problem.unwrap_or_default());
    };
    Ok(match parameter.form {
        ParameterForm::Number | ParameterForm::Count | ParameterForm::Year => Type::Number,
        ParameterForm::Flag => Type::Bool,
        ParameterForm::Country => Type::Country,
        ParameterForm::Countries => Type::Countries,
        ParameterForm::Texts | ParameterForm::Eccns => Type::Texts,
        ParameterForm::Date => Type::Date,
        ParameterForm::Text | ParameterForm::Figure => Type::Text,
    })
}

fn check_value(parameter: &Parameter, value: &Value, here: Place<'_>, out: &mut Vec<Problem>) {
    let wrong = |what: &str| {
        let name = &parameter.name;
        Problem::new(here.to_string(), format!("must be {what} (`{name}`), not {value}"))
    };
    match parameter.form {
        ParameterForm::Number if value.is_number() => {}
        ParameterForm::Number => out.push(wrong("a number")),
        ParameterForm::Count if value.as_f64().is_some_and(|n| n.fract() == 0.0) => {}
        ParameterForm::Count => out.push(wrong("a whole number")),
        ParameterForm::Year if value.as_f64().is_some_and(is_year) => {}
        ParameterForm::Year => out.push(wrong("a year, as 2027")),
        ParameterForm::Figure if figure(value).is_some() => {}
        ParameterForm::Figure => out.push(wrong("a number, or a text that begins with one")),
        ParameterForm::Texts if is_texts(value) => {}
        ParameterForm::Texts => out.push(wrong("a text or a list of texts")),
        ParameterForm::Eccns => check_eccns(value, &wrong, here, out),
        ParameterForm::Flag => shape::check_type(value, Type::Bool, here, out),
        ParameterForm::Text => shape::check_type(value, Type::Text, here, out),
        ParameterForm::Country => shape::check_type(value, Type::Country, here, out),
        ParameterForm::Countries => shape::check_type(value, Type::Countries, here, out),
        ParameterForm::Date => shape::check_type(value, Type::Date, here, out),
    }
}

fn check_eccns(
    value: &Value,
    wrong: &dyn Fn(&str) -> Problem,
    here: Place<'_>,
    out: &mut Vec<Problem>,
) {
    if !is_texts(value) {
        out.push(wrong("an ECCN or a list of ECCNs"));
        return;
    }
    let one = std::slice::from_ref(value);
    for code in value.as_array().map_or(one, Vec::as_slice).iter().filter_map(Value::as_str) {
        if let Err(error) = eccn::parse(code) {
            out.push(Problem::new(here.to_string(), error.to_string()));
        }
    }
}

fn is_year(number: f64) -> bool {
    number.fract() == 0.0 && (1900.0..=2100.0).contains(&number)
}

/// A number, or the number that a text begins with.
fn figure(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| {
        let text = value.as_str()?.trim();
        let is_digit = |c: &char| c.is_ascii_digit() || *c == '.';
        text.chars().take_while(is_digit).collect::<String>().parse().ok()
    })
}

fn out_of_range(parameter: &Parameter, value: &Value) -> Option<String> {
    let number = value.as_f64()?;
    let (least, most) = parameter.range;
    let beyond =
        least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most);
    let told = |bound: Option<f64>| bound.map_or("any".to_owned(), |bound| bound.to_string());
    beyond.then(|| {
        let (least, most) = (told(least), told(most));
        let (name, unit) = (&parameter.name, &parameter.unit);
        format!("`{name}` lies between {least} and {most} {unit}, and {number} does not")
    })
}

/// A value in the parameter's own unit; what is no number stays as it is.
fn converted(value: &Value, factor: Factor) -> Value {
    if factor.is_same() {
        return value.clone();
    }
    let number = value.as_f64().and_then(|number| Number::from_f64(factor.apply(number)));
    number.map_or_else(|| value.clone(), Value::Number)
}

/// Whether two values say the same: numbers by their value.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= a.abs().max(b.abs()) * 1e-9,
        _ => a == b,
    }
}

/// An entry with its canonical key and unit; nothing where it holds no value. A key that the
/// vocabulary does not hold stays.
pub(super) fn folded(of: Bag, key: String, value: Value) -> Option<(String, Value)> {
    if value.is_null() {
        return None;
    }
    Some(match Parameters::embedded().find(of, &key) {
        Some((parameter, factor)) => (parameter.name.clone(), converted(&value, factor)),
        None => (key, value),
    })
}

/// The JSON Schema of a place: the parameters by name, and numbers under their near units.
pub fn schema(of: Bag) -> Value {
    let vocabulary = Parameters::embedded();
    let properties: Map<String, Value> =
        vocabulary.of(of).map(|parameter| (parameter.name.clone(), schema_of(parameter))).collect();
    let more = match of {
        Bag::Specs => json!({ "type": ["number", "boolean", "null"] }),
        Bag::Fdp => json!(false),
        Bag::Facility | Bag::Letter => {
            json!({ "type": ["string", "number", "boolean", "array", "null"] })
        }
    };
    json!({ "type": ["object", "null"], "properties": properties, "additionalProperties": more })
}

fn schema_of(parameter: &Parameter) -> Value {
    let (least, most) = parameter.range;
    let mut value = match parameter.form {
        ParameterForm::Number => json!({ "type": ["number", "null"] }),
        ParameterForm::Count => json!({ "type": ["integer", "null"] }),
        ParameterForm::Year => {
            json!({ "type": ["integer", "null"], "minimum": 1900, "maximum": 2100 })
        }
        ParameterForm::Flag => json!({ "type": ["boolean", "null"] }),
        ParameterForm::Text | ParameterForm::Country => json!({ "type": ["string", "null"] }),
        ParameterForm::Date => json!({ "type": ["string", "null"], "format": "date" }),
        ParameterForm::Texts | ParameterForm::Eccns => {
            json!({ "type": ["string", "array", "null"] })
        }
        ParameterForm::Countries => {
            json!({ "type": ["array", "null"], "items": { "type": "string" } })
        }
        ParameterForm::Figure => json!({ "type": ["number", "string", "null"] }),
    };
    if let Some(map) = value.as_object_mut() {
        let told = format!("{} ({})", parameter.meaning, parameter.cite);
        map.insert("description".to_owned(), told.into());
        if matches!(parameter.form, ParameterForm::Number | ParameterForm::Count) {
            map.extend(least.map(|least| ("minimum".to_owned(), least.into())));
            map.extend(most.map(|most| ("maximum".to_owned(), most.into())));
        }
    }
    value
}
