//! OFAC's comma-separated sets: `ofac-sdn-csv` and `ofac-cons-csv`.
//!
//! In: the main file (`sdn.csv`, `cons_prim.csv`) and, beside it, alternate names, addresses and
//! the continued remarks. No header; null is `-0- `; rows ascend by number; the last byte is 0x1A.
//! What is missing beside it, and any row of the other files without a main row, is said or
//! refused: an alias file that is missing or of another day loses names in silence.

use std::collections::BTreeMap;

use super::countries;
use super::error::Refusal;
use super::input::Input;
use super::ofac_lists::{self, Set};
use super::ofac_main::MainStatistics;
use super::reading::{Reading, add_country, add_name};
use super::remarks;
use super::table::{Row, Rows};
use crate::model::{Address, ListEntry, NameKind, PartyKind};

/// Columns of the main file.
const MAIN: [&str; 12] = [
    "number",
    "name",
    "type",
    "programs",
    "title",
    "call sign",
    "vessel type",
    "tonnage",
    "gross registered tonnage",
    "vessel flag",
    "vessel owner",
    "remarks",
];
/// Length at which the main file cuts remarks.
const REMARKS_CUT: usize = 1000;

/// What the rows of the set's further files say about a number.
#[derive(Default)]
struct Beside {
    aliases: Vec<(String, String)>,
    addresses: Vec<(String, String, String)>,
    comments: String,
}

/// Whether the text looks like a main file.
pub(super) fn guess(text: &str) -> bool {
    first_row(text).is_some_and(|row| {
        row.fields.len() == MAIN.len()
            && row.get(0).parse::<u32>().is_ok()
            && kind_of(row.get(2)).is_some()
    })
}

/// The part of the set that the text looks like, where it is not the main file.
pub(super) fn part_of_set(text: &str) -> Option<&'static str> {
    let row = first_row(text)?;
    let number = |column: usize| row.get(column).parse::<u32>().is_ok();
    match row.fields.len() {
        5 if number(0) && number(1) && alias_kind(row.get(2)).is_some() => Some("alt"),
        6 if number(0) && number(1) => Some("add"),
        2 if number(0) => Some("comments"),
        _ => None,
    }
}

fn first_row(text: &str) -> Option<Row<'_>> {
    Rows::new(text, b',').next()
}

/// Which of the two sets the main file holds, by its programs.
pub(super) fn set_of(text: &str) -> Set {
    let mut consolidated = 0_usize;
    let mut rows = 0_usize;
    for row in Rows::new(text, b',').take(200).filter(|row| row.fields.len() == MAIN.len()) {
        rows += 1;
        consolidated += usize::from(ofac_lists::only_consolidated(row.get(3)));
    }
    if consolidated * 2 > rows { Set::Consolidated } else { Set::Sdn }
}

/// Reads a set.
pub(super) fn read(input: &Input, set: Set, out: &mut Reading) -> Result<(), Refusal> {
    let text = input.text(&mut out.warnings)?;
    if set_of(text) != set {
        out.refuse("", format!("its programs are not those of {}: another list", set.title()));
    }
    let mut beside = read_beside(input, out)?;
    let mut last: Option<u32> = None;
    let mut cut = 0_usize;
    let mut statistics = MainStatistics::default();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for row in main_rows(text, &input.name, out)? {
        out.rows += 1;
        if let Some(first) = names.insert(row.get(0).to_owned(), row.line) {
            let reason = format!("entry number {} twice, first on line {first}", row.get(0));
            out.refuse(format!("line {}", row.line), reason);
            continue;
        }
        let number = match check_row(&row, last, set) {
            Ok(number) => number,
            Err(reason) => {
                out.unread(format!("line {}", row.line), reason);
                continue;
            }
        };
        last = Some(number);
        statistics.add(&row);
        let more = beside.remove(&number).unwrap_or_default();
        let mut remark = null(row.get(11)).to_owned();
        if remark.chars().count() >= REMARKS_CUT && more.comments.is_empty() {
            cut += 1;
            // The last item ends in the middle of a word or a number: half of it is no fact.
            remark.truncate(remark.rfind("; ").unwrap_or(remark.len()));
        }
        remark.push_str(&more.comments);
        for list in ofac_lists::lists(set, row.get(3)) {
            out.entries.push(entry(list, &row, &remark, &more));
        }
    }
    orphans(beside, out);
    if set == Set::Sdn {
        statistics.judge(out);
    }
    if cut > 0 {
        out.warn(format!(
            "the remarks of {cut} entries are cut at {REMARKS_CUT} characters and their rest is \
             not beside: weak aliases, identifiers and links may be missing"
        ));
    }
    out.row_per_entry = set == Set::Sdn;
    Ok(())
}

/// The rows of one file of the set, without the end mark.
fn main_rows<'a>(text: &'a str, file: &str, out: &mut Reading) -> Result<Vec<Row<'a>>, Refusal> {
    let body = match text.find('\u{1a}') {
        Some(at) if at + 1 == text.len() => text.get(..at).unwrap_or(text),
        Some(at) => {
            return Err(Refusal::whole(
                file,
                format!("{} bytes after the end mark 0x1A", text.len() - at - 1),
            ));
        }
        None if text.contains("\r\n") => {
            return Err(Refusal::whole(
                file,
                "the end mark 0x1A of OFAC's files is missing: truncated",
            ));
        }
        None => {
            out.has_end = false;
            out.warn(format!(
                "{file} was saved again by another program (no end mark 0x1A): whether it is \
                 whole cannot be seen"
            ));
            text
        }
    };
    if !body.ends_with('\n') {
        return Err(Refusal::whole(file, "the last row has no line end: truncated"));
    }
    let mut rows = Rows::new(body, b',');
    let read: Vec<Row<'a>> = rows.by_ref().collect();
    rows.finish(file)?;
    Ok(read)
}

/// Checks one main row against what every published row obeys, and gives its number.
fn check_row(row: &Row<'_>, last: Option<u32>, set: Set) -> Result<u32, String> {
    if let Some(fault) = &row.fault {
        return Err(fault.clone());
    }
    if row.fields.len() != MAIN.len() {
        return Err(format!("{} columns instead of {}", row.fields.len(), MAIN.len()));
    }
    let number: u32 =
        row.get(0).parse().map_err(|_| format!("`{}` is no entry number", row.get(0)))?;
    if last.is_some_and(|last| number <= last) {
        let last = last.unwrap_or_default();
        return Err(format!(
            "entry number {number} after {last}: rows ascend, so one is out of place or twice"
        ));
    }
    if let Some((_, name)) = MAIN.iter().enumerate().find(|(at, _)| row.get(*at).is_empty()) {
        return Err(format!("column `{name}` is empty; null is -0-"));
    }
    let kind = kind_of(row.get(2)).ok_or_else(|| format!("`{}` is no type", row.get(2)))?;
    if !row.get(1).chars().any(char::is_alphanumeric) || is_null(row.get(1)) {
        return Err(format!("`{}` is no name", row.get(1)));
    }
    let programs = row.get(3);
    if is_null(programs) || !ofac_lists::programs(programs).all(ofac_lists::is_program) {
        return Err(format!("`{programs}` are no programs"));
    }
    if !is_null(row.get(4)) && kind != PartyKind::Individual {
        return Err(format!("a title, `{}`, for what is no individual", row.get(4)));
    }
    if (5..11).any(|column| !is_null(row.get(column)))
        && !matches!(kind, PartyKind::Vessel | PartyKind::Aircraft)
    {
        return Err("vessel columns are filled for what is no vessel".to_owned());
    }
    if set == Set::Consolidated && is_null(row.get(11)) {
        return Err("no remarks; every row of this list has some".to_owned());
    }
    vessel_columns(row)?;
    Ok(number)
}

/// Tonnages are numbers, flags are countries.
fn vessel_columns(row: &Row<'_>) -> Result<(), String> {
    for column in [7, 8] {
        let text = null(row.get(column));
        if text.chars().any(|c| !c.is_ascii_digit() && !matches!(c, ',' | '.')) {
            return Err(format!("`{text}` is no tonnage"));
        }
    }
    let call_sign = null(row.get(5));
    if call_sign.chars().any(|c| c.is_ascii_lowercase()) {
        return Err(format!("`{call_sign}` is no call sign"));
    }
    let flag = null(row.get(9));
    if !flag.is_empty() && flag.chars().any(|c| c.is_ascii_digit()) {
        return Err(format!("`{flag}` is no flag"));
    }
    let remark = null(row.get(11));
    if !remark.is_empty() && remark.len() < 3 {
        return Err(format!("`{remark}` are no remarks"));
    }
    Ok(())
}

fn entry(list: &'static str, row: &Row<'_>, remark: &str, more: &Beside) -> ListEntry {
    let mut entry = ListEntry::new(list, row.get(0), row.get(1));
    entry.party.kind = kind_of(row.get(2)).unwrap_or_default();
    entry.programs = ofac_lists::programs(row.get(3)).map(str::to_owned).collect();
    for (kind, name) in &more.aliases {
        add_name(&mut entry, name, alias_kind(kind).unwrap_or(NameKind::Alias));
    }
    for (street, city, country) in &more.addresses {
        let code = countries::code(country.strip_prefix("Region: ").unwrap_or(country));
        let text = [street.as_str(), city.as_str()].into_iter().filter(|part| !part.is_empty());
        let text = text.collect::<Vec<_>>().join(", ");
        add_country(&mut entry, code.as_deref());
        if !text.is_empty() {
            entry.party.addresses.push(Address { country: code, ..Address::line(text) });
        }
    }
    for (column, key) in [(4, "title"), (5, "call_sign"), (6, "vessel_type"), (10, "vessel_owner")]
    {
        let text = null(row.get(column));
        if !text.is_empty() {
            entry.codes.push(format!("{key}={text}"));
        }
    }
    add_country(&mut entry, countries::code(null(row.get(9))).as_deref());
    remarks::read(&mut entry, remark);
    entry
}

/// Reads the files beside the main one, by entry number.
fn read_beside(input: &Input, out: &mut Reading) -> Result<BTreeMap<u32, Beside>, Refusal> {
    let mut all: BTreeMap<u32, Beside> = BTreeMap::new();
    for (part, what) in
        [("alt", "alternate names"), ("add", "addresses"), ("comments", "continued remarks")]
    {
        let Some(file) = input.beside.get(part) else {
            if part != "comments" {
                out.warn(format!("the file of {what} is not beside this one: they are not loaded"));
            }
            continue;
        };
        let text = file.text(&mut out.warnings)?;
        let rows = if part == "comments" {
            comment_rows(text, file)?
        } else {
            main_rows(text, &file.name, out)?
        };
        read_part(part, &file.name, &rows, &mut all, out);
    }
    Ok(all)
}

/// The comments file is short and sometimes lacks the end mark.
fn comment_rows<'a>(text: &'a str, file: &Input) -> Result<Vec<Row<'a>>, Refusal> {
    let body = text.strip_suffix('\u{1a}').unwrap_or(text);
    let mut rows = Rows::new(body, b',');
    let read: Vec<Row<'a>> = rows.by_ref().collect();
    rows.finish(&file.name)?;
    if !body.ends_with('\n') {
        return Err(Refusal::whole(&file.name, "the file ends inside a row: truncated"));
    }
    Ok(read)
}

fn read_part(
    part: &str,
    file: &str,
    rows: &[Row<'_>],
    all: &mut BTreeMap<u32, Beside>,
    out: &mut Reading,
) {
    let columns = match part {
        "alt" => 5,
        "add" => 6,
        _ => 2,
    };
    let mut last = (0_u32, 0_u32);
    for row in rows {
        let place = format!("{file} line {}", row.line);
        let number: Option<u32> = row.get(0).parse().ok();
        let second: u32 = row.get(1).parse().unwrap_or_default();
        let Some(number) = number.filter(|_| row.fields.len() == columns && row.fault.is_none())
        else {
            out.unread(
                place,
                row.fault.clone().unwrap_or_else(|| format!("no row of {columns} columns")),
            );
            continue;
        };
        if columns > 2 && (number, second) <= last {
            out.unread(place, format!("numbers {number}, {second} out of order or twice"));
            continue;
        }
        last = (number, second);
        let entry = all.entry(number).or_default();
        match part {
            "alt" if alias_kind(row.get(2)).is_some() && !is_null(row.get(3)) => {
                entry.aliases.push((row.get(2).to_owned(), row.get(3).to_owned()));
            }
            "alt" => out.unread(place, "no type of alias, or no name".to_owned()),
            "add" => entry.addresses.push((
                null(row.get(2)).to_owned(),
                null(row.get(3)).to_owned(),
                null(row.get(4)).to_owned(),
            )),
            _ => entry.comments.push_str(row.fields.get(1).map_or("", |text| text.as_ref())),
        }
    }
}

/// Rows of the further files whose entry the main file lacks. The comments file is renewed less
/// often than the others: rests of remarks of removed entries stay in it.
fn orphans(mut beside: BTreeMap<u32, Beside>, out: &mut Reading) {
    let all = beside.len();
    beside.retain(|_, rows| !rows.aliases.is_empty() || !rows.addresses.is_empty());
    if all > beside.len() {
        out.warn(format!(
            "{} continued remarks belong to no entry: that file is of another day",
            all - beside.len()
        ));
    }
    if let (Some(first), count) = (beside.keys().next(), beside.len()) {
        out.refuse(
            "",
            format!(
                "{count} entries of the files beside it are not in the list, the first {first}: \
                 truncated, or files of different days"
            ),
        );
    }
}

/// OFAC's null.
fn is_null(text: &str) -> bool {
    text == "-0-"
}

pub(super) fn null(text: &str) -> &str {
    if is_null(text) { "" } else { text }
}

fn kind_of(text: &str) -> Option<PartyKind> {
    Some(match text {
        "-0-" => PartyKind::Organization,
        "individual" => PartyKind::Individual,
        "vessel" => PartyKind::Vessel,
        "aircraft" => PartyKind::Aircraft,
        _ => return None,
    })
}

pub(super) fn alias_kind(text: &str) -> Option<NameKind> {
    Some(match text {
        "aka" | "nka" => NameKind::Alias,
        "fka" => NameKind::Former,
        _ => return None,
    })
}

/// Alternate names and addresses by number, for lists that carry OFAC's numbers but lost the
/// distinction between strong and weak aliases.
pub(super) struct Strong {
    /// Number -> strong aliases with their type.
    pub aliases: BTreeMap<u32, Vec<(String, String)>>,
    /// Number -> street, city, country.
    pub addresses: BTreeMap<u32, Vec<(String, String, String)>>,
}

/// Reads OFAC's alias and address files that lie beside a list of another format.
pub(super) fn strong(input: &Input, out: &mut Reading) -> Result<Option<Strong>, Refusal> {
    if !input.beside.contains_key("alt") {
        return Ok(None);
    }
    let before = out.warnings.len();
    let all = read_beside(input, out)?;
    out.warnings.truncate(before);
    let mut strong = Strong { aliases: BTreeMap::new(), addresses: BTreeMap::new() };
    for (number, beside) in all {
        strong.aliases.insert(number, beside.aliases);
        strong.addresses.insert(number, beside.addresses);
    }
    Ok(Some(strong))
}
