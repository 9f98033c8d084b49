//! Damaged rule files: every one is refused, each problem with its line, and nothing loads.
//!
//! The damage is made mechanically over every place of sound files, so that no kind of place is
//! forgotten: marks of the syntax taken out, keys misspelled, values of the wrong kind, words that
//! do not exist, dates that do not exist, keys that must be there taken out.

use highfence::rules::load;

use crate::rules::example;

/// A damaged file, the line of the damage (from 1), and whether a parser can only notice it later.
struct Damaged {
    what: String,
    text: String,
    line: usize,
    later: bool,
}

/// A second sound file, with the parts that the example of the page does not use.
const WIDE: &str = include_str!("data/rule-wide.toml");

fn lines_of(text: &str) -> Vec<String> {
    // Comments are no part of the rule: damage to them is none.
    text.lines()
        .map(|line| match line.find("  #") {
            Some(at) => line[..at].trim_end().to_owned(),
            None => line.to_owned(),
        })
        .collect()
}

fn with_line(lines: &[String], at: usize, new: &str) -> String {
    let mut lines = lines.to_vec();
    lines[at] = new.to_owned();
    lines.join("\n") + "\n"
}

/// Takes out each mark of the syntax, one at a time.
fn without_marks(lines: &[String]) -> Vec<Damaged> {
    let mut list = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let mut quoted = false;
        for (byte, mark) in line.char_indices() {
            quoted ^= mark == '"';
            // Inside quotes these are letters like any other.
            if mark != '"' && (quoted || !"[]{}=".contains(mark)) {
                continue;
            }
            let mut new = line.clone();
            new.remove(byte);
            list.push(Damaged {
                what: format!("`{mark}` taken out at column {}", byte + 1),
                text: with_line(lines, at, &new),
                line: at + 1,
                later: true,
            });
        }
    }
    list
}

/// Places of `word =` in a line, as byte ranges of the bare key.
fn keys_of(line: &str) -> Vec<(usize, usize)> {
    let mut list = Vec::new();
    for (equals, _) in line.match_indices(" =") {
        let key = &line[..equals];
        let start = key.rfind(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c)));
        let start = start.map_or(0, |at| at + 1);
        if start < equals {
            list.push((start, equals));
        }
    }
    list
}

/// Misspells each key: unknown keys are errors, and where the key had to be there, so is its lack.
fn misspelled(lines: &[String]) -> Vec<Damaged> {
    let mut list = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for (start, end) in keys_of(line) {
            let new = format!("{}zq{}", &line[..end], &line[end..]);
            list.push(Damaged {
                what: format!("key `{}` misspelled", &line[start..end]),
                text: with_line(lines, at, &new),
                line: at + 1,
                later: false,
            });
        }
    }
    list
}

/// Words of closed vocabularies, in quotes, with what follows the opening quote.
const WORDS: &[&str] = &[
    "verdict\"",
    "in_force",
    "stayed",
    "political",
    "legal\"",
    "license_required",
    "case_by_case",
    "no_license_required",
    "hold_for_review",
    "cannot_determine",
    "presumption_of_denial",
    "item\"",
    "match\"",
    "tx.",
    "item.",
    "match.",
    "party.",
    "in\"",
    "at_least\"",
    "in_group\"",
    "is_known\"",
    "not_in\"",
    "D:5",
    "confirmed\"",
    "lapsed",
];

/// Spoils each word of a closed vocabulary.
fn spoiled_words(lines: &[String]) -> Vec<Damaged> {
    let mut list = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        // Citations, names and texts are open.
        let open = ["text =", "title", "summary", "name =", "cite ="];
        for (byte, _) in line.match_indices('"') {
            let rest = &line[byte + 1..];
            let before = line[..byte].trim_end();
            let is_open = open
                .iter()
                .any(|key| before.ends_with(key.trim_end_matches(" =")) || before.ends_with(key));
            if is_open || !WORDS.iter().any(|word| rest.starts_with(word)) {
                continue;
            }
            let new = format!("{}\"zq{rest}", &line[..byte]);
            list.push(Damaged {
                what: format!("word spoiled at column {}", byte + 1),
                text: with_line(lines, at, &new),
                line: at + 1,
                later: false,
            });
        }
    }
    list
}

/// Replaces each date by one that does not exist.
fn impossible_dates(lines: &[String]) -> Vec<Damaged> {
    let mut list = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for (byte, _) in line.match_indices(" = 2") {
            let date = &line[byte + 3..];
            if date.len() < 10 || date.as_bytes()[4] != b'-' {
                continue;
            }
            for wrong in ["2023-02-29", "2024-13-01", "2024-00-10", "\"2024-01-01\"", "20240101"] {
                let new = format!("{}{wrong}{}", &line[..byte + 3], &date[10..]);
                list.push(Damaged {
                    what: format!("date {wrong}"),
                    text: with_line(lines, at, &new),
                    line: at + 1,
                    later: false,
                });
            }
        }
    }
    list
}

/// Replaces each yes or no by values of another kind, and each stated list by a number.
fn wrong_kinds(lines: &[String]) -> Vec<Damaged> {
    let mut list = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for (from, to) in
            [("= true", "= \"yes\""), ("= true", "= 1"), ("= false", "= []"), ("= [\"", "= [7, \"")]
        {
            for (byte, _) in line.match_indices(from) {
                let new = format!("{}{to}{}", &line[..byte], &line[byte + from.len()..]);
                list.push(Damaged {
                    what: format!("`{from}` -> `{to}`"),
                    text: with_line(lines, at, &new),
                    line: at + 1,
                    later: false,
                });
            }
        }
    }
    list
}

/// Takes out each line of a key that must be there; the error stands at its table.
fn missing_keys(lines: &[String]) -> Vec<Damaged> {
    let needed = [
        "schema",
        "id =",
        "title",
        "regime",
        "kind",
        "state",
        "from",
        "certainty",
        "then",
        "cite",
        "date",
        "expect",
        "authority",
    ];
    let mut list = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let table = (0..=at).rev().find(|at| lines[*at].starts_with('[')).unwrap_or(0);
        // A dated citation may be open on either side.
        let optional = line.starts_with("from") && lines[table] == "[[clause.cite]]";
        if needed.iter().any(|key| line.starts_with(key)) && !optional {
            let table = (0..=at).rev().find(|at| lines[*at].starts_with("[[")).unwrap_or(0);
            list.push(Damaged {
                what: format!("`{line}` taken out"),
                text: with_line(lines, at, ""),
                line: table + 1,
                later: true,
            });
        }
    }
    list
}

fn all(text: &str) -> Vec<Damaged> {
    let lines = lines_of(text);
    [without_marks, misspelled, spoiled_words, impossible_dates, wrong_kinds, missing_keys]
        .iter()
        .flat_map(|make| make(&lines))
        .collect()
}

#[test]
fn five_hundred_damaged_rule_files_are_refused_each_with_its_line() {
    let mut count = 0;
    let mut faults = Vec::new();
    for (name, text) in [("example.toml", example()), ("wide.toml", WIDE.to_owned())] {
        let sound = load::parse(&[(name.to_owned(), text.clone())]);
        assert!(sound.0.is_ok(), "{name}: {:?}", sound.0);
        for damaged in all(&text) {
            count += 1;
            let beside = ("beside.toml".to_owned(), example().replacen("us.example", "us.b", 1));
            let files = [beside, (name.to_owned(), damaged.text.clone())];
            let (result, _) = load::parse(&files);
            let shown = damaged.text.lines().nth(damaged.line - 1).unwrap_or("");
            let Err(error) = result else {
                faults.push(format!("{name}:{}: {} loads: {shown}", damaged.line, damaged.what));
                continue;
            };
            let fits = error.diagnostics.iter().any(|found| {
                found.file == name
                    && found.column > 0
                    && (found.line == damaged.line || damaged.later && found.line > 0)
            });
            if !fits {
                let found: Vec<String> =
                    error.diagnostics.iter().map(ToString::to_string).collect();
                faults.push(format!("{name}:{}: {}: {found:?}", damaged.line, damaged.what));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
    assert!(count >= 500, "only {count} damaged files");
    println!("{count} damaged rule files, all refused");
}

#[test]
fn all_errors_of_a_file_are_named_at_once() {
    let text = example()
        .replacen("item.eccn_base\", value", "item.ecn_base\", value", 1)
        .replacen("certainty = \"legal\"", "certainty = \"sure\"", 1)
        .replacen("verdict = \"license_required\"", "verdict = \"licence_required\"", 1);
    let (result, _) = load::parse(&[("a.toml".to_owned(), text)]);
    let codes: Vec<String> = result.unwrap_err().diagnostics.into_iter().map(|d| d.code).collect();
    for code in ["unknown-fact", "unknown-value"] {
        assert!(codes.iter().any(|found| found == code), "{codes:?}");
    }
    assert!(codes.len() >= 3, "{codes:?}");
}

/// A horizon rule may say "advisory" at no place, and nothing above in any case.
#[test]
fn a_horizon_rule_can_carry_no_legal_level() {
    for (kind, level, fine) in [
        ("horizon", "license_required", false),
        ("horizon", "prohibited", false),
        ("horizon", "advisory", false),
        ("horizon", "no_license_required", true),
        ("advisory", "license_required", false),
        ("advisory", "hold_for_review", true),
    ] {
        let text =
            example().replacen("kind = \"verdict\"", &format!("kind = \"{kind}\""), 1).replacen(
                "verdict = \"license_required\", policy = \"presumption_of_denial\", text",
                &format!("verdict = \"{level}\", text"),
                1,
            );
        let (result, _) = load::parse(&[("a.toml".to_owned(), text)]);
        assert_eq!(result.is_ok(), fine, "{kind} with {level}: {result:?}");
    }
}
