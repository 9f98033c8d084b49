//! What was found -> text for people, JSON or CSV.

use std::io::Write;

use serde::Serialize;
use serde_json::Value;

use super::query::{BadLine, Query};
use crate::cli::{CliError, Format};
use crate::index::Found;
use crate::matching::{Evidence, told};

/// The answer to one name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Answer {
    id: Value,
    matches: Vec<Matched>,
    /// Matches before the limit was applied, where there are more than are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    /// Why the search was not finished. Then the name is not cleared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    incomplete: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

/// One list entry found.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Matched {
    list: String,
    entry: String,
    name: String,
    score: f64,
    evidence: Vec<Evidence>,
}

impl Answer {
    pub(super) fn of(query: &Query, found: Found<'_>) -> Self {
        let shown = found.hits.len();
        let matches = found.hits.into_iter().map(|hit| Matched {
            list: hit.matched.list.0,
            entry: hit.matched.entry,
            name: hit.matched.name,
            score: told(hit.matched.score),
            evidence: hit.matched.evidence,
        });
        Self {
            id: query.id.clone(),
            matches: matches.collect(),
            total: (found.total > shown).then_some(found.total),
            incomplete: found.incomplete,
            line: None,
            error: None,
        }
    }

    pub(super) fn bad(bad: &BadLine) -> Self {
        Self {
            id: bad.id.clone(),
            matches: Vec::new(),
            total: None,
            incomplete: Vec::new(),
            line: Some(bad.line),
            error: Some(bad.message.clone()),
        }
    }

    fn id_text(&self) -> String {
        self.id.as_str().map_or_else(|| self.id.to_string(), str::to_owned)
    }
}

/// Writes answers in one of the formats.
pub(super) struct Writer<W: Write> {
    format: Format,
    out: W,
    written: usize,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(format: Format, mut out: W) -> Result<Self, CliError> {
        match format {
            Format::Csv => out.write_all(b"id,list,entry,name,score,error\n")?,
            Format::Json => out.write_all(b"[")?,
            Format::Human | Format::Ndjson | Format::Sarif => {}
        }
        Ok(Self { format, out, written: 0 })
    }

    /// Writes answers and hands them on at once.
    pub(super) fn write(&mut self, answers: &[Answer]) -> Result<(), CliError> {
        let mut text = Vec::new();
        for answer in answers {
            match self.format {
                Format::Csv => write_csv(answer, &mut text)?,
                Format::Human => write_human(answer, &mut text)?,
                Format::Json => {
                    text.extend_from_slice(if self.written > 0 { b",\n" } else { b"\n" });
                    write_json(answer, &mut text)?;
                }
                Format::Ndjson | Format::Sarif => {
                    write_json(answer, &mut text)?;
                    text.push(b'\n');
                }
            }
            self.written += 1;
        }
        self.out.write_all(&text)?;
        Ok(self.out.flush()?)
    }

    /// Ends the document.
    pub(super) fn finish(mut self) -> Result<(), CliError> {
        if self.format == Format::Json {
            self.out.write_all(b"\n]\n")?;
        }
        Ok(self.out.flush()?)
    }
}

fn write_json(answer: &Answer, text: &mut Vec<u8>) -> Result<(), CliError> {
    serde_json::to_writer(text, answer).map_err(|error| CliError::failed(error.to_string()))
}

fn write_csv(answer: &Answer, text: &mut Vec<u8>) -> Result<(), CliError> {
    let mut csv = csv::Writer::from_writer(text);
    let id = answer.id_text();
    let failed = |error: csv::Error| CliError::failed(error.to_string());
    for found in &answer.matches {
        let score = found.score.to_string();
        csv.write_record([&id, &found.list, &found.entry, &found.name, &score, ""])
            .map_err(failed)?;
    }
    let mut problems: Vec<&str> = answer.incomplete.iter().map(String::as_str).collect();
    problems.extend(answer.error.as_deref());
    if !problems.is_empty() {
        csv.write_record([id.as_str(), "", "", "", "", problems.join("; ").as_str()])
            .map_err(failed)?;
    }
    Ok(csv.flush()?)
}

fn write_human(answer: &Answer, text: &mut Vec<u8>) -> Result<(), CliError> {
    writeln!(text, "{}", printable(&answer.id_text()))?;
    if let Some(error) = &answer.error {
        writeln!(text, "  error: line {}: {error}", answer.line.unwrap_or(0))?;
        return Ok(());
    }
    if answer.matches.is_empty() && answer.incomplete.is_empty() {
        writeln!(text, "  no match")?;
    }
    for found in &answer.matches {
        let Matched { list, entry, name, score, .. } = found;
        writeln!(text, "  {score:.3}  {list} {}  {}", printable(entry), printable(name))?;
        for evidence in &found.evidence {
            writeln!(text, "         {}", printable(&evidence.detail))?;
        }
    }
    if let Some(total) = answer.total {
        writeln!(text, "  {} of {total} matches shown; raise --limit", answer.matches.len())?;
    }
    for reason in &answer.incomplete {
        writeln!(text, "  not screened: {}", printable(reason))?;
    }
    Ok(())
}

/// A text of others without characters that could steer a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}
