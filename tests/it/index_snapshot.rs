//! Snapshots: what is read is what was written, and anything else is refused.

use highfence::index::{Index, SearchOptions, snapshot};
use highfence::model::{
    Address, Edition, Footnote, Identifier, Interval, LicenseRequirement, ListEntry, Name,
    NameKind, Party, RequirementScope, ReviewClause, ReviewPolicy, UnreadRow,
};
use sha2::{Digest, Sha256};

fn day(text: &str) -> highfence::model::Date {
    text.parse().unwrap()
}

/// An entry with something in every field.
fn full_entry() -> ListEntry {
    let mut entry = ListEntry::new("US-BIS-EL", "el-7", "Example Orbital Works Ltd");
    let span = Interval { from: Some(day("2020-01-02")), until: None };
    entry.party.names.push(Name {
        text: "示例轨道厂".to_owned(),
        kind: NameKind::NativeScript,
        span,
    });
    entry.party.addresses.push(Address {
        text: "12 Harbour Road, Port Example".to_owned(),
        city: Some("Port Example".to_owned()),
        country: Some("CN".to_owned()),
        ..Address::default()
    });
    entry.party.identifiers.push(Identifier {
        kind: "uscc".to_owned(),
        number: "91-3300 AB".to_owned(),
        country: Some("CN".to_owned()),
    });
    entry.listed = Some(day("2020-01-02"));
    entry.requirements.push(LicenseRequirement {
        raw: "For all items".to_owned(),
        scope: RequirementScope::Eccns(vec!["3A001".to_owned()]),
        except: None,
        except_item_kinds: vec!["technology".to_owned()],
        exceptions: Vec::new(),
        span,
        cite: Some("89 FR 1".to_owned()),
    });
    entry.review = Some(ReviewPolicy {
        raw: "Presumption of denial".to_owned(),
        default: Some("presumption_of_denial".to_owned()),
        clauses: vec![ReviewClause {
            policy: "case_by_case".to_owned(),
            eccns: vec!["5A002".to_owned()],
            condition: "for medical use".to_owned(),
        }],
    });
    entry.footnotes.push(Footnote { number: 4, span });
    entry.codes.push("annex=VII".to_owned());
    entry
}

fn editions() -> Vec<Edition> {
    let others = (0..300).map(|n| {
        ListEntry::new("US-OFAC-SDN", n.to_string(), format!("Sample{n} Trading {}", n % 17))
    });
    vec![
        Edition { id: "A".to_owned(), entries: vec![full_entry()], ..Edition::default() },
        Edition {
            id: "B".to_owned(),
            entries: others.collect(),
            unread: vec![UnreadRow { place: "line 3".to_owned(), reason: "cut".to_owned() }],
            warnings: vec!["no date".to_owned()],
            ..Edition::default()
        },
    ]
}

fn bytes(source: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    snapshot::write(&Index::build(editions()), source, &mut bytes).unwrap();
    bytes
}

fn party(name: &str) -> Party {
    Party { names: vec![Name::new(name, NameKind::Primary)], ..Party::default() }
}

#[test]
fn gives_back_what_was_written() {
    let built = Index::build(editions());
    let index = snapshot::read(Some("lists"), bytes("lists").as_slice()).unwrap();
    for name in ["Example Orbital Works", "示例轨道厂", "Sample12 Trading 12", "Nobody at all"]
    {
        let party = party(name);
        let options = SearchOptions::default();
        assert_eq!(index.search(&party, options), built.search(&party, options), "{name}");
    }
    assert_eq!(index.editions(), editions());
    assert_eq!(bytes("lists"), bytes("lists"), "the same lists give the same bytes");
    let mut again = Vec::new();
    snapshot::write(&index, "lists", &mut again).unwrap();
    assert_eq!(again, bytes("lists"), "a snapshot of a snapshot is the same");
}

#[track_caller]
fn refused(what: &str, source: Option<&str>, bytes: &[u8]) {
    let read = snapshot::read(source, bytes);
    let message = read.expect_err(what).to_string();
    assert!(message.contains("build it again"), "{what}: {message}");
}

#[test]
fn refuses_other_lists() {
    refused("other lists", Some("new"), &bytes("old"));
    assert!(snapshot::read(None, bytes("old").as_slice()).is_ok(), "unless any will do");
}

#[test]
fn refuses_every_changed_byte_and_every_cut() {
    let good = bytes("lists");
    for at in (0..good.len()).step_by(97).chain(0..140) {
        let mut bad = good.clone();
        bad[at] ^= 0x20;
        refused(&format!("changed byte {at}"), Some("lists"), &bad);
    }
    for end in (0..good.len()).step_by(991).chain([good.len() - 1]) {
        refused(&format!("cut at {end}"), Some("lists"), &good[..end]);
    }
    let mut longer = good;
    longer.push(0);
    refused("a byte too many", Some("lists"), &longer);
}

/// A snapshot with other columns: `change` is given them, and their digest is made to fit.
fn with_columns(change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let good = bytes("lists");
    let length = u64::from_le_bytes(good[16..24].try_into().unwrap()) as usize;
    let mut columns = good[56..56 + length].to_vec();
    change(&mut columns);
    let mut changed = good[..16].to_vec();
    changed.extend((columns.len() as u64).to_le_bytes());
    changed.extend(Sha256::digest(&columns));
    changed.extend(&columns);
    changed.extend(&good[56 + length..]);
    changed
}

#[test]
fn refuses_other_versions() {
    refused("another format", Some("lists"), &with_columns(|columns| columns[0] += 1));
    let version = env!("CARGO_PKG_VERSION");
    let other = with_columns(|columns| {
        assert_eq!(&columns[16..16 + version.len()], version.as_bytes());
        columns[16] ^= 1;
    });
    refused("another program", Some("lists"), &other);
    assert!(snapshot::read(Some("lists"), with_columns(|_| {}).as_slice()).is_ok());
}

#[test]
fn an_entry_damaged_after_opening_is_never_passed_over() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("damaged_entry.snapshot");
    let good = bytes("lists");
    std::fs::write(&path, &good).unwrap();
    let (built_from, index) = snapshot::open(std::fs::File::open(&path).unwrap()).unwrap();
    assert_eq!(built_from, "lists");
    let party = party("Sample12 Trading 12");
    let text = b"Sample12 Trading";
    let place = good.windows(text.len()).position(|part| part == text).unwrap();
    let mut bad = good.clone();
    bad[place] ^= 1;
    std::fs::write(&path, bad).unwrap();
    let found = index.search(&party, SearchOptions::default());
    assert!(found.incomplete[0].contains("cannot be unpacked"), "{found:?}");

    std::fs::write(&path, &good).unwrap();
    let (_, index) = snapshot::open(std::fs::File::open(&path).unwrap()).unwrap();
    let built = Index::build(editions());
    let options = SearchOptions::default();
    assert_eq!(index.search(&party, options), built.search(&party, options));
    let headers = index.headers().map(|(edition, entries)| (edition.id.clone(), entries));
    assert!(headers.eq([("A".to_owned(), 1), ("B".to_owned(), 300)]));
    assert_eq!(index.editions(), editions());
}
