//! License requirement of an entry: which items, what is excepted, which exceptions stay open.

use super::words::{Word, any_at, slice, words};
use crate::model::{Interval, LicenseRequirement, RequirementScope};

/// Ways to say "all items subject to the EAR".
const ALL_ITEMS: &[&str] = &[
    "all items subject to the ear",
    "all items subjects to the ear",
    "all items subject to ear",
    "any items subject to the ear",
    "any item subject to the ear",
    "all items",
];

/// Ways to say "items on the Commerce Control List".
const CCL_ITEMS: &[&str] = &[
    "all items on the commerce control list",
    "all items listed on the ccl",
    "all items on the ccl",
    "items on the commerce control list",
    "items listed on the ccl",
    "items on the ccl",
    "ccl items",
];

/// Ways to name Supplement No. 7 to part 746 after "CCL items".
const AND_SUPP_7: &[&str] = &[
    "and ear99 items listed in supplement no 7 to part 746 of the ear",
    "and ear99 items listed in supplement no 7 to part 746",
    "and listed in supplement no 7 to part 746 of the ear",
    "and listed in supplement no 7 to part 746",
    "and ear 99 items listed in supplement no 7 to part 746 of the ear",
    "and ear 99 items listed in supplement no 7 to part 746",
    "and ear99 items in supplement no 7 to part 746 of the ear",
    "and ear99 items in supplement no 7 to part 746",
    "and ear99 items in 746 supp7",
    "and ear99 items in 746 supp 7",
];

/// Limits an "all items" requirement to the oil and gas projects of 15 CFR 746.8(a)(4).
const PROJECTS: &[&str] = &[
    "when used in projects specified in 746 8 a 4",
    "when used in projects specified in 746 5",
    "when used in the projects specified in 746 8 a 4",
    "when used in projects in 746 8 a 4",
    "in projects specified in 746 8 a 4",
    "in projects 746 8 a 4",
    "when used in projects specified in section 746 8 a 4",
];

/// Limits a requirement to the items of Supplement No. 2 to part 744.
const SUPP_2: &[&str] = &[
    "listed in supplement no 2 to part 744 of the ear",
    "listed in supplement no 2 to part 744",
    "in supplement no 2 to part 744",
    "supp2 items",
];

/// Words that begin an exception to the requirement.
const EXCEPT: &[&str] = &["except for", "except", "apart from", "excluding", "other than"];

/// Sentences that leave a License Exception open.
const OVERCOME: &[&str] = &[
    "this license requirement may be overcome by license exception",
    "license requirement may be overcome by license exception",
    "may be overcome by license exception",
];

/// Sentences that change nothing in the scope.
const NO_EFFECT: &[&str] = &[
    "license requirements under this entry also extend to any export reexport and transfer in \
     country to the entity wherever located worldwide",
    "with case by case basis for items listed on the ccl",
    "of the ear",
    "of this part",
];

/// What the words of one requirement said so far.
#[derive(Default)]
struct Reading {
    scope: Option<RequirementScope>,
    except: Option<String>,
    exceptions: Vec<String>,
    unknown: bool,
}

/// Parses the text of a license requirement. The text is kept; where a word of it is not
/// understood the scope is [`RequirementScope::Unparsed`]. An empty text is unparsed too.
pub fn requirement(raw: &str) -> LicenseRequirement {
    let words = words(raw);
    let mut reading = Reading::default();
    let mut at = 0;
    while at < words.len() {
        at = step(raw, &words, at, &mut reading);
    }
    let scope = match reading.scope {
        Some(scope) if !reading.unknown => scope,
        _ => RequirementScope::Unparsed,
    };
    let except_item_kinds = reading.except.as_deref().map(item_kinds).unwrap_or_default();
    LicenseRequirement {
        raw: raw.trim().to_owned(),
        scope,
        except: reading.except,
        except_item_kinds,
        exceptions: reading.exceptions,
        span: Interval::default(),
        cite: None,
    }
}

/// Reads one phrase at word `at` and gives the index after it.
fn step(raw: &str, words: &[Word], at: usize, reading: &mut Reading) -> usize {
    if let Some(next) = scope_at(words, at, reading) {
        return next;
    }
    if let Some(next) = any_at(words, at, NO_EFFECT) {
        return next;
    }
    if let Some(next) = any_at(words, at, OVERCOME) {
        return overcome(raw, words, next, reading);
    }
    if let Some(next) = any_at(words, at, EXCEPT) {
        let end = end_of_exception(words, next);
        reading.except = Some(slice(raw, words, next, end).to_owned());
        return end;
    }
    if let Some(next) = citation(words, at) {
        return next;
    }
    if let Some(next) = eccns_at(raw, words, at, reading) {
        return next;
    }
    if !words.get(at).is_some_and(|word| matches!(word.text.as_str(), "for" | "and")) {
        reading.unknown = true;
    }
    at + 1
}

/// Reads a phrase that says which items are meant.
fn scope_at(words: &[Word], at: usize, reading: &mut Reading) -> Option<usize> {
    if let Some(next) = any_at(words, at, CCL_ITEMS) {
        return Some(match any_at(words, next, AND_SUPP_7) {
            Some(after) => set_scope(reading, RequirementScope::CclAndSupp7, after),
            None => set_scope(reading, RequirementScope::CclItems, next),
        });
    }
    if let Some(next) = any_at(words, at, ALL_ITEMS) {
        return Some(set_scope(reading, RequirementScope::AllItems, next));
    }
    if let Some(next) = any_at(words, at, PROJECTS) {
        let next =
            any_at(words, next, &["of the ear earlier 746 5", "earlier 746 5"]).unwrap_or(next);
        return Some(narrow(reading, RequirementScope::Projects746_8, next));
    }
    let next = any_at(words, at, SUPP_2)?;
    Some(narrow(reading, RequirementScope::Supp2, next))
}

/// Sets the scope; a second, different scope in one text is not understood.
fn set_scope(reading: &mut Reading, scope: RequirementScope, next: usize) -> usize {
    reading.unknown |= reading.scope.as_ref().is_some_and(|old| *old != scope);
    reading.scope = Some(scope);
    next
}

/// Narrows "all items" to some of them.
fn narrow(reading: &mut Reading, scope: RequirementScope, next: usize) -> usize {
    reading.unknown |= !matches!(reading.scope, None | Some(RequirementScope::AllItems));
    reading.scope = Some(scope);
    next
}

/// Reads the License Exceptions named after "may be overcome by License Exception"; a condition on
/// their use stays with the name, so that nobody reads the exception as open to all.
fn overcome(raw: &str, words: &[Word], at: usize, reading: &mut Reading) -> usize {
    let Some(name) = words.get(at) else { return at };
    let mut next = at + 1;
    while let Some(after) = citation_word(words, next).then_some(next + 1) {
        next = after;
    }
    if let Some(condition) = any_at(words, next, &["under"]) {
        next = condition;
        while citation_word(words, next) {
            next += 1;
        }
    }
    let mut exception = name.text.to_uppercase();
    if any_at(words, next, &["when", "if", "only", "for"]).is_some() {
        exception = format!("{exception} ({})", slice(raw, words, next, words.len()));
        next = words.len();
    }
    reading.exceptions.push(exception);
    next
}

/// Where an exception ends: at a citation in brackets, at a sentence on License Exceptions, at the
/// end of the text.
fn end_of_exception(words: &[Word], from: usize) -> usize {
    (from..words.len())
        .find(|at| {
            let overcome = any_at(words, *at, OVERCOME).is_some();
            // A definition cited inside the exception ("see § 772.1") does not end it.
            let defined = any_at(words, *at, &["see 772 1"]).is_some();
            overcome || (citation(words, *at).is_some() && !defined)
        })
        .unwrap_or(words.len())
}

fn is_word(words: &[Word], at: usize, text: &str) -> bool {
    words.get(at).is_some_and(|word| word.text == text)
}

/// Reads a citation: "see", then section numbers, paragraphs and joining words. The superscript
/// footnote marks of the printed list are flattened into it (`734.9(g),3`, `EAR2`).
fn citation(words: &[Word], at: usize) -> Option<usize> {
    // "Se" is a slip of the printed list.
    if !is_word(words, at, "see") && !is_word(words, at, "se") {
        return None;
    }
    let mut next = at + 1;
    while citation_word(words, next) {
        next += 1;
    }
    (next > at + 1).then_some(next)
}

/// Whether the word at `at` can stand in a citation.
fn citation_word(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|word| {
        let text = word.text.as_str();
        matches!(text, "and" | "of" | "the" | "ear" | "part" | "this" | "section" | "sections")
            || text.chars().count() == 1
            || text.chars().all(|c| "ivx".contains(c))
            || (text.starts_with("ear") && text.chars().skip(3).all(|c| c.is_ascii_digit()))
            || (text.starts_with(|c: char| c.is_ascii_digit()) && text.len() <= 4)
            || text.strip_prefix("part").is_some_and(|rest| rest.parse::<u16>().is_ok())
    })
}

/// Reads "ECCN 3A001.a and 4A003" as a scope of its own.
fn eccns_at(raw: &str, words: &[Word], at: usize, reading: &mut Reading) -> Option<usize> {
    let mut next = any_at(words, at, &["items classified under", "items", "item", "eccns", "eccn"])
        .unwrap_or(at);
    next = any_at(words, next, &["eccns", "eccn"]).unwrap_or(next);
    let first = next;
    while words.get(next).is_some_and(|w| is_eccn(&w.text) || (next > first && joins(&w.text))) {
        next += 1;
    }
    let found = super::review::eccns_in(slice(raw, words, first, next));
    if found.is_empty() {
        return None;
    }
    Some(set_scope(reading, RequirementScope::Eccns(found), next))
}

/// Whether a word is an ECCN: digit, letter A to E, three digits.
pub(super) fn is_eccn(word: &str) -> bool {
    let bytes = word.as_bytes();
    matches!(bytes, [d, l, a, b, c]
        if d.is_ascii_digit()
            && (b'a'..=b'e').contains(&l.to_ascii_lowercase())
            && [a, b, c].iter().all(|x| x.is_ascii_digit()))
}

fn joins(word: &str) -> bool {
    matches!(word, "and" | "or") || word.chars().count() == 1
}

/// Item types that the words of an exception name.
fn item_kinds(except: &str) -> Vec<String> {
    let words = words(except);
    ["technology", "software"]
        .into_iter()
        .filter(|kind| words.iter().any(|word| word.text == *kind))
        .map(str::to_owned)
        .collect()
}

/// The Entity List footnotes (1, 3, 4 or 5) that a requirement text carries by its citation of the
/// foreign-direct-product rules: 734.9(e)(1) (earlier 736.2(b)(3)(vi)) is footnote 1, 734.9(g)
/// footnote 3, 734.9(e)(2) footnote 4, 734.9(e)(3) footnote 5. Where only 734.9(e) is cited, the
/// mark printed after "EAR" tells. Footnote 2 is the standards carve-out and widens nothing, so it
/// is not among them.
pub fn footnotes(raw: &str) -> Vec<u8> {
    let dense: String =
        raw.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let mut found = Vec::new();
    let cites = |text: &str| dense.contains(text);
    let mark = dense
        .rsplit_once("ear")
        .map(|(_, tail)| tail.trim_matches(|c: char| !c.is_ascii_digit()))
        .unwrap_or_default();
    if cites("734.9(e)(1)") || cites("736.2(b)(3)(vi)") || cites("734.9(e)1") {
        found.push(1);
    } else if cites("734.9(e)(2)") {
        found.push(4);
    } else if cites("734.9(e)(3)") {
        found.push(5);
    } else if cites("734.9(e)") {
        found.extend(mark.parse::<u8>().ok().filter(|number| matches!(number, 1 | 4 | 5)));
    }
    if cites("734.9(g)") {
        found.push(3);
    }
    found.sort_unstable();
    found
}
