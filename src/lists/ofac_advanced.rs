//! `ofac-advanced-xml`: OFAC's SDN_ADVANCED.XML and CONS_ADVANCED.XML.
//!
//! Everything refers by number to what stands earlier in the file: value sets, locations, documents,
//! parties, relations, entries. A reference to what is not there is an unread row.

use std::collections::{BTreeMap, BTreeSet};

use super::countries;
use super::error::Refusal;
use super::identifiers;
use super::input::Input;
use super::ofac_lists;
use super::reading::{Reading, add_country};
use super::remarks;
use super::shares::{Share, Shares};
use super::xml::{self, Element};
use crate::model::{Address, Date, Identifier, ListEntry, Name, NameKind, PartyKind};

/// Elements that are read whole, one at a time.
const RECORDS: &[&str] = &[
    "Sanctions/DateOfIssue",
    "Sanctions/ReferenceValueSets",
    "Sanctions/Locations/Location",
    "Sanctions/IDRegDocuments/IDRegDocument",
    "Sanctions/DistinctParties/DistinctParty",
    "Sanctions/ProfileRelationships/ProfileRelationship",
    "Sanctions/SanctionsEntries/SanctionsEntry",
    "Sanctions/SanctionsEntryLinks/SanctionsEntryLink",
];

/// Value sets and their values.
const REFERENCE: &[&str] = &[
    "AliasType",
    "AliasTypeValues",
    "AreaCode",
    "AreaCodeType",
    "AreaCodeTypeValues",
    "AreaCodeValues",
    "CalendarType",
    "CalendarTypeValues",
    "Country",
    "CountryRelevance",
    "CountryRelevanceValues",
    "CountryValues",
    "DecisionMakingBody",
    "DecisionMakingBodyValues",
    "DetailReference",
    "DetailReferenceValues",
    "DetailType",
    "DetailTypeValues",
    "DocNameStatus",
    "DocNameStatusValues",
    "EntryEventType",
    "EntryEventTypeValues",
    "EntryLinkTypeValues",
    "ExRefTypeValues",
    "FeatureType",
    "FeatureTypeGroup",
    "FeatureTypeGroupValues",
    "FeatureTypeValues",
    "IDRegDocDateType",
    "IDRegDocDateTypeValues",
    "IDRegDocType",
    "IDRegDocTypeValues",
    "IdentityFeatureLinkType",
    "IdentityFeatureLinkTypeValues",
    "LegalBasis",
    "LegalBasisType",
    "LegalBasisTypeValues",
    "LegalBasisValues",
    "List",
    "ListValues",
    "LocPartType",
    "LocPartTypeValues",
    "LocPartValueStatus",
    "LocPartValueStatusValues",
    "LocPartValueType",
    "LocPartValueTypeValues",
    "NamePartType",
    "NamePartTypeValues",
    "Organisation",
    "OrganisationValues",
    "PartySubType",
    "PartySubTypeValues",
    "PartyType",
    "PartyTypeValues",
    "RelationQuality",
    "RelationQualityValues",
    "RelationType",
    "RelationTypeValues",
    "Reliability",
    "ReliabilityValues",
    "SanctionsProgram",
    "SanctionsProgramValues",
    "SanctionsType",
    "SanctionsTypeValues",
    "Script",
    "ScriptStatus",
    "ScriptStatusValues",
    "ScriptValues",
    "SubsidiaryBody",
    "SubsidiaryBodyValues",
    "SupInfoTypeValues",
    "TargetTypeValues",
    "Validity",
    "ValidityValues",
];

/// Elements of an IDRegDocument that every one has, in any number.
const DOCUMENT: &[Share] = &[
    ("Comment", 0),
    ("IDRegistrationNo", 990),
    ("IssuingAuthority", 0),
    ("DocumentedNameReference", 900),
    ("DocumentDate", 0),
    ("DocumentDate/DatePeriod", 0),
];

/// Sections that a whole file has.
const SECTIONS: &[&str] = &[
    "ReferenceValueSets",
    "Locations",
    "IDRegDocuments",
    "DistinctParties",
    "ProfileRelationships",
    "SanctionsEntries",
];

/// Elements of a DistinctParty, with the shares of the consolidated lists of 2020-03-17.
const PARTY: &[Share] = &[
    ("Comment", 906),
    ("Profile", 1000),
    ("Profile/Feature", 1000),
    ("Profile/Feature/FeatureVersion", 1000),
    ("Profile/Feature/FeatureVersion/Comment", 0),
    ("Profile/Feature/FeatureVersion/DatePeriod", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/End", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/End/From", 0),
    ("Profile/Feature/FeatureVersion/DatePeriod/End/From/Day", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/End/From/Month", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/End/From/Year", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/End/To", 0),
    ("Profile/Feature/FeatureVersion/DatePeriod/End/To/Day", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/End/To/Month", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/End/To/Year", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/Start", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/Start/From", 0),
    ("Profile/Feature/FeatureVersion/DatePeriod/Start/From/Day", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/Start/From/Month", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/Start/From/Year", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/Start/To", 0),
    ("Profile/Feature/FeatureVersion/DatePeriod/Start/To/Day", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/Start/To/Month", 205),
    ("Profile/Feature/FeatureVersion/DatePeriod/Start/To/Year", 205),
    ("Profile/Feature/FeatureVersion/VersionDetail", 984),
    ("Profile/Feature/FeatureVersion/VersionLocation", 994),
    ("Profile/Feature/IdentityReference", 1000),
    ("Profile/Identity", 1000),
    ("Profile/Identity/Alias", 1000),
    ("Profile/Identity/Alias/DocumentedName", 1000),
    ("Profile/Identity/Alias/DocumentedName/DocumentedNamePart", 0),
    ("Profile/Identity/Alias/DocumentedName/DocumentedNamePart/NamePartValue", 1000),
    ("Profile/Identity/NamePartGroups", 0),
    ("Profile/Identity/NamePartGroups/MasterNamePartGroup", 0),
    ("Profile/Identity/NamePartGroups/MasterNamePartGroup/NamePartGroup", 1000),
];

/// Elements of a SanctionsEntry, with the shares of the consolidated lists of 2020-03-17.
const ENTRY: &[Share] = &[
    ("EntryEvent", 1000),
    ("EntryEvent/Comment", 0),
    ("EntryEvent/Date", 1000),
    ("EntryEvent/Date/Day", 1000),
    ("EntryEvent/Date/Month", 1000),
    ("EntryEvent/Date/Year", 1000),
    ("SanctionsMeasure", 1000),
    ("SanctionsMeasure/Comment", 1000),
    ("SanctionsMeasure/DatePeriod", 1000),
];

/// Elements of a Location, with the shares of the consolidated lists of 2020-03-17.
const LOCATION: &[Share] = &[
    ("FeatureVersionReference", 997),
    ("IDRegDocumentReference", 2),
    ("LocationAreaCode", 991),
    ("LocationCountry", 875),
    ("LocationPart", 877),
    ("LocationPart/LocationPartValue", 877),
    ("LocationPart/LocationPartValue/Comment", 0),
    ("LocationPart/LocationPartValue/Value", 877),
];

/// Whether the root is that of this format.
pub(super) fn guess(text: &str) -> bool {
    xml::root_of(text).is_some_and(|(name, attributes)| {
        name == "Sanctions" && attributes.to_lowercase().contains("sanctions")
    })
}

/// What earlier parts of the file said, by number.
#[derive(Default)]
struct Tables {
    /// (set, number) -> text.
    values: BTreeMap<(String, String), String>,
    /// Country number -> alpha-2 code.
    countries: BTreeMap<String, String>,
    locations: BTreeMap<String, Address>,
    /// Identity -> documents.
    documents: BTreeMap<String, Vec<Identifier>>,
}

impl Tables {
    fn value(&self, set: &str, id: &str) -> &str {
        self.values.get(&(set.to_owned(), id.to_owned())).map_or("", String::as_str)
    }
}

/// A party before it is known which lists it is on.
struct Draft {
    entry: ListEntry,
    listed: bool,
}

/// Reads a file.
pub(super) fn read(input: &Input, out: &mut Reading) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?.to_owned();
    let mut tables = Tables::default();
    let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
    let mut sections: Vec<String> = Vec::new();
    let mut links: Vec<(String, String)> = Vec::new();
    let mut listings: Vec<Element> = Vec::new();
    let mut shares: [Shares; 4] = Default::default();
    let tables_of = [PARTY, ENTRY, LOCATION, DOCUMENT];
    let mut strange: BTreeSet<String> = BTreeSet::new();
    let mut documents = 0_usize;
    xml::walk(&input.name, &text, &|path| RECORDS.contains(&path), &mut |path, element| {
        let section = path.split('/').nth(1).unwrap_or_default();
        if !sections.iter().any(|known| known == section) {
            sections.push(section.to_owned());
        }
        let kind = ["DistinctParty", "SanctionsEntry", "Location", "IDRegDocument"];
        if !RECORDS.contains(&path) && path.split('/').count() > 2 {
            strange.insert(path.to_owned());
        }
        if element.name == "ReferenceValueSets" {
            let sets = element.children.iter().flat_map(|set| set.children.iter().chain([set]));
            let unknown =
                sets.map(|value| &value.name).filter(|n| !REFERENCE.contains(&n.as_str()));
            strange.extend(unknown.cloned());
        }
        for ((name, table), counts) in kind.iter().zip(tables_of).zip(&mut shares) {
            if element.name == *name {
                counts.add(&element, table);
            }
        }
        documents += usize::from(element.name == "IDRegDocument");
        match element.name.as_str() {
            "DateOfIssue" => out.published = date(&element),
            "ReferenceValueSets" => values(&element, &mut tables),
            "Location" => location(&element, &mut tables),
            "IDRegDocument" => document(&element, &mut tables),
            "DistinctParty" => {
                out.rows += 1;
                match party(&element, &tables) {
                    Ok((profile, entry)) => {
                        let draft = Draft { entry, listed: false };
                        if drafts.insert(profile.clone(), draft).is_some() {
                            out.refuse(place_of(&element), format!("profile {profile} twice"));
                        }
                    }
                    Err(reason) => out.unread(format!("line {}", element.line), reason),
                }
            }
            "ProfileRelationship" => links.push((
                element.attribute("From-ProfileID").to_owned(),
                element.attribute("To-ProfileID").to_owned(),
            )),
            "SanctionsEntry" => listings.push(element),
            _ => {}
        }
        Ok(())
    })?;
    let missing: Vec<&str> =
        SECTIONS.iter().filter(|name| !sections.iter().any(|s| s == *name)).copied().collect();
    if !missing.is_empty() || out.published.is_none() {
        out.refuse(
            "",
            format!("sections are missing: {}, or the date of issue", missing.join(", ")),
        );
    }
    for (counts, table) in shares.iter().zip(tables_of) {
        counts.judge(table, out);
    }
    if !strange.is_empty() {
        let names: Vec<String> = strange.into_iter().take(10).collect();
        out.refuse("", format!("unknown elements {}: the layout has changed", names.join(", ")));
    }
    references(&tables, documents, &drafts, out);
    link(&links, &mut drafts);
    list(&listings, &tables, &mut drafts, out);
    out.row_per_entry = false;
    Ok(())
}

fn place_of(element: &Element) -> String {
    format!("line {}", element.line)
}

/// Value sets without which the rest cannot be understood, and facts that large lists have.
fn references(
    tables: &Tables,
    documents: usize,
    drafts: &BTreeMap<String, Draft>,
    out: &mut Reading,
) {
    for set in [
        "AliasType",
        "NamePartType",
        "Script",
        "PartySubType",
        "FeatureType",
        "List",
        "SanctionsType",
        "LocPartType",
        "IDRegDocType",
        "Country",
        "DetailReference",
    ] {
        let filled = tables.values.iter().any(|((name, _), text)| name == set && !text.is_empty());
        if !filled {
            out.refuse("", format!("no values of the set {set}: elements lost or renamed"));
        }
    }
    let read: usize = tables.documents.values().map(Vec::len).sum();
    if read * 10 < documents * 9 {
        out.refuse("", format!("{read} of {documents} documents have a number"));
    }
    let all = drafts.len();
    let with =
        |test: &dyn Fn(&ListEntry) -> bool| drafts.values().filter(|d| test(&d.entry)).count();
    let facts = [
        ("aliases", with(&|e| e.party.names.len() > 1), 30),
        ("addresses or countries", with(&|e| !e.party.countries.is_empty()), 40),
        ("identifiers", with(&|e| !e.party.identifiers.is_empty()), 20),
    ];
    for (what, have, percent) in facts {
        if all > 200 && have * 100 < all * percent {
            out.refuse("", format!("{have} of {all} parties have {what}: elements lost"));
        }
    }
    let weak = with(&|e| e.party.names.iter().any(|name| name.kind == NameKind::WeakAlias));
    if all > 200 && weak == 0 {
        out.refuse("", "no weak alias in the whole list: the mark is lost");
    }
}

fn date(element: &Element) -> Option<Date> {
    let part = |name: &str| element.text_of(name).parse::<i16>().ok();
    let (month, day) = (i8::try_from(part("Month")?).ok()?, i8::try_from(part("Day")?).ok()?);
    Date::new(part("Year")?, month, day).ok()
}

fn values(element: &Element, tables: &mut Tables) {
    for value in element.children.iter().flat_map(|set| &set.children) {
        let id = value.attribute("ID").to_owned();
        if value.name == "Country" && !value.attribute("ISO2").is_empty() {
            tables.countries.insert(id.clone(), value.attribute("ISO2").to_owned());
        }
        if value.name == "AreaCode" {
            tables.values.insert((value.name.clone(), id), value.attribute("CountryID").to_owned());
        } else {
            tables.values.insert((value.name.clone(), id), value.text.clone());
        }
    }
}

fn location(element: &Element, tables: &mut Tables) {
    let mut address = Address::default();
    let mut parts = Vec::new();
    for part in element.all("LocationPart") {
        let text = part.child("LocationPartValue").map_or("", |value| value.text_of("Value"));
        if text.is_empty() {
            continue;
        }
        match tables.value("LocPartType", part.attribute("LocPartTypeID")) {
            "CITY" => address.city = Some(text.to_owned()),
            "STATE/PROVINCE" => address.region = Some(text.to_owned()),
            "POSTAL CODE" => address.postal_code = Some(text.to_owned()),
            _ => {}
        }
        parts.push(text);
    }
    address.text = parts.join(", ");
    let country = element.child("LocationCountry").map(|c| c.attribute("CountryID").to_owned());
    let area = element
        .child("LocationAreaCode")
        .map(|area| tables.value("AreaCode", area.attribute("AreaCodeID")).to_owned());
    let code = [country, area].into_iter().flatten().find_map(|id| country_code(&id, tables));
    address.country = code;
    tables.locations.insert(element.attribute("ID").to_owned(), address);
}

fn country_code(id: &str, tables: &Tables) -> Option<String> {
    let code = tables.countries.get(id).map(String::as_str).unwrap_or_default();
    countries::code(code).or_else(|| countries::code(tables.value("Country", id)))
}

fn document(element: &Element, tables: &mut Tables) {
    let kind = tables.value("IDRegDocType", element.attribute("IDRegDocTypeID"));
    let number = element.text_of("IDRegistrationNo");
    if number.is_empty() {
        return;
    }
    let identifier = Identifier {
        kind: identifiers::kind(kind),
        number: number.to_owned(),
        country: country_code(element.attribute("IssuedBy-CountryID"), tables),
    };
    let identity = element.attribute("IdentityID").to_owned();
    tables.documents.entry(identity).or_default().push(identifier);
}

fn party(element: &Element, tables: &Tables) -> Result<(String, ListEntry), String> {
    let id = element.attribute("FixedRef");
    let Some(profile) = element.child("Profile") else {
        return Err(format!("party {id} has no profile"));
    };
    let mut entry = ListEntry::new("", id, "");
    entry.party.names.clear();
    let sub_type = profile.attribute("PartySubTypeID");
    entry.party.kind = match tables.value("PartySubType", sub_type) {
        "Vessel" => PartyKind::Vessel,
        "Aircraft" => PartyKind::Aircraft,
        _ if sub_type == "4" => PartyKind::Individual,
        _ if sub_type == "3" => PartyKind::Organization,
        _ => PartyKind::Unknown,
    };
    for identity in profile.all("Identity") {
        let types: BTreeMap<&str, &str> = identity
            .all("NamePartGroups")
            .flat_map(|groups| groups.all("MasterNamePartGroup"))
            .flat_map(|master| master.all("NamePartGroup"))
            .map(|group| {
                (
                    group.attribute("ID"),
                    tables.value("NamePartType", group.attribute("NamePartTypeID")),
                )
            })
            .collect();
        for alias in identity.all("Alias") {
            names(&mut entry, alias, &types, tables);
        }
        if let Some(documents) = tables.documents.get(identity.attribute("ID")) {
            entry.party.identifiers.extend(documents.iter().cloned());
        }
    }
    // The primary name leads, whatever the order in the file.
    entry.party.names.sort_by_key(|name| name.kind != NameKind::Primary);
    if entry.party.names.first().is_none_or(|name| name.kind != NameKind::Primary) {
        return Err(format!("party {id} has no primary name"));
    }
    for feature in profile.all("Feature") {
        self::feature(&mut entry, feature, tables);
    }
    if !element.text_of("Comment").is_empty() {
        entry.remarks = Some(element.text_of("Comment").to_owned());
    }
    Ok((profile.attribute("ID").to_owned(), entry))
}

/// One alias: a primary name, a strong or weak alias, in one or more scripts.
fn names(entry: &mut ListEntry, alias: &Element, types: &BTreeMap<&str, &str>, tables: &Tables) {
    let kind = match tables.value("AliasType", alias.attribute("AliasTypeID")) {
        _ if alias.attribute("Primary") == "true" => NameKind::Primary,
        _ if alias.attribute("LowQuality") == "true" => NameKind::WeakAlias,
        "F.K.A." => NameKind::Former,
        _ => NameKind::Alias,
    };
    for (number, documented) in alias.all("DocumentedName").enumerate() {
        let parts: Vec<&Element> = documented
            .all("DocumentedNamePart")
            .flat_map(|part| part.all("NamePartValue"))
            .collect();
        let latin = parts
            .iter()
            .all(|part| matches!(tables.value("Script", part.attribute("ScriptID")), "Latin" | ""));
        let of = |wanted: &str| {
            parts
                .iter()
                .filter(|part| {
                    types.get(part.attribute("NamePartGroupID")).copied().unwrap_or("") == wanted
                })
                .map(|part| part.text.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let last = of("Last Name");
        let others: Vec<&str> = parts
            .iter()
            .filter(|part| {
                types.get(part.attribute("NamePartGroupID")).copied().unwrap_or("") != "Last Name"
            })
            .map(|part| part.text.as_str())
            .collect();
        let text = match (last.is_empty(), others.is_empty()) {
            (false, false) => format!("{last}, {}", others.join(" ")),
            (false, true) => last,
            _ => others.join(" "),
        };
        let acronym = parts.iter().all(|part| part.attribute("Acronym") == "true");
        let kind = match kind {
            _ if !latin => NameKind::NativeScript,
            NameKind::Primary if number > 0 => NameKind::Alias,
            NameKind::Alias if acronym => NameKind::Acronym,
            kind => kind,
        };
        if !text.is_empty() && !entry.party.names.iter().any(|n| n.text == text && n.kind == kind) {
            entry.party.names.push(Name::new(text, kind));
        }
    }
}

fn feature(entry: &mut ListEntry, feature: &Element, tables: &Tables) {
    let what = tables.value("FeatureType", feature.attribute("FeatureTypeID"));
    for version in feature.all("FeatureVersion") {
        let detail = version.child("VersionDetail").map_or("", |detail| {
            if detail.text.is_empty() {
                tables.value("DetailReference", detail.attribute("DetailReferenceID"))
            } else {
                detail.text.as_str()
            }
        });
        let location = version
            .child("VersionLocation")
            .and_then(|place| tables.locations.get(place.attribute("LocationID")));
        match what {
            "Birthdate" => entry.party.dates_of_birth.extend(birth(version)),
            "Location" => {
                if let Some(address) = location {
                    add_country(entry, address.country.as_deref());
                    if !address.text.is_empty() {
                        entry.party.addresses.push(address.clone());
                    }
                }
            }
            "Nationality Country" | "Citizenship Country" | "Nationality of Registration" => {
                let country = location.and_then(|address| address.country.clone());
                add_country(entry, country.as_deref());
            }
            "Place of Birth" => entry.codes.push(format!("place_of_birth={detail}")),
            "Gender" => entry.party.gender = Some(detail.to_lowercase()),
            _ if detail.starts_with("Subject to Directive") => {
                remarks::directives(entry, &format!("13662 {detail}"));
            }
            _ if identifiers::is_kind(what) && !detail.is_empty() => {
                entry.party.identifiers.push(Identifier {
                    kind: identifiers::kind(what),
                    number: detail.to_owned(),
                    country: None,
                });
            }
            _ => remarks::effective(entry, &format!("{what} {detail}")),
        }
    }
}

/// A date of birth: exact, a month, a year, or a span of years.
fn birth(version: &Element) -> Option<String> {
    let period = version.child("DatePeriod")?;
    let from = date(period.child("Start")?.child("From")?)?;
    let until = date(period.child("End")?.child("To")?)?;
    let whole_year =
        from.month() == 1 && from.day() == 1 && until.month() == 12 && until.day() == 31;
    Some(match from == until {
        true => from.to_string(),
        false if from.year() == until.year() && whole_year => format!("{:04}", from.year()),
        false if from.year() == until.year() && from.month() == until.month() => {
            format!("{:04}-{:02}", from.year(), from.month())
        }
        false => format!("{:04} to {:04}", from.year(), until.year()),
    })
}

/// Relations between parties become names of linked parties.
fn link(links: &[(String, String)], drafts: &mut BTreeMap<String, Draft>) {
    for (from, to) in links {
        let Some(name) = drafts.get(to).map(|draft| draft.entry.party.caption().to_owned()) else {
            continue;
        };
        if let Some(draft) = drafts.get_mut(from)
            && !draft.entry.linked_to.contains(&name)
        {
            draft.entry.linked_to.push(name);
        }
    }
}

/// Which list a value of the set `List` names; `None` for the sum of the small lists.
fn list_id(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    Some(match lower.as_str() {
        _ if lower.starts_with("sdn") => "US-OFAC-SDN",
        _ if lower.contains("palestinian") => "US-OFAC-PLC",
        _ if lower.starts_with("fse") || lower.contains("evaders") => "US-OFAC-FSE",
        _ if lower.contains("sectoral") => "US-OFAC-SSI",
        _ if lower.contains("cmic") || lower.contains("military-industrial") => "US-OFAC-NS-CMIC",
        _ if lower.contains("561") || lower.contains("capta") => "US-OFAC-CAP",
        _ if lower.contains("menu") || lower.contains("mbs") => "US-OFAC-MBS",
        _ => return None,
    })
}

/// Puts parties on the lists that their sanctions entries name.
fn list(
    listings: &[Element],
    tables: &Tables,
    drafts: &mut BTreeMap<String, Draft>,
    out: &mut Reading,
) {
    let mut sums: Vec<&Element> = Vec::new();
    for element in listings {
        match list_id(tables.value("List", element.attribute("ListID"))) {
            Some(list) => put(element, list, drafts, out),
            None => sums.push(element),
        }
    }
    for element in sums {
        let profile = element.attribute("ProfileID");
        if drafts.get(profile).is_some_and(|draft| !draft.listed) {
            let programs = programs(element);
            let cell = programs.join("; ");
            for list in ofac_lists::lists(ofac_lists::Set::Consolidated, &cell) {
                put(element, list, drafts, out);
            }
        }
    }
    for (profile, draft) in drafts.iter() {
        if !draft.listed {
            let caption = draft.entry.party.caption();
            out.unread.push(crate::model::UnreadRow {
                place: format!("profile {profile}"),
                reason: format!("`{caption}` has no sanctions entry"),
            });
        }
    }
}

fn programs(element: &Element) -> Vec<String> {
    element
        .all("SanctionsMeasure")
        .map(|measure| measure.text_of("Comment"))
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

fn put(
    element: &Element,
    list: &'static str,
    drafts: &mut BTreeMap<String, Draft>,
    out: &mut Reading,
) {
    let profile = element.attribute("ProfileID");
    let Some(draft) = drafts.get_mut(profile) else {
        out.unread(format!("line {}", element.line), format!("no party for profile {profile}"));
        return;
    };
    draft.listed = true;
    let mut entry = draft.entry.clone();
    entry.list = crate::model::ListId::new(list);
    entry.programs = programs(element);
    if list != "US-OFAC-SSI" {
        entry.directives.clear();
    }
    let event = element.all("EntryEvent").filter_map(|event| event.child("Date")).filter_map(date);
    entry.listed = event.min().or(entry.listed);
    out.entries.push(entry);
}
