//! Many phrases, one pass: where each occurs in a folded text, on word borders.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::table::TableError;
use super::text;

/// Phrases, each with a tag that says what it stands for.
#[derive(Debug, Clone)]
pub(super) struct PhraseBook<T> {
    automaton: AhoCorasick,
    entries: Vec<Entry<T>>,
}

#[derive(Debug, Clone)]
struct Entry<T> {
    tag: T,
    phrase: String,
}

/// One occurrence of a phrase.
#[derive(Debug, Clone)]
pub(super) struct Occurrence<'b, T> {
    /// What the phrase stands for.
    pub tag: &'b T,
    /// The phrase, folded.
    pub phrase: &'b str,
    /// Where it stands in the folded text, in bytes.
    pub span: Range<usize>,
}

impl<T> PhraseBook<T> {
    /// Builds the book of phrases in the form that [`folded`] gives them.
    pub(super) fn build(phrases: Vec<(T, String)>) -> Result<Self, TableError> {
        // The blank before a word is looked for with it: what begins within a word is not found.
        let led = phrases.iter().map(|(_, phrase)| format!("{}{phrase}", lead(phrase)));
        let automaton = AhoCorasick::new(led)
            .map_err(|error| TableError::new(format!("phrases cannot be compiled: {error}")))?;
        let entries = phrases.into_iter().map(|(tag, phrase)| Entry { tag, phrase }).collect();
        Ok(Self { automaton, entries })
    }

    /// Every occurrence on word borders, in the order of the text.
    pub(super) fn find(&self, folded: &str) -> Vec<Occurrence<'_, T>> {
        self.automaton
            .find_overlapping_iter(folded)
            .filter_map(|found| {
                let entry = self.entries.get(found.pattern().as_usize())?;
                let span = found.start() + lead(&entry.phrase).len()..found.end();
                stands_alone(folded, &span).then(|| Occurrence {
                    tag: &entry.tag,
                    phrase: &entry.phrase,
                    span: span.clone(),
                })
            })
            .collect()
    }
}

/// A phrase folded as texts are; an empty one is an error of the table.
pub(super) fn folded(written: &str) -> Result<String, TableError> {
    let phrase = text::fold_phrase(written).trim().to_owned();
    if phrase.is_empty() {
        return Err(TableError::new(format!("phrase `{written}` has no letter or digit")));
    }
    Ok(phrase)
}

/// What stands before a phrase at the beginning of a word; scripts written without blanks have no
/// borders.
fn lead(phrase: &str) -> &'static str {
    if phrase.starts_with(text::is_unspaced_script) { "" } else { " " }
}

/// Whether what is found ends on a word border. A Latin plural (`s`, `es`) may follow; scripts
/// written without blanks have no borders.
fn stands_alone(folded: &str, span: &Range<usize>) -> bool {
    let (Some(inside), Some(after)) = (folded.get(span.clone()), folded.get(span.end..)) else {
        return false;
    };
    let last = inside.chars().next_back();
    let plural = last.is_some_and(char::is_alphabetic)
        && (after.starts_with("s ") || after.starts_with("es "));
    last.is_some_and(text::is_unspaced_script)
        || after.is_empty()
        || after.starts_with(' ')
        || plural
}
