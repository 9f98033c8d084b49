//! `highfence lists diff A B`.

use std::io::Write;

use clap::Args;

use super::super::Format as Output;
use super::{CliError, ExitStatus, Global, editions_of, named_format};
use crate::lists;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The earlier edition: a file, a folder, or the id of a series in the store
    before: String,
    /// The later edition
    after: String,
    /// Their format, where the content should not be trusted to tell
    #[arg(long, value_name = "FORMAT")]
    list_format: Option<String>,
}

impl Diff {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let format = named_format(self.list_format.as_deref())?;
        let before = editions_of(&self.before, format)?;
        let after = editions_of(&self.after, format)?;
        let diff = lists::diff(&before, &after);
        let mut out = std::io::stdout().lock();
        if matches!(global.format, Some(Output::Json | Output::Ndjson)) {
            let text = serde_json::to_string_pretty(&diff)
                .map_err(|error| CliError::failed(error.to_string()))?;
            writeln!(out, "{text}")?;
            return Ok(ExitStatus::Ok);
        }
        for entry in &diff.added {
            writeln!(out, "+ {} {} {}", entry.list, entry.id, entry.name)?;
        }
        for entry in &diff.removed {
            writeln!(out, "- {} {} {}", entry.list, entry.id, entry.name)?;
        }
        for change in &diff.changed {
            let entry = &change.entry;
            writeln!(
                out,
                "~ {} {} {}: {}",
                entry.list,
                entry.id,
                entry.name,
                change.what.join(", ")
            )?;
        }
        writeln!(
            out,
            "added={} removed={} changed={} unchanged={}",
            diff.added.len(),
            diff.removed.len(),
            diff.changed.len(),
            diff.unchanged
        )?;
        Ok(ExitStatus::Ok)
    }
}
