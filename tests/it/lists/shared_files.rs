//! All published files, with counts made independently of the readers: by lines, tags and keys.

use std::io::Read as _;
use std::path::Path;

use highfence::lists;
use highfence::model::Edition;

fn bytes(path: &Path) -> Vec<u8> {
    let raw = std::fs::read(path).unwrap();
    if path.extension().is_some_and(|e| e == "gz") {
        let mut out = Vec::new();
        flate2::read::GzDecoder::new(raw.as_slice()).read_to_end(&mut out).unwrap();
        return out;
    }
    raw
}

fn load(path: &Path) -> Edition {
    let mut editions =
        lists::load(&[path.to_owned()]).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    editions.remove(0)
}

/// Records of a comma- or tab-separated file, by another parser.
fn records(path: &Path, delimiter: u8, header: bool) -> u64 {
    let bytes = bytes(path);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(header)
        .flexible(true)
        .from_reader(bytes.as_slice());
    let filled = |r: &csv::ByteRecord| {
        let marks = r.len() == 1 && r.get(0) == Some(b"\x1a");
        !marks && r.iter().any(|field| !field.is_empty())
    };
    reader.byte_records().map(|r| r.unwrap()).filter(filled).count() as u64
}

/// How often a text occurs.
fn occurrences(path: &Path, needle: &str) -> u64 {
    String::from_utf8(bytes(path)).unwrap().matches(needle).count() as u64
}

#[test]
fn every_published_file_loads_with_its_rows() {
    let Some(data) = super::shared::data("every_published_file_loads_with_its_rows") else {
        return;
    };
    let csv = |name: &str, header: bool| (name.to_owned(), records(&data.join(name), b',', header));
    let tag = |name: &str, needle: &str| (name.to_owned(), occurrences(&data.join(name), needle));
    let expected = vec![
        csv("us-csl/consolidated-2022-05-16.csv.gz", true),
        csv("us-csl/rebuilt-2026-07-31.csv.gz", true),
        csv("us-csl/excerpt-2025.csv", true),
        csv("us-ofac/2021-07/sdn.csv", false),
        csv("us-ofac/2023-12/sdn.csv", false),
        csv("us-ofac/2024-05/sdn.csv", false),
        csv("us-ofac/cons-2025-12/cons_prim.csv", false),
        csv("us-ofac/series/sdn_2022-02-23.csv.gz", false),
        csv("us-ofac/series/sdn_2024-05-02.csv.gz", false),
        csv("us-csl/agency-2018/el__el.csv", true),
        csv("us-csl/agency-2018/meu__meu.csv", true),
        csv("us-csl/agency-2018/isn.csv", true),
        csv("us-csl/agency-2018/isn__isn.csv", true),
        csv("us-csl/agency-2018/uvl__uvl.csv", true),
        csv("us-csl/agency-2018/dtc__itar_debarred_parties.csv", true),
        csv("us-csl/agency-2018/itar_debarred_party_list_01242018.csv", true),
        (
            "us-csl/agency-2018/dpl__dpl.txt".into(),
            records(&data.join("us-csl/agency-2018/dpl__dpl.txt"), b'\t', true),
        ),
        ("us-bis/dpl_2019.txt".into(), records(&data.join("us-bis/dpl_2019.txt"), b'\t', true)),
        ("us-bis/dpl_2022.txt".into(), records(&data.join("us-bis/dpl_2022.txt"), b'\t', true)),
        tag("us-csl/rebuilt-2026-07-31.json.gz", "\"source_information_url\""),
        tag("us-csl/projection-2026-07-31.json", "\"n\":\""),
        tag("us-csl/agency-2018/sdn__sdn.xml", "<sdnEntry>"),
        tag("us-csl/agency-2018/treasury_consolidated__consolidated.xml", "<sdnEntry>"),
        tag("us-ofac/cons_advanced-2020-03.xml.gz", "<DistinctParty "),
        tag("us-bis/bis_entity_list.json", "\"federal_register\":"),
        tag("us-bis/bis_meu.json", "\"federal_register\":"),
        tag("us-bis/bis_dpl.json", "\"federal_register\":"),
        tag("us-bis/dhs_uflpa.json", "\"federal_register\":"),
        tag("us-bis/dow_1260h.json", "\"federal_register\":"),
        tag("un/un-2026-08-01.xml.gz", "<DATAID>"),
        tag("ca/sema-lmes.xml", "<record>"),
        tag("jp/jp.json", "\"entity_name\""),
        tag("cn/cn.json", "\"entity_name\""),
        tag("ftm/entities.ftm.json", "\"schema\""),
        tag("ftm/senzing.json", "\"RECORD_ID\""),
        ("uk/uk-sanctions-2025-08-11.ods".into(), 5_302),
        ("au/dfat.xlsx".into(), 11_068),
    ];
    for (name, count) in expected {
        let edition = load(&data.join(&name));
        let count = match name.as_str() {
            // The field list of the projection names the key once.
            "us-csl/projection-2026-07-31.json" => count - u64::from(count == 25_922),
            _ => count,
        };
        assert_eq!(edition.provenance.rows, count, "{name}");
        if matches!(
            edition.provenance.format.as_str(),
            "csl-csv"
                | "csl-json"
                | "ofac-sdn-csv"
                | "un-xml"
                | "uk-ods"
                | "jp-json"
                | "cn-json"
                | "bis-dpl-tsv"
                | "bis-entity-json"
                | "senzing"
                | "ca-xml"
        ) {
            let parts = edition.entries.len() + edition.unread.len();
            assert_eq!(parts as u64, count, "{name}: rows = entries + rejected");
        }
        assert!(edition.unread.iter().all(|row| !row.reason.is_empty() && !row.place.is_empty()));
    }
}

/// 24,554 names of 19,181 designated parties, 20,169 of them strong: the rest is weak.
#[test]
fn weak_aliases_are_recovered_from_the_alias_file() {
    let Some(data) = super::shared::data("weak_aliases_are_recovered_from_the_alias_file") else {
        return;
    };
    let paths = [data.join("us-csl/rebuilt-2026-07-31.csv.gz"), data.join("us-ofac/2026-08")];
    let editions = lists::load(&paths).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(editions.len(), 1);
    let sdn: Vec<_> =
        editions[0].entries.iter().filter(|e| e.list.as_str() == "US-OFAC-SDN").collect();
    assert_eq!(sdn.len(), 19_181);
    let count =
        |kind| sdn.iter().flat_map(|e| &e.party.names).filter(|name| name.kind == kind).count();
    let weak = count(highfence::model::NameKind::WeakAlias);
    assert!((4_350..=4_400).contains(&weak), "{weak} weak aliases");
    assert_eq!(count(highfence::model::NameKind::Former), 531);
    let addressed = sdn.iter().filter(|e| !e.party.addresses.is_empty()).count();
    assert!(addressed > 12_000, "{addressed} entries have the addresses of the address file");
}

#[test]
fn the_series_differs_by_the_known_counts() {
    let Some(data) = super::shared::data("the_series_differs_by_the_known_counts") else { return };
    let file = |day: &str| load(&data.join(format!("us-ofac/series/sdn_{day}.csv.gz")));
    let delta = |before: &Edition, after: &Edition| {
        let diff = lists::diff(std::slice::from_ref(before), std::slice::from_ref(after));
        (diff.added.len(), diff.removed.len(), diff.changed.len())
    };
    let (a, b, c) = (file("2022-02-23"), file("2022-02-24"), file("2022-02-25"));
    let (d, e) = (file("2024-04-26"), file("2024-05-01"));
    let (f, g) = (file("2024-05-02"), load(&data.join("us-ofac/2024-05/sdn.csv")));
    assert_eq!(delta(&a, &b).0, 15);
    let (added, _, changed) = delta(&b, &c);
    assert_eq!((added, changed), (91, 4));
    let (added, removed, _) = delta(&d, &e);
    assert_eq!(added - removed, 298);
    let (added, removed, _) = delta(&f, &g);
    assert_eq!(removed - added, 8);
}
