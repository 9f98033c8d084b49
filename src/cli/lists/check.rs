//! `highfence lists check FILE`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::super::Format as Output;
use super::{CliError, ExitStatus, Global, editions_of, named_format};
use crate::lists;
use crate::lists::previous::{Comparison, compare};
use crate::model::Edition;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The list file (`-` for standard input); the files of its set are read from beside it
    file: PathBuf,
    /// Its format, where the content should not be trusted to tell
    #[arg(long, value_name = "FORMAT")]
    list_format: Option<String>,
    /// The edition it follows: a file, a folder, or the id of a series in the store
    #[arg(long, value_name = "EDITION")]
    previous: Option<String>,
    /// Accept a change of size against the previous edition, in the name of this person
    #[arg(long, value_name = "NAME")]
    accept_shrink: Option<String>,
}

impl Check {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let format = named_format(self.list_format.as_deref())?;
        let editions = lists::load_as(&[self.file], format)?;
        let comparison = match &self.previous {
            Some(name) => {
                let before = editions_of(name, format)?;
                Some(compare(&before, &editions, self.accept_shrink.as_deref()))
            }
            None => None,
        };
        if let Some(refused) = comparison.as_ref().filter(|c| !c.refusals.is_empty()) {
            let name = editions.first().map_or("", |e| e.provenance.source.as_str());
            let reasons = refused.refusals.iter().chain(&refused.warnings);
            let reasons: Vec<String> = reasons.map(|reason| format!("{name}: {reason}")).collect();
            return Err(CliError::data(reasons.join("\n")));
        }
        let mut out = std::io::stdout().lock();
        for edition in &editions {
            match global.format {
                Some(Output::Json | Output::Ndjson) => {
                    writeln!(out, "{}", json(edition, comparison.as_ref()))?;
                }
                _ => write_summary(&mut out, edition, comparison.as_ref())?,
            }
        }
        Ok(ExitStatus::Ok)
    }
}

/// Doubts that only a previous edition dispels.
fn warnings<'e>(edition: &'e Edition, comparison: Option<&'e Comparison>) -> Vec<&'e str> {
    let open = |text: &&String| comparison.is_none() || !text.contains("(--previous)");
    let own = edition.warnings.iter().filter(open);
    own.chain(comparison.into_iter().flat_map(|c| &c.warnings)).map(String::as_str).collect()
}

fn write_summary(
    out: &mut impl Write,
    edition: &Edition,
    comparison: Option<&Comparison>,
) -> Result<(), CliError> {
    let provenance = &edition.provenance;
    let published = provenance.published.map_or(String::new(), |day| format!(" published={day}"));
    writeln!(
        out,
        "{}: {} rows={} entries={} rejected={}{published} sha256={}",
        provenance.source,
        provenance.format,
        provenance.rows,
        edition.entries.len(),
        edition.unread.len(),
        provenance.sha256
    )?;
    if let Some(comparison) = comparison {
        let diff = &comparison.diff;
        writeln!(
            out,
            "against the previous edition: added={} removed={} changed={}",
            diff.added.len(),
            diff.removed.len(),
            diff.changed.len()
        )?;
    }
    for row in &edition.unread {
        writeln!(out, "warning: rejected {}: {}", row.place, row.reason)?;
    }
    for warning in warnings(edition, comparison) {
        writeln!(out, "warning: {warning}")?;
    }
    Ok(())
}

fn json(edition: &Edition, comparison: Option<&Comparison>) -> serde_json::Value {
    let provenance = &edition.provenance;
    serde_json::json!({
        "file": provenance.source,
        "format": provenance.format,
        "id": edition.id,
        "rows": provenance.rows,
        "entries": edition.entries.len(),
        "rejected": edition.unread,
        "published": provenance.published.map(|day| day.to_string()),
        "sha256": provenance.sha256,
        "warnings": warnings(edition, comparison),
        "added": comparison.map(|c| c.diff.added.len()),
        "removed": comparison.map(|c| c.diff.removed.len()),
        "changed": comparison.map(|c| c.diff.changed.len()),
    })
}
