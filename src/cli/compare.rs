//! `highfence compare`: pairs of names in, scores out, one JSON document a line.

use std::io::{BufRead, Read, Write};

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::mode::Mode;
use super::{CliError, ExitStatus, Global};
use crate::matching::Evidence;
use crate::model::PartyKind;
use crate::rules::did_you_mean;

/// Longest line that is read.
const LINE_MAX: u64 = 1 << 20;

/// Arguments of the command.
#[derive(Debug, Args)]
#[command(
    after_help = "Reads NDJSON on standard input: {\"id\"?,\"name1\",\"name2\",\"schema\"?}; name1 is the query."
)]
pub(super) struct Compare {
    /// Say why: add the evidence to every answer
    #[arg(long)]
    explain: bool,
    /// How names are scored
    #[arg(long, value_enum, default_value_t)]
    mode: Mode,
}

/// The keys of a line.
const KEYS: [&str; 4] = ["id", "name1", "name2", "schema"];

#[derive(Deserialize)]
struct Pair {
    id: Option<Value>,
    name1: String,
    name2: String,
    schema: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    score: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    incomplete: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<Evidence>>,
}

#[derive(Serialize)]
struct Failure {
    line: usize,
    error: String,
}

impl Compare {
    pub(super) fn run(self, _global: &Global) -> Result<ExitStatus, CliError> {
        let input = std::io::stdin().lock();
        let output = std::io::stdout().lock();
        let bad = compare(input, output, &self)?;
        if bad > 0 {
            return Err(CliError::data(format!(
                "{bad} line(s) could not be read; each is answered with its error"
            )));
        }
        Ok(ExitStatus::Ok)
    }
}

/// Answers every line of `input` on `output`, flushed; gives the number of bad lines.
fn compare(
    mut input: impl BufRead,
    mut output: impl Write,
    options: &Compare,
) -> Result<usize, CliError> {
    let (mut bad, mut number) = (0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(LINE_MAX).read_until(b'\n', &mut line)? == 0 {
            return Ok(bad);
        }
        number += 1;
        if line.len() as u64 == LINE_MAX && !line.ends_with(b"\n") {
            return Err(CliError::data(format!("line {number}: longer than {LINE_MAX} bytes")));
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answered = match answer(&line, options) {
            Ok(answer) => serde_json::to_vec(&answer),
            Err(error) => {
                bad += 1;
                serde_json::to_vec(&Failure { line: number, error })
            }
        };
        let mut bytes = answered.map_err(|error| CliError::failed(error.to_string()))?;
        bytes.push(b'\n');
        output.write_all(&bytes)?;
        output.flush()?;
    }
}

fn answer(line: &[u8], options: &Compare) -> Result<Answer, String> {
    let pair = pair(line)?;
    let kind = party_kind(pair.schema.as_deref());
    Ok(match options.mode.score(&pair.name1, &pair.name2, kind) {
        Ok(scored) => Answer {
            id: pair.id,
            score: scored.score,
            incomplete: None,
            evidence: options.explain.then_some(scored.evidence),
        },
        Err(refusal) => Answer {
            id: pair.id,
            score: 0.0,
            incomplete: Some(refusal.to_string()),
            evidence: None,
        },
    })
}

/// Reads a line; a key that means nothing here is refused.
fn pair(line: &[u8]) -> Result<Pair, String> {
    let value: Value = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let unknown = |key: &&String| !KEYS.contains(&key.as_str());
    let keys = value.as_object().into_iter().flat_map(|map| map.keys());
    let problems: Vec<String> = keys
        .filter(unknown)
        .map(|key| format!("`{key}` is no key of a pair; {}", did_you_mean(key, &KEYS)))
        .collect();
    if problems.is_empty() {
        Pair::deserialize(value).map_err(|error| error.to_string())
    } else {
        Err(problems.join("; "))
    }
}

/// The kind of party that a schema name (FollowTheMoney or our own) stands for.
pub(super) fn party_kind(schema: Option<&str>) -> PartyKind {
    match schema.unwrap_or_default().to_ascii_lowercase().as_str() {
        "person" | "individual" => PartyKind::Individual,
        "company" | "organization" | "organisation" | "publicbody" | "entity" => {
            PartyKind::Organization
        }
        "vessel" | "ship" => PartyKind::Vessel,
        "airplane" | "aircraft" => PartyKind::Aircraft,
        "address" => PartyKind::Address,
        _ => PartyKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_in_order_and_names_bad_lines() {
        let input = b"{\"id\":1,\"name1\":\"Siemens AG\",\"name2\":\"SIEMENS\"}\nnot json\n\n{\"name1\":\"A\",\"name2\":\"12\"}\n";
        let mut output = Vec::new();
        let bad =
            compare(&input[..], &mut output, &Compare { explain: false, mode: Mode::Evidence })
                .unwrap();
        let lines: Vec<Value> = String::from_utf8(output)
            .unwrap()
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert_eq!(bad, 1);
        assert_eq!(lines[0]["id"], 1);
        assert!(lines[0]["score"].as_f64().unwrap() > 0.9);
        assert_eq!(lines[1]["line"], 2);
        assert!(lines[2]["incomplete"].is_string());
    }
}
