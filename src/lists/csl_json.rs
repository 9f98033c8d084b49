//! `csl-json`: the Consolidated Screening List as JSON (bulk file or search answer), and the compact
//! projection of it (`fieldKey`, interned `tables`).

use serde::Deserialize;

use super::csl::{self, CslRow};
use super::csl_columns::Statistics;
use super::dates;
use super::error::Refusal;
use super::input::Input;
use super::json;
use super::ofac_csv;
use super::reading::{Reading, made_ids};

/// Whether the text looks like this format.
pub(super) fn guess(text: &str) -> bool {
    let start: String = text.chars().take(4000).collect();
    let bulk = start.contains("\"results\"")
        && (start.contains("\"source\"") || start.contains("\"search_performed_at\""));
    bulk || start.contains("\"fieldKey\"") || start.contains("\"countsBySource\"")
}

/// The bulk file.
#[derive(Deserialize)]
struct Bulk {
    #[serde(default)]
    search_performed_at: Option<String>,
    #[serde(default)]
    total: Option<u64>,
    results: Vec<serde_json::Value>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Item {
    id: Option<serde_json::Value>,
    source: Option<String>,
    entity_number: Option<serde_json::Value>,
    #[serde(rename = "type")]
    kind: Option<String>,
    programs: Option<Vec<String>>,
    name: Option<String>,
    title: Option<String>,
    addresses: Option<Vec<ItemAddress>>,
    federal_register_notice: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
    standard_order: Option<String>,
    license_requirement: Option<String>,
    license_policy: Option<String>,
    call_sign: Option<String>,
    vessel_type: Option<String>,
    gross_tonnage: Option<String>,
    gross_registered_tonnage: Option<String>,
    vessel_flag: Option<String>,
    vessel_owner: Option<String>,
    remarks: Option<String>,
    source_list_url: Option<String>,
    alt_names: Option<Vec<String>>,
    citizenships: Option<Vec<String>>,
    dates_of_birth: Option<Vec<String>>,
    nationalities: Option<Vec<String>>,
    places_of_birth: Option<Vec<String>>,
    source_information_url: Option<String>,
    ids: Option<Vec<ItemId>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ItemAddress {
    address: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ItemId {
    #[serde(rename = "type")]
    kind: Option<String>,
    number: Option<String>,
    country: Option<String>,
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?;
    if text.chars().take(4000).collect::<String>().contains("\"fieldKey\"")
        || text.contains("\"countsBySource\"")
    {
        return super::csl_projection::read(input, text, out);
    }
    let bulk: Bulk = json::parse(&input.name, text)?;
    out.published = bulk.search_performed_at.as_deref().and_then(dates::iso);
    if let Some(total) = bulk.total
        && total != bulk.results.len() as u64
    {
        out.refuse(
            "",
            format!(
                "`total` says {total} results, the file holds {}: truncated",
                bulk.results.len()
            ),
        );
    }
    let strong = ofac_csv::strong(input, out)?;
    let mut statistics = Statistics::default();
    for (number, value) in bulk.results.into_iter().enumerate() {
        out.rows += 1;
        let place = format!("/results/{number}");
        let item: Item = match serde_json::from_value(value) {
            Ok(item) => item,
            Err(error) => {
                out.unread(place, error.to_string());
                continue;
            }
        };
        let joined = Joined::new(&item);
        let row = joined.row(&item);
        statistics.add(&row);
        match csl::entry(&row, strong.as_ref()) {
            Ok(mut entry) => {
                split_addresses(&mut entry, &item);
                if let Some(strong) = &strong {
                    csl::complete(&mut entry, strong);
                }
                out.entries.push(entry);
            }
            Err(reason) => out.unread(place, reason),
        }
    }
    made_ids(&mut out.entries);
    statistics.judge(out);
    Ok(())
}

/// Cells of several values, joined as the CSV has them, and ids as texts.
struct Joined {
    id: String,
    entity_number: String,
    programs: String,
    addresses: Vec<String>,
    citizenships: String,
    dates_of_birth: String,
    nationalities: String,
    places_of_birth: String,
    ids: String,
}

impl Joined {
    fn new(item: &Item) -> Self {
        let join = |list: &Option<Vec<String>>| list.as_deref().unwrap_or_default().join("; ");
        let addresses = item.addresses.as_deref().unwrap_or_default().iter().map(|a| {
            let parts = [&a.address, &a.city, &a.state, &a.postal_code, &a.country];
            let parts = parts.into_iter().flatten().map(|p| p.trim()).filter(|p| !p.is_empty());
            parts.collect::<Vec<_>>().join(", ")
        });
        let ids = item.ids.as_deref().unwrap_or_default().iter().map(|id| {
            let parts = [&id.kind, &id.number, &id.country];
            let parts = parts.into_iter().flatten().map(|p| p.trim()).filter(|p| !p.is_empty());
            parts.collect::<Vec<_>>().join(", ")
        });
        Self {
            id: plain(item.id.as_ref()),
            entity_number: plain(item.entity_number.as_ref()),
            programs: join(&item.programs),
            addresses: addresses.filter(|a| !a.is_empty()).collect(),
            citizenships: join(&item.citizenships),
            dates_of_birth: join(&item.dates_of_birth),
            nationalities: join(&item.nationalities),
            places_of_birth: join(&item.places_of_birth),
            ids: ids.collect::<Vec<_>>().join("; "),
        }
    }

    fn row<'r>(&'r self, item: &'r Item) -> CslRow<'r> {
        fn text(value: &Option<String>) -> &str {
            value.as_deref().unwrap_or_default()
        }
        CslRow {
            id: if self.id.is_empty() { "none" } else { &self.id },
            source: text(&item.source),
            entity_number: &self.entity_number,
            kind: text(&item.kind),
            programs: &self.programs,
            name: text(&item.name),
            title: text(&item.title),
            addresses: self.addresses.iter().map(String::as_str).collect(),
            federal_register_notice: text(&item.federal_register_notice),
            start_date: text(&item.start_date),
            end_date: text(&item.end_date),
            standard_order: text(&item.standard_order),
            license_requirement: text(&item.license_requirement),
            license_policy: text(&item.license_policy),
            call_sign: text(&item.call_sign),
            vessel_type: text(&item.vessel_type),
            gross_tonnage: text(&item.gross_tonnage),
            gross_registered_tonnage: text(&item.gross_registered_tonnage),
            vessel_flag: text(&item.vessel_flag),
            vessel_owner: text(&item.vessel_owner),
            remarks: text(&item.remarks),
            source_list_url: text(&item.source_list_url),
            alt_names: item
                .alt_names
                .as_deref()
                .unwrap_or_default()
                .iter()
                .map(String::as_str)
                .collect(),
            citizenships: &self.citizenships,
            dates_of_birth: &self.dates_of_birth,
            nationalities: &self.nationalities,
            places_of_birth: &self.places_of_birth,
            source_information_url: text(&item.source_information_url),
            ids: &self.ids,
        }
    }
}

fn plain(value: Option<&serde_json::Value>) -> String {
    match value {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// JSON splits addresses where CSV does not: the parts go where they belong.
fn split_addresses(entry: &mut crate::model::ListEntry, item: &Item) {
    let given = item.addresses.as_deref().unwrap_or_default();
    for address in &mut entry.party.addresses {
        let same = given.iter().find(|a| {
            a.address
                .as_deref()
                .is_some_and(|t| !t.is_empty() && address.text.starts_with(t.trim()))
        });
        if let Some(same) = same {
            let part = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
            address.city = part(&same.city);
            address.region = part(&same.state);
            address.postal_code = part(&same.postal_code);
        }
    }
}
