//! `highfence eval scenarios`.

use clap::Args;

use crate::cli::{CliError, ExitStatus, Global};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(in crate::cli) struct Scenarios {}

impl Scenarios {
    pub(in crate::cli) fn run(self, _global: &Global) -> Result<ExitStatus, CliError> {
        Err(CliError::failed("not built yet"))
    }
}
