//! `rules calendar`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::output::Report;
use super::read;
use crate::cli::{CliError, ExitStatus, Global, engine};
use crate::inspect::calendar::{self, Event, EventKind};
use crate::model::Date;
use crate::rules::{Diagnostic, Severity};

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Calendar {
    /// Folder of rule files (default: the rules of the program, with those of --rules)
    dir: Option<PathBuf>,
    /// Leave out what comes after this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,
}

#[derive(Serialize)]
struct Coming {
    as_of: Date,
    events: Vec<Event>,
}

impl Calendar {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let loaded = read(self.dir.as_deref(), global)?.sound()?;
        let as_of = global.as_of.unwrap_or_else(engine::today);
        let rules = &loaded.sources.rules.rules;
        let mut events = calendar::calendar(rules, as_of);
        events.retain(|event| self.until.is_none_or(|until| event.date <= until));
        let report = Coming { as_of, events };
        let file = |id: &str| {
            loaded.sources.rules.find(id).map(|rule| rule.file.clone()).unwrap_or_default()
        };
        Report {
            human: &|| human(&report),
            json: &report,
            diagnostics: &|| {
                let diagnostic = |event: &Event| diagnostic(event, file(&event.rule));
                report.events.iter().map(diagnostic).collect()
            },
            base: &loaded.base,
        }
        .write(global)?;
        Ok(ExitStatus::Ok)
    }
}

fn human(report: &Coming) -> String {
    let mut text = format!("As of {}\n", report.as_of);
    if report.events.is_empty() {
        text.push_str("nothing is coming\n");
    }
    for event in &report.events {
        let whose = event
            .clause
            .as_ref()
            .map_or_else(|| event.rule.clone(), |clause| format!("{} ({clause})", event.rule));
        let when = match event.days {
            0 => "today".to_owned(),
            days if days < 0 => format!("{} days ago", -days),
            days => format!("in {days} days"),
        };
        text.push_str(&format!("\n{}  {when}\n  {whose}\n  {}", event.date, event.text));
        if event.announced {
            text.push_str(" [announced, no legal text]");
        }
        if !event.cites.is_empty() {
            text.push_str(&format!("\n  {}", event.cites.join("; ")));
        }
        text.push('\n');
    }
    text
}

fn diagnostic(event: &Event, file: String) -> Diagnostic {
    let code = match event.kind {
        EventKind::NotEstablished => "status-not-established",
        EventKind::Review => "review",
        EventKind::Change => "status-change",
    };
    Diagnostic {
        file,
        line: 1,
        column: 1,
        severity: Severity::Warning,
        code: code.to_owned(),
        message: format!("{}: {} {}", event.date, event.rule, event.text),
        help: event.cites.join("; "),
    }
}
