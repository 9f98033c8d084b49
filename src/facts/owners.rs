//! The owners of a party or of the actor: screened by name, then closed under each list's own rule.

use serde_json::Value as Json;

use super::gather::{Finder, Unfinished, kind_of, named_of};
use super::ownership::{Node, Reach, reach};
use super::view::{MatchView, Via};
use crate::index::Hit;
use crate::matching::Identity;
use crate::model::{Name, NameKind, Owner, Party, Truth};

/// Lists that close over ownership together: an owner listed on any of a group counts.
/// OFAC: 31 CFR 587.406. BIS: 15 CFR 744 Supp. 8 (Entity List, MEU List, and SDNs of 744.8).
const CLOSURES: &[(&str, &[&str])] = &[
    ("ofac", &["US-OFAC-SDN"]),
    ("ssi", &["US-OFAC-SSI"]),
    ("bis", &["US-BIS-EL", "US-BIS-MEU"]),
    ("ns-cmic", &["US-OFAC-NS-CMIC"]),
    ("other", &[]),
];

/// Who is owned.
#[derive(Debug, Clone, Copy)]
pub struct Owned<'o> {
    /// Number of the party of the view; the actor stands behind the last.
    pub at: usize,
    /// Its name.
    pub name: &'o str,
    /// Its role.
    pub role: &'static str,
    /// Its owners.
    pub owners: &'o [Owner],
}

/// Screens the owners at `pointer` and records their matches with how they reach the party.
pub fn find(owned: Owned<'_>, pointer: &str, finder: &mut Finder<'_>) {
    let mut hits = Vec::new();
    let nodes = nodes(owned.owners, pointer, finder, &mut hits, 0);
    for (name, lists) in CLOSURES {
        let member = |hit: usize| {
            hits.get(hit).is_some_and(|hit| closure_of(hit.entry.list.as_str()) == *name)
        };
        if !hits.iter().enumerate().any(|(number, _)| member(number)) {
            continue;
        }
        let closed = reach(owned.name, &nodes, &member);
        record(owned, &closed, &hits, finder, !lists.is_empty());
    }
}

fn closure_of(list: &str) -> &'static str {
    CLOSURES.iter().find(|(_, lists)| lists.contains(&list)).map_or("other", |(name, _)| name)
}

fn nodes<'o, 'a>(
    owners: &'o [Owner],
    pointer: &str,
    finder: &mut Finder<'a>,
    hits: &mut Vec<Hit<'a>>,
    depth: usize,
) -> Vec<Node<'o>> {
    if depth >= super::ownership::DEPTH_MAX {
        return Vec::new();
    }
    owners
        .iter()
        .enumerate()
        .map(|(number, owner)| {
            let here = format!("{pointer}/{number}");
            let mut found = Vec::new();
            let party = party_of(owner);
            if party.names.is_empty() {
                finder.unfinished.push(Unfinished {
                    pointer: format!("{here}/name"),
                    reason: "the owner has no name that could be screened".to_owned(),
                });
            } else {
                // Unlisted owners are often given by an initial ("x, 75 percent"): what is not told of
                // them is their share, which the closure counts.
                let threshold = finder.sources.threshold;
                for hit in finder.search_at(&party, &here, threshold) {
                    found.push((hits.len(), hit.matched.identity == Identity::Confirmed));
                    hits.push(hit);
                }
            }
            Node {
                name: &owner.name,
                percent: owner.percent,
                hits: found,
                owners: owner
                    .owners
                    .as_deref()
                    .map(|above| nodes(above, &format!("{here}/owners"), finder, hits, depth + 1)),
                controls: owner.extra.get("controls").and_then(serde_json::Value::as_bool)
                    == Some(true),
            }
        })
        .collect()
}

/// The owner as the matcher sees it: by its name, and by that in its own script.
fn party_of(owner: &Owner) -> Party {
    let word = |key: &str| owner.extra.get(key).and_then(Json::as_str);
    let native = word("native_name").map(|text| Name::new(text, NameKind::Alias));
    let mut party = named_of(&owner.name, owner.country.as_deref());
    party.names.extend(native);
    party.names.retain(|name| !name.text.trim().is_empty());
    party.kind = kind_of(word("type"));
    party
}

fn record<'a>(
    owned: Owned<'_>,
    closed: &Reach,
    hits: &[Hit<'a>],
    finder: &mut Finder<'a>,
    closes: bool,
) {
    let via = match closed.reached {
        Truth::True => Via::OwnerMajority,
        Truth::Unknown => Via::OwnerUnknown,
        Truth::False => Via::OwnerMinority,
    };
    let via = if closes || via != Via::OwnerUnknown { via } else { Via::OwnerMinority };
    for number in &closed.contributors {
        let Some(hit) = hits.get(*number) else { continue };
        finder.matches.push(MatchView {
            party: owned.at,
            via,
            hit: hit.clone(),
            path: Some(closed.path.clone()),
            owners: distinct_owners(closed, hits),
            is_another: false,
            shares_name: shares_name(owned.name, hit),
            role: owned.role,
            as_of: finder.as_of,
        });
    }
}

/// Whether the party's name holds a distinctive word of the entry's name.
fn shares_name(party: &str, hit: &Hit<'_>) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= 4)
            .map(str::to_lowercase)
            .filter(|word| !COMMON.contains(&word.as_str()))
            .collect()
    };
    let own = words(party);
    words(hit.entry.party.caption()).iter().any(|word| own.contains(word))
}

/// Words that many companies share; they do not tell one group from another.
const COMMON: &[&str] = &[
    "company",
    "limited",
    "corporation",
    "group",
    "holding",
    "holdings",
    "technology",
    "technologies",
    "electronic",
    "electronics",
    "industry",
    "industrial",
    "industries",
    "information",
    "international",
    "trading",
    "trade",
    "china",
    "beijing",
    "shanghai",
    "shenzhen",
    "guangzhou",
    "hangzhou",
    "wuhan",
    "nanjing",
    "chengdu",
    "hong",
    "kong",
    "science",
    "research",
    "institute",
    "university",
    "digital",
    "system",
    "systems",
    "equipment",
    "services",
    "service",
    "engineering",
    "global",
    "joint",
    "stock",
    "open",
    "public",
    "russia",
    "russian",
    "moscow",
];

/// How many owners the closure counts: one owner may match several entries.
fn distinct_owners(closed: &Reach, hits: &[Hit<'_>]) -> usize {
    let mut names: Vec<&str> = closed
        .contributors
        .iter()
        .filter_map(|number| hits.get(*number))
        .filter(|hit| hit.matched.identity == Identity::Confirmed)
        .map(|hit| hit.matched.query.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}
