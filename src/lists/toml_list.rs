//! Our own list format, TOML: `toml`.
//!
//! In: one TOML document. Out: one [`Edition`], or every problem of the document with its line.
//! Unknown keys are refused. Dates are TOML dates or texts `YYYY-MM-DD`; a span begins on its
//! `from` and ends before its `until`. A file may hold entries of several lists: an entry's `list`
//! overrides that of the file.
//!
//! ```toml
//! schema = 1
//!
//! [list]
//! id = "US-BIS-EL"                     # required; see `list_ids`
//! title = "Entity List"                # required
//! publisher = "Bureau of Industry and Security"
//! authority = ["15 CFR 744.11"]        # text or texts
//! source = "https://..."               # where the facts were read
//! published = 2026-07-31               # date of the edition
//! retrieved = 2026-08-01
//! review = "Presumption of denial"     # policy of entries that state none
//! hit = "hold_for_review"              # what a hit means where no rule names the list: advisory,
//!                                      # hold_for_review, license_required, prohibited
//!
//! [[entry]]
//! name = "Example Optics Co., Ltd."    # required unless kind = "address"
//! id = "example-optics"                # else made of list, name and country
//! list = "US-BIS-EL"                   # else that of the file
//! kind = "organization"                # individual, organization, vessel, aircraft, address
//! aliases = ["Example Optics", { name = "EOC", kind = "acronym", from = 2020-01-01 }]
//!                                      # kind: alias, weak, former, acronym, native, primary
//! native_names = ["..."]               # the same shapes
//! country = "CN"                       # or countries = ["CN", "HK"]
//! addresses = ["1 Example Road, Beijing", { text = "...", city = "...", country = "CN" }]
//! identifiers = { registration = "123", imo = ["1", "2"] }
//!                                      # or [{ kind = "...", number = "...", country = "CN" }]
//! dates_of_birth = ["1970-01-31", "1970"]
//! listed = 2020-01-01                  # first day on the list
//! removed = 2024-01-01                 # first day no longer on it
//! effective = 2020-03-01               # day from which the prohibition binds, where later
//! status = "listed"                    # listed, removed, reported, named
//! requirement = "For all items subject to the EAR (See § 744.11 of the EAR)"
//! requirement_changes = [{ from = 2021-06-01, requirement = "...", except = "...", cite = "..." }]
//! review = "Presumption of denial"
//! footnotes = [4, { fn = 1, from = 2020-05-15, until = 2025-01-01 }]
//! directives = [2, 4]                  # SSI
//! programs = ["SDGT"]
//! cite = ["80 FR 8524"]                # text or texts
//! document = "press-release.txt"       # the document that names the party
//! linked_to = ["Example Holding"]
//! parent = "Example Group"
//! remarks = "..."
//! codes = ["concern=N"]                # key=value
//! unverified = "day of removal"        # what could not be checked against the official list
//! ```

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::error::{ListsError, Refusal};
use super::legal_text;
use super::toml_table::{Problems, Table, Value, number_of, text_of};
use crate::model::{
    Address, Edition, EntryStatus, Footnote, Identifier, Interval, Level, LicenseRequirement,
    ListEntry, Name, NameKind, PartyKind, Provenance, country,
};

/// The version of the format that this program reads.
const SCHEMA: u8 = 1;

/// What the head of a file says for all of its entries.
struct Head {
    list: String,
    review: Option<String>,
    hit: Option<Level>,
    provenance: Provenance,
}

/// Reads a list file.
///
/// # Errors
///
/// Every problem of the file, each with its line: syntax, unknown or missing keys, wrong types,
/// impossible dates, unknown kinds, ids used twice.
pub fn read(file: &str, text: &str) -> Result<Edition, ListsError> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut problems = Problems::new(file, text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        problems.add(at, error.message().to_owned());
    }
    if !problems.refusals.is_empty() {
        return Err(ListsError::many(problems.refusals));
    }
    let mut root = Table::new("the file", document.get_ref(), 0);
    if root.number("schema", &mut problems) != Some(SCHEMA) {
        problems.add(0, format!("the file must begin with `schema = {SCHEMA}`"));
    }
    let head = head(&mut root, &mut problems);
    let mut entries = Vec::new();
    for value in root.array("entry", &mut problems) {
        if let Some(table) = table_of(value, "entry", &mut problems) {
            entries.extend(entry(table, &head, file, &mut problems));
        }
    }
    if entries.is_empty() {
        problems.add(0, "the file holds no `[[entry]]`");
    }
    root.finish(&mut problems);
    same_ids(&entries, file, &mut problems.refusals);
    if !problems.refusals.is_empty() {
        return Err(ListsError::many(problems.refusals));
    }
    let rows = u64::try_from(entries.len()).unwrap_or(u64::MAX);
    let warnings = legal_text::unparsed(&entries);
    Ok(Edition {
        id: head.list,
        hit: head.hit,
        provenance: Provenance { rows, ..head.provenance },
        entries,
        unread: Vec::new(),
        warnings,
        ..Edition::default()
    })
}

/// The `[list]` table.
fn head(root: &mut Table<'_, '_>, problems: &mut Problems<'_>) -> Head {
    let mut head = Head {
        list: String::new(),
        review: None,
        hit: None,
        provenance: Provenance { format: "toml".to_owned(), ..Provenance::default() },
    };
    let Some(mut list) = root.take("list").and_then(|value| table_of(value, "list", problems))
    else {
        problems.add(root.start(), "the file lacks the table `[list]`");
        return head;
    };
    head.list = list.required("id", problems).unwrap_or_default();
    list.required("title", problems);
    list.text("publisher", problems);
    list.texts("authority", problems);
    head.provenance.source = list.text("source", problems).unwrap_or_default();
    head.provenance.published = list.date("published", problems);
    head.provenance.retrieved = list.date("retrieved", problems);
    head.review = list.text("review", problems);
    head.hit = list.hit(problems);
    list.finish(problems);
    head
}

/// One `[[entry]]`.
fn entry(
    mut table: Table<'_, '_>,
    head: &Head,
    file: &str,
    problems: &mut Problems<'_>,
) -> Option<ListEntry> {
    let start = table.start();
    let kind = kind(&mut table, problems);
    let name = table.text("name", problems);
    if name.is_none() && kind != PartyKind::Address {
        problems.add(start, "`entry` lacks the key `name`");
    }
    let list = table.text("list", problems).unwrap_or_else(|| head.list.clone());
    let mut entry = ListEntry::new(&list, "", name.clone().unwrap_or_default());
    if name.is_none() {
        entry.party.names.clear();
    }
    entry.party.kind = kind;
    party(&mut table, &mut entry, problems);
    listing(&mut table, &mut entry, problems);
    legal(&mut table, &mut entry, head, problems);
    entry.source = table.text("document", problems).or_else(|| Some(file.to_owned()));
    entry.unverified = table.text("unverified", problems);
    let label = name.or_else(|| entry.party.addresses.first().map(|a| a.text.clone()));
    let label = label.unwrap_or_default();
    if label.is_empty() && kind == PartyKind::Address {
        problems.add(start, "an entry of kind `address` needs `addresses`");
    }
    let country = entry.party.countries.first().map_or("", String::as_str);
    entry.id = table.text("id", problems).unwrap_or_else(|| made_id(&list, &label, country));
    table.finish(problems);
    Some(entry)
}

/// The id of an entry whose publisher gives none: list, name and country in lower case.
fn made_id(list: &str, name: &str, country: &str) -> String {
    super::entry_id::made(list, name, country)
}

/// Names, addresses, identifiers, countries.
fn party(table: &mut Table<'_, '_>, entry: &mut ListEntry, problems: &mut Problems<'_>) {
    for (key, kind) in [("aliases", NameKind::Alias), ("native_names", NameKind::NativeScript)] {
        for value in table.array(key, problems) {
            entry.party.names.extend(name(value, key, kind, problems));
        }
    }
    let countries: Vec<String> =
        ["country", "countries"].into_iter().flat_map(|key| table.texts(key, problems)).collect();
    for code in &countries {
        if !country::is_known(code) {
            problems.add(
                table.start(),
                format!("`country` must be an ISO 3166-1 alpha-2 code, not `{code}`"),
            );
        }
    }
    let only = (countries.len() == 1).then(|| countries.first().cloned()).flatten();
    entry.party.countries = countries;
    for value in table.array("addresses", problems) {
        entry.party.addresses.extend(address(value, only.as_ref(), problems));
    }
    identifiers(table, entry, problems);
    entry.party.dates_of_birth = table.texts("dates_of_birth", problems);
}

/// A name: a text or `{ name, kind, from, until }`.
fn name(value: &Value<'_>, key: &str, kind: NameKind, problems: &mut Problems<'_>) -> Option<Name> {
    if let Some(text) = text_of(value).filter(|text| !text.trim().is_empty()) {
        return Some(Name::new(text, kind));
    }
    let mut table = table_of(value, key, problems)?;
    let text = table.required("name", problems)?;
    let kind = match table.text("kind", problems).as_deref() {
        None => kind,
        Some("alias") => NameKind::Alias,
        Some("weak" | "weak_alias") => NameKind::WeakAlias,
        Some("former") => NameKind::Former,
        Some("acronym") => NameKind::Acronym,
        Some("native" | "native_script") => NameKind::NativeScript,
        Some("primary") => NameKind::Primary,
        Some(other) => {
            problems.add(
                table.start(),
                format!(
                    "unknown kind of name `{other}`; known: alias, weak, former, acronym, native, \
                     primary"
                ),
            );
            kind
        }
    };
    let span = span(&mut table, problems);
    table.finish(problems);
    Some(Name { text, kind, span })
}

/// An address: a text or `{ text, city, region, postal_code, country }`.
fn address(
    value: &Value<'_>,
    country: Option<&String>,
    problems: &mut Problems<'_>,
) -> Option<Address> {
    if let Some(text) = text_of(value).filter(|text| !text.trim().is_empty()) {
        return Some(Address { country: country.cloned(), ..Address::line(text) });
    }
    let mut table = table_of(value, "addresses", problems)?;
    let address = Address {
        text: table.required("text", problems)?,
        city: table.text("city", problems),
        region: table.text("region", problems),
        postal_code: table.text("postal_code", problems),
        country: table.text("country", problems).or_else(|| country.cloned()),
    };
    table.finish(problems);
    Some(address)
}

/// Identifiers: a table kind -> number(s), or an array of `{ kind, number, country }`.
fn identifiers(table: &mut Table<'_, '_>, entry: &mut ListEntry, problems: &mut Problems<'_>) {
    let Some(value) = table.take("identifiers") else { return };
    match value.get_ref() {
        DeValue::Table(pairs) => {
            for (kind, numbers) in pairs {
                let items: Vec<&Value<'_>> = match numbers.get_ref() {
                    DeValue::Array(array) => array.iter().collect(),
                    _ => vec![numbers],
                };
                for item in items {
                    match text_of(item) {
                        Some(number) => entry.party.identifiers.push(Identifier {
                            kind: kind.get_ref().to_string(),
                            number,
                            country: None,
                        }),
                        None => problems.add(item.span().start, "an identifier must be a text"),
                    }
                }
            }
        }
        DeValue::Array(array) => {
            for item in array {
                let Some(mut table) = table_of(item, "identifiers", problems) else { continue };
                let kind = table.required("kind", problems);
                let number = table.required("number", problems);
                let country = table.text("country", problems);
                table.finish(problems);
                if let (Some(kind), Some(number)) = (kind, number) {
                    entry.party.identifiers.push(Identifier { kind, number, country });
                }
            }
        }
        _ => problems.add(value.span().start, "`identifiers` must be a table or an array"),
    }
}

/// Dates, status, programs and relations.
fn listing(table: &mut Table<'_, '_>, entry: &mut ListEntry, problems: &mut Problems<'_>) {
    entry.listed = table.date("listed", problems);
    entry.removed = table.date("removed", problems);
    entry.effective = table.date("effective", problems);
    if let (Some(listed), Some(removed)) = (entry.listed, entry.removed)
        && removed < listed
    {
        problems.add(table.start(), format!("removed on {removed}, before listed on {listed}"));
    }
    entry.status = match table.text("status", problems).as_deref() {
        None if entry.removed.is_some() => EntryStatus::Removed,
        None | Some("listed") => EntryStatus::Listed,
        Some("removed") => EntryStatus::Removed,
        Some("reported") => EntryStatus::Reported,
        Some("named") => EntryStatus::Named,
        Some(other) => {
            problems.add(
                table.start(),
                format!("unknown status `{other}`; known: listed, removed, reported, named"),
            );
            EntryStatus::Listed
        }
    };
    entry.programs = table.texts("programs", problems);
    entry.citations = table.texts("cite", problems);
    entry.linked_to = table.texts("linked_to", problems);
    entry.parent = table.text("parent", problems);
    entry.remarks = table.text("remarks", problems);
    entry.codes = table.texts("codes", problems);
}

/// License requirement and its changes, review policy, footnotes, directives.
fn legal(
    table: &mut Table<'_, '_>,
    entry: &mut ListEntry,
    head: &Head,
    problems: &mut Problems<'_>,
) {
    let first = table.text("requirement", problems);
    let mut changes: Vec<(Date, LicenseRequirement)> = Vec::new();
    for value in table.array("requirement_changes", problems) {
        let Some(change) = table_of(value, "requirement_changes", problems) else { continue };
        changes.extend(requirement_change(change, first.as_deref(), problems));
    }
    changes.sort_by_key(|(from, _)| *from);
    let mut all: Vec<LicenseRequirement> =
        first.as_deref().map(legal_text::requirement).into_iter().collect();
    for (from, mut change) in changes {
        if let Some(before) = all.last_mut() {
            before.span.until = Some(from);
        }
        change.span.from = Some(from);
        all.push(change);
    }
    let mut numbers: Vec<u8> = Vec::new();
    for value in table.array("footnotes", problems) {
        entry.footnotes.extend(footnote(value, problems));
    }
    for requirement in &all {
        numbers.extend(legal_text::footnotes(&requirement.raw));
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers.retain(|number| !entry.footnotes.iter().any(|f| f.number == *number));
    let undated = |number| Footnote { number, span: Interval::default() };
    entry.footnotes.extend(numbers.into_iter().map(undated));
    entry.requirements = all;
    let policy = table.text("review", problems).or_else(|| head.review.clone());
    entry.review = policy.as_deref().map(legal_text::review);
    for value in table.array("directives", problems) {
        match number_of(value) {
            Some(number @ 1..=4) => entry.directives.push(number),
            _ => problems.add(value.span().start, "a directive is a number 1 to 4"),
        }
    }
}

/// `{ from, requirement, except, cite }`: what is left out stays as it was.
fn requirement_change(
    mut table: Table<'_, '_>,
    first: Option<&str>,
    problems: &mut Problems<'_>,
) -> Option<(Date, LicenseRequirement)> {
    let start = table.start();
    let from = table.date("from", problems);
    let text = table.text("requirement", problems).or_else(|| first.map(str::to_owned));
    let except = table.text("except", problems);
    let cite = table.text("cite", problems);
    table.finish(problems);
    let (Some(from), Some(text)) = (from, text) else {
        problems.add(start, "a requirement change needs `from`, and a `requirement` to change");
        return None;
    };
    let full = match &except {
        Some(except) => format!("{text} except for {except}"),
        None => text.clone(),
    };
    let mut requirement = legal_text::requirement(&full);
    requirement.cite = cite;
    if except.is_some() {
        requirement.except = except;
        requirement.raw = text;
    }
    Some((from, requirement))
}

/// A footnote: a number or `{ fn, from, until }`.
fn footnote(value: &Value<'_>, problems: &mut Problems<'_>) -> Option<Footnote> {
    if let Some(number) = number_of(value) {
        return Some(Footnote { number, span: Interval::default() });
    }
    let mut table = table_of(value, "footnotes", problems)?;
    let number = table.number("fn", problems);
    let span = span(&mut table, problems);
    table.finish(problems);
    Some(Footnote { number: number?, span })
}

/// `from` and `until`.
fn span(table: &mut Table<'_, '_>, problems: &mut Problems<'_>) -> Interval {
    let span =
        Interval { from: table.date("from", problems), until: table.date("until", problems) };
    if let (Some(from), Some(until)) = (span.from, span.until)
        && until <= from
    {
        problems.add(table.start(), format!("the span from {from} until {until} holds no day"));
    }
    span
}

fn kind(table: &mut Table<'_, '_>, problems: &mut Problems<'_>) -> PartyKind {
    match table.text("kind", problems).as_deref() {
        None => PartyKind::Unknown,
        Some("individual") => PartyKind::Individual,
        Some("organization" | "entity") => PartyKind::Organization,
        Some("vessel") => PartyKind::Vessel,
        Some("aircraft") => PartyKind::Aircraft,
        Some("address") => PartyKind::Address,
        Some(other) => {
            problems.add(
                table.start(),
                format!(
                    "unknown kind `{other}`; known: individual, organization, vessel, aircraft, \
                     address"
                ),
            );
            PartyKind::Unknown
        }
    }
}

/// The table in a value, or a problem.
fn table_of<'t, 'i>(
    value: &'t Value<'i>,
    name: &str,
    problems: &mut Problems<'_>,
) -> Option<Table<'t, 'i>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(Table::new(name, table, value.span().start)),
        other => {
            problems.add(
                value.span().start,
                format!("`{name}` must hold tables, not a {}", other.type_str()),
            );
            None
        }
    }
}

/// Refuses an id that two entries of one list share.
fn same_ids(entries: &[ListEntry], file: &str, refusals: &mut Vec<Refusal>) {
    let mut seen = std::collections::BTreeMap::new();
    for entry in entries {
        let key = (entry.list.as_str(), entry.id.as_str());
        if let Some(first) = seen.insert(key, entry.party.caption()) {
            refusals.push(Refusal::whole(
                file,
                format!(
                    "id `{}` of {} is used twice, for `{first}` and `{}`: give one of them an `id`",
                    entry.id,
                    entry.list,
                    entry.party.caption()
                ),
            ));
        }
    }
}
