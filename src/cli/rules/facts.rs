//! `rules facts`: the vocabulary of rule authors.

use clap::Args;
use serde::Serialize;

use super::output::Report;
use crate::cli::{CliError, ExitStatus, Global, engine};
use crate::facts::registry::{Absent, FACTS, FactDef, Scope};
use crate::lists::KNOWN_LISTS;
use crate::model::verdict::POLICIES;
use crate::rules::model::Op;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Facts {
    /// Show facts whose id or meaning holds this text
    text: Option<String>,
}

#[derive(Serialize)]
struct Vocabulary {
    facts: Vec<Fact>,
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
            operators: Op::ALL.iter().map(|(_, word)| *word).collect(),
            country_groups: tables.groups().names().map(str::to_owned).collect(),
            eccn_tables: tables.lists().eccn_list_names().map(str::to_owned).collect(),
            policies: POLICIES,
            lists: KNOWN_LISTS.iter().map(|l| List { id: l.id, title: l.title }).collect(),
        };
        if vocabulary.facts.is_empty() {
            return Err(CliError::data(format!("no fact holds `{wanted}`")));
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
