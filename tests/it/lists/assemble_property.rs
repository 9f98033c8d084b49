//! Whatever files are named: what was found without them is found with them; and two entries of one
//! party lose nothing when they are told as one.

use std::collections::BTreeSet;

use highfence::lists::assemble::{Origin, Source, assemble};
use highfence::model::{
    Address, Edition, Extent, Footnote, Identifier, Interval, ListEntry, Name, NameKind,
};
use proptest::prelude::*;

use super::assemble::{companies, day, found_on, source, told_twice, whole};

const LISTS: [&str; 3] = ["US-BIS-EL", "US-OFAC-SDN", "HOUSE"];

/// A file of some rows of some lists, of some day.
fn file() -> impl Strategy<Value = Edition> {
    let days = prop::option::of(prop::sample::select(vec![
        "2022-05-16",
        "2026-07-31",
        "2026-09-01",
        "2026-10-01",
    ]));
    let rows = prop::collection::vec((0..LISTS.len(), 0_usize..200, 0_usize..210), 1..3);
    (days, rows, any::<bool>()).prop_map(|(published, rows, all)| {
        let mut out = whole("x", "2026-01-01", Vec::new());
        out.provenance.published = published.map(day);
        out.extent = if all { Extent::Whole } else { Extent::Excerpt };
        let mut seen = BTreeSet::new();
        for (list, from, length) in rows.into_iter().filter(|row| seen.insert(row.0)) {
            let names = companies(from, from + length.max(1));
            out.entries.extend(whole(LISTS[list], "2026-01-01", names).entries);
        }
        out
    })
}

fn carried() -> Vec<Source> {
    let lists = LISTS.iter().take(2);
    lists.map(|id| source(Origin::Carried, whole(id, "2026-07-31", companies(0, 200)))).collect()
}

/// (list, name) of every entry, whatever its days.
fn names(editions: &[Edition]) -> BTreeSet<(String, String)> {
    let entries = editions.iter().flat_map(|edition| &edition.entries);
    entries.map(|e| (e.list.0.clone(), e.party.caption().to_owned())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn named_files_take_nothing_away(files in prop::collection::vec(file(), 0..4)) {
        let without = assemble(carried(), None);
        let mut sources = carried();
        sources.extend(files.into_iter().map(|file| source(Origin::Named, file)));
        let with = assemble(sources.clone(), None);
        prop_assert!(names(&with).is_superset(&names(&without)));
        // On the day of the carried lists nothing that they hold is let go.
        let then = day("2026-08-01");
        prop_assert!(found_on(&with, then).is_superset(&found_on(&without, then)));
        prop_assert_eq!(told_twice(&with, then), Vec::new());
        prop_assert!(with.iter().all(|e| e.entries.iter().all(|entry| entry.list.0 == e.id)));
        prop_assert_eq!(&assemble(sources, None), &with, "the same in, the same out");
    }

    #[test]
    fn a_merged_entry_says_what_either_says(mut a in known(), b in known()) {
        // A publisher prints the text of the day.
        a.requirements = vec![requirement()];
        a.footnotes.iter_mut().for_each(|footnote| footnote.span = Interval::default());
        let of = |entry: &ListEntry, published: &str, extent| {
            let mut edition = whole("US-BIS-EL", published, Vec::new());
            edition.entries.push(entry.clone());
            edition.extent = extent;
            edition
        };
        let sources = vec![
            source(Origin::Carried, of(&a, "2026-07-31", Extent::Whole)),
            source(Origin::Carried, of(&b, "2026-07-31", Extent::Excerpt)),
        ];
        let editions = assemble(sources, None);
        let all: Vec<&ListEntry> = editions.iter().flat_map(|edition| &edition.entries).collect();
        prop_assert_eq!(all.len(), 1);
        let merged = all[0];
        for side in [&a, &b] {
            for name in &side.party.names {
                prop_assert!(merged.party.names.iter().any(|known| known.text == name.text));
            }
            for id in &side.party.identifiers {
                prop_assert!(merged.party.identifiers.contains(id));
            }
            for address in &side.party.addresses {
                let says = |known: &Address| known.text.contains(&address.text);
                prop_assert!(merged.party.addresses.iter().any(says));
            }
            let citations: BTreeSet<_> = merged.citations.iter().collect();
            prop_assert!(side.citations.iter().all(|cite| citations.contains(cite)));
            for footnote in side.footnotes.iter().filter(|f| f.span != Interval::default()) {
                prop_assert!(merged.footnotes.contains(footnote));
            }
            // Never later listed than either says.
            if let (Some(day), Some(either)) = (merged.listed, side.listed) {
                prop_assert!(day <= either);
            }
        }
        for change in b.requirements.iter().filter(|r| r.span.until.is_some()) {
            prop_assert!(merged.requirements.contains(change), "a former text is history");
        }
        // On each day one text counts, none overlaps.
        for pair in merged.requirements.windows(2) {
            prop_assert_eq!(pair[0].span.until, pair[1].span.from);
        }
    }
}

/// An entry that knows something of one party.
fn known() -> impl Strategy<Value = ListEntry> {
    let texts = |words: &'static [&'static str]| {
        prop::collection::btree_set(prop::sample::select(words), 0..3)
    };
    (
        texts(&["Optics Works", "OWL", "范例光学"]),
        texts(&["1 Example Road", "2 Example Road, Beijing", "Example"]),
        texts(&["84 FR 54002", "85 FR 44159"]),
        prop::option::of(2015_i16..2020),
        prop::option::of(2021_i16..2025),
        texts(&["11", "22"]),
    )
        .prop_map(|(names, addresses, citations, listed, changed, numbers)| {
            let mut entry = ListEntry::new("US-BIS-EL", "made:optics", "Example Optics Ltd");
            let name = |text: &&str| Name::new(*text, NameKind::Alias);
            entry.party.names.extend(names.iter().map(name));
            entry.party.addresses = addresses.iter().map(|text| Address::line(*text)).collect();
            entry.citations = citations.iter().map(|text| (*text).to_owned()).collect();
            entry.party.identifiers = numbers
                .iter()
                .map(|number| Identifier {
                    kind: "registration".to_owned(),
                    number: (*number).to_owned(),
                    country: None,
                })
                .collect();
            let first = |year| highfence::model::Date::new(year, 1, 1).unwrap();
            entry.listed = listed.map(first);
            if let Some(from) = changed.map(first) {
                let law = |text: &str, span| highfence::model::LicenseRequirement {
                    raw: text.to_owned(),
                    span,
                    ..requirement()
                };
                entry.requirements = vec![
                    law("before", Interval { from: None, until: Some(from) }),
                    law("after", Interval { from: Some(from), until: None }),
                ];
                let span = Interval { from: Some(from), until: None };
                entry.footnotes = vec![Footnote { number: 4, span }];
            } else {
                entry.requirements = vec![requirement()];
            }
            entry
        })
}

fn requirement() -> highfence::model::LicenseRequirement {
    highfence::model::LicenseRequirement {
        raw: "For all items subject to the EAR".to_owned(),
        scope: highfence::model::RequirementScope::AllItems,
        except: None,
        except_item_kinds: Vec::new(),
        exceptions: Vec::new(),
        span: Interval::default(),
        cite: None,
    }
}
