//! `rules/coverage.toml` -> what the rules carry of each body of law, and what they do not.
//!
//! In: the text of the file. Out: regimes with their reach and their rules, and gaps: programs of
//! law that nobody has written here. Reach and gaps are conditions over the same facts as rules,
//! kept as rules of one clause, so that one evaluator asks all of them. No transaction is known here.

use toml::de::DeTable;

use super::check;
use super::condition;
use super::diagnostics::Diagnostics;
use super::model::{
    Certainty, Clause, Condition, DatedCite, Each, Effect, Policy, Rule, RuleKind, State, Status,
};
use super::reader::Reader;
use crate::model::{Date, Level};

/// The name of the file in a rule folder.
pub const FILE: &str = "coverage.toml";

/// What the rules carry, and what they do not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CoverageTable {
    /// Bodies of law, in file order.
    pub regimes: Vec<Regime>,
    /// Programs that are not carried, in file order.
    pub gaps: Vec<Gap>,
    /// Group of countries under sanctions programs: goods to one of them hold where the exporter's
    /// own law is not carried.
    pub sanctioned: String,
    /// Rules that watch lists for other rules: no list has to be loaded for their sake.
    pub watching: Vec<String>,
    /// Whether a regime reaches the transaction: a rule of its id with one clause.
    pub reach: Vec<Rule>,
    /// Whether a gap bears on the transaction: a rule of its id with one clause.
    pub bearing: Vec<Rule>,
}

/// A body of law.
#[derive(Debug, Clone, PartialEq)]
pub struct Regime {
    /// Its id, as rules name it (`US-EAR`).
    pub id: String,
    /// Its name.
    pub title: String,
    /// ISO code of the country whose law it is; `None` where it is nobody's own (UN lists).
    pub law: Option<String>,
    /// What of that country's law is carried, where it is not the whole of export control.
    pub part: Option<String>,
    /// First day of what is carried.
    pub since: Date,
    /// Rules that carry it.
    pub rules: Vec<String>,
}

/// A program of law that is not carried.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Its id.
    pub id: String,
    /// Beginnings of ids of rules that decide in its place where one of them finds something.
    pub decided_by: Vec<String>,
    /// What the caller can do.
    pub remedy: String,
}

impl CoverageTable {
    /// The regime of this id.
    pub fn regime(&self, id: &str) -> Option<&Regime> {
        self.regimes.iter().find(|regime| regime.id == id)
    }

    /// Regimes of the law of a country.
    pub fn of_country(&self, code: &str) -> impl Iterator<Item = &Regime> {
        self.regimes.iter().filter(move |regime| regime.law.as_deref() == Some(code))
    }
}

/// Reads the file. It is usable only if no diagnostic is an error.
pub fn read(text: &str, out: &mut Diagnostics<'_>) -> CoverageTable {
    let mut table = CoverageTable::default();
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        out.error(at, "toml", error.message().to_owned(), "see the TOML specification");
    }
    if !errors.is_empty() {
        return table;
    }
    let mut root = Reader::new(document.get_ref(), 0, "the file");
    check::schema(&mut root, out);
    table.sanctioned = root.required("sanctioned", out).value;
    table.watching = check::texts(&mut root, "watching", out);
    for reader in root.tables("regime", out) {
        regime(reader, &mut table, out);
    }
    for reader in root.tables("gap", out) {
        gap(reader, &mut table, out);
    }
    root.finish(out);
    table
}

fn regime(mut reader: Reader<'_>, table: &mut CoverageTable, out: &mut Diagnostics<'_>) {
    let id = reader.required("id", out);
    if table.regime(&id.value).is_some() {
        out.error(id.at, "duplicate-id", format!("regime `{}` stands twice", id.value), "");
    }
    let since = day(&mut reader, "since", out);
    let asked = Asked {
        id: id.value.clone(),
        title: reader.required("title", out).value,
        regime: id.value.clone(),
        cites: check::texts(&mut reader, "authority", out),
        from: since,
        until: None,
        level: Level::Advisory,
        text: String::new(),
    };
    table.regimes.push(Regime {
        id: id.value,
        title: asked.title.clone(),
        law: reader.text("law", out).map(|text| text.value),
        part: reader.text("part", out).map(|text| text.value),
        since,
        rules: check::texts(&mut reader, "rules", out),
    });
    let (each, condition) = condition_of(&mut reader, "reaches", out);
    table.reach.push(asked.rule(each, condition.unwrap_or_else(Condition::always)));
    reader.finish(out);
}

fn gap(mut reader: Reader<'_>, table: &mut CoverageTable, out: &mut Diagnostics<'_>) {
    let (at, id) = (reader.at, reader.required("id", out));
    if table.gaps.iter().any(|gap| gap.id == id.value) {
        out.error(id.at, "duplicate-id", format!("gap `{}` stands twice", id.value), "");
    }
    let regime = reader.required("regime", out);
    if table.regime(&regime.value).is_none() {
        out.error(regime.at, "unknown-regime", format!("`{}` is no regime", regime.value), "");
    }
    let verdict = reader.text("verdict", out).and_then(|word| check::level(&word, out));
    let asked = Asked {
        id: id.value.clone(),
        title: reader.required("title", out).value,
        regime: regime.value,
        cites: check::texts(&mut reader, "cite", out),
        from: day(&mut reader, "from", out),
        until: reader.date("until", out).map(|until| until.value),
        level: verdict.unwrap_or(Level::CannotDetermine),
        text: reader.required("text", out).value,
    };
    let fits = [Level::HoldForReview, Level::CannotDetermine];
    if !fits.contains(&asked.level) {
        let help = "write `cannot_determine` or `hold_for_review`";
        out.error(at, "level-not-allowed", "a gap holds or leaves open, no more", help);
    }
    table.gaps.push(Gap {
        id: id.value,
        decided_by: check::texts(&mut reader, "unless_decided_by", out),
        remedy: reader.required("remedy", out).value,
    });
    let (each, condition) = condition_of(&mut reader, "scope", out);
    if condition.is_none() {
        let help = "say for whom, what, where and when the program is made";
        out.error(at, "missing-condition", "the gap has no `scope`", help);
    }
    table.bearing.push(asked.rule(each, condition.unwrap_or_else(Condition::always)));
    reader.finish(out);
}

fn day(reader: &mut Reader<'_>, key: &'static str, out: &mut Diagnostics<'_>) -> Date {
    if !reader.has(key) {
        out.error(reader.at, "missing-key", format!("there is no `{key}`"), "write a date");
    }
    reader.date(key, out).map_or(Date::MAX, |day| day.value)
}

/// A condition with what it is asked of.
fn condition_of(
    reader: &mut Reader<'_>,
    key: &'static str,
    out: &mut Diagnostics<'_>,
) -> (Vec<Each>, Option<Condition>) {
    let known = [("party", Each::Party), ("item", Each::Item)];
    let words = reader.texts("each", out);
    let each: Vec<Each> =
        words.iter().filter_map(|word| check::word(word, &known, "`each`", out)).collect();
    let condition = condition::under(reader, key, &each, out);
    (each, condition)
}

/// A question to ask of a transaction.
struct Asked {
    id: String,
    title: String,
    regime: String,
    cites: Vec<String>,
    from: Date,
    until: Option<Date>,
    level: Level,
    text: String,
}

impl Asked {
    /// The question as a rule of one clause.
    fn rule(self, each: Vec<Each>, condition: Condition) -> Rule {
        let cite = self.cites.first().cloned().unwrap_or_default();
        let cites =
            self.cites.iter().map(|cite| DatedCite { from: None, until: None, cite: cite.clone() });
        let clause = Clause {
            id: "bears".to_owned(),
            cites: cites.collect(),
            each,
            applies: Condition::always(),
            when: condition,
            unless: Vec::new(),
            then: Effect {
                level: self.level,
                policy: Policy::None,
                exceptions: Vec::new(),
                obligations: Vec::new(),
                needs: Vec::new(),
                text: self.text,
            },
            if_unknown: self.level,
            needs_if_unknown: Vec::new(),
            statuses: Vec::new(),
            at: 0,
        };
        Rule {
            id: self.id,
            title: self.title,
            regime: self.regime,
            kind: RuleKind::Advisory,
            authority: self.cites,
            lists: Vec::new(),
            summary: None,
            statuses: vec![Status {
                state: State::InForce,
                from: self.from,
                until: self.until,
                instrument: None,
                cite,
                published: self.from,
                certainty: Certainty::Legal,
                on_lapse: None,
                note: None,
                at: 0,
            }],
            clauses: vec![clause],
            tests: Vec::new(),
            file: FILE.to_owned(),
            review_by: None,
        }
    }
}
