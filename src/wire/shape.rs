//! The shape of a transaction: every key with its type. One table for checking and for the schema.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::facts;
use super::json::Problem;
use super::parameters;
use super::place::Place;
use crate::model::{Date, country};
use crate::rules::did_you_mean;
use crate::rules::tables::Bag;

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A string.
    Text,
    /// The caller's own id: a string or a whole number.
    Id,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A date `YYYY-MM-DD`.
    Date,
    /// An ISO 3166-1 alpha-2 code in capitals.
    Country,
    /// A list of strings (or one string).
    Texts,
    /// A list of country codes.
    Countries,
    /// An object of this shape.
    Object(&'static Shape),
    /// A list of objects of this shape.
    Objects(&'static Shape),
    /// An object whose keys are open (`identifiers`, `metadata`).
    Open,
    /// An object whose keys are those of the vocabulary.
    Parameters(Bag),
    /// Documents by name.
    Documents,
    /// A document on file: true, false or a text.
    Document,
    /// A party: its name, or an object of a party.
    Party,
    /// A person's answers by list entry: `same` or `different`.
    Identity,
    /// A list of words out of these.
    Words(&'static [&'static str]),
    /// An object of facts: known ones in their forms, words under any other key.
    Facts,
    /// Anything.
    Any,
}

/// The keys of an object.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// What messages call it.
    pub what: &'static str,
    /// Its keys with types and meaning.
    pub keys: &'static [(&'static str, Type, &'static str)],
}

/// A transaction.
pub static TRANSACTION: Shape = Shape {
    what: "the transaction",
    keys: &[
        ("id", Type::Id, "the caller's own id, echoed"),
        ("date", Type::Date, "day of the transaction"),
        (
            "kind",
            Type::Text,
            "export, reexport, export_from_abroad, in_country_transfer, deemed_export, import, service, payment, investment, securities_purchase, domestic, query",
        ),
        ("actor", Type::Object(&ACTOR), "who acts and asks"),
        ("parties", Type::Objects(&PARTY), "everybody else who takes part"),
        ("items", Type::Objects(&ITEM), "what moves, is done, paid for or bought"),
        ("ship_from", Type::Country, "country from which it moves"),
        ("destination", Type::Country, "country of ultimate destination"),
        ("destination_region", Type::Text, "region within the destination"),
        ("transit", Type::Countries, "countries passed on the way"),
        ("route", Type::Texts, "UN/LOCODEs, IATA codes or place names of the route"),
        ("end_use", Type::Object(&END_USE), "stated end use"),
        (
            "facts",
            Type::Facts,
            "knowledge, red_flags, facility, is_informed, covered_activity and further facts",
        ),
        ("documents", Type::Documents, "documents on file by name"),
        ("end_use_statement", Type::Document, "a signed end-use statement is on file"),
        ("end_user", Type::Party, "the end user, where it is not among the parties"),
        (
            "certifications",
            Type::Words(&CERTIFICATIONS),
            "what is certified for an advanced computing item (15 CFR 742.6(b)(10))",
        ),
        (
            "authorizations",
            Type::Objects(&AUTHORIZATION),
            "licenses and exceptions held or claimed",
        ),
        ("port_of_discharge", Type::Text, "port or place of discharge"),
        ("place_of_delivery", Type::Text, "place of delivery"),
        ("regimes", Type::Texts, "bodies of law that are asked (US-EAR ...); without it all are"),
        ("internal", Type::Bool, "an internal booking; screened like any other"),
        ("currency", Type::Text, "currency of payment"),
        ("value_usd", Type::Number, "value in US dollars"),
        ("reference", Type::Text, "order or document number, echoed nowhere"),
        ("metadata", Type::Open, "the caller's own data, never interpreted"),
    ],
};

/// Certifications of 15 CFR 742.6(b)(10)(iii)(A)(1) (91 FR 1684).
pub const CERTIFICATIONS: [&str; 5] =
    ["supply", "foundry_capacity", "kyc_remote_access", "third_party_test", "50pct_cap"];

static ACTOR: Shape = Shape {
    what: "the actor",
    keys: &[
        ("name", Type::Text, "name"),
        ("native_name", Type::Text, "name in its own script"),
        ("country", Type::Country, "its country"),
        ("us_person", Type::Bool, "whether it is a US person"),
        ("parent", Type::Text, "its parent, in words"),
        ("us_owned", Type::Bool, "owned or controlled by a US person (31 CFR 560.215)"),
        ("address", Type::Text, "address"),
        ("identifiers", Type::Open, "identifiers by kind"),
        ("owners", Type::Objects(&OWNER), "owners"),
        ("ultimate_parent_country", Type::Country, "country of the ultimate parent's headquarters"),
        ("role", Type::Text, "its part, where not the exporter"),
    ],
};

/// A party.
pub static PARTY: Shape = Shape {
    what: "a party",
    keys: &[
        ("id", Type::Id, "the caller's own id"),
        ("name", Type::Text, "name as on the documents"),
        ("native_name", Type::Text, "name in its own script"),
        ("also_known_as", Type::Texts, "further names"),
        ("aliases", Type::Texts, "further names"),
        ("role", Type::Text, "part in the transaction"),
        ("country", Type::Country, "country"),
        ("address", Type::Text, "address as on the documents"),
        ("addresses", Type::Texts, "further addresses"),
        ("city", Type::Text, "city"),
        ("region", Type::Text, "region"),
        ("identifiers", Type::Open, "identifiers by kind"),
        ("ids", Type::Open, "identifiers by kind"),
        ("owners", Type::Objects(&OWNER), "owners; null is unknown, [] is none"),
        ("ultimate_parent_country", Type::Country, "country of the ultimate parent's headquarters"),
        ("headquarters_country", Type::Country, "country of its headquarters"),
        ("nationality", Type::Country, "most recent citizenship or permanent residency"),
        ("immigration", Type::Text, "US immigration status"),
        ("military", Type::Bool, "whether it is a military end user"),
        ("date_of_birth", Type::Text, "date of birth"),
        ("dob", Type::Text, "date of birth"),
        ("birth_date", Type::Text, "date of birth"),
        ("gender", Type::Text, "male or female"),
        ("type", Type::Text, "individual, organization, vessel, aircraft"),
        ("schema", Type::Text, "Person, Company, Organization, Vessel, Airplane"),
        ("incorporated", Type::Date, "day of incorporation"),
        ("affiliations", Type::Texts, "memberships and appointments"),
        ("members", Type::Texts, "members of an aggregate; each is screened"),
        ("locations", Type::Texts, "branches and sites; names in them are screened"),
        ("phone", Type::Text, "telephone number"),
        ("ip_country", Type::Country, "country of the network address"),
        ("ip_region", Type::Text, "ISO 3166-2 code of the network address"),
        ("kyc_note", Type::Text, "note"),
        ("note", Type::Text, "note"),
        ("notes", Type::Text, "notes"),
        ("port", Type::Text, "port"),
        ("website", Type::Text, "website"),
        ("email", Type::Text, "e-mail address"),
        (
            "identity",
            Type::Identity,
            "a person's answers by list entry (`LIST/ENTRY`): same or different",
        ),
    ],
};

static OWNER: Shape = Shape {
    what: "an owner",
    keys: &[
        ("name", Type::Text, "name"),
        ("native_name", Type::Text, "name in its own script"),
        ("percent", Type::Number, "percent held, 0 to 100; null is unknown"),
        ("country", Type::Country, "country"),
        ("owners", Type::Objects(&OWNER), "owners of the owner"),
        ("controls", Type::Bool, "controls without owning"),
        ("type", Type::Text, "individual, organization"),
        ("note", Type::Text, "note"),
    ],
};

/// An item.
pub static ITEM: Shape = Shape {
    what: "an item",
    keys: &[
        ("id", Type::Id, "the caller's own id"),
        ("line", Type::Any, "line number of the document"),
        ("description", Type::Text, "product text"),
        ("type", Type::Text, "commodity, software, technology, service, security"),
        ("kind", Type::Text, "commodity, software, technology, service, security"),
        ("eccn", Type::Text, "ECCN with paragraph, or EAR99; null is unknown"),
        ("hs", Type::Text, "Harmonized System code"),
        ("origin", Type::Country, "country of origin"),
        ("located_in", Type::Country, "country where it lies"),
        ("built_in", Type::Countries, "countries of manufacture"),
        ("us_content_pct", Type::Number, "share of controlled US content by value, percent"),
        ("us_content_eccns", Type::Texts, "ECCNs of that content"),
        ("fdp", Type::Parameters(Bag::Fdp), "foreign direct product facts"),
        ("specs", Type::Parameters(Bag::Specs), "technical parameters, the unit in the name"),
        ("value_usd", Type::Number, "value in US dollars"),
        ("quantity", Type::Number, "quantity"),
        ("unit", Type::Text, "unit of the quantity"),
        ("published", Type::Bool, "published (15 CFR 734.7)"),
        ("performed_by", Type::Objects(&PERFORMER), "who performs the service"),
        ("made_for_us_exporter", Type::Bool, "made for a US exporter"),
        ("commercially_available_in_us", Type::Bool, "commercially available in the United States"),
        ("civil_telecom", Type::Bool, "designed for civil telecommunications"),
        ("telecom_below_5g", Type::Bool, "serves networks below 5G only"),
        ("cn_controlled_content_pct", Type::Number, "share of Chinese controlled content, percent"),
        ("destination", Type::Country, "country of destination of this line"),
        ("port_of_discharge", Type::Text, "port of discharge"),
        ("place_of_delivery", Type::Text, "place of delivery"),
        ("manufacturer", Type::Text, "maker"),
        ("answers", Type::Open, "answers to questions of the tables, word for word, true or false"),
        ("part_number", Type::Text, "part number"),
        ("designed_by", Type::Text, "who designed it"),
        (
            "eccn:confirm",
            Type::Bool,
            "a person has confirmed the ECCN against text and HS code (15 CFR 748.3)",
        ),
        ("subject_to_ear", Type::Bool, "subject to the EAR, as determined (15 CFR 734.3)"),
        ("jp_classification", Type::Text, "entry of Japan's Export Trade Control Order, or `none`"),
        (
            "eu_classification",
            Type::Text,
            "entry of the Dutch regulation or of Annex I to Regulation (EU) 2021/821, or `none`",
        ),
        (
            "entry_scope",
            Type::Bool,
            "a person's answer whether the list entry's requirement reaches the item",
        ),
    ],
};

static PERFORMER: Shape = Shape {
    what: "a performer",
    keys: &[
        ("name", Type::Text, "name"),
        ("us_person", Type::Bool, "whether a US person"),
        ("country", Type::Country, "country"),
        ("role", Type::Text, "part in the service"),
    ],
};

static END_USE: Shape = Shape {
    what: "the end use",
    keys: &[
        ("description", Type::Text, "in words"),
        ("military", Type::Bool, "military end use"),
        ("statement_on_file", Type::Bool, "a signed end-use statement is on file"),
    ],
};

static AUTHORIZATION: Shape = Shape {
    what: "an authorization",
    keys: &[
        ("type", Type::Text, "license, license_exception, general_license, veu"),
        ("code", Type::Text, "code or number"),
        ("number", Type::Text, "number"),
        ("id", Type::Text, "number"),
        ("claimed", Type::Bool, "claimed by the caller"),
        ("status", Type::Text, "valid, suspended, expired ..."),
        ("valid_from", Type::Date, "first day"),
        ("valid_until", Type::Date, "last day"),
        ("from", Type::Date, "first day"),
        ("until", Type::Date, "last day"),
        ("issued", Type::Date, "first day"),
        ("expires", Type::Date, "last day"),
        ("eccns", Type::Texts, "ECCNs covered"),
        ("items", Type::Texts, "ECCNs covered"),
        ("destinations", Type::Countries, "destinations covered"),
        ("countries", Type::Countries, "destinations covered"),
        ("parties", Type::Texts, "parties covered"),
        ("consignees", Type::Texts, "parties covered"),
        ("end_users", Type::Texts, "parties covered"),
        ("conditions_met", Type::Bool, "its conditions are evidenced"),
        ("scope", Type::Text, "in words"),
        ("agency", Type::Text, "who issued it"),
        ("note", Type::Text, "note"),
    ],
};

/// Problems after which no nearest key is looked for any more: so many are one fault of the maker of
/// the document.
const HELPED_MAX: usize = 1_000;

/// Checks `value` against `shape`; unknown keys are refused.
pub fn check(value: &Value, shape: &Shape, pointer: &str, out: &mut Vec<Problem>) {
    check_object(value, shape, Place::Start(pointer), out);
}

fn check_object(value: &Value, shape: &Shape, here: Place<'_>, out: &mut Vec<Problem>) {
    let Value::Object(map) = value else {
        out.push(Problem::new(here.to_string(), format!("{} must be an object", shape.what)));
        return;
    };
    for (key, value) in map {
        let below = Place::Key(&here, key);
        match shape.keys.iter().find(|(known, _, _)| known == key) {
            Some((_, kind, _)) if !value.is_null() => check_type(value, *kind, below, out),
            Some(_) => {}
            None if out.len() < HELPED_MAX => {
                out.push(unknown_key(key, map, shape, below.to_string()));
            }
            None => {
                let detail = format!("`{key}` is no key of {}", shape.what);
                out.push(Problem::new(below.to_string(), detail));
            }
        }
    }
}

fn unknown_key(key: &str, map: &Map<String, Value>, shape: &Shape, here: String) -> Problem {
    if key == "screen" && map.get(key) == Some(&Value::Bool(false)) {
        return Problem::new(
            here,
            "no party may be taken out of the screening; leave `screen` out",
        );
    }
    let known: Vec<&str> = shape.keys.iter().map(|(known, _, _)| *known).collect();
    let help = did_you_mean(key, &known);
    Problem::new(here, format!("`{key}` is no key of {}; {help}", shape.what))
}

pub(super) fn check_type(value: &Value, kind: Type, here: Place<'_>, out: &mut Vec<Problem>) {
    let wrong = |what: &str| Problem::new(here.to_string(), format!("must be {what}, not {value}"));
    match kind {
        Type::Any => {}
        Type::Text if value.is_string() => {}
        Type::Text => out.push(wrong("a string")),
        Type::Id if value.is_string() || value.is_i64() || value.is_u64() => {}
        Type::Id => out.push(wrong("a string or a whole number")),
        Type::Number if value.is_number() => {}
        Type::Number => out.push(wrong("a number")),
        Type::Bool if value.is_boolean() => {}
        Type::Bool => out.push(wrong("true or false")),
        Type::Open if value.is_object() => {}
        Type::Parameters(of) => match value {
            Value::Object(map) => parameters::check(map, of, &here, out),
            _ => out.push(wrong("an object")),
        },
        Type::Documents => match value {
            Value::Object(map) => facts::check_documents(map, &here, out),
            _ => out.push(wrong("an object")),
        },
        Type::Document if value.is_boolean() || value.is_string() => {}
        Type::Document => out.push(wrong("true, false or a text")),
        Type::Party if value.is_string() => {}
        Type::Party => check_object(value, &PARTY, here, out),
        Type::Identity => check_identity(value, &here, out),
        Type::Words(known) => check_words(value, known, &here, out),
        Type::Facts => match value {
            Value::Object(map) => facts::check(map, &here, out),
            _ => out.push(wrong("an object")),
        },
        Type::Open => out.push(wrong("an object")),
        Type::Date => check_date(value, here, out),
        Type::Country => check_country(value, here, out),
        Type::Texts | Type::Countries => {
            let one = if kind == Type::Countries { Type::Country } else { Type::Text };
            match value {
                Value::Array(list) => {
                    for (number, item) in list.iter().enumerate() {
                        check_type(item, one, Place::Element(&here, number), out);
                    }
                }
                _ => out.push(wrong("a list")),
            }
        }
        Type::Object(shape) => check_object(value, shape, here, out),
        Type::Objects(shape) => match value {
            Value::Array(list) => {
                for (number, item) in list.iter().enumerate() {
                    check_object(item, shape, Place::Element(&here, number), out);
                }
            }
            _ => out.push(wrong("a list of objects")),
        },
    }
}

fn check_identity(value: &Value, here: &Place<'_>, out: &mut Vec<Problem>) {
    let Value::Object(map) = value else {
        let detail = format!("must be an object of answers by list entry, not {value}");
        out.push(Problem::new(here.to_string(), detail));
        return;
    };
    for (entry, answer) in map {
        if !matches!(answer.as_str(), Some("same" | "different")) {
            let detail = format!("must be \"same\" or \"different\", not {answer}");
            out.push(Problem::new(Place::Key(here, entry).to_string(), detail));
        }
    }
}

fn check_words(value: &Value, known: &[&str], here: &Place<'_>, out: &mut Vec<Problem>) {
    let Value::Array(list) = value else {
        out.push(Problem::new(here.to_string(), format!("must be a list, not {value}")));
        return;
    };
    for (number, word) in list.iter().enumerate() {
        if !word.as_str().is_some_and(|word| known.contains(&word)) {
            let detail = format!("{word} is none of {}", known.join(", "));
            out.push(Problem::new(Place::Element(here, number).to_string(), detail));
        }
    }
}

/// Years of a date that is meant: another is a slip of the pen.
const YEARS: RangeInclusive<i16> = 1900..=2100;

/// A date `YYYY-MM-DD` of the calendar, of the years 1900 to 2100.
pub fn day(text: &str) -> Option<Date> {
    let day: Date = if text.len() == 10 { text.parse().ok()? } else { return None };
    YEARS.contains(&day.year()).then_some(day)
}

fn check_date(value: &Value, here: Place<'_>, out: &mut Vec<Problem>) {
    if value.as_str().and_then(day).is_none() {
        let years = format!("of the years {} to {}", YEARS.start(), YEARS.end());
        let detail = format!("{value} is no date {years}; write 2024-10-01");
        out.push(Problem::new(here.to_string(), detail));
    }
}

fn check_country(value: &Value, here: Place<'_>, out: &mut Vec<Problem>) {
    let fine = value.as_str().is_some_and(|code| code.is_empty() || country::is_known(code));
    if !fine {
        out.push(Problem::new(
            here.to_string(),
            format!("{value} is no ISO 3166-1 alpha-2 code; write two capital letters, for example \"DE\""),
        ));
    }
}
