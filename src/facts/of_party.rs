//! Facts of a party.

use super::registry::{Absent, FactDef, Get, Kind, Scope, ask, words};
use serde_json::Value as Json;

use super::roles;
use super::texts::status;
use super::value::Value;

const fn fact(
    id: &'static str,
    kind: Kind,
    absent: Absent,
    meaning: &'static str,
    get: Get,
) -> FactDef {
    FactDef {
        id,
        scope: Scope::Party,
        kind,
        absent,
        values: &[],
        meaning,
        pointer: "",
        question: "",
        get,
    }
}

/// Facts of a party, in the order in which to ask.
pub const FACTS: &[FactDef] = &[
    words(
        fact(
            "party.role",
            Kind::Text,
            Absent::Unknown,
            "Part in the transaction; a role that is not stated or not known is read as `party`.",
            Get::Party(|v| Value::text(Some(v.role))),
        ),
        roles::CANONICAL,
    ),
    fact(
        "party.in_ear_role",
        Kind::Bool,
        Absent::Unknown,
        "Purchaser, intermediate or ultimate consignee, end user, or recipient of a release (15 CFR 748.5(c)-(f)); a part that is not stated counts.",
        Get::Party(|v| Value::Bool(roles::is_ear_role(v.role))),
    ),
    ask(
        fact(
            "party.country",
            Kind::Text,
            Absent::Unknown,
            "Country of the party, ISO code.",
            Get::Party(|v| Value::text(v.party.country.as_deref())),
        ),
        "parties[{p}].country",
        "In which country is the party?",
    ),
    ask(
        fact(
            "party.headquarters",
            Kind::Set,
            Absent::Empty,
            "Countries in which the party, or its ultimate parent, is headquartered.",
            Get::Party(|v| {
                Value::set(
                    [&v.party.headquarters_country, &v.party.ultimate_parent_country]
                        .into_iter()
                        .flatten()
                        .map(String::as_str),
                )
            }),
        ),
        "parties[{p}].ultimate_parent_country",
        "Where is the ultimate parent of the party headquartered?",
    ),
    ask(
        fact(
            "party.headquarters_stated",
            Kind::Bool,
            Absent::Unknown,
            "Whether the headquarters or ultimate parent of the party is stated, or follows from a majority owner.",
            Get::Party(|v| Value::Bool(v.headquarters_stated)),
        ),
        "parties[{p}].ultimate_parent_country",
        "Where is the ultimate parent of the party headquartered?",
    ),
    ask(
        fact(
            "party.nationality",
            Kind::Text,
            Absent::Unknown,
            "Most recent citizenship or permanent residency (15 CFR 734.13(b)).",
            Get::Party(|v| Value::text(v.party.nationality.as_deref())),
        ),
        "parties[{p}].nationality",
        "What is the recipient's most recent citizenship or permanent residency?",
    ),
    fact(
        "party.us_permanent_resident",
        Kind::Bool,
        Absent::No,
        "US citizen, permanent resident or protected individual (15 CFR 772.1 \"foreign person\").",
        Get::Party(|v| {
            status::us_person(v.party.extra.get("immigration").and_then(Json::as_str)).into()
        }),
    ),
    ask(
        fact(
            "party.military",
            Kind::Bool,
            Absent::Unknown,
            "Whether the party is a military user.",
            Get::Party(|v| v.party.military.map_or(Value::Unknown, Value::Bool)),
        ),
        "parties[{p}].military",
        "Is the party a military user?",
    ),
    fact(
        "party.address_elsewhere",
        Kind::Text,
        Absent::Unknown,
        "Words of the party's address that contradict its country, quoted with their field; not known where there are none.",
        Get::Party(|v| Value::text(v.address_elsewhere.as_deref())),
    ),
    fact(
        "party.known_military",
        Kind::Bool,
        Absent::No,
        "The party is known to be a military end user.",
        Get::Party(|v| Value::Bool(v.party.military == Some(true))),
    ),
    fact(
        "party.talent_program",
        Kind::Bool,
        Absent::No,
        "Stated affiliation with a foreign talent program or a listed institution.",
        Get::Party(|v| {
            let mut statements = super::statements::Statements::default();
            v.party.affiliations.iter().for_each(|text| statements.read(text));
            Value::Bool(statements.has("talent_program"))
        }),
    ),
];
