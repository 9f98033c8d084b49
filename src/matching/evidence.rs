//! What agrees and what speaks against, in words for a reviewer.

use super::Evidence;
use super::align::{How, Pair};
use super::score::{Against, Scored};
use crate::names::{AnalysedName, Reading, Token};

/// The evidence of a scored pair of names, strongest first.
pub fn of_names(a: &AnalysedName, b: &AnalysedName, scored: &Scored) -> Vec<Evidence> {
    let mut out =
        vec![Evidence::new("name", format!("\"{}\" against \"{}\"", a.text, b.text), scored.score)];
    let (Some(x), Some(y)) = (a.readings.get(scored.readings.0), b.readings.get(scored.readings.1))
    else {
        return out;
    };
    if x.partial || scored.readings.0 > 0 {
        out.push(Evidence::new("reading", format!("the first name read as \"{}\"", x.folded), 0.0));
    }
    if y.partial || scored.readings.1 > 0 {
        out.push(Evidence::new(
            "reading",
            format!("the second name read as \"{}\"", y.folded),
            0.0,
        ));
    }
    if a.disguised || b.disguised {
        out.push(Evidence::new(
            "hidden_characters",
            "invisible, look-alike or coded characters were undone",
            0.0,
        ));
    }
    for pair in &scored.alignment.pairs {
        out.push(of_pair(x, y, *pair));
    }
    if !scored.alignment.shared.is_empty() {
        let detail = format!("characters in common, in order: {}", scored.alignment.shared);
        out.push(Evidence::new("characters", detail, scored.score));
    }
    for (reading, used, which) in
        [(x, scored.alignment.used_a, "first"), (y, scored.alignment.used_b, "second")]
    {
        let open: Vec<&str> = reading
            .tokens
            .iter()
            .enumerate()
            .filter(|(i, t)| t.is_content() && used & (1 << i) == 0)
            .map(|(_, t)| &*t.text)
            .collect();
        if !open.is_empty() {
            out.push(Evidence::new(
                "unexplained",
                format!("only in the {which} name: {}", open.join(", ")),
                -0.1 * open.len() as f64,
            ));
        }
    }
    out.extend(scored.against.iter().map(|why| against(*why)));
    out
}

fn of_pair(a: &Reading, b: &Reading, pair: Pair) -> Evidence {
    let text = |tokens: &[Token], (from, len): (usize, usize)| {
        let words: Vec<&str> = tokens.iter().skip(from).take(len).map(|t| &*t.text).collect();
        words.join(" ")
    };
    let (x, y) = (text(&a.tokens, pair.a), text(&b.tokens, pair.b));
    let first = a.tokens.get(pair.a.0);
    let feature = match (pair.how, first.map(|t| t.class)) {
        (How::Acronym, _) => "acronym",
        (_, Some(crate::names::TokenClass::Number)) => "number",
        (_, Some(crate::names::TokenClass::Place)) => "place",
        _ => "word",
    };
    let detail = match pair.how {
        How::Same => format!("\"{x}\" in both"),
        How::Meaning => format!("\"{x}\" and \"{y}\" mean the same"),
        How::Sound => format!("\"{x}\" and \"{y}\" sound alike or are spellings of one word"),
        How::Edits(edits) => format!("\"{x}\" and \"{y}\" are {edits} letter(s) apart"),
        How::Joined => format!("\"{x}\" and \"{y}\" are the same written together"),
        How::Acronym => format!("\"{x}\" and \"{y}\": one is the initials of the other"),
        How::Abbreviation => format!("\"{x}\" and \"{y}\": one abbreviates the other"),
        How::Initial => format!("\"{x}\" and \"{y}\": an initial"),
        How::Cut => format!("\"{x}\" and \"{y}\": the name was cut"),
        How::Variant => format!("\"{x}\" and \"{y}\" are variants of one name"),
    };
    let weight = first.map_or(0.0, |t| f64::from(t.weight * pair.quality));
    Evidence::new(feature, detail, weight)
}

fn against(why: Against) -> Evidence {
    let (feature, detail, weight) = match why {
        Against::Numbers => ("number", "the numbers differ", -0.5),
        Against::Number => ("number", "only one name has a number", -0.3),
        Against::Places => ("place", "the places differ", -0.4),
        Against::Institutions => ("institution", "the kinds of institution differ", -0.3),
        Against::Trades => ("trade", "the trades differ", -0.3),
        Against::Words => ("word", "each name has words of its own that the other lacks", -0.4),
        Against::Common => ("word", "only words that many names carry agree", -0.4),
        Against::Forms => ("legal_form", "a company against an association", -0.3),
        Against::Bearers => ("name", "trade names of different bearers", -0.4),
        Against::Acronym => ("acronym", "an acronym that many names could have", -0.3),
        Against::Kinds => ("kind", "a person against an organization", -0.3),
        Against::Short => ("word", "a short word that is not spelled the same", -0.2),
        Against::Order => ("word", "father and son change places", -0.3),
        Against::Parts => ("part", "different parts of an organization", -0.4),
    };
    Evidence::new(feature, detail, weight)
}
