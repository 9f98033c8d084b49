//! `--lists` and `--rules` add, `--only-lists` and `--only-rules` narrow: the command line.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

struct Answer {
    code: i32,
    out: String,
    err: String,
}

fn folder(name: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("highfence-added-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(folder: &Path, args: &[&str]) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_highfence"))
        .args(args)
        .env("HIGHFENCE_CACHE", folder.join("cache"))
        .env("HIGHFENCE_STORE", folder.join("store"))
        .output()
        .unwrap();
    Answer {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Writes a list file and gives its path as text.
fn list(folder: &Path, name: &str, head: &str, parties: &[&str]) -> String {
    let entries = parties.iter().map(|party| format!("[[entry]]\nname = \"{party}\"\n"));
    let text =
        format!("schema = 1\n[list]\ntitle = \"A list\"\n{head}\n{}", entries.collect::<String>());
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn lists_found(answer: &Answer) -> Vec<String> {
    let line: Value = serde_json::from_str(answer.out.lines().next().unwrap()).unwrap();
    let matches = line["matches"].as_array().unwrap().iter();
    matches.map(|found| found["list"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn lists_add_and_only_lists_narrow() {
    let folder = folder("lists");
    let house = list(&folder, "house.toml", "id = \"HOUSE\"", &["Borodin Orbital Works"]);
    let part = list(
        &folder,
        "part.toml",
        "id = \"US-BIS-EL\"\npublished = 2026-11-30",
        &["Petrovka Radar Works"],
    );
    let huawei = "Huawei Technologies Co., Ltd.";
    // (options, name, lists that hold it)
    let cases: &[(&[&str], &str, &[&str])] = &[
        (&["--lists", &house], "Borodin Orbital Works", &["HOUSE"]),
        (&["--lists", &house], huawei, &["US-BIS-EL", "US-OFAC-NS-CMIC"]),
        (&["--lists", &house, "--lists", &part], huawei, &["US-BIS-EL", "US-OFAC-NS-CMIC"]),
        (&["--lists", &house, "--lists", &part], "Petrovka Radar Works", &["US-BIS-EL"]),
        (&["--only-lists", &house], huawei, &[]),
        (&["--only-lists", &house, "--only-lists", &part], "Borodin Orbital Works", &["HOUSE"]),
    ];
    for round in ["built", "kept"] {
        for (options, name, expected) in cases {
            let mut args = vec!["match", *name, "--threshold", "0.99", "--format", "ndjson"];
            args.extend(*options);
            let answer = run(&folder, &args);
            assert_eq!(answer.code, 0, "{}", answer.err);
            let mut found = lists_found(&answer);
            found.sort();
            found.dedup();
            found.retain(|list| !list.starts_with("US-DOD"));
            assert_eq!(found, *expected, "{round}: {options:?} {name}");
            let says = answer.err.contains("part.toml: searched beside");
            let joins = options.contains(&part.as_str()) && options[0] == "--lists";
            assert_eq!(says, joins, "{round}: {options:?}: {}", answer.err);
        }
    }
    let both = run(&folder, &["match", "X", "--lists", &house, "--only-lists", &part]);
    assert_eq!(both.code, 2, "{}", both.err);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_edition_date_is_part_of_what_a_snapshot_is_made_of() {
    let folder = folder("edition-date");
    let house = list(&folder, "house.toml", "id = \"HOUSE\"", &["Borodin Orbital Works"]);
    for day in ["2026-01-01", "2026-02-01"] {
        let args =
            ["lists", "status", "--format", "json", "--lists", &house, "--edition-date", day];
        let answer = run(&folder, &args);
        let all: Value = serde_json::from_str(&answer.out).unwrap();
        let own = all["lists"].as_array().unwrap().iter().find(|line| line["id"] == "HOUSE");
        assert_eq!(own.unwrap()["published"], day);
        let screen = |day: &str| {
            let args = ["screen", "--party", "Plain GmbH;country=DE", "--lists", &house];
            let more = ["--item", "plush toys;eccn=EAR99", "--from", "US", "--to", "DE"];
            let dated = ["--exit-zero", "--format", "json", "--edition-date", day];
            let args: Vec<&str> = args.into_iter().chain(more).chain(dated).collect();
            let answer = run(&folder, &args);
            let value: Value = serde_json::from_str(&answer.out)
                .unwrap_or_else(|error| panic!("{error}: {} {}", answer.out, answer.err));
            value.to_string()
        };
        assert!(screen(day).contains(&format!("\"published\":\"{day}\"")));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn rules_add_and_only_rules_narrow() {
    let folder = folder("rules");
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let embedded = highfence::rules::embedded().unwrap();
    let (name, text) = highfence::rules::load::embedded_files()
        .into_iter()
        .find(|(name, _)| name == "foreign-lists.toml")
        .unwrap();
    let own_id = embedded.rules.iter().find(|rule| rule.file == name).unwrap().id.clone();
    let house = folder.join("house");
    std::fs::create_dir_all(&house).unwrap();
    let write = |text: &str| std::fs::write(house.join("rule.toml"), text).unwrap();
    let ids = |options: &[&str]| {
        let mut args = vec!["rules", "analyze", "--format", "json"];
        args.extend(options);
        run(&folder, &args)
    };
    let screen = |options: &[&str]| {
        let mut args = vec!["screen", "--party", "Plain GmbH;country=DE", "--to", "DE"];
        args.extend(["--exit-zero", "--format", "json"]);
        args.extend(options);
        run(&folder, &args)
    };
    let house_text = house.display().to_string();
    // A rule of one's own is added.
    write(&text.replace(&format!("\"{own_id}\""), "\"house.own\""));
    let added = screen(&["--rules", &house_text]);
    assert_eq!(added.code, 0, "{}", added.err);
    let digest = |answer: &Answer| {
        serde_json::from_str::<Value>(&answer.out).unwrap()["rules_digest"].to_string()
    };
    assert_ne!(digest(&added), digest(&screen(&[])));
    assert_eq!(ids(&["--rules", &house_text]).code, 0);
    // The same file again is no other rule; another content under its id is refused.
    write(&text);
    assert_eq!(digest(&screen(&["--rules", &house_text])), digest(&screen(&[])));
    write(&format!("{text}\n# another content\n"));
    let refused = screen(&["--rules", &house_text]);
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("--only-rules"), "{}", refused.err);
    assert_eq!(screen(&["--only-rules", &house_text]).code, 0, "alone it is no double");
    // Tables of law stand in place of others.
    let tables = screen(&["--rules", &rules.display().to_string()]);
    assert_eq!(tables.code, 3);
    assert!(tables.err.contains("holds a folder `tables`"), "{}", tables.err);
    let both = screen(&["--rules", &house_text, "--only-rules", &house_text]);
    assert_eq!(both.code, 2, "{}", both.err);
    let none = screen(&["--rules", "/nonexistent"]);
    assert!(none.code == 3 || none.code == 4, "{}", none.err);
    std::fs::remove_dir_all(folder).unwrap();
}
