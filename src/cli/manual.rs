//! `highfence completions` and `highfence man`: what shells and manuals read of the command line.

use std::io::Write;

use clap::{Args, Command};

use super::{CliError, ExitStatus};

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run(self, mut command: Command) -> Result<ExitStatus, CliError> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut command, "highfence", &mut text);
        std::io::stdout().write_all(&text)?;
        Ok(ExitStatus::Ok)
    }
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(super) struct Man {
    /// A command; without one, the page of the whole program
    command: Option<String>,
}

impl Man {
    pub(super) fn run(self, command: Command) -> Result<ExitStatus, CliError> {
        let (page, title) = match &self.command {
            None => (command, "highfence".to_owned()),
            Some(name) => {
                let found = command.find_subcommand(name).cloned();
                let found = found
                    .ok_or_else(|| CliError::usage(format!("there is no command `{name}`")))?;
                (found, format!("highfence-{name}"))
            }
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page).title(title).render(&mut text)?;
        std::io::stdout().write_all(&text)?;
        Ok(ExitStatus::Ok)
    }
}
