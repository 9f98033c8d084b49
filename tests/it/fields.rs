//! Every field that can bear a name: the table against the shape of a request, listed names in each
//! field, ordinary names and texts in the same fields, and names in every script.

use std::sync::LazyLock;

use highfence::facts::fields::{self, Bears};
use highfence::index::{Index, SearchOptions};
use highfence::lists;
use highfence::model::{AsOf, Date, Level, ListEntry, NameKind, PartyKind};
use highfence::names::passage::Passage;
use highfence::screen::Engine;
use highfence::wire::shape::{Shape, TRANSACTION, Type};
use highfence::wire::transaction::from_bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::engine::engine_over;
use crate::perturb::Dice;
use crate::shared::shared_file;

/// The carried lists.
static CARRIED: LazyLock<Engine> = LazyLock::new(|| engine_over(lists::embedded().unwrap()));

fn day() -> Date {
    "2026-07-31".parse().unwrap()
}

/// The level of a request.
fn level(engine: &Engine, request: &Value) -> Level {
    let bytes = serde_json::to_vec(request).unwrap();
    let tx = from_bytes(&bytes).unwrap_or_else(|problems| panic!("{request}: {problems:?}"));
    engine.screen(&tx, AsOf::on(day())).verdict.level
}

/// An order that may go.
fn order() -> Value {
    json!({
        "date": "2026-07-31",
        "actor": { "name": "Meridian Instruments Inc", "country": "US", "us_person": true },
        "parties": [{
            "name": "Bergmann Feinwerk GmbH", "country": "DE", "role": "end_user",
            "ultimate_parent_country": "DE", "owners": [], "military": false,
        }],
        "items": [{ "description": "hex nuts", "eccn": "EAR99", "origin": "US", "hs": "731816" }],
        "ship_from": "US",
        "destination": "DE",
    })
}

/// Puts a value at a path like `parties[].owners[].name` into a request.
fn put(request: &mut Value, path: &str, value: Value) {
    let mut here = request;
    let mut keys = path.split('.').peekable();
    while let Some(key) = keys.next() {
        let map = here.as_object_mut().unwrap();
        if keys.peek().is_none() {
            map.insert(key.to_owned(), value);
            return;
        }
        here = match key.strip_suffix("[]") {
            Some(key) => {
                let list = map.entry(key.to_owned()).or_insert_with(|| json!([]));
                let list = list.as_array_mut().unwrap();
                if list.is_empty() {
                    list.push(json!({}));
                }
                &mut list[0]
            }
            None => map.entry(key.to_owned()).or_insert_with(|| json!({})),
        };
    }
}

/// The table of fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Places {
    place: Vec<PlaceOf>,
    ordinary: Vec<Ordinary>,
}

/// Where a listed name is put, and how the users of the field write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceOf {
    field: String,
    /// `{}` stands for the name.
    written: Vec<String>,
    /// Whether the field holds a list.
    #[serde(default)]
    list: bool,
    /// Further keys that the field needs beside it.
    #[serde(default)]
    beside: toml::Table,
    /// Whether small letters are tried too.
    #[serde(default)]
    small: bool,
    /// Whether names of one word are left out: the field does not look for them.
    #[serde(default)]
    words: bool,
    /// Lists whose names are put there; all three where empty.
    #[serde(default)]
    lists: Vec<String>,
    /// Whether only names of one telling word are tried, as the label of a domain.
    #[serde(default)]
    labels: bool,
    /// Whether names of persons are left out.
    #[serde(default)]
    no_persons: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ordinary {
    field: String,
    texts: Vec<String>,
    #[serde(default)]
    list: bool,
    #[serde(default)]
    beside: toml::Table,
}

fn places() -> Places {
    toml::from_str(include_str!("data/fields.toml")).unwrap()
}

/// A request with `text` in a field.
fn with(field: &str, list: bool, beside: &toml::Table, text: &str) -> Value {
    let mut request = order();
    let value = if list { json!([text]) } else { json!(text) };
    put(&mut request, field, value);
    for (path, value) in beside {
        put(&mut request, path, serde_json::to_value(value).unwrap());
    }
    request
}

#[test]
fn the_order_that_the_tests_begin_with_may_go() {
    assert_eq!(level(&CARRIED, &order()), Level::NoLicenseRequired);
}

/// All keys of a shape that hold text, as paths of the table.
fn text_keys(shape: &'static Shape, path: &str, out: &mut Vec<(String, String)>, depth: usize) {
    for (key, kind, _) in shape.keys {
        let at = |list: &str| {
            if path.is_empty() { format!("{key}{list}") } else { format!("{path}.{key}{list}") }
        };
        match kind {
            Type::Text | Type::Texts | Type::Id | Type::Open | Type::Facts | Type::Any => {
                out.push((path.to_owned(), (*key).to_owned()));
            }
            Type::Object(below) => text_keys(below, &at(""), out, depth),
            Type::Objects(below) if depth < 2 => {
                let again = *key == "owners" && path.ends_with("owners[]");
                if !again {
                    text_keys(below, &at("[]"), out, depth + 1);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn every_key_that_holds_text_stands_in_the_table() {
    let mut keys = Vec::new();
    text_keys(&TRANSACTION, "", &mut keys, 0);
    assert!(keys.len() > 80, "{}", keys.len());
    let missing: Vec<_> = keys
        .iter()
        .filter(|(path, key)| {
            let object = fields::OBJECTS.iter().find(|object| object.path == path);
            let object = object.unwrap_or_else(|| panic!("no object {path}"));
            !object.fields.iter().any(|(known, _)| known == key) && key != "facts"
        })
        .collect();
    assert!(missing.is_empty(), "not in the table of fields: {missing:?}");
}

/// A value of a type with a word of its own in it.
fn marked(kind: Type, word: &str, depth: usize) -> Value {
    match kind {
        Type::Text | Type::Id | Type::Any => json!(word),
        Type::Texts => json!([word]),
        Type::Open | Type::Facts => json!({ "note": { "below": [word] } }),
        Type::Object(shape) => filled(shape, word, depth),
        Type::Objects(shape) if depth < 3 => json!([filled(shape, word, depth + 1)]),
        _ => Value::Null,
    }
}

fn filled(shape: &Shape, word: &str, depth: usize) -> Value {
    // Two spellings of one key may not stand beside each other.
    let twice = ["aliases", "ids", "dob", "birth_date", "schema", "number"];
    let twice =
        |key: &str| twice.contains(&key) || (shape.what == "an authorization" && key == "id");
    let keys = shape.keys.iter().filter(|(key, ..)| !twice(key) && *key != "kind");
    let keys = keys.map(|(key, kind, _)| {
        let value = marked(*kind, &format!("{word} {key}"), depth);
        ((*key).to_owned(), value)
    });
    Value::Object(keys.collect::<Map<_, _>>())
}

#[test]
fn every_text_of_a_request_is_walked_over() {
    let request = filled(&TRANSACTION, "word", 0);
    let tx = serde_json::from_value(request.clone()).unwrap();
    let walked = fields::texts(&tx);
    let mut expected = Vec::new();
    strings(&request, String::new(), &mut expected);
    assert!(expected.len() > 80, "{}", expected.len());
    let missed: Vec<_> = expected
        .iter()
        .filter(|(at, text)| !walked.iter().any(|t| t.text == text && at.starts_with(&t.pointer)))
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
    let told: usize = fields::read(&walked).iter().map(|read| read.texts).sum();
    assert_eq!(told, walked.len());
    let open = |read: &fields::FieldRead| read.field.ends_with('*') && read.field != "facts.*";
    let without: Vec<_> = fields::read(&walked).into_iter().filter(open).collect();
    assert!(without.is_empty(), "without a row: {without:?}");
}

fn strings(value: &Value, at: String, out: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => out.push((at, text.clone())),
        Value::Array(list) => {
            for (number, value) in list.iter().enumerate() {
                strings(value, format!("{at}/{number}"), out);
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                strings(value, format!("{at}/{key}"), out);
            }
        }
        _ => {}
    }
}

/// Names of the carried entries in force: list, name, whether of a person.
fn listed_names() -> Vec<(String, String, PartyKind)> {
    let wanted = ["US-BIS-EL", "US-OFAC-SDN", "US-BIS-DPL"];
    let entries = CARRIED.index.editions().iter().flat_map(|edition| &edition.entries);
    let entries = entries.filter(|entry| {
        wanted.contains(&entry.list.as_str()) && in_force(entry) && covers_all(entry)
    });
    let names = entries.flat_map(|entry| {
        let names = entry
            .party
            .names
            .iter()
            .filter(|name| name.kind != NameKind::WeakAlias && name.span.contains(day()));
        names.map(|name| (entry.list.0.clone(), name.text.clone(), entry.party.kind))
    });
    names.collect()
}

fn in_force(entry: &ListEntry) -> bool {
    entry.is_listed_on(day()) && entry.status != highfence::model::EntryStatus::Reported
}

/// Whether the entry's requirement reaches all items: another may let the order go, and says so.
fn covers_all(entry: &ListEntry) -> bool {
    entry.requirements.iter().rev().find(|r| r.span.contains(day())).is_none_or(|requirement| {
        requirement.raw.to_lowercase().contains("all items subject to the ear")
            && !requirement.raw.to_lowercase().contains("except")
            && !requirement.raw.to_lowercase().contains("when used")
    })
}

fn is_long_run() -> bool {
    std::env::var_os("HIGHFENCE_LONG").is_some()
}

fn told_words(name: &str) -> usize {
    let passage = Passage::new(name);
    passage.without_legal_forms(0..passage.units().len()).len()
}

/// The one telling word of a name, as it would be registered.
fn label(name: &str) -> String {
    let passage = Passage::new(name);
    let core = passage.without_legal_forms(0..passage.units().len());
    passage.written(&core).to_lowercase()
}

fn is_label(name: &str, kind: PartyKind) -> bool {
    let label = label(name);
    matches!(kind, PartyKind::Organization | PartyKind::Unknown)
        && told_words(name) == 1
        && label.chars().all(|c| c.is_ascii_alphanumeric())
        && highfence::names::ordinary::is_telling(&label)
}

#[test]
fn no_listed_name_is_released_from_any_field() {
    let names = listed_names();
    let per_field = if is_long_run() { 100 } else { 10 };
    let mut released = Vec::new();
    for (number, place) in places().place.iter().enumerate() {
        let fits = |(list, name, kind): &&(String, String, PartyKind)| {
            (place.lists.is_empty() || place.lists.contains(list))
                && !(place.words && told_words(name) < 2)
                && (!place.labels || is_label(name, *kind))
                && !(place.no_persons && *kind == PartyKind::Individual)
        };
        let names: Vec<_> = names.iter().filter(fits).collect();
        let mut dice = Dice(2_026 + number as u64);
        for turn in 0..per_field {
            let (list, name, _) = names[dice.below(names.len())];
            let small = place.small && turn % 2 == 1;
            let name = if place.labels { label(name) } else { name.clone() };
            let name = if small { name.to_lowercase() } else { name };
            let text = place.written[turn % place.written.len()].replace("{}", &name);
            let request = with(&place.field, place.list, &place.beside, &text);
            let level = level(&CARRIED, &request);
            if level < Level::HoldForReview {
                released.push(format!("{}: {list}: {text}: {level:?}", place.field));
            }
        }
    }
    assert!(released.is_empty(), "{} released:\n{}", released.len(), released.join("\n"));
}

#[test]
fn every_searched_field_is_among_the_tried_ones() {
    let tried = places();
    let tried: Vec<&str> = tried.place.iter().map(|place| place.field.as_str()).collect();
    let mut untried = Vec::new();
    for object in fields::OBJECTS {
        for (key, bears) in object.fields {
            let dot = if object.path.is_empty() { "" } else { "." };
            let field = format!("{}{dot}{key}", object.path);
            let searched = !matches!(bears, Bears::Nothing(_) | Bears::Identifier);
            // The actor knows itself; the other spelling of a key is the same field.
            // Of foreign direct product facts none is a text, and other keys are refused.
            let apart =
                (field.starts_with("actor.") && *bears == Bears::Party) || field == "items[].fdp";
            if searched && !apart && !tried.iter().any(|tried| tried.starts_with(&field)) {
                untried.push(field);
            }
        }
    }
    assert!(untried.is_empty(), "{untried:?}");
}

#[test]
fn ordinary_names_and_texts_in_the_same_fields_are_released() {
    let mut held = Vec::new();
    for ordinary in &places().ordinary {
        for text in &ordinary.texts {
            let request = with(&ordinary.field, ordinary.list, &ordinary.beside, text);
            let level = level(&CARRIED, &request);
            if level > Level::Advisory {
                held.push(format!("{}: {text}: {level:?}", ordinary.field));
            }
        }
    }
    assert!(held.is_empty(), "{}", held.join("\n"));
}

#[derive(Deserialize)]
struct Sentences {
    language: Vec<Language>,
}

#[derive(Deserialize)]
struct Language {
    /// ISO 639-1.
    #[allow(dead_code, reason = "for the reader of the file")]
    code: String,
    /// With `{}` for a name.
    frames: Vec<String>,
    /// Ordinary sentences.
    ordinary: Vec<String>,
}

fn sentences() -> Vec<Language> {
    let all: Sentences = toml::from_str(include_str!("data/mention_sentences.toml")).unwrap();
    all.language
}

/// The whole US lists, METI's and MOFCOM's, where they are at hand.
static WHOLE: LazyLock<Option<Index>> = LazyLock::new(|| {
    let shared = std::path::PathBuf::from(std::env::var_os("HIGHFENCE_SHARED")?);
    let files = ["us-csl/projection-2026-07-31.json", "jp/jp.json", "cn/cn.json"];
    let files = files.map(|file| shared.join("data").join(file));
    let mut editions = lists::embedded().unwrap();
    editions.extend(lists::load(&files).unwrap());
    Some(Index::build(editions))
});

fn mentions(index: &Index, text: &str) -> Vec<String> {
    let found = index.mentions(&Passage::new(text), day());
    found.iter().flat_map(|m| m.hits.iter().map(|hit| hit.matched.name.clone())).collect()
}

#[test]
fn listed_names_in_small_letters_are_found_in_sentences_of_every_language() {
    let Some(index) = WHOLE.as_ref() else { return };
    let languages = sentences();
    let step = if is_long_run() { 1 } else { 10 };
    let mut missed = Vec::new();
    let mut tried = 0;
    for list in ["US-BIS-EL", "US-OFAC-SDN", "US-BIS-DPL", "JP-METI-EUL", "CN-MOFCOM-ECL"] {
        let entries = index.editions().iter().flat_map(|edition| &edition.entries);
        let names: Vec<(&str, &str)> = entries
            .filter(|entry| entry.list.as_str() == list && in_force(entry))
            .flat_map(|entry| entry.party.names.iter().map(move |name| (name, entry)))
            .filter(|(name, _)| name.kind != NameKind::WeakAlias && name.span.contains(day()))
            .filter(|(name, _)| told_words(&name.text) >= 2)
            .map(|(name, entry)| (name.text.as_str(), entry.id.as_str()))
            .collect();
        if names.is_empty() {
            continue;
        }
        let mut dice = Dice(1_000);
        for turn in 0..(1_000 / step) {
            let (name, entry) = names[dice.below(names.len())];
            let language = &languages[turn % languages.len()];
            let frame = &language.frames[turn % language.frames.len()];
            let text = frame.replace("{}", &name.to_lowercase());
            tried += 1;
            let found = index.mentions(&Passage::new(&text), day());
            let hit = found.iter().flat_map(|m| &m.hits).any(|hit| hit.entry.id == entry);
            if !hit {
                missed.push(format!("{list}: {text}"));
            }
        }
    }
    println!("mentions found: {} of {tried}", tried - missed.len());
    assert!(missed.len() * 100 <= tried, "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn ordinary_texts_mention_nobody() {
    let Some(index) = WHOLE.as_ref() else { return };
    let words = sentences().into_iter().flat_map(|language| language.ordinary);
    let words = words.collect::<Vec<_>>().join(" ");
    let words: String = words.split_inclusive(' ').take(400).collect();
    let start = std::time::Instant::now();
    mentions(index, &words);
    println!("a text of 400 words took {:?} in this build", start.elapsed());
    let step = if is_long_run() { 1 } else { 10 };
    let mut failures = Vec::new();
    for (what, texts) in ordinary_texts() {
        let texts: Vec<&String> = texts.iter().step_by(step).collect();
        let told: Vec<String> = texts
            .iter()
            .filter_map(|text| {
                let found = mentions(index, text);
                let own = what == "companies" && is_listed_itself(index, text);
                (!found.is_empty() && !own).then(|| format!("{text} -> {found:?}"))
            })
            .collect();
        println!("{what}: {} of {} mention", told.len(), texts.len());
        for line in told.iter().take(400) {
            println!("  {line}");
        }
        if told.len() * 200 > texts.len() {
            failures.push(format!("{what}: {} of {}", told.len(), texts.len()));
        }
    }
    assert!(failures.is_empty(), "{failures:?}");
}

/// Whether the company of a sentence is a listed party, or may be: its own name holds the order.
fn is_listed_itself(index: &Index, text: &str) -> bool {
    let name = text.strip_prefix("delivery for ").and_then(|rest| rest.split_once(", attention"));
    let name = highfence::model::Name::new(name.unwrap().0, NameKind::Primary);
    let party = highfence::model::Party { names: vec![name], ..Default::default() };
    !index.search(&party, SearchOptions::default()).hits.is_empty()
}

/// Ordinary texts by where they come from.
fn ordinary_texts() -> Vec<(&'static str, Vec<String>)> {
    let mut all = Vec::new();
    let text = |file: &str| shared_file(file).map(|bytes| String::from_utf8(bytes).unwrap());
    if let Some(goods) = text("data/items/harmonized-system.csv") {
        let mut reader = csv_lines(&goods);
        all.push(("HS descriptions", std::mem::take(&mut reader)));
    }
    if let Some(names) = text("data/names/companies-dev.tsv") {
        let frame = |name: &str| format!("delivery for {name}, attention of the buyer");
        let names = names.lines().skip(1).filter_map(|line| line.split('\t').next());
        all.push(("companies", names.map(frame).collect()));
    }
    if let Some(law) = shared_file("data/us-ear/ccl.json") {
        let mut texts = Vec::new();
        strings(&serde_json::from_slice(&law).unwrap(), String::new(), &mut texts);
        let texts = texts.into_iter().map(|(_, text)| text).filter(|text| text.len() > 40);
        all.push(("ECCN texts", texts.collect()));
    }
    let own = sentences().into_iter().flat_map(|language| language.ordinary);
    all.push(("own sentences", own.collect()));
    all
}

/// The longest cell of each line.
fn csv_lines(text: &str) -> Vec<String> {
    let longest = |line: &str| {
        let cells = line.split(',').filter(|cell| !cell.chars().all(|c| c.is_ascii_digit()));
        cells.max_by_key(|cell| cell.len()).unwrap_or("").trim_matches('"').to_owned()
    };
    text.lines().skip(1).map(longest).collect()
}

#[test]
fn the_look_up_finds_what_the_slow_way_finds() {
    let index = &CARRIED.index;
    let names = listed_names();
    let mut dice = Dice(7);
    let mut texts = vec!["hex nuts and washers for the repair of a mill".to_owned()];
    for language in sentences() {
        for frame in &language.frames {
            let (_, name, _) = &names[dice.below(names.len())];
            let (_, other, _) = &names[dice.below(names.len())];
            texts.push(format!("{} {}", frame.replace("{}", name), frame.replace("{}", other)));
        }
    }
    for text in &texts {
        let passage = Passage::new(text);
        let fast: Vec<_> = index.mentions(&passage, day()).into_iter().map(|m| m.units).collect();
        let mut slow = Vec::new();
        let mut at = 0;
        while at < passage.units().len() {
            let ends = (at + 1..=passage.units().len()).rev();
            let run = ends.map(|end| at..end).find(|run| is_listed(index, passage.written(run)));
            at = run.as_ref().map_or(at + 1, |run| run.end);
            slow.extend(run);
        }
        assert_eq!(fast, slow, "{text}");
    }
}

/// Whether the words alone are a listed name in full. A small word goes before them: an acronym counts
/// where its capitals stand out.
fn is_listed(index: &Index, words: &str) -> bool {
    let passage = Passage::new(&format!("so; {words}"));
    let found = index.mentions(&passage, day());
    found.iter().any(|mention| mention.units == (1..passage.units().len()))
}

/// Two letters or more of every script, as a name.
fn names_of_scripts() -> Vec<(String, String)> {
    use unicode_script::UnicodeScript;
    let mut names: Vec<(String, String)> = Vec::new();
    for c in ('\u{80}'..='\u{323af}').filter(|c| c.is_alphabetic()) {
        let script = format!("{:?}", c.script());
        match names.iter_mut().find(|(known, _)| *known == script) {
            Some((_, name)) if name.chars().count() < 14 => {
                if name.chars().count() == 6 {
                    name.push(' ');
                }
                name.push(c);
            }
            Some(_) => {}
            None => names.push((script, c.to_string())),
        }
    }
    names
}

#[test]
fn a_name_of_any_script_is_compared_or_leaves_the_check_unfinished() {
    let mut faults = Vec::new();
    for (script, name) in names_of_scripts() {
        let party = highfence::model::Party {
            names: vec![highfence::model::Name::new(&name, NameKind::Primary)],
            ..highfence::model::Party::default()
        };
        let mut edition = lists::embedded().unwrap().remove(0);
        let mut entry = edition.entries.remove(0);
        entry.party = party.clone();
        edition.entries = vec![entry];
        let index = Index::build(vec![edition]);
        let found = index.search(&party, SearchOptions::default());
        if found.hits.is_empty() && found.incomplete.is_empty() {
            faults.push(format!("{script}: {name}"));
        }
    }
    assert!(faults.is_empty(), "neither compared nor unfinished:\n{}", faults.join("\n"));
}

#[test]
fn what_is_no_name_leaves_the_check_unfinished_in_every_field_for_names() {
    let no_names = [
        "😀😀",
        "🚢",
        "™®",
        "★☆★",
        "12345",
        "№ 7",
        "x",
        "Q",
        "王",
        "—",
        "???",
        "gIGCg4SFhoc=",
        "4f2a9c77e1b04d3f9a61ffee",
        "①②③",
        "🇷🇺🇷🇺",
    ];
    let fields = [
        ("parties[].name", false),
        ("parties[].owners[].name", false),
        ("parties[].members", true),
        ("items[].manufacturer", false),
        ("items[].performed_by[].name", false),
        ("authorizations[].parties", true),
    ];
    let mut passed = Vec::new();
    for (field, list) in fields {
        for text in no_names {
            let request = with(field, list, &toml::Table::new(), text);
            // An owner may be given by an initial; a form may be left empty with a dash.
            let blank = (field != "parties[].name" && matches!(text, "—" | "???"))
                || (field == "parties[].owners[].name" && matches!(text, "x" | "Q" | "王"));
            let level = level(&CARRIED, &request);
            if level < Level::HoldForReview && !blank {
                passed.push(format!("{field}: {text}: {level:?}"));
            }
        }
    }
    assert!(passed.is_empty(), "{}", passed.join("\n"));
}

#[test]
fn the_rule_on_mentions_names_every_list_that_a_rule_names() {
    let rules = &CARRIED.rules.rules;
    let mention = rules.iter().find(|rule| rule.id == "us.ear.red-flags").unwrap();
    for rule in rules {
        for list in rule.lists.iter().filter(|list| *list != "*") {
            assert!(mention.lists.contains(list), "{}: {list}", rule.id);
        }
    }
}
