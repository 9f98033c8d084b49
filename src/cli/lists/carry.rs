//! `highfence lists carry`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{CliError, ExitStatus, Global};
use crate::lists::ListsError;
use crate::lists::carry::{self, Recipe};

/// Arguments of the command.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Feed it the folder of the publishers' files that lists/whole/SOURCES.toml names, by the paths there: the \
Consolidated Screening List with OFAC's alt.csv and add.csv, the parsed supplements of 15 CFR part 744, \
older editions that state days, identifiers and dates of birth, and the lists of Japan and China. Each \
file must have the SHA-256 of the recipe. The output is the same bytes for the same files; read its \
difference in git before you commit it, and build the program again to carry it.")]
pub(super) struct Carry {
    /// The folder of the publishers' files
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The folder to write the lists into
    #[arg(long, value_name = "DIR", default_value = "lists/whole")]
    into: PathBuf,
    /// Another recipe than that of this build
    #[arg(long, value_name = "FILE")]
    recipe: Option<PathBuf>,
}

impl Carry {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let recipe = match &self.recipe {
            Some(file) => {
                let name = file.display().to_string();
                let text =
                    std::fs::read_to_string(file).map_err(|error| ListsError::io(&name, &error))?;
                Recipe::read(&name, &text)
            }
            None => Recipe::embedded(),
        };
        let made = carry::make(&recipe.map_err(ListsError::one)?, &self.from)?;
        let mut err = std::io::stderr().lock();
        for file in &made {
            let path = self.into.join(&file.file);
            std::fs::write(&path, &file.text)
                .map_err(|error| ListsError::io(&path.display().to_string(), &error))?;
            if !global.quiet {
                let entries = file.text.lines().count().saturating_sub(1);
                writeln!(err, "{}: {entries} entries, {} bytes", path.display(), file.text.len())?;
            }
        }
        Ok(ExitStatus::Ok)
    }
}
