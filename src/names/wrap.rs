//! The noise of real documents around a name: contact and address tails, `c/o`, `d/b/a`,
//! `f.k.a.`, legal tails of list entries. Each gives further texts to compare; the whole text is
//! always kept as the first.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::dictionary::dictionary;

/// A text to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The text.
    pub text: String,
    /// Only a part of what was written.
    pub partial: bool,
}

/// What follows is about reaching the party, not its name.
const TAILS: &[&str] = &[
    "attn",
    "attention",
    "tel",
    "telephone",
    "phone",
    "ph",
    "fax",
    "mob",
    "email",
    "e-mail",
    "mail to",
    "www.",
    "http",
    "contact",
    "contact person",
    "p.o. box",
    "po box",
    "p.o.box",
    "pobox",
    "vat no",
    "vat id",
    "vat reg",
    "tax id",
    "tax no",
    "inn",
    "ogrn",
    "reg no",
    "reg. no",
    "registration no",
    "uscc",
    "lei",
    "swift",
    "iban",
    "account no",
    "a/c no",
    "head office",
    "and its affiliates",
    "and affiliates",
    "and its subsidiaries",
    "and subsidiaries",
    "and any successor",
    "and all operating units",
    "any successor",
    "wherever located",
    "zip code",
    "postal code",
    "mobile no",
    "cell",
    "tél",
    "факс",
    "тел",
    "电话",
    "传真",
    "联系人",
    "收件人",
    "地址",
];

/// What stands on both sides is a name.
const LINKS: &[&str] = &[
    "d/b/a",
    "dba",
    "d.b.a.",
    "doing business as",
    "trading as",
    "t/a",
    "operating as",
    "o/a",
    "a/k/a",
    "aka",
    "a.k.a.",
    "a.k.a",
    "also known as",
    "f/k/a",
    "fka",
    "f.k.a.",
    "f.k.a",
    "formerly known as",
    "formerly",
    "previously known as",
    "n/k/a",
    "nka",
    "n.k.a.",
    "now known as",
    "c/o",
    "care of",
    "on behalf of",
    "o/b/o",
    "for the account of",
    "f/a/o",
    "acting for",
    "acting on behalf of",
    "in care of",
    "by order of",
    "agent for",
    "as agent for",
    "через",
    "бывшее",
    "он же",
    "曾用名",
    "又名",
    "简称",
    "affiliated entity:",
    "subordinate institution -",
    "subordinate institutions:",
];

/// Words that make a comma-separated part an address.
const ADDRESS: &[&str] = &[
    "road",
    "rd",
    "street",
    "st",
    "avenue",
    "ave",
    "building",
    "bldg",
    "floor",
    "fl",
    "room",
    "rm",
    "district",
    "boulevard",
    "blvd",
    "lane",
    "suite",
    "ste",
    "ul",
    "ulitsa",
    "prospekt",
    "pr-t",
    "pr",
    "shosse",
    "pereulok",
    "dom",
    "korpus",
    "industrial zone",
    "industrial park",
    "industrial estate",
    "highway",
    "hwy",
    "unit",
    "flat",
    "block",
    "tower",
    "plot",
    "sector",
    "p.o",
    "box",
    "city",
    "province",
    "county",
    "village",
    "township",
    "town",
    "zone",
    "park",
    "square",
    "drive",
    "strasse",
    "straße",
    "str",
    "calle",
    "rue",
    "via",
    "no",
    "lu",
    "sheng",
    "shi",
    "qu",
    "zip",
    "postal",
    "caddesi",
    "sokak",
    "mah",
    "mahallesi",
    "oblast",
    "region",
    "kray",
    "apt",
    "house",
    "room.",
    "jie",
    "dadao",
    "shop",
    "warehouse",
    "gate",
    "level",
    "km",
];

/// Words that make a part an address without a number.
const PLACES: &[&str] = &[
    "road",
    "street",
    "avenue",
    "boulevard",
    "district",
    "province",
    "county",
    "township",
    "oblast",
    "ulitsa",
    "prospekt",
    "highway",
    "lane",
];

/// The texts to compare for `text`: itself, then what is left without its wrappers.
pub fn variants(text: &str) -> Vec<Variant> {
    let mut out = vec![Variant { text: text.to_owned(), partial: false }];
    if !text.bytes().any(|b| {
        matches!(b, b',' | b'/' | b':' | b'(' | b';' | b'.' | b'\n' | b' ' | b'|') || !b.is_ascii()
    }) {
        return out;
    }
    let base = head(text).unwrap_or(text);
    let markers = present(base);
    let base = tail(base, &markers);
    let parts = links(base, &markers);
    add(&mut out, base, parts.len() > 1);
    if let Some(body) = without_branch(base) {
        add(&mut out, body, true);
    }
    for part in parts {
        add(&mut out, &part, false);
        if let Some((name, acronym)) = published_acronym(&part) {
            add(&mut out, name, false);
            add(&mut out, acronym, false);
        }
        for (at, piece) in without_address(&part).into_iter().enumerate() {
            add(&mut out, &piece, at > 0);
        }
    }
    out
}

fn add(out: &mut Vec<Variant>, text: &str, partial: bool) {
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '(' | ')' | '/' | '|' | '.')
    });
    if text.chars().filter(|c| c.is_alphabetic()).nth(1).is_none() {
        return;
    }
    if !out.iter().any(|known| {
        known.text.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '(' | ')' | '/' | '|' | '.')
        }) == text
    }) {
        out.push(Variant { text: text.to_owned(), partial });
    }
}

/// A name that ends in its own acronym: `Academy of ... Technology (AASPT)` is both. A place or
/// another word of the dictionary in brackets (`(USA)`) is no acronym.
fn published_acronym(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_end().strip_suffix(')')?;
    let (name, acronym) = inner.rsplit_once('(')?;
    let letters = acronym.chars().filter(|c| c.is_alphabetic()).count();
    let capitals =
        acronym.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || "-&./".contains(c));
    let is_acronym = capitals && (3..=10).contains(&letters) && acronym.chars().count() <= 14;
    let known = dictionary().word(&acronym.to_ascii_lowercase()).is_some();
    (is_acronym && !known && name.split_whitespace().count() >= 2)
        .then_some((name.trim(), acronym.trim()))
}

/// The name before `Dubai Branch`, `Moscow Representative Office` and the like.
fn without_branch(text: &str) -> Option<&str> {
    const BRANCHES: [&str; 4] =
        [" branch", " branch office", " representative office", " liaison office"];
    let lower = lowered(text);
    let ending =
        BRANCHES.iter().filter(|ending| lower.ends_with(**ending)).max_by_key(|e| e.len())?;
    let (body, _place) = text.get(..text.len() - ending.len())?.trim_end().rsplit_once(' ')?;
    Some(body)
}

/// Lower case with the same byte positions: ASCII alone changes.
fn lowered(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// The text after a marker it begins with (`Attn: ...`, `c/o ...`, `To: ...`).
fn head(text: &str) -> Option<&str> {
    const HEADS: &[&str] = &[
        "attn:",
        "attn.",
        "attn ",
        "attention:",
        "c/o ",
        "c/o:",
        "to:",
        "consignee:",
        "ship to:",
        "shipper:",
        "buyer:",
        "company:",
        "messrs",
        "m/s ",
        "m/s.",
        "name:",
        "dba ",
        "d/b/a ",
        "t/a ",
        "aka ",
        "收货人：",
        "收货人:",
        "contact:",
    ];
    let text = text.trim_start();
    HEADS.iter().find_map(|marker| {
        let (begin, rest) = text.split_at_checked(marker.len())?;
        begin.eq_ignore_ascii_case(marker).then_some(rest)
    })
}

/// The markers that occur in the text at all, found in one pass.
fn present(text: &str) -> Vec<&'static str> {
    let Some(finder) = MARKERS.as_ref() else {
        return TAILS.iter().chain(LINKS).copied().collect();
    };
    finder
        .find_overlapping_iter(text)
        .filter_map(|found| TAILS.iter().chain(LINKS).nth(found.pattern().as_usize()).copied())
        .collect()
}

/// All markers; `None` if the finder could not be built (then every marker is looked for).
static MARKERS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let kind = Some(AhoCorasickKind::DFA);
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).kind(kind).build(TAILS.iter().chain(LINKS)).ok()
});

/// The text before the first marker of a contact tail.
fn tail<'a>(text: &'a str, present: &[&str]) -> &'a str {
    if present.is_empty() {
        return text;
    }
    let lower = lowered(text);
    let first = TAILS
        .iter()
        .filter(|marker| present.contains(marker))
        .filter_map(|marker| find_word(&lower, marker))
        .filter(|&(at, _)| at > 2)
        .map(|(at, _)| at)
        .min();
    let cut = first.and_then(|at| text.get(..at)).unwrap_or(text);
    if cut.chars().filter(|c| c.is_alphabetic()).count() < 3 { text } else { cut }
}

/// A marker with no letter on either side; needs a separator after it where it is a short word.
fn find_word(lower: &str, marker: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = lower.get(from..)?.find(marker) {
        let at = from + found;
        let end = at + marker.len();
        let before = lower.get(..at)?.chars().next_back();
        let after = lower.get(end..)?.chars().next();
        let wide = !marker.is_ascii();
        let clear_before = wide || before.is_none_or(|c| !c.is_alphanumeric());
        let ends_open = marker.ends_with(['.', ':', '-', '/']);
        let clear_after = wide || ends_open || after.is_none_or(|c| !c.is_alphanumeric());
        let short = matches!(
            marker,
            "tel"
                | "ph"
                | "mob"
                | "fax"
                | "cell"
                | "lei"
                | "inn"
                | "phone"
                | "contact"
                | "mail to"
                | "swift"
        );
        let marked = !short
            || after.is_some_and(|c| matches!(c, ':' | '.' | '/' | '+' | '#'))
            || lower
                .get(end..)?
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | ':' | '(' | '.'));
        if clear_before && clear_after && marked {
            return Some((at, end));
        }
        from = end;
    }
    None
}

/// The names on both sides of links.
fn links(text: &str, present: &[&str]) -> Vec<String> {
    let mut parts = vec![text.to_owned()];
    for marker in LINKS.iter().filter(|marker| present.contains(marker)) {
        let mut next = Vec::new();
        for part in &parts {
            match find_word(&lowered(part), marker) {
                Some((at, end)) if part.len() > end && next.len() < 4 => {
                    next.extend(part.get(..at).map(str::to_owned));
                    next.extend(part.get(end..).map(str::to_owned));
                }
                _ => next.push(part.clone()),
            }
        }
        parts = next;
    }
    parts.retain(|part| part.chars().any(char::is_alphabetic));
    parts
}

/// Where parts between commas read like an address: the parts that do not.
fn without_address(text: &str) -> Vec<String> {
    let separators = [',', ';', '\n', '|', '，', '；', '/'];
    let parts: Vec<&str> =
        text.split(separators).map(str::trim).filter(|p| !p.is_empty()).collect();
    let parts = if parts.len() < 2 {
        let spaced: Vec<&str> = text.split(" - ").map(str::trim).collect();
        if spaced.len() < 2 {
            return Vec::new();
        }
        spaced
    } else {
        parts
    };
    let kept: Vec<&str> = parts.iter().copied().filter(|part| !is_address(part)).collect();
    if kept.len() == parts.len() || kept.is_empty() {
        return Vec::new();
    }
    let leading: Vec<&str> = parts.iter().copied().take_while(|part| !is_address(part)).collect();
    let mut out = Vec::new();
    if !leading.is_empty() {
        out.push(leading.join(", "));
    }
    out.push(kept.join(", "));
    out.extend(kept.iter().filter(|part| part.len() > 5).map(|part| (*part).to_owned()));
    out.dedup();
    out.truncate(4);
    out
}

fn is_address(part: &str) -> bool {
    let lower = part.to_lowercase();
    let digits = lower.chars().filter(char::is_ascii_digit).count();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
    let marked = words.iter().any(|word| ADDRESS.contains(word));
    (marked && digits > 0)
        || (words.len() <= 4 && words.iter().any(|word| PLACES.contains(word)))
        || digits >= 5
        || (digits > 0 && digits * 2 >= lower.chars().filter(|c| c.is_alphanumeric()).count())
}
