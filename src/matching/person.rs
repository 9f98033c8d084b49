//! Names of people: every word counts, order does not; a word that differs on both sides is
//! another person.

use super::align::{Alignment, How};
use super::score::{Against, Scored, Sides};
use crate::names::distance::{budget, within};
use crate::names::{Reading, Token, TokenClass};

/// Scores two names of people (or of parties that nothing marks as organizations).
pub fn score(a: &Reading, b: &Reading, alignment: Alignment, sides: &Sides) -> Scored {
    let open_a = open(&a.tokens, alignment.used_a);
    let open_b = open(&b.tokens, alignment.used_b);
    let words_a = names(&a.tokens);
    let words_b = names(&b.tokens);
    let (mut sum, mut weight, mut worst, mut full) = (0.0f32, 0.0f32, 1.0f32, 0usize);
    for pair in &alignment.pairs {
        let mass = a
            .tokens
            .get(pair.a.0)
            .map_or(0.0, |t| t.weight)
            .max(b.tokens.get(pair.b.0).map_or(0.0, |t| t.weight));
        sum += mass * pair.quality;
        weight += mass;
        if pair.how != How::Initial {
            worst = worst.min(pair.quality);
            full += pair.a.1.max(pair.b.1);
        }
    }
    let mut against = Vec::new();
    if weight <= 0.0 {
        return Scored { score: 0.0, readings: (0, 0), alignment, against, same_words: false };
    }
    let quality = (sum / weight * 2.0 + worst) / 3.0;
    let mut score = quality;
    if open_a > 0.0
        && open_b > 0.0
        && full >= 2
        && weight >= 1.2
        && worst > 0.9
        && is_garbled(a, b, &alignment)
    {
        score = 0.72;
    } else if open_a > 0.0 && open_b > 0.0 {
        against.push(Against::Words);
        score = (quality * weight / (weight + open_a.max(open_b))).min(0.6);
    } else if sides.number.both() || sides.number.only_a + sides.number.only_b > 0.0 {
        against.push(Against::Numbers);
        score = score.min(0.6);
    } else {
        let missing = open_a.max(open_b);
        let share = missing / (weight + missing);
        let least = words_a.min(words_b);
        let depth = if full >= 2 { 0.3 + (1.5 - weight).clamp(0.0, 0.5) } else { 0.75 };
        score *= 1.0 - depth * share;
        if full < 2 && least == 1 && missing > 0.0 {
            against.push(Against::Common);
            score = score.min(0.66);
        }
    }
    if fathers_swapped(a, b, &alignment) {
        against.push(Against::Order);
        score = score.min(0.64);
    }
    let exact = alignment.pairs.iter().all(|p| matches!(p.how, How::Same | How::Joined));
    let same_words = open_a + open_b == 0.0 && worst > 0.9
        || (full >= 2 && worst > 0.9 && (open_a == 0.0 || open_b == 0.0));
    let top = if exact && open_a + open_b == 0.0 { 0.98 } else { 0.96 };
    Scored {
        score: f64::from(score.min(top).max(0.0)),
        readings: (0, 0),
        alignment,
        against,
        same_words,
    }
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
    let around = |reading: &Reading| {
        reading
            .tokens
            .iter()
            .position(|t| {
                t.class == TokenClass::Particle
                    && matches!(&*t.text, "bin" | "ibn" | "ben" | "bint")
            })
            .filter(|at| *at > 0)
    };
    let (Some(x), Some(y)) = (around(a), around(b)) else { return false };
    alignment.pairs.iter().any(|pair| {
        let crosses = |from: usize, to: usize, at_from: usize, at_to: usize| {
            from + 1 == at_from && to > at_to
        };
        crosses(pair.a.0, pair.b.0, x, y) || crosses(pair.b.0, pair.a.0, y, x)
    })
}

fn open(tokens: &[Token], used: u128) -> f32 {
    tokens
        .iter()
        .enumerate()
        .filter(|(i, t)| t.is_content() && t.class != TokenClass::Initial && used & (1 << i) == 0)
        .map(|(_, t)| t.weight)
        .sum()
}

fn names(tokens: &[Token]) -> usize {
    tokens.iter().filter(|t| t.is_content() && t.class != TokenClass::Initial).count()
}
