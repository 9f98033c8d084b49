//! One line <-> one entry.
//!
//! Keys are words, absent where there is nothing to say. Legal texts stand as published and are
//! parsed when the line is read; footnotes come from the license requirement. All that stands on
//! the list is listed: the form has no day of removal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::head::Head;
use crate::lists::legal_text;
use crate::model::listing::AFTER_A_DAY;
use crate::model::{
    Address, Date, Footnote, Identifier, Interval, LicenseRequirement, ListEntry, Name, NameKind,
    PartyKind, ReviewPolicy, country,
};

/// The code of entries whose day of listing is not known, only that it came after
/// [`ListEntry::listed`]: an exact day from elsewhere takes its place.
pub const LISTED_AFTER: &str = "listed=after";

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Line {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "is_unknown")]
    kind: PartyKind,
    /// Strong aliases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aka: Vec<String>,
    /// Weak aliases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    weak: Vec<String>,
    /// Former names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fka: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    acronym: Vec<String>,
    /// Names in the party's own script.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    native: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    countries: Vec<String>,
    /// Text, and the code of the country where it could be told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<Vec<String>>,
    /// Kind, number, and the code of the country where given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ids: Vec<Vec<String>>,
    /// Dates of birth.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    born: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    programs: Vec<String>,
    /// First day on the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    listed: Option<Date>,
    /// A day on which the party was not yet on the list, where the first day is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    listed_after: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective: Option<Date>,
    /// License requirement, as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    requirement: Option<String>,
    /// License review policy, as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    directives: Vec<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cite: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    linked_to: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    codes: Vec<String>,
    /// Sources other than the first that a fact of the entry is from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    from: Vec<String>,
}

fn is_unknown(kind: &PartyKind) -> bool {
    *kind == PartyKind::Unknown
}

/// Legal texts already parsed: a list has thousands of entries and some dozens of spellings.
#[derive(Default)]
pub(super) struct Legal {
    requirements: BTreeMap<String, (LicenseRequirement, Vec<Footnote>)>,
    policies: BTreeMap<String, ReviewPolicy>,
}

impl Legal {
    fn requirement(&mut self, text: &str) -> (LicenseRequirement, Vec<Footnote>) {
        if let Some(known) = self.requirements.get(text) {
            return known.clone();
        }
        let undated = |number| Footnote { number, span: Interval::default() };
        let footnotes = legal_text::footnotes(text).into_iter().map(undated).collect();
        let parsed = (legal_text::requirement(text), footnotes);
        self.requirements.insert(text.to_owned(), parsed.clone());
        parsed
    }

    fn policy(&mut self, text: &str) -> ReviewPolicy {
        if let Some(known) = self.policies.get(text) {
            return known.clone();
        }
        let parsed = legal_text::review(text);
        self.policies.insert(text.to_owned(), parsed.clone());
        parsed
    }
}

/// Reads a line.
pub(super) fn read(head: &Head, line: &str, legal: &mut Legal) -> Result<ListEntry, String> {
    let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
    check(&line)?;
    let mut entry = ListEntry::new(&head.list, line.id, line.name);
    let names = [
        (line.aka, NameKind::Alias),
        (line.weak, NameKind::WeakAlias),
        (line.fka, NameKind::Former),
        (line.acronym, NameKind::Acronym),
        (line.native, NameKind::NativeScript),
    ];
    for (texts, kind) in names {
        entry.party.names.extend(texts.into_iter().map(|text| Name::new(text, kind)));
    }
    entry.party.kind = line.kind;
    entry.party.addresses = line.addresses.into_iter().map(address).collect::<Result<_, _>>()?;
    entry.party.identifiers = line.ids.into_iter().map(identifier).collect::<Result<_, _>>()?;
    entry.party.countries = line.countries;
    entry.party.dates_of_birth = line.born;
    entry.party.gender = line.gender;
    entry.programs = line.programs;
    entry.effective = line.effective;
    if let Some(text) = line.requirement {
        let (requirement, footnotes) = legal.requirement(&text);
        entry.requirements.push(requirement);
        entry.footnotes = footnotes;
    }
    entry.review = line.policy.map(|text| legal.policy(&text));
    entry.directives = line.directives;
    entry.citations = line.cite;
    entry.linked_to = line.linked_to;
    entry.parent = line.parent;
    entry.remarks = line.remarks;
    entry.codes = line.codes;
    entry.source = Some(source(head, &line.from)?);
    days(&mut entry, line.listed, line.listed_after);
    Ok(entry)
}

/// What serde does not see: empty texts, codes that are none, days that contradict each other.
fn check(line: &Line) -> Result<(), String> {
    if line.id.trim().is_empty() {
        return Err("no `id`".to_owned());
    }
    let names = [&line.aka, &line.weak, &line.fka, &line.acronym, &line.native];
    let names = names.into_iter().flatten().chain([&line.name]);
    if names.clone().any(|name| !name.chars().any(char::is_alphanumeric)) {
        return Err(format!("`{}`: a name without a letter", line.id));
    }
    let mut seen = std::collections::BTreeSet::new();
    let native: Vec<&String> = line.native.iter().collect();
    if let Some(twice) = names.filter(|n| !native.contains(n)).find(|name| !seen.insert(*name)) {
        return Err(format!("`{}`: the name `{twice}` twice", line.id));
    }
    if let Some(bad) = line.countries.iter().find(|code| !country::is_known(code)) {
        return Err(format!("`{}`: `{bad}` is no country code", line.id));
    }
    if line.listed.is_some() && line.listed_after.is_some() {
        return Err(format!("`{}`: both `listed` and `listed_after`", line.id));
    }
    Ok(())
}

/// Sets the day of listing and says where it is not known.
fn days(entry: &mut ListEntry, listed: Option<Date>, after: Option<Date>) {
    entry.listed = listed.or(after);
    if after.is_some() {
        entry.codes.push(LISTED_AFTER.to_owned());
    }
    entry.unverified = undated(entry.listed, after.is_some());
}

/// What is said of an entry whose day of listing is not known; `after` is a day before it.
pub(in crate::lists) fn undated(listed: Option<Date>, after: bool) -> Option<String> {
    match listed {
        Some(_) if !after => None,
        Some(day) => Some(format!("{AFTER_A_DAY}{day}, no source at hand says when")),
        None => Some("day of listing: no source at hand says it".to_owned()),
    }
}

/// `ofac-sdn-2024-05-03 (2024-05-03)` and its like, the first source first.
fn source(head: &Head, from: &[String]) -> Result<String, String> {
    let mut at = vec![0];
    for name in from {
        let place = head.source(name).filter(|place| *place > 0);
        at.push(place.ok_or_else(|| format!("`{name}` is no further source of the head"))?);
    }
    let names: Vec<&str> =
        at.iter().filter_map(|at| head.sources.get(*at)).map(|s| s.name.as_str()).collect();
    Ok(names.join(", "))
}

fn known_country(code: String) -> Result<String, String> {
    if country::is_known(&code) { Ok(code) } else { Err(format!("`{code}` is no country code")) }
}

fn address(parts: Vec<String>) -> Result<Address, String> {
    let mut parts = parts.into_iter();
    let (text, code, more) = (parts.next(), parts.next(), parts.next());
    let text = text.filter(|text| !text.trim().is_empty() && more.is_none());
    let text = text.ok_or("an address is a text and, where known, a country code")?;
    Ok(Address { country: code.map(known_country).transpose()?, ..Address::line(text) })
}

fn identifier(parts: Vec<String>) -> Result<Identifier, String> {
    let mut parts = parts.into_iter();
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(kind), Some(number), code, None) if !kind.is_empty() && !number.is_empty() => {
            Ok(Identifier { kind, number, country: code.map(known_country).transpose()? })
        }
        _ => Err("an id is a kind, a number and, where known, a country code".to_owned()),
    }
}

/// Writes a line, without its end.
pub(super) fn write(head: &Head, entry: &ListEntry, legal: &mut Legal) -> Result<String, String> {
    let line = line_of(head, entry);
    let text = serde_json::to_string(&line).map_err(|error| error.to_string())?;
    let again = read(head, &text, legal)?;
    if again == *entry {
        Ok(text)
    } else {
        Err(format!("cannot be said in this form: {entry:?} would be read as {again:?}"))
    }
}

fn line_of(head: &Head, entry: &ListEntry) -> Line {
    let party = &entry.party;
    let names = |kind: NameKind| {
        let of_kind = party.names.iter().filter(|name| name.kind == kind);
        of_kind.map(|name| name.text.clone()).collect::<Vec<_>>()
    };
    let after = entry.codes.iter().any(|code| code == LISTED_AFTER);
    let text = entry.source.as_deref().unwrap_or_default();
    let main = head.sources.first().map_or("", |source| source.name.as_str());
    Line {
        id: entry.id.clone(),
        name: party.caption().to_owned(),
        kind: party.kind,
        aka: names(NameKind::Alias),
        weak: names(NameKind::WeakAlias),
        fka: names(NameKind::Former),
        acronym: names(NameKind::Acronym),
        native: names(NameKind::NativeScript),
        countries: party.countries.clone(),
        addresses: party
            .addresses
            .iter()
            .map(|a| [a.text.clone()].into_iter().chain(a.country.clone()).collect())
            .collect(),
        ids: party
            .identifiers
            .iter()
            .map(|id| {
                [id.kind.clone(), id.number.clone()].into_iter().chain(id.country.clone()).collect()
            })
            .collect(),
        born: party.dates_of_birth.clone(),
        gender: party.gender.clone(),
        programs: entry.programs.clone(),
        listed: entry.listed.filter(|_| !after),
        listed_after: entry.listed.filter(|_| after),
        effective: entry.effective,
        requirement: entry.requirements.first().map(|r| r.raw.clone()),
        policy: entry.review.as_ref().map(|review| review.raw.clone()),
        directives: entry.directives.clone(),
        cite: entry.citations.clone(),
        linked_to: entry.linked_to.clone(),
        parent: entry.parent.clone(),
        remarks: entry.remarks.clone(),
        codes: entry.codes.iter().filter(|code| *code != LISTED_AFTER).cloned().collect(),
        from: text.split(", ").filter(|name| *name != main).map(str::to_owned).collect(),
    }
}
