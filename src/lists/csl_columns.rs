//! What every published row of the Consolidated Screening List obeys, column by column, and what
//! the columns of a whole file look like. A swapped, blanked or shifted column breaks one of these.

use super::countries;
use super::csl::CslRow;
use super::dates;
use super::identifiers;
use super::legal_text;
use super::ofac_lists;
use super::reading::Reading;
use crate::model::RequirementScope;

/// Rows from which on the statistics of a file mean something.
const ROWS_MIN: u64 = 1_000;
/// Columns that may be empty in a reduced copy of the list; one or a few of them empty in an
/// otherwise full file is damage.
const REDUCED_MIN: usize = 8;

/// Checks one row, and says what is wrong with it.
pub(super) fn check(row: &CslRow<'_>, list: &str) -> Result<(), String> {
    let ofac = list.starts_with("US-OFAC-");
    identity(row, ofac)?;
    if ofac && !row.programs.is_empty() {
        let bad = ofac_lists::programs(row.programs).find(|p| !ofac_lists::is_program(p));
        if let Some(bad) = bad {
            return Err(format!("`{bad}` is no program"));
        }
    }
    person(row)?;
    vessel(row)?;
    legal(row, list, ofac)?;
    for (column, text) in [
        ("source_list_url", row.source_list_url),
        ("source_information_url", row.source_information_url),
    ] {
        if !text.is_empty() && !text.starts_with("http") {
            return Err(format!("{column}: `{}` is no address", super::error::shorten(text)));
        }
    }
    if row.source_information_url.is_empty() && !row.source_list_url.is_empty() {
        return Err("source_information_url is empty".to_owned());
    }
    if list == "US-BIS-DPL" && !row.alt_names.is_empty() {
        return Err("aliases on the Denied Persons List, which has none".to_owned());
    }
    Ok(())
}

fn identity(row: &CslRow<'_>, ofac: bool) -> Result<(), String> {
    if !row.name.chars().any(char::is_alphanumeric) {
        return Err("no name".to_owned());
    }
    if row.id.is_empty() || !row.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(format!("_id `{}` is no id", super::error::shorten(row.id)));
    }
    if row.entity_number.chars().any(|c| !c.is_ascii_digit()) {
        return Err(format!("`{}` is no entity number", super::error::shorten(row.entity_number)));
    }
    if !matches!(row.kind, "" | "Individual" | "Entity" | "Vessel" | "Aircraft") {
        return Err(format!("`{}` is no type", super::error::shorten(row.kind)));
    }
    if ofac && (row.entity_number.is_empty() || row.kind.is_empty() || row.programs.is_empty()) {
        return Err("a row of the Treasury without number, type or program".to_owned());
    }
    if !ofac && !row.title.is_empty() {
        return Err("a title on a list that has none".to_owned());
    }
    Ok(())
}

fn person(row: &CslRow<'_>) -> Result<(), String> {
    for (column, cell) in [("citizenships", row.citizenships), ("nationalities", row.nationalities)]
    {
        let bad = cell
            .split("; ")
            .find(|c| !c.is_empty() && (c.len() != 2 || countries::code(c).is_none()));
        if let Some(bad) = bad {
            // Former states keep codes that ISO has withdrawn.
            let withdrawn = bad.len() == 2 && bad.chars().all(|c| c.is_ascii_uppercase());
            if !withdrawn {
                return Err(format!(
                    "{column}: `{}` is no country code",
                    super::error::shorten(bad)
                ));
            }
        }
    }
    let undated = row
        .dates_of_birth
        .split("; ")
        .find(|part| !part.is_empty() && part.chars().filter(char::is_ascii_digit).count() < 4);
    if let Some(bad) = undated {
        return Err(format!("dates_of_birth: `{}` is no date", super::error::shorten(bad)));
    }
    let personal = [row.citizenships, row.nationalities, row.dates_of_birth, row.places_of_birth];
    if personal.iter().any(|cell| !cell.is_empty()) && row.kind != "Individual" {
        return Err("birth or nationality of what is no individual".to_owned());
    }
    Ok(())
}

fn vessel(row: &CslRow<'_>) -> Result<(), String> {
    let cells = [
        row.call_sign,
        row.vessel_type,
        row.gross_tonnage,
        row.gross_registered_tonnage,
        row.vessel_flag,
        row.vessel_owner,
    ];
    if cells.iter().any(|cell| !cell.is_empty()) && !matches!(row.kind, "Vessel" | "Aircraft") {
        return Err("vessel columns are filled for what is no vessel".to_owned());
    }
    for text in [row.gross_tonnage, row.gross_registered_tonnage] {
        if text.chars().any(|c| !c.is_ascii_digit() && !matches!(c, ',' | '.')) {
            return Err(format!("`{}` is no tonnage", super::error::shorten(text)));
        }
    }
    if row.call_sign.chars().any(|c| c.is_ascii_lowercase()) {
        return Err(format!("`{}` is no call sign", super::error::shorten(row.call_sign)));
    }
    let letters = |text: &str| text.chars().any(char::is_alphabetic);
    if !row.vessel_type.is_empty()
        && !row.vessel_type.chars().any(char::is_lowercase)
        && row.vessel_type.len() > 4
    {
        return Err(format!("`{}` is no vessel type", super::error::shorten(row.vessel_type)));
    }
    if !row.vessel_flag.is_empty()
        && (!letters(row.vessel_flag) || row.vessel_flag.contains("http"))
    {
        return Err(format!("`{}` is no flag", super::error::shorten(row.vessel_flag)));
    }
    Ok(())
}

fn legal(row: &CslRow<'_>, list: &str, ofac: bool) -> Result<(), String> {
    for (column, cell) in [("start_date", row.start_date), ("end_date", row.end_date)] {
        if !cell.is_empty() && dates::iso(cell).is_none() {
            return Err(format!("{column}: `{}` is no date", super::error::shorten(cell)));
        }
    }
    if !matches!(row.standard_order.trim(), "" | "Y" | "N" | "y" | "n") {
        return Err(format!(
            "`{}` is no standard_order",
            super::error::shorten(row.standard_order)
        ));
    }
    let licensed = matches!(list, "US-BIS-EL" | "US-BIS-MEU");
    let texts = [row.license_requirement, row.license_policy];
    if !licensed && texts.iter().any(|text| !text.trim().is_empty()) {
        return Err("a license requirement on a list that has none".to_owned());
    }
    let notice = row.federal_register_notice;
    if !notice.is_empty() && (ofac || !notice.chars().any(|c| c.is_ascii_digit())) {
        return Err(format!("`{}` is no Federal Register notice", super::error::shorten(notice)));
    }
    Ok(())
}

/// How often the columns of a file are filled and fit.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    rows: u64,
    filled: [u64; COLUMNS.len()],
    listed: u64,
    licensed: u64,
    parsed: u64,
    address_parts: u64,
    address_countries: u64,
    ids_known: u64,
    dates_ordered: u64,
    dates_both: u64,
    tonnage_ordered: u64,
    tonnage_both: u64,
    flags_known: u64,
    names: Vec<String>,
}

/// Columns that a full file fills at least once in a while, with the least share of rows (in per
/// mille, about half of what the file of 2022-05-16 has).
const COLUMNS: [(&str, u64); 19] = [
    ("entity_number", 300),
    ("type", 300),
    ("programs", 300),
    ("title", 30),
    ("addresses", 300),
    ("federal_register_notice", 80),
    ("start_date", 60),
    ("end_date", 10),
    ("standard_order", 10),
    ("license_requirement", 50),
    ("license_policy", 50),
    ("vessel_type", 8),
    ("vessel_flag", 10),
    ("remarks", 100),
    ("alt_names", 200),
    ("citizenships", 20),
    ("dates_of_birth", 100),
    ("nationalities", 60),
    ("ids", 200),
];

impl Statistics {
    /// Counts one row.
    pub(super) fn add(&mut self, row: &CslRow<'_>) {
        self.rows += 1;
        let aliases = if row.alt_names.is_empty() { "" } else { "x" };
        let addresses = if row.addresses.is_empty() { "" } else { "x" };
        let cells = [
            row.entity_number,
            row.kind,
            row.programs,
            row.title,
            addresses,
            row.federal_register_notice,
            row.start_date,
            row.end_date,
            row.standard_order,
            row.license_requirement,
            row.license_policy,
            row.vessel_type,
            row.vessel_flag,
            row.remarks,
            aliases,
            row.citizenships,
            row.dates_of_birth,
            row.nationalities,
            row.ids,
        ];
        for (count, cell) in self.filled.iter_mut().zip(cells) {
            *count += u64::from(!cell.trim().is_empty());
        }
        if !row.license_requirement.trim().is_empty() {
            self.licensed += 1;
            let understood = legal_text::requirement(row.license_requirement).scope
                != RequirementScope::Unparsed;
            self.parsed += u64::from(understood);
        }
        for address in &row.addresses {
            self.address_parts += 1;
            self.address_countries += u64::from(super::csl::split_address(address).1.is_some());
        }
        self.ids_known += u64::from(row.ids.split("; ").any(|id| {
            id.split(", ").any(|p| {
                identifiers::is_kind(p)
                    || p == "Gender"
                    || p.contains("anctions")
                    || p.ends_with(':')
                    || p.ends_with(')')
            })
        }));
        if let (Some(start), Some(end)) = (dates::iso(row.start_date), dates::iso(row.end_date)) {
            self.dates_both += 1;
            self.dates_ordered += u64::from(start <= end);
        }
        let number = |text: &str| text.replace(',', "").parse::<f64>().ok();
        if let (Some(a), Some(b)) =
            (number(row.gross_tonnage), number(row.gross_registered_tonnage))
        {
            self.tonnage_both += 1;
            self.tonnage_ordered += u64::from(a >= b);
        }
        self.flags_known += u64::from(countries::code(row.vessel_flag).is_some());
        self.listed += 1;
        self.names.push(row.name.to_owned());
    }

    /// Judges the file.
    pub(super) fn judge(&self, out: &mut Reading) {
        if self.rows < ROWS_MIN {
            return;
        }
        let empty: Vec<&str> = COLUMNS
            .iter()
            .zip(self.filled)
            .filter(|(_, count)| *count == 0)
            .map(|((name, _), _)| *name)
            .collect();
        if empty.len() >= REDUCED_MIN {
            out.warn(format!(
                "a reduced copy of the list: nothing in {}; what they would say is not known",
                empty.join(", ")
            ));
        }
        for ((name, least), count) in COLUMNS.iter().zip(self.filled) {
            let reduced = count == 0 && empty.len() >= REDUCED_MIN;
            if count * 1000 < self.rows * least && !reduced {
                out.refuse(
                    "",
                    format!(
                        "column `{name}` is filled in {count} of {} rows only: columns lost or \
                         swapped",
                        self.rows
                    ),
                );
            }
        }
        let of = |name: &str| {
            COLUMNS
                .iter()
                .position(|(column, _)| *column == name)
                .and_then(|at| self.filled.get(at))
                .copied()
                .unwrap_or(0)
        };
        let share = |part: u64, whole: u64, least: u64| whole > 20 && part * 100 < whole * least;
        let mut faults = Vec::new();
        if share(self.parsed, self.licensed, 80) {
            faults.push("license_requirement holds no license requirements");
        }
        if share(self.address_countries, self.address_parts, 80) {
            faults.push("addresses do not end in countries");
        }
        if share(self.ids_known, of("ids"), 60) {
            faults.push("ids hold no identifiers");
        }
        if share(self.dates_ordered, self.dates_both, 90) || of("end_date") > of("start_date") {
            faults.push("end dates lie before start dates");
        }
        if share(self.tonnage_ordered, self.tonnage_both, 60) {
            faults.push("registered tonnages are larger than tonnages");
        }
        if share(self.flags_known, of("vessel_flag"), 70) {
            faults.push("vessel_flag holds no countries");
        }
        if of("citizenships") > of("nationalities") && of("citizenships") > 100 {
            faults.push("more citizenships than nationalities");
        }
        for fault in faults {
            out.refuse("", format!("{fault}: columns swapped, or not this list"));
        }
    }

    /// Whether the rows ascend by name, as the publisher's own file does, and whether they then end
    /// where the alphabet does.
    pub(super) fn order(&self) -> Order {
        let ascending = self.names.windows(2).filter(|pair| pair.first() <= pair.last()).count();
        let pairs = self.names.len().saturating_sub(1);
        if self.rows < ROWS_MIN || ascending * 1000 < pairs * 995 {
            return Order::Unsorted;
        }
        let last = self.names.last().and_then(|name| name.chars().next()).unwrap_or('A');
        if last >= 'Z' { Order::Sorted { broken: pairs - ascending } } else { Order::EndsEarly }
    }
}

/// The order of a file's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By list, or none.
    Unsorted,
    /// By name, to the end of the alphabet; rows out of place.
    Sorted {
        /// Neighbours in the wrong order.
        broken: usize,
    },
    /// By name, but it ends before `Z`: truncated.
    EndsEarly,
}
