//! What speaks against two aligned names of organizations, each with the upper limit that it sets.

use super::align::{Alignment, How};
use super::score::{Against, Sides};
use crate::names::dictionary::is_association;
use crate::names::{Reading, Token, TokenClass};

/// The least upper limit that what speaks against sets, and the reasons.
pub(super) fn limits(
    a: &Reading,
    b: &Reading,
    alignment: &Alignment,
    sides: &Sides,
) -> (f32, Vec<Against>) {
    let core = &sides.core;
    let share = core.matched / (core.matched + core.only_a.min(core.only_b) + 1e-6);
    let context = sides.place.matched
        + sides.trade.matched
        + sides.institution.matched
        + sides.number.matched;
    let one_number = sides.number.only_a + sides.number.only_b > 0.6;
    let strange = core.matched < 0.3 && core.only_a.max(core.only_b) > 0.3;
    let words = |r: &Reading| r.tokens.iter().filter(|t| t.is_content()).count();
    let whole = sides.total(|s| s.only_a) + sides.total(|s| s.only_b) < 0.05
        && (words(a).min(words(b)) >= 2 || a.key == b.key);
    let bare = core.matched < 0.1 && context < 0.6 && !whole;
    let shared = shares_bearer(a, b);
    let bare = bare && !shared;
    let only_number = sides.number.matched > 0.0
        && core.matched < 0.1
        && context - sides.number.matched < 0.3
        && a.joined != b.joined;
    let bearers = !a.bearers.is_empty()
        && !b.bearers.is_empty()
        && !a.bearers.iter().any(|bearer| b.bearers.contains(bearer));
    let rules = [
        (sides.number.both(), 0.45, Against::Numbers),
        (!sides.number.both() && one_number, 0.66, Against::Number),
        (
            core.both(),
            if share > 0.8 { 0.72 } else { 0.62 * share.max(0.3) + 0.08 },
            Against::Words,
        ),
        (sides.place.both(), 0.62, Against::Places),
        (sides.institution.both() && sides.institution.matched == 0.0, 0.64, Against::Institutions),
        (sides.trade.both(), if core.matched > 0.8 { 0.66 } else { 0.6 }, Against::Trades),
        (sides.part.both(), 0.6, Against::Parts),
        (bearers, 0.6, Against::Bearers),
        (is_loose_acronym(a, b, alignment), 0.66, Against::Acronym),
        (is_short_slip(a, b, alignment, sides), 0.68, Against::Short),
        (is_short_brand(a, b, sides), 0.69, Against::Short),
        (is_common_brand(a, b, sides), 0.69, Against::Forms),
        (only_number, 0.55, Against::Common),
        (
            core.matched < 0.1
                && context < 0.9
                && sides.institution.matched == 0.0
                && is_translated(a, b, alignment)
                && !shared,
            0.66,
            Against::Common,
        ),
        (
            core.matched < 0.1 && alignment.pairs.len() <= 2 && is_shuffled(alignment),
            0.66,
            Against::Common,
        ),
        (forms_differ(a, b), 0.68, Against::Forms),
        ((strange && !shared) || bare, 0.55, Against::Common),
    ];
    let broken = rules.iter().filter(|(holds, _, _)| *holds);
    let cap = broken.clone().map(|(_, limit, _)| *limit).fold(1.0, f32::min);
    (cap, broken.map(|(_, _, why)| *why).collect())
}

/// An acronym that many names could have: of three letters, with other words beside it, or for a
/// name that is not that of an institution or a national body.
fn is_loose_acronym(a: &Reading, b: &Reading, alignment: &Alignment) -> bool {
    alignment.pairs.iter().filter(|pair| pair.how == How::Acronym).any(|pair| {
        let (short, full, range) = if pair.a.1 == 1 && pair.b.1 > 1 {
            (&a.tokens, &b.tokens, pair.b)
        } else {
            (&b.tokens, &a.tokens, pair.a)
        };
        let at = if pair.a.1 == 1 && pair.b.1 > 1 { pair.a.0 } else { pair.b.0 };
        let letters = short.get(at).map_or(0, |t| t.text.len());
        let beside =
            short.iter().enumerate().any(|(i, t)| i != at && t.class == TokenClass::Distinctive);
        let span = || full.iter().skip(range.0).take(range.1);
        let content = span().filter(|t| t.is_content()).count();
        let public = full.iter().any(is_public)
            || span().any(|t| {
                matches!(
                    &*t.text,
                    "china"
                        | "chinese"
                        | "national"
                        | "russia"
                        | "russian"
                        | "state"
                        | "zhongguo"
                        | "iran"
                        | "korea"
                )
            });
        let foreign = short
            .iter()
            .any(|t| t.class == TokenClass::Legal && !full.iter().any(|f| f.concept == t.concept));
        let institution = full.iter().any(is_public);
        letters < 4 || beside || content < 3 || !public || foreign || (!institution && content < 4)
    })
}

/// An institution that is known by its initials, as funds, clubs and yards are not.
fn is_public(token: &Token) -> bool {
    let private = ["trust", "fund", "club", "union", "society", "shipyard", "shipyards", "plant"];
    token.class == TokenClass::Institution && !private.contains(&&*token.text)
}

/// The only distinctive word is not spelled the same, and nothing else makes up for it: a short
/// word, two slips, another first letter, another legal form or a word more is too much.
fn is_short_slip(a: &Reading, b: &Reading, alignment: &Alignment, sides: &Sides) -> bool {
    let only =
        |r: &Reading| r.tokens.iter().filter(|t| t.class == TokenClass::Distinctive).count() == 1;
    let context = sides.place.matched + sides.trade.matched + sides.institution.matched;
    if !only(a) || !only(b) || context > 0.6 {
        return false;
    }
    let missing = sides.total(|s| s.only_a) + sides.total(|s| s.only_b);
    alignment.pairs.iter().any(|pair| {
        let (Some(x), Some(y)) = (a.tokens.get(pair.a.0), b.tokens.get(pair.b.0)) else {
            return false;
        };
        let (slip, edits) = match pair.how {
            How::Edits(edits) => (true, usize::from(edits)),
            How::Abbreviation => (true, 1),
            How::Sound => (pair.quality < 0.96, 0),
            _ => (false, 0),
        };
        let least = x.text.len().min(y.text.len());
        if !slip || x.native.is_some() || y.native.is_some() || x.is_known() || y.is_known() {
            return false;
        }
        let first = x.text.as_bytes().first() == y.text.as_bytes().first();
        let framed = missing <= 0.05 && forms(a) == forms(b);
        let least_letters = match (edits, first, framed) {
            (0, _, true) => 5,
            (0, _, false) => 7,
            (1, true, true) => 5,
            (1, false, true) => 6,
            (1, ..) => 9,
            (_, _, true) => 9,
            _ => 12,
        };
        least < 5
            || (context <= 0.3 && (missing > 0.05 || least < least_letters))
            || (context <= 0.6 && least == 5 && edits > 0 && !framed)
    })
}

/// The legal forms of a name.
fn forms(reading: &Reading) -> Vec<u32> {
    let legal = reading.tokens.iter().filter(|t| t.class == TokenClass::Legal);
    let mut forms: Vec<u32> = legal.map(|t| t.concept).collect();
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The one word that both names consist of is common, and their legal forms are different ones:
/// `Wheels Incorporated` and `Wheels (Pvt) Ltd.`.
fn is_common_brand(a: &Reading, b: &Reading, sides: &Sides) -> bool {
    let content = |r: &Reading| r.tokens.iter().filter(|t| t.is_content()).count();
    let strength = sides.core.matched + sides.place.matched + sides.trade.matched;
    if !(0.01..=0.76).contains(&strength) || content(a) != 1 || content(b) != 1 {
        return false;
    }
    let (x, y) = (forms(a), forms(b));
    !x.is_empty() && !y.is_empty() && !x.iter().any(|form| y.contains(form))
}

/// Words that are not spelled alike agree by their meaning alone.
fn is_translated(a: &Reading, b: &Reading, alignment: &Alignment) -> bool {
    if a.native.is_some() || b.native.is_some() {
        return false;
    }
    alignment.pairs.iter().filter(|pair| pair.how == How::Meaning).any(|pair| {
        match (a.tokens.get(pair.a.0), b.tokens.get(pair.b.0)) {
            (Some(x), Some(y)) => x.text.get(..3) != y.text.get(..3) && x.weight > 0.2,
            _ => false,
        }
    })
}

/// Both carry a trade name of one bearer.
pub(super) fn shares_bearer(a: &Reading, b: &Reading) -> bool {
    a.bearers.iter().any(|bearer| b.bearers.contains(bearer))
}

/// Three letters or fewer tell one name from the other, and the words around them differ.
fn is_short_brand(a: &Reading, b: &Reading, sides: &Sides) -> bool {
    let letters = |r: &Reading| {
        r.tokens
            .iter()
            .filter(|t| t.is_content() && t.class == TokenClass::Distinctive)
            .map(|t| t.text.len())
            .sum::<usize>()
    };
    let context = sides.place.matched
        + sides.trade.matched
        + sides.institution.matched
        + sides.number.matched;
    let formed = |r: &Reading| {
        r.tokens.iter().any(|t| matches!(t.class, TokenClass::Legal | TokenClass::Generic))
    };
    let shared = a.bearers.iter().any(|bearer| b.bearers.contains(bearer));
    letters(a) <= 3
        && letters(b) <= 3
        && context < 0.3
        && formed(a) != formed(b)
        && !shared
        && sides.core.matched > 0.0
}

/// Words that only name a trade or a place agree in another order.
fn is_shuffled(alignment: &Alignment) -> bool {
    let mut pairs: Vec<(usize, usize)> = alignment.pairs.iter().map(|p| (p.a.0, p.b.0)).collect();
    pairs.sort_unstable();
    !pairs.is_sorted_by_key(|pair| pair.1)
}

/// One is an association, a foundation or a cooperative by its legal form, the other a company.
fn forms_differ(a: &Reading, b: &Reading) -> bool {
    let forms = |reading: &Reading| {
        let mut company = false;
        let mut association = false;
        for token in reading.tokens.iter().filter(|t| t.class == TokenClass::Legal) {
            if is_association(token.field) { association = true } else { company = true }
        }
        (company, association)
    };
    matches!((forms(a), forms(b)), ((true, false), (false, true)) | ((false, true), (true, false)))
}
