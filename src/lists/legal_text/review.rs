//! License review policy of an entry: one default and the clauses that single items out.

use super::requirement::is_eccn;
use super::words::{Word, any_at, slice, words};
use crate::model::{ReviewClause, ReviewPolicy};

/// The phrases that name a policy.
const POLICIES: &[(&str, &str)] = &[
    ("policy of denial", "policy_of_denial"),
    ("presumption of denial", "presumption_of_denial"),
    ("presumption for denial", "presumption_of_denial"),
    ("presumption of approval", "presumption_of_approval"),
    ("case by case", "case_by_case"),
    ("casa by case", "case_by_case"),
];

/// Policies that an entry gives by reference to a section of 15 CFR, the longest reference first.
/// 744.2(d), 744.3(d) and 744.4(d) weigh each application for its material contribution; 744.21(e)
/// presumes denial; 746.8(b) denies, but presumes denial for the projects of its paragraph (b)(2)
/// (earlier 746.5(b)); 744.23(d) presumes denial for the destinations of footnote 5 entries.
const BY_SECTION: &[(&str, &str)] = &[
    ("746 8 b 2", "presumption_of_denial"),
    ("746 8 b", "policy_of_denial"),
    ("746 5 b", "presumption_of_denial"),
    ("744 21 d", "presumption_of_denial"),
    ("744 21 e", "presumption_of_denial"),
    ("744 23 d", "presumption_of_denial"),
    ("744 2 d", "case_by_case"),
    ("744 3 d", "case_by_case"),
    ("744 3", "case_by_case"),
    ("744 4 d", "case_by_case"),
];

/// From the strictest to the mildest.
const STRICTNESS: &[&str] =
    &["policy_of_denial", "presumption_of_denial", "case_by_case", "presumption_of_approval"];

/// Words after a policy that say "for everything else".
const REST: &[&str] = &[
    "all other items subject to the ear",
    "all other items",
    "all others",
    "all other",
    "other items",
    "otherwise",
    "all items listed on the ccl",
    "all items on the ccl",
    "all items subject to the ear",
    "all items to include",
    "all items",
    "such projects",
    "such items",
];

/// Words that begin what a policy leaves out.
const APART: &[&str] = &["apart from", "except for", "except", "other than", "excluding"];

/// Words that give what was left out its own policy, after it.
const REVIEWED: &[&str] = &["which will be reviewed on a", "which will be reviewed under a"];

/// Parses the text of a license review policy. The text is kept; where nothing of it is
/// understood there is neither a default nor a clause. A default is never milder than the text: a
/// text that only singles out items has none.
pub fn review(raw: &str) -> ReviewPolicy {
    let words = words(raw);
    let starts: Vec<(usize, usize, &str)> = (0..words.len())
        .filter_map(|at| policy_at(&words, at).map(|(next, policy)| (at, next, policy)))
        .collect();
    let mut policy =
        ReviewPolicy { raw: raw.trim().to_owned(), default: None, clauses: Vec::new() };
    if starts.is_empty() {
        policy.default = by_section(&words);
        return policy;
    }
    let mut next_segment = 0;
    while let Some((_, from, name)) = starts.get(next_segment).copied() {
        next_segment += 1;
        let following = starts.get(next_segment).map(|(at, _, _)| *at);
        let reviewed = following.and_then(|at| reviewed_before(&words, from, at));
        if let (Some((apart, cut)), Some((_, _, other))) =
            (reviewed, starts.get(next_segment).copied())
        {
            set_default(&mut policy, name);
            targets(raw, &words, apart, cut, other, &mut policy);
            next_segment += 1;
            continue;
        }
        segment(raw, &words, from, following.unwrap_or(words.len()), name, &mut policy);
    }
    policy
}

/// The policy phrase at word `at`: the index after it, and its name.
fn policy_at(words: &[Word], at: usize) -> Option<(usize, &'static str)> {
    POLICIES.iter().find_map(|(phrase, name)| Some((any_at(words, at, &[phrase])?, *name)))
}

/// For "... apart from X, which will be reviewed on a <policy>": where X begins and ends.
fn reviewed_before(words: &[Word], from: usize, policy: usize) -> Option<(usize, usize)> {
    let cut = (from..policy).find(|at| any_at(words, *at, REVIEWED) == Some(policy))?;
    let apart = (from..cut).find_map(|at| any_at(words, at, APART))?;
    Some((apart, cut))
}

/// Reads what follows one policy phrase: nothing or "all other items" makes it the default,
/// anything else is a clause.
fn segment(raw: &str, words: &[Word], from: usize, to: usize, name: &str, out: &mut ReviewPolicy) {
    let mut at = from;
    while let Some(next) = any_at(words, at, &["basis", "review", "for licenses for", "for"]) {
        at = next;
    }
    let mut end = to;
    while end > at
        && words.get(end - 1).is_some_and(|word| matches!(word.text.as_str(), "and" | "except"))
    {
        end -= 1;
    }
    let sees = (at..end).find(|place| any_at(words, *place, &["see"]).is_some()).unwrap_or(end);
    if at >= sees || any_at(words, at, REST).is_some() {
        set_default(out, name);
    } else {
        targets(raw, words, at, sees, name, out);
    }
}

/// Sets the default; of two, the stricter stands.
fn set_default(out: &mut ReviewPolicy, name: &str) {
    let rank = |policy: &str| STRICTNESS.iter().position(|p| *p == policy).unwrap_or(0);
    if out.default.as_deref().is_none_or(|old| rank(name) < rank(old)) {
        out.default = Some(name.to_owned());
    }
}

/// Splits the items that a policy singles out into clauses: a leading run of ECCNs, then what is
/// joined to it by "and for" or "and certain".
fn targets(raw: &str, words: &[Word], from: usize, to: usize, name: &str, out: &mut ReviewPolicy) {
    let mut at = any_at(words, from, &["items classified under", "eccns", "eccn"]).unwrap_or(from);
    let first = at;
    while at < to && words.get(at).is_some_and(|w| is_eccn(&w.text) || is_paragraph(&w.text)) {
        at += 1;
    }
    let list = eccns_in(slice(raw, words, first, at));
    if !list.is_empty() {
        out.clauses.push(clause(name, list, ""));
        while at < to && any_at(words, at, &["and", "for"]).is_some() {
            at += 1;
        }
    } else {
        at = first;
    }
    let mut begin = at;
    for place in at..to {
        if any_at(words, place, &["and for"]).is_some() && place > begin {
            push_condition(raw, words, (begin, place), name, out);
            begin = place + 2;
        }
    }
    if begin < to {
        push_condition(raw, words, (begin, to), name, out);
    }
}

/// Adds a clause whose limitation is words.
fn push_condition(
    raw: &str,
    words: &[Word],
    (from, to): (usize, usize),
    name: &str,
    out: &mut ReviewPolicy,
) {
    let condition = slice(raw, words, from, to);
    if matches!(condition.to_ascii_lowercase().as_str(), "ear99 items" | "ear99") {
        out.clauses.push(clause(name, vec!["EAR99".to_owned()], ""));
    } else if !condition.is_empty() {
        out.clauses.push(clause(name, Vec::new(), condition));
    }
}

fn clause(name: &str, eccns: Vec<String>, condition: &str) -> ReviewClause {
    ReviewClause { policy: name.to_owned(), eccns, condition: condition.to_owned() }
}

/// Letters and numbers that continue an ECCN list: paragraphs, "and", "or", "to".
fn is_paragraph(word: &str) -> bool {
    matches!(word, "and" | "or") || word.chars().count() == 1
}

/// The policy that a text without any policy phrase gives by citing a section; the strictest where
/// it cites several. A text in which any other word stands gives none.
fn by_section(words: &[Word]) -> Option<String> {
    let known = |text: &str| {
        matches!(
            text,
            "see" | "and" | "of" | "this" | "part" | "the" | "ear" | "section" | "the license"
        ) || text.chars().all(|c| c.is_ascii_digit())
            || text.chars().count() == 1
    };
    let procedure =
        any_at(words, 0, &["the license application procedure and license review policy"]);
    if procedure.is_none() && !words.iter().all(|word| known(&word.text)) {
        return None;
    }
    let mut best: Option<&str> = None;
    let mut at = 0;
    while at < words.len() {
        let found = BY_SECTION
            .iter()
            .find_map(|(cite, name)| any_at(words, at, &[cite]).map(|next| (next, *name)));
        let Some((next, name)) = found else {
            at += 1;
            continue;
        };
        at = next;
        let rank = |policy: &str| STRICTNESS.iter().position(|p| *p == policy).unwrap_or(0);
        if best.is_none_or(|old| rank(name) < rank(old)) {
            best = Some(name);
        }
    }
    best.map(str::to_owned)
}

/// The ECCNs of a list with their paragraphs: `1A004.c/.d, 1A995` gives `1A004.c`, `1A004.d`,
/// `1A995`.
pub(super) fn eccns_in(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut base = String::new();
    for part in text.split(|c: char| c.is_whitespace() || ",;/()".contains(c)) {
        let part = part.trim_end_matches('.');
        let (head, tail) = part.split_once('.').unwrap_or((part, ""));
        if is_eccn(head) {
            base = head.to_ascii_uppercase();
            out.push(if tail.is_empty() { base.clone() } else { format!("{base}.{tail}") });
        } else if head.is_empty() && !tail.is_empty() && !base.is_empty() {
            out.push(format!("{base}.{tail}"));
        }
    }
    out
}
