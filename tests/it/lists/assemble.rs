//! Carried, stored and named lists put together: nothing is taken away, nothing told twice.

use std::collections::{BTreeMap, BTreeSet};

use highfence::lists::assemble::{Origin, Source, assemble, says_how_it_stands};
use highfence::lists::{self, toml_list};
use highfence::model::{Date, Edition, EntryStatus, Extent, ListEntry};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// An edition in our own form.
fn toml(head: &str, entries: &str) -> Edition {
    let text = format!("schema = 1\n[list]\ntitle = \"A list\"\n{head}\n{entries}");
    toml_list::read("list.toml", &text).unwrap_or_else(|error| panic!("{error}"))
}

/// An official list of `names` as its publisher issues it, whole.
pub fn whole(list: &str, published: &str, names: impl IntoIterator<Item = String>) -> Edition {
    let entries: Vec<ListEntry> =
        names.into_iter().map(|name| ListEntry::new(list, format!("made:{name}"), name)).collect();
    Edition {
        id: list.to_owned(),
        provenance: highfence::model::Provenance {
            source: format!("{list} of {published}"),
            format: "csl-csv".to_owned(),
            published: Some(day(published)),
            sha256: published.to_owned(),
            rows: entries.len() as u64,
            ..Default::default()
        },
        entries,
        extent: Extent::Whole,
        ..Edition::default()
    }
}

/// Names of companies, each unlike the others.
pub fn companies(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|n| format!("Company Number {n} Ltd")).collect()
}

pub fn source(origin: Origin, edition: Edition) -> Source {
    Source { edition, origin, accepted_by: None }
}

/// (list, name) of every name of every entry that is listed on a day.
pub fn found_on(editions: &[Edition], on: Date) -> BTreeSet<(String, String)> {
    editions
        .iter()
        .flat_map(|edition| &edition.entries)
        .filter(|entry| entry.is_listed_on(on))
        .flat_map(|entry| {
            entry.party.names.iter().map(|name| (entry.list.0.clone(), name.text.clone()))
        })
        .collect()
}

/// Parties that two entries of one list tell, both listed on the day.
pub fn told_twice(editions: &[Edition], on: Date) -> Vec<(String, String)> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for entry in editions.iter().flat_map(|edition| &edition.entries) {
        if entry.is_listed_on(on) {
            let key = (entry.list.0.clone(), entry.party.caption().to_owned());
            *counts.entry(key).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(key, _)| key).collect()
}

fn entry<'e>(editions: &'e [Edition], name: &str) -> &'e ListEntry {
    let mut all = editions.iter().flat_map(|edition| &edition.entries);
    all.find(|entry| entry.party.names.iter().any(|known| known.text == name))
        .unwrap_or_else(|| panic!("{name} is gone"))
}

const EL: &str = "US-BIS-EL";

/// What a file does to the carried list of 2,000 parties of 2026-07-31: whether it is searched
/// beside it, how many entries are listed on 2026-12-01, and of what extent the newest edition is.
struct Case {
    what: &'static str,
    published: Option<&'static str>,
    names: (usize, usize),
    extent: Extent,
    beside: bool,
    listed: usize,
}

#[test]
fn a_named_file_takes_nothing_away() {
    use Extent::{Excerpt, Whole};
    let case = |what, published, names, extent, beside, listed| Case {
        what,
        published,
        names,
        extent,
        beside,
        listed,
    };
    let cases = [
        case("50 rows, newer", Some("2026-09-01"), (0, 50), Excerpt, true, 2_000),
        case("half, newer", Some("2026-09-01"), (0, 1_000), Whole, true, 2_000),
        case("90 %, newer", Some("2026-09-01"), (0, 1_800), Whole, true, 2_000),
        case("99.5 %, same day", Some("2026-07-31"), (0, 1_990), Whole, true, 2_000),
        case("99.5 %, newer", Some("2026-09-01"), (0, 1_990), Whole, false, 1_990),
        case("newer and larger", Some("2026-09-01"), (0, 2_100), Whole, false, 2_100),
        case("doubled", Some("2026-09-01"), (0, 4_000), Whole, true, 4_000),
        case("another list's rows", Some("2026-09-01"), (5_000, 7_000), Whole, true, 4_000),
        case("undated", None, (0, 2_100), Whole, true, 2_100),
        case("older", Some("2022-05-16"), (1_000, 2_500), Whole, true, 2_500),
        case("the same", Some("2026-07-31"), (0, 2_000), Whole, true, 2_000),
    ];
    let canaries: BTreeSet<String> = companies(0, 2_000).into_iter().collect();
    for case in cases {
        let mut file = whole(EL, "2026-01-01", companies(case.names.0, case.names.1));
        file.extent = case.extent;
        file.provenance.published = case.published.map(day);
        let carried = whole(EL, "2026-07-31", companies(0, 2_000));
        let editions =
            assemble(vec![source(Origin::Carried, carried), source(Origin::Named, file)], None);
        let what = case.what;
        assert!(editions.iter().all(|edition| edition.id == EL), "{what}");
        let named: BTreeSet<String> = editions
            .iter()
            .flat_map(|edition| &edition.entries)
            .map(|entry| entry.party.caption().to_owned())
            .collect();
        assert!(named.is_superset(&canaries), "{what}: a canary is gone");
        let on = day("2026-12-01");
        let listed = editions.iter().flat_map(|e| &e.entries).filter(|e| e.is_listed_on(on));
        assert_eq!(listed.count(), case.listed, "{what}");
        assert_eq!(told_twice(&editions, on), [], "{what}");
        // On the day of the carried edition all of its parties count, whatever came after.
        let then = found_on(&editions, day("2026-08-01"));
        let missing =
            canaries.iter().find(|name| !then.contains(&(EL.to_owned(), (*name).clone())));
        assert_eq!(missing, None, "{what}");
        let says = |start: &str| {
            let mut warnings = editions.iter().flat_map(|edition| &edition.warnings);
            warnings.any(|text| says_how_it_stands(text) && text.starts_with(start))
        };
        let stands = (says("searched beside"), says("takes the place of"));
        assert_eq!(stands, (case.beside, !case.beside), "{what}");
    }
}

#[test]
fn a_file_of_several_lists_replaces_those_it_has_rows_of() {
    let carried =
        [EL, "US-BIS-DPL", "US-BIS-UVL"].map(|id| whole(id, "2026-07-31", companies(0, 500)));
    let mut file = whole(EL, "2026-09-01", companies(0, 498));
    file.entries.extend(whole("US-BIS-DPL", "2026-09-01", companies(0, 20)).entries);
    file.unread.push(highfence::model::UnreadRow {
        place: "line 7".to_owned(),
        reason: "no name".to_owned(),
    });
    let mut sources: Vec<Source> =
        carried.into_iter().map(|edition| source(Origin::Carried, edition)).collect();
    sources.push(source(Origin::Named, file));
    let editions = assemble(sources, None);
    let on = day("2026-12-01");
    let listed = |list: &str| {
        let entries = editions.iter().flat_map(|edition| &edition.entries);
        entries.filter(|e| e.list.as_str() == list && e.is_listed_on(on)).count()
    };
    assert_eq!((listed(EL), listed("US-BIS-UVL")), (498, 500));
    assert_eq!(listed("US-BIS-DPL"), 500, "20 rows are not the list");
    let unread: Vec<&str> = editions
        .iter()
        .filter(|edition| !edition.unread.is_empty())
        .map(|edition| edition.id.as_str())
        .collect();
    assert_eq!(unread.len(), 1, "an unread row is told once: {unread:?}");
}

#[test]
fn the_store_replaces_what_is_carried_and_an_older_store_does_not() {
    let on = day("2026-12-01");
    for (stored, listed) in [("2026-09-01", 1_999), ("2026-05-01", 2_000)] {
        let sources = vec![
            source(Origin::Carried, whole(EL, "2026-07-31", companies(0, 2_000))),
            source(Origin::Stored, whole(EL, stored, companies(1, 2_000))),
        ];
        let editions = assemble(sources, None);
        let entries = editions.iter().flat_map(|edition| &edition.entries);
        assert_eq!(entries.filter(|e| e.is_listed_on(on)).count(), listed, "{stored}");
        let wholes = editions.iter().filter(|edition| edition.extent == Extent::Whole);
        let days: Vec<_> = wholes.map(|edition| edition.provenance.published.unwrap()).collect();
        assert_eq!(days, [day(stored.max("2026-07-31"))], "the newest whole edition counts");
    }
}

#[test]
fn a_day_of_the_caller_dates_a_file_that_tells_none() {
    for (edition_date, listed) in [(None, 2_000), (Some(day("2026-09-01")), 1_999)] {
        let mut file = whole(EL, "2026-01-01", companies(1, 2_000));
        file.provenance.published = None;
        let carried = whole(EL, "2026-07-31", companies(0, 2_000));
        let sources = vec![source(Origin::Carried, carried), source(Origin::Named, file)];
        let editions = assemble(sources, edition_date);
        let entries = editions.iter().flat_map(|edition| &edition.entries);
        let on = day("2026-12-01");
        assert_eq!(entries.filter(|e| e.is_listed_on(on)).count(), listed);
    }
    // What the file tells itself goes before what the caller says.
    let mut file = whole(EL, "2026-01-01", companies(1, 2_000));
    file.provenance.published = None;
    file.entries[0].citations.push("87 FR 8180, Vol. 87, No. 30, 02/14/2022".to_owned());
    let editions = assemble(vec![source(Origin::Named, file)], Some(day("2026-09-01")));
    assert_eq!(editions[0].provenance.published, Some(day("2022-02-14")));
}

/// What a carried extract knows of a party stays with it in whatever edition counts.
#[test]
fn knowledge_stays_attached() {
    const KNOWN: &str = r#"
[[entry]]
name = "Company Number 1 Ltd"
native_names = ["第一公司"]
country = "CN"
addresses = ["1 Example Road"]
listed = 2019-10-09
requirement = "For all items subject to the EAR. (See §744.11 of the EAR)"
requirement_changes = [
  { from = 2022-10-12, requirement = "For all items subject to the EAR. (See §§ 734.9(e) and 744.11 of the EAR)4" },
]
footnotes = [{ fn = 4, from = 2022-10-12 }]
cite = ["84 FR 54002"]
[[entry]]
name = "Company Number 2 Ltd"
removed = 2021-01-01
[[entry]]
name = "Company Number 3 Ltd"
status = "reported"
[[entry]]
name = "Company Number 5000 Ltd"
listed = 2020-01-01
"#;
    let extract = || toml("id = \"US-BIS-EL\"\npublished = 2026-07-31", KNOWN);
    let with_law = |published: &str, text: &str| {
        let mut edition = whole(EL, published, companies(0, 2_000));
        let law = toml(
            "id = \"US-BIS-EL\"",
            &format!("[[entry]]\nname = \"x\"\nrequirement = \"{text}\""),
        );
        edition.entries[1].requirements.clone_from(&law.entries[0].requirements);
        edition.entries[1].footnotes.clone_from(&law.entries[0].footnotes);
        edition
    };
    let same = "For all items subject to the EAR (See §§ 734.9(e) and 744.11 of the EAR)4.";
    let scopes = [
        ("2026-07-31", vec![with_law("2026-07-31", same)]),
        ("2026-09-01", vec![with_law("2026-07-31", same), with_law("2026-09-01", same)]),
        ("2026-09-01", vec![with_law("2026-09-01", same)]),
    ];
    for (published, wholes) in scopes {
        let several = wholes.len() > 1;
        let mut sources = vec![source(Origin::Carried, extract())];
        for (number, edition) in wholes.into_iter().enumerate() {
            let last = published != "2026-07-31" && (number == 1 || !several);
            sources.push(source(if last { Origin::Named } else { Origin::Carried }, edition));
        }
        let editions = assemble(sources, None);
        let one = entry(&editions, "第一公司");
        assert_eq!(one.party.caption(), "Company Number 1 Ltd");
        assert_eq!(one.listed, Some(day("2019-10-09")));
        assert_eq!(one.footnotes_on(day("2022-10-11")), [] as [u8; 0]);
        assert_eq!(one.footnotes_on(day("2022-10-12")), [4]);
        let spans: Vec<_> = one.requirements.iter().map(|r| r.span).collect();
        assert_eq!(spans[0].until, Some(day("2022-10-12")));
        assert_eq!((spans[1].from, spans[1].until), (Some(day("2022-10-12")), None));
        assert_eq!(one.requirements[1].raw, same, "the published text counts");
        assert!(one.citations.contains(&"84 FR 54002".to_owned()));
        assert_eq!(one.party.addresses.len(), 1);
        let all = || editions.iter().flat_map(|edition| &edition.entries);
        let of = |status| all().filter(|entry| entry.status == status).count();
        assert_eq!(of(EntryStatus::Reported), 1);
        assert!(of(EntryStatus::Removed) >= 1, "history stays");
        assert_eq!(told_twice(&editions, day("2026-08-15")), []);
        // A party that no edition holds under its name is closed by a newer whole one alone, where
        // no carried whole list says that the name is the difference.
        let odd = entry(&editions, "Company Number 5000 Ltd");
        let closed = published == "2026-09-01" && !several;
        assert_eq!(odd.removed.is_some(), closed, "{published}");
        assert!(odd.is_listed_on(day("2026-08-31")));
    }
}

#[test]
fn a_changed_text_counts_from_the_day_to_which_the_old_one_is_known() {
    let law = |text: &str| {
        let text = format!("[[entry]]\nname = \"Company Number 1 Ltd\"\nrequirement = \"{text}\"");
        toml("id = \"US-BIS-EL\"", &text).entries[0].requirements.clone()
    };
    let (old, new) = ("For all items subject to the EAR", "For all items on the CCL");
    let mut carried = whole(EL, "2026-07-31", companies(0, 2_000));
    carried.entries[1].requirements = law(old);
    let mut named = whole(EL, "2026-09-01", companies(0, 2_000));
    named.entries[1].requirements = law(new);
    let sources = vec![source(Origin::Carried, carried), source(Origin::Named, named)];
    let editions = assemble(sources, None);
    let entry = entry(&editions, "Company Number 1 Ltd");
    let on = |text: &str| {
        let all = entry.requirements.iter().filter(|r| r.span.contains(day(text)));
        all.map(|r| r.raw.as_str()).collect::<Vec<_>>()
    };
    assert_eq!((on("2026-07-30"), on("2026-07-31")), (vec![old], vec![new]));
}

#[test]
fn a_file_that_states_other_law_stays_beside_the_list() {
    let stricter = "[[entry]]\nname = \"Company Number 1 Ltd\"\nfootnotes = [4]\n[[entry]]\nname = \"Company Number 2 Ltd\"\naliases = [\"Second\"]";
    let file = toml("id = \"US-BIS-EL\"", stricter);
    let carried = whole(EL, "2026-07-31", companies(0, 2_000));
    let editions =
        assemble(vec![source(Origin::Carried, carried), source(Origin::Named, file)], None);
    let beside = editions.iter().find(|edition| edition.provenance.format == "toml").unwrap();
    let own: Vec<&str> = beside.entries.iter().map(|entry| entry.party.caption()).collect();
    assert_eq!(own, ["Company Number 1 Ltd"]);
    assert_eq!(entry(&editions, "Second").party.caption(), "Company Number 2 Ltd");
}

#[test]
fn namesakes_are_not_one_party() {
    use highfence::model::PartyKind;
    let mut carried = whole("US-OFAC-SDN", "2026-07-31", companies(0, 10));
    carried.entries[0].party.countries = vec!["IR".to_owned()];
    carried.entries[1].party.kind = PartyKind::Individual;
    carried.entries[2].party.dates_of_birth = vec!["1960-01-01".to_owned()];
    carried.entries[3].id = "17013".to_owned();
    let mut file = whole("US-OFAC-SDN", "2026-07-31", companies(0, 10));
    file.extent = Extent::Excerpt;
    file.entries[0].party.countries = vec!["BR".to_owned()];
    file.entries[1].party.kind = PartyKind::Vessel;
    file.entries[2].party.dates_of_birth = vec!["circa 1985".to_owned()];
    file.entries[3].id = "17014".to_owned();
    file.entries[4].id = "17013".to_owned();
    let editions =
        assemble(vec![source(Origin::Carried, carried), source(Origin::Named, file)], None);
    let own: Vec<&str> = editions[1].entries.iter().map(|entry| entry.party.caption()).collect();
    assert_eq!(own, companies(0, 4));
}

#[test]
fn a_list_of_ones_own_is_added_and_says_what_a_hit_means() {
    let text = |hit: &str, name: &str| {
        toml(&format!("id = \"HOUSE\"\n{hit}"), &format!("[[entry]]\nname = \"{name}\""))
    };
    let mut sources: Vec<Source> = lists::carried()
        .unwrap()
        .into_iter()
        .map(|edition| source(Origin::Carried, edition))
        .collect();
    let before = assemble(sources.clone(), None);
    sources.push(source(Origin::Named, text("hit = \"advisory\"", "First House")));
    sources.push(source(Origin::Named, text("hit = \"prohibited\"", "Second House")));
    let after = assemble(sources, None);
    let house: Vec<&Edition> = after.iter().filter(|edition| edition.id == "HOUSE").collect();
    assert_eq!(house.iter().map(|edition| edition.entries.len()).sum::<usize>(), 2);
    let graver = Some(highfence::model::Level::Prohibited);
    assert!(house.iter().all(|edition| edition.hit == graver));
    let on = day("2026-12-01");
    assert!(found_on(&after, on).is_superset(&found_on(&before, on)));
    let bad = toml_list::read(
        "list.toml",
        "schema = 1\n[list]\nid = \"HOUSE\"\ntitle = \"x\"\nhit = \"fine\"\n[[entry]]\nname = \"a\"",
    );
    let bad = bad.unwrap_err().to_string();
    assert!(bad.contains("line 5") && bad.contains("hold_for_review"), "{bad}");
}

#[test]
fn the_volume_bounds_the_day_of_listing() {
    let cases: &[(&str, Option<&str>)] = &[
        ("cite = [\"85 FR 44159\", \"84 FR 54002\"]", Some("2019-01-01")),
        ("cite = [\"84 FR 54002\"]\nlisted = 2019-10-09", Some("2019-10-09")),
        ("cite = [\"15 CFR 744.11\"]", None),
        ("cite = [\"84 FR 54002\"]\nstatus = \"reported\"", None),
        ("cite = [\"84 FR 54002\"]\nremoved = 2018-01-01", None),
    ];
    for (text, listed) in cases {
        let file =
            toml("id = \"US-BIS-EL\"", &format!("[[entry]]\nname = \"Company One\"\n{text}"));
        let editions = assemble(vec![source(Origin::Named, file)], None);
        let entry = entry(&editions, "Company One");
        assert_eq!(entry.listed, listed.map(day), "{text}");
        assert_eq!(entry.day_is_a_bound(), listed.is_some_and(|day| day.ends_with("01-01")));
    }
}

/// Citation, the first day that its earliest volume allows, and the newest day that it names.
const CITATIONS: &[(&str, &str, &str)] = &[
    ("84 FR 54002; 85 FR 44159", "2019-01-01", "2020-01-01"),
    ("73 FR 54508 (9/22/08), 73 FR 74001 (12/5/08", "2008-01-01", "2008-12-05"),
    ("77 FR 61249 No. 195", "2012-01-01", "2012-01-01"),
    ("Vol. 88, No. 151, 08/08/2023", "2023-01-01", "2023-08-08"),
    ("68 F.R. 38290 6/27/03 71 F.R. 38843 7/10/06", "2003-01-01", "2006-07-10"),
    ("89FR51644", "2024-01-01", "2024-01-01"),
    ("84 Fed. Reg. 22961, May 21, 2019", "2019-01-01", "2019-05-21"),
    ("86 Federal Register 119", "2021-01-01", "2021-01-01"),
    ("Announcement of 2025-01-02", "", "2025-01-02"),
    ("31 CFR 501; EO 13818", "", ""),
];

#[test]
fn every_shape_of_citation_tells_its_volumes_and_days() {
    for (citation, bound, newest) in CITATIONS {
        let text = format!("[[entry]]\nname = \"Company One\"\ncite = [\"{citation}\"]");
        let editions =
            assemble(vec![source(Origin::Named, toml("id = \"US-BIS-EL\"", &text))], None);
        let told = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
        let entry = entry(&editions, "Company One");
        assert_eq!(told(entry.listed), *bound, "{citation}");
        assert_eq!(told(editions[0].provenance.published), *newest, "{citation}");
    }
}

#[test]
fn an_entity_of_several_datasets_is_an_entry_of_each_list() {
    let line = |id: &str, datasets: &str| {
        format!(
            r#"{{"id":"{id}","caption":"Orbital {id}","schema":"Company","properties":{{"name":["Orbital {id}"]}},"datasets":{datasets}}}"#
        )
    };
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "A1",
            r#"["us_ofac_sdn","eu_fsf","un_sc_sanctions"]"#,
            &["EU-FSF", "UN-SC", "US-OFAC-SDN"],
        ),
        ("B2", r#"["gb_fcdo_sanctions","gb_hmt_sanctions"]"#, &["UK-FCDO"]),
        ("C3", r#"["ch_seco_sanctions","jp_meti_eul"]"#, &["JP-METI-EUL", "ch_seco_sanctions"]),
        ("D4", r#"["us_trade_csl"]"#, &["us_trade_csl"]),
        ("E5", "[]", &["FTM"]),
    ];
    let text: Vec<String> = cases.iter().map(|(id, datasets, _)| line(id, datasets)).collect();
    let input = lists::Input::new("entities.ftm.json", text.join("\n").into_bytes()).unwrap();
    let format = lists::formats::format("ftm").unwrap();
    let editions =
        assemble(vec![source(Origin::Named, lists::formats::read(&input, format).unwrap())], None);
    for (id, _, expected) in cases {
        let entries = editions.iter().flat_map(|edition| &edition.entries);
        let found: Vec<&str> =
            entries.filter(|entry| entry.id == *id).map(|entry| entry.list.as_str()).collect();
        assert_eq!(found, *expected, "{id}");
    }
    assert!(editions.iter().all(|e| e.entries.iter().all(|entry| entry.list.0 == e.id)));
}

#[test]
fn a_mapping_says_what_a_hit_means() {
    for (hit, expected) in [("", None), ("hit = \"license_required\"\n", Some("license_required"))]
    {
        let mut input = lists::Input::new("own.csv", b"Company\nOrbital Works\n".to_vec()).unwrap();
        let map = format!("schema = 1\n[list]\nid = \"OWN\"\n{hit}[columns]\nname = \"Company\"\n");
        let map = lists::Input::new("own.map.toml", map.into_bytes()).unwrap();
        input.beside.insert("mapping", map);
        let format = lists::formats::format("csv").unwrap();
        let edition = lists::formats::read(&input, format).unwrap();
        assert_eq!(edition.hit.map(highfence::model::Level::word), expected);
    }
}
