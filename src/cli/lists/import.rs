//! `highfence lists import FILE...`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{CliError, ExitStatus, Global, named_format, store, today};
use crate::lists;
use crate::lists::store::{ImportOptions, Imported};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The list files; the files of their sets are taken from beside them
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Their format, where the content should not be trusted to tell
    #[arg(long, value_name = "FORMAT")]
    list_format: Option<String>,
    /// Accept a change of size against the edition in use, in the name of this person
    #[arg(long, value_name = "NAME")]
    accept_shrink: Option<String>,
}

impl Import {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        named_format(self.list_format.as_deref())?;
        let store = store()?;
        let mut refused = Vec::new();
        let mut io = false;
        for path in &self.files {
            let options = ImportOptions {
                format: self.list_format.clone(),
                source: None,
                retrieved: Some(today(global)),
                accepted_by: self.accept_shrink.clone(),
            };
            let imported =
                lists::open_with_parts(path).and_then(|input| store.import(&input, &options));
            match imported {
                Ok(done) => write_outcome(&done)?,
                Err(error) => {
                    io |= error.io;
                    refused.push(error.to_string());
                }
            }
        }
        if refused.is_empty() {
            return Ok(ExitStatus::Ok);
        }
        refused.push("the last good editions stay in use".to_owned());
        let message = refused.join("\n");
        Err(if io { CliError { status: ExitStatus::Io, message } } else { CliError::data(message) })
    }
}

/// Writes what became of one file.
pub(super) fn write_outcome(done: &Imported) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    let manifest = &done.manifest;
    let diff = &done.comparison.diff;
    if done.new {
        writeln!(
            out,
            "{}@{}: imported rows={} entries={} rejected={} added={} removed={} changed={}",
            manifest.id,
            manifest.sequence,
            manifest.rows,
            manifest.entries,
            manifest.unread,
            diff.added.len(),
            diff.removed.len(),
            diff.changed.len()
        )?;
    } else {
        writeln!(out, "{}@{}: unchanged", manifest.id, manifest.sequence)?;
    }
    for warning in done.warnings.iter().chain(&done.comparison.warnings) {
        writeln!(out, "warning: {warning}")?;
    }
    Ok(())
}
