//! Facts of the transaction as a whole.

use serde_json::Value as Json;

use super::dealings;
use super::debt;
use super::facility;
use super::of_item::is_food_or_medicine;
use super::outbound;
use super::registry::{Absent, FactDef, Get, Kind, Scope, ask, words};
use super::value::Value;
use super::view::TxView;
use crate::items::hs;
use crate::model::Truth;

const fn fact(
    id: &'static str,
    kind: Kind,
    absent: Absent,
    meaning: &'static str,
    get: Get,
) -> FactDef {
    FactDef {
        id,
        scope: Scope::Transaction,
        kind,
        absent,
        values: &[],
        meaning,
        pointer: "",
        question: "",
        get,
    }
}

/// A flag that words of the caller, or a fact of the same name, may state.
const fn stated(id: &'static str, meaning: &'static str, get: Get) -> FactDef {
    fact(id, Kind::Bool, Absent::No, meaning, get)
}

/// A named yes-or-no fact of the request, else what the caller's words state.
fn flag(view: &TxView<'_>, name: &str) -> Value<'static> {
    Value::Bool(match view.tx.facts.get(name).and_then(Json::as_bool) {
        Some(given) => given,
        None => view.statements.has(name),
    })
}

/// Whether the party is stated to be an approved entity, on itself rather than among the facts.
fn says_approved(party: &crate::model::TransactionParty) -> bool {
    party.extra.get("approved_entity").and_then(Json::as_bool) == Some(true)
}

/// Transaction kinds that move items (or release them) under the EAR. A kind that is not known is
/// read as one of them.
fn moves_items(view: &TxView<'_>) -> bool {
    !matches!(view.kind(), "import" | "investment" | "securities_purchase" | "payment" | "domestic")
}

/// A document on file, by name, under `documents` or `facts`.
fn document(view: &TxView<'_>, name: &str) -> Value<'static> {
    let found = view
        .tx
        .documents
        .get(name)
        .or_else(|| view.tx.facts.get(name))
        .or_else(|| view.tx.facts.get("documents").and_then(|documents| documents.get(name)));
    match found {
        None | Some(Json::Null) => Value::Unknown,
        Some(Json::Bool(flag)) => Value::Bool(*flag),
        Some(Json::String(text)) => Value::Bool(!matches!(text.as_str(), "" | "no" | "missing")),
        Some(_) => Value::Bool(true),
    }
}

/// Stated in words, as a fact, of the end use, or of a party in an EAR role.
fn military(view: &TxView<'_>) -> Value<'static> {
    let stated = view.tx.facts.get("military_end_use").and_then(Json::as_bool);
    let of_use =
        view.tx.end_use.as_ref().and_then(|e| e.extra.get("military")).and_then(Json::as_bool);
    let of_party = view.tx.parties.iter().any(|party| {
        party.military == Some(true)
            && super::roles::is_ear_role(super::roles::canonical(party.role.as_deref()))
    });
    Value::Bool(stated.or(of_use).unwrap_or(of_party || view.statements.has("military_end_use")))
}

fn us_nexus(view: &TxView<'_>) -> Truth {
    let actor = view.tx.actor.as_ref();
    let us = |code: Option<&String>| code.is_some_and(|code| code == "US");
    if us(view.tx.ship_from.as_ref())
        || actor.is_some_and(|a| us(a.country.as_ref()))
        || view.tx.facts.get("us_nexus").and_then(Json::as_bool) == Some(true)
        || view.tx.facts.get("currency").and_then(Json::as_str) == Some("USD")
    {
        return Truth::True;
    }
    match actor.and_then(|a| a.us_person) {
        Some(is) => Truth::from(is),
        // Who acts is not known: the caller is read as a US person where nothing says otherwise.
        None if actor.and_then(|a| a.country.as_ref()).is_none() && view.tx.ship_from.is_none() => {
            Truth::True
        }
        None => Truth::Unknown,
    }
}

/// Whether every item is EAR99 food, feed or medicine by its HS chapter (01 to 24, 30).
fn only_food_or_medicine(view: &TxView<'_>) -> bool {
    let is = |item: &crate::model::Item| {
        item.eccn.as_deref().is_some_and(|eccn| eccn.trim().eq_ignore_ascii_case("EAR99"))
            && item
                .hs
                .as_deref()
                .is_some_and(|hs| hs::parse(hs).is_ok_and(|hs| is_food_or_medicine(&hs)))
    };
    !view.tx.items.is_empty() && view.tx.items.iter().all(is)
}

/// Facts of the transaction, in the order in which to ask.
pub const FACTS: &[FactDef] = &[
    words(
        fact(
            "tx.kind",
            Kind::Text,
            Absent::Unknown,
            "Kind of the transaction, in canonical words.",
            Get::Transaction(|v| Value::text(Some(v.kind()))),
        ),
        &[
            "export",
            "reexport",
            "export_from_abroad",
            "in_country_transfer",
            "deemed_export",
            "import",
            "service",
            "payment",
            "investment",
            "securities_purchase",
            "domestic",
            "query",
            "other",
        ],
    ),
    fact(
        "tx.moves_items",
        Kind::Bool,
        Absent::Unknown,
        "Items are exported, reexported, transferred or released (15 CFR 734.13-734.16). A kind that is not known counts.",
        Get::Transaction(|v| Value::Bool(moves_items(v))),
    ),
    fact(
        "tx.item_count",
        Kind::Number,
        Absent::Unknown,
        "Number of items.",
        Get::Transaction(|v| Value::Number(u32::try_from(v.tx.items.len()).map_or(0.0, f64::from))),
    ),
    ask(
        fact(
            "tx.destination",
            Kind::Set,
            Absent::Unknown,
            "True destinations: country of ultimate destination, of ultimate consignees and end users, and of the purchaser where nothing else is given; for a release, the recipient's citizenship.",
            Get::Transaction(|v| {
                // Who asks about a party or a payment need not name a destination; goods need one.
                let asked = matches!(
                    v.kind(),
                    "export" | "reexport" | "export_from_abroad" | "in_country_transfer" | "other"
                );
                if v.destinations.is_empty() && asked {
                    Value::Unknown
                } else {
                    Value::set(v.destinations.iter().map(String::as_str))
                }
            }),
        ),
        "destination",
        "Which country is the ultimate destination?",
    ),
    ask(
        fact(
            "tx.ship_from",
            Kind::Text,
            Absent::Unknown,
            "Country from which it moves, ISO code.",
            Get::Transaction(|v| Value::text(v.tx.ship_from.as_deref())),
        ),
        "ship_from",
        "From which country does it ship?",
    ),
    words(
        fact(
            "tx.regions",
            Kind::Set,
            Absent::Empty,
            "Occupied regions of Ukraine found among the places of the transaction.",
            Get::Transaction(|v| Value::set(v.regions.iter().map(String::as_str))),
        ),
        &["crimea", "dnr", "lnr"],
    ),
    fact(
        "tx.embargoed_places",
        Kind::Set,
        Absent::Empty,
        "Embargoed countries to which places, ports, phone numbers or diplomatic missions of the transaction point.",
        Get::Transaction(|v| Value::set(v.places.iter().map(String::as_str))),
    ),
    fact(
        "tx.doubtful_places",
        Kind::Set,
        Absent::Empty,
        "Embargoed regions and countries to which place names point that other places share.",
        Get::Transaction(|v| Value::set(v.doubtful_places.iter().map(String::as_str))),
    ),
    fact(
        "tx.words_elsewhere",
        Kind::Text,
        Absent::Unknown,
        "Words of the request that point to a place that it does not state, quoted with their field; not known where there are none.",
        Get::Transaction(|v| Value::text(v.words_elsewhere.as_deref())),
    ),
    fact(
        "tx.words_of_concern",
        Kind::Text,
        Absent::Unknown,
        "Words of the request that name a use or user of concern that it does not state, quoted with their field; not known where there are none.",
        Get::Transaction(|v| Value::text(v.words_of_concern.as_deref())),
    ),
    fact(
        "tx.words_not_understood",
        Kind::Text,
        Absent::Unknown,
        "Words of the caller's knowledge and red flags that are not understood, quoted with their field; not known where there are none.",
        Get::Transaction(|v| Value::text(v.words_not_understood.as_deref())),
    ),
    fact(
        "tx.transit",
        Kind::Set,
        Absent::Empty,
        "Countries passed on the way: as given, and by the ports and the route.",
        Get::Transaction(|v| Value::set(v.transit.iter().map(String::as_str))),
    ),
    fact(
        "tx.headquarters",
        Kind::Set,
        Absent::Empty,
        "Countries in which parties, or their ultimate parents, are headquartered.",
        Get::Transaction(|v| Value::set(v.headquarters.iter().map(String::as_str))),
    ),
    ask(
        fact(
            "tx.us_person",
            Kind::Bool,
            Absent::Unknown,
            "Whether who acts is a US person (31 CFR 587.314; 15 CFR 772.1).",
            Get::Transaction(|v| {
                v.tx.actor.as_ref().and_then(|a| a.us_person).map_or(Value::Unknown, Value::Bool)
            }),
        ),
        "actor.us_person",
        "Is the acting party a US person?",
    ),
    ask(
        fact(
            "tx.us_nexus",
            Kind::Bool,
            Absent::Unknown,
            "A US person acts, or it happens in or from the United States (31 CFR 587.201).",
            Get::Transaction(|v| us_nexus(v).into()),
        ),
        "actor.us_person",
        "Is the acting party a US person, or does any part happen in the United States?",
    ),
    ask(
        fact(
            "tx.actor_us_owned",
            Kind::Bool,
            Absent::Unknown,
            "Who acts is owned or controlled by a US person (31 CFR 560.215, 515.329).",
            Get::Transaction(|v| {
                let owned = v.tx.actor.as_ref().and_then(|actor| actor.extra.get("us_owned"));
                Truth::from(owned.and_then(Json::as_bool)).into()
            }),
        ),
        "actor.us_owned",
        "Is the acting party owned or controlled by a US person?",
    ),
    fact(
        "tx.route_from_us",
        Kind::Bool,
        Absent::No,
        "An export that leaves the United States (not a reexport).",
        Get::Transaction(|v| {
            Value::Bool(v.kind() == "export" && v.tx.ship_from.as_deref() == Some("US"))
        }),
    ),
    fact(
        "tx.only_food_or_medicine",
        Kind::Bool,
        Absent::No,
        "Every item is EAR99 food, feed or medicine by its HS chapter (01 to 24, 30).",
        Get::Transaction(|v| Value::Bool(only_food_or_medicine(v))),
    ),
    ask(
        fact(
            "tx.debt_days",
            Kind::Number,
            Absent::Unknown,
            "Longest maturity, in days, of debt that the terms of payment create; 0 on delivery or before.",
            Get::Transaction(debt::days),
        ),
        "facts.debt_maturity_days",
        "When is payment due, in days after delivery?",
    ),
    stated(
        "tx.approved_entity",
        "A party is stated to be an approved entity of Supplement No. 8 to part 740.",
        Get::Transaction(|v| {
            if v.tx.parties.iter().any(says_approved) {
                return Value::Bool(true);
            }
            flag(v, "approved_entity")
        }),
    ),
    stated(
        "tx.approved_designer",
        "An approved or authorized IC designer or packager is stated (Note 1 to 3A090.a).",
        Get::Transaction(|v| flag(v, "approved_designer")),
    ),
    ask(
        fact(
            "tx.actor_country",
            Kind::Text,
            Absent::Unknown,
            "Country of who acts.",
            Get::Transaction(|v| {
                Value::text(v.tx.actor.as_ref().and_then(|a| a.country.as_deref()))
            }),
        ),
        "actor.country",
        "In which country is the acting party?",
    ),
    words(
        fact(
            "tx.roles",
            Kind::Set,
            Absent::Empty,
            "Roles present.",
            Get::Transaction(|v| Value::set(v.roles.iter().copied())),
        ),
        super::roles::CANONICAL,
    ),
    fact(
        "tx.listed_on",
        Kind::Set,
        Absent::Empty,
        "Lists on which a confirmed party of the transaction stands.",
        Get::Transaction(|v| Value::set(v.listed_on.iter().map(String::as_str))),
    ),
    stated(
        "tx.military_end_use",
        "Military end use or end user is known (15 CFR 744.21).",
        Get::Transaction(military),
    ),
    stated(
        "tx.military_intelligence",
        "Military-intelligence end use or end user is known (15 CFR 744.22).",
        Get::Transaction(|v| flag(v, "military_intelligence")),
    ),
    stated(
        "tx.nuclear_end_use",
        "Nuclear end use is known (15 CFR 744.2).",
        Get::Transaction(|v| flag(v, "nuclear_end_use")),
    ),
    stated(
        "tx.missile_end_use",
        "Missile end use is known (15 CFR 744.3).",
        Get::Transaction(|v| flag(v, "missile_end_use")),
    ),
    stated(
        "tx.chem_bio_end_use",
        "Chemical or biological weapons end use is known (15 CFR 744.4).",
        Get::Transaction(|v| flag(v, "chem_bio_end_use")),
    ),
    stated(
        "tx.supercomputer_end_use",
        "Supercomputer end use is known (15 CFR 744.23(a)(1)).",
        Get::Transaction(|v| flag(v, "supercomputer_end_use")),
    ),
    stated(
        "tx.tool_production",
        "Development or production of chip tools is known (15 CFR 744.23(a)(4)).",
        Get::Transaction(|v| flag(v, "tool_production")),
    ),
    stated(
        "tx.agricultural_or_medical_user",
        "The user is engaged exclusively in agriculture or medicine (15 CFR 746.8(a)(12)(iv)).",
        Get::Transaction(|v| flag(v, "agricultural_or_medical_user")),
    ),
    stated(
        "tx.standards_release",
        "Release to a standards organization (15 CFR 744.11(a)(1)).",
        Get::Transaction(|v| flag(v, "standards_release")),
    ),
    ask(
        fact(
            "tx.oil_project",
            Kind::Bool,
            Absent::Unknown,
            "Deepwater, Arctic offshore or shale oil and gas project (15 CFR 746.8(a)(4)).",
            Get::Transaction(|v| {
                if v.statements.has("oil_project") {
                    Value::Bool(true)
                } else if v.statements.has("no_oil_project") || v.statements.denies("oil_project") {
                    Value::Bool(false)
                } else {
                    Value::Unknown
                }
            }),
        ),
        "facts.oil_project",
        "Is the item for exploration or production of oil or gas in deepwater, Arctic offshore or shale projects?",
    ),
    fact(
        "tx.facility_given",
        Kind::Bool,
        Absent::No,
        "A semiconductor facility is named as the place of use.",
        Get::Transaction(|v| Value::Bool(facility::of(v.tx).is_some())),
    ),
    ask(
        fact(
            "tx.facility_country",
            Kind::Text,
            Absent::Unknown,
            "Country of the facility, else the destination where there is one.",
            Get::Transaction(facility::country),
        ),
        "facts.facility.country",
        "In which country is the facility?",
    ),
    ask(
        fact(
            "tx.facility_advanced",
            Kind::Bool,
            Absent::Unknown,
            "The facility makes advanced-node ICs: logic of 16/14 nm or less or with non-planar transistors, NAND of 128 layers or more, DRAM of 18 nm half-pitch or less (15 CFR 772.1).",
            Get::Transaction(|v| facility::advanced(v.tx).into()),
        ),
        "facts.facility.node_nm",
        "Which node, layer count or half-pitch does the facility make?",
    ),
    ask(
        fact(
            "tx.facility_makes_ics",
            Kind::Bool,
            Absent::Unknown,
            "The facility makes integrated circuits.",
            Get::Transaction(|v| facility::makes_ics(v.tx).into()),
        ),
        "facts.facility.product",
        "What does the facility make?",
    ),
    ask(
        fact(
            "tx.production_use",
            Kind::Bool,
            Absent::Unknown,
            "The item is for development or production at the facility.",
            Get::Transaction(|v| {
                if v.statements.has("no_production_use") {
                    Value::Bool(false)
                } else if v.statements.has("production_use") {
                    Value::Bool(true)
                } else {
                    Value::Unknown
                }
            }),
        ),
        "end_use.description",
        "Is the item used in the development or production of ICs at the facility?",
    ),
    fact(
        "tx.red_flags",
        Kind::Number,
        Absent::Unknown,
        "Number of red flags that the caller states (Supp. 3 to 732).",
        Get::Transaction(|v| Value::Number(u32::try_from(v.red_flags).map_or(0.0, f64::from))),
    ),
    fact(
        "tx.red_flag_kinds",
        Kind::Set,
        Absent::Empty,
        "Kinds of red flags that the caller states.",
        Get::Transaction(|v| Value::set(v.red_flag_kinds.iter().map(String::as_str))),
    ),
    ask(
        fact(
            "documents.uvl_statement",
            Kind::Bool,
            Absent::Unknown,
            "A signed UVL statement is on file (15 CFR 744.15(b)).",
            Get::Transaction(|v| document(v, "uvl_statement")),
        ),
        "documents.uvl_statement",
        "Is a signed UVL statement of the party on file?",
    ),
    ask(
        fact(
            "documents.end_use_statement",
            Kind::Bool,
            Absent::Unknown,
            "A signed end-use statement is on file.",
            Get::Transaction(|v| document(v, "end_use_statement")),
        ),
        "end_use_statement",
        "Is a signed end-use statement on file?",
    ),
    ask(
        words(
            fact(
                "tx.outbound_activity",
                Kind::Text,
                Absent::Unknown,
                "Class of the covered activity of an investment (31 CFR 850.217, 850.224, 850.501).",
                Get::Transaction(outbound::activity),
            ),
            &["prohibited", "notifiable", "excepted", "none"],
        ),
        "facts.covered_activity",
        "In which covered activity does the investee engage (31 CFR 850.208)?",
    ),
    fact(
        "tx.exceptions_claimed",
        Kind::Set,
        Absent::Empty,
        "Codes of license exceptions that the caller claims.",
        Get::Transaction(|v| {
            Value::set(
                v.tx.authorizations
                    .iter()
                    .filter(|a| a.kind.as_deref() == Some("license_exception"))
                    .filter_map(|a| a.code.as_deref()),
            )
        }),
    ),
    fact(
        "tx.general_license",
        Kind::Bool,
        Absent::No,
        "A general license of OFAC, valid on the day, is claimed.",
        Get::Transaction(|v| {
            Value::Bool(v.tx.authorizations.iter().any(|a| {
                a.kind.as_deref() == Some("general_license")
                    && super::authorization::is_valid(a, v.as_of.valid).is_true()
            }))
        }),
    ),
    fact(
        "tx.sbir",
        Kind::Bool,
        Absent::No,
        "The transaction concerns an SBIR or STTR application.",
        Get::Transaction(|v| Value::Bool(v.roles.contains(&"principal_investigator"))),
    ),
    fact(
        "tx.party_countries",
        Kind::Set,
        Absent::Empty,
        "Countries of all parties, as stated or as their network address shows.",
        Get::Transaction(|v| Value::set(v.party_countries.iter().map(String::as_str))),
    ),
    fact(
        "tx.source_countries",
        Kind::Set,
        Absent::Empty,
        "Countries of who acts, from which it moves, and in which the items were made or lie.",
        Get::Transaction(|v| Value::set(v.sources.iter().map(String::as_str))),
    ),
    fact(
        "tx.dealing_countries",
        Kind::Set,
        Absent::Empty,
        "Countries that the transaction touches: of all parties, their owners and nationalities, of who acts, from where it moves, to where, and on the way.",
        Get::Transaction(|v| Value::set(dealings::countries(v))),
    ),
    fact(
        "tx.owner_countries",
        Kind::Set,
        Absent::Empty,
        "Countries of the parties' owners, of all links.",
        Get::Transaction(|v| Value::set(dealings::of_owners(v.tx))),
    ),
    fact(
        "tx.government_party",
        Kind::Bool,
        Absent::Unknown,
        "The name of a party says that it is a government, or a body of one.",
        Get::Transaction(|v| Value::Bool(dealings::has_government(v))),
    ),
    fact(
        "tx.xinjiang_named",
        Kind::Bool,
        Absent::Unknown,
        "A party, an address or an item names Xinjiang or a place in it.",
        Get::Transaction(|v| Value::Bool(dealings::names_xinjiang(v))),
    ),
    fact(
        "tx.supplier_countries",
        Kind::Set,
        Absent::Empty,
        "Countries of sellers, makers and software suppliers, and of their owners.",
        Get::Transaction(|v| Value::set(v.suppliers.iter().map(String::as_str))),
    ),
    fact(
        "tx.actor_is_micron",
        Kind::Bool,
        Absent::No,
        "Who sells is Micron (CAC decision of 2023-05-21).",
        Get::Transaction(|v| {
            Value::Bool(
                v.tx.actor
                    .as_ref()
                    .and_then(|a| a.name.as_deref())
                    .is_some_and(|name| name.to_lowercase().starts_with("micron ")),
            )
        }),
    ),
];
