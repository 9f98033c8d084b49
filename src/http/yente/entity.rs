//! A list entry -> a FollowTheMoney entity.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::schemata;
use crate::http::snapshot::Snapshot;
use crate::model::{Date, EntryStatus, Interval, ListEntry, NameKind, PartyKind};

/// The dataset of a list: its id in small letters and underscores.
pub(super) fn dataset(list: &str) -> String {
    letters_of_dataset(list).collect()
}

/// Whether a list is the dataset of this name.
pub(super) fn is_dataset(list: &str, name: &str) -> bool {
    letters_of_dataset(list).eq(name.chars())
}

fn letters_of_dataset(list: &str) -> impl Iterator<Item = char> {
    list.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
}

/// Whether the entry is in force on the day: what the facade calls a target.
pub(super) fn is_target(entry: &ListEntry, day: Date) -> bool {
    entry.is_listed_on(day)
}

/// The topics that entries have; [`topics`] gives these alone.
pub(super) const TOPICS: [&str; 4] = ["sanction", "export.control", "corp.risk", "sanction.linked"];

/// Topics of FollowTheMoney that fit the list.
pub(super) fn topics(entry: &ListEntry) -> Vec<&'static str> {
    if matches!(entry.status, EntryStatus::Reported | EntryStatus::Named) {
        return Vec::new();
    }
    let list = entry.list.as_str();
    let control = ["US-BIS", "JP-METI", "CN-MOFCOM", "US-DHS", "US-DDTC", "US-ISN"];
    if control.iter().any(|beginning| list.starts_with(beginning)) {
        vec!["export.control"]
    } else if list.starts_with("US-DOD") || list.contains("CMIC") {
        vec!["corp.risk", "sanction.linked"]
    } else {
        vec!["sanction"]
    }
}

/// The properties of an entry: lists of texts by name.
pub(super) fn properties(entry: &ListEntry) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |key: &str, text: &str| {
        let values = all.entry(key.to_owned()).or_default();
        if !text.is_empty() && !values.iter().any(|known| known == text) {
            values.push(text.to_owned());
        }
    };
    let party = &entry.party;
    for name in &party.names {
        let key = match name.kind {
            NameKind::Primary => "name",
            NameKind::Alias | NameKind::NativeScript => "alias",
            NameKind::WeakAlias => "weakAlias",
            NameKind::Former => "previousName",
            NameKind::Acronym => "abbreviation",
        };
        add(key, &name.text);
        if party.kind == PartyKind::Individual
            && let Some((last, first)) = name.text.split_once(", ")
        {
            add("lastName", last);
            add("firstName", first);
        }
    }
    for country in &party.countries {
        add("country", &country.to_lowercase());
    }
    for address in &party.addresses {
        add("address", &address.text);
        if let Some(country) = &address.country {
            add("country", &country.to_lowercase());
        }
    }
    for date in &party.dates_of_birth {
        add("birthDate", date);
    }
    add("gender", party.gender.as_deref().unwrap_or(""));
    for identifier in &party.identifiers {
        add(identifier_property(&identifier.kind), &identifier.number);
    }
    for topic in topics(entry) {
        add("topics", topic);
    }
    for program in &entry.programs {
        add("programId", program);
    }
    add("notes", entry.remarks.as_deref().unwrap_or(""));
    all.retain(|_, values| !values.is_empty());
    all
}

/// The property of a kind of identifier.
fn identifier_property(kind: &str) -> &'static str {
    match kind {
        "imo" => "imoNumber",
        "mmsi" => "mmsi",
        "call_sign" => "callSign",
        "passport" => "passportNumber",
        "lei" => "leiCode",
        "bic" | "swift" => "swiftBic",
        "inn" => "innCode",
        "ogrn" => "ogrnCode",
        "uscc" => "uscCode",
        "tax" => "taxNumber",
        "registration" => "registrationNumber",
        _ => "idNumber",
    }
}

fn moment(day: Option<Date>) -> Value {
    day.map_or(Value::Null, |day| Value::from(format!("{day}T00:00:00")))
}

/// The day on which the edition of an entry was published, else retrieved.
pub(super) fn published(snapshot: &Snapshot, entry: &ListEntry) -> Option<Date> {
    published_under(snapshot, &snapshot.entities().id(entry))
}

fn published_under(snapshot: &Snapshot, id: &str) -> Option<Date> {
    let (edition, _) = snapshot.entities().place(id)?;
    let provenance = &snapshot.all().get(edition)?.provenance;
    provenance.published.or(provenance.retrieved)
}

/// The entity of an entry, without neighbors.
pub(super) fn entity(snapshot: &Snapshot, entry: &ListEntry, day: Date) -> Map<String, Value> {
    let id = snapshot.entities().id(entry);
    let published = published_under(snapshot, &id);
    let mut map = Map::new();
    map.insert("id".to_owned(), id.into());
    map.insert("caption".to_owned(), entry.party.caption().into());
    map.insert("schema".to_owned(), schemata::of_kind(entry.party.kind).into());
    map.insert("properties".to_owned(), json!(properties(entry)));
    map.insert("datasets".to_owned(), json!([dataset(entry.list.as_str())]));
    map.insert("referents".to_owned(), json!([referent(entry)]));
    map.insert("target".to_owned(), is_target(entry, day).into());
    map.insert("first_seen".to_owned(), moment(entry.listed.or(published)));
    map.insert("last_seen".to_owned(), moment(published));
    map.insert("last_change".to_owned(), moment(own_change(entry, day).or(published)));
    map
}

/// Another id of the entry: the list's id and the publisher's.
pub(super) fn referent(entry: &ListEntry) -> String {
    format!("{}:{}", entry.list.0, entry.id)
}

/// The last day up to `day` on which the entry is known to have changed: by what it says itself,
/// else by its publication.
pub(super) fn last_change(snapshot: &Snapshot, entry: &ListEntry, day: Date) -> Option<Date> {
    own_change(entry, day).or_else(|| published(snapshot, entry))
}

fn own_change(entry: &ListEntry, day: Date) -> Option<Date> {
    let spans = entry.party.names.iter().map(|name| name.span);
    let spans = spans.chain(entry.requirements.iter().map(|requirement| requirement.span));
    let spans = spans.chain(entry.footnotes.iter().map(|footnote| footnote.span));
    let days = spans.flat_map(|Interval { from, until }| [from, until]).flatten();
    let days = days.chain(entry.listed).chain(entry.removed).filter(|change| *change <= day);
    days.max()
}

/// What follows the id of an entity in the id of its listing.
pub(super) const LISTING: &str = ".listing";

/// The listing itself as an entity: authority, program, dates, citation.
pub(super) fn sanction(snapshot: &Snapshot, entry: &ListEntry, day: Date) -> Map<String, Value> {
    let own = entity(snapshot, entry, day);
    let mut properties: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let id = snapshot.entities().id(entry);
    properties.insert("entity", vec![id.clone()]);
    properties.insert("authority", vec![entry.list.0.clone()]);
    properties.insert("program", entry.programs.clone());
    properties.insert("authorityId", vec![entry.id.clone()]);
    properties.insert("reason", entry.citations.clone());
    let texts = entry.requirements.iter().map(|requirement| requirement.raw.clone());
    properties.insert("provisions", texts.collect());
    properties.insert("listingDate", entry.listed.iter().map(ToString::to_string).collect());
    properties.insert("startDate", entry.listed.iter().map(ToString::to_string).collect());
    properties.insert("endDate", entry.removed.iter().map(ToString::to_string).collect());
    properties.retain(|_, values| !values.is_empty());
    let mut map = own;
    map.insert("id".to_owned(), format!("{id}{LISTING}").into());
    map.insert("caption".to_owned(), entry.list.0.clone().into());
    map.insert("schema".to_owned(), "Sanction".into());
    map.insert("properties".to_owned(), json!(properties));
    map.insert("target".to_owned(), false.into());
    map.insert("referents".to_owned(), json!([]));
    map
}
