//! The lists that the program carries whole: every row against its sources, what is written against
//! what is read, and what is no such file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use highfence::index::SearchOptions;
use highfence::lists::carry::{self, Recipe};
use highfence::lists::whole::{self, FILES, Head, LISTED_AFTER, Origin};
use highfence::lists::{self, KNOWN_LISTS};
use highfence::matching::score_names_as;
use highfence::model::{
    Address, Date, Edition, Extent, Identifier, ListEntry, Name, NameKind, Party, PartyKind,
    RequirementScope,
};
use proptest::prelude::*;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::engine::WHOLE;
use crate::index_csl::queries;

use super::shared;

#[test]
fn the_registry_is_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lists/whole");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|item| item.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".ndjson"))
        .collect();
    files.sort();
    let registered: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
    assert_eq!(registered, files);
}

/// Made again from the sources, by the digests of the recipe: the same bytes.
#[test]
fn every_row_is_that_of_its_sources() {
    let Some(data) = shared::data("every_row_is_that_of_its_sources") else { return };
    let made = carry::make(&Recipe::embedded().unwrap(), &data).unwrap();
    assert_eq!(made.len(), FILES.len());
    for (made, (file, text)) in made.iter().zip(FILES) {
        assert_eq!(made.file, *file);
        let differs = made.text.lines().zip(text.lines()).find(|(new, old)| new != old);
        assert_eq!(differs, None, "{file}: run `highfence lists carry`");
        assert_eq!(made.text.len(), text.len(), "{file}");
    }
}

#[test]
fn each_list_has_as_many_entries_as_its_source_counts() {
    let Some(data) = shared::data("each_list_has_as_many_entries") else { return };
    let mut says: BTreeMap<String, u64> = BTreeMap::new();
    let csl = json(&data.join("us-csl/projection-2026-07-31.json"));
    for (source, count) in csl["countsBySource"].as_object().unwrap() {
        let code = source.rsplit_once('(').unwrap().1.split(')').next().unwrap();
        let list = match code {
            "DTC" => "US-DDTC-DTC".to_owned(),
            "ISN" => "US-STATE-ISN".to_owned(),
            "CMIC" => "US-OFAC-NS-CMIC".to_owned(),
            "NS-MBS List" => "US-OFAC-MBS".to_owned(),
            "EL" | "DPL" | "MEU" | "UVL" => format!("US-BIS-{code}"),
            other => format!("US-OFAC-{other}"),
        };
        says.insert(list, count.as_u64().unwrap());
    }
    assert_eq!(says.values().sum::<u64>(), csl["entryCount"].as_u64().unwrap());
    for (list, file) in
        [("US-DHS-UFLPA", "us-bis/dhs_uflpa.json"), ("US-DOD-1260H", "us-bis/dow_1260h.json")]
    {
        says.insert(list.to_owned(), json(&data.join(file))["count"].as_u64().unwrap());
    }
    says.insert(
        "JP-METI-EUL".to_owned(),
        json(&data.join("jp/jp.json")).as_array().unwrap().len() as u64,
    );
    for row in json(&data.join("cn/cn.json")).as_array().unwrap() {
        let list = match row["list_id"].as_str().unwrap() {
            "cn-export-control-watchlist" => "CN-MOFCOM-ECL",
            "cn-unreliable-entity-list" => "CN-MOFCOM-UEL",
            _ => "CN-MOFCOM-WATCH",
        };
        *says.entry(list.to_owned()).or_default() += 1;
    }
    // The Foreign Sanctions Evaders List is empty by then: no source of the file names it.
    says.insert("US-OFAC-FSE".to_owned(), 0);
    let holds: BTreeMap<String, u64> =
        editions().iter().map(|e| (e.id.clone(), e.entries.len() as u64)).collect();
    assert_eq!(holds, says);
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn editions() -> Vec<Edition> {
    lists::whole().unwrap()
}

#[test]
fn each_edition_is_whole_dated_and_told_from_others() {
    for edition in editions() {
        let list = &edition.id;
        assert_eq!(edition.extent, Extent::Whole, "{list}");
        assert!(KNOWN_LISTS.iter().any(|known| known.id == list), "{list}");
        assert!(edition.provenance.embedded && edition.provenance.published.is_some(), "{list}");
        assert!(edition.provenance.source.starts_with("https://"), "{list}");
        assert_eq!(edition.provenance.sha256.len(), 64, "{list}");
        assert!(edition.unread.is_empty(), "{list}");
        let ids: BTreeSet<&str> = edition.entries.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids.len(), edition.entries.len(), "{list}: ids are unique");
        assert!(edition.entries.iter().all(|entry| entry.list.as_str() == list), "{list}");
    }
}

/// What each entry obeys.
fn check_entry(entry: &ListEntry) {
    let place = format!("{} {}", entry.list, entry.id);
    if entry.list.as_str().starts_with("US-OFAC-") {
        assert!(entry.id.parse::<u32>().is_ok(), "{place}: the publisher's number");
        assert!(!entry.programs.is_empty() && entry.party.kind != PartyKind::Unknown, "{place}");
    }
    assert!(entry.removed.is_none(), "{place}: what is carried stands on the list");
    let after = entry.codes.iter().any(|code| code == LISTED_AFTER);
    assert_eq!(entry.unverified.is_some(), after || entry.listed.is_none(), "{place}");
    let (least, most) = (Date::constant(1940, 1, 1), Date::constant(2026, 7, 31));
    assert!(
        entry.listed.is_none_or(|day| least <= day && day <= most),
        "{place}: {:?}",
        entry.listed
    );
    let primary = entry.party.names.iter().filter(|n| n.kind == NameKind::Primary).count();
    assert_eq!(primary, 1, "{place}");
    for address in &entry.party.addresses {
        let (text, lower) = (&address.text, address.text.to_lowercase());
        assert!(text.chars().filter(|c| c.is_alphabetic()).count() >= 3, "{place}: {text}");
        assert!(text.chars().count() <= 240, "{place}: {text}");
        let sign = ["a.k.a", "f.k.a", "(see al", "affiliated entit", "region: ", "inmate"];
        assert!(!sign.iter().any(|sign| lower.contains(sign)), "{place}: {text}");
    }
    if entry.party.kind == PartyKind::Address {
        assert!(!entry.party.addresses.is_empty(), "{place}: an address entry has its address");
    }
    let licensed = matches!(entry.list.as_str(), "US-BIS-EL" | "US-BIS-MEU");
    assert_eq!(entry.requirements.len(), usize::from(licensed), "{place}");
    assert_eq!(entry.review.is_some(), licensed, "{place}");
}

#[test]
fn each_entry_says_what_its_list_says() {
    for edition in editions() {
        edition.entries.iter().for_each(check_entry);
    }
}

/// Texts of the Entity List that the grammar does not read: they hold, and are named.
const UNPARSED: &[&str] = &[
    "license review policy: For all items subject to the EAR when used in projects specified in § 746.8(a)(4) of the EAR",
    "license review policy: For all items subject to the EAR. (See § 744.11 of the EAR)",
];

#[test]
fn legal_texts_parse_or_are_named() {
    let mut unparsed = BTreeSet::new();
    for edition in editions() {
        for entry in &edition.entries {
            let bad = entry.requirements.iter().filter(|r| r.scope == RequirementScope::Unparsed);
            unparsed.extend(bad.map(|r| format!("license requirement: {}", r.raw)));
            let bad = entry.review.iter().filter(|r| r.default.is_none() && r.clauses.is_empty());
            unparsed.extend(bad.map(|r| format!("license review policy: {}", r.raw)));
        }
        let named = edition.warnings.iter().filter(|w| w.contains("not understood")).count();
        assert_eq!(named, if edition.id == "US-BIS-EL" { UNPARSED.len() } else { 0 });
    }
    assert_eq!(unparsed.iter().map(String::as_str).collect::<Vec<_>>(), UNPARSED);
}

#[test]
fn every_name_reads() {
    let all = editions();
    let mut names: Vec<(PartyKind, &str)> = Vec::new();
    for entry in all.iter().flat_map(|edition| &edition.entries) {
        names.extend(entry.party.names.iter().map(|name| (entry.party.kind, name.text.as_str())));
    }
    let step = names.len() / queries(2_000, names.len()).min(names.len());
    let asked: Vec<_> = names.iter().step_by(step.max(1)).collect();
    let bad: Vec<String> = asked
        .par_iter()
        .filter_map(|(kind, name)| {
            score_names_as(name, name, *kind).err().map(|e| format!("{name}: {e:?}"))
        })
        .collect();
    assert_eq!(bad, Vec::<String>::new());
}

/// A name copied from the published list finds its entry.
#[test]
fn published_names_find_their_entries() {
    let Some(data) = shared::data("published_names_find_their_entries") else { return };
    let csl = json(&data.join("us-csl/projection-2026-07-31.json"));
    let rows = csl["entries"].as_array().unwrap();
    let step = (rows.len() / queries(400, rows.len())).max(1);
    let asked: Vec<&str> =
        rows.iter().step_by(step).map(|row| row["n"].as_str().unwrap()).collect();
    // Whole sentences and legal tails are no names; what is cut from them is the name.
    let plain = |name: &&&str| !name.contains("successor") && name.chars().count() < 150;
    let lost: Vec<String> = asked
        .par_iter()
        .filter(plain)
        .filter_map(|name| {
            let party = Party {
                names: vec![Name::new((*name).to_owned(), NameKind::Primary)],
                ..Party::default()
            };
            let found = WHOLE.index.search(&party, SearchOptions::default());
            let best = found.hits.first().map_or(0.0, |hit| hit.matched.score);
            (best < 0.995 || !found.incomplete.is_empty())
                .then(|| format!("{name}: {best} {:?}", found.incomplete))
        })
        .collect();
    assert_eq!(lost, Vec::<String>::new());
}

/// A file of two entries.
fn sample() -> String {
    whole::write(head(), vec![entry("2", "Birch Trading Ltd."), entry("10", "Alder Optics")])
        .unwrap()
}

fn head() -> Head {
    let origin = |name: &str| Origin {
        name: name.to_owned(),
        day: Date::constant(2026, 7, 31),
        gives: Vec::new(),
        sha256: vec!["0".repeat(64)],
    };
    Head {
        list: "US-BIS-EL".to_owned(),
        title: "Entity List".to_owned(),
        publisher: "Bureau of Industry and Security".to_owned(),
        page: "https://www.ecfr.gov".to_owned(),
        published: Date::constant(2026, 7, 31),
        retrieved: None,
        entries: 0,
        made_by: "a test".to_owned(),
        sources: vec![origin("first"), origin("second")],
    }
}

fn entry(id: &str, name: &str) -> ListEntry {
    let mut entry = ListEntry::new("US-BIS-EL", id, name);
    entry.source = Some("first".to_owned());
    entry.listed = Some(Date::constant(2019, 10, 9));
    entry
}

/// (what is changed, into what, what the refusal says)
const FAULTS: &[(&str, &str, &str)] = &[
    ("\"entries\":2", "\"entries\":3", "line 1: `entries` says 3, the file holds 2"),
    ("\"made_by\"", "\"maid_by\"", "line 1: no head of a list: unknown field `maid_by`"),
    ("\"name\":\"Alder", "\"names\":\"Alder", "line 3: unknown field `names`"),
    ("\"id\":\"10\"", "\"id\":\"1\"", "line 3: id `1` is out of order"),
    ("\"id\":\"10\"", "\"id\":\"2\"", "line 3: id `2` twice"),
    ("\"id\":\"10\"", "\"id\":\" \"", "line 3: no `id`"),
    ("Alder Optics", "...", "line 3: `10`: a name without a letter"),
    ("2019-10-09", "2019-13-09", "line 2: "),
    (
        "{\"id\":\"10\"",
        "{\"countries\":[\"QQ\"],\"id\":\"10\"",
        "line 3: `10`: `QQ` is no country code",
    ),
    ("{\"id\":\"10\"", "{\"addresses\":[[\"\"]],\"id\":\"10\"", "line 3: an address is a text"),
    (
        "{\"id\":\"10\"",
        "{\"addresses\":[[\"1 Road\",\"China\"]],\"id\":\"10\"",
        "`China` is no country code",
    ),
    ("{\"id\":\"10\"", "{\"ids\":[[\"imo\"]],\"id\":\"10\"", "line 3: an id is a kind, a number"),
    (
        "{\"id\":\"10\"",
        "{\"from\":[\"third\"],\"id\":\"10\"",
        "line 3: `third` is no further source",
    ),
    (
        "{\"id\":\"10\"",
        "{\"listed_after\":\"2019-01-01\",\"id\":\"10\"",
        "both `listed` and `listed_after`",
    ),
    ("{\"id\":\"10\"", "{\"kind\":\"firm\",\"id\":\"10\"", "line 3: unknown variant `firm`"),
    (
        "{\"id\":\"10\"",
        "{\"aka\":[\"Alder Optics\"],\"id\":\"10\"",
        "the name `Alder Optics` twice",
    ),
    ("{\"id\":\"10\"", "{\"id\":\"10\",\"id\":\"10\"", "line 3: duplicate field `id`"),
];

#[test]
fn what_is_no_such_file_is_refused_by_line() {
    let text = sample();
    for (from, to, says) in FAULTS {
        assert!(text.contains(from), "{from}");
        let error =
            whole::read("list.ndjson", &text.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(says), "{from} -> {to}: {error}");
    }
    let cut = text.trim_end();
    assert!(whole::read("list.ndjson", cut).unwrap_err().to_string().contains("truncated"));
    let lines: Vec<&str> = text.lines().collect();
    let lost = format!("{}\n{}\n", lines[0], lines[1]);
    assert!(whole::read("list.ndjson", &lost).is_err(), "a lost line");
}

#[test]
fn what_the_form_cannot_say_is_not_written() {
    let mut removed = entry("1", "Alder Optics");
    removed.removed = Some(Date::constant(2020, 1, 1));
    let mut two = entry("1", "Alder Optics");
    two.party.names.push(Name::new("Alder", NameKind::Primary));
    for entry in [removed, two] {
        assert!(whole::write(head(), vec![entry]).is_err());
    }
}

#[test]
fn another_file_than_the_recipe_names_is_refused() {
    let recipe = "schema = 1\n[[list]]\nid = \"US-BIS-EL\"\nfile = \"a.ndjson\"\npage = \"https://a\"\n\
                  [[source]]\nname = \"a\"\nday = \"2026-07-31\"\nfile = \"csl.json\"\nsha256 = \"00\"\n";
    let folder = super::fixtures::folder();
    let error = carry::make(&Recipe::read("r", recipe).unwrap(), &folder).unwrap_err().to_string();
    assert!(error.contains("the recipe says 00: another file"), "{error}");
    let missing = recipe.replace("csl.json", "none.json");
    assert!(carry::make(&Recipe::read("r", &missing).unwrap(), &folder).unwrap_err().io);
    let unknown = recipe.replace("sha256", "sha265");
    assert!(Recipe::read("r", &unknown).unwrap_err().to_string().contains("sha265"));
    let newer = recipe.replace("schema = 1", "schema = 2");
    assert!(Recipe::read("r", &newer).unwrap_err().to_string().contains("this program reads 1"));
}

fn text() -> impl Strategy<Value = String> {
    "[A-Za-z][A-Za-z0-9 .,;:'\"\\\\(){}\\[\\]éЖ杭\u{a0}-]{0,30}"
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::btree_set(text(), 0..4).prop_map(|set| set.into_iter().collect())
}

fn code() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(prop_oneof![Just("CN".to_owned()), Just("RU".to_owned())])
}

prop_compose! {
    fn any_entry()(
        id in "[a-z0-9:-]{1,12}", name in text(), aka in texts(), weak in texts(), native in texts(),
        addresses in proptest::collection::vec((text(), code()), 0..3),
        ids in proptest::collection::vec((text(), text(), code()), 0..3),
        programs in texts(), cite in texts(), remarks in proptest::option::of(text()),
        parent in proptest::option::of(text()), requirement in proptest::option::of(text()),
        directives in proptest::collection::vec(1_u8..5, 0..3), second in any::<bool>(),
    ) -> ListEntry {
        let mut entry = entry(&id, &name);
        let mut seen = BTreeSet::from([name]);
        for (texts, kind) in [(aka, NameKind::Alias), (weak, NameKind::WeakAlias)] {
            let new: Vec<String> = texts.into_iter().filter(|text| seen.insert(text.clone())).collect();
            entry.party.names.extend(new.into_iter().map(|text| Name::new(text, kind)));
        }
        entry.party.names.extend(native.into_iter().map(|t| Name::new(t, NameKind::NativeScript)));
        entry.party.addresses = addresses
            .into_iter()
            .map(|(text, country)| Address { country, ..Address::line(text) })
            .collect();
        entry.party.identifiers = ids
            .into_iter()
            .map(|(kind, number, country)| Identifier { kind, number, country })
            .collect();
        (entry.programs, entry.citations) = (programs, cite);
        (entry.remarks, entry.parent, entry.directives) = (remarks, parent, directives);
        if let Some(text) = requirement {
            let footnotes = lists::legal_text::footnotes(&text);
            entry.requirements.push(lists::legal_text::requirement(&text));
            entry.footnotes = footnotes
                .into_iter()
                .map(|number| highfence::model::Footnote { number, span: Default::default() })
                .collect();
        }
        if second {
            entry.source = Some("first, second".to_owned());
        }
        entry
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(entries in proptest::collection::vec(any_entry(), 0..6)) {
        let mut seen = BTreeSet::new();
        let entries: Vec<ListEntry> =
            entries.into_iter().filter(|entry| seen.insert(entry.id.clone())).collect();
        let text = whole::write(head(), entries.clone()).unwrap();
        let read = whole::read("list.ndjson", &text).unwrap();
        prop_assert_eq!(read.entries.len(), entries.len());
        for entry in &entries {
            prop_assert!(read.entries.contains(entry), "{:?}", entry);
        }
        prop_assert_eq!(whole::write(head(), read.entries).unwrap(), text);
    }
}
