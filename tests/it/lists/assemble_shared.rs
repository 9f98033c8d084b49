//! Whole published files put together: cuts of the Consolidated Screening List, older editions, lists
//! of other governments and FollowTheMoney beside the lists that stand for the carried ones.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use highfence::lists::assemble::{Origin, Source, assemble};
use highfence::lists::{embedded, load};
use highfence::model::{Date, Edition, Extent};

use super::assemble::{found_on, source};

/// The whole list of 2026-07-31 and the extracts, as if they were part of the program.
fn carried(data: &Path) -> Vec<Source> {
    let mut all = load(&[data.join("us-csl/projection-2026-07-31.json")]).unwrap();
    for edition in &mut all {
        edition.extent = Extent::Whole;
        edition.provenance.embedded = true;
    }
    all.extend(embedded().unwrap());
    all.into_iter().map(|edition| source(Origin::Carried, edition)).collect()
}

/// How often each party of each list is told on a day.
fn told(editions: &[Edition], on: Date) -> BTreeMap<(String, String), usize> {
    let mut out = BTreeMap::new();
    for entry in editions.iter().flat_map(|edition| &edition.entries) {
        if entry.is_listed_on(on) {
            let key = (entry.list.0.clone(), entry.party.caption().to_owned());
            *out.entry(key).or_default() += 1;
        }
    }
    out
}

/// The Consolidated Screening List without some of its rows.
fn cut(data: &Path, folder: &Path, name: &str, keeps: impl Fn(usize) -> bool) -> PathBuf {
    let file = std::fs::File::open(data.join("us-csl/rebuilt-2026-07-31.csv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let path = folder.join(name);
    let mut writer =
        csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_path(&path).unwrap();
    writer.write_record(reader.headers().unwrap()).unwrap();
    for (number, row) in reader.records().enumerate().filter(|(number, _)| keeps(*number)) {
        writer.write_record(&row.unwrap_or_else(|error| panic!("row {number}: {error}"))).unwrap();
    }
    writer.flush().unwrap();
    path
}

#[test]
fn whole_files_take_nothing_away_and_tell_nothing_twice() {
    let Some(data) = super::shared::data("whole_files_take_nothing_away") else { return };
    let folder = std::env::temp_dir().join(format!("highfence-cuts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let on: Date = "2026-12-01".parse().unwrap();
    let carried = carried(&data);
    let start = std::time::Instant::now();
    let base = assemble(carried.clone(), None);
    println!("put together in {:?}", start.elapsed());
    let (told_before, found_before) = (told(&base, on), found_on(&base, on));
    println!("carried: {} parties", told_before.values().sum::<usize>());
    let files = [
        ("50 rows", cut(&data, &folder, "fifty.csv", |n| n % 520 == 0)),
        ("90 %", cut(&data, &folder, "ninety.csv", |n| n % 10 != 3)),
        ("99.5 %", cut(&data, &folder, "most.csv", |n| n % 200 != 3)),
        ("2022", data.join("us-csl/consolidated-2022-05-16.csv.gz")),
        ("SDN 2024", data.join("us-ofac/2024-05/sdn.csv")),
        ("Entity List", data.join("us-bis/bis_entity_list.json")),
        ("UN", data.join("un/un-2026-08-01.xml.gz")),
        ("METI", data.join("jp/jp.json")),
        ("FollowTheMoney", data.join("ftm/entities.ftm.json")),
    ];
    for (what, file) in files {
        let named = load(&[file]).unwrap_or_else(|error| panic!("{what}: {error}"));
        let mut sources = carried.clone();
        let same_list = what.ends_with('%') || what.ends_with("rows");
        sources.extend(named.into_iter().map(|edition| source(Origin::Named, edition)));
        let start = std::time::Instant::now();
        let editions = assemble(sources, None);
        let took = start.elapsed();
        let now = told(&editions, on);
        let found = found_on(&editions, on);
        let gone: BTreeSet<_> = found_before.difference(&found).take(5).collect();
        assert!(gone.is_empty(), "{what}: {gone:?}");
        let told_now = |key| now.get(key).copied().unwrap_or(0);
        let twice = told_before.iter().filter(|(key, count)| told_now(*key) > **count);
        let twice: Vec<_> = twice.map(|(key, count)| (key, *count, told_now(key))).collect();
        let sum = |told: &BTreeMap<_, usize>| told.values().sum::<usize>();
        let more = sum(&now) as i64 - sum(&told_before) as i64;
        println!("{what}: {more} parties more, {} carried ones twice, {took:?}", twice.len());
        for one in twice.iter().take(8) {
            println!("    {one:?}");
        }
        for text in editions.iter().filter(|e| !e.provenance.embedded).flat_map(|e| &e.warnings) {
            println!("    {text}");
        }
        if same_list {
            assert_eq!((more, twice.len()), (0, 0), "{what}");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}
