//! The schemata of FollowTheMoney: which there are, which are parties, which extend which.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::PartyKind;

/// The schema of everything, by which a party of any kind is asked for.
pub(super) const BASE: &str = "Thing";

/// A schema.
#[derive(Debug)]
pub(super) struct Schema {
    /// Its name.
    pub(super) name: &'static str,
    parents: Vec<&'static str>,
    /// Whether a party of this schema can be looked for.
    pub(super) matchable: bool,
    /// The kind of party that it means; broad schemata mean any kind.
    pub(super) kind: PartyKind,
}

static SCHEMATA: LazyLock<BTreeMap<&'static str, Schema>> = LazyLock::new(|| {
    let rows = include_str!("schemata.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut all: BTreeMap<_, _> = rows
        .filter_map(|row| {
            let mut cells = row.split(',');
            let name = cells.next()?;
            let parents = cells.next()?.split_whitespace().collect();
            let matchable = cells.next()? == "yes";
            Some((name, Schema { name, parents, matchable, kind: PartyKind::Unknown }))
        })
        .collect();
    for (schema, kind) in KINDS {
        let of_kind: Vec<&str> = all.keys().copied().filter(|n| extends(&all, n, schema)).collect();
        for name in of_kind {
            if let Some(own) = all.get_mut(name).filter(|own| own.kind == PartyKind::Unknown) {
                own.kind = kind;
            }
        }
    }
    all
});

/// Schemata that mean one kind of party, as do those that extend them; the first counts.
const KINDS: [(&str, PartyKind); 5] = [
    ("Person", PartyKind::Individual),
    ("Organization", PartyKind::Organization),
    ("Vessel", PartyKind::Vessel),
    ("Airplane", PartyKind::Aircraft),
    ("Address", PartyKind::Address),
];

fn extends(all: &BTreeMap<&'static str, Schema>, name: &str, other: &str) -> bool {
    let parents = || all.get(name).into_iter().flat_map(|schema| &schema.parents);
    name == other || parents().any(|parent| extends(all, parent, other))
}

/// The schema of a name.
pub(super) fn find(name: &str) -> Option<&'static Schema> {
    SCHEMATA.get(name)
}

/// Names of the matchable schemata.
pub(super) fn matchable() -> impl Iterator<Item = &'static str> {
    SCHEMATA.values().filter(|schema| schema.matchable).map(|schema| schema.name)
}

/// Names of the schemata that a person may choose among: matchable, and of some entry.
pub(super) fn offered() -> impl Iterator<Item = &'static str> {
    matchable().filter(|name| is_possible(name))
}

/// Names of the schemata of which an entry of a list may be.
pub(super) fn possible() -> impl Iterator<Item = &'static str> {
    SCHEMATA.keys().copied().filter(|name| is_possible(name))
}

/// Whether an entry of a list may be of this schema: a listing or a passport is none.
fn is_possible(name: &str) -> bool {
    let kinds = KINDS.into_iter().map(|(schema, _)| schema).chain([of_kind(PartyKind::Unknown)]);
    kind(name) != PartyKind::Unknown || kinds.into_iter().any(|one| extends(&SCHEMATA, one, name))
}

/// Whether an entry of this kind may be of a schema. Lists do not tell a company from another
/// organization, and some do not tell the kind at all: what a list does not tell is no reason
/// against.
pub(super) fn admits(name: &str, listed: PartyKind) -> bool {
    match listed {
        PartyKind::Unknown => is_possible(name),
        _ => extends(&SCHEMATA, of_kind(listed), name) || kind(name) == listed,
    }
}

/// The kind of party that a schema means.
pub(super) fn kind(name: &str) -> PartyKind {
    find(name).map_or(PartyKind::Unknown, |schema| schema.kind)
}

/// The schema of a listed party.
pub(super) fn of_kind(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Individual => "Person",
        PartyKind::Organization => "Organization",
        PartyKind::Vessel => "Vessel",
        PartyKind::Aircraft => "Airplane",
        PartyKind::Address => "Address",
        PartyKind::Unknown => "LegalEntity",
    }
}
