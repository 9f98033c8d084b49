//! Our own list format.

use highfence::lists::toml_list;
use highfence::model::{EntryStatus, NameKind, PartyKind, RequirementScope};

const HEAD: &str =
    "schema = 1\n[list]\nid = \"US-BIS-EL\"\ntitle = \"Entity List\"\npublished = 2026-01-02\n";

#[test]
fn a_full_entry_is_read() {
    let text = format!(
        r#"{HEAD}
[[entry]]
name = "Example Optics Co., Ltd."
kind = "organization"
aliases = ["Example Optics", {{ name = "EOC", kind = "acronym", from = "2022-06-30" }}]
native_names = ["范例光学"]
country = "CN"
addresses = ["1 Example Road", {{ text = "2 Example Road", country = "HK" }}]
identifiers = {{ registration = "5919070", imo = ["1", "2"] }}
listed = "2020-12-18"
requirement = "all_items_subject_to_ear"
requirement_changes = [{{ from = 2021-06-01, except = "EAR99 technology for repair", cite = "86 FR 1" }}]
review = "presumption_of_denial"
footnotes = [4, {{ fn = 1, from = 2020-05-15 }}]
cite = "85 FR 83420"
document = "press.txt"
[[entry]]
kind = "address"
addresses = ["7/F Example Tower, 1 Example Street"]
country = "HK"
requirement = "ccl_items_and_ear99_items_in_746_supp7"
[[entry]]
list = "US-OFAC-SDN"
name = "Example Bank"
removed = 2024-01-01
"#
    );
    let edition = toml_list::read("lists.toml", &text).unwrap();
    assert_eq!((edition.provenance.rows, edition.entries.len()), (3, 3));
    assert_eq!(edition.provenance.published.unwrap().to_string(), "2026-01-02");
    let optics = &edition.entries[0];
    assert_eq!(optics.id, "us-bis-el:example-optics-co-ltd-cn");
    let kinds: Vec<NameKind> = optics.party.names.iter().map(|n| n.kind).collect();
    assert_eq!(
        kinds,
        [NameKind::Primary, NameKind::Alias, NameKind::Acronym, NameKind::NativeScript]
    );
    let days = |text: &str| text.parse().unwrap();
    assert!(!optics.party.names_on(days("2022-06-29")).any(|n| n.text == "EOC"));
    assert!(optics.party.names_on(days("2022-06-30")).any(|n| n.text == "EOC"));
    assert_eq!(optics.party.addresses[0].country.as_deref(), Some("CN"));
    assert_eq!(optics.party.addresses[1].country.as_deref(), Some("HK"));
    assert_eq!(optics.party.identifiers.len(), 3);
    assert_eq!(optics.footnotes_on(days("2020-05-14")), [4]);
    assert_eq!(optics.footnotes_on(days("2020-05-15")), [1, 4]);
    let [before, after] = &optics.requirements[..] else { panic!("two wordings") };
    assert_eq!(before.except, None);
    assert_eq!(before.span.until, after.span.from);
    assert_eq!(after.except.as_deref(), Some("EAR99 technology for repair"));
    assert_eq!(after.except_item_kinds, ["technology"]);
    assert_eq!(after.scope, RequirementScope::AllItems);
    let address = &edition.entries[1];
    assert_eq!((address.party.kind, address.party.names.len()), (PartyKind::Address, 0));
    assert_eq!(edition.entries[2].list.as_str(), "US-OFAC-SDN");
    assert_eq!(edition.entries[2].status, EntryStatus::Removed);
}

#[track_caller]
fn refused(body: &str, expected: &[&str]) {
    let text = format!("{HEAD}{body}");
    let error = toml_list::read("lists.toml", &text).unwrap_err().to_string();
    for part in expected {
        assert!(error.contains(part), "`{part}` is not in:\n{error}");
    }
    assert_eq!(error.lines().count(), expected.len(), "{error}");
}

#[test]
fn every_problem_is_named_with_its_line() {
    refused("[[entry]]\nname = \"A\"\ncolour = 1\nlisted = 2020-02-30\n", &["line 9"]);
    refused(
        "[[entry]]\nname = \"A\"\ncolour = 1\nlisted = \"2020-02-30\"\nkind = \"firm\"\n[[entry]]\ncountry = \"CN\"\n",
        &[
            "line 6:1: unknown kind `firm`",
            "line 9:10: `listed` must be a date YYYY-MM-DD, not `2020-02-30`",
            "line 8:1: unknown key `colour`",
            "line 11:1: `entry` lacks the key `name`",
        ],
    );
    refused("[[entry]]\nname = \"A\"\n[[entry]]\nname = \"a\"\n", &["is used twice"]);
    refused("", &["holds no `[[entry]]`"]);
    refused("[[entry]]\nname = \"A\"\ncountry = \"XX\"\n", &["alpha-2 code, not `XX`"]);
    refused(
        "[[entry]]\nname = \"A\"\naliases = [{ name = \"B\", kind = \"x\" }]\n",
        &["unknown kind of name"],
    );
    refused(
        "[[entry]]\nname = \"A\"\nlisted = 2020-01-02\nremoved = 2020-01-01\n",
        &["before listed"],
    );
}
