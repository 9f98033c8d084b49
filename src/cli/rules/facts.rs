//! `rules facts`: the vocabulary of rule authors, and of those who write requests.

use clap::Args;
use serde::Serialize;

use super::output::Report;
use crate::cli::{CliError, ExitStatus, Global, engine};
use crate::facts::registry::{Absent, FACTS, FactDef, Scope};
use crate::lists::KNOWN_LISTS;
use crate::model::verdict::POLICIES;
use crate::rules::model::Op;
use crate::rules::tables::{Bag, Parameter, ParameterForm, Parameters};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Facts {
    /// Show facts and parameters whose id or meaning holds this text
    text: Option<String>,
}

#[derive(Serialize)]
struct Vocabulary {
    facts: Vec<Fact>,
    parameters: Vec<Told>,
    operators: Vec<&'static str>,
    country_groups: Vec<String>,
    eccn_tables: Vec<String>,
    policies: &'static [&'static str],
    lists: Vec<List>,
}

#[derive(Serialize)]
struct List {
    id: &'static str,
    title: &'static str,
}

/// A key of `specs`, `fdp`, a facility or a letter.
#[derive(Serialize)]
struct Told {
    name: &'static str,
    of: Bag,
    form: ParameterForm,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'static str,
    meaning: &'static str,
    cite: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keys: Vec<&'static str>,
}

impl From<&'static Parameter> for Told {
    fn from(parameter: &'static Parameter) -> Self {
        let keys = parameter.keys.keys().map(String::as_str);
        Self {
            name: &parameter.name,
            of: parameter.of,
            form: parameter.form,
            unit: &parameter.unit,
            meaning: &parameter.meaning,
            cite: &parameter.cite,
            keys: keys.filter(|key| *key != parameter.name).collect(),
        }
    }
}

#[derive(Serialize)]
struct Fact {
    id: &'static str,
    of: &'static str,
    kind: &'static str,
    absent: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    values: &'static [&'static str],
    meaning: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pointer: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    question: &'static str,
}

impl From<&FactDef> for Fact {
    fn from(def: &FactDef) -> Self {
        Self {
            id: def.id,
            of: match def.scope {
                Scope::Transaction => "transaction",
                Scope::Party => "party",
                Scope::Match => "match",
                Scope::Item => "item",
                Scope::MatchItem => "match and item",
            },
            kind: def.kind.word(),
            absent: match def.absent {
                Absent::Unknown => "unknown, and asked for where it decides",
                Absent::No => "no: what is not stated is not known to the caller",
                Absent::Empty => "none",
            },
            values: def.values,
            meaning: def.meaning,
            pointer: def.pointer,
            question: def.question,
        }
    }
}

impl Facts {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let tables = engine::tables(global)?;
        let wanted = self.text.map(|text| text.to_lowercase()).unwrap_or_default();
        let holds = |fact: &&FactDef| {
            fact.id.contains(&wanted) || fact.meaning.to_lowercase().contains(&wanted)
        };
        let vocabulary = Vocabulary {
            facts: FACTS.iter().filter(holds).map(Fact::from).collect(),
            parameters: parameters(&wanted),
            operators: Op::ALL.iter().map(|(_, word)| *word).collect(),
            country_groups: tables.groups().names().map(str::to_owned).collect(),
            eccn_tables: tables.lists().eccn_list_names().map(str::to_owned).collect(),
            policies: POLICIES,
            lists: KNOWN_LISTS.iter().map(|l| List { id: l.id, title: l.title }).collect(),
        };
        if vocabulary.facts.is_empty() && vocabulary.parameters.is_empty() {
            return Err(CliError::data(format!("no fact and no parameter holds `{wanted}`")));
        }
        Report {
            human: &|| human(&vocabulary, wanted.is_empty()),
            json: &vocabulary,
            diagnostics: &Vec::new,
            base: "",
        }
        .write(global)?;
        Ok(ExitStatus::Ok)
    }
}

/// The parameters whose keys or meaning hold the text.
fn parameters(wanted: &str) -> Vec<Told> {
    let vocabulary = Parameters::embedded();
    let holds = |parameter: &&Parameter| {
        parameter.keys.keys().any(|key| key.contains(wanted))
            || parameter.meaning.to_lowercase().contains(wanted)
    };
    Bag::ALL.into_iter().flat_map(|of| vocabulary.of(of)).filter(holds).map(Told::from).collect()
}

/// The parameters for people: name, form, meaning, place in the law, further keys.
fn told(parameters: &[Told]) -> String {
    let mut text = String::new();
    for parameter in parameters {
        let form = serde_json::to_value(parameter.form).unwrap_or_default();
        let form = form.as_str().unwrap_or_default();
        text.push_str(&format!(
            "{}  ({}; {form}{}{})\n  {} [{}]\n",
            parameter.name,
            parameter.of.what(),
            if parameter.unit.is_empty() { "" } else { ", " },
            parameter.unit,
            parameter.meaning,
            parameter.cite,
        ));
        if !parameter.keys.is_empty() {
            text.push_str(&format!("  also: {}\n", parameter.keys.join(", ")));
        }
    }
    text
}

fn human(vocabulary: &Vocabulary, whole: bool) -> String {
    let mut text = String::new();
    for fact in &vocabulary.facts {
        text.push_str(&format!("{}  ({}; {})\n  {}\n", fact.id, fact.of, fact.kind, fact.meaning));
        if !fact.values.is_empty() {
            text.push_str(&format!("  words: {}\n", fact.values.join(", ")));
        }
        text.push_str(&format!("  where absent: {}\n", fact.absent));
        if !fact.question.is_empty() {
            text.push_str(&format!("  asks: {} [{}]\n", fact.question, fact.pointer));
        }
    }
    text.push_str(&told(&vocabulary.parameters));
    if whole {
        let ids: Vec<&str> = vocabulary.lists.iter().map(|list| list.id).collect();
        for (name, words) in [
            ("operators", vocabulary.operators.join(", ")),
            ("country groups", vocabulary.country_groups.join(", ")),
            ("tables of ECCNs", vocabulary.eccn_tables.join(", ")),
            ("review policies", vocabulary.policies.join(", ")),
            ("lists", ids.join(", ")),
        ] {
            text.push_str(&format!("\n{name}: {words}\n"));
        }
    }
    text
}
