//! One text, read: its phrases, less those that a longer one holds.

use super::denial::{self, Denials};
use super::lexicon::{Lexicon, Meaning, Place, lexicon};
use super::places;
use crate::phrases::{Break, Hit, Text};

/// A phrase of the dictionaries in a text.
pub(crate) type Found = Hit<'static, Meaning>;

/// Most words between a word of a person's life and a place that is then of that life.
const LIFE_REACH: usize = 5;
/// Most words between "from" and the place.
const ORIGIN_REACH: usize = 2;
/// Most words between a movement or place of work and the place.
const NEAR_REACH: usize = 3;
/// Most words of a sentence of a check or denial that need not be known, at least.
const STRANGE_MIN: usize = 3;

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
    /// Whether such a phrase, or a place of work, stands right before it.
    pub(crate) near: bool,
    /// Whether it is an adjective.
    pub(crate) adjective: bool,
    /// Whether it is an adjective of who buys or uses.
    pub(crate) dealing: bool,
    /// Whether it is where something comes from.
    pub(crate) is_origin: bool,
}

/// A text with its phrases.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    pub(crate) text: Text<'t>,
    pub(crate) lexicon: &'static Lexicon,
    pub(crate) hits: Vec<Found>,
    /// Spans of names that are no places here: streets, persons, towns in the United States.
    quiet: Vec<(usize, usize)>,
}

impl<'t> Reading<'t> {
    /// Reads `raw`; `None` where the dictionaries could not be read.
    pub(crate) fn of(raw: &'t str) -> Option<Self> {
        let lexicon = lexicon()?;
        let text = Text::new(raw);
        let all = lexicon.dictionary.find(&text);
        let (mut hits, mut quiet) = (Vec::new(), Vec::new());
        for hit in all.iter().filter(|hit| !is_swallowed(hit, &all, &text)) {
            match hit.meaning {
                Meaning::Place(place) if is_word_not_code(&text, hit, place) => {
                    quiet.push((hit.start, hit.end));
                }
                Meaning::Place(place) if is_before_preposition(&text, hit) && !place.weak => {
                    hits.push(*hit);
                }
                Meaning::Place(place)
                    if !places::may_be(&text, hit, place, is_adjective(hit, &all), lexicon) =>
                {
                    quiet.push((hit.start, hit.end));
                }
                Meaning::Deny | Meaning::DenyAfter if denial::is_other_no(&text, hit) => {}
                _ => hits.push(*hit),
            }
        }
        hits.extend(denial::inside_words(&text));
        hits.extend(compounds(&text, lexicon, &all));
        hits.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
        Some(Self { text, lexicon, hits, quiet })
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
            let moves = |meaning: &Meaning| matches!(meaning, Meaning::Clear | Meaning::Seat);
            let clear = self.before(hit.start, moves);
            let origin = self.before(hit.start, |meaning| *meaning == Meaning::Origin);
            let is_origin = origin
                .is_some_and(|at| self.between(at, hit.start) <= ORIGIN_REACH && Some(at) >= clear);
            let adjective = self.is_at(hit.start, hit.end, |m| *m == Meaning::Adjective);
            if self.is_of_life(hit, clear)
                || denials.denies(hit)
                || (adjective && self.is_beside(hit, 1, |m| *m == Meaning::Ware))
            {
                continue;
            }
            named.push(Named {
                country: place.country.clone(),
                place,
                start: hit.start,
                end: hit.end,
                clear: clear.is_some(),
                near: self.is_near(hit),
                adjective,
                dealing: adjective && self.is_beside(hit, 2, |m| *m == Meaning::Dealing),
                is_origin,
            });
        }
        named
    }

    /// Whether a phrase of this meaning stands exactly there, or begins there and reaches farther.
    fn is_at(&self, start: usize, end: usize, is: impl Fn(&Meaning) -> bool) -> bool {
        self.hits.iter().any(|hit| hit.start == start && hit.end >= end && is(hit.meaning))
    }

    /// Whether a phrase of this meaning stands at most `reach` words from `place`, in the same part.
    fn is_beside(&self, place: &Found, reach: usize, is: impl Fn(&Meaning) -> bool) -> bool {
        self.hits.iter().filter(|hit| is(hit.meaning)).any(|hit| {
            let (from, to) = if hit.end <= place.start {
                (hit.end, place.start)
            } else if place.end <= hit.start {
                (place.end, hit.start)
            } else {
                return false;
            };
            self.is_one_part(from, to) && self.between(from, to) < reach
        })
    }

    /// Whether a movement, or a place of work that is not only visited or an origin, stands right
    /// before the place.
    fn is_near(&self, place: &Found) -> bool {
        let reaches = |hit: &&Found| {
            hit.end <= place.start
                && self.is_one_part(hit.end, place.start)
                && self.between(hit.end, place.start) <= NEAR_REACH
        };
        let origin = self.before(place.start, |m| *m == Meaning::Origin);
        if self.is_near_behind(place) {
            return true;
        }
        self.hits.iter().filter(reaches).any(|hit| match hit.meaning {
            Meaning::Clear => origin.is_none_or(|origin| origin < hit.end),
            Meaning::Site => origin.is_none() && self.is_joined(hit.end, place.start),
            _ => false,
        })
    }

    /// Whether a place of work or a movement follows, where the place bears an ending or a particle
    /// ("Bakü'deki mağaza", "大阪の工場").
    fn is_near_behind(&self, place: &Found) -> bool {
        let word = self.text.words().get(self.text.word_at(place.start));
        let ending = word.is_some_and(|word| word.cut.is_some());
        let particle = places::is_east_asian(self.text.folded(place.start, place.end));
        (ending || particle)
            && self.hits.iter().any(|hit| {
                matches!(hit.meaning, Meaning::Site | Meaning::Clear)
                    && place.end <= hit.start
                    && self.is_one_part(place.end, hit.start)
                    && self.between(place.end, hit.start) <= 1
            })
    }

    /// Whether only words of place stand between two bytes.
    fn is_joined(&self, from: usize, to: usize) -> bool {
        let words = self.text.words().iter().filter(|word| from <= word.start && word.end <= to);
        let is_link = |meaning: &Meaning| {
            matches!(meaning, Meaning::At | Meaning::Join | Meaning::Site | Meaning::Known)
        };
        words.into_iter().all(|word| {
            self.hits
                .iter()
                .any(|hit| hit.start <= word.start && word.end <= hit.end && is_link(hit.meaning))
        })
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

    /// Uses and users of concern that it does not deny: the words and the kind. In an address the
    /// name of a street says nothing of who sits there.
    pub(crate) fn uses(&self, address: bool) -> Vec<(String, String)> {
        let denials = Denials { reading: self };
        let uses = self.hits.iter().filter_map(|hit| match hit.meaning {
            Meaning::Use(_) if address && self.is_of_street(hit) => None,
            Meaning::Use(kind) if !denials.denies(hit) => {
                Some((self.text.quote(hit.start, hit.end).to_owned(), kind.clone()))
            }
            _ => None,
        });
        let mut uses: Vec<(String, String)> = uses.collect();
        uses.dedup();
        uses
    }

    /// Whether the part of the address in which `hit` stands names a street.
    fn is_of_street(&self, hit: &Found) -> bool {
        let around = &self.lexicon.around;
        self.text.words().iter().any(|word| {
            let (from, to) = (hit.start.min(word.start), hit.start.max(word.start));
            let written = self.text.folded(word.start, word.end);
            self.is_one_part(from + 1, to) && places::is_street_word(written, around)
        })
    }

    /// What stands behind the phrases of movement or use, up to the end of the part.
    pub(crate) fn movements(&self) -> Vec<String> {
        let denials = Denials { reading: self };
        let clear =
            self.hits.iter().filter(|hit| matches!(hit.meaning, Meaning::Clear | Meaning::Seat));
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
        // States and provinces say nothing that the stated country does not.
        let states = self.lexicon.around.us_states.iter().flat_map(|state| state.split(' '));
        let names: Vec<&str> = names.iter().map(String::as_str).chain(states).collect();
        let unknown = self.unknown(&names);
        let strange = unknown.iter().filter(|span| !self.is_framed(**span, &unknown));
        quotes.extend(strange.map(|(start, end)| self.text.quote(*start, *end).to_owned()));
        quotes.dedup();
        quotes
    }

    /// Whether a word that is not known stands in a sentence that tells of a check, of a relation
    /// of trade or of a denial, beside enough that is known, and not as the goal of a movement.
    fn is_framed(&self, span: (usize, usize), unknown: &[(usize, usize)]) -> bool {
        let (from, to) = self.sentence(span.0);
        let inside = |hit: &&Found| from <= hit.start && hit.end <= to;
        let denials = Denials { reading: self };
        let hits = || self.hits.iter().filter(inside);
        let framed = hits().any(|hit| match hit.meaning {
            Meaning::Frame => true,
            Meaning::Place(_) | Meaning::Use(_) => denials.denies(hit),
            _ => false,
        });
        let moved = hits().any(|hit| {
            let end = hit.end;
            matches!(hit.meaning, Meaning::Clear)
                && end <= span.0
                && self.is_one_part(end, span.0)
                && self.between(end, span.0) < NEAR_REACH
                && !denials.denies(hit)
        });
        let words = self.text.words().iter().filter(|w| from <= w.start && w.end <= to).count();
        let strange = unknown.iter().filter(|other| from <= other.0 && other.1 <= to).count();
        framed && !moved && strange <= STRANGE_MIN.max(words / 2)
    }

    /// Span of the sentence in which byte `at` stands.
    fn sentence(&self, at: usize) -> (usize, usize) {
        let words = self.text.words();
        let here = self.text.word_at(at);
        let before = words.get(..here).and_then(|words| {
            words.iter().rposition(|word| word.after == Break::Sentence).map(|last| last + 1)
        });
        let rest = words.get(here..).unwrap_or(&[]);
        let last = rest.iter().find(|word| word.after == Break::Sentence).or(rest.last());
        let start = words.get(before.unwrap_or(0)).map_or(0, |word| word.start);
        (start, last.map_or(at, |word| word.end))
    }

    /// Whether a title or a word of talk stands right before a word with a capital: a person.
    fn is_behind_title(&self, start: usize) -> bool {
        let before = self.text.word_at(start).checked_sub(1);
        let title = before.and_then(|at| self.text.words().get(at)).is_some_and(|word| {
            let written = self.text.folded(word.start, word.end);
            self.lexicon.around.titles.iter().any(|title| title == written)
        });
        title && self.text.raw_from(start).starts_with(char::is_uppercase)
    }

    /// Words that no dictionary knows and that are none of `names`.
    fn unknown(&self, names: &[&str]) -> Vec<(usize, usize)> {
        let mut reached = 0;
        let mut spans: Vec<(usize, usize)> = self.hits.iter().map(|h| (h.start, h.end)).collect();
        spans.extend(&self.quiet);
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
            let is_number = written.chars().any(char::is_numeric);
            let is_name = names.contains(&written) || self.is_behind_title(word.start);
            if reached < word.end && !is_number && !is_name && written.chars().count() > 1 {
                unknown.push((reached.max(word.start), word.end));
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
    // They are in the order of their beginnings.
    all.iter().take_while(|other| other.start <= hit.start).any(|other| {
        let holds = other.start <= hit.start && hit.end <= other.end;
        let longer = holds && (other.end - other.start) > (hit.end - hit.start);
        match (hit.meaning, other.meaning) {
            (Meaning::Place(_), Meaning::NoPlace { small }) => {
                holds && (!small || is_small(text, hit))
            }
            (Meaning::Use(_), Meaning::NoUse)
            | (Meaning::Deny | Meaning::DenyAfter | Meaning::Contrast, Meaning::NotDenial)
            | (Meaning::Suspect, Meaning::Known | Meaning::NoUse | Meaning::Frame) => holds,
            (Meaning::Deny | Meaning::Clear, Meaning::Contrast)
            | (Meaning::Place(_), Meaning::Place(_)) => longer,
            _ => false,
        }
    })
}

/// Letters of a code of UN/LOCODE: the country and the place.
const CODE: usize = 5;
/// The codes that are also words.
const CODE_WORDS: &[&str] = &["ruled"];

/// Whether the place is named only by its code of UN/LOCODE, and that is not written as a code is:
/// in capitals, and where it is a word too, in no text that is all in capitals ("RULED PAPER").
fn is_word_not_code(text: &Text<'_>, hit: &Found, place: &Place) -> bool {
    let name = text.folded(hit.start, hit.end);
    let is_code = name.len() == CODE
        && name.is_ascii()
        && place.country.len() == 2
        && name.starts_with(&place.country.to_ascii_lowercase());
    let is_word = CODE_WORDS.contains(&name);
    if !is_code || !(is_word || name.chars().filter(|c| "aeiou".contains(*c)).count() < 2) {
        return false;
    }
    let code = text.raw_from(hit.start).chars().take(CODE).all(char::is_uppercase);
    let shouted = !text.raw().contains(char::is_lowercase) && text.words().len() > 2;
    !code || (is_word && shouted)
}

/// Prepositions and conjunctions that are also codes of states of the United States.
const STATE_WORDS: &[&str] = &["in", "or"];

/// Whether, in a text all in capitals, such a word stands behind the name and goes on to another
/// word: "HAVANA - IN TRANSIT PANAMA" is not Havana in Indiana.
fn is_before_preposition(text: &Text<'_>, hit: &Found) -> bool {
    let words = text.words();
    let next = text.word_at(hit.end.saturating_sub(1)) + 1;
    let written = |at: usize| words.get(at).map(|word| text.folded(word.start, word.end));
    let state = written(next).is_some_and(|word| STATE_WORDS.contains(&word));
    let joined = words.get(next).is_some_and(|word| word.after == Break::None);
    let number = written(next + 1).is_none_or(|word| word.starts_with(|c: char| c.is_numeric()));
    let country = written(next + 1).is_some_and(|word| matches!(word, "us" | "usa" | "united"));
    let shouted = !text.raw().contains(char::is_lowercase);
    shouted && state && joined && !number && !country
}

/// Whether a name is an adjective: "Iranian".
fn is_adjective(place: &Found, all: &[Found]) -> bool {
    all.iter().any(|hit| {
        hit.start == place.start && hit.end >= place.end && *hit.meaning == Meaning::Adjective
    })
}

/// Compound words that name a use and are no phrase of the dictionary that means none.
fn compounds(text: &Text<'_>, lexicon: &'static Lexicon, all: &[Found]) -> Vec<Found> {
    let none = |start: usize, end: usize| {
        all.iter().any(|hit| *hit.meaning == Meaning::NoUse && hit.start <= start && hit.end >= end)
    };
    let words = text.words().iter().filter_map(|word| {
        let written = text.folded(word.start, word.end);
        let compound = lexicon.compounds.iter().find(|compound| compound.holds(written))?;
        let hit = Found { start: word.start, end: word.end, meaning: &compound.meaning };
        (!none(word.start, word.end)).then_some(hit)
    });
    words.collect()
}

fn is_small(text: &Text<'_>, hit: &Found) -> bool {
    text.raw_from(hit.start).starts_with(char::is_lowercase)
}
