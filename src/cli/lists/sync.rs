//! `highfence lists sync`.

use std::io::IsTerminal;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::import::write_outcome;
use super::{CliError, ExitStatus, Global, store, today};
use crate::lists::Store;
use crate::lists::sources::{
    FetchOptions, Fetched, SOURCES, Source, Sources, Validators, assemble, fetch, parse,
};
use crate::lists::store::ImportOptions;

/// Arguments of the command.
#[derive(Debug, Args)]
pub(super) struct Sync {
    /// Ids of the sources to fetch (default: all that are enabled)
    ids: Vec<String>,
    /// A sources file of your own, instead of the embedded one
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// Accept a change of size against the edition in use, in the name of this person
    #[arg(long, value_name = "NAME")]
    accept_shrink: Option<String>,
    /// Tries for each file
    #[arg(long, default_value_t = 4)]
    tries: u32,
    /// Seconds to wait after the first failed try (doubled after each further one)
    #[arg(long, default_value_t = 2.0)]
    pause: f64,
}

impl Sync {
    pub(super) fn run(self, global: &Global) -> Result<ExitStatus, CliError> {
        let sources = self.load_sources()?;
        let store = store()?;
        let chosen = self.chosen(&sources)?;
        let mut failures = Vec::new();
        for source in chosen {
            if let Err(reason) = self.one(source, &store, global) {
                failures.push(format!("{}: {reason}", source.id));
            }
        }
        if failures.is_empty() {
            return Ok(ExitStatus::Ok);
        }
        failures.push("the last good editions stay in use".to_owned());
        Err(CliError::data(failures.join("\n")))
    }

    fn load_sources(&self) -> Result<Sources, CliError> {
        let Some(path) = &self.sources else { return Ok(parse("SOURCES.toml", SOURCES)?) };
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| CliError {
            status: ExitStatus::Io,
            message: format!("{name}: {error}"),
        })?;
        Ok(parse(&name, &text)?)
    }

    fn chosen<'s>(&self, sources: &'s Sources) -> Result<Vec<&'s Source>, CliError> {
        if self.ids.is_empty() {
            return Ok(sources.sources.iter().filter(|source| source.enabled).collect());
        }
        self.ids
            .iter()
            .map(|id| {
                sources.sources.iter().find(|source| source.id == *id).ok_or_else(|| {
                    let known: Vec<&str> = sources.sources.iter().map(|s| s.id.as_str()).collect();
                    CliError::usage(format!("unknown source `{id}`; known: {}", known.join(", ")))
                })
            })
            .collect()
    }

    fn one(&self, source: &Source, store: &Store, global: &Global) -> Result<(), String> {
        let remembered = store.root().join("validators").join(format!("{}.json", source.id));
        let known: Validators = std::fs::read_to_string(&remembered)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let (bytes, validators) = match self.download(&source.url, &source.file, &known, global)? {
            Fetched::Unchanged => {
                let mut out = std::io::stdout().lock();
                return writeln!(out, "{}: unchanged", source.id).map_err(|e| e.to_string());
            }
            Fetched::New(bytes, validators) => (bytes, validators),
        };
        let mut parts = Vec::new();
        for part in &source.beside {
            match self.download(&part.url, &part.file, &Validators::default(), global)? {
                Fetched::New(bytes, _) => parts.push((part.part.clone(), bytes)),
                Fetched::Unchanged => {
                    return Err(format!("{}: unchanged without asking", part.url));
                }
            }
        }
        let input = assemble(source, bytes, parts).map_err(|error| error.to_string())?;
        let options = ImportOptions {
            format: Some(source.format.clone()),
            source: Some(source.url.clone()),
            retrieved: Some(today(global)),
            accepted_by: self.accept_shrink.clone(),
        };
        let done = store.import(&input, &options).map_err(|error| error.to_string())?;
        write_outcome(&done).map_err(|error| error.to_string())?;
        // Only a file that was taken is not asked for again.
        let text = serde_json::to_string(&validators).unwrap_or_default();
        let folder = remembered.parent().map(std::path::Path::to_owned).unwrap_or_default();
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&remembered, text))
            .map_err(|error| error.to_string())
    }

    fn download(
        &self,
        url: &str,
        file: &str,
        known: &Validators,
        global: &Global,
    ) -> Result<Fetched, String> {
        let options = FetchOptions {
            tries: self.tries,
            pause: std::time::Duration::try_from_secs_f64(self.pause).map_err(|e| e.to_string())?,
            ..FetchOptions::default()
        };
        let visible = std::io::stderr().is_terminal() && !global.quiet;
        let bar = if visible { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        let style = "{msg} {bytes} of {total_bytes} {bytes_per_sec} {bar:20}";
        bar.set_style(ProgressStyle::with_template(style).map_err(|e| e.to_string())?);
        bar.set_message(file.to_owned());
        let result = fetch(url, known, &options, &mut |read, length| {
            if let Some(length) = length {
                bar.set_length(length);
            }
            bar.set_position(read);
        });
        bar.finish_and_clear();
        result.map_err(|reason| format!("{url}: {reason}"))
    }
}
