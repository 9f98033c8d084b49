//! `highfence match`: names in, list entries out. Bad lines are answered in their place.

mod answer;
mod query;

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::PathBuf;

use clap::Args;

use super::index_source::IndexSource;
use super::mode::Mode;
use super::{CliError, ExitStatus, Format, Global};
use crate::index::{Index, SearchOptions, Searcher};
use answer::Answer;
use query::{BadLine, Query};

/// Longest line of the input, in bytes.
const LINE_MAX: usize = 1 << 20;
/// Most lines answered together.
const LINES_TOGETHER: usize = 4096;

/// Arguments of the command.
#[derive(Debug, Args)]
#[command(
    after_help = "Without names, one JSON object a line is read from the standard input:\n  \
    {\"id\": 1, \"name\": \"...\", \"schema\": \"Company\", \"country\": \"CN\", \
    \"address\": \"...\", \"identifiers\": [\"...\"]}"
)]
pub(super) struct Match {
    /// Names to look for
    names: Vec<String>,
    /// Least score of a match, 0 to 1 (default: 0.7, in mode `ofac` 0.85)
    #[arg(long, value_parser = share)]
    threshold: Option<f64>,
    /// How names are scored; `ofac` looks at every listed name in turn
    #[arg(long, value_enum, default_value_t)]
    mode: Mode,
    /// Most matches a name, best first; `total` tells how many there are
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Keep the index of the lists in this file; it is built again whenever it does not fit them
    #[arg(long, value_name = "FILE")]
    snapshot: Option<PathBuf>,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err(format!("`{text}` is no number from 0 to 1")),
    }
}

impl Match {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let terminal = std::io::stdout().is_terminal();
        let format = global.format.unwrap_or(if terminal { Format::Human } else { Format::Ndjson });
        if format == Format::Sarif {
            return Err(CliError::usage("`match` writes human, json, ndjson or csv"));
        }
        let index = IndexSource { global, snapshot: self.snapshot.as_deref(), day: global.as_of };
        let index = index.index()?;
        let threshold = self.threshold.unwrap_or_else(|| self.mode.threshold());
        let options = SearchOptions { threshold, limit: self.limit, on: None };
        let asked = Asked { index: &index, mode: self.mode, options };
        let mut out = answer::Writer::new(format, std::io::stdout().lock())?;
        let bad = if self.names.is_empty() {
            from_stdin(asked, &mut out)?
        } else {
            let queries: Vec<_> = self.names.iter().map(|name| Ok(Query::of_name(name))).collect();
            out.write(&index.map_batch(&queries, |searcher, query| asked.answer(searcher, query)))?;
            0
        };
        out.finish()?;
        if bad > 0 {
            return Err(CliError::data(format!("{bad} lines could not be read; see `error`")));
        }
        Ok(ExitStatus::Ok)
    }
}

/// Answers each line of the standard input in order; gives the number of bad ones.
fn from_stdin<W: Write>(asked: Asked<'_>, out: &mut answer::Writer<W>) -> Result<usize, CliError> {
    let mut input = BufReader::with_capacity(1 << 20, std::io::stdin().lock());
    let (mut number, mut bad) = (0, 0);
    loop {
        let lines = lines_at_hand(&mut input, &mut number)?;
        if lines.is_empty() {
            return Ok(bad);
        }
        let answers = asked.index.map_batch(&lines, |searcher, (number, line)| {
            asked.answer(searcher, &Query::of_line(*number, line))
        });
        bad += answers.iter().filter(|answer| answer.error.is_some()).count();
        out.write(&answers)?;
    }
}

/// The next line, waited for, and the lines that have arrived with it; blank lines are left out.
fn lines_at_hand<R: Read>(
    input: &mut BufReader<R>,
    number: &mut u64,
) -> Result<Vec<(u64, Vec<u8>)>, CliError> {
    let mut lines = Vec::new();
    while lines.len() < LINES_TOGETHER && (lines.is_empty() || input.buffer().contains(&b'\n')) {
        let mut line = Vec::new();
        let read = input.by_ref().take(LINE_MAX as u64 + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        *number += 1;
        if line.len() > LINE_MAX && !line.ends_with(b"\n") {
            input.skip_until(b'\n')?;
        }
        if !line.trim_ascii().is_empty() {
            lines.push((*number, line));
        }
    }
    Ok(lines)
}

/// What every name is asked.
#[derive(Clone, Copy)]
struct Asked<'i> {
    index: &'i Index,
    mode: Mode,
    options: SearchOptions,
}

impl Asked<'_> {
    fn answer(&self, searcher: &mut Searcher, query: &Result<Query, BadLine>) -> Answer {
        match (query, self.mode) {
            (Ok(query), Mode::Evidence) => {
                let found = self.index.search_with(searcher, &query.party, self.options);
                Answer::of(query, found)
            }
            (Ok(query), Mode::Ofac) => {
                Answer::of(query, self.index.search_as_ofac(&query.party, self.options))
            }
            (Err(bad), _) => Answer::bad(bad),
        }
    }
}
