//! Rule files as texts, with the rules that could be read from them.

use crate::rules::load;
use crate::rules::{Diagnostic, Rule, RuleSet};

/// Rule files and what reading them gave. Files with errors have no rule here.
#[derive(Debug, Clone)]
pub struct Sources {
    /// File name and text, by name.
    pub files: Vec<(String, String)>,
    /// The rules of the files without errors.
    pub rules: RuleSet,
    /// Errors and warnings of all files, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

impl Sources {
    /// Reads `files`. Unlike the engine's loader it keeps what is sound beside what is not, so that
    /// one run names all problems.
    pub fn read(files: Vec<(String, String)>) -> Self {
        let (whole, warnings) = load::parse(&files);
        let (rules, errors) = match whole {
            Ok(rules) => (rules, Vec::new()),
            Err(error) => (sound(&files), error.diagnostics),
        };
        let mut diagnostics = errors;
        diagnostics.extend(warnings);
        diagnostics.sort();
        Self { files, rules, diagnostics }
    }

    /// The text of the file in which `rule` stands.
    pub fn text_of(&self, rule: &Rule) -> &str {
        self.files.iter().find(|(name, _)| *name == rule.file).map_or("", |(_, text)| text.as_str())
    }
}

/// The rules of those files that are sound each for itself.
fn sound(files: &[(String, String)]) -> RuleSet {
    let mut set = RuleSet::default();
    for file in files {
        if let Ok(one) = load::parse(std::slice::from_ref(file)).0 {
            set.rules.extend(one.rules);
        }
    }
    set.rules.sort_by(|a, b| a.id.cmp(&b.id));
    set
}
