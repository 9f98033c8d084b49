//! Which paragraphs of an entry a table row takes in.

use super::eccn_code::{Eccn, is_prefix};

/// The scope of a row within its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    Only(Vec<String>),
    Except(Vec<String>),
}

/// Whether a given ECCN lies in a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum InScope {
    Yes,
    No,
    /// Some paragraphs below the given one lie inside and some do not.
    Part(String),
}

impl Scope {
    /// Reads the cells `scope` and `paragraphs`.
    pub(super) fn parse(kind: &str, paragraphs: &str) -> Result<Self, String> {
        let paths: Vec<String> = paragraphs.split_whitespace().map(str::to_owned).collect();
        let well_formed = |path: &String| {
            path.split('.').all(|part| {
                !part.is_empty()
                    && part.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase())
            })
        };
        if !paths.iter().all(well_formed) {
            return Err(format!("paragraphs `{paragraphs}`: write them as `a.1 b z.2.a`"));
        }
        match (kind, paths.is_empty()) {
            ("all", true) => Ok(Self::All),
            ("only", false) => Ok(Self::Only(paths)),
            ("except", false) => Ok(Self::Except(paths)),
            _ => Err(format!(
                "scope `{kind}` with paragraphs `{paragraphs}`: write all without paragraphs, or \
                 only or except with some"
            )),
        }
    }

    /// Whether the ECCN lies inside.
    pub(super) fn contains(&self, eccn: &Eccn) -> InScope {
        match self {
            Self::All => InScope::Yes,
            Self::Only(paths) => {
                if paths.iter().any(|path| is_prefix(path, eccn.path())) {
                    InScope::Yes
                } else {
                    part_of(paths, eccn).map_or(InScope::No, |names| {
                        InScope::Part(format!("Is the item in {names}?"))
                    })
                }
            }
            Self::Except(paths) => {
                if paths.iter().any(|path| is_prefix(path, eccn.path())) {
                    InScope::No
                } else {
                    part_of(paths, eccn).map_or(InScope::Yes, |names| {
                        InScope::Part(format!("Is the item outside {names}?"))
                    })
                }
            }
        }
    }
}

/// The paragraphs of the list that lie below the given one, as text.
fn part_of(paths: &[String], eccn: &Eccn) -> Option<String> {
    let below = paths.iter().filter(|path| is_prefix(eccn.path(), path));
    let names: Vec<String> = below.map(|path| format!("{}.{path}", eccn.entry())).collect();
    (!names.is_empty()).then(|| names.join(", "))
}
