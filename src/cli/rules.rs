//! `highfence rules`.

use clap::Args;

use super::{CliError, ExitStatus, Global};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Rules {}

impl Rules {
    pub(super) fn run(self, _global: &Global) -> Result<ExitStatus, CliError> {
        Err(CliError::failed("not built yet"))
    }
}
