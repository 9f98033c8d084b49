//! Whether a text denies what it names: "not for re-export to Russia, Belarus or Iran".
//!
//! A word of denial reaches forward over a few words of the same part of a sentence, and over the
//! parts that only continue a list; in languages that deny at the end it reaches back. Words like
//! "but" and "except" end its reach, and "not only" is no denial.

use super::lexicon::Meaning;
use super::reading::{Found, Reading};
use crate::phrases::{Break, Text};

/// Most words between a denial and what it denies.
const REACH: usize = 10;
/// Most words between what is denied and a denial behind it.
const REACH_BACK: usize = 8;
/// Most words of a part of a list that joins nothing ("no office, agent, warehouse or").
const LONE_MAX: usize = 2;
/// Most parts of a list.
const LIST_MAX: usize = 24;

/// Endings of Turkish verbs that deny: "will not be sent", "is not sold".
const INSIDE: &[&str] = &[
    "meyecek", "mayacak", "meyeceg", "mayacag", "memekte", "mamakta", "memesi", "mamasi", "memis",
    "mamis", "maz", "mez", "mezler", "mazlar",
];
/// Fewest letters of such a verb.
const INSIDE_MIN: usize = 7;
/// What such a verb means.
static DENIES_BEFORE: Meaning = Meaning::DenyAfter;

/// Words that deny by a syllable inside or at their end.
pub(crate) fn inside_words<'r>(text: &'r Text<'_>) -> impl Iterator<Item = Found> + 'r {
    let denies = |written: &str| {
        let found = |part: &str| {
            if part.len() > 4 { written.contains(part) } else { written.ends_with(part) }
        };
        written.chars().count() >= INSIDE_MIN && INSIDE.iter().any(|part| found(part))
    };
    let words = text.words().iter().filter(move |word| denies(text.folded(word.start, word.end)));
    words.map(|word| Found { start: word.start, end: word.end, meaning: &DENIES_BEFORE })
}

/// Words and letters by which a text is Portuguese, in which "no" is "in the".
const PORTUGUESE: &[&str] = &["em", "ao", "aos", "pelo", "pela", "uma", "dos", "na", "nao"];

/// Whether "no" is a number ("C/No. 1-40"), or "in the" of a Portuguese text.
pub(crate) fn is_other_no(text: &Text<'_>, hit: &Found) -> bool {
    if text.folded(hit.start, hit.end) != "no" {
        return false;
    }
    let written = |at: usize| text.words().get(at).map(|word| text.folded(word.start, word.end));
    let next = written(text.word_at(hit.start) + 1);
    let number = next.is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
    let portuguese = text.raw().contains(['ã', 'õ'])
        || (0..text.words().len()).filter_map(written).any(|word| PORTUGUESE.contains(&word));
    number || portuguese
}

/// Denials of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Denials<'r, 't> {
    /// The text.
    pub(crate) reading: &'r Reading<'t>,
}

impl Denials<'_, '_> {
    /// Whether the text denies what `hit` names.
    pub(crate) fn denies(self, hit: &Found) -> bool {
        let words = self.reading.text.words();
        let at = self.reading.text.word_at(hit.start);
        if self.is_partial(at) {
            return false;
        }
        let (mut from, mut to) = self.part(at);
        if self.before(from, hit.start, REACH) || self.after(hit.end, to) {
            return true;
        }
        // A list goes on over commas: the first part that is no list decides.
        for _ in 0..LIST_MAX {
            let previous = from.checked_sub(1).and_then(|last| words.get(last));
            let goes_on = previous.is_some_and(|word| word.after < Break::Sentence);
            if !goes_on || !self.is_list(from, to) {
                return false;
            }
            let end = words.get(from).map_or(0, |word| word.start);
            (from, to) = self.part(from.saturating_sub(1));
            let mut targets = self.reading.hits.iter().filter(|other| {
                matches!(other.meaning, Meaning::Place(_) | Meaning::Use(_) | Meaning::Suspect)
            });
            let start = words.get(from).map_or(0, |word| word.start);
            let last = targets.rfind(|other| start <= other.start && other.end <= end);
            let reach = last.map_or(end, |target| target.start);
            if self.before(from, reach, REACH) {
                return true;
            }
        }
        false
    }

    /// The words of the part of a sentence in which word `at` stands.
    fn part(self, at: usize) -> (usize, usize) {
        let words = self.reading.text.words();
        let from = words.get(..at).and_then(|before| {
            before.iter().rposition(|word| word.after >= Break::Colon).map(|last| last + 1)
        });
        let rest = words.get(at..).unwrap_or(&[]);
        let to = rest.iter().position(|word| word.after >= Break::Colon);
        (from.unwrap_or(0), to.map_or(words.len(), |to| at + to + 1))
    }

    /// Whether a denial stands before byte `at`, not before word `from`.
    fn before(self, from: usize, at: usize, reach: usize) -> bool {
        let start = self.reading.text.words().get(from).map_or(0, |word| word.start);
        let hits = || self.reading.hits.iter().filter(|hit| start <= hit.start && hit.end <= at);
        let denial = hits().filter(|hit| *hit.meaning == Meaning::Deny).map(|hit| hit.end).max();
        denial.is_some_and(|end| {
            let anew = hits().any(|hit| {
                hit.start >= end && matches!(hit.meaning, Meaning::Contrast | Meaning::NotDenial)
            });
            !anew && self.reading.between(end, at) <= reach
        })
    }

    /// Whether a denial stands behind byte `at`, before word `to`.
    fn after(self, at: usize, to: usize) -> bool {
        let end = to.checked_sub(1).and_then(|last| self.reading.text.words().get(last));
        let end = end.map_or(0, |word| word.end);
        let hits = || self.reading.hits.iter().filter(|hit| at <= hit.start && hit.end <= end);
        let denial =
            hits().filter(|hit| *hit.meaning == Meaning::DenyAfter).map(|hit| hit.start).min();
        denial.is_some_and(|start| {
            let anew = hits().any(|hit| {
                hit.end <= start && matches!(hit.meaning, Meaning::Contrast | Meaning::NotDenial)
            });
            !anew && self.reading.between(at, start) <= REACH_BACK
        })
    }

    /// Whether the part of word `at` limits a denial: "not directly to", "not to ... at first".
    fn is_partial(self, at: usize) -> bool {
        let (from, to) = self.part(at);
        let whole = self.has(0, self.reading.words(), |m| *m == Meaning::PartialNot);
        !whole && self.has(from, to, |m| *m == Meaning::Partial)
    }

    /// Whether a phrase of this meaning stands from word `from` to before word `to`.
    fn has(self, from: usize, to: usize, is: impl Fn(&Meaning) -> bool) -> bool {
        let words = self.reading.text.words();
        let start = words.get(from).map_or(usize::MAX, |word| word.start);
        let end = to.checked_sub(1).and_then(|last| words.get(last)).map_or(0, |word| word.end);
        self.reading.hits.iter().any(|hit| start <= hit.start && hit.end <= end && is(hit.meaning))
    }

    /// Whether the words from `from` to `to` only name and join, or name places and persons of
    /// business of which the last is joined by "or" ("branch, agent or warehouse in").
    fn is_list(self, from: usize, to: usize) -> bool {
        let words = self.reading.text.words().get(from..to).unwrap_or(&[]);
        let either = self.has(from, to, |m| *m == Meaning::Either);
        let names = |meaning: &Meaning| {
            matches!(meaning, Meaning::Place(_) | Meaning::Use(_) | Meaning::Join | Meaning::Either)
        };
        let lone = words.len() <= LONE_MAX;
        let relates = |meaning: &Meaning| {
            (either || lone)
                && matches!(
                    meaning,
                    Meaning::Relation
                        | Meaning::At
                        | Meaning::Seat
                        | Meaning::Site
                        | Meaning::Clear
                )
        };
        words.iter().all(|word| {
            self.reading.hits.iter().any(|hit| {
                (names(hit.meaning) || relates(hit.meaning))
                    && hit.start < word.end
                    && hit.end >= word.end
            })
        })
    }
}
