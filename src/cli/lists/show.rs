//! `highfence lists show ENTRY`.

use std::io::Write;

use clap::Args;

use super::super::{Format as Output, engine};
use super::{CliError, ExitStatus, Global};
use crate::model::ListEntry;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The id of an entry (`36`, `US-OFAC-SDN/36`), or one of its names, whole
    entry: String,
}

impl Show {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let editions = engine::editions(global, global.as_of)?;
        let found: Vec<&ListEntry> = editions
            .iter()
            .flat_map(|edition| &edition.entries)
            .filter(|entry| self.is_meant(entry))
            .collect();
        if found.is_empty() {
            return Err(CliError::data(format!(
                "no entry with the id or the name `{}`; `highfence match` searches for similar names",
                self.entry
            )));
        }
        let mut out = std::io::stdout().lock();
        for entry in found {
            if matches!(global.format, Some(Output::Human)) {
                human(&mut out, entry)?;
            } else {
                let text = serde_json::to_string_pretty(entry)
                    .map_err(|error| CliError::failed(error.to_string()))?;
                writeln!(out, "{text}")?;
            }
        }
        Ok(ExitStatus::Ok)
    }

    fn is_meant(&self, entry: &ListEntry) -> bool {
        let wanted = self.entry.trim();
        let listed = wanted.split_once('/').is_some_and(|(list, id)| {
            entry.list.as_str().eq_ignore_ascii_case(list) && entry.id == id
        });
        let name = wanted.to_lowercase();
        listed
            || entry.id == wanted
            || entry.party.names.iter().any(|known| known.text.to_lowercase() == name)
    }
}

fn human(out: &mut impl Write, entry: &ListEntry) -> Result<(), CliError> {
    writeln!(out, "{} {}: {}", entry.list, entry.id, entry.party.caption())?;
    for name in entry.party.names.iter().skip(1) {
        writeln!(out, "  {:?}: {}", name.kind, name.text)?;
    }
    for address in &entry.party.addresses {
        writeln!(out, "  address: {} {}", address.text, address.country.as_deref().unwrap_or(""))?;
    }
    for id in &entry.party.identifiers {
        writeln!(out, "  {}: {}", id.kind, id.number)?;
    }
    for requirement in &entry.requirements {
        writeln!(out, "  requirement: {}", requirement.raw)?;
    }
    if let Some(review) = &entry.review {
        writeln!(out, "  review: {}", review.raw)?;
    }
    for (what, values) in [
        ("programs", &entry.programs),
        ("citations", &entry.citations),
        ("linked to", &entry.linked_to),
    ] {
        if !values.is_empty() {
            writeln!(out, "  {what}: {}", values.join("; "))?;
        }
    }
    Ok(())
}
