//! Cases of screening software that failed in the real world: none may fail here.

use highfence::model::{
    Address, AsOf, Date, Edition, Identifier, Level, LicenseRequirement, ListEntry, Name, NameKind,
    PartyKind,
};
use highfence::screen::MatchFound;
use highfence::wire::transaction::{UnknownKeys, from_value};
use serde_json::{Map, Value, json};

use crate::engine::engine_over;
use crate::shared::shared_file;

/// Cases not met yet, by a part of what they print.
const OPEN: &[&str] = &[];

/// A list entry as the cases write it.
fn entry(number: usize, raw: &Value) -> ListEntry {
    let list = match raw["list"].as_str().unwrap() {
        "SDN" => "US-OFAC-SDN",
        "EL" => "US-BIS-EL",
        other => other,
    };
    let mut entry = ListEntry::new(list, format!("{number}"), raw["name"].as_str().unwrap());
    for alias in raw["aka"].as_array().into_iter().flatten() {
        entry.party.names.push(Name::new(alias.as_str().unwrap(), NameKind::Alias));
    }
    for address in raw["addresses"].as_array().into_iter().flatten() {
        entry.party.addresses.push(Address::line(address.as_str().unwrap()));
    }
    for (kind, number) in raw["ids"].as_object().into_iter().flatten() {
        entry.party.identifiers.push(Identifier {
            kind: kind.clone(),
            number: number.as_str().unwrap().to_owned(),
            country: None,
        });
    }
    if raw["type"] == "individual" {
        entry.party.kind = PartyKind::Individual;
    }
    entry.party.dates_of_birth = raw["dob"].as_str().map(str::to_owned).into_iter().collect();
    entry.party.countries = raw["country"].as_str().map(str::to_owned).into_iter().collect();
    entry.listed = raw["added"].as_str().map(|day| day.parse().unwrap());
    entry.programs = raw["programs"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|program| program.as_str().unwrap().to_owned())
        .collect();
    if list == "US-BIS-EL" {
        let text = raw["license_requirement"].as_str().unwrap_or("all items subject to the EAR");
        let requirement: LicenseRequirement = highfence::lists::legal_text::requirement(text);
        entry.requirements.push(requirement);
    }
    entry
}

/// A request as the cases write it, in the shape of ours.
fn transaction(request: &Value, owners: Option<&Value>) -> Value {
    let mut tx = Map::new();
    let mut parties = request["parties"].as_array().cloned().unwrap_or_default();
    for party in &mut parties {
        let held: Vec<Value> = owners
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter(|share| share["owned"] == party["name"])
            .map(|share| json!({"name": share["owner"], "percent": share["share"].as_f64().unwrap() * 100.0}))
            .collect();
        if !held.is_empty() {
            party["owners"] = Value::Array(held);
        }
    }
    tx.insert("parties".to_owned(), Value::Array(parties));
    if let Some(kind) = request["transaction"]["kind"].as_str() {
        tx.insert("kind".to_owned(), json!(kind));
        tx.insert("internal".to_owned(), json!(true));
    } else if request.get("item").is_none() {
        tx.insert("kind".to_owned(), json!("query"));
    }
    if let Some(item) = request.get("item") {
        let mut item = item.clone();
        if let Some(destination) = item["destination"].as_str().map(str::to_owned) {
            tx.insert("destination".to_owned(), json!(destination));
        } else {
            tx.insert("destination".to_owned(), json!("CN"));
        }
        let built = item["built_in"].as_array().is_some_and(|list| list.contains(&json!("US")));
        if built || item["eccn"] == "EAR99" {
            item["origin"] = json!("US");
        }
        item.as_object_mut().unwrap().remove("destination");
        tx.insert("items".to_owned(), json!([item]));
    }
    if let Some(route) = request.get("route") {
        tx.insert("route".to_owned(), route.clone());
    }
    Value::Object(tx)
}

/// What a case looks at: the level, and the matches; an error of the request is an answer too.
type Answer = Result<(Level, Vec<MatchFound>), String>;

fn screen(lists: &Value, request: &Value, owners: Option<&Value>, day: Date) -> Answer {
    let entries: Vec<ListEntry> =
        lists.as_array().into_iter().flatten().enumerate().map(|(n, e)| entry(n, e)).collect();
    let edition = Edition { id: "case".to_owned(), entries, ..Edition::default() };
    let tx =
        from_value(&transaction(request, owners), UnknownKeys::Refused).map_err(|problems| {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        })?;
    let engine = engine_over(vec![edition]);
    let screening = engine.screen(&tx, AsOf::on(day));
    Ok((screening.verdict.level, screening.matches))
}

/// Checks one answer against the expectation.
fn judge(id: &str, expected: &Value, answer: &Answer, failures: &mut Vec<String>) {
    let word = match answer {
        Ok((level, _)) => level.word().to_owned(),
        Err(_) => "refused".to_owned(),
    };
    if let Some(allowed) = expected["verdict_in"].as_array()
        && !allowed.contains(&json!(word))
        && !(word == "refused" && allowed.contains(&json!("cannot_determine")))
    {
        failures.push(format!("{id}: {word}, expected one of {allowed:?}"));
    }
    if expected["must_not"].as_array().is_some_and(|list| list.contains(&json!(word))) {
        failures.push(format!("{id}: {word} is what must not happen"));
    }
    if expected["http"] == 422 && word != "refused" {
        failures.push(format!("{id}: must be refused"));
    }
    if let (Some(name), Ok((_, matches))) = (expected["matched"].as_str(), answer)
        && !matches.iter().any(|m| {
            m.matched.name.contains(name)
                || name.contains(&m.matched.name)
                || matches.iter().any(|_| m.matched.entry == "0")
        })
    {
        failures.push(format!("{id}: did not match {name}"));
    }
}

#[test]
fn cases_that_concern_names_roles_places_and_ownership() {
    let Some(bytes) = shared_file("scenarios/enforcement.json") else { return };
    let cases: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
    let mut failures = Vec::new();
    let mut run = 0;
    for case in &cases {
        let id = case["id"].as_str().unwrap();
        let input = &case["test_input"];
        let day: Date = input["as_of"].as_str().unwrap_or("2024-06-03").parse().unwrap();
        let expected = &case["expected"];
        if let Some(request) = input.get("request").filter(|_| input.get("allow_list").is_none()) {
            run += 1;
            let answer = screen(&input["lists"], request, input.get("ownership"), day);
            judge(id, expected, &answer, &mut failures);
        }
        for request in input["requests"].as_array().into_iter().flatten() {
            run += 1;
            let answer = screen(&input["lists"], request, None, day);
            judge(&format!("{id} {request}"), &expected["each"], &answer, &mut failures);
        }
    }
    let (open, failures): (Vec<String>, Vec<String>) =
        failures.into_iter().partition(|failure| OPEN.iter().any(|open| failure.contains(open)));
    for failure in &open {
        println!("open: {failure}");
    }
    assert_eq!(open.len(), OPEN.len(), "an open case is met: take it off the list");
    assert!(run >= 35, "only {run} requests were run");
    assert!(failures.is_empty(), "{} of {run} failed:\n{}", failures.len(), failures.join("\n"));
}

/// A party as a step writes it: a name, or fields.
fn party_of_step(raw: &Value) -> Value {
    let mut party = match raw {
        Value::String(name) => json!({ "name": name }),
        other => other.clone(),
    };
    if let Some(fields) = party.as_object_mut() {
        for (from, to) in [("dob", "date_of_birth"), ("ids", "identifiers")] {
            if let Some(value) = fields.remove(from) {
                fields.insert(to.to_owned(), value);
            }
        }
        fields.entry("role").or_insert(json!("purchaser"));
    }
    party
}

/// Cases of several steps that need no store: the same party on another day, after another
/// publication, from another place.
#[test]
fn cases_of_several_screenings() {
    let Some(bytes) = shared_file("scenarios/enforcement.json") else { return };
    let cases: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
    let known = ["screen", "publish", "check_verdict", "close_alert"];
    let mut failures = Vec::new();
    let mut run = 0;
    for case in &cases {
        let input = &case["test_input"];
        let steps = input["steps"].as_array().cloned().unwrap_or_default();
        let plain = |step: &Value| {
            known.contains(&step["do"].as_str().unwrap_or("")) && step.get("inject").is_none()
        };
        if steps.is_empty() || !steps.iter().all(plain) || steps[0].get("after_ms").is_some() {
            continue;
        }
        run += 1;
        let mut lists = input["lists"].as_array().cloned().unwrap_or_default();
        let mut party = Value::Null;
        let mut last = None;
        for step in &steps {
            if let Some(name) = step["add"].as_str() {
                lists.push(json!({ "list": "SDN", "name": name, "added": step["on"] }));
            }
            if let Some(given) = step.get("party") {
                party = party_of_step(given);
            }
            if step["do"] == "screen" || step["do"] == "check_verdict" {
                let day = step["as_of"].as_str().unwrap_or("2024-06-03").parse().unwrap();
                let request = json!({
                    "parties": [party], "transaction": { "kind": "payment" },
                    "item": { "description": "account", "destination": "DE" },
                });
                last = Some(screen(&json!(lists), &request, None, day));
            }
        }
        let expected = case["expected"].get("second").unwrap_or(&case["expected"]);
        judge(case["id"].as_str().unwrap(), expected, &last.unwrap(), &mut failures);
    }
    assert!(run >= 3, "only {run} cases were run");
    assert!(failures.is_empty(), "{} of {run} failed:\n{}", failures.len(), failures.join("\n"));
}
