//! `highfence match` as a user runs it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A folder of this test's own, emptied.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn write_list(folder: &Path, names: &[&str]) -> PathBuf {
    let entries: String =
        names.iter().map(|name| format!("[[entry]]\nname = \"{name}\"\n")).collect();
    let head = "schema = 1\n[list]\nid = \"US-BIS-EL\"\ntitle = \"Entity List\"\n\
                publisher = \"Bureau of Industry and Security\"\n\
                published = 2026-07-31\nsource = \"a test\"\n";
    let path = folder.join("list.toml");
    std::fs::write(&path, format!("{head}{entries}")).unwrap();
    path
}

fn run(folder: &Path, args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_highfence"))
        .args(["match", "--only-lists"])
        .arg(folder.join("list.toml"))
        .args(args)
        .env("HIGHFENCE_CACHE", folder.join("cache"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn snapshots(folder: &Path) -> usize {
    std::fs::read_dir(folder.join("cache")).map_or(0, Iterator::count)
}

const LIST: &[&str] = &["Zhongfa Orbital Instruments", "Petrovka Heavy Radar Works"];

#[test]
fn answers_each_line_in_its_place() {
    let folder = folder("answers_each_line_in_its_place");
    write_list(&folder, LIST);
    let input = "{\"id\": 7, \"name\": \"ZHONGFA ORBITAL INSTRUMENTS\", \"country\": \"cn\"}\n\
                 \n\
                 not json\n\
                 {\"id\": \"b\", \"nam\": \"x\"}\n\
                 [1]\n\
                 {\"id\": \"c\", \"name\": \"Wholly Unrelated Bakery\", \"colour\": 1}\n\
                 {\"name\": \"Petrovka Heavy Radar Works\", \"identifiers\": [true]}\n\
                 {\"id\": null, \"name\": [\"Petrovka Heavy Radar Works\", \"Other\"]}";
    let output = run(&folder, &[], input);
    let answers = lines(&output);
    assert_eq!(answers.len(), 7, "{answers:#?}");
    assert_eq!(answers[0]["id"], json!(7));
    let best = &answers[0]["matches"][0];
    assert_eq!(best["name"], "Zhongfa Orbital Instruments");
    assert_eq!(best["list"], "US-BIS-EL");
    assert!(best["score"].as_f64().unwrap() > 0.9, "{best}");
    assert!(best["evidence"].is_array() && best["entry"].is_string());
    assert_eq!(answers[1]["line"], json!(3));
    assert!(answers[1]["error"].as_str().unwrap().starts_with("not JSON"));
    assert_eq!(answers[2]["id"], "b");
    assert!(answers[2]["error"].as_str().unwrap().contains("did you mean `name`?"));
    assert!(answers[3]["error"].as_str().unwrap().contains("not a JSON object"));
    assert_eq!(answers[4]["id"], "c");
    assert!(answers[4]["error"].as_str().unwrap().contains("`colour` is no key of a query"));
    assert!(answers[5]["error"].as_str().unwrap().contains("`identifiers`"));
    assert_eq!(answers[5]["id"], json!(7), "without an id, the number of the line");
    assert_eq!(answers[6]["matches"][0]["name"], "Petrovka Heavy Radar Works");
    assert_eq!(output.status.code(), Some(3), "lines that were not read are bad data");
}

#[test]
fn a_name_without_letters_is_not_cleared() {
    let folder = folder("a_name_without_letters_is_not_cleared");
    write_list(&folder, LIST);
    let answers = lines(&run(&folder, &[], "{\"id\":1,\"name\":\"-- ? --\"}\n"));
    assert_eq!(answers[0]["matches"], json!([]));
    assert_eq!(answers[0]["incomplete"].as_array().unwrap().len(), 1, "{}", answers[0]);
}

#[test]
fn a_second_start_reads_the_snapshot_and_never_a_stale_one() {
    let folder = folder("a_second_start_reads_the_snapshot");
    write_list(&folder, LIST);
    let ask = |name: &str| run(&folder, &[name], "");
    let first = ask("Zhongfa Orbital Instruments");
    assert_eq!(snapshots(&folder), 1, "{}", String::from_utf8_lossy(&first.stderr));
    let second = ask("Zhongfa Orbital Instruments");
    assert_eq!(second.stdout, first.stdout);
    assert_eq!(snapshots(&folder), 1);

    write_list(&folder, &["Quite Another Party"]);
    assert_eq!(lines(&ask("Zhongfa Orbital Instruments"))[0]["matches"], json!([]));
    assert_eq!(lines(&ask("Quite Another Party"))[0]["matches"].as_array().unwrap().len(), 1);

    for file in std::fs::read_dir(folder.join("cache")).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[100] ^= 1;
        std::fs::write(&path, bytes).unwrap();
    }
    let damaged = ask("Quite Another Party");
    assert_eq!(lines(&damaged)[0]["matches"].as_array().unwrap().len(), 1);
    let note = String::from_utf8_lossy(&damaged.stderr).into_owned();
    assert!(note.contains("damaged snapshot"), "{note}");
    assert!(ask("Quite Another Party").stderr.is_empty(), "it was built again");
}

#[test]
fn a_file_beside_the_list_is_part_of_what_a_snapshot_is_made_of() {
    let folder = folder("a_file_beside_the_list");
    let list = folder.join("own.csv");
    std::fs::write(&list, "First,Second\nZhongfa Orbital,Petrovka Radar Works\n").unwrap();
    let map = |column: &str| {
        let text = format!("schema = 1\n[list]\nid = \"OWN\"\n[columns]\nname = \"{column}\"\n");
        std::fs::write(folder.join("own.map.toml"), text).unwrap();
    };
    let ask = || {
        let output = Command::new(env!("CARGO_BIN_EXE_highfence"))
            .args(["match", "--only-lists"])
            .arg(&list)
            .arg("Petrovka Radar Works")
            .env("HIGHFENCE_CACHE", folder.join("cache"))
            .output()
            .unwrap();
        lines(&output)[0]["matches"].as_array().unwrap().len()
    };
    map("First");
    assert_eq!(ask(), 0);
    assert_eq!(snapshots(&folder), 1);
    map("Second");
    assert_eq!(ask(), 1, "the mapping decides which column is the name");
    assert_eq!(snapshots(&folder), 1, "the snapshot was built again in its place");
}

#[test]
fn lists_of_the_store_have_a_snapshot_too() {
    let folder = folder("lists_of_the_store_have_a_snapshot");
    let command = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_highfence"))
            .args(args)
            .env("HIGHFENCE_CACHE", folder.join("cache"))
            .env("HIGHFENCE_STORE", folder.join("store"))
            .output()
            .unwrap();
        (output.status.code(), output.stdout)
    };
    let list = write_list(&folder, LIST);
    let list = list.to_str().unwrap();
    assert_eq!(command(&["lists", "import", list]).0, Some(0));
    assert_eq!(snapshots(&folder), 1, "the import built it");
    let first = command(&["match", LIST[0]]);
    assert_eq!(snapshots(&folder), 1);
    assert_eq!(command(&["match", LIST[0]]), first);
    let text = String::from_utf8(first.1).unwrap();
    assert!(text.contains("\"score\":1.0"), "{text}");

    write_list(&folder, &[LIST[1], "Quite Another Party"]);
    assert_eq!(command(&["lists", "import", list, "--accept-shrink", "A. Tester"]).0, Some(0));
    let after = String::from_utf8(command(&["match", LIST[0], "Quite Another Party"]).1).unwrap();
    assert_eq!(after.matches("\"score\":1.0").count(), 1, "{after}");
}

#[test]
fn a_snapshot_of_another_version_is_built_again() {
    let folder = folder("a_snapshot_of_another_version");
    write_list(&folder, LIST);
    let file = folder.join("own.snapshot");
    let ask = || run(&folder, &["--snapshot", file.to_str().unwrap(), LIST[1]], "");
    let first = ask();
    let mut bytes = std::fs::read(&file).unwrap();
    let length = u64::from_le_bytes(bytes[16..24].try_into().unwrap()) as usize;
    bytes[56 + 16] ^= 1;
    let digest = Sha256::digest(&bytes[56..56 + length]);
    bytes[24..56].copy_from_slice(&digest);
    std::fs::write(&file, bytes).unwrap();
    let again = ask();
    assert_eq!(again.stdout, first.stdout);
    let note = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(note.contains("written by version"), "{note}");
    assert!(ask().stderr.is_empty(), "it was built again");
}

#[test]
fn a_named_snapshot_is_used_and_mended() {
    let folder = folder("a_named_snapshot_is_used_and_mended");
    write_list(&folder, LIST);
    let file = folder.join("own.snapshot");
    let ask = || run(&folder, &["--snapshot", file.to_str().unwrap(), LIST[1]], "");
    let first = ask();
    assert_eq!(lines(&first)[0]["matches"][0]["name"], LIST[1]);
    assert!(file.exists() && snapshots(&folder) == 0);
    std::fs::write(&file, "nonsense").unwrap();
    let mended = ask();
    assert_eq!(mended.stdout, first.stdout);
    assert!(String::from_utf8_lossy(&mended.stderr).contains("damaged snapshot"));
    assert!(ask().stderr.is_empty());
}

#[track_caller]
fn check_status(args: &[&str], status: i32) {
    let folder = folder(&format!("check_status_{}", args.join("_").replace('/', "-")));
    write_list(&folder, LIST);
    let output = run(&folder, args, "");
    assert_eq!(output.status.code(), Some(status), "{args:?}: {output:?}");
}

#[test]
fn exit_codes() {
    check_status(&["Nobody"], 0);
    check_status(&[], 0);
    check_status(&["--threshold", "1.5", "Nobody"], 2);
    check_status(&["--threshold", "x", "Nobody"], 2);
    check_status(&["--format", "sarif", "Nobody"], 2);
    check_status(&["--only-lists", "/nonexistent/list.toml", "Nobody"], 4);
}

#[test]
fn limit_tells_how_many_there_are() {
    let folder = folder("limit_tells_how_many_there_are");
    write_list(&folder, &["Zhongfa Orbital Instruments", "Zhongfa Orbital Instruments Ltd"]);
    let answer = &lines(&run(&folder, &["--limit", "1", "Zhongfa Orbital Instruments"], ""))[0];
    assert_eq!(answer["matches"].as_array().unwrap().len(), 1);
    assert_eq!(answer["total"], json!(2));
    let human = run(&folder, &["--format", "human", "--limit", "1", "Zhongfa Orbital"], "");
    let human = String::from_utf8(human.stdout).unwrap();
    assert!(human.contains("Zhongfa Orbital Instruments"), "{human}");
    let csv = run(&folder, &["--format", "csv", "Zhongfa Orbital Instruments"], "").stdout;
    let csv = String::from_utf8(csv).unwrap();
    assert!(
        csv.starts_with("id,list,entry,name,score,error\n") && csv.lines().count() == 3,
        "{csv}"
    );
}
