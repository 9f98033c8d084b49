//! `ftm`: FollowTheMoney entities, one JSON object a line, as OpenSanctions publishes every dataset
//! (flat or nested). An entity of several datasets is an entry of each of their lists.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::countries;
use super::dates;
use super::error::{Refusal, shorten};
use super::eu_xml::is_native;
use super::input::Input;
use super::json;
use super::reading::{Reading, add_country, add_name};
use crate::model::{Address, Identifier, ListEntry, ListId, Name, NameKind, PartyKind};

#[derive(Deserialize)]
struct Entity {
    id: String,
    schema: String,
    #[serde(default)]
    caption: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    datasets: Vec<String>,
    #[serde(default)]
    target: Option<bool>,
}

/// Datasets that are one list known here. Those that hold several (`us_trade_csl`, `us_ofac_cons`),
/// and those of no government, keep their name as the id of a list.
const DATASETS: &[(&str, &str)] = &[
    ("us_ofac_sdn", "US-OFAC-SDN"),
    ("us_bis_denied", "US-BIS-DPL"),
    ("eu_fsf", "EU-FSF"),
    ("un_sc_sanctions", "UN-SC"),
    ("gb_fcdo_sanctions", "UK-FCDO"),
    ("gb_hmt_sanctions", "UK-FCDO"),
    ("au_dfat_sanctions", "AU-DFAT"),
    ("ca_dfatd_sema_sanctions", "CA-SEMA"),
    ("jp_meti_eul", "JP-METI-EUL"),
    ("us_dod_chinese_milcorps", "US-DOD-1260H"),
    ("us_dhs_uflpa", "US-DHS-UFLPA"),
    ("us_ddtc_debarred", "US-DDTC-DTC"),
    ("us_state_nonproliferation", "US-STATE-ISN"),
    ("us_fcc_covered_list", "US-FCC-COVERED"),
];

/// The list of entities whose exporter names no dataset.
const NO_DATASET: &str = "FTM";

/// Whether the first line is an entity.
pub(super) fn guess(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.starts_with('{') && first.contains("\"schema\"") && first.contains("\"properties\"")
}

/// Reads a file line by line.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    out.has_end = false;
    let text = input.text(&mut out.warnings)?.to_owned();
    json::guard(&input.name, &text)?;
    let mut relations: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut captions: BTreeMap<String, String> = BTreeMap::new();
    let mut others = 0_u64;
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        out.rows += 1;
        let place = format!("line {}", number + 1);
        let entity: Entity = match serde_json::from_str(line) {
            Ok(entity) => entity,
            Err(error) => {
                let last = number + 1 == text.lines().count();
                if last && error.is_eof() {
                    out.refuse(&place, "the file ends inside this line: truncated");
                }
                out.unread(place, error.to_string());
                continue;
            }
        };
        if let Some(caption) = &entity.caption {
            captions.insert(entity.id.clone(), caption.clone());
        }
        match party_kind(&entity.schema) {
            Some(kind) => match entry(&entity, kind) {
                Ok(entry) => out.entries.extend(on_each_list(&entity, &entry)),
                Err(reason) => out.unread(place, reason),
            },
            None => {
                others += 1;
                relate(&entity, &mut relations);
            }
        }
    }
    for entry in &mut out.entries {
        for other in relations.get(&entry.id).into_iter().flatten() {
            entry.linked_to.extend(captions.get(other).cloned());
        }
    }
    if others > 0 {
        out.warn(format!("{others} rows are positions, addresses and relations, not parties"));
    }
    out.row_per_entry = false;
    Ok(())
}

/// The kind of party that a schema describes; `None` for what is no party.
fn party_kind(schema: &str) -> Option<PartyKind> {
    Some(match schema {
        "Person" => PartyKind::Individual,
        "Company" | "Organization" | "PublicBody" => PartyKind::Organization,
        "LegalEntity" => PartyKind::Unknown,
        "Vessel" => PartyKind::Vessel,
        "Airplane" => PartyKind::Aircraft,
        _ => return None,
    })
}

/// The values of a property: an array, or one value where an exporter did not wrap it.
fn values(value: Option<&serde_json::Value>) -> &[serde_json::Value] {
    match value {
        Some(serde_json::Value::Array(values)) => values,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

fn texts<'e>(entity: &'e Entity, key: &str) -> Vec<&'e str> {
    values(entity.properties.get(key))
        .iter()
        .filter_map(|value| match value {
            serde_json::Value::String(text) => Some(text.as_str()),
            // Nested form: the object's caption or id.
            serde_json::Value::Object(inner) => inner.get("caption").and_then(|v| v.as_str()),
            _ => None,
        })
        .collect()
}

fn entry(entity: &Entity, kind: PartyKind) -> Result<ListEntry, String> {
    let names = texts(entity, "name");
    let first = entity.caption.as_deref().or(names.first().copied()).unwrap_or_default();
    if !first.chars().any(char::is_alphanumeric) {
        return Err(format!("entity `{}` has no name", shorten(&entity.id)));
    }
    if entity.id.is_empty() {
        return Err("no id".to_owned());
    }
    let mut entry = ListEntry::new(NO_DATASET, &entity.id, first);
    entry.party.kind = kind;
    for (key, kind) in [
        ("name", NameKind::Alias),
        ("alias", NameKind::Alias),
        ("weakAlias", NameKind::WeakAlias),
        ("previousName", NameKind::Former),
        ("abbreviation", NameKind::Acronym),
    ] {
        for text in texts(entity, key) {
            if is_native(text) && !entry.party.names.iter().any(|n| n.text == text) {
                entry.party.names.push(Name::new(text, NameKind::NativeScript));
            } else {
                add_name(&mut entry, text, kind);
            }
        }
    }
    for key in ["country", "nationality", "jurisdiction", "citizenship", "flag", "mainCountry"] {
        for code in texts(entity, key) {
            add_country(&mut entry, countries::code(&code.to_uppercase()).as_deref());
        }
    }
    entry.party.dates_of_birth = texts(entity, "birthDate").into_iter().map(dates::birth).collect();
    entry.party.gender = texts(entity, "gender").first().map(|g| (*g).to_owned());
    for text in texts(entity, "address").into_iter().chain(texts(entity, "addressEntity")) {
        entry.party.addresses.push(Address::line(text));
    }
    ids(&mut entry, entity);
    entry.programs = texts(entity, "program")
        .into_iter()
        .chain(texts(entity, "programId"))
        .map(str::to_owned)
        .collect();
    for topic in texts(entity, "topics") {
        entry.codes.push(format!("topic={topic}"));
    }
    if entity.target == Some(false) {
        entry.codes.push("target=false".to_owned());
    }
    let notes = texts(entity, "notes");
    entry.remarks = (!notes.is_empty()).then(|| notes.join("; "));
    entry.linked_to = nested_links(entity);
    Ok(entry)
}

/// The entry on each list that the entity stands on.
fn on_each_list(entity: &Entity, entry: &ListEntry) -> Vec<ListEntry> {
    let list = |set: &String| {
        let known = DATASETS.iter().find(|(name, _)| name == set).map(|(_, list)| *list);
        known.unwrap_or(set).to_owned()
    };
    let mut lists: Vec<String> = entity.datasets.iter().map(list).collect();
    lists.sort();
    lists.dedup();
    if lists.is_empty() {
        return vec![entry.clone()];
    }
    lists.into_iter().map(|list| ListEntry { list: ListId(list), ..entry.clone() }).collect()
}

fn ids(entry: &mut ListEntry, entity: &Entity) {
    for (key, kind) in [
        ("imoNumber", "imo"),
        ("mmsi", "mmsi"),
        ("swiftBic", "bic"),
        ("leiCode", "lei"),
        ("registrationNumber", "registration"),
        ("taxNumber", "tax"),
        ("innCode", "inn"),
        ("ogrnCode", "ogrn"),
        ("okpoCode", "okpo"),
        ("passportNumber", "passport"),
        ("idNumber", "national_id"),
        ("uscCode", "uscc"),
        ("isin", "isin"),
        ("vatCode", "vat"),
        ("dunsCode", "duns"),
        ("wikidataId", "wikidata"),
    ] {
        for number in texts(entity, key) {
            entry.party.identifiers.push(Identifier {
                kind: kind.to_owned(),
                number: number.to_owned(),
                country: None,
            });
        }
    }
}

/// Captions of parties that the nested form holds inside relations.
fn nested_links(entity: &Entity) -> Vec<String> {
    const RELATIONS: &[&str] = &[
        "ownershipOwner",
        "ownershipAsset",
        "directorshipDirector",
        "unknownLinkTo",
        "associates",
        "familyPerson",
    ];
    let mut out = Vec::new();
    for (key, values) in &entity.properties {
        if !RELATIONS.contains(&key.as_str()) {
            continue;
        }
        for value in self::values(Some(values)) {
            let inner = value.get("properties").and_then(|p| p.as_object());
            for part in
                inner.into_iter().flat_map(|p| p.values()).filter_map(|v| v.as_array()).flatten()
            {
                if let Some(caption) = part.get("caption").and_then(|c| c.as_str()) {
                    out.push(caption.to_owned());
                }
            }
        }
    }
    out
}

/// Ownership and other relations of the flat form, by id.
fn relate(entity: &Entity, relations: &mut BTreeMap<String, Vec<String>>) {
    let ends = [("owner", "asset"), ("subject", "object"), ("director", "organization")];
    for (from, to) in ends {
        for asset in texts(entity, to) {
            for owner in texts(entity, from) {
                relations.entry(asset.to_owned()).or_default().push(owner.to_owned());
                relations.entry(owner.to_owned()).or_default().push(asset.to_owned());
            }
        }
    }
}
