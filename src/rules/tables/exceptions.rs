//! License exceptions that an entry of the Commerce Control List allows at a destination.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::destination::{Destinations, Place};
use super::eccn::{ChartAnswer, EccnTable, EntryStanding};
use super::eccn_code::Eccn;
use super::groups::CountryGroups;
use super::scope::{InScope, Scope};
use super::source::{TableError, optional_date, read_csv};
use crate::model::Interval;

const FILE: &str = "eccn-exceptions.csv";

/// Reasons for control for which paragraph (c)(1) of License Exception STA may be used.
const STA_C1: &[&str] = &["NS", "CB", "NP", "RS", "CC", "SI", "AT", "UN"];
/// The same for paragraph (c)(2).
const STA_C2: &[&str] = &["NS", "AT", "UN"];

/// Exceptions for items that need a license for national security reasons only (740.4, 740.6).
const NS_ONLY: &[&str] = &["GBS", "TSR"];

/// A license exception whose entry-specific words are met or may be met.
///
/// The general restrictions of 15 CFR 740.2 and the duties of the exception's own section are not
/// decided here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExceptionCandidate {
    /// Symbol: `LVS`, `GBS`, `TSR`, `STA`, `APP`, `ENC`, `IEC`, `ACE`, `NAC`, `ACA`, `HBM`.
    pub code: String,
    /// Section of 15 CFR part 740.
    pub cite: String,
    /// What the entry and the section ask, in words.
    pub condition: String,
    /// Questions that are open; all yes means that the entry allows the exception.
    pub open: Vec<String>,
}

/// Exceptions by entry.
#[derive(Debug, Clone, Default)]
pub struct ExceptionTable {
    rows: FxHashMap<String, Vec<ExceptionRow>>,
}

#[derive(Debug, Clone)]
struct ExceptionRow {
    code: String,
    scope: Scope,
    limit_usd: Option<f64>,
    barred: Vec<String>,
    to: Destinations,
    span: Interval,
    question: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    eccn: String,
    code: String,
    scope: String,
    paragraphs: String,
    limit_usd: Option<f64>,
    barred: String,
    to: String,
    from: String,
    until: String,
    question: String,
}

/// What one asks: an ECCN for a destination on a day, with its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) eccn: &'a Eccn,
    pub(super) to: Place<'a>,
    pub(super) value_usd: Option<f64>,
}

impl ExceptionTable {
    pub(super) fn parse(
        text: &str,
        groups: &CountryGroups,
        entries: &EccnTable,
        errors: &mut Vec<TableError>,
    ) -> Self {
        let known: std::collections::BTreeSet<&str> = entries.entries().collect();
        let mut rows: FxHashMap<String, Vec<ExceptionRow>> = FxHashMap::default();
        for (line, row) in read_csv::<Row>(FILE, text, errors) {
            if !known.contains(row.eccn.as_str()) {
                let message = format!("`{}` is not in the table of entries", row.eccn);
                errors.push(TableError::at(FILE, line, message));
            }
            match exception_of(&row, line, groups, errors) {
                Ok(exception) => rows.entry(row.eccn.clone()).or_default().push(exception),
                Err(message) => errors.push(TableError::at(FILE, line, message)),
            }
        }
        Self { rows }
    }

    /// The exceptions that the entry allows, given what its reasons for control ask.
    pub(super) fn candidates(
        &self,
        asked: Asked<'_>,
        reasons: &ChartAnswer,
    ) -> Vec<ExceptionCandidate> {
        if reasons.standing != EntryStanding::Controlled || reasons.not_by_chart.is_some() {
            return Vec::new();
        }
        let mut found: BTreeMap<&str, ExceptionCandidate> = BTreeMap::new();
        for row in self.rows_of(asked).filter(|row| !row.code.starts_with('-')) {
            if let Some(candidate) = row.candidate(asked, reasons) {
                keep_better(&mut found, &row.code, candidate);
            }
        }
        let mut candidates: Vec<ExceptionCandidate> = found.into_values().collect();
        candidates.extend(self.sta(asked, reasons));
        candidates.sort();
        candidates
    }

    fn rows_of(&self, asked: Asked<'_>) -> impl Iterator<Item = &ExceptionRow> {
        let rows = self.rows.get(asked.eccn.entry()).into_iter().flatten();
        rows.filter(move |row| row.span.contains(asked.to.on))
    }

    /// License Exception STA: by country group and reasons for control, less the entry's bars.
    fn sta(&self, asked: Asked<'_>, reasons: &ChartAnswer) -> Option<ExceptionCandidate> {
        let (paragraph, allowed) = if asked.to.in_group("A:5") {
            ("(c)(1)", STA_C1)
        } else if asked.to.in_group("A:6") {
            ("(c)(2)", STA_C2)
        } else {
            return None;
        };
        let beyond_at = reasons.requires.iter().any(|r| r.reason != "AT")
            || reasons.open.iter().any(|o| o.requirement.reason != "AT");
        let fits = |reason: &str| allowed.contains(&reason);
        if !beyond_at || !reasons.requires.iter().all(|r| fits(&r.reason)) {
            return None;
        }
        let mut open: Vec<String> = reasons
            .open
            .iter()
            .filter(|o| !fits(&o.requirement.reason))
            .map(|o| no_to(&o.question))
            .collect();
        for bar in self.rows_of(asked).filter(|row| row.code == "-STA") {
            match bar.reaches(asked) {
                None => {}
                Some(questions) if questions.is_empty() => return None,
                Some(questions) => open.push(no_to(&questions.join(" "))),
            }
        }
        if asked.to.code == "AE" {
            open.push("Is the consignee an entity of Supplement No. 8 to part 740?".to_owned());
        }
        open.sort();
        open.dedup();
        Some(ExceptionCandidate {
            code: "STA".to_owned(),
            cite: format!("15 CFR 740.20{paragraph}"),
            condition: "prior consignee statement and the other duties of 740.20(d)".to_owned(),
            open,
        })
    }
}

impl ExceptionRow {
    /// `None`: the row does not reach the item; else the questions on which that depends.
    fn reaches(&self, asked: Asked<'_>) -> Option<Vec<String>> {
        let part = match self.scope.contains(asked.eccn) {
            InScope::No => return None,
            InScope::Yes => String::new(),
            InScope::Part(question) => question,
        };
        let (there, doubt) = self.to.contains(asked.to);
        if there.is_false() {
            return None;
        }
        let questions = [part, self.question.clone(), doubt];
        Some(questions.into_iter().filter(|text| !text.is_empty()).collect())
    }

    fn candidate(&self, asked: Asked<'_>, reasons: &ChartAnswer) -> Option<ExceptionCandidate> {
        let mut open = self.reaches(asked)?;
        let ns_only = NS_ONLY.contains(&&*self.code);
        let shut = |reason: &str| {
            (ns_only && !matches!(reason, "NS" | "AT"))
                || self.barred.iter().any(|barred| barred == reason)
        };
        if reasons.requires.iter().any(|r| shut(&r.reason)) {
            return None;
        }
        for doubt in reasons.open.iter().filter(|o| shut(&o.requirement.reason)) {
            open.push(no_to(&doubt.question));
        }
        let mut condition = condition_of(&self.code).to_owned();
        if let Some(limit) = self.limit_usd {
            match asked.value_usd {
                Some(value) if value.is_finite() && value <= limit => {}
                Some(_) => return None,
                None => open.push(format!("Is the net value of the order at most {limit} USD?")),
            }
            condition = format!("{condition}; net value of the order at most {limit} USD");
        }
        open.sort();
        open.dedup();
        let cite = cite_of(&self.code).to_owned();
        Some(ExceptionCandidate { code: self.code.clone(), cite, condition, open })
    }
}

/// Of two rows for one exception keeps the one with fewer open questions.
fn keep_better<'a>(
    found: &mut BTreeMap<&'a str, ExceptionCandidate>,
    code: &'a str,
    candidate: ExceptionCandidate,
) {
    let better = found.get(code).is_none_or(|kept| candidate.open.len() < kept.open.len());
    if better {
        found.insert(code, candidate);
    }
}

/// The same question with the answer that opens an exception.
fn no_to(question: &str) -> String {
    format!("Is the answer no to: {question}")
}

fn cite_of(code: &str) -> &'static str {
    match code {
        "LVS" => "15 CFR 740.3",
        "GBS" => "15 CFR 740.4",
        "TSR" => "15 CFR 740.6",
        "APP" => "15 CFR 740.7",
        "NAC" | "ACA" => "15 CFR 740.8",
        "ENC" => "15 CFR 740.17",
        "ACE" => "15 CFR 740.22",
        "IEC" => "15 CFR 740.24",
        "HBM" => "15 CFR 740.25",
        _ => "15 CFR part 740",
    }
}

fn condition_of(code: &str) -> &'static str {
    match code {
        "LVS" => "destination in Country Group B; single shipment, not split orders",
        "GBS" => "destination in Country Group B; license required for NS reasons only",
        "TSR" => {
            "destination in Country Group B; license required for NS reasons only; written assurance before release"
        }
        "APP" => "computer tier of the destination",
        "NAC" => "notice to BIS 25 days before",
        "ACA" => "advanced computing item not for data centers",
        "ENC" => "paragraph of 740.17 with its classification and reports",
        "ACE" => "end user and end use limits for cybersecurity items",
        "IEC" => "country and item in the BIS table of implemented controls",
        "HBM" => "memory packaged and returned under 740.25",
        _ => "",
    }
}

fn exception_of(
    row: &Row,
    line: u64,
    groups: &CountryGroups,
    errors: &mut Vec<TableError>,
) -> Result<ExceptionRow, String> {
    if row.code != "-STA" && cite_of(&row.code) == "15 CFR part 740" {
        return Err(format!("`{}` is no license exception of this table", row.code));
    }
    if row.limit_usd.is_some_and(|limit| !limit.is_finite() || limit <= 0.0) {
        return Err("limit_usd must be a positive number".to_owned());
    }
    if row.code == "LVS" && row.limit_usd.is_none() {
        return Err("LVS needs a limit_usd".to_owned());
    }
    let to = if row.to.is_empty() { "group:B" } else { &row.to };
    Ok(ExceptionRow {
        code: row.code.clone(),
        scope: Scope::parse(&row.scope, &row.paragraphs)?,
        limit_usd: row.limit_usd,
        barred: row.barred.split_whitespace().map(str::to_owned).collect(),
        to: Destinations::parse(to, groups)?,
        span: Interval {
            from: optional_date(FILE, line, &row.from, errors),
            until: optional_date(FILE, line, &row.until, errors),
        },
        question: row.question.clone(),
    })
}
