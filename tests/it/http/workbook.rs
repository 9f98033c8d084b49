//! The workbook of answers: its header stays in sight, every verdict has its color.

use std::collections::BTreeMap;
use std::io::Read;

use highfence::batch::{self, About, At, Form, RowAnswer, RowError, RowStatus};
use serde_json::json;

/// Every verdict with the color of its cell.
const COLORS: [(&str, &str); 8] = [
    ("no_license_required", "FFC6EFCE"),
    ("advisory", "FFDDEBF7"),
    ("hold_for_review", "FFFFEB9C"),
    ("cannot_determine", "FFFCE4D6"),
    ("license_exception_possible", "FFFFE699"),
    ("license_required", "FFF8CBAD"),
    ("prohibited", "FFFF7C80"),
    ("cannot_screen", "FFBFBFBF"),
];

fn answer((number, verdict): (usize, &str)) -> RowAnswer {
    let row = u64::try_from(number + 1).unwrap();
    if verdict == "cannot_screen" {
        let error = RowError { pointer: "/date".to_owned(), detail: "no date".to_owned() };
        return RowAnswer::refused(At { row, line: row + 1, id: None }, vec![error]);
    }
    let screening = json!({ "verdict": verdict, "level": 10, "release": false });
    RowAnswer {
        row,
        line: row + 1,
        id: None,
        status: RowStatus::Screened,
        errors: Vec::new(),
        screening: Some(screening),
    }
}

/// The members of an archive as texts, read by the directory at its end.
fn members(bytes: &[u8]) -> BTreeMap<String, String> {
    let number = |at: usize, size: usize| {
        let bytes = &bytes[at..at + size];
        bytes.iter().rev().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06").unwrap();
    let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
    let mut members = BTreeMap::new();
    for _ in 0..count {
        let (method, packed) = (number(at + 10, 2), number(at + 20, 4));
        let (name, extra, comment) = (number(at + 28, 2), number(at + 30, 2), number(at + 32, 2));
        let head = number(at + 42, 4);
        let from = head + 30 + number(head + 26, 2) + number(head + 28, 2);
        let data = &bytes[from..from + packed];
        let mut text = String::new();
        match method {
            0 => text.push_str(std::str::from_utf8(data).unwrap()),
            _ => drop(flate2::read::DeflateDecoder::new(data).read_to_string(&mut text).unwrap()),
        }
        let own = String::from_utf8(bytes[at + 46..at + 46 + name].to_vec()).unwrap();
        members.insert(own, text);
        at += 46 + name + extra + comment;
    }
    members
}

/// The values of an attribute over all elements of a name, in order; empty where one lacks it.
fn attributes<'t>(text: &'t str, element: &str, attribute: &str) -> Vec<&'t str> {
    let (open, name) = (format!("<{element} "), format!(" {attribute}=\""));
    let each = |part: &'t str| {
        let tag = &part[..part.find('>').unwrap()];
        let own = tag.find(&name).map(|at| &tag[at + name.len()..]);
        own.map_or("", |rest| &rest[..rest.find('"').unwrap()])
    };
    text.match_indices(&open).map(|(at, _)| each(&text[at + open.len() - 1..])).collect()
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let begin = text.find(from).unwrap();
    &text[begin..begin + text[begin..].find(to).unwrap()]
}

fn about() -> About {
    About { engine: "highfence 9".to_owned(), rules: "ab".to_owned(), ..About::default() }
}

#[test]
fn the_header_is_frozen_and_every_verdict_has_its_color() {
    let rows: String = COLORS.iter().map(|(verdict, _)| format!("{verdict} Ltd\n")).collect();
    let sheet = batch::read(format!("name\n{rows}").as_bytes(), None).unwrap();
    let words: Vec<&str> = COLORS.iter().map(|(verdict, _)| *verdict).collect();
    let answers: Vec<RowAnswer> = words.iter().copied().enumerate().map(answer).collect();
    let mut bytes = Vec::new();
    let about = About { lists: vec!["US-BIS-EL 2026-11-01 (20 days)".to_owned()], ..about() };
    batch::write(Form::Xlsx, &sheet, answers.iter(), &about, &mut bytes).unwrap();
    let members = members(&bytes);
    let (page, styles) = (&members["xl/worksheets/sheet1.xml"], &members["xl/styles.xml"]);

    assert_eq!(attributes(page, "pane", "ySplit"), ["1"]);
    assert_eq!(attributes(page, "pane", "state"), ["frozen"]);
    assert_eq!(attributes(page, "autoFilter", "ref"), ["A1:N9"]);

    // The verdict stands in column C: the input's one column, then the number of the row.
    let fills = between(styles, "<fills", "</fills>");
    let fills: Vec<&str> = fills.split("<fill>").skip(1).collect();
    let formats = attributes(between(styles, "<cellXfs", "</cellXfs>"), "xf", "fillId");
    for (number, (verdict, color)) in COLORS.iter().enumerate() {
        let place = format!("<c r=\"C{}\"", number + 2);
        let cell = between(page, &place, "</c>");
        let style: usize = attributes(cell, "c", "s")[0].parse().unwrap();
        let fill: usize = formats[style].parse().unwrap();
        assert_eq!(attributes(fills[fill], "fgColor", "rgb"), [*color], "{verdict}");
    }
    // Read back, the cells are the words.
    let read = batch::read(&bytes, None).unwrap();
    assert_eq!(read.headers[..3], ["name", "hf_row", "hf_verdict"]);
    let verdicts: Vec<&str> = read.rows.iter().map(|row| row.cells[2].as_str()).collect();
    assert_eq!(verdicts, words);
    assert_eq!(read.rows[7].cells.last().unwrap(), "/date: no date");
    // The second sheet tells what the answers rest on.
    let told = batch::read(&bytes, Some("About")).unwrap();
    assert_eq!(told.headers[0], "What these answers rest on");
    let told: Vec<&[String]> = told.rows.iter().map(|row| row.cells.as_slice()).collect();
    assert!(told.contains(&["engine".to_owned(), "highfence 9".to_owned()].as_slice()), "{told:?}");
    let list = ["list".to_owned(), about.lists[0].clone()];
    assert!(told.contains(&list.as_slice()), "{told:?}");
}
