//! Which entries of a list are the same party as an entry of another edition of it.
//!
//! In: the entries of a list, then an entry. Out: the places of those that are the same party: by
//! the publisher's number, else by exact folded name in a compatible country. Similar names are no
//! ground here: this decides what is told once, and a wrong "same" would hide a party.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ListEntry, NameKind, PartyKind};

/// Edition and entry, both by their number.
pub(super) type Place = (usize, usize);

/// Letters from which on a name inside another one tells something.
const TELLING_MIN: usize = 4;

/// Entries by their numbers and names.
#[derive(Default)]
pub(super) struct Bearers {
    bearers: Vec<Bearer>,
    by_number: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

struct Bearer {
    place: Place,
    id: String,
    number: Option<String>,
    primary: String,
    traits: Traits,
}

/// What tells two parties of one name apart.
struct Traits {
    kind: PartyKind,
    countries: BTreeSet<String>,
    births: BTreeSet<String>,
}

/// What a search found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The entries that are the same party, in the order of their places.
    pub places: Vec<Place>,
    /// Whether it rests on a number or on the name under which one of the two is listed, or is the
    /// only one: then days and law belong to it too.
    pub firm: bool,
}

impl Bearers {
    /// Takes in an entry.
    pub(super) fn add(&mut self, place: Place, entry: &ListEntry) {
        let at = self.bearers.len();
        let number = number(&entry.id);
        if let Some(number) = &number {
            self.by_number.entry(number.clone()).or_default().push(at);
        }
        for name in names(entry) {
            self.by_name.entry(name).or_default().push(at);
        }
        let (id, primary) = (entry.id.clone(), fold(entry.party.caption()));
        self.bearers.push(Bearer { place, id, number, primary, traits: Traits::of(entry) });
    }

    /// The same party, where one edition follows another or knows more about it.
    pub(super) fn of_edition(&self, entry: &ListEntry) -> Found {
        if let Some(hits) = number(&entry.id).and_then(|number| self.by_number.get(&number)) {
            return self.found(hits, true);
        }
        let firm = self.by_listed_name(entry);
        if !firm.is_empty() {
            return self.found(&firm, true);
        }
        let traits = Traits::of(entry);
        let hits: Vec<usize> = self.named_all(&names(entry), &traits).collect();
        self.found(&hits, false)
    }

    /// Whether an entry may be the party under another form of its name: one contains the other.
    pub(super) fn may_hold(&self, entry: &ListEntry) -> bool {
        let own: Vec<String> =
            names(entry).into_iter().filter(|name| name.chars().count() >= TELLING_MIN).collect();
        let alike = |known: &String| {
            let long = known.chars().count() >= TELLING_MIN;
            own.iter().any(|name| known.contains(name) || (long && name.contains(known)))
        };
        self.by_name.keys().any(alike)
    }

    /// The same party, where a file of unknown making stands beside an edition: a number alone is no
    /// ground, and neither is an alias of both.
    pub(super) fn of_file(&self, entry: &ListEntry) -> Found {
        self.found(&self.by_listed_name(entry), true)
    }

    /// Those that bear the entry's listed name, and those whose listed name the entry bears; the one
    /// of the same id alone, where there is one.
    fn by_listed_name(&self, entry: &ListEntry) -> Vec<usize> {
        let (own, traits) = (fold(entry.party.caption()), Traits::of(entry));
        // One number and one name are one party, wherever two files put it.
        if let Some(of_number) = number(&entry.id).and_then(|number| self.by_number.get(&number)) {
            let named = |at: &usize| self.bearers.get(*at).is_some_and(|b| b.primary == own);
            let same: Vec<usize> = of_number.iter().copied().filter(named).collect();
            if !same.is_empty() {
                return same;
            }
        }
        let others = names(entry);
        let mut hits: Vec<usize> = self
            .named_all(std::slice::from_ref(&own), &traits)
            .chain(self.named_all(&others, &traits).filter(|at| {
                self.bearers.get(*at).is_some_and(|bearer| others.contains(&bearer.primary))
            }))
            .collect();
        if let Some(number) = number(&entry.id) {
            let other = |bearer: &Bearer| bearer.number.as_ref().is_some_and(|n| *n != number);
            hits.retain(|at| !self.bearers.get(*at).is_some_and(other));
        }
        let same_id = |at: &usize| self.bearers.get(*at).is_some_and(|b| b.id == entry.id);
        match hits.iter().copied().find(same_id) {
            Some(one) => vec![one],
            None => hits,
        }
    }

    fn named_all<'s>(
        &'s self,
        names: &'s [String],
        traits: &'s Traits,
    ) -> impl Iterator<Item = usize> + 's {
        let known = names.iter().filter(|name| !name.is_empty());
        let hits = known.filter_map(|name| self.by_name.get(name)).flatten().copied();
        hits.filter(|at| self.bearers.get(*at).is_some_and(|b| b.traits.go_with(traits)))
    }

    fn found(&self, hits: &[usize], firm: bool) -> Found {
        let hits: BTreeSet<usize> = hits.iter().copied().collect();
        let mut places: Vec<Place> =
            hits.iter().filter_map(|at| Some(self.bearers.get(*at)?.place)).collect();
        places.sort_unstable();
        Found { firm: firm || places.len() == 1, places }
    }
}

impl Traits {
    fn of(entry: &ListEntry) -> Self {
        let addresses = entry.party.addresses.iter().filter_map(|address| address.country.as_ref());
        let countries = entry.party.countries.iter().chain(addresses);
        let year = |text: &String| {
            let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
            digits.into_iter().find(|run| run.len() == 4).map(str::to_owned)
        };
        Self {
            kind: entry.party.kind,
            countries: countries.map(|code| region(code).to_owned()).collect(),
            births: entry.party.dates_of_birth.iter().filter_map(year).collect(),
        }
    }

    /// Whether nothing speaks against one party: what is not known does not.
    fn go_with(&self, other: &Self) -> bool {
        let kinds =
            self.kind == other.kind || [self.kind, other.kind].contains(&PartyKind::Unknown);
        let meet = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
            a.is_empty() || b.is_empty() || !a.is_disjoint(b)
        };
        kinds && meet(&self.countries, &other.countries) && meet(&self.births, &other.births)
    }
}

/// Lists differ in whether Hong Kong and Macau are places of their own, and whether Crimea is.
fn region(code: &str) -> &str {
    match code {
        "HK" | "MO" => "CN",
        "UA" => "RU",
        other => other,
    }
}

/// The publisher's number in an id: `17013`, `ofac-17013`, `17013#2`.
fn number(id: &str) -> Option<String> {
    let bare = id.strip_prefix("ofac-").unwrap_or(id).split('#').next().unwrap_or_default();
    (!bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit())).then(|| bare.to_owned())
}

/// Letters and figures alone, in lower case.
pub(super) fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A name without what some publishers put behind it in brackets: its acronym, and the name in its
/// own script (`Example Institute (EI) (範例研究所)`). A place in brackets is part of the name.
fn bare(name: &str) -> &str {
    let mut rest = name.trim();
    while let Some((head, group)) = rest
        .strip_suffix([')', '）'])
        .and_then(|open| open.rsplit_once(['(', '（']))
        .filter(|(head, _)| !head.trim().is_empty())
    {
        let native = group.chars().any(|c| c.is_alphabetic() && c as u32 > 0x2ff);
        let acronym = group.chars().count() <= 8 && group.chars().all(char::is_uppercase);
        if !native && !acronym {
            break;
        }
        rest = head.trim();
    }
    rest
}

/// The folded names that identify: the weak ones and the acronyms do not.
fn names(entry: &ListEntry) -> Vec<String> {
    let weak = |kind| matches!(kind, NameKind::WeakAlias | NameKind::Acronym);
    let mut out: Vec<String> = entry
        .party
        .names
        .iter()
        .filter(|name| !weak(name.kind))
        .flat_map(|name| [fold(&name.text), fold(bare(&name.text))])
        .filter(|name| !name.is_empty())
        .collect();
    out.sort();
    out.dedup();
    out
}
