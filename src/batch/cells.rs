//! Texts of cells -> values of a transaction.

use serde_json::{Number, Value};

use super::headers;
use crate::lists::countries;
use crate::model::Date;
use crate::wire::shape::Type;

/// The value of a cell. A text that does not read stays as it is: the check of the transaction then
/// names it, with the way to mend it.
pub(super) fn value(text: &str, kind: Type) -> Value {
    let as_is = || Value::from(text);
    match kind {
        Type::Text
        | Type::Id
        | Type::Any
        | Type::Object(_)
        | Type::Objects(_)
        | Type::Open
        | Type::Parameters(_)
        | Type::Documents
        | Type::Document
        | Type::Party
        | Type::Identity
        | Type::Facts => as_is(),
        Type::Number => number(text).map_or_else(as_is, Value::Number),
        Type::Bool => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "1" | "x" | "ja" | "oui" => Value::Bool(true),
            "false" | "no" | "n" | "0" | "nein" | "non" => Value::Bool(false),
            _ => as_is(),
        },
        Type::Date => date(text).map_or_else(as_is, |day| Value::from(day.to_string())),
        Type::Country => country(text).map_or_else(as_is, Value::from),
        Type::Texts | Type::Words(_) => Value::from(parts(text)),
        Type::Countries => {
            let codes = parts(text).into_iter();
            Value::from(codes.map(|t| country(&t).unwrap_or(t)).collect::<Vec<_>>())
        }
    }
}

/// The code of a country: a code, an English name, or one in a language of which headers are read.
fn country(text: &str) -> Option<String> {
    countries::code(text).or_else(|| headers::country(text))
}

fn parts(text: &str) -> Vec<String> {
    let parts = text.split(['|', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// A number, with commas between thousands or none. A comma elsewhere may part the decimals: such
/// a text can be read in two ways.
fn number(text: &str) -> Option<Number> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let first = groups.next().unwrap_or("");
    let thousands = groups.all(|group| group.len() == 3) && !fraction.contains(',');
    if text.contains(',') && !(thousands && (1..=3).contains(&first.len())) {
        return None;
    }
    Number::from_f64(text.replace(',', "").parse::<f64>().ok()?)
}

/// A date of the forms `2024-10-01`, `2024/10/01`, `20241001`, `01.10.2024`. A date with slashes
/// that begins with the day or the month is left to the caller: it can be read in two ways.
fn date(text: &str) -> Option<Date> {
    let text = text.split(['T', ' ']).next().unwrap_or("");
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = if digits {
        vec![text.get(..4)?, text.get(4..6)?, text.get(6..)?]
    } else {
        text.split(['-', '/', '.']).collect()
    };
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (year, month, day),
        [day, month, year] if year.len() == 4 && text.contains('.') => (year, month, day),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
