//! `highfence lists status`.

use std::io::Write;

use clap::Args;

use super::super::{Format as Output, engine};
use super::{CliError, ExitStatus, Global, today};
use crate::lists::sources::{SOURCES, Sources, parse};
use crate::model::{Date, Edition};

/// Days after which a list without a source of its own counts as stale.
const MAX_AGE_DEFAULT: i64 = 7;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Status {
    /// Age limit in days for all lists (default: that of each source)
    #[arg(long, value_name = "DAYS")]
    max_age: Option<i64>,
}

/// One line of the status.
struct Line<'e> {
    edition: &'e Edition,
    age: Option<i64>,
    limit: i64,
    health: &'static str,
}

impl Status {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let day = today(global);
        let editions = engine::editions(global, global.as_of)?;
        let sources = parse("SOURCES.toml", SOURCES)?;
        let lines: Vec<Line<'_>> =
            editions.iter().map(|edition| self.line(edition, &sources, day)).collect();
        let mut out = std::io::stdout().lock();
        if matches!(global.format, Some(Output::Json | Output::Ndjson)) {
            let all: Vec<serde_json::Value> = lines.iter().map(json).collect();
            writeln!(out, "{}", serde_json::json!({ "as_of": day.to_string(), "lists": all }))?;
        } else {
            for line in &lines {
                human(&mut out, line)?;
            }
            if editions.iter().any(|edition| edition.provenance.embedded) {
                writeln!(
                    out,
                    "embedded lists are part of the program and as old as it is: `highfence lists sync` \
                     or `highfence lists import` brings newer ones"
                )?;
            }
        }
        let stale = lines.iter().any(|l| l.health == "stale" && !l.edition.provenance.embedded);
        Ok(if stale { ExitStatus::Stale } else { ExitStatus::Ok })
    }

    fn line<'e>(&self, edition: &'e Edition, sources: &Sources, day: Date) -> Line<'e> {
        let provenance = &edition.provenance;
        let of = provenance.published.or(provenance.retrieved);
        let age = of.and_then(|of| (day - of).total(jiff::Unit::Day).ok());
        #[allow(clippy::cast_possible_truncation, reason = "days between two civil dates")]
        let age = age.map(|days| days as i64);
        let series = if provenance.format.starts_with("csl-") { "US-CSL" } else { &edition.id };
        let source = sources.sources.iter().find(|source| source.id == series);
        let limit = self
            .max_age
            .unwrap_or_else(|| source.map_or(MAX_AGE_DEFAULT, |s| i64::from(s.max_age_days)));
        let health = match age {
            None => "undated",
            Some(age) if age > limit => "stale",
            _ if !edition.unread.is_empty() => "degraded",
            _ => "good",
        };
        Line { edition, age, limit, health }
    }
}

fn human(out: &mut impl Write, line: &Line<'_>) -> Result<(), CliError> {
    let provenance = &line.edition.provenance;
    let date = |day: Option<Date>| day.map_or("-".to_owned(), |day| day.to_string());
    let age = line.age.map_or("age unknown".to_owned(), |age| format!("{age} days old"));
    writeln!(
        out,
        "{}: {} ({age}, limit {}), {} entries, {} rejected, published {}, retrieved {}, {}{}",
        line.edition.id,
        line.health,
        line.limit,
        line.edition.entries.len(),
        line.edition.unread.len(),
        date(provenance.published),
        date(provenance.retrieved),
        provenance.format,
        if provenance.embedded { ", embedded" } else { "" }
    )?;
    Ok(())
}

fn json(line: &Line<'_>) -> serde_json::Value {
    let provenance = &line.edition.provenance;
    serde_json::json!({
        "id": line.edition.id,
        "health": line.health,
        "age_days": line.age,
        "limit_days": line.limit,
        "entries": line.edition.entries.len(),
        "rows": provenance.rows,
        "rejected": line.edition.unread.len(),
        "warnings": line.edition.warnings,
        "published": provenance.published.map(|day| day.to_string()),
        "retrieved": provenance.retrieved.map(|day| day.to_string()),
        "source": provenance.source,
        "format": provenance.format,
        "sha256": provenance.sha256,
        "embedded": provenance.embedded,
    })
}
