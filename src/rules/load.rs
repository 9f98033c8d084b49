//! Rule folders -> rule set. The only place where rule files are read.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::check;
use super::coverage;
use super::diagnostics::{Diagnostic, Diagnostics, Severity};
use super::model::RuleSet;

use super::embedded::FILES;

/// Why a rule set does not load: every problem of every file.
#[derive(Debug, Clone, PartialEq)]
pub struct RulesError {
    /// The problems, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl std::fmt::Display for RulesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for diagnostic in &self.diagnostics {
            writeln!(f, "{diagnostic}")?;
        }
        write!(f, "{} problems; no rule was loaded", self.diagnostics.len())
    }
}

impl std::error::Error for RulesError {}

/// The texts of the rules that are part of the program: file name and content, by name.
pub fn embedded_files() -> Vec<(String, String)> {
    FILES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The rules that are part of the program.
///
/// # Errors
/// Every problem of every file. A test reads them all.
pub fn embedded() -> Result<RuleSet, RulesError> {
    parse(&embedded_files()).0
}

/// The rules of the folder `dir` alone, and of the folders below it (`tables` left out).
///
/// # Errors
/// A file that cannot be read, and every problem of every file; then nothing loads.
pub fn load(dir: &Path) -> Result<RuleSet, RulesError> {
    parse(&files_in(dir)?).0
}

/// The files of a rule folder, of which there must be some.
///
/// # Errors
/// What could not be read, or a folder without rule files.
pub fn files_in(dir: &Path) -> Result<Vec<(String, String)>, RulesError> {
    let files = files_of(dir)?;
    if files.is_empty() {
        let none = io_problem(&dir.display().to_string(), "holds no rule file (*.toml)");
        return Err(RulesError { diagnostics: vec![none] });
    }
    Ok(files)
}

/// The rule files of the program with those of folders beside them. A file that says the same as
/// one that is there is read once.
///
/// # Errors
/// What could not be read, and folders that hold tables of law: these stand in place of others.
pub fn with_embedded(folders: &[PathBuf]) -> Result<Vec<(String, String)>, RulesError> {
    let mut all = embedded_files();
    let mut problems = Vec::new();
    for folder in folders {
        if folder.join("tables").is_dir() {
            problems.push(Diagnostic {
                help: "name the folder with --only-rules, or leave `tables` out of it".to_owned(),
                code: "tables".to_owned(),
                ..io_problem(
                    &folder.display().to_string(),
                    "holds a folder `tables`: tables of law stand in place of those of the program, they are not added to them",
                )
            });
        }
        let name =
            folder.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        match files_in(folder) {
            Ok(files) => {
                let new: Vec<_> = files
                    .into_iter()
                    .filter(|(_, text)| !all.iter().any(|(_, known)| known == text))
                    .map(|(file, text)| (format!("{name}/{file}"), text))
                    .collect();
                all.extend(new);
            }
            Err(error) => problems.extend(error.diagnostics),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(RulesError { diagnostics: problems }) }
}

/// The files of a rule folder: relative name and content, by name.
///
/// # Errors
/// What could not be read.
pub fn files_of(dir: &Path) -> Result<Vec<(String, String)>, RulesError> {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    collect(dir, "", &mut files, &mut problems);
    if problems.is_empty() { Ok(files) } else { Err(RulesError { diagnostics: problems }) }
}

fn io_problem(file: &str, message: &str) -> Diagnostic {
    Diagnostic {
        file: file.to_owned(),
        line: 1,
        column: 1,
        severity: Severity::Error,
        code: "io".to_owned(),
        message: message.to_owned(),
        help: "name a folder of rule files".to_owned(),
    }
}

fn collect(
    dir: &Path,
    prefix: &str,
    files: &mut Vec<(String, String)>,
    problems: &mut Vec<Diagnostic>,
) {
    let listing = match std::fs::read_dir(dir) {
        Ok(listing) => listing,
        Err(error) => {
            problems.push(io_problem(&dir.display().to_string(), &error.to_string()));
            return;
        }
    };
    let mut paths: Vec<_> = listing.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let full = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        if path.is_dir() {
            if name != "tables" {
                collect(&path, &full, files, problems);
            }
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            match std::fs::read_to_string(&path) {
                Ok(text) => files.push((full, text)),
                Err(error) => problems.push(io_problem(&full, &error.to_string())),
            }
        }
    }
}

/// Reads rule files: the rule set, or all errors; beside it all warnings.
pub fn parse(files: &[(String, String)]) -> (Result<RuleSet, RulesError>, Vec<Diagnostic>) {
    let mut set = RuleSet::default();
    let mut found = Vec::new();
    let mut hash = Sha256::new();
    for (name, text) in files {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
        let mut out = Diagnostics::new(name, text);
        if name == coverage::FILE {
            set.coverage = coverage::read(text, &mut out);
            found.append(&mut out.found);
            continue;
        }
        let rule = check::rule(name, text, &mut out);
        if let Some(rule) = rule {
            if let Some(other) = set.find(&rule.id) {
                out.error(
                    0,
                    "duplicate-id",
                    format!("rule `{}` also stands in {}", rule.id, other.file),
                    "rule ids are unique: give yours another id, or read your rules alone (--only-rules)",
                );
            }
            set.rules.push(rule);
        }
        found.append(&mut out.found);
    }
    if !files.iter().any(|(name, _)| name == coverage::FILE) {
        set.coverage = own_coverage(&mut hash);
    }
    found.sort();
    let (errors, warnings): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
    set.rules.sort_by(|a, b| a.id.cmp(&b.id));
    set.named_lists = set.rules.iter().flat_map(|rule| rule.lists.iter().cloned()).collect();
    set.digest = crate::model::hex(&hash.finalize());
    let result = if errors.is_empty() { Ok(set) } else { Err(RulesError { diagnostics: errors }) };
    (result, warnings)
}

/// What the program's own rules carry: rules of a folder without such a file are measured by it, so
/// that what they leave out is missed.
fn own_coverage(hash: &mut Sha256) -> coverage::CoverageTable {
    let text = FILES.iter().find(|(name, _)| *name == coverage::FILE).map_or("", |(_, text)| text);
    hash.update(text.as_bytes());
    coverage::read(text, &mut Diagnostics::new(coverage::FILE, text))
}
