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
        let automaton = AhoCorasick::new(phrases.iter().map(|(_, phrase)| phrase))
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
                stands_alone(folded, found.span().range()).then(|| Occurrence {
                    tag: &entry.tag,
                    phrase: &entry.phrase,
                    span: found.span().range(),
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

/// Whether the span begins and ends on a word border. A Latin plural (`s`, `es`) may follow;
/// scripts written without blanks have no borders.
fn stands_alone(folded: &str, span: Range<usize>) -> bool {
    let (Some(before), Some(inside), Some(after)) =
        (folded.get(..span.start), folded.get(span.clone()), folded.get(span.end..))
    else {
        return false;
    };
    let first_unspaced = inside.chars().next().is_some_and(text::is_unspaced_script);
    let last = inside.chars().next_back();
    let last_unspaced = last.is_some_and(text::is_unspaced_script);
    let plural = last.is_some_and(char::is_alphabetic)
        && (after.starts_with("s ") || after.starts_with("es "));
    (first_unspaced || before.is_empty() || before.ends_with(' '))
        && (last_unspaced || after.is_empty() || after.starts_with(' ') || plural)
}
