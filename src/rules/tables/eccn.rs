//! Entries of the Commerce Control List and their reasons for control, applied to a destination.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::destination::{Destinations, Place};
use super::eccn_code::Eccn;
use super::groups::CountryGroups;
use super::scope::{InScope, Scope};
use super::source::{TableError, optional_date, read_csv};
use crate::model::{Date, Interval, Truth};

const ENTRIES: &str = "eccn-entries.csv";
const REASONS: &str = "eccn-reasons.csv";

/// One reason for control that applies at a destination.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// Reason for control: `NS`, `RS`, `MT` ...
    pub reason: String,
    /// The Country Chart column, or `all destinations`, or `named destinations`.
    pub column: String,
    /// Citation.
    pub cite: String,
}

/// A reason for control of which the table cannot tell whether it applies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenRequirement {
    /// The requirement that applies if the answer to the question is yes.
    pub requirement: Requirement,
    /// What a person would have to say; yes means that the requirement applies.
    pub question: String,
}

/// How an ECCN stands in the Commerce Control List on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryStanding {
    /// An entry with reasons for control.
    Controlled,
    /// An entry that points elsewhere: other entries, other rules.
    See(String),
    /// Subject to the International Traffic in Arms Regulations, not the EAR.
    Itar,
    /// Its requirements are those of another agency or stated in full in the entry.
    OtherAgency(String),
    /// Not yet in the list on the day.
    NotYet(Date),
    /// No longer in the list on the day; the entries that took its items, where known.
    Removed(String),
    /// Not in the table.
    Unknown,
}

/// What the reasons for control ask of an export of one ECCN to one destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartAnswer {
    /// License requirements that apply.
    pub requires: Vec<Requirement>,
    /// License requirements that apply if a question is answered with yes.
    pub open: Vec<OpenRequirement>,
    /// Requirements of the codified text that the agency has said it does not enforce.
    pub not_enforced: Vec<Requirement>,
    /// The destination's row refers to a part of its own: the answer is not "no license".
    pub not_by_chart: Option<String>,
    /// Whether the entry stands in the list on the day and was understood.
    pub known: bool,
    /// How the entry stands.
    pub standing: EntryStanding,
}

/// Entries and reasons.
#[derive(Debug, Clone, Default)]
pub struct EccnTable {
    entries: FxHashMap<String, Entry>,
    reasons: FxHashMap<String, Vec<Reason>>,
}

#[derive(Debug, Clone)]
struct Entry {
    standing: EntryStanding,
    note: String,
    span: Interval,
}

#[derive(Debug, Clone)]
struct Reason {
    reason: String,
    to: Destinations,
    scope: Scope,
    enforced: bool,
    span: Interval,
    cite: String,
    question: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryRow {
    eccn: String,
    kind: String,
    note: String,
    from: String,
    until: String,
    #[serde(rename = "cite")]
    _cite: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonRow {
    eccn: String,
    reason: String,
    to: String,
    scope: String,
    paragraphs: String,
    posture: String,
    from: String,
    until: String,
    cite: String,
    question: String,
}

impl EccnTable {
    pub(super) fn parse(
        entries: &str,
        reasons: &str,
        groups: &CountryGroups,
        errors: &mut Vec<TableError>,
    ) -> Self {
        let mut table = Self::default();
        for (line, row) in read_csv::<EntryRow>(ENTRIES, entries, errors) {
            table.add_entry(&row, line, errors);
        }
        for (line, row) in read_csv::<ReasonRow>(REASONS, reasons, errors) {
            match reason_of(&row, line, groups, errors) {
                Ok(reason) if table.entries.contains_key(&row.eccn) => {
                    table.reasons.entry(row.eccn.clone()).or_default().push(reason);
                }
                Ok(_) => {
                    let message = format!("`{}` is not in {ENTRIES}: add it there", row.eccn);
                    errors.push(TableError::at(REASONS, line, message));
                }
                Err(message) => errors.push(TableError::at(REASONS, line, message)),
            }
        }
        table
    }

    fn add_entry(&mut self, row: &EntryRow, line: u64, errors: &mut Vec<TableError>) {
        if Eccn::parse(&row.eccn).is_none_or(|eccn| eccn.to_string() != row.eccn) {
            let message =
                format!("`{}` is no entry: write a digit, A to E, three digits", row.eccn);
            errors.push(TableError::at(ENTRIES, line, message));
        }
        let standing = match row.kind.as_str() {
            "control" => EntryStanding::Controlled,
            "itar" => EntryStanding::Itar,
            "other_agency" => EntryStanding::OtherAgency(row.note.clone()),
            "see" => EntryStanding::See(row.note.clone()),
            other => {
                let message = format!("kind `{other}`: write control, itar, other_agency or see");
                errors.push(TableError::at(ENTRIES, line, message));
                EntryStanding::Unknown
            }
        };
        let span = Interval {
            from: optional_date(ENTRIES, line, &row.from, errors),
            until: optional_date(ENTRIES, line, &row.until, errors),
        };
        let entry = Entry { standing, note: row.note.clone(), span };
        if self.entries.insert(row.eccn.clone(), entry).is_some() {
            errors.push(TableError::at(ENTRIES, line, format!("`{}` stands twice", row.eccn)));
        }
    }

    /// How the entry of an ECCN stands on the day.
    pub fn standing(&self, eccn: &Eccn, on: Date) -> EntryStanding {
        match self.entries.get(eccn.entry()) {
            None => EntryStanding::Unknown,
            Some(entry) => match (entry.span.from, entry.span.until) {
                (Some(from), _) if on < from => EntryStanding::NotYet(from),
                (_, Some(until)) if until <= on => EntryStanding::Removed(entry.note.clone()),
                _ => entry.standing.clone(),
            },
        }
    }

    /// Whether anti-terrorism is the only reason for control of this paragraph anywhere, on the
    /// day: `Unknown` where a question decides whether a further reason applies.
    pub fn at_only(&self, eccn: &Eccn, on: Date) -> Truth {
        if self.standing(eccn, on) != EntryStanding::Controlled {
            return Truth::Unknown;
        }
        let others = self.rows(eccn, on).filter(|row| !matches!(&*row.reason, "AT" | "RUS"));
        let applies = others.map(|row| match row.scope.contains(eccn) {
            InScope::Yes if row.question.is_empty() => Truth::True,
            InScope::Yes | InScope::Part(_) => Truth::Unknown,
            InScope::No => Truth::False,
        });
        !applies.fold(Truth::False, Truth::or)
    }

    /// The reasons for control that stand for the entry on the day, each once, sorted.
    pub fn reasons(&self, eccn: &Eccn, on: Date) -> Vec<&str> {
        let inside = |row: &&Reason| row.scope.contains(eccn) != InScope::No;
        let mut reasons: Vec<&str> =
            self.rows(eccn, on).filter(inside).map(|row| &*row.reason).collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }

    /// The reasons and Country Chart columns that stand for the entry on the day, sorted; a reason
    /// with destinations of its own shows `all destinations` or `named destinations`.
    pub fn columns(&self, eccn: &Eccn, on: Date) -> Vec<(&str, &str)> {
        let mut columns: Vec<(&str, &str)> =
            self.rows(eccn, on).map(|row| (&*row.reason, row.to.column())).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Entries of the table, sorted.
    pub fn entries(&self) -> impl Iterator<Item = &str> {
        let mut codes: Vec<&str> = self.entries.keys().map(|code| &**code).collect();
        codes.sort_unstable();
        codes.into_iter()
    }

    fn rows<'a>(&'a self, eccn: &Eccn, on: Date) -> impl Iterator<Item = &'a Reason> {
        let rows = self.reasons.get(eccn.entry()).into_iter().flatten();
        rows.filter(move |row| row.span.contains(on))
    }

    /// What the reasons for control ask for a destination on its day.
    pub(super) fn license_reasons(&self, place: Place<'_>, eccn: &str) -> ChartAnswer {
        let Some(eccn) = Eccn::parse(eccn) else {
            return ChartAnswer::unknown(EntryStanding::Unknown);
        };
        let mut answer = ChartAnswer::unknown(self.standing(&eccn, place.on));
        answer.known = answer.standing == EntryStanding::Controlled;
        if !answer.known {
            return answer;
        }
        answer.not_by_chart = place.by_part().map(str::to_owned);
        for row in self.rows(&eccn, place.on) {
            answer.add(row, &eccn, place);
        }
        if matches!(eccn.product_group(), 'D' | 'E') {
            answer.at_least_one(
                self.rows(&eccn, place.on).filter(|row| row.is_column_of_more_than_at()),
            );
        }
        answer.settle();
        answer
    }
}

impl Reason {
    fn is_column_of_more_than_at(&self) -> bool {
        self.reason != "AT" && matches!(self.to, Destinations::Column(_))
    }
}

impl ChartAnswer {
    fn unknown(standing: EntryStanding) -> Self {
        Self {
            requires: Vec::new(),
            open: Vec::new(),
            not_enforced: Vec::new(),
            not_by_chart: None,
            known: false,
            standing,
        }
    }

    fn add(&mut self, row: &Reason, eccn: &Eccn, place: Place<'_>) {
        let by_column = matches!(row.to, Destinations::Column(_));
        if self.not_by_chart.is_some() && by_column {
            return;
        }
        let inside = row.scope.contains(eccn);
        if inside == InScope::No {
            return;
        }
        let (there, doubt) = row.to.contains(place);
        if there.is_false() {
            return;
        }
        let requirement = Requirement {
            reason: row.reason.clone(),
            column: row.to.column().to_owned(),
            cite: row.cite.clone(),
        };
        let part = if let InScope::Part(question) = inside { question } else { String::new() };
        let questions = [part, row.question.clone(), doubt];
        let question =
            questions.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        if !row.enforced {
            self.not_enforced.push(requirement);
        } else if question.is_empty() {
            self.requires.push(requirement);
        } else {
            self.open.push(OpenRequirement { requirement, question });
        }
    }

    /// Software and technology entries are controlled for the reasons of what they are for. Where
    /// each of those reasons is open and each applies at the destination, one of them does apply,
    /// whatever the answers: that is a requirement, not a question.
    fn at_least_one<'a>(&mut self, rows: impl Iterator<Item = &'a Reason>) {
        if self.requires.iter().any(|r| r.reason != "AT") {
            return;
        }
        let mut one_of: Vec<&str> = Vec::new();
        let mut cite = "";
        for row in rows {
            let (reason, column) = (&row.reason, row.to.column());
            let open = |o: &OpenRequirement| {
                o.requirement.reason == *reason && o.requirement.column == column
            };
            if row.scope != Scope::All || !self.open.iter().any(open) {
                return;
            }
            one_of.push(column);
            cite = &row.cite;
        }
        one_of.sort_unstable();
        one_of.dedup();
        if one_of.iter().any(|column| column.starts_with("NS")) && one_of.len() > 1 {
            self.requires.push(Requirement {
                reason: "NS".to_owned(),
                column: one_of.join(" or "),
                cite: cite.to_owned(),
            });
        }
    }

    /// Sorts, and drops what stands twice or is open although another row settles it.
    fn settle(&mut self) {
        for list in [&mut self.requires, &mut self.not_enforced] {
            list.sort();
            list.dedup();
        }
        let settled = &self.requires;
        self.open.retain(|open| {
            let same = |done: &Requirement| {
                done.reason == open.requirement.reason && done.column == open.requirement.column
            };
            !settled.iter().any(same)
        });
        self.open.sort();
        self.open.dedup();
    }
}

fn reason_of(
    row: &ReasonRow,
    line: u64,
    groups: &CountryGroups,
    errors: &mut Vec<TableError>,
) -> Result<Reason, String> {
    let enforced = match row.posture.as_str() {
        "in_force" => true,
        "not_enforced" => false,
        other => return Err(format!("posture `{other}`: write in_force or not_enforced")),
    };
    Ok(Reason {
        reason: row.reason.clone(),
        to: Destinations::parse(&row.to, groups)?,
        scope: Scope::parse(&row.scope, &row.paragraphs)?,
        enforced,
        span: Interval {
            from: optional_date(REASONS, line, &row.from, errors),
            until: optional_date(REASONS, line, &row.until, errors),
        },
        cite: row.cite.clone(),
        question: row.question.clone(),
    })
}
