//! `highfence lists check FILE`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{CliError, ExitStatus, Global, named_format};
use crate::lists;
use crate::model::Edition;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The list file (`-` for standard input); the files of its set are read from beside it
    file: PathBuf,
    /// Its format, where the content should not be trusted to tell
    #[arg(long, value_name = "FORMAT")]
    list_format: Option<String>,
}

impl Check {
    pub(super) fn run(self, _global: &Global) -> Result<ExitStatus, CliError> {
        let format = named_format(self.list_format.as_deref())?;
        let editions = lists::load_as(&[self.file], format)?;
        let mut out = std::io::stdout().lock();
        for edition in &editions {
            write_summary(&mut out, edition)?;
        }
        Ok(ExitStatus::Ok)
    }
}

fn write_summary(out: &mut impl Write, edition: &Edition) -> Result<(), CliError> {
    let provenance = &edition.provenance;
    writeln!(
        out,
        "{} {}: rows={} entries={} rejected={}",
        provenance.source,
        provenance.format,
        provenance.rows,
        edition.entries.len(),
        edition.unread.len()
    )?;
    for row in &edition.unread {
        writeln!(out, "warning: rejected {}: {}", row.place, row.reason)?;
    }
    for warning in &edition.warnings {
        writeln!(out, "warning: {warning}")?;
    }
    Ok(())
}
