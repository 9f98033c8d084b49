//! Whole transactions by family: what a fact that is easily overlooked does to the verdict.

use highfence::decide::Verdict;
use highfence::lists;
use highfence::model::{AsOf, Level};
use highfence::wire::scenario;
use highfence::wire::transaction::{UnknownKeys, from_value};
use serde_json::{Value, json};

use crate::engine::engine_over;

/// The base transaction with top-level fields replaced.
fn transaction(changes: &Value) -> Value {
    let mut tx = json!({
        "date": "2024-03-05", "kind": "export", "ship_from": "US", "destination": "CN",
        "actor": { "name": "Prairie Instruments, Inc.", "country": "US", "us_person": true },
        "parties": [{ "name": "Quiet Harbor Trading Co.", "role": "end_user", "country": "CN" }],
        "items": [{ "description": "Vacuum pump", "type": "commodity", "eccn": "EAR99",
            "hs": "8414.10", "origin": "US" }],
    });
    for (key, value) in changes.as_object().unwrap() {
        tx[key] = value.clone();
    }
    tx
}

/// Screens a transaction against the entries given, or the embedded lists where none are.
fn verdict(changes: &Value, entries: &Value) -> Verdict {
    answered(changes, entries).0
}

/// The verdict, and the answer as people read it.
fn answered(changes: &Value, entries: &Value) -> (Verdict, String) {
    let tx = transaction(changes);
    let edition = scenario::read(
        &serde_json::to_vec(&json!([{ "id": "t", "transaction": tx, "list_facts": entries,
            "expected": { "verdict": "advisory" } }]))
        .unwrap(),
    )
    .unwrap()
    .remove(0)
    .edition
    .unwrap();
    let given = entries.as_array().is_some_and(|list| !list.is_empty());
    let engine = engine_over(if given { vec![edition] } else { lists::embedded().unwrap() });
    let tx = from_value(&tx, UnknownKeys::Refused).unwrap();
    let screening = engine.screen(&tx, AsOf::on(tx.date.unwrap()));
    let text = highfence::render::human::screening(&tx, &screening);
    (screening.verdict, text)
}

/// The level of [`verdict`].
pub fn level(changes: &Value, entries: &Value) -> Level {
    verdict(changes, entries).level
}

fn party(address: &str) -> Value {
    json!({ "parties": [{ "name": "Quiet Harbor Trading Co.", "role": "end_user", "country": "CN", "address": address }] })
}

#[test]
fn an_address_on_the_premises_of_a_listed_party_is_held() {
    let listed = json!([
        { "list": "US-BIS-EL", "name": "Fixture University of Ballistics (FUB)", "listed": "2020-01-02", "country": "CN" },
        { "list": "US-BIS-EL", "name": "Kestrel Optronics Co., Ltd.", "listed": "2020-01-02", "country": "CN", "aliases": ["Kestrel Optronics"] },
    ]);
    for held in [
        "FUB campus, Changsha",
        "c/o Kestrel Optronics, Bantian, Shenzhen",
        "Care of: Kestrel Optronics Co., Ltd., Shenzhen",
        "Fixture University of Ballistics, 1 Garden Road, Changsha",
        "Kestrel Optronics headquarters; Shenzhen",
    ] {
        assert_eq!(level(&party(held), &listed), Level::HoldForReview, "{held}");
    }
    for clear in
        ["12 Kestrel Road, Foshan", "Ballistics Street 1, Changsha", "c/o Wang Lei, Foshan"]
    {
        assert_eq!(level(&party(clear), &listed), Level::NoLicenseRequired, "{clear}");
    }
}

#[test]
fn a_namesake_of_one_word_elsewhere_is_for_a_person_to_judge() {
    let listed = json!([{ "list": "US-OFAC-SDN", "name": "ZUK D.O.O.", "listed": "2015-02-24",
        "programs": ["SDNTK"], "country": "SI", "address": "19 Spruha, Trzin, Slovenia",
        "identifiers": { "registration": "5919070" } }]);
    let ask = |country: &str, address: &str, number: Value| {
        level(
            &json!({ "parties": [{ "name": "Zuk d.o.o.", "role": "purchaser", "country": country,
                "address": address, "identifiers": { "registration": number } }] }),
            &listed,
        )
    };
    assert_eq!(ask("SI", "Spruha 19, Trzin", json!("5919070")), Level::Prohibited);
    assert_eq!(ask("SI", "Ljubljana", json!("0801234")), Level::Prohibited);
    assert_eq!(ask("HR", "Ilica 5, Zagreb", json!("5919070")), Level::Prohibited);
    assert_eq!(ask("HR", "Ilica 5, Zagreb", json!("0801234")), Level::HoldForReview);
}

#[test]
fn a_military_end_user_that_owns_lends_its_own_requirement() {
    let listed = |country: &str| json!([{ "list": "US-BIS-MEU", "name": "Fixture Rocketry Works", "listed": "2020-12-23", "country": country }]);
    let owned = |eccn: &str, country: &str| {
        level(
            &json!({ "date": "2025-10-15",
                "parties": [{ "name": "Quiet Harbor Trading Co.", "role": "purchaser", "country": "CN",
                    "owners": [{ "name": "Fixture Rocketry Works", "percent": 60 }, { "name": "others", "percent": 40 }] }],
                "items": [{ "description": "Microcontroller", "type": "commodity", "eccn": eccn, "hs": "8542.31", "origin": "US" }] }),
            &listed(country),
        )
    };
    assert_eq!(owned("3A991.a", "CN"), Level::LicenseRequired);
    assert!(owned("EAR99", "CN") <= Level::HoldForReview);
    assert_eq!(owned("EAR99", "RU"), Level::LicenseRequired);
}

#[test]
fn the_headquarters_of_who_gets_an_accelerator_must_be_known() {
    let server = |party: Value| {
        verdict(
            &json!({ "destination": "MY", "parties": [party],
                "items": [{ "description": "8-GPU server", "type": "commodity", "eccn": "4A090.a", "hs": "8471.50", "origin": "US" }] }),
            &json!([]),
        )
    };
    let buyer =
        json!({ "name": "Johor Quiet Data Sdn. Bhd.", "role": "end_user", "country": "MY" });
    let unknown = server(buyer.clone());
    assert_eq!(unknown.level, Level::CannotDetermine);
    let with = |key: &str, value: Value| {
        let mut party = buyer.clone();
        party[key] = value;
        server(party).level
    };
    assert_eq!(with("ultimate_parent_country", json!("CN")), Level::LicenseRequired);
    assert!(with("ultimate_parent_country", json!("MY")) <= Level::Advisory);
    let family = json!([{ "name": "private", "percent": 100, "country": "MY" }]);
    assert!(with("owners", family) <= Level::Advisory);
}

#[test]
fn a_hotel_named_after_a_town_is_not_in_the_town() {
    let visit = |country: &str, address: &str| {
        level(
            &json!({ "destination": country, "parties": [{ "name": "O. Novak", "role": "ultimate_consignee", "country": country, "address": address }] }),
            &json!([]),
        )
    };
    assert_eq!(visit("CZ", "Yalta Hotel, Wenceslas Sq. 45, Prague"), Level::NoLicenseRequired);
    assert_eq!(visit("DE", "Restaurant Sewastopol, Berlin"), Level::NoLicenseRequired);
    assert_eq!(visit("UA", "Yalta Hotel"), Level::HoldForReview);
    assert_eq!(visit("UA", "Yalta Hotel, Yalta"), Level::Prohibited);
}

#[test]
fn a_fab_described_in_words_is_a_facility() {
    let valve = |facts: Value, end_use: &str| {
        level(&json!({ "facts": facts, "end_use": { "description": end_use } }), &json!([]))
    };
    let advanced = [
        "for the production line of a 14 nm wafer fab in Shanghai",
        "used in production of 232-layer 3D NAND",
        "installed in the fab, a FinFET line, for production",
    ];
    for text in advanced {
        assert_eq!(valve(json!({}), text), Level::LicenseRequired, "{text}");
        assert_eq!(valve(json!({ "knowledge": [text] }), ""), Level::LicenseRequired, "{text}");
    }
    for text in [
        "for the production line of a 55 nm wafer fab",
        "wafer biscuits in 125 layers, for production",
        "fabric, 14 nm silver coating, for production",
    ] {
        assert_eq!(valve(json!({}), text), Level::NoLicenseRequired, "{text}");
    }
    for facility in [
        json!({ "product": "logic", "node": "7 nm" }),
        json!({ "product": "logic, FinFET" }),
        json!({ "product": "NAND", "layer_count": 176 }),
    ] {
        let facts = json!({ "facility": facility, "knowledge": ["used in production"] });
        assert_eq!(valve(facts.clone(), ""), Level::LicenseRequired, "{facts}");
    }
}

#[test]
fn the_name_of_an_army_is_knowledge_of_a_military_end_user() {
    let chip = |name: &str, country: &str| {
        level(
            &json!({ "destination": country, "parties": [{ "name": name, "role": "end_user", "country": country }],
                "items": [{ "description": "Transistor", "type": "commodity", "eccn": "3A991.a", "hs": "8541.29", "origin": "US" }] }),
            &json!([]),
        )
    };
    for (name, country) in [
        ("Royal Cambodian Navy", "KH"),
        ("PLA Unit 61398", "CN"),
        ("Main Intelligence Directorate (GRU)", "BY"),
    ] {
        assert_eq!(chip(name, country), Level::LicenseRequired, "{name}");
    }
    for (name, country) in [("German Air Force", "DE"), ("Old Navy Trading Shanghai", "CN")] {
        assert!(chip(name, country) <= Level::Advisory, "{name}");
    }
}

#[test]
fn figures_tell_the_class_of_an_outbound_investment() {
    let invest = |activity: &str| {
        level(
            &json!({ "date": "2025-04-02", "kind": "investment",
                "parties": [{ "name": "Quiet Harbor Silicon Co.", "role": "investee", "country": "CN" }],
                "items": [{ "description": "8 % equity", "type": "security" }],
                "facts": { "covered_activity": activity } }),
            &json!([]),
        )
    };
    for prohibited in [
        "fabricates logic ICs at 14 nm",
        "fabricates FinFET logic",
        "NAND flash with 176 layers",
        "DRAM at 17 nm",
        "trains AI models with 2e25 operations",
        "AI trained with 3 x 10^25 operations",
        "AI on biological sequence data, 2e24 operations",
        "AI system for weapons",
    ] {
        assert_eq!(invest(prohibited), Level::Prohibited, "{prohibited}");
    }
    for notifiable in [
        "fabricates logic ICs at 28 nm",
        "NAND flash with 64 layers",
        "DRAM at 25 nm",
        "AI trained with 2e23 operations, not for military use",
    ] {
        assert_eq!(invest(notifiable), Level::Advisory, "{notifiable}");
    }
    assert_eq!(invest("something else"), Level::CannotDetermine);
}

#[test]
fn payment_terms_are_debt_under_the_sectoral_directives() {
    let listed = json!([{ "list": "US-OFAC-SSI", "name": "FIXTURE OIL COMPANY", "listed": "2014-07-16",
        "directives": [2], "country": "RU" }]);
    let sale = |date: &str, payment: &str| {
        level(
            &json!({ "date": date, "destination": "RU", "end_use": { "description": "head office use" },
                "parties": [{ "name": "Fixture Oil Company", "role": "purchaser", "country": "RU" }],
                "items": [{ "description": "Copy paper", "type": "commodity", "eccn": "EAR99", "hs": "4802.56", "origin": "US" }],
                "facts": { "payment": payment } }),
            &listed,
        )
    };
    assert_eq!(sale("2020-10-01", "on delivery"), Level::Advisory);
    assert_eq!(sale("2020-10-01", "net 60 days"), Level::Advisory);
    assert_eq!(sale("2020-10-01", "net 90"), Level::Prohibited);
    assert_eq!(sale("2020-10-01", "open account, 3 months"), Level::Prohibited);
    assert_eq!(sale("2016-10-01", "net 90 days"), Level::Advisory);
    assert_eq!(sale("2016-10-01", "net 120 days"), Level::Prohibited);
}

#[test]
fn the_text_for_people_tells_a_party_and_its_items_once() {
    let parties = ["purchaser", "end_user"]
        .map(|role| json!({ "name": "Kestrel Optronics", "role": role, "country": "CN" }));
    let items = ["Pump", "Valve", "Gauge"].map(|text| json!({ "description": text, "type": "commodity", "eccn": "EAR99", "hs": "8414.10", "origin": "US" }));
    let listed = json!([{ "list": "US-BIS-EL", "name": "Kestrel Optronics", "listed": "2020-01-02", "country": "CN", "requirement": "all_items_subject_to_ear" }]);
    let changes = json!({ "parties": parties, "items": items });
    let (_, text) = answered(&changes, &listed);
    assert_eq!(
        text.matches("Kestrel Optronics (purchaser, end user) / every item").count(),
        1,
        "{text}"
    );
    assert_eq!(text.matches("Gauge").count(), 0, "{text}");
}

#[test]
fn a_place_of_delivery_is_a_destination_and_a_port_is_passed() {
    let goods = |changes: Value| {
        let mut all = json!({ "destination": "AE",
            "parties": [{ "name": "Quiet Harbor Trading Co.", "role": "end_user", "country": "AE" }] });
        for (key, value) in changes.as_object().unwrap() {
            all[key] = value.clone();
        }
        level(&all, &json!([]))
    };
    assert_eq!(goods(json!({})), Level::NoLicenseRequired);
    for place in ["IR", "ir", "Iran", "Bandar Abbas, Iran", "IRBND", "IR BND", "Teheran"] {
        let level = goods(json!({ "place_of_delivery": place }));
        assert_eq!(level, Level::Prohibited, "delivered to {place}");
        let facts = json!({ "delivery_address": place });
        assert_eq!(goods(json!({ "facts": facts })), Level::Prohibited, "delivered to {place}");
    }
    for place in ["KP", "North Korea", "KPFNJ"] {
        let level = goods(json!({ "port_of_discharge": place }));
        assert!(level > Level::NoLicenseRequired, "by {place}: {level:?}");
        assert!(goods(json!({ "route": ["DEHAM", place] })) > Level::NoLicenseRequired, "{place}");
    }
    for place in ["Jebel Ali", "AEJEA", "Atlanta, Georgia", "Paris, TX", "Hamburg, Germany"] {
        assert_eq!(goods(json!({ "place_of_delivery": place })), Level::NoLicenseRequired);
        assert_eq!(goods(json!({ "port_of_discharge": place })), Level::NoLicenseRequired);
    }
}

#[test]
fn all_who_take_part_are_screened_wherever_they_are_named() {
    let blocked = json!([{ "list": "US-OFAC-SDN", "name": "Northern Lantern Foundation", "listed": "2015-01-01", "real": false, "country": "SY" }]);
    let name = "Northern Lantern Foundation";
    let with = |changes: Value| level(&changes, &blocked);
    assert_eq!(with(json!({})), Level::NoLicenseRequired);
    let actor = json!({ "name": "Prairie Instruments, Inc.", "country": "US", "us_person": true, "parent": name });
    assert!(with(json!({ "actor": actor })) >= Level::HoldForReview, "a parent");
    let performed = json!([{ "description": "Printer maintenance", "type": "service",
        "performed_by": [{ "name": "A. Novak" }, { "name": name, "country": "SY" }] }]);
    assert!(with(json!({ "kind": "service", "items": performed })) >= Level::HoldForReview);
    let party = json!([{ "name": "Quiet Harbor Trading Co.", "role": "end_user", "country": "CN",
        "affiliations": [format!("member of {name}")] }]);
    assert!(with(json!({ "parties": party })) >= Level::HoldForReview, "an affiliation");
}

#[test]
fn an_owner_without_a_name_is_not_screened() {
    for owners in
        [json!([{ "percent": 100 }]), json!([{}]), json!([{ "name": " ", "percent": 30 }])]
    {
        let party = json!([{ "name": "Quiet Harbor Trading Co.", "role": "end_user", "country": "CN", "owners": owners }]);
        let verdict = verdict(&json!({ "parties": party }), &json!([]));
        assert_eq!(verdict.level, Level::CannotDetermine, "{owners}");
        assert!(verdict.needs.iter().any(|need| need.contains("owners[0].name")), "{verdict:?}");
    }
}

#[test]
fn before_the_rules_begin_nothing_is_released() {
    assert_eq!(level(&json!({ "date": "1996-03-24" }), &json!([])), Level::CannotDetermine);
    assert_eq!(level(&json!({ "date": "1950-01-01" }), &json!([])), Level::CannotDetermine);
    assert_eq!(level(&json!({ "date": "2001-03-25" }), &json!([])), Level::NoLicenseRequired);
}

#[test]
fn goods_that_come_from_an_embargoed_country_are_not_dealt_in() {
    for country in ["IR", "CU", "KP"] {
        let pump = |key: &str| {
            let mut item = json!({ "description": "Vacuum pump", "type": "commodity",
                "eccn": "EAR99", "hs": "8414.10", "origin": "US" });
            item[key] = json!(country);
            json!({ "items": [item] })
        };
        for key in ["origin", "located_in"] {
            assert_eq!(level(&pump(key), &json!([])), Level::Prohibited, "{key} {country}");
        }
        let from = json!({ "ship_from": country });
        assert_eq!(level(&from, &json!([])), Level::Prohibited, "shipped from {country}");
        let actor = json!({ "actor": { "name": "Harbor Export Company", "country": country } });
        assert_eq!(level(&actor, &json!([])), Level::Prohibited, "sent by one in {country}");
    }
}

#[test]
fn a_kind_that_the_rules_do_not_know_is_asked_for() {
    for (kind, wanted) in [
        ("export", Level::NoLicenseRequired),
        ("Export ", Level::NoLicenseRequired),
        ("shipment", Level::NoLicenseRequired),
        ("exprt", Level::CannotDetermine),
        ("loan", Level::CannotDetermine),
        ("", Level::NoLicenseRequired),
    ] {
        let verdict = verdict(&json!({ "kind": kind }), &json!([]));
        assert_eq!(verdict.level, wanted, "{kind}");
        let asked = verdict.needs.iter().any(|need| need == "kind");
        assert_eq!(asked, wanted == Level::CannotDetermine, "{kind}: {verdict:?}");
    }
}

#[test]
fn a_machine_that_makes_chips_is_not_ear99() {
    let tool = |hs: &str, eccn: &str| {
        let item = json!([{ "description": "Lithography equipment, refurbished", "hs": hs,
            "type": "commodity", "eccn": eccn, "origin": "US" }]);
        level(
            &json!({ "destination": "DE", "items": item, "parties": [{ "name":
            "Quiet Harbor Trading Co.", "role": "end_user", "country": "DE" }] }),
            &json!([]),
        )
    };
    assert_eq!(tool("8486.20", "EAR99"), Level::HoldForReview);
    assert_eq!(tool("8486.10", "EAR99"), Level::HoldForReview);
    assert_eq!(tool("8486.20", "3B991"), Level::NoLicenseRequired);
    assert_eq!(tool("8443.13", "EAR99"), Level::NoLicenseRequired);
}

#[test]
fn words_under_any_fact_are_read_and_release() {
    let harmless = json!({ "sales note": "met at the fair", "score": null, "calls": ["a", "b"] });
    assert_eq!(level(&json!({ "facts": harmless }), &json!([])), Level::NoLicenseRequired);
}
