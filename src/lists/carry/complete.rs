//! Facts of the same entry in another source.
//!
//! A kind of facts is taken from the first source that has any of it; only days of listing are
//! compared, and the earliest counts. Nothing here adds a name, changes a legal text or ends a
//! listing.

use std::collections::BTreeMap;

use super::recipe::{Fact, Source};
use crate::lists::remarks;
use crate::model::{Date, Edition, ListEntry, Name, NameKind, PartyKind};

/// Codes that an older source may give.
const CODES: &[&str] = &[
    "call_sign=",
    "destination=",
    "place_of_birth=",
    "standard_order=",
    "title=",
    "vessel_owner=",
    "vessel_type=",
];

/// Completes the entries of one list and gives how many it changed.
pub(super) fn complete(
    entries: &mut [ListEntry],
    source: &Source,
    edition: &Edition,
    list: &str,
) -> usize {
    let mut known: BTreeMap<String, Vec<&ListEntry>> = BTreeMap::new();
    for entry in edition.entries.iter().filter(|entry| entry.list.as_str() == list) {
        known.entry(key(entry)).or_default().push(entry);
    }
    let mut changed = 0;
    for entry in entries {
        let same = known.get(&key(entry)).map(Vec::as_slice).unwrap_or_default();
        let before = entry.clone();
        let mut taken = Taken::of(entry, &source.gives);
        for other in same.iter().filter(|other| is_same(&before, other)) {
            taken.take(entry, other);
        }
        if *entry != before {
            changed += 1;
            let name = entry.source.get_or_insert_default();
            name.push_str(", ");
            name.push_str(&source.name);
        }
    }
    changed
}

/// What two sources call the same: the publisher's number, else the published name without
/// punctuation.
fn key(entry: &ListEntry) -> String {
    if entry.id.parse::<u64>().is_ok() {
        return entry.id.clone();
    }
    let published = entry.codes.iter().find_map(|code| code.strip_prefix("published_name="));
    let name = published.unwrap_or(entry.party.caption());
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Entries of one name are the same where a country does not tell them apart. China and Hong Kong,
/// Crimea and Ukraine are one country to some sources and two to others.
fn is_same(entry: &ListEntry, other: &ListEntry) -> bool {
    if entry.id.parse::<u64>().is_ok() {
        return true;
    }
    let fold =
        |code: &String| if code == "HK" || code == "MO" { "CN".to_owned() } else { code.clone() };
    let ours: Vec<String> = entry.party.countries.iter().map(fold).collect();
    let theirs: Vec<String> = other.party.countries.iter().map(fold).collect();
    ours.is_empty() || theirs.is_empty() || theirs.iter().any(|code| ours.contains(code))
}

/// The facts of which an entry has none yet.
struct Taken(Vec<Fact>);

impl Taken {
    fn of(entry: &ListEntry, gives: &[Fact]) -> Self {
        let party = &entry.party;
        let lacks = |fact: &Fact| match fact {
            Fact::Addresses => party.addresses.is_empty(),
            Fact::Births => party.dates_of_birth.is_empty(),
            Fact::Citations => entry.citations.is_empty(),
            Fact::Directives => entry.directives.is_empty() && entry.effective.is_none(),
            Fact::Identifiers => party.identifiers.is_empty(),
            Fact::Kind => party.kind == PartyKind::Unknown,
            Fact::Links => entry.linked_to.is_empty(),
            Fact::Parents => entry.parent.is_none(),
            Fact::Remarks => entry.remarks.is_none(),
            Fact::AliasKinds | Fact::Codes | Fact::Countries | Fact::Days => true,
        };
        Self(gives.iter().copied().filter(lacks).collect())
    }

    fn take(&mut self, entry: &mut ListEntry, other: &ListEntry) {
        for fact in &self.0 {
            take(*fact, entry, other);
        }
    }
}

fn take(fact: Fact, entry: &mut ListEntry, other: &ListEntry) {
    let (ours, theirs) = (&mut entry.party, &other.party);
    match fact {
        Fact::Addresses => ours.addresses.extend(theirs.addresses.iter().cloned()),
        Fact::AliasKinds => alias_kinds(&mut ours.names, &theirs.names),
        Fact::Births => {
            ours.dates_of_birth.extend(theirs.dates_of_birth.iter().cloned());
            ours.gender = ours.gender.take().or_else(|| theirs.gender.clone());
        }
        Fact::Citations => entry.citations.extend(other.citations.iter().cloned()),
        Fact::Codes => {
            let carried = |code: &&String| CODES.iter().any(|key| code.starts_with(key));
            entry.codes.extend(other.codes.iter().filter(carried).cloned());
        }
        Fact::Countries => ours.countries.extend(theirs.countries.iter().cloned()),
        Fact::Days => entry.listed = first_day(entry, other),
        Fact::Directives => {
            entry.directives.extend(&other.directives);
            entry.effective = entry.effective.or(other.effective);
        }
        Fact::Identifiers => ours.identifiers.extend(theirs.identifiers.iter().cloned()),
        Fact::Kind => ours.kind = theirs.kind,
        Fact::Links => entry.linked_to.extend(other.linked_to.iter().cloned()),
        Fact::Parents => entry.parent.clone_from(&other.parent),
        Fact::Remarks => {
            entry.remarks = other.remarks.as_deref().and_then(remarks::beside_facts);
        }
    }
}

/// The earlier day, where the other one can be that of a listing: some rows of the old files have
/// years like 0017, and some the day of an amendment, later than the first rule cited.
fn first_day(entry: &ListEntry, other: &ListEntry) -> Option<Date> {
    const FIRST_YEAR: i16 = 1940;
    let year = rules(entry).first().map(|(volume, _)| 1935 + volume);
    let theirs = other
        .listed
        .filter(|day| day.year() >= FIRST_YEAR && year.is_none_or(|year| day.year() <= year));
    [entry.listed, theirs].into_iter().flatten().min()
}

/// Whether an entry cites two rules of the Federal Register volume of its listing: a day of that year
/// can be that of the second.
pub(super) fn amended_at_once(entry: &ListEntry) -> bool {
    let rules = rules(entry);
    rules.first().zip(rules.get(1)).is_some_and(|(first, second)| first.0 == second.0)
}

/// Volume and page of each rule that an entry cites (`84 FR 22961`, `65 F.R. 42664`), sorted, each
/// once. Volume 1 is of 1936.
fn rules(entry: &ListEntry) -> Vec<(i16, u32)> {
    let text = entry.citations.join("; ").replace("F.R.", "FR");
    let words: Vec<&str> =
        text.split([' ', ',', ';', '(', ')']).filter(|word| !word.is_empty()).collect();
    let rule = |words: &[&str]| match words {
        [volume, "FR", page] => Some((volume.parse().ok()?, page.parse().ok()?)),
        _ => None,
    };
    let mut rules: Vec<(i16, u32)> = words.windows(3).filter_map(rule).collect();
    rules.retain(|(volume, _)| (1..=300).contains(volume));
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// The kind of each alias that the other source knows as strong or former. Names are written
/// `Given FAMILY` in one source and `FAMILY, Given` in the other.
fn alias_kinds(ours: &mut [Name], theirs: &[Name]) {
    let words = |text: &str| {
        let mut words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        words.sort();
        words
    };
    for name in ours.iter_mut().filter(|name| name.kind != NameKind::Primary) {
        let wanted = words(&name.text);
        if let Some(found) = theirs.iter().find(|other| words(&other.text) == wanted) {
            name.kind = if found.kind == NameKind::Primary { NameKind::Alias } else { found.kind };
        }
    }
}
