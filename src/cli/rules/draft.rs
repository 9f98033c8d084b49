//! `rules draft`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::output::count;
use super::read;
use crate::cli::{CliError, ExitStatus, Global};
use crate::inspect::draft;

/// Arguments of the command.
#[derive(Debug, Args)]
#[command(
    after_help = "What a drafted test expects is what the rule says. Compare it with the law, then delete the \
                  comment above it; until then `rules lint` warns of it."
)]
pub(super) struct Draft {
    /// Folder of rule files (default: the rules of the program, with those of --rules)
    dir: Option<PathBuf>,
    /// Draft for this rule alone
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// Append the drafts to the rule files of DIR instead of printing them
    #[arg(long, requires = "dir")]
    append: bool,
}

impl Draft {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let loaded = read(self.dir.as_deref(), global)?;
        let rules = &loaded.sources.rules;
        if let Some(id) = &self.rule
            && rules.find(id).is_none()
        {
            return Err(CliError::data(format!("no sound rule `{id}`")));
        }
        let (mut drafted, mut files) = (0, 0);
        let wanted = |id: &str| self.rule.as_ref().is_none_or(|only| only == id);
        for rule in rules.rules.iter().filter(|rule| wanted(&rule.id)) {
            let tests = draft::missing(rule, &loaded.tables);
            if tests.is_empty() {
                continue;
            }
            drafted += tests.len();
            files += 1;
            let text: String = tests
                .iter()
                .map(|test| format!("\n{}\n{}", draft::MARK, draft::toml(test)))
                .collect();
            match &self.dir {
                Some(dir) if self.append => append(&dir.join(&rule.file), &text)?,
                _ => writeln!(std::io::stdout().lock(), "# {}\n{text}", rule.file)?,
            }
        }
        if !global.quiet {
            let summary = format!("{} for {}", count(drafted, "test"), count(files, "rule"));
            writeln!(std::io::stderr(), "{summary}")?;
        }
        Ok(ExitStatus::Ok)
    }
}

fn append(path: &Path, text: &str) -> Result<(), CliError> {
    let mut file = std::fs::OpenOptions::new().append(true).open(path)?;
    file.write_all(text.as_bytes())?;
    Ok(())
}
