//! Facts of a match with a list entry, and of a match and an item together.

use super::entry_scope;
use super::registry::{Absent, FactDef, Get, Kind, Scope, ask, words};
use super::roles;
use super::value::Value;
use crate::matching::{Identity, MatchedBy};
use crate::model::{Level, PartyKind};

const fn fact(
    id: &'static str,
    scope: Scope,
    kind: Kind,
    meaning: &'static str,
    get: Get,
) -> FactDef {
    FactDef {
        id,
        scope,
        kind,
        absent: Absent::Unknown,
        values: &[],
        meaning,
        pointer: "",
        question: "",
        get,
    }
}

const MATCH: Scope = Scope::Match;

/// Facts of a match, in the order in which to ask.
pub const FACTS: &[FactDef] = &[
    words(
        fact(
            "match.identity",
            MATCH,
            Kind::Text,
            "Whether the party is the listed one: confirmed by the published facts or a person, possible, or another by a person's answer.",
            Get::Match(|v| {
                Value::text(Some(match v.hit.matched.identity {
                    _ if v.is_another => "another",
                    Identity::Confirmed => "confirmed",
                    Identity::Possible => "possible",
                }))
            }),
        ),
        &["confirmed", "possible", "another"],
    ),
    words(
        fact(
            "match.via",
            MATCH,
            Kind::Text,
            "How the listed party stands to the transaction: it is a party; it owns one (majority, minority or unknown under the list's own closure); the caller knows or mentions it; a party is affiliated with it.",
            Get::Match(|v| Value::text(Some(v.via.word()))),
        ),
        &[
            "party",
            "owner_majority",
            "owner_minority",
            "owner_unknown",
            "control",
            "knowledge",
            "mention",
            "affiliation",
        ],
    ),
    words(
        fact(
            "match.role",
            MATCH,
            Kind::Text,
            "Role of the party concerned.",
            Get::Match(|v| Value::text(Some(v.role))),
        ),
        roles::CANONICAL,
    ),
    fact(
        "match.in_ear_role",
        MATCH,
        Kind::Bool,
        "Whether that role is one of 15 CFR 748.5(c)-(f).",
        Get::Match(|v| Value::Bool(roles::is_ear_role(v.role))),
    ),
    words(
        fact(
            "match.by",
            MATCH,
            Kind::Text,
            "What was matched.",
            Get::Match(|v| {
                Value::text(Some(match v.hit.matched.by {
                    MatchedBy::Name => "name",
                    MatchedBy::WeakAlias => "weak_alias",
                    MatchedBy::Identifier => "identifier",
                    MatchedBy::Address => "address",
                }))
            }),
        ),
        &["name", "weak_alias", "identifier", "address"],
    ),
    fact(
        "match.address_entry",
        MATCH,
        Kind::Bool,
        "The entry is itself an address (15 CFR 744.16(f)).",
        Get::Match(|v| Value::Bool(v.hit.entry.party.kind == PartyKind::Address)),
    ),
    fact(
        "match.programs",
        MATCH,
        Kind::Set,
        "Sanctions programs of the entry.",
        Get::Match(|v| Value::set(v.hit.entry.programs.iter().map(String::as_str))),
    ),
    fact(
        "match.list",
        MATCH,
        Kind::Text,
        "The list.",
        Get::Match(|v| Value::text(Some(v.hit.entry.list.as_str()))),
    ),
    words(
        fact(
            "match.list_says",
            MATCH,
            Kind::Text,
            "What the list's own file says a hit means; `hold_for_review` where it says nothing.",
            Get::Match(|v| {
                Value::text(Some(v.hit.list_says.unwrap_or(Level::HoldForReview).word()))
            }),
        ),
        &["advisory", "hold_for_review", "license_required", "prohibited"],
    ),
    words(
        fact(
            "match.footnotes",
            MATCH,
            Kind::Set,
            "Entity List footnotes of the entry on the day.",
            Get::Match(|v| {
                Value::set(
                    v.hit.entry.footnotes_on(v.as_of.valid).into_iter().map(|n| n.to_string()),
                )
            }),
        ),
        &["1", "2", "3", "4", "5"],
    ),
    words(
        fact(
            "match.directives",
            MATCH,
            Kind::Set,
            "SSI directives of the entry.",
            Get::Match(|v| Value::set(v.hit.entry.directives.iter().map(u8::to_string))),
        ),
        &["1", "2", "3", "4"],
    ),
    fact(
        "match.in_effect",
        MATCH,
        Kind::Bool,
        "Whether the prohibition already binds, where it begins later than the listing (NS-CMIC).",
        Get::Match(|v| Value::Bool(v.hit.entry.effective.is_none_or(|day| day <= v.as_of.valid))),
    ),
    fact(
        "match.owners",
        MATCH,
        Kind::Number,
        "How many listed owners were summed.",
        Get::Match(|v| Value::Number(u32::try_from(v.owners).map_or(0.0, f64::from))),
    ),
    fact(
        "match.shares_name",
        MATCH,
        Kind::Bool,
        "The party's own name holds a distinctive word of the listed owner's name.",
        Get::Match(|v| Value::Bool(v.shares_name)),
    ),
    fact(
        "match.country",
        MATCH,
        Kind::Set,
        "Countries of the entry, ISO codes.",
        Get::Match(|v| Value::set(v.hit.entry.party.countries.iter().map(String::as_str))),
    ),
    fact(
        "match.scope",
        Scope::Match,
        Kind::Text,
        "Kind of the entry's license requirement on the day.",
        Get::Match(|v| Value::text(Some(entry_scope::word(v)))),
    ),
];

/// Facts of a match and an item together.
pub const WITH_ITEM: &[FactDef] = &[ask(
    fact(
        "match.covers_item",
        Scope::MatchItem,
        Kind::Bool,
        "Whether the entry's license requirement reaches the item (Supp. 4 to 744, column 3).",
        Get::MatchItem(|v| entry_scope::covers(&v).into()),
    ),
    "items[{i}].entry_scope",
    "Does the item fall under the license requirement of the entry as worded?",
)];
