//! Names of people: every word counts, order does not; a word that differs on both sides is
//! another person.

use super::align::{Alignment, How};
use super::score::{Against, Scored, Sides};
use crate::names::distance::{budget, within};
use crate::names::{Reading, Token, TokenClass};

/// What agrees between two names of people.
#[derive(Default)]
struct Agreed {
    sum: f32,
    weight: f32,
    /// Least quality of an agreement that is no initial.
    worst: f32,
    /// Words that agree, initials apart.
    full: usize,
    /// Weight of the words that agree letter by letter or nearly.
    exact: f32,
    /// How many of those there are.
    exact_words: usize,
    /// Weight of all words that agree, less what their slips leave open.
    support: f32,
    /// Words that agree but for a slip or a sound in one script.
    slips: usize,
    /// Words that agree but for an edit.
    edited: usize,
    /// Letters of the shortest of them.
    shortest_slip: Option<usize>,
    /// Letters of all words that agree.
    letters: usize,
    /// Words that agree but for a slip, a sound, a script or a variant.
    inexact: usize,
}

impl Agreed {
    fn new(a: &Reading, b: &Reading, alignment: &Alignment) -> Self {
        let mut agreed = Self { worst: 1.0, ..Self::default() };
        for pair in &alignment.pairs {
            let (x, y) = (a.tokens.get(pair.a.0), b.tokens.get(pair.b.0));
            let mass = x.map_or(0.0, |t| t.weight).max(y.map_or(0.0, |t| t.weight));
            agreed.sum += mass * pair.quality;
            agreed.weight += mass;
            if pair.how == How::Initial {
                continue;
            }
            let words = pair.a.1.max(pair.b.1);
            let letters = x.map_or(0, |t| t.text.len()).min(y.map_or(0, |t| t.text.len()));
            agreed.worst = agreed.worst.min(pair.quality);
            agreed.full += words;
            agreed.letters += letters;
            let least = x.map_or(0.0, |t| t.weight).min(y.map_or(0.0, |t| t.weight));
            agreed.support += least * pair.quality * pair.quality;
            if pair.quality >= 0.96 {
                agreed.exact += mass;
                agreed.exact_words += words;
                continue;
            }
            agreed.inexact += 1;
            let script = |t: Option<&Token>| t.map(|t| (t.abjad, t.native.is_some()));
            if matches!(pair.how, How::Edits(_) | How::Sound) && script(x) == script(y) {
                agreed.slips += 1;
                agreed.edited += usize::from(matches!(pair.how, How::Edits(_)));
                let least = agreed.shortest_slip.map_or(letters, |known| known.min(letters));
                agreed.shortest_slip = Some(least);
            }
        }
        agreed
    }

    /// Slips that are too much for so few letters, or beside words that one name lacks: in a word
    /// of four letters beside none that tells, in every word of a short name, or where the words
    /// that agree are common.
    fn is_loose(&self, missing: bool) -> bool {
        let short = self.shortest_slip.is_some_and(|letters| letters <= 4) && self.exact < 0.5;
        let least = match (self.full, self.edited) {
            (0 | 1, _) => 7,
            (_, 0 | 1) => 10,
            _ => 12,
        };
        let all = self.slips > 0 && self.slips == self.full && self.letters < least;
        short || all || (missing && self.inexact > 0 && self.support < 1.6)
    }
}

/// Scores two names of people (or of parties that nothing marks as organizations).
pub fn score(a: &Reading, b: &Reading, alignment: Alignment, sides: &Sides) -> Scored {
    let agreed = Agreed::new(a, b, &alignment);
    let mut against = Vec::new();
    if agreed.weight <= 0.0 {
        return Scored { score: 0.0, readings: (0, 0), alignment, against, same_words: false };
    }
    let (open_a, open_b) = unexplained(a, b, &alignment);
    let quality = (agreed.sum / agreed.weight * 2.0 + agreed.worst) / 3.0;
    let mut score = quality;
    let garbled = || {
        agreed.exact_words >= 2
            && agreed.exact >= 1.2
            && agreed.worst > 0.9
            && is_garbled(a, b, &alignment)
    };
    if open_a > 0.0 && open_b > 0.0 && garbled() {
        score = 0.72;
    } else if open_a > 0.0 && open_b > 0.0 {
        against.push(Against::Words);
        score = (quality * agreed.weight / (agreed.weight + open_a.max(open_b))).min(0.6);
    } else if sides.number.both() || sides.number.only_a + sides.number.only_b > 0.0 {
        against.push(Against::Numbers);
        score = score.min(0.6);
    } else {
        let missing = open_a.max(open_b);
        score *= 1.0 - agreed.depth() * missing / (agreed.weight + missing);
        let alone = agreed.full < 2 && names(&a.tokens).min(names(&b.tokens)) == 1;
        let common = agreed.full == 0
            || (alone && missing > 0.0)
            || agreed.is_loose(missing > 0.4)
            || is_half(a, alignment.used_a)
            || is_half(b, alignment.used_b);
        if common {
            against.push(Against::Common);
            score = score.min(0.66);
        }
    }
    if fathers_swapped(a, b, &alignment) {
        against.push(Against::Order);
        score = score.min(0.64);
    }
    let exact = alignment.pairs.iter().all(|p| matches!(p.how, How::Same | How::Joined));
    let covered = open_a == 0.0 || open_b == 0.0;
    let same_words = against.is_empty()
        && agreed.worst > if agreed.full >= 2 { 0.9 } else { 0.95 }
        && (open_a + open_b == 0.0 || (agreed.full >= 2 && covered && agreed.inexact == 0));
    let top = if exact && open_a + open_b == 0.0 { 0.98 } else { 0.96 };
    Scored {
        score: f64::from(score.min(top).max(0.0)),
        readings: (0, 0),
        alignment,
        against,
        same_words,
    }
}

impl Agreed {
    /// How much missing words cost: the more, the more common the words are that agree.
    fn depth(&self) -> f32 {
        if self.full >= 2 { 0.3 + (1.6 - self.weight).clamp(0.0, 0.5) } else { 0.75 }
    }
}

/// Weight of the words of each name that nothing explains. An initial explains no name where its
/// own side has a name to spare: `Bernard B. Strong` is not `BYAMUNGU, Bernard`.
fn unexplained(a: &Reading, b: &Reading, alignment: &Alignment) -> (f32, f32) {
    let (mut open_a, mut open_b) =
        (open(&a.tokens, alignment.used_a), open(&b.tokens, alignment.used_b));
    for pair in alignment.pairs.iter().filter(|pair| pair.how == How::Initial) {
        let (Some(x), Some(y)) = (a.tokens.get(pair.a.0), b.tokens.get(pair.b.0)) else { continue };
        if x.class == TokenClass::Initial && y.class != TokenClass::Initial && open_a > 0.0 {
            open_b += y.weight;
        } else if y.class == TokenClass::Initial && x.class != TokenClass::Initial && open_b > 0.0 {
            open_a += x.weight;
        }
    }
    (open_a, open_b)
}

/// Of `SURNAME, Given` only the given names agree, or only common surnames.
fn is_half(reading: &Reading, used: u128) -> bool {
    let Some(comma) = reading.tokens.iter().position(|t| t.stop) else { return false };
    let (mut surnames, mut given) = ((0, 0, 0.0f32), (0, 0));
    for (at, token) in reading.tokens.iter().enumerate() {
        if !token.is_content() || token.class == TokenClass::Initial {
            continue;
        }
        let matched = usize::from(used & (1 << at) != 0);
        if at <= comma {
            surnames.0 += 1;
            surnames.1 += matched;
            surnames.2 += token.weight * matched as f32;
        } else {
            given.0 += 1;
            given.1 += matched;
        }
    }
    let given_only = surnames.0 > 0 && surnames.1 == 0;
    let surnames_only = given.0 > 0 && given.1 == 0 && surnames.2 < 1.8;
    given.0 + surnames.0 > 2 && given.0 > 0 && (given_only || surnames_only)
}

/// One word is left on each side, and they are the same with an edit more than is forgiven.
fn is_garbled(a: &Reading, b: &Reading, alignment: &Alignment) -> bool {
    let left = |tokens: &[Token], used: u128| -> Option<String> {
        let mut open =
            tokens.iter().enumerate().filter(|(i, t)| t.is_content() && used & (1 << i) == 0);
        let (_, only) = open.next()?;
        open.next().is_none().then(|| only.text.to_string())
    };
    let (Some(x), Some(y)) = (left(&a.tokens, alignment.used_a), left(&b.tokens, alignment.used_b))
    else {
        return false;
    };
    let least = x.len().min(y.len());
    least >= 5 && within(x.as_bytes(), y.as_bytes(), budget(least) + 1).is_some()
}

/// `A bin B` against `B bin A`.
fn fathers_swapped(a: &Reading, b: &Reading, alignment: &Alignment) -> bool {
    let around = |reading: &Reading| reading.tokens.iter().position(is_son_of).filter(|at| *at > 0);
    let (Some(x), Some(y)) = (around(a), around(b)) else { return false };
    alignment.pairs.iter().any(|pair| {
        let crosses = |from: usize, to: usize, at_from: usize, at_to: usize| {
            from + 1 == at_from && to > at_to
        };
        crosses(pair.a.0, pair.b.0, x, y) || crosses(pair.b.0, pair.a.0, y, x)
    })
}

/// Weight of the names that nothing explains; of fathers' names (`bin Awad`, `Vyacheslavovich`) a
/// part, because they are often left out.
fn open(tokens: &[Token], used: u128) -> f32 {
    let patronymic = patronymic(tokens);
    let father = |i: usize| {
        patronymic == Some(i)
            || i.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(is_son_of)
    };
    tokens
        .iter()
        .enumerate()
        .filter(|(i, t)| t.is_content() && t.class != TokenClass::Initial && used & (1 << i) == 0)
        .map(|(i, t)| if father(i) { 0.3 * t.weight } else { t.weight })
        .sum()
}

/// The place of the patronymic in a Slavic name of three words or more. A surname may have the same
/// ending (`ABRAMOVICH, Roman Arkadyevich`): it is none before a comma, and of two nobody can say.
fn patronymic(tokens: &[Token]) -> Option<usize> {
    const ENDINGS: &[&str] =
        &["ovich", "evich", "ovych", "evych", "yovych", "ovna", "evna", "ivna", "yivna"];
    let content = || tokens.iter().enumerate().filter(|(_, t)| t.is_content());
    let ends = |text: &str| text.len() >= 7 && ENDINGS.iter().any(|ending| text.ends_with(ending));
    let mut found = content().filter(|(_, t)| ends(&t.text));
    match (found.next(), found.next()) {
        (Some((at, token)), None) if !token.stop && content().count() >= 3 => Some(at),
        _ => None,
    }
}

/// `bin` and its kin: a father's name follows.
fn is_son_of(token: &Token) -> bool {
    token.class == TokenClass::Particle && matches!(&*token.text, "bin" | "ibn" | "ben" | "bint")
}

fn names(tokens: &[Token]) -> usize {
    tokens.iter().filter(|t| t.is_content() && t.class != TokenClass::Initial).count()
}
