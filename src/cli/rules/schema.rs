//! `rules schema`.

use std::io::Write;

use clap::{Args, ValueEnum};

use crate::cli::{CliError, ExitStatus};
use crate::inspect::schema;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Of which files
    #[arg(value_enum, default_value_t = Of::Rule)]
    of: Of,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Of {
    /// Rule files
    Rule,
    /// List files
    List,
}

impl Schema {
    pub(super) fn run(self) -> Result<ExitStatus, CliError> {
        let schema = match self.of {
            Of::Rule => schema::rule(),
            Of::List => schema::list(),
        };
        let text = serde_json::to_string_pretty(&schema)
            .map_err(|error| CliError::failed(error.to_string()))?;
        writeln!(std::io::stdout().lock(), "{text}")?;
        Ok(ExitStatus::Ok)
    }
}
