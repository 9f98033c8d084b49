//! The compact projection of the Consolidated Screening List: one-letter keys, interned tables. It
//! has no addresses, dates or ids, and says so.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::csl::{self, CslRow};
use super::dates;
use super::error::Refusal;
use super::input::Input;
use super::json;
use super::ofac_csv;
use super::reading::{Reading, made_ids};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Projection {
    source_generated_at: Option<String>,
    entry_count: usize,
    counts_by_source: BTreeMap<String, usize>,
    tables: BTreeMap<String, Vec<String>>,
    entries: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    /// Name.
    n: String,
    /// Aliases.
    #[serde(default)]
    a: Vec<String>,
    /// Source.
    s: usize,
    /// Type.
    #[serde(default)]
    t: String,
    /// Countries of the addresses.
    #[serde(default)]
    c: Vec<String>,
    /// Entity number.
    #[serde(default)]
    e: String,
    /// License requirement.
    lr: Option<usize>,
    /// License policy.
    lp: Option<usize>,
    /// Programs.
    pg: Option<usize>,
    /// Federal Register notice.
    #[serde(default)]
    fr: String,
    /// Source list address.
    u: Option<usize>,
}

/// Reads a projection.
pub(super) fn read(input: &Input, text: &str, out: &mut Reading) -> Result<(), Refusal> {
    let file: Projection = json::parse(&input.name, text)?;
    out.published = file.source_generated_at.as_deref().and_then(dates::iso);
    let table = |key: &str| {
        let found = file.tables.iter().find(|(name, _)| name.to_lowercase().contains(key));
        found.map(|(_, values)| values.as_slice()).unwrap_or_default()
    };
    let (sources, requirements, policies, programs, urls) =
        (table("source"), table("requirement"), table("polic"), table("program"), table("url"));
    if file.entry_count != file.entries.len() {
        let (says, holds) = (file.entry_count, file.entries.len());
        out.refuse("", format!("`entryCount` says {says}, the file holds {holds}: truncated"));
    }
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let strong = ofac_csv::strong(input, out)?;
    for (number, item) in file.entries.iter().enumerate() {
        out.rows += 1;
        let at = |table: &'_ [String], index: Option<usize>| {
            index.map_or(Some(String::new()), |i| table.get(i).cloned())
        };
        let cells = (
            at(sources, Some(item.s)),
            at(requirements, item.lr),
            at(policies, item.lp),
            at(programs, item.pg),
            at(urls, item.u),
        );
        let (Some(source), Some(requirement), Some(policy), Some(program), Some(url)) = cells
        else {
            out.unread(format!("/entries/{number}"), "an index beyond its table");
            continue;
        };
        if let Some(name) = sources.get(item.s) {
            *counted.entry(name).or_default() += 1;
        }
        let row = CslRow {
            id: "none",
            source: &source,
            entity_number: &item.e,
            kind: &item.t,
            programs: &program,
            name: &item.n,
            addresses: item.c.iter().map(String::as_str).collect(),
            federal_register_notice: &item.fr,
            license_requirement: &requirement,
            license_policy: &policy,
            source_list_url: &url,
            source_information_url: &url,
            alt_names: item.a.iter().map(String::as_str).collect(),
            ..CslRow::default()
        };
        match csl::entry(&row, strong.as_ref()) {
            Ok(mut entry) => {
                if let Some(strong) = &strong {
                    csl::complete(&mut entry, strong);
                }
                out.entries.push(entry);
            }
            Err(reason) => out.unread(format!("/entries/{number}"), reason),
        }
    }
    for (source, says) in &file.counts_by_source {
        let holds = counted.get(source.as_str()).copied().unwrap_or(0);
        if holds != *says {
            out.refuse(
                "",
                format!("`countsBySource` says {says} of {source}, the file holds {holds}"),
            );
        }
    }
    out.warn("a projection of the list: addresses, dates, identifiers and remarks are not in it");
    made_ids(&mut out.entries);
    Ok(())
}
