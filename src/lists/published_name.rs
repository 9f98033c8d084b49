//! What one published name cell holds: the name, its acronym, former names, a parent, a place, a
//! legal tail.
//!
//! In: the text of a name cell of the Entity List and its like. Out: the parts. Names of natural
//! persons in the form `LAST, First` do not pass through here.

use crate::model::{Address, ListEntry, Name, NameKind};

use super::countries;
use super::reading::add_name;

/// Legal tails that widen the entry, not its name. Lower case.
const TAILS: &[&str] = &[
    "any successor, sub-unit, or subsidiary thereof",
    "any successor, sub-unit or subsidiary thereof",
    "any successors, sub-units, or subsidiaries thereof",
    "its sub-units and successors",
    "its successors and sub-units",
    "its sub-units and successor",
    "any successor thereto",
    "all subsidiaries",
    "its subsidiaries",
    "subsidiaries",
];

/// Words between a parent and the part of it that is listed.
const CHILD_MARKS: &[&str] = &[
    ". Affiliated Entity: ",
    ". Affiliated entity: ",
    ". Affiliate: ",
    ". Subordinate Institution - ",
    ". Subordinate Institution: ",
    ". Subordinate institution - ",
    ". Subordinate Institute - ",
    ", and subordinate entity ",
    ", subordinate entity ",
    " Subordinate Institution - ",
];

/// Words in brackets that name the parent.
const PARENT_WORDS: &[&str] = &[
    "a subordinate institute of ",
    "a subordinate institution of ",
    "subordinate institute of ",
    "a subsidiary of ",
    "subsidiary of ",
    "a branch of ",
];

/// Short words in brackets that are legal forms or places, not acronyms.
const NO_ACRONYMS: &[&str] = &[
    "HK", "PVT", "PTY", "UK", "USA", "US", "UAE", "PRC", "JSC", "LLC", "OOO", "OAO", "ZAO", "AO",
    "PAO", "LTD", "INC", "CO", "FZE", "FZC", "FZCO", "SMC", "PJSC", "OJSC", "CJSC", "PTE", "SDN",
    "BHD", "GMBH", "SA", "EU",
];

/// Ends of a company name, after which only a place can follow.
const FORMS: &[&str] =
    &["Ltd.", "Ltd", "Limited", "Inc.", "Inc", "LLC", "Corp.", "Corporation", "GmbH", "S.A."];

/// Words that a place does not have.
const NO_PLACE: &[&str] = &[
    "institute",
    "institution",
    "laboratory",
    "lab",
    "branch",
    "department",
    "factory",
    "plant",
    "center",
    "centre",
    "headquarters",
    "division",
    "company",
    "office",
    "university",
    "academy",
    "limited",
    "ltd",
    "inc",
    "llc",
    "corporation",
    "group",
    "and",
    "research",
    "bureau",
];

/// The parts of a name cell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Published {
    /// The name itself.
    pub name: String,
    /// Further names in the cell.
    pub others: Vec<(String, NameKind)>,
    /// The parent that the cell names.
    pub parent: Option<String>,
    /// The place that follows the name.
    pub place: Option<String>,
    /// The legal tail.
    pub tail: Option<String>,
}

/// Takes a name cell apart.
pub(super) fn split(cell: &str) -> Published {
    let mut out = Published::default();
    let mut name = tidy(cell).to_owned();
    if let Some((head, tail)) = legal_tail(&name) {
        out.tail = Some(tail);
        name = head;
    }
    if let Some((head, tail)) = long_sentence(&name) {
        out.tail = Some(tail);
        name = head;
    }
    for mark in CHILD_MARKS {
        if let Some((parent, child)) = name.split_once(mark) {
            out.parent = Some(split(parent).name);
            name = tidy(child).to_owned();
            break;
        }
    }
    name = known_as(&name, &mut out);
    name = brackets(&name, &mut out);
    if let Some((head, place)) = place_after(&name) {
        out.place = Some(place);
        name = head;
    }
    out.name = tidy(&name).to_owned();
    out
}

/// Puts the parts of a name cell into an entry: the name first, the others after it.
pub(super) fn apply(entry: &mut ListEntry, cell: &str) {
    let parts = split(cell);
    let changed = parts.name != cell.trim();
    entry.party.names.retain(|name| name.kind != NameKind::Primary);
    entry.party.names.insert(0, Name::new(parts.name, NameKind::Primary));
    for (text, kind) in parts.others {
        add_name(entry, &text, kind);
    }
    entry.parent = entry.parent.take().or(parts.parent);
    if let Some(place) = parts.place {
        entry.party.addresses.push(Address::line(place));
    }
    match parts.tail {
        Some(tail) => entry.codes.push(format!("extends={tail}")),
        // A name copied from the list finds its entry as it stands there.
        None if changed => add_name(entry, cell, NameKind::Alias),
        None => {}
    }
    if changed {
        entry.codes.push(format!("published_name={}", cell.trim()));
    }
}

/// Adds an alias cell: one alias, taken apart like a name.
pub(super) fn apply_alias(entry: &mut ListEntry, cell: &str) {
    let cell = tidy(cell);
    let cell = cell.strip_prefix("and ").unwrap_or(cell);
    if cell.starts_with('(') && cell.ends_with(')') && cell.contains(' ') {
        // "(all of preceding located in or near ...)": a note, not a name.
        entry.codes.push(format!("alias_note={cell}"));
        return;
    }
    let parts = split(cell);
    add_name(entry, &parts.name, NameKind::Alias);
    for (text, kind) in parts.others {
        add_name(entry, &text, kind);
    }
    if parts.tail.is_none() {
        add_name(entry, cell, NameKind::Alias);
    }
}

/// Without blanks and separators at the ends; typographic leftovers go too.
fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '\u{a0}' | 'ÿ' | '\u{200b}' | '*')
    })
}

/// Cuts "and any successor, sub-unit, or subsidiary thereof".
fn legal_tail(name: &str) -> Option<(String, String)> {
    let lower = name.to_lowercase();
    if lower.len() != name.len() {
        return None;
    }
    let plain = lower.trim_end_matches('.');
    let tail = TAILS.iter().find(|tail| plain.ends_with(*tail))?;
    let cut = plain.len() - tail.len();
    let head = name.get(..cut)?.trim_end();
    let head = head.strip_suffix("and").filter(|head| head.ends_with([' ', ';', ',']))?;
    let head = tidy(head);
    (!head.is_empty()).then(|| (head.to_owned(), name.get(cut..).unwrap_or_default().to_owned()))
}

/// Cuts ", including ..." where the cell is a whole sentence.
fn long_sentence(name: &str) -> Option<(String, String)> {
    const SENTENCE: usize = 150;
    if name.chars().count() < SENTENCE {
        return None;
    }
    let (head, tail) = name.split_once(", including ")?;
    Some((head.to_owned(), format!("including {tail}")))
}

/// Cuts ", a.k.a. X" and "[aka X, aka Y]".
fn known_as(name: &str, out: &mut Published) -> String {
    let mut name = name.to_owned();
    if let Some((head, rest)) = name.clone().split_once('[')
        && let Some((inside, after)) = rest.split_once(']')
        && let Some((kind, names)) = alias_words(inside)
    {
        alias_list(names, kind, out);
        name = format!("{} {}", head.trim(), after.trim());
    }
    for mark in [", a.k.a., ", ", a.k.a. ", ", aka ", " a.k.a. ", "; a.k.a. "] {
        if let Some((head, rest)) = name.clone().split_once(mark)
            && !head.contains('(')
        {
            alias_list(rest, NameKind::Alias, out);
            name = head.to_owned();
        }
    }
    name
}

/// Splits "X, aka Y; Z" into aliases.
fn alias_list(names: &str, kind: NameKind, out: &mut Published) {
    for part in
        names.replace(", aka ", ";").replace("; aka ", ";").replace(", a.k.a. ", ";").split(';')
    {
        let inner = split_brackets_only(tidy(part));
        if !inner.is_empty() {
            out.others.push((inner, kind));
        }
    }
}

fn split_brackets_only(text: &str) -> String {
    text.trim().to_owned()
}

/// The kind of name that a bracket announces ("f.k.a., X"), and what follows.
fn alias_words(inside: &str) -> Option<(NameKind, &str)> {
    let marks = [
        ("f.k.a.", NameKind::Former),
        ("fka ", NameKind::Former),
        ("formerly known as ", NameKind::Former),
        ("formerly ", NameKind::Former),
        ("a.k.a.", NameKind::Alias),
        ("aka ", NameKind::Alias),
        ("aka:", NameKind::Alias),
        ("also known as ", NameKind::Alias),
        ("n.k.a.", NameKind::Alias),
    ];
    let head = inside.trim_start();
    marks.iter().find_map(|(mark, kind)| {
        let rest = head.get(..mark.len()).filter(|start| start.eq_ignore_ascii_case(mark));
        rest.and_then(|_| head.get(mark.len()..)).map(|rest| (*kind, tidy(rest)))
    })
}

/// Reads what stands in brackets: aliases, parents, acronyms, spelling variants, nationalities.
fn brackets(name: &str, out: &mut Published) -> String {
    let Some(open) = name.find('(') else { return name.to_owned() };
    let Some(close) = matching(name, open) else { return name.to_owned() };
    let (before, inside, after) = (
        name.get(..open).unwrap_or_default(),
        name.get(open + 1..close).unwrap_or_default(),
        name.get(close + 1..).unwrap_or_default(),
    );
    let without = format!("{}{}{}", before.trim_end(), gap(after), after.trim_start());
    if let Some((kind, names)) = alias_words(inside) {
        alias_list(names, kind, out);
        return brackets(&without, out);
    }
    let lower = inside.to_lowercase();
    if let Some(words) = PARENT_WORDS.iter().find(|words| lower.starts_with(*words)) {
        out.parent = inside.get(words.len()..).map(|parent| parent.trim().to_owned());
        return brackets(&without, out);
    }
    if [" national", " entity", " individual", " nationals"].iter().any(|w| lower.ends_with(w)) {
        return brackets(&without, out);
    }
    let last = tidy(after).trim_matches('.').is_empty();
    if is_acronym(inside, before) {
        if last {
            out.others.push((inside.to_owned(), NameKind::Acronym));
            return tidy(before).to_owned();
        }
        out.others.push((without, NameKind::Alias));
    } else if let Some(variant) = variant(before, inside, after) {
        out.others.push((variant, NameKind::Alias));
        return if last { tidy(before).to_owned() } else { without };
    }
    name.to_owned()
}

fn gap(after: &str) -> &str {
    if after.trim_start().starts_with([',', '.', ';']) || after.trim().is_empty() {
        ""
    } else {
        " "
    }
}

/// The closing bracket that belongs to the one at `open`.
fn matching(name: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in name.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a bracket holds the short form of the name before it: capitals (`HCZ`, `CETC 13`,
/// `GosNIImash`) or a word of the name itself (`Huawei`).
fn is_acronym(inside: &str, before: &str) -> bool {
    let text = inside.trim();
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let capitals = letters.iter().filter(|c| c.is_uppercase()).count();
    let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let upper = plain.to_uppercase();
    if letters.len() < 2 || NO_ACRONYMS.contains(&upper.as_str()) || countries::code(text).is_some()
    {
        return false;
    }
    let words = text.split_whitespace().count();
    let all_capitals = capitals == letters.len() && words <= 3 && text.chars().count() <= 16;
    let mixed = words == 1 && capitals >= 2 && capitals < letters.len();
    let short_form = words == 1
        && before.split(|c: char| !c.is_alphanumeric()).filter(|word| *word == text).count() > 0;
    all_capitals || mixed || short_form
}

/// A spelling variant of the word before the bracket: the name with it.
fn variant(before: &str, inside: &str, after: &str) -> Option<String> {
    let word = before.trim_end().rsplit(' ').next()?;
    let single = !inside.trim().contains(' ');
    let alike = strsim::jaro_winkler(&word.to_lowercase(), &inside.trim().to_lowercase());
    if !single || alike < 0.75 || !inside.chars().all(|c| c.is_alphabetic() || "'’-".contains(c))
    {
        return None;
    }
    let head = before.trim_end().strip_suffix(word)?;
    Some(tidy(&format!("{head}{}{}{}", inside.trim(), gap(after), after.trim_start())).to_owned())
}

/// Cuts a place after a legal form: "... Co., Ltd., Chengdu, Sichuan".
fn place_after(name: &str) -> Option<(String, String)> {
    let cut = FORMS.iter().filter_map(|form| {
        let mark = format!(" {form}, ");
        name.rfind(&mark).map(|at| (at + mark.len() - 2, at + mark.len()))
    });
    let (end, start) = cut.max()?;
    let place = name.get(start..)?;
    let is_place = place.split(", ").all(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        (1..=3).contains(&words.len())
            && words.iter().all(|word| {
                let lower = word.trim_matches('.').to_lowercase();
                word.starts_with(char::is_uppercase) && !NO_PLACE.contains(&lower.as_str())
            })
    });
    is_place.then(|| (name.get(..end).unwrap_or_default().to_owned(), place.to_owned()))
}
