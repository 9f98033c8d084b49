//! One text, read: its phrases, less those that a longer one holds.

use super::denial::Denials;
use super::lexicon::{Lexicon, Meaning, Place, lexicon};
use super::places;
use crate::phrases::{Break, Hit, Text};

/// A phrase of the dictionaries in a text.
pub(crate) type Found = Hit<'static, Meaning>;

/// Most words between a word of a person's life and a place that is then of that life.
const LIFE_REACH: usize = 5;
/// Most words between "from" and the place.
const ORIGIN_REACH: usize = 2;
/// Most words between "for" and a use, in the description of an item.
const FOR_REACH: usize = 4;

/// A place that a text names and does not deny.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// ISO code or region.
    pub(crate) country: String,
    /// The entry.
    pub(crate) place: &'static Place,
    /// Span of the folded text.
    pub(crate) start: usize,
    /// First byte behind it.
    pub(crate) end: usize,
    /// Whether it stands behind a phrase of movement or use.
    pub(crate) clear: bool,
    /// Whether it is where something comes from.
    pub(crate) is_origin: bool,
}

/// A text with its phrases.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    pub(crate) text: Text<'t>,
    pub(crate) lexicon: &'static Lexicon,
    pub(crate) hits: Vec<Found>,
}

impl<'t> Reading<'t> {
    /// Reads `raw`; `None` where the dictionaries could not be read.
    pub(crate) fn of(raw: &'t str) -> Option<Self> {
        let lexicon = lexicon()?;
        let text = Text::new(raw);
        let all = lexicon.dictionary.find(&text);
        let hits = all
            .iter()
            .filter(|hit| !is_swallowed(hit, &all, &text))
            .filter(|hit| match hit.meaning {
                Meaning::Place(_) => places::may_be(&text, hit, &lexicon.around),
                _ => true,
            })
            .copied()
            .collect();
        Some(Self { text, lexicon, hits })
    }

    /// How many words it has.
    pub(crate) fn words(&self) -> usize {
        self.text.words().len()
    }

    /// The places that it names, denied ones and those of a person's life left out.
    pub(crate) fn places(&self) -> Vec<Named> {
        let denials = Denials { reading: self };
        let mut named = Vec::new();
        for hit in &self.hits {
            let Meaning::Place(place) = hit.meaning else { continue };
            let clear = self.before(hit.start, |meaning| *meaning == Meaning::Clear);
            let origin = self.before(hit.start, |meaning| *meaning == Meaning::Origin);
            let is_origin = origin
                .is_some_and(|at| self.between(at, hit.start) <= ORIGIN_REACH && Some(at) >= clear);
            if self.is_of_life(hit, clear) || denials.denies(hit) {
                continue;
            }
            named.push(Named {
                country: place.country.clone(),
                place,
                start: hit.start,
                end: hit.end,
                clear: clear.is_some(),
                is_origin,
            });
        }
        named
    }

    /// Where the last phrase of this meaning ends before `at`, in the same part of the sentence.
    fn before(&self, at: usize, is: impl Fn(&Meaning) -> bool) -> Option<usize> {
        let ends = self.hits.iter().filter(|hit| hit.end <= at && is(hit.meaning));
        ends.map(|hit| hit.end).filter(|end| self.is_one_part(*end, at)).max()
    }

    /// Whether no comma or end of a sentence stands between two bytes.
    fn is_one_part(&self, from: usize, to: usize) -> bool {
        let words = self.text.words();
        let (first, last) = (self.text.word_at(from.saturating_sub(1)), self.text.word_at(to));
        let between = words.get(first..last).unwrap_or(&[]);
        between.iter().all(|word| word.after < Break::Part)
    }

    /// How many words stand between two bytes; three letters of a script without blanks are one.
    pub(crate) fn between(&self, from: usize, to: usize) -> usize {
        let words = self.text.word_at(to).saturating_sub(self.text.word_at(from.saturating_sub(1)));
        if words > 0 {
            return words - 1;
        }
        self.text.folded(from, to).chars().count() / 3
    }

    /// Whether the place is of a person's life or of speech, not of the goods.
    fn is_of_life(&self, hit: &Found, clear: Option<usize>) -> bool {
        self.hits.iter().any(|life| match life.meaning {
            Meaning::Life => {
                life.end <= hit.start
                    && self.is_one_part(life.end, hit.start)
                    && self.between(life.end, hit.start) <= LIFE_REACH
                    && clear.is_none_or(|clear| clear <= life.end)
            }
            Meaning::LifeAfter => {
                hit.end <= life.start
                    && self.is_one_part(hit.end, life.start)
                    && self.between(hit.end, life.start) == 0
            }
            _ => false,
        })
    }

    /// Uses and users of concern that it does not deny: the words and the kind. In the description
    /// of an item only what the item is said to be for.
    pub(crate) fn uses(&self, item: bool) -> Vec<(String, String)> {
        let denials = Denials { reading: self };
        let is_for = |hit: &&Found| {
            let purpose = |meaning: &Meaning| matches!(meaning, Meaning::Clear | Meaning::At);
            let at = self.before(hit.start, purpose);
            !item || at.is_some_and(|at| self.between(at, hit.start) <= FOR_REACH)
        };
        let uses = self.hits.iter().filter(is_for).filter_map(|hit| match hit.meaning {
            Meaning::Use(kind) if !denials.denies(hit) => {
                Some((self.text.quote(hit.start, hit.end).to_owned(), kind.clone()))
            }
            _ => None,
        });
        let mut uses: Vec<(String, String)> = uses.collect();
        uses.dedup();
        uses
    }

    /// What stands behind the phrases of movement or use, up to the end of the part.
    pub(crate) fn movements(&self) -> Vec<String> {
        let denials = Denials { reading: self };
        let clear = self.hits.iter().filter(|hit| *hit.meaning == Meaning::Clear);
        let behind = clear.filter(|hit| !denials.denies(hit)).map(|hit| {
            let words = self.text.words();
            let from = self.text.word_at(hit.end.saturating_sub(1));
            let rest = words.get(from..).unwrap_or(&[]);
            let ends = rest.iter().find(|word| word.after >= Break::Part).or(rest.last());
            self.text.quote(hit.end, ends.map_or(hit.end, |word| word.end)).to_owned()
        });
        behind.collect()
    }

    /// Whether it says that there is nothing to say.
    pub(crate) fn says_nothing(&self) -> bool {
        let nothing = self.hits.iter().any(|hit| *hit.meaning == Meaning::Nothing);
        let other = |hit: &&Found| {
            matches!(
                hit.meaning,
                Meaning::Place(_)
                    | Meaning::Use(_)
                    | Meaning::Suspect
                    | Meaning::Contrast
                    | Meaning::NotDenial
            )
        };
        self.words() == 0
            || (nothing && !self.hits.iter().any(|hit| other(&hit)) && self.unknown(&[]).is_empty())
    }

    /// What of a statement is not understood, as written: words of concern that nothing denies, and
    /// words that no dictionary and no name of the transaction (`names`, folded) knows.
    pub(crate) fn not_understood(&self, names: &std::collections::BTreeSet<String>) -> Vec<String> {
        if self.says_nothing() {
            return Vec::new();
        }
        let denials = Denials { reading: self };
        let suspect = self.hits.iter().filter(|hit| {
            matches!(hit.meaning, Meaning::Suspect | Meaning::NotDenial) && !denials.denies(hit)
        });
        let mut quotes: Vec<String> =
            suspect.map(|hit| self.text.quote(hit.start, hit.end).to_owned()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        quotes.extend(self.unknown(&names));
        quotes.dedup();
        quotes
    }

    /// Words that no dictionary knows and that are none of `names`.
    fn unknown(&self, names: &[&str]) -> Vec<String> {
        let mut reached = 0;
        let mut spans: Vec<(usize, usize)> = self.hits.iter().map(|h| (h.start, h.end)).collect();
        spans.sort_unstable();
        let mut unknown = Vec::new();
        let mut at = spans.iter().peekable();
        for word in self.text.words() {
            let written = self.text.folded(word.start, word.end);
            while let Some((start, end)) = at.peek().filter(|(start, _)| *start < word.end) {
                if *start > reached.max(word.start) {
                    break;
                }
                reached = reached.max(*end);
                at.next();
            }
            let is_number = written.chars().any(|c| c.is_numeric());
            let is_name = names.contains(&written);
            if reached < word.end && !is_number && !is_name && written.chars().count() > 1 {
                unknown.push(self.text.quote(reached.max(word.start), word.end).to_owned());
            }
            while at.peek().is_some_and(|(start, _)| *start < word.end) {
                reached = reached.max(at.next().map_or(0, |(_, end)| *end));
            }
            reached = reached.max(word.end);
        }
        unknown
    }
}

/// Whether a longer phrase holds this one and takes its meaning.
fn is_swallowed(hit: &Found, all: &[Found], text: &Text<'_>) -> bool {
    all.iter().any(|other| {
        let holds = other.start <= hit.start && hit.end <= other.end;
        let longer = holds && (other.end - other.start) > (hit.end - hit.start);
        match (hit.meaning, other.meaning) {
            (Meaning::Place(_), Meaning::NoPlace { small }) => {
                holds && (!small || is_small(text, hit))
            }
            (Meaning::Use(_), Meaning::NoUse)
            | (Meaning::Deny | Meaning::DenyAfter | Meaning::Contrast, Meaning::NotDenial)
            | (Meaning::Suspect, Meaning::Known | Meaning::NoUse) => holds,
            (Meaning::Deny | Meaning::Clear, Meaning::Contrast)
            | (Meaning::Place(_), Meaning::Place(_)) => longer,
            _ => false,
        }
    })
}

fn is_small(text: &Text<'_>, hit: &Found) -> bool {
    text.raw_from(hit.start).starts_with(char::is_lowercase)
}
