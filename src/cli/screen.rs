//! `highfence screen`: one transaction in, its screening out; or a batch of them.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use super::batch::{self, Batch};
use super::{CliError, ExitStatus, Format, Global, engine};
use crate::model::Transaction;
use crate::render::human;
use crate::screen::BUILD;
use crate::wire::transaction::{UnknownKeys, from_bytes, from_value};
use crate::wire::{Problem, screening};

/// Arguments of the command.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  highfence screen examples/hikvision-thermal-cameras.json
  highfence screen --party 'Huawei Technologies Co., Ltd.;role=end_user;country=CN' \\
      --item 'Laptop;eccn=5A992.c;hs=8471.30' --from US --to CN --date 2024-02-01
  cat order.json | highfence screen - --format json
  highfence screen --batch customers.csv -o screened.xlsx

Exit codes: 0 no license required, 20 advisory, 30 hold for review, 40 cannot determine,
50 license exception possible, 60 license required, 70 prohibited; 1 to 5 are errors.")]
pub(super) struct Screen {
    /// JSON file with one transaction (`-` for stdin)
    file: Option<PathBuf>,
    /// A party: NAME[;role=..;country=..;address=..;native_name=..]
    #[arg(long, value_name = "NAME[;key=value]")]
    party: Vec<String>,
    /// An item: TEXT[;eccn=..;hs=..;origin=..;type=..]
    #[arg(long, value_name = "TEXT[;key=value]")]
    item: Vec<String>,
    /// Country from which it ships
    #[arg(long, value_name = "CC")]
    from: Option<String>,
    /// Country of ultimate destination
    #[arg(long, value_name = "CC")]
    to: Option<String>,
    /// Day of the transaction
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    /// Kind of the transaction (default: export)
    #[arg(long)]
    kind: Option<String>,
    /// End every finished screening with exit code 0
    #[arg(long)]
    exit_zero: bool,
    /// Screen a file of rows instead: CSV, XLSX or NDJSON, one transaction or party a row
    #[arg(long, value_name = "FILE", requires = "output", conflicts_with_all = ["file", "party", "item", "from", "to", "date", "kind"])]
    batch: Option<PathBuf>,
    /// Where the rows go with their verdicts: .csv, .xlsx or .ndjson (`-`: NDJSON to stdout)
    #[arg(long, short, value_name = "OUT", requires = "batch")]
    output: Option<PathBuf>,
    /// What the columns of the batch are (TOML), where their headers do not tell
    #[arg(long, value_name = "FILE", requires = "batch")]
    mapping: Option<PathBuf>,
    /// The sheet of a workbook to read, where several hold rows
    #[arg(long, value_name = "NAME", requires = "batch")]
    sheet: Option<String>,
    /// Go on with a batch that was cut off
    #[arg(long, requires = "batch")]
    resume: bool,
}

impl Screen {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        if let (Some(file), Some(output)) = (&self.batch, &self.output) {
            let (resume, exit_zero) = (self.resume, self.exit_zero);
            let mapping = self.mapping.as_deref();
            let sheet = self.sheet.as_deref();
            let batch = Batch { file, output, mapping, sheet, resume, exit_zero };
            return batch::run(global, &batch);
        }
        let tx = self.transaction()?;
        let as_of = engine::as_of(global, &tx);
        let engine = engine::of_lists(global, Some(as_of.valid))?;
        let screening = engine.screen(&tx, as_of);
        engine::check_age_of(global, &screening)?;
        let mut out = std::io::stdout().lock();
        let mut json = screening::to_value(&screening);
        if let Value::Object(answer) = &mut json {
            answer.insert("build".to_owned(), json!(BUILD));
        }
        let human_wanted = match global.format {
            None => std::io::stdout().is_terminal(),
            Some(format) => format == Format::Human,
        };
        if human_wanted {
            write!(out, "{}", human::screening(&tx, &screening))?;
        } else if global.format == Some(Format::Ndjson) {
            writeln!(out, "{json}")?;
        } else {
            let text = serde_json::to_string_pretty(&json)
                .map_err(|error| CliError::failed(error.to_string()))?;
            writeln!(out, "{text}")?;
        }
        out.flush()?;
        Ok(match screening.verdict.level.number() {
            _ if self.exit_zero => ExitStatus::Ok,
            10 => ExitStatus::Ok,
            level => ExitStatus::Verdict(level),
        })
    }

    fn transaction(&self) -> Result<Transaction, CliError> {
        let flags = !self.party.is_empty()
            || !self.item.is_empty()
            || self.to.is_some()
            || self.from.is_some()
            || self.kind.is_some();
        match (&self.file, flags) {
            (Some(_), true) => {
                Err(CliError::usage("give a file or --party/--item/--from/--to, not both"))
            }
            (None, false) => Err(CliError::usage(
                "nothing to screen: name a JSON file (`-` for stdin), or give --party and --item; see `highfence screen --help`",
            )),
            (Some(file), false) => {
                let bytes = engine::read_input(file)?;
                from_bytes(&bytes).map_err(|problems| bad(&file.display().to_string(), &problems))
            }
            (None, true) => from_value(&self.value()?, UnknownKeys::Refused)
                .map_err(|problems| bad("command line", &problems)),
        }
    }

    /// The transaction that the flags describe.
    fn value(&self) -> Result<Value, CliError> {
        let mut tx = Map::new();
        for (key, value) in [
            ("date", &self.date),
            ("kind", &self.kind),
            ("ship_from", &self.from),
            ("destination", &self.to),
        ] {
            if let Some(value) = value {
                tx.insert(key.to_owned(), json!(value));
            }
        }
        let parties: Result<Vec<Value>, CliError> =
            self.party.iter().map(|text| object(text, "name")).collect();
        let items: Result<Vec<Value>, CliError> =
            self.item.iter().map(|text| object(text, "description")).collect();
        tx.insert("parties".to_owned(), Value::Array(parties?));
        tx.insert("items".to_owned(), Value::Array(items?));
        if self.item.is_empty() && self.to.is_none() && self.kind.is_none() {
            tx.insert("kind".to_owned(), json!("query"));
        }
        Ok(Value::Object(tx))
    }
}

/// `TEXT;key=value;key=value` as an object whose first part goes under `first`.
fn object(text: &str, first: &str) -> Result<Value, CliError> {
    let mut parts = text.split(';');
    let mut map = Map::new();
    map.insert(first.to_owned(), json!(parts.next().unwrap_or("").trim()));
    for part in parts.filter(|part| !part.trim().is_empty()) {
        let Some((key, value)) = part.split_once('=') else {
            return Err(CliError::usage(format!("`{part}` in `{text}` is no key=value")));
        };
        map.insert(key.trim().to_owned(), json!(value.trim()));
    }
    Ok(Value::Object(map))
}

/// All problems of a request, one a line.
fn bad(source: &str, problems: &[Problem]) -> CliError {
    let lines: Vec<String> =
        problems.iter().map(|problem| format!("{source}: {problem}")).collect();
    CliError::data(format!("{}\nno verdict was given", lines.join("\n")))
}
