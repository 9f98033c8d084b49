//! `highfence replay`: decision records in, the same verdicts again, or the differences.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{CliError, ExitStatus, Format, Global, engine};
use crate::audit::{self, Asked, Record, Subject};
use crate::http::profile::Profile;
use crate::http::{self, Served, Snapshot, Sources};
use crate::model::{AsOf, Date};
use crate::wire::screening;
use crate::wire::transaction::{UnknownKeys, from_value};

/// Arguments of the command.
#[derive(Debug, Args)]
#[command(after_help = "Lists and rules must be those of the records: name them with --lists and \
    --rules. Exit code 0: every record replays bit for bit; 3: a difference, or a broken chain.")]
pub(super) struct Replay {
    /// File of decision records
    file: PathBuf,
    /// Verify the chain alone
    #[arg(long)]
    verify: bool,
}

/// How a record came out.
enum Outcome {
    Same,
    /// Lists, rules or program are not those of the record.
    Basis(String),
    Different(String),
}

impl Replay {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let name = self.file.display().to_string();
        let bytes = std::fs::read(&self.file).map_err(|error| CliError {
            status: ExitStatus::Io,
            message: format!("{name}: {error}"),
        })?;
        let (records, breaks) = audit::verify(&bytes);
        let mut engines = Engines { global, snapshots: BTreeMap::new() };
        let mut lines: Vec<Value> = breaks
            .iter()
            .map(|one| json!({ "line": one.line, "outcome": "broken", "detail": one.reason }))
            .collect();
        let (mut same, mut other) = (0, 0);
        for record in records.iter().filter(|_| !self.verify) {
            let (word, detail) = match engines.replay(record)? {
                Outcome::Same => {
                    same += 1;
                    continue;
                }
                Outcome::Basis(detail) => ("other_basis", detail),
                Outcome::Different(detail) => ("different", detail),
            };
            other += 1;
            lines.push(json!({ "record": record.seq, "outcome": word, "detail": detail }));
        }
        let summary = json!({
            "records": records.len(), "same": same, "different": other, "broken": breaks.len(),
            "last": records.last().map(|record| record.hash.clone()),
        });
        print(global, &lines, &summary)?;
        let fine = breaks.is_empty() && other == 0;
        Ok(if fine { ExitStatus::Ok } else { ExitStatus::BadData })
    }
}

fn print(global: &Global, lines: &[Value], summary: &Value) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    let human = match global.format {
        None => std::io::stdout().is_terminal(),
        Some(format) => format == Format::Human,
    };
    if human {
        for line in lines {
            let text = |key: &str| line.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
            let place = line.get("record").or(line.get("line")).cloned().unwrap_or_default();
            writeln!(out, "{place}: {}: {}", text("outcome"), text("detail"))?;
        }
        writeln!(
            out,
            "{} records, {} the same, {} different, {} breaks",
            summary["records"], summary["same"], summary["different"], summary["broken"]
        )?;
    } else {
        let all = json!({ "summary": summary, "findings": lines });
        writeln!(out, "{all}")?;
    }
    Ok(out.flush()?)
}

/// Engines by profile, built when first needed.
struct Engines<'g> {
    global: &'g Global,
    snapshots: BTreeMap<String, Snapshot>,
}

impl Engines<'_> {
    fn replay(&mut self, record: &Record) -> Result<Outcome, CliError> {
        let subject = &record.subject;
        if subject.engine != screening::engine() {
            let detail = format!("answered by {}, this is {}", subject.engine, screening::engine());
            return Ok(Outcome::Basis(detail));
        }
        let profile: Profile = match serde_json::from_value(subject.profile.clone()) {
            Ok(profile) => profile,
            Err(error) => return Ok(Outcome::Different(format!("its profile: {error}"))),
        };
        let (Some(valid), Some(known)) = (day(&subject.valid), day(&subject.known)) else {
            return Ok(Outcome::Different("its dates do not read".to_owned()));
        };
        let key = subject.profile.to_string();
        if !self.snapshots.contains_key(&key) {
            let snapshot = self.build(profile.clone())?;
            self.snapshots.insert(key.clone(), snapshot);
        }
        let served = self.snapshots.get(&key).and_then(|known| known.profile(&profile.name));
        let Some(served) = served else {
            return Ok(Outcome::Basis("its profile cannot be built".to_owned()));
        };
        let engine = &served.engine;
        if engine.law_digest != subject.rules_digest {
            return Ok(Outcome::Basis("the rules are not those of the record".to_owned()));
        }
        let editions = engine.index.editions();
        let lists = editions.iter().map(|edition| (&edition.id, &edition.provenance.sha256));
        if !lists.eq(subject.lists.iter().map(|list| (&list.id, &list.sha256))) {
            return Ok(Outcome::Basis("the lists are not those of the record".to_owned()));
        }
        Ok(again(served, subject, AsOf { known, by_clock: subject.by_clock, ..AsOf::on(valid) })
            .unwrap_or_else(Outcome::Different))
    }

    fn build(&self, profile: Profile) -> Result<Snapshot, CliError> {
        let sources = Sources {
            editions: engine::editions(self.global, self.global.as_of)?,
            index: None,
            rules: engine::rule_set(self.global)?,
            tables: engine::tables(self.global)?,
            profiles: vec![profile],
            asked: engine::asked(self.global),
        };
        Snapshot::build(sources).map_err(CliError::data)
    }
}

/// Answers a recorded request again and compares; an error tells why it cannot be answered.
fn again(served: &Served, subject: &Subject, as_of: AsOf) -> Result<Outcome, String> {
    let (digest, now) = match subject.asked {
        Asked::Match => {
            let digest = http::replay_match(served, subject.request.clone(), as_of.valid)?;
            (digest, "another result".to_owned())
        }
        Asked::Screening => {
            let tx = from_value(&subject.request, UnknownKeys::Refused).map_err(|problems| {
                let first = problems.first().map_or_else(String::new, ToString::to_string);
                format!("the request does not read: {first}")
            })?;
            let screening = served.engine.screen(&tx, as_of);
            let text = screening::to_text(&screening).map_err(|error| error.to_string())?;
            (audit::result_digest(&text), screening.verdict.level.word().to_owned())
        }
    };
    if digest == subject.result_sha256 {
        return Ok(Outcome::Same);
    }
    Ok(Outcome::Different(format!("recorded {}, now {now}", subject.verdict)))
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}
