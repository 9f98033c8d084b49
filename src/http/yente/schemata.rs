//! The schemata of FollowTheMoney: which there are, which are parties, which extend which.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::PartyKind;

/// A schema.
#[derive(Debug)]
pub(super) struct Schema {
    /// Its name.
    pub(super) name: &'static str,
    parents: Vec<&'static str>,
    /// Whether a party of this schema can be looked for.
    pub(super) matchable: bool,
}

static SCHEMATA: LazyLock<BTreeMap<&'static str, Schema>> = LazyLock::new(|| {
    let rows = include_str!("schemata.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let mut cells = row.split(',');
        let name = cells.next()?;
        let parents = cells.next()?.split_whitespace().collect();
        let matchable = cells.next()? == "yes";
        Some((name, Schema { name, parents, matchable }))
    })
    .collect()
});

/// The schema of a name.
pub(super) fn find(name: &str) -> Option<&'static Schema> {
    SCHEMATA.get(name)
}

/// Names of the matchable schemata.
pub(super) fn matchable() -> impl Iterator<Item = &'static str> {
    SCHEMATA.values().filter(|schema| schema.matchable).map(|schema| schema.name)
}

/// Whether a schema is another one or extends it.
pub(super) fn is_a(name: &str, other: &str) -> bool {
    name == other
        || find(name).is_some_and(|schema| schema.parents.iter().any(|parent| is_a(parent, other)))
}

/// The kind of party that a schema means; broad schemata mean any kind.
pub(super) fn kind(name: &str) -> PartyKind {
    let kinds = [
        ("Person", PartyKind::Individual),
        ("Organization", PartyKind::Organization),
        ("Vessel", PartyKind::Vessel),
        ("Airplane", PartyKind::Aircraft),
        ("Address", PartyKind::Address),
    ];
    let kind = kinds.into_iter().find(|(schema, _)| is_a(name, schema));
    kind.map_or(PartyKind::Unknown, |(_, kind)| kind)
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
