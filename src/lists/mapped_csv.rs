//! `csv`: any comma-separated list with a mapping file beside it (`NAME.map.toml` for `NAME.csv`).
//!
//! ```toml
//! schema = 1
//! delimiter = ","              # one character; default ","
//! join = "; "                  # what separates several values in a cell; default "; "
//!
//! [list]
//! id = "ACME-INTERNAL"
//! published = 2026-01-31       # optional
//! hit = "hold_for_review"      # optional: what a hit means where no rule names the list (advisory,
//!                              # hold_for_review, license_required, prohibited)
//!
//! [columns]                    # key = the column's name in the header
//! name = "Company"             # required; the others are optional
//! id = "No."
//! aliases = "Other names"
//! weak_aliases = "Nicknames"
//! former_names = "Formerly"
//! native_name = "Name (original)"
//! kind = "Type"
//! country = "Country"
//! address = "Address"
//! city = "Town"
//! programs = "Program"
//! listed = "Since"
//! removed = "Until"
//! citation = "Notice"
//! remarks = "Comment"
//! date_of_birth = "Born"
//! requirement = "License requirement"
//! review = "License policy"
//! ```

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::columns::Columns;
use super::countries;
use super::dates;
use super::error::{ListsError, Refusal, shorten};
use super::input::Input;
use super::legal_text;
use super::reading::{Reading, add_country, add_name, made_ids};
use super::table::Rows;
use super::toml_table::{Problems, Table};
use crate::model::{
    Address, Date, Footnote, Interval, Level, ListEntry, Name, NameKind, PartyKind,
};

/// Keys of `[columns]`.
const KEYS: &[&str] = &[
    "name",
    "id",
    "aliases",
    "weak_aliases",
    "former_names",
    "native_name",
    "kind",
    "country",
    "address",
    "city",
    "programs",
    "listed",
    "removed",
    "citation",
    "remarks",
    "date_of_birth",
    "requirement",
    "review",
];

struct Mapping {
    list: String,
    published: Option<Date>,
    hit: Option<Level>,
    delimiter: u8,
    join: String,
    /// Our key -> the header's name.
    columns: BTreeMap<&'static str, String>,
}

/// Reads a file with its mapping.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let Some(mapping) = input.beside.get("mapping") else {
        return Err(Refusal::whole(
            &input.name,
            "a CSV of no known layout needs a mapping file beside it, named like it with .map.toml",
        ));
    };
    let mapping = match mapping_of(mapping) {
        Ok(mapping) => mapping,
        Err(error) => {
            out.refusals.extend(error.refusals);
            return Ok(());
        }
    };
    out.has_end = false;
    mapping.list.clone_into(&mut out.id);
    out.published = mapping.published;
    out.hit = mapping.hit;
    let text = input.text(&mut out.warnings)?.to_owned();
    if !text.ends_with('\n') && !text.ends_with('"') {
        out.warn("the last row has no line end");
    }
    let mut rows = Rows::new(&text, mapping.delimiter);
    let Some(header) = rows.next() else {
        return Err(Refusal::whole(&input.name, "no header"));
    };
    let columns = Columns::new(header.fields.iter().map(AsRef::as_ref));
    for name in mapping.columns.values().filter(|name| !columns.has(name)) {
        out.refuse("line 1", format!("the mapping names a column `{name}` that is not there"));
    }
    for row in rows.by_ref() {
        if row.is_blank() {
            continue;
        }
        out.rows += 1;
        let place = format!("line {}", row.line);
        if row.fault.is_some() || row.fields.len() != columns.width {
            let wrong = format!("{} columns instead of {}", row.fields.len(), columns.width);
            out.unread(place, row.fault.clone().unwrap_or(wrong));
            continue;
        }
        let cell =
            |key: &str| mapping.columns.get(key).map_or("", |name| columns.cell(&row.fields, name));
        match entry(&mapping, &cell) {
            Ok(entry) => out.entries.push(entry),
            Err(reason) => out.unread(place, reason),
        }
    }
    rows.finish(&input.name)?;
    made_ids(&mut out.entries);
    Ok(())
}

fn entry<'r>(mapping: &Mapping, cell: &dyn Fn(&str) -> &'r str) -> Result<ListEntry, String> {
    let name = cell("name");
    if !name.chars().any(char::is_alphanumeric) {
        return Err("no name".to_owned());
    }
    let several = |key: &str| {
        cell(key)
            .split(mapping.join.as_str())
            .map(str::trim)
            .filter(|v| !v.is_empty())
            .collect::<Vec<_>>()
    };
    let mut entry = ListEntry::new(&mapping.list, cell("id"), name);
    for (key, kind) in [
        ("aliases", NameKind::Alias),
        ("weak_aliases", NameKind::WeakAlias),
        ("former_names", NameKind::Former),
    ] {
        for alias in several(key) {
            add_name(&mut entry, alias, kind);
        }
    }
    for native in several("native_name") {
        entry.party.names.push(Name::new(native, NameKind::NativeScript));
    }
    entry.party.kind = match cell("kind").to_lowercase().as_str() {
        "individual" | "person" => PartyKind::Individual,
        "entity" | "organization" | "organisation" | "company" => PartyKind::Organization,
        "vessel" | "ship" => PartyKind::Vessel,
        "aircraft" => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    };
    for country in several("country") {
        let code = countries::code(country);
        if code.is_none() {
            return Err(format!("`{}` is no country", shorten(country)));
        }
        add_country(&mut entry, code.as_deref());
    }
    let country = entry.party.countries.first().cloned();
    for address in several("address") {
        let city = Some(cell("city").to_owned()).filter(|c| !c.is_empty());
        entry.party.addresses.push(Address {
            city,
            country: country.clone(),
            ..Address::line(address)
        });
    }
    entry.programs = several("programs").into_iter().map(str::to_owned).collect();
    entry.citations = several("citation").into_iter().map(str::to_owned).collect();
    entry.party.dates_of_birth = several("date_of_birth").into_iter().map(dates::birth).collect();
    for (key, into) in [("listed", &mut entry.listed), ("removed", &mut entry.removed)] {
        let text = cell(key);
        *into = dates::any(text);
        if into.is_none() && !text.is_empty() {
            return Err(format!("`{}` is no date", shorten(text)));
        }
    }
    entry.remarks = Some(cell("remarks").to_owned()).filter(|text| !text.is_empty());
    if !cell("requirement").is_empty() {
        entry.requirements.push(legal_text::requirement(cell("requirement")));
        let undated = |number| Footnote { number, span: Interval::default() };
        entry.footnotes =
            legal_text::footnotes(cell("requirement")).into_iter().map(undated).collect();
    }
    if !cell("review").is_empty() {
        entry.review = Some(legal_text::review(cell("review")));
    }
    Ok(entry)
}

fn mapping_of(input: &Input) -> Result<Mapping, ListsError> {
    let mut warnings = Vec::new();
    let text = input.text(&mut warnings)?;
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut problems = Problems::new(&input.name, text);
    for error in errors {
        problems.add(error.span().map_or(0, |span| span.start), error.message().to_owned());
    }
    let mut root = Table::new("the mapping", document.get_ref(), 0);
    if root.number("schema", &mut problems) != Some(1) {
        problems.add(0, "the mapping must begin with `schema = 1`");
    }
    let delimiter = root.text("delimiter", &mut problems).unwrap_or_else(|| ",".to_owned());
    let join = root.text("join", &mut problems).unwrap_or_else(|| "; ".to_owned());
    let mut mapping = Mapping {
        list: String::new(),
        published: None,
        hit: None,
        delimiter: b',',
        join,
        columns: BTreeMap::new(),
    };
    match delimiter.as_bytes() {
        [one] => mapping.delimiter = *one,
        _ => problems.add(0, "`delimiter` must be one ASCII character"),
    }
    for key in ["list", "columns"] {
        let Some(DeValue::Table(inner)) = root.take(key).map(toml::Spanned::get_ref) else {
            problems.add(0, format!("the mapping lacks the table `[{key}]`"));
            continue;
        };
        let mut table = Table::new(key, inner, 0);
        if key == "list" {
            mapping.list = table.required("id", &mut problems).unwrap_or_default();
            mapping.published = table.date("published", &mut problems);
            mapping.hit = table.hit(&mut problems);
            table.text("title", &mut problems);
        } else {
            for name in KEYS {
                if let Some(column) = table.text(name, &mut problems) {
                    mapping.columns.insert(name, column);
                }
            }
            if !mapping.columns.contains_key("name") {
                problems.add(0, "`columns` lacks the key `name`");
            }
        }
        table.finish(&mut problems);
    }
    root.finish(&mut problems);
    if problems.refusals.is_empty() {
        Ok(mapping)
    } else {
        Err(ListsError::many(problems.refusals))
    }
}
