//! No silent keys: every key of a request is known and heeded, or refused with the nearest known one.

use std::collections::BTreeMap;

use highfence::facts::registry::{Absent, FACTS, Scope};
use highfence::model::{Level, Transaction};
use highfence::rules::tables::{Bag, Parameters, VOCABULARY_FILES};
use highfence::wire::Problem;
use highfence::wire::shape::{Shape, TRANSACTION, Type};
use highfence::wire::transaction::{UnknownKeys, from_value};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cases::level;
use crate::shared::shared_file;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    item: Option<String>,
    facts: Option<String>,
    documents: Option<String>,
    at: Option<String>,
    #[serde(default)]
    says: String,
    #[serde(default)]
    reads: BTreeMap<String, f64>,
}

fn read(document: &Value) -> Result<Transaction, Vec<Problem>> {
    from_value(document, UnknownKeys::Refused)
}

fn document(case: &Case) -> Value {
    let part =
        |text: &Option<String>| text.as_deref().map(|text| serde_json::from_str(text).unwrap());
    let items: Vec<Value> = part(&case.item).into_iter().collect();
    let (facts, documents) = (part(&case.facts), part(&case.documents));
    json!({ "kind": "export", "items": items, "facts": facts, "documents": documents })
}

#[test]
fn keys_are_refused_or_read_as_the_table_says() {
    let text = include_str!("data/vocabulary.toml");
    for case in toml::from_str::<Cases>(text).unwrap().case {
        match (read(&document(&case)), &case.at) {
            (Err(problems), Some(at)) => {
                let found = problems.iter().find(|problem| problem.pointer == *at);
                let says = found.is_some_and(|problem| problem.detail.contains(&case.says));
                assert!(says, "{}: {problems:?}", case.name);
            }
            (Ok(tx), None) => {
                for (pointer, number) in &case.reads {
                    let item = json!({ "specs": tx.items[0].specs });
                    assert_eq!(
                        item.pointer(pointer).and_then(Value::as_f64),
                        Some(*number),
                        "{}",
                        case.name
                    );
                }
            }
            (answer, at) => panic!("{}: {at:?}, but {answer:?}", case.name),
        }
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let items = json!([
        { "specs": { "tppp": 1, "purity_pct": 200, "node_nm": 7 } },
        { "fdp": { "contains_ics": true }, "specs": { "speling": 1 } },
    ]);
    let problems = read(&json!({ "items": items, "facts": { "riskscore": 3 } })).unwrap_err();
    let mut pointers: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
    pointers.sort_unstable();
    let expected = [
        "/facts/riskscore",
        "/items/0/specs/purity_pct",
        "/items/0/specs/tppp",
        "/items/1/fdp/contains_ics",
        "/items/1/specs/speling",
    ];
    assert_eq!(pointers, expected);
}

#[test]
fn the_vocabulary_reads_and_its_faults_are_named() {
    Parameters::check().unwrap();
    let [(_, parameters), (_, units)] = VOCABULARY_FILES;
    for (row, says) in [
        ("range_km,specs,number,length,,,9A012,twice", "`range_km` names"),
        ("span,specs,number,length,,,9A012,no unit", "must end in a unit of length"),
        ("span_km,specs,number,,,,9A012,no quantity", "name its quantity"),
        ("span_km,specs,number,length,,,,no place", "needs its place in the law"),
        ("span_km,specs,number,length,1 to 5,,9A012,no range", "is no range"),
        ("span_km,specs,number,length,,reach=mile,9A012,no unit", "is no unit of length"),
        ("reach_km,specs,number,length,,range_m,9A012,a near unit twice", "names `range_km`"),
    ] {
        let errors = Parameters::parse(&format!("{parameters}{row}\n"), units).unwrap_err();
        assert!(errors.iter().any(|error| error.to_string().contains(says)), "{row}: {errors:?}");
    }
}

#[test]
fn every_fact_of_specs_and_fdp_is_in_the_vocabulary() {
    let vocabulary = Parameters::embedded();
    for fact in FACTS.iter() {
        let of = |bag: &str| fact.pointer.strip_prefix("items[{i}].")?.strip_prefix(bag);
        let by_id = fact.id.strip_prefix("item.specs.");
        for key in [by_id, of("specs.")].into_iter().flatten() {
            let (parameter, _) = vocabulary.find(Bag::Specs, key).expect(fact.id);
            assert_eq!(parameter.name, key, "{}", fact.id);
        }
        if let Some(key) = of("fdp.") {
            assert_eq!(vocabulary.find(Bag::Fdp, key).expect(fact.id).0.name, key);
        }
    }
}

/// Every key under `specs`, `fdp`, `facility` and `is_informed` anywhere in a document.
fn keys(value: &Value, out: &mut Vec<(Bag, String)>) {
    let of = |key: &str| match key {
        "specs" => Some(Bag::Specs),
        "fdp" => Some(Bag::Fdp),
        "facility" => Some(Bag::Facility),
        "is_informed" => Some(Bag::Letter),
        _ => None,
    };
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let one = std::slice::from_ref(value);
                let bags = value.as_array().map_or(one, Vec::as_slice).iter();
                if let Some(of) = of(key) {
                    let maps = bags.filter_map(Value::as_object).flat_map(|map| map.keys());
                    out.extend(maps.map(|key| (of, key.clone())));
                }
                keys(value, out);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| keys(value, out)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_corpora_at_hand_is_known() {
    let mut documents: Vec<Value> = std::fs::read_dir("examples")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "json"))
        .map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
        .collect();
    for path in [
        "scenarios/scenarios.json",
        "scenarios/enforcement.json",
        "cases/law.json",
        "cases/reports.jsonl",
    ] {
        let Some(bytes) = shared_file(path) else { continue };
        let stream = serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>();
        documents.extend(stream.map(|document| document.expect(path)));
    }
    let mut found = Vec::new();
    documents.iter().for_each(|document| keys(document, &mut found));
    let vocabulary = Parameters::embedded();
    found.retain(|(of, key)| vocabulary.find(*of, key).is_none());
    assert_eq!(found, []);
}

/// The type at a place as needs write it: `items[{i}].specs.tpp`, `parties[0].owners[].percent`.
fn accepts(shape: &Shape, need: &str) -> bool {
    let (first, rest) = need.split_once('.').unwrap_or((need, ""));
    let first = first.split('[').next().unwrap_or(first);
    let of = |key: &str| shape.keys.iter().find(|(known, _, _)| *known == key).map(|found| found.1);
    let stem = first.split(':').next().unwrap_or(first);
    let Some(kind) = of(first).or_else(|| of(stem)) else { return false };
    if rest.is_empty() {
        return true;
    }
    match kind {
        Type::Object(inner) | Type::Objects(inner) => accepts(inner, rest),
        Type::Parameters(of) => Parameters::embedded().find(of, rest).is_some(),
        Type::Documents | Type::Open => true,
        Type::Facts => match rest.split_once('.') {
            Some(("facility", key)) => Parameters::embedded().find(Bag::Facility, key).is_some(),
            _ => highfence::facts::given::form(rest).is_some(),
        },
        _ => false,
    }
}

#[test]
fn every_need_is_a_key_that_a_request_accepts() {
    let rules = highfence::rules::embedded().unwrap();
    let mut needs: Vec<String> = Vec::new();
    for rule in &rules.rules {
        for clause in &rule.clauses {
            needs.extend(clause.then.needs.iter().chain(&clause.needs_if_unknown).cloned());
        }
    }
    let asked = FACTS.iter().filter(|fact| !fact.pointer.is_empty());
    needs.extend(asked.map(|fact| fact.pointer.to_owned()));
    needs.retain(|need| !need.starts_with("rule_status:") && !accepts(&TRANSACTION, need));
    assert_eq!(needs, [] as [String; 0]);
}

/// Facts that the program reads off the request by itself, so that nobody is asked for them.
const NEVER_ASKED: [&str; 15] = [
    "tx.words_elsewhere",
    "tx.words_of_concern",
    "tx.words_not_understood",
    "tx.government_party",
    "tx.xinjiang_named",
    "party.address_elsewhere",
    "tx.kind",
    "tx.moves_items",
    "tx.item_count",
    "tx.red_flags",
    "party.role",
    "party.in_ear_role",
    "item.ear_item",
    "item.ear_commodity",
    "item.jurisdiction",
];

#[test]
fn a_fact_that_may_be_unknown_says_where_it_is_given() {
    let of_list = |scope: Scope| matches!(scope, Scope::Match | Scope::MatchItem);
    let silent: Vec<&str> = FACTS
        .iter()
        .filter(|fact| fact.absent == Absent::Unknown && !of_list(fact.scope))
        .filter(|fact| !NEVER_ASKED.contains(&fact.id))
        .filter(|fact| fact.pointer.is_empty() || fact.question.is_empty())
        .map(|fact| fact.id)
        .collect();
    assert_eq!(silent, [] as [&str; 0]);
}

/// `base` with the keys of `more` beside its own.
fn with(base: &Value, more: &Value) -> Value {
    match (base, more) {
        (Value::Object(base), Value::Object(more)) => {
            let mut all = base.clone();
            for (key, value) in more {
                let own = all.get(key).cloned().unwrap_or(Value::Null);
                all.insert(key.clone(), with(&own, value));
            }
            Value::Object(all)
        }
        (Value::Array(base), Value::Array(more)) if base.len() == more.len() => {
            Value::Array(base.iter().zip(more).map(|(base, more)| with(base, more)).collect())
        }
        (_, more) => more.clone(),
    }
}

/// A reexport of German goods by a German company.
fn abroad(to: &str) -> Value {
    json!({ "kind": "reexport", "ship_from": "DE", "destination": to,
        "actor": { "name": "Alder Optik GmbH", "country": "DE", "us_person": false },
        "parties": [{ "name": "Quiet Harbor Trading Co.", "role": "end_user", "country": to }],
        "items": [{ "description": "Garden chairs", "type": "commodity", "eccn": "EAR99",
            "hs": "9401.69", "origin": "DE", "us_content_pct": 0 }] })
}

/// A chip tool made without US technology, on its way to China.
fn tool(from: &str) -> Value {
    json!({ "date": "2024-04-10", "kind": "export_from_abroad", "ship_from": from,
        "actor": { "name": "Alder Works", "country": from, "us_person": false },
        "items": [{ "description": "Plasma etch system for wafers", "type": "commodity",
            "eccn": "3B991", "hs": "8486.20", "origin": from, "us_content_pct": 0,
            "fdp": { "direct_product_of_us_tech": false,
                "plant_major_component_us_direct_product": false,
                "contains_ic_direct_product_of_us_tech": false } }] })
}

#[test]
fn an_answer_to_a_need_changes_the_outcome() {
    let contradicted = json!({ "destination": "DE",
        "parties": [{ "name": "Quiet Harbor", "role": "end_user", "country": "DE" }],
        "items": [{ "description": "Plasma etch system for wafers", "type": "commodity",
            "eccn": "EAR99", "hs": "8486.20", "origin": "US" }] });
    let project = json!({ "date": "2018-03-05", "destination": "RU",
        "parties": [{ "name": "Kestrel Neft", "role": "end_user", "country": "RU" }] });
    let directive = json!([{ "list": "US-OFAC-SSI", "name": "Kestrel Neft", "country": "RU",
        "listed": "2014-09-12", "directives": [4] }]);
    let owned = |answer: bool| json!({ "actor": { "us_owned": answer } });
    let japanese = |entry: &str| json!({ "items": [{ "jp_classification": entry }] });
    let european = |entry: &str| json!({ "items": [{ "eu_classification": entry }] });
    let none = json!([]);
    let held = Level::HoldForReview;
    for (name, base, entries, answer, before, after) in [
        ("Cuba, US owned", abroad("CU"), &none, owned(true), None, Level::Prohibited),
        ("Iran, US owned", abroad("IR"), &none, owned(true), None, Level::Prohibited),
        (
            "Iran, not US owned",
            abroad("IR"),
            &none,
            owned(false),
            // The law of Germany on Iran is not carried as a whole.
            None,
            held,
        ),
        ("Japan, listed", tool("JP"), &none, japanese("6(17)"), Some(held), Level::LicenseRequired),
        ("Japan, none", tool("JP"), &none, japanese("none"), Some(held), Level::NoLicenseRequired),
        (
            "the Netherlands, listed",
            tool("NL"),
            &none,
            european("3B001"),
            Some(held),
            Level::LicenseRequired,
        ),
        (
            "the Netherlands, none",
            tool("NL"),
            &none,
            european("None"),
            Some(held),
            Level::NoLicenseRequired,
        ),
        (
            "confirmed",
            contradicted,
            &none,
            json!({ "items": [{ "eccn:confirm": true }] }),
            Some(held),
            Level::Advisory,
        ),
        (
            "an oil project",
            project.clone(),
            &directive,
            json!({ "facts": { "oil_project": true } }),
            Some(Level::CannotDetermine),
            Level::Prohibited,
        ),
    ] {
        let first = level(&base, entries);
        if let Some(before) = before {
            assert_eq!(first, before, "{name}, before");
        }
        assert_eq!(level(&with(&base, &answer), entries), after, "{name}, after");
    }
    let denied = with(&project, &json!({ "facts": { "oil_project": false } }));
    assert!(level(&denied, &directive) < level(&project, &directive), "no oil project");
}

#[test]
fn a_person_answers_a_possible_match_entry_by_entry() {
    let listed = json!([{ "list": "US-BIS-EL", "name": "Kestrel Optronics Co., Ltd.",
        "aliases": [{ "name": "Optolux", "weak": true }],
        "listed": "2020-01-02", "country": "CN", "requirement": "For all items subject to the EAR" }]);
    let party = |identity: Value| {
        json!({ "parties": [{ "name": "Optolux", "role": "end_user",
            "country": "CN", "identity": identity }] })
    };
    let open = level(&party(Value::Null), &listed);
    assert_eq!(open, Level::HoldForReview);
    let entry = "US-BIS-EL/US-BIS-EL-0";
    assert_eq!(level(&party(json!({ entry: "different" })), &listed), Level::NoLicenseRequired);
    assert_eq!(level(&party(json!({ entry: "same" })), &listed), Level::LicenseRequired);
    assert_eq!(level(&party(json!({ "US-BIS-EL/other": "different" })), &listed), open);
    let said = read(&party(json!({ entry: "maybe" }))).unwrap_err();
    assert_eq!(said[0].pointer, format!("/parties/0/identity/{}", entry.replace('/', "~1")));
}

#[test]
fn an_end_user_beside_the_parties_is_a_party() {
    let listed = json!([{ "list": "US-BIS-EL", "name": "Kestrel Optronics Co., Ltd.",
        "listed": "2020-01-02", "country": "CN", "requirement": "For all items subject to the EAR" }]);
    for end_user in [
        json!("Kestrel Optronics Co., Ltd."),
        json!({ "name": "Kestrel Optronics Co., Ltd.", "country": "CN" }),
    ] {
        let answer = level(&json!({ "end_user": end_user }), &listed);
        assert!(answer >= Level::HoldForReview, "{end_user}: {answer:?}");
    }
}

fn specs_key() -> impl Strategy<Value = String> {
    let keys: Vec<String> = Parameters::embedded().keys(Bag::Specs).map(str::to_owned).collect();
    prop::sample::select(keys)
}

proptest! {
    /// A slow twin of folding: what is read is what the table's factor gives, under the table's name.
    #[test]
    fn a_known_key_is_read_as_its_parameter(key in specs_key(), number in 1u32..90) {
        let vocabulary = Parameters::embedded();
        let (parameter, factor) = vocabulary.find(Bag::Specs, &key).unwrap();
        let mut specs = serde_json::Map::new();
        specs.insert(key, number.into());
        if let Ok(tx) = read(&json!({ "items": [{ "specs": specs }] })) {
            let read = tx.items[0].specs.get(&parameter.name).and_then(Value::as_f64);
            prop_assert_eq!(read, Some(factor.apply(f64::from(number))));
            prop_assert_eq!(tx.items[0].specs.len(), 1);
        }
    }

    /// One wrong letter is never silent.
    #[test]
    fn a_misspelled_key_is_known_or_refused(
        key in specs_key(),
        at in any::<prop::sample::Index>(),
        letter in proptest::char::range('a', 'z'),
    ) {
        let mut letters: Vec<char> = key.chars().collect();
        let place = at.index(letters.len());
        letters[place] = letter;
        let misspelled: String = letters.into_iter().collect();
        let known = Parameters::embedded().find(Bag::Specs, &misspelled).is_some();
        let mut specs = serde_json::Map::new();
        specs.insert(misspelled, Value::Bool(true));
        let answer = read(&json!({ "items": [{ "specs": specs }] }));
        prop_assert!(known || answer.is_err());
    }
}
