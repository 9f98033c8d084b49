//! `rules explain`.

use std::path::PathBuf;

use clap::Args;

use super::output::{Report, count};
use super::read;
use crate::cli::{CliError, ExitStatus, Global};
use crate::inspect::sentence::{self, Explanation};
use crate::inspect::{coverage, prose, run_tests};
use crate::rules::did_you_mean;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id of the rule, as `us.ear.entity-list`, or the beginning of one (`us.ear`)
    id: String,
    /// Folder of rule files (default: the rules of the program, with those of --rules)
    dir: Option<PathBuf>,
}

impl Explain {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let loaded = read(self.dir.as_deref(), global)?.sound()?;
        let sources = &loaded.sources;
        let below = format!("{}.", self.id.trim_end_matches('.'));
        let mut rules: Vec<_> = sources.rules.find(&self.id).into_iter().collect();
        if rules.is_empty() {
            let begins = |id: &str| id.starts_with(&below);
            rules = sources.rules.rules.iter().filter(|rule| begins(&rule.id)).collect();
        }
        if rules.is_empty() {
            let ids: Vec<&str> = sources.rules.rules.iter().map(|rule| rule.id.as_str()).collect();
            let near = did_you_mean(&self.id, &ids);
            return Err(CliError::data(format!("no rule `{}`; {near}", self.id)));
        }
        let explained: Vec<Explanation> = rules
            .into_iter()
            .map(|rule| {
                let tests = run_tests::all(rule, sources.text_of(rule), &loaded.tables);
                sentence::explain(rule, tests, coverage::of_rule(rule, &loaded.tables))
            })
            .collect();
        Report {
            human: &|| explained.iter().map(human).collect::<Vec<_>>().join("\n\n"),
            json: &explained,
            diagnostics: &Vec::new,
            base: &loaded.base,
        }
        .write(global)?;
        Ok(ExitStatus::Ok)
    }
}

fn human(rule: &Explanation) -> String {
    let mut text = prose::of(rule);
    let failed: Vec<_> = rule.tests.iter().filter(|test| !test.passed).collect();
    text.push_str(&format!("\n{}, {} failed\n", count(rule.tests.len(), "test"), failed.len()));
    for test in &rule.tests {
        let mark = if test.passed { "ok  " } else { "FAIL" };
        text.push_str(&format!("  {mark} {} -> {}\n", test.name, test.verdict.word()));
    }
    text
}
