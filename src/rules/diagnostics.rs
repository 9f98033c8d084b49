//! Findings about rule files: a stable code, one sentence, a place, and the way to mend it.

use serde::Serialize;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth a look.
    Warning,
    /// The rule set does not load.
    Error,
}

/// One finding about a rule file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    /// File name, relative to the rule folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// How grave.
    pub severity: Severity,
    /// Stable code: `unknown-fact`, `status-overlap`, `missing-citation` ...
    pub code: String,
    /// What is wrong, with the value at fault.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(
            f,
            "{}:{}:{}: {word}[{}]: {}",
            self.file, self.line, self.column, self.code, self.message
        )?;
        if self.help.is_empty() { Ok(()) } else { write!(f, "\n  help: {}", self.help) }
    }
}

/// Collects diagnostics of one file.
#[derive(Debug)]
pub struct Diagnostics<'a> {
    file: &'a str,
    text: &'a str,
    /// What was found so far.
    pub found: Vec<Diagnostic>,
}

impl<'a> Diagnostics<'a> {
    /// For the file named `file` with content `text`.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, found: Vec::new() }
    }

    /// Records an error at byte offset `at`.
    pub fn error(&mut self, at: usize, code: &str, message: impl Into<String>, help: &str) {
        self.push(Severity::Error, at, code, message.into(), help);
    }

    /// Records a warning at byte offset `at`.
    pub fn warning(&mut self, at: usize, code: &str, message: impl Into<String>, help: &str) {
        self.push(Severity::Warning, at, code, message.into(), help);
    }

    fn push(&mut self, severity: Severity, at: usize, code: &str, message: String, help: &str) {
        let (line, column) = line_and_column(self.text, at);
        self.found.push(Diagnostic {
            file: self.file.to_owned(),
            line,
            column,
            severity,
            code: code.to_owned(),
            message,
            help: help.to_owned(),
        });
    }
}

/// Line and column (both from 1, columns in characters) of byte offset `at` in `text`.
pub fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}
