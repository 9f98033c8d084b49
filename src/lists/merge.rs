//! Two entries of one party -> one entry that says what either says.
//!
//! In: the entry that counts, and one that knows more. The entry that counts keeps its id, its
//! listed name and its published texts; names, addresses, identifiers, days, footnotes and
//! citations are the union of both. Requirement texts are lined up by their days.

use super::same_party::fold;
use crate::model::{
    Address, Date, Footnote, Interval, LicenseRequirement, ListEntry, Name, NameKind, PartyKind,
};

use super::citation_days;

/// What is taken over from the entry that knows more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merge {
    /// Days, footnotes and requirements too.
    pub law: bool,
    /// Several entries bear the name: a day of listing is taken only where it can be theirs.
    pub several: bool,
    /// The last day on which the texts of the entry that knows more are known to stand, where the
    /// entry that counts is of a later day.
    pub known_until: Option<Date>,
}

impl Merge {
    /// Names, addresses, identifiers and other facts; no law.
    pub(super) const FACTS: Self = Self { law: false, several: false, known_until: None };
}

/// Adds to `entry` what `known` says beyond it.
pub(super) fn merge(entry: &mut ListEntry, known: &ListEntry, how: Merge) {
    party(entry, known);
    for (into, from) in [
        (&mut entry.programs, &known.programs),
        (&mut entry.citations, &known.citations),
        (&mut entry.linked_to, &known.linked_to),
        (&mut entry.codes, &known.codes),
    ] {
        add_all(into, from);
    }
    add_all(&mut entry.directives, &known.directives);
    entry.parent = entry.parent.take().or_else(|| known.parent.clone());
    text(&mut entry.remarks, known.remarks.as_ref());
    if !how.law {
        // Without a day the entry counts on every day.
        entry.listed = entry.listed.map(|day| known.listed.map_or(day, |known| known.min(day)));
        return;
    }
    text(&mut entry.unverified, known.unverified.as_ref());
    // The document that names the party is told rather than the list file.
    if known.source.as_ref().is_some_and(|source| !is_list_file(source)) {
        entry.source.clone_from(&known.source);
    }
    days(entry, known, how.several);
    footnotes(entry, known);
    requirements(entry, known, how.known_until);
    if entry.review.is_none() {
        entry.review.clone_from(&known.review);
    }
}

/// Whether `known` says nothing about its party that `entry` does not say: to add it changes
/// nothing.
pub(super) fn says_nothing_new(entry: &ListEntry, known: &ListEntry, how: Merge) -> bool {
    let mut merged = entry.clone();
    merge(&mut merged, known, how);
    merged == *entry
}

/// Whether two entries state different law for one party. What only one of them states is no
/// difference.
pub(super) fn other_law(entry: &ListEntry, other: &ListEntry) -> bool {
    let requirement = match (entry.requirements.last(), other.requirements.last()) {
        (Some(a), Some(b)) => !same_law(a, b),
        (None, Some(_)) => true,
        _ => false,
    };
    let review = match (&entry.review, &other.review) {
        (Some(a), Some(b)) => (&a.default, &a.clauses) != (&b.default, &b.clauses),
        _ => false,
    };
    let lacks = |number: u8| !entry.footnotes.iter().any(|f| f.number == number);
    requirement || review || other.footnotes.iter().any(|footnote| lacks(footnote.number))
}

/// Whether two requirement texts mean the same, whatever their spelling.
fn same_law(a: &LicenseRequirement, b: &LicenseRequirement) -> bool {
    let except = |r: &LicenseRequirement| r.except.as_deref().map(fold);
    a.scope == b.scope
        && except(a) == except(b)
        && a.except_item_kinds == b.except_item_kinds
        && a.exceptions == b.exceptions
        && (fold(&a.raw) == fold(&b.raw) || a.scope != crate::model::RequirementScope::Unparsed)
}

fn party(entry: &mut ListEntry, known: &ListEntry) {
    let party = &mut entry.party;
    if party.kind == PartyKind::Unknown {
        party.kind = known.party.kind;
    }
    for name in &known.party.names {
        let same = |have: &Name| fold(&have.text) == fold(&name.text) && have.span == name.span;
        if !party.names.iter().any(same) {
            // The name under which the party is listed stays that of the edition.
            let other = name.kind == NameKind::Primary && !party.names.is_empty();
            let kind = if other { NameKind::Alias } else { name.kind };
            party.names.push(Name { kind, ..name.clone() });
        }
    }
    for address in &known.party.addresses {
        if !party.addresses.iter().any(|have| says(have, address)) {
            party.addresses.push(address.clone());
        }
    }
    for id in &known.party.identifiers {
        let same = |have: &crate::model::Identifier| {
            have.kind == id.kind && fold(&have.number) == fold(&id.number)
        };
        if !party.identifiers.iter().any(same) {
            party.identifiers.push(id.clone());
        }
    }
    add_all(&mut party.countries, &known.party.countries);
    add_all(&mut party.dates_of_birth, &known.party.dates_of_birth);
    party.gender = party.gender.take().or_else(|| known.party.gender.clone());
}

/// Whether an address says all that another one says.
fn says(have: &Address, other: &Address) -> bool {
    let countries = other.country.is_none() || have.country == other.country;
    countries && fold(&have.text).contains(&fold(&other.text))
}

fn add_all<T: Clone + PartialEq>(into: &mut Vec<T>, from: &[T]) {
    for value in from {
        if !into.contains(value) {
            into.push(value.clone());
        }
    }
}

fn text(into: &mut Option<String>, from: Option<&String>) {
    let Some(from) = from else { return };
    match into {
        None => *into = Some(from.clone()),
        Some(have) if have.contains(from.as_str()) => {}
        Some(have) => {
            have.push_str("; ");
            have.push_str(from);
        }
    }
}

fn is_list_file(source: &str) -> bool {
    let name = source.strip_suffix(".gz").unwrap_or(source);
    let ends = ["toml", "csv", "json", "xml", "txt", "xlsx", "ods"];
    name.rsplit_once('.').is_some_and(|(_, end)| ends.contains(&end.to_lowercase().as_str()))
}

/// The earlier day of each: a party is never released for a day on which either has it listed.
fn days(entry: &mut ListEntry, known: &ListEntry, several: bool) {
    let year = citation_days::earliest_volume(&entry.citations).map(|volume| volume + 1935);
    let of_another =
        several && known.listed.zip(year).is_some_and(|(listed, year)| listed.year() > year);
    if !of_another {
        entry.listed = earlier(entry.listed, known.listed);
    }
    entry.effective = earlier(entry.effective, known.effective);
}

fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Footnotes with days stand for those without. One that had ended by the days known, and that the
/// edition carries, is carried again from that end on.
fn footnotes(entry: &mut ListEntry, known: &ListEntry) {
    let mut numbers: Vec<u8> = known.footnotes.iter().map(|footnote| footnote.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let spans: Vec<Interval> =
            known.footnotes.iter().filter(|f| f.number == number).map(|f| f.span).collect();
        let unbounded = Footnote { number, span: Interval::default() };
        if entry.footnotes.contains(&unbounded) && spans.iter().all(|s| *s != unbounded.span) {
            entry.footnotes.retain(|footnote| *footnote != unbounded);
            let open = spans.iter().any(|span| span.until.is_none());
            if let Some(end) = spans.iter().filter_map(|span| span.until).max().filter(|_| !open) {
                let span = Interval { from: Some(end), until: None };
                entry.footnotes.push(Footnote { number, span });
            }
        }
        // Days that are known say more than none.
        let dated = entry.footnotes.iter().any(|f| f.number == number);
        for span in spans.into_iter().filter(|span| *span != Interval::default() || !dated) {
            let footnote = Footnote { number, span };
            if !entry.footnotes.contains(&footnote) {
                entry.footnotes.push(footnote);
            }
        }
    }
    entry.footnotes.sort_by_key(|f| (f.number, f.span.from, f.span.until));
}

/// Former requirements go before the published text, which counts from the last known change on;
/// where it differs from the last text known and is of a later day, from the day to which that text
/// is known.
fn requirements(entry: &mut ListEntry, known: &ListEntry, known_until: Option<Date>) {
    let Some((last, former)) = known.requirements.split_last() else { return };
    let [published] = entry.requirements.as_slice() else {
        if entry.requirements.is_empty() {
            entry.requirements.clone_from(&known.requirements);
        }
        return;
    };
    if published.span != Interval::default() {
        return;
    }
    let mut published = published.clone();
    published.cite = published.cite.or_else(|| last.cite.clone());
    let mut all = former.to_vec();
    let split = known_until
        .filter(|day| !same_law(&published, last) && last.span.from.is_none_or(|from| from < *day));
    published.span.from = split.or(last.span.from);
    if let Some(day) = split {
        let span = Interval { until: Some(day), ..last.span };
        all.push(LicenseRequirement { span, ..last.clone() });
    }
    all.push(published);
    entry.requirements = all;
}
