//! The formats that are read, in one table.

use super::error::{ListsError, Refusal};
use super::input::Input;
use super::ofac_lists::Set;
use super::reading::Reading;
use super::{
    agency_csv, asia_json, au_xlsx, bis_entity_xml, bis_json, ca_xml, csl_csv, csl_json, dpl_tsv,
    eu_csv, eu_xml, ftm, mapped_csv, ofac_advanced, ofac_csv, ofac_xml, senzing, toml_list, uk,
    un_xml, whole,
};
use crate::model::{Edition, Provenance};

/// A published format.
pub struct Format {
    /// Its name, as `--list-format` takes it.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    guess: fn(&Input, &str) -> bool,
    read: Read,
}

enum Read {
    /// Text readers, filling a [`Reading`].
    Rows(fn(&Input, &mut Reading) -> Result<(), Refusal>),
    /// Our own format of extracts.
    Toml,
    /// Our own format of whole lists.
    Whole,
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! formats {
    ($($name:literal, $about:literal, $guess:expr, $read:expr;)*) => {
        /// Every format, in the order in which content is tried.
        pub const FORMATS: &[Format] =
            &[$(Format { name: $name, about: $about, guess: $guess, read: $read }),*];
    };
}

formats! {
    "csl-csv", "trade.gov Consolidated Screening List, CSV",
        |_, text| csl_csv::guess(text), Read::Rows(csl_csv::read);
    "csl-json", "trade.gov Consolidated Screening List, JSON",
        |_, text| csl_json::guess(text), Read::Rows(csl_json::read);
    "ofac-sdn-csv", "OFAC sdn.csv with alt.csv, add.csv and sdn_comments.csv beside it",
        |_, text| ofac_csv::guess(text) && ofac_csv::set_of(text) == Set::Sdn,
        Read::Rows(|input, out| ofac_csv::read(input, Set::Sdn, out));
    "ofac-cons-csv", "OFAC cons_prim.csv with cons_alt.csv and cons_add.csv beside it",
        |_, text| ofac_csv::guess(text) && ofac_csv::set_of(text) == Set::Consolidated,
        Read::Rows(|input, out| ofac_csv::read(input, Set::Consolidated, out));
    "ofac-sdn-xml", "OFAC SDN.XML and consolidated.xml",
        |_, text| ofac_xml::guess(text), Read::Rows(ofac_xml::read);
    "ofac-advanced-xml", "OFAC SDN_ADVANCED.XML and CONS_ADVANCED.XML",
        |_, text| ofac_advanced::guess(text), Read::Rows(ofac_advanced::read);
    "bis-entity-xml", "Entity List, Supplement No. 4 to 15 CFR part 744, eCFR XML",
        |_, text| bis_entity_xml::guess(text), Read::Rows(bis_entity_xml::read);
    "bis-entity-json", "parsed forms of the Entity List, MEU, DPL, UFLPA, 1260H lists, JSON",
        |_, text| bis_json::guess(text), Read::Rows(bis_json::read);
    "bis-dpl-tsv", "Denied Persons List, TSV",
        |_, text| dpl_tsv::guess(text), Read::Rows(dpl_tsv::read);
    "un-xml", "UN Security Council consolidated list, XML",
        |_, text| un_xml::guess(text), Read::Rows(un_xml::read);
    "uk-csv", "UK Sanctions List, CSV",
        |_, text| uk::guess_csv(text), Read::Rows(uk::read_csv);
    "uk-ods", "UK Sanctions List, ODS",
        |input, _| uk::guess_sheet(input), Read::Rows(uk::read_sheet);
    "eu-xml", "EU consolidated financial sanctions, XML",
        |_, text| eu_xml::guess(text), Read::Rows(eu_xml::read);
    "eu-csv", "EU consolidated financial sanctions or listings in acts, CSV",
        |_, text| eu_csv::guess(text), Read::Rows(eu_csv::read);
    "ca-xml", "Canada's consolidated autonomous sanctions, XML",
        |_, text| ca_xml::guess(text), Read::Rows(ca_xml::read);
    "au-xlsx", "Australia's consolidated list, XLSX",
        |input, _| au_xlsx::guess(input), Read::Rows(au_xlsx::read);
    "jp-json", "Japan's End User List, JSON",
        |_, text| asia_json::guess_jp(text), Read::Rows(|input, out| asia_json::read(input, out, "jp"));
    "cn-json", "lists of China's Ministry of Commerce, JSON",
        |_, text| asia_json::guess_cn(text), Read::Rows(|input, out| asia_json::read(input, out, "cn"));
    "ftm", "FollowTheMoney entities, NDJSON",
        |_, text| ftm::guess(text), Read::Rows(ftm::read);
    "senzing", "Senzing records, NDJSON",
        |_, text| senzing::guess(text), Read::Rows(senzing::read);
    "agency-csv", "older files of single US agencies (EL, MEU, UVL, ISN, DTC), CSV",
        |_, text| agency_csv::guess(text), Read::Rows(agency_csv::read);
    "csv", "any CSV with a mapping file (NAME.map.toml) beside it",
        |input, _| input.beside.contains_key("mapping"), Read::Rows(mapped_csv::read);
    "toml", "highfence's own list format", |_, text| toml_guess(text), Read::Toml;
    "whole", "highfence's own format of whole lists, NDJSON", |_, text| whole::guess(text), Read::Whole;
}

fn toml_guess(text: &str) -> bool {
    text.lines().any(|line| line.trim() == "[list]") && text.contains("schema")
}

/// A format by its name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The format that the content has.
///
/// # Errors
///
/// Content that is no list, or of no known format.
pub fn guess(input: &Input) -> Result<&'static Format, Refusal> {
    if let Some(reason) = input.not_a_list() {
        return Err(Refusal::whole(&input.name, reason));
    }
    let text = String::from_utf8_lossy(&input.bytes);
    let text = text.trim_start_matches('\u{feff}');
    if let Some(found) = FORMATS.iter().find(|format| (format.guess)(input, text)) {
        return Ok(found);
    }
    let part = ofac_csv::part_of_set(text);
    let start: String = text.chars().take(60).collect();
    Err(Refusal::whole(
        &input.name,
        match part {
            Some(part) => format!(
                "OFAC's file of {part} rows belongs beside its main file (sdn.csv, cons_prim.csv); \
                 name that one"
            ),
            None => format!(
                "no known list format (it begins `{}`); name one with --list-format: {}",
                super::error::shorten(&start),
                FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(", ")
            ),
        },
    ))
}

/// Reads a list file of a format.
///
/// # Errors
///
/// Every reason to refuse the file.
pub fn read(input: &Input, format: &Format) -> Result<Edition, ListsError> {
    if let Some(reason) = input.not_a_list() {
        return Err(Refusal::whole(&input.name, reason).into());
    }
    let mut edition = match format.read {
        Read::Toml => {
            let mut warnings = Vec::new();
            toml_list::read(&input.name, input.text(&mut warnings)?)?
        }
        Read::Whole => whole::read_input(input)?,
        Read::Rows(read) => rows(input, format, read)?,
    };
    edition.provenance.sha256 = digest(input);
    if edition.provenance.source.is_empty() {
        edition.provenance.source.clone_from(&input.name);
    }
    Ok(edition)
}

fn rows(
    input: &Input,
    format: &Format,
    read: fn(&Input, &mut Reading) -> Result<(), Refusal>,
) -> Result<Edition, ListsError> {
    let mut reading = Reading::new(input, format.name);
    if let Err(refusal) = read(input, &mut reading) {
        reading.refusals.push(refusal);
    }
    super::plausible::judge(format.name, &mut reading);
    reading.close()?;
    reading.warnings.extend(super::legal_text::unparsed(&reading.entries));
    for entry in &mut reading.entries {
        entry.source = Some(input.name.clone());
    }
    // A file of one list is an edition of that list, whatever its format.
    if let Some(first) = reading.entries.first().map(|entry| entry.list.clone())
        && reading.entries.iter().all(|entry| entry.list == first)
    {
        first.as_str().clone_into(&mut reading.id);
    }
    Ok(Edition {
        id: reading.id,
        provenance: Provenance {
            source: String::new(),
            format: format.name.to_owned(),
            published: reading.published,
            rows: reading.rows,
            ..Provenance::default()
        },
        entries: reading.entries,
        unread: reading.unread,
        warnings: reading.warnings,
        hit: reading.hit,
        ..Edition::default()
    })
}

/// One digest over the file and those beside it.
fn digest(input: &Input) -> String {
    if input.beside.is_empty() {
        return super::embedded::digest(&input.bytes);
    }
    let mut all = super::embedded::digest(&input.bytes);
    for (part, file) in &input.beside {
        all.push_str(&format!("\n{part} {}", super::embedded::digest(&file.bytes)));
    }
    super::embedded::digest(all.as_bytes())
}
