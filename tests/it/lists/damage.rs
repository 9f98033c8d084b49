//! Damaged variants of published files: none is accepted silently.
//!
//! Of each file the variants are made by the generators below: cut at bytes and at records, holes,
//! NUL tails, error pages, other encodings, glued, doubled and shuffled rows, lost, blanked, renamed
//! and swapped columns, elements and keys, single bad rows, ids used twice, entity bombs, deep
//! nesting and huge fields. A variant counts as silent if it is read without a refusal, a rejected
//! row or a warning beyond those that the undamaged file has.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

use highfence::lists::{Input, formats};
use rayon::prelude::*;

/// A damaged file: what was done, and its bytes.
type Variant = (String, Vec<u8>);

/// A generator of numbers that is the same on every machine (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }
}

/// Damage that any file can take.
fn any_file(bytes: &[u8], text: bool) -> Vec<Variant> {
    let n = bytes.len();
    let mut out: Vec<Variant> = vec![
        (
            "web page".into(),
            b"<!DOCTYPE html><html><head><title>503</title></head></html>".to_vec(),
        ),
        ("JSON error".into(), br#"{"error":"rate limit exceeded"}"#.to_vec()),
        ("empty".into(), Vec::new()),
        ("blank".into(), b"  \n\n".to_vec()),
        ("glued garbage".into(), [bytes, b"\nxxxx garbage"].concat()),
        ("glued page".into(), [bytes, b"<html></html>"].concat()),
        ("doubled".into(), [bytes, bytes].concat()),
        ("NUL tail".into(), [&bytes[..n / 2], &vec![0; n - n / 2]].concat()),
        ("NUL inside".into(), [&bytes[..n / 2], b"\0", &bytes[n / 2..]].concat()),
        ("not UTF-8".into(), [&bytes[..n / 2], b"\xff\xfe", &bytes[n / 2..]].concat()),
    ];
    let mut dice = Dice(88_172_645_463_325_252);
    for cut in 1..40 {
        let at = n * cut / 40 + dice.below(n / 50);
        out.push((format!("cut at byte {at}"), bytes[..at.min(n - 2)].to_vec()));
    }
    for last in [2, 3, 7, 40, 200] {
        out.push((format!("last {last} bytes gone"), bytes[..n - last.min(n)].to_vec()));
    }
    if text {
        let string = std::str::from_utf8(bytes).unwrap();
        let wide = string.encode_utf16().flat_map(u16::to_le_bytes);
        out.push(("UTF-16".into(), [0xff, 0xfe].into_iter().chain(wide).collect()));
        out.push(("replacement".into(), string.replacen('e', "\u{fffd}", 1).into_bytes()));
        if !string.is_ascii() {
            let mojibake: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            out.push(("mojibake".into(), mojibake.into_bytes()));
        }
    }
    out
}

/// Damage to lines. `head` lines stay at the top, `end` closes the file.
fn lines(bytes: &[u8], head: usize, end: &str) -> Vec<Variant> {
    let text = std::str::from_utf8(bytes).unwrap();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let body = text.strip_suffix(end).unwrap_or(text);
    let all: Vec<&str> = body.split(newline).filter(|line| !line.is_empty()).collect();
    let (top, rows) = all.split_at(head);
    let join = |rows: &[&str], end: &str| {
        let mut text = String::new();
        for line in top.iter().chain(rows) {
            text.push_str(line);
            text.push_str(newline);
        }
        (text + end).into_bytes()
    };
    let n = rows.len();
    let mut dice = Dice(362_436_069);
    let mut out = vec![
        ("last row gone".into(), join(&rows[..n - 1], "")),
        ("first half gone".into(), join(&rows[n / 2..], end)),
        (
            "middle tenth gone".into(),
            join(&[&rows[..n / 2], &rows[n / 2 + n / 10..]].concat(), end),
        ),
        ("ten times".into(), join(&rows.repeat(10), end)),
        ("header only".into(), join(&[], end)),
        ("a row twice".into(), join(&[&rows[..n / 3], &rows[n / 3 - 1..]].concat(), end)),
        (
            "a row of garbage".into(),
            join(&[&rows[..n / 3], &["@@@ no row"], &rows[n / 3..]].concat(), end),
        ),
        (
            "a row cut".into(),
            join(
                &[
                    &rows[..n / 3],
                    &[&rows[n / 3][..rows[n / 3].floor_char_boundary(rows[n / 3].len() / 2)]],
                    &rows[n / 3 + 1..],
                ]
                .concat(),
                end,
            ),
        ),
    ];
    for part in 1..20 {
        out.push((format!("cut after {part}/20 of the rows"), join(&rows[..n * part / 20], "")));
    }
    for kept in [10, 30, 50, 70, 85] {
        let some: Vec<&str> = rows.iter().copied().filter(|_| dice.below(100) < kept).collect();
        out.push((format!("{kept} % of the rows"), join(&some, end)));
    }
    let mut shuffled = rows.to_vec();
    for at in (1..n).rev() {
        shuffled.swap(at, dice.below(at + 1));
    }
    out.push(("shuffled".into(), join(&shuffled, end)));
    let huge = format!("{}{}", "A".repeat(70_000), rows[n / 4]);
    out.push((
        "a huge field".into(),
        join(&[&rows[..n / 4], &[huge.as_str()], &rows[n / 4..]].concat(), end),
    ));
    if head > 0 {
        let bare: Vec<u8> =
            rows.iter().flat_map(|row| [row.as_bytes(), newline.as_bytes()].concat()).collect();
        out.push(("no header".into(), bare));
    }
    out
}

/// Damage to columns. `null` is what the format writes for nothing.
fn columns(bytes: &[u8], delimiter: u8, header: bool, end: &str, null: &str) -> Vec<Variant> {
    let text = std::str::from_utf8(bytes).unwrap();
    let body = text.strip_suffix(end).unwrap_or(text);
    let rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(body.as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let write = |rows: Vec<Vec<String>>| {
        let mut text = String::new();
        for row in rows {
            let cells: Vec<String> = row
                .iter()
                .enumerate()
                .map(|(at, cell)| match (cell.as_str(), null.is_empty()) {
                    ("-0- ", false) => cell.clone(),
                    (_, false) if at == 0 => cell.clone(),
                    _ => format!("\"{}\"", cell.replace('"', "\"\"")),
                })
                .collect();
            text.push_str(&cells.join(std::str::from_utf8(&[delimiter]).unwrap()));
            text.push_str(if null.is_empty() { "\n" } else { "\r\n" });
        }
        (text + end).into_bytes()
    };
    let width = rows[0].len();
    let edit = |change: &dyn Fn(usize, &mut Vec<String>)| {
        let mut rows = rows.clone();
        for (number, row) in rows.iter_mut().enumerate() {
            change(number, row);
        }
        write(rows)
    };
    let mut out = vec![("a column more".into(), edit(&|_, row| row.push("x".into())))];
    for at in 0..width {
        let name = &rows[0][at];
        out.push((format!("column {at} gone"), edit(&|_, row| drop(row.remove(at)))));
        let from = usize::from(header);
        if rows.iter().skip(from).any(|row| row[at].trim() != null.trim()) {
            out.push((
                format!("column {at} blank"),
                edit(&|number, row| {
                    if number >= from {
                        row[at] = null.to_owned();
                    }
                }),
            ));
        }
        if header {
            out.push((
                format!("column {name} renamed"),
                edit(&|number, row| {
                    if number == 0 {
                        row[at].push('x');
                    }
                }),
            ));
        }
    }
    out
}

/// Damage to XML: records and tags.
fn xml(bytes: &[u8], record: &str) -> Vec<Variant> {
    let text = std::str::from_utf8(bytes).unwrap();
    let start = text.find("?>").unwrap() + 2;
    let (head, body) = text.split_at(start);
    let close = format!("</{record}>");
    let parts: Vec<&str> = text.split_inclusive(close.as_str()).collect();
    let (last, records) = parts.split_last().unwrap();
    let first = records[0].find(&format!("<{record}")).unwrap();
    let keep = |test: &mut dyn FnMut(usize) -> bool| {
        let mut out = records[0][..first].to_owned();
        for (number, part) in records.iter().enumerate() {
            let from = if number == 0 { first } else { 0 };
            if test(number) {
                out.push_str(&part[from..]);
            }
        }
        out.push_str(last);
        out.into_bytes()
    };
    let n = records.len();
    let mut dice = Dice(521_288_629);
    let mut out: Vec<Variant> = vec![
        (
            "external entity".into(),
            format!("{head}<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{body}")
                .into_bytes(),
        ),
        (
            "entity bomb".into(),
            format!("{head}<!DOCTYPE r [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>{body}")
                .into_bytes(),
        ),
        (
            "deep".into(),
            format!("{head}{}{body}{}", "<a>".repeat(3_000), "</a>".repeat(3_000)).into_bytes(),
        ),
        (
            "an end tag renamed".into(),
            text.replacen(&close, &format!("</{record}X>"), 1).into_bytes(),
        ),
        ("a bare ampersand".into(), text.replacen(&close, &format!("& {close}"), 1).into_bytes()),
        (
            "a huge text".into(),
            text.replacen(&close, &format!("{}{close}", "A".repeat(70_000)), 1).into_bytes(),
        ),
        ("records doubled".into(), text.replace(records[1], &records[1].repeat(n)).into_bytes()),
    ];
    for part in [1, 3, 5, 7, 8, 9] {
        out.push((format!("{part}/10 of the records"), keep(&mut |number| number < n * part / 10)));
        out.push((format!("any {part}/10 of the records"), keep(&mut |_| dice.below(10) < part)));
    }
    let tags: BTreeSet<&str> = text
        .split('<')
        .filter_map(|part| part.split([' ', '>', '/']).next())
        .filter(|tag| tag.chars().next().is_some_and(char::is_alphabetic))
        .collect();
    for tag in tags {
        let renamed = [' ', '>', '/'].iter().fold(text.to_owned(), |text, after| {
            text.replace(&format!("<{tag}{after}"), &format!("<{tag}X{after}"))
                .replace(&format!("</{tag}{after}"), &format!("</{tag}X{after}"))
        });
        out.push((format!("<{tag}> renamed"), renamed.into_bytes()));
    }
    out
}

/// Damage to JSON: elements and keys.
fn json(bytes: &[u8], array: Option<&str>) -> Vec<Variant> {
    let whole: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    let items = array.map_or(&whole, |key| &whole[key]).as_array().unwrap().clone();
    let write = |items: Vec<serde_json::Value>| {
        let mut copy = whole.clone();
        match array {
            Some(key) => copy[key] = items.into(),
            None => copy = items.into(),
        }
        serde_json::to_vec(&copy).unwrap()
    };
    let n = items.len();
    let mut out = vec![
        ("no elements".into(), write(Vec::new())),
        ("all twice".into(), write(items.iter().chain(&items).cloned().collect())),
        ("a null".into(), write([&items[..5], &[serde_json::Value::Null], &items[6..]].concat())),
        ("a text".into(), write([&items[..5], &["x".into()], &items[6..]].concat())),
        ("deep".into(), [b"[".repeat(3_000), bytes.to_vec(), b"]".repeat(3_000)].concat()),
    ];
    for part in [1, 5, 8, 9] {
        out.push((format!("{part}/10 of the elements"), write(items[..n * part / 10].to_vec())));
    }
    for key in items[0].as_object().unwrap().keys() {
        let edit = |change: &dyn Fn(&mut serde_json::Map<String, serde_json::Value>)| {
            let mut items = items.clone();
            items.iter_mut().for_each(|item| change(item.as_object_mut().unwrap()));
            write(items)
        };
        out.push((format!("key {key} gone"), edit(&|item| drop(item.remove(key)))));
        out.push((
            format!("key {key} renamed"),
            edit(&|item| {
                let value = item.remove(key).unwrap_or_default();
                item.insert(format!("{key}_x"), value);
            }),
        ));
    }
    out
}

/// What a file says of itself when it is read: `None` if it is refused.
fn doubts(name: &str, bytes: Vec<u8>) -> Option<(usize, BTreeSet<String>)> {
    let input = Input::new(name, bytes).ok()?;
    let format = formats::guess(&input).ok()?;
    let edition = formats::read(&input, format).ok()?;
    Some((edition.unread.len(), edition.warnings.into_iter().collect()))
}

/// Counts of refused, doubted and silent variants.
fn run(name: &str, bytes: &[u8], variants: Vec<Variant>) -> (usize, usize, Vec<String>) {
    let (unread, own) = doubts(name, bytes.to_vec()).unwrap_or_else(|| panic!("{name} is good"));
    let real: Vec<Variant> = variants.into_iter().filter(|(_, damaged)| damaged != bytes).collect();
    let count = real.len();
    let outcomes: Vec<(bool, Option<String>)> = real
        .into_par_iter()
        .map(|(what, damaged)| match doubts(name, damaged) {
            None => (true, None),
            Some((rejected, warnings)) => {
                // A format without an end mark says of every file that it may be cut.
                let open =
                    warnings.iter().any(|w| w.contains("(--previous)") || w.contains("not beside"));
                let more = rejected > unread || !warnings.is_subset(&own) || open;
                (false, (!more).then(|| format!("{name}: {what}")))
            }
        })
        .collect();
    let refused = outcomes.iter().filter(|(refused, _)| *refused).count();
    let silent: Vec<String> = outcomes.into_iter().filter_map(|(_, silent)| silent).collect();
    (count, refused, silent)
}

fn bytes_of(path: &Path) -> Vec<u8> {
    let raw = std::fs::read(path).unwrap();
    if path.extension().is_none_or(|e| e != "gz") {
        return raw;
    }
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(raw.as_slice()).read_to_end(&mut out).unwrap();
    out
}

#[test]
fn a_thousand_damaged_files_and_none_accepted_silently() {
    let Some(data) = super::shared::data("a_thousand_damaged_files_and_none_accepted_silently")
    else {
        return;
    };
    let mut total = (0, 0, Vec::new());
    let mut add = |name: &str, bytes: &[u8], variants: Vec<Variant>| {
        let (count, refused, silent) = run(name, bytes, variants);
        println!("{name}: {count} damaged, {refused} refused, {} silent", silent.len());
        total = (total.0 + count, total.1 + refused, [total.2.clone(), silent].concat());
    };
    let file = |path: &str| bytes_of(&data.join(path));
    let sdn = file("us-ofac/series/sdn_2022-02-23.csv.gz");
    let cuts = any_file(&sdn, true).into_iter().step_by(3).collect();
    add("sdn.csv", &sdn, cuts);
    add("sdn.csv", &sdn, columns(&sdn, b',', false, "\u{1a}", "-0- "));
    add("sdn.csv", &sdn, lines(&sdn, 0, "\u{1a}").into_iter().step_by(3).collect());
    let cons = file("us-ofac/cons-2025-12/cons_prim.csv");
    add("cons_prim.csv", &cons, any_file(&cons, true));
    add("cons_prim.csv", &cons, lines(&cons, 0, "\u{1a}"));
    let csl = file("us-csl/consolidated-2022-05-16.csv.gz");
    add("consolidated.csv", &csl, any_file(&csl, true).into_iter().step_by(6).collect());
    add(
        "consolidated.csv",
        &csl,
        columns(&csl, b',', true, "", "").into_iter().step_by(3).collect(),
    );
    let dpl = file("us-bis/dpl_2022.txt");
    add("dpl.txt", &dpl, any_file(&dpl, true));
    add("dpl.txt", &dpl, lines(&dpl, 1, ""));
    add("dpl.txt", &dpl, columns(&dpl, b'\t', true, "", ""));
    let un = file("un/un-2026-08-01.xml.gz");
    add("un.xml", &un, any_file(&un, true));
    add("un.xml", &un, xml(&un, "INDIVIDUAL"));
    let ca = file("ca/sema-lmes.xml");
    add("sema.xml", &ca, any_file(&ca, true));
    add("sema.xml", &ca, xml(&ca, "record"));
    let advanced = file("us-ofac/cons_advanced-2020-03.xml.gz");
    add("advanced.xml", &advanced, any_file(&advanced, true).into_iter().step_by(4).collect());
    add("advanced.xml", &advanced, xml(&advanced, "DistinctParty"));
    for (path, name, array) in [
        ("jp/jp.json", "jp.json", None),
        ("cn/cn.json", "cn.json", None),
        ("us-bis/bis_entity_list.json", "entity.json", Some("entities")),
        ("us-bis/bis_dpl.json", "dpl.json", Some("entities")),
    ] {
        let bytes = file(path);
        add(name, &bytes, any_file(&bytes, true));
        add(name, &bytes, json(&bytes, array));
    }
    for (path, name) in
        [("uk/uk-sanctions-2025-08-11.ods", "uk.ods"), ("au/dfat.xlsx", "dfat.xlsx")]
    {
        let bytes = file(path);
        add(name, &bytes, any_file(&bytes, false).into_iter().step_by(2).collect());
    }
    let (count, refused, silent) = total;
    assert!(silent.is_empty(), "{} accepted silently:\n{}", silent.len(), silent.join("\n"));
    assert!(count >= 1_000, "only {count} variants");
    assert!(refused * 100 >= count * 85, "{refused} of {count} refused, the others in doubt");
}

/// The own fixtures take the same damage everywhere; they are excerpts, so each is doubted at least.
#[test]
fn damaged_fixtures_are_refused() {
    for name in [
        "sdn.csv",
        "un.xml",
        "eu.xml",
        "ca.xml",
        "sdn.xml",
        "ecfr.xml",
        "csl.json",
        "jp.json",
        "bis_entity.json",
        "uk.ods",
        "au.xlsx",
    ] {
        let bytes = std::fs::read(super::fixtures::folder().join(name)).unwrap();
        for cut in 1..20 {
            let at = bytes.len() * cut / 20;
            let found = doubts(name, bytes[..at].to_vec());
            assert!(found.is_none(), "{name} cut at {at}: {found:?}");
        }
        for page in ["<html><body>502</body></html>", "{\"error\": 1}", "", "\n"] {
            assert!(doubts(name, page.as_bytes().to_vec()).is_none(), "{name}: `{page}`");
        }
    }
}

/// A small archive that unpacks to far more than the limits allow.
#[test]
fn bombs_are_refused() {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let megabyte = vec![b'a'; 1024 * 1024];
    for _ in 0..64 {
        packed.write_all(&megabyte).unwrap();
    }
    let bytes = packed.finish().unwrap();
    let error = Input::new("sdn.csv.gz", bytes).unwrap_err().to_string();
    assert!(error.contains("a zip bomb?"), "{error}");
}
