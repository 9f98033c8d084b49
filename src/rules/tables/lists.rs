//! Named lists of ECCNs and of sanctions programs, and the zero-content classes.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::answer::TableAnswer;
use super::eccn_code::Eccn;
use super::source::{TableError, read_toml, toml_day};
use crate::model::{Date, Interval};

const FILE: &str = "law-lists.toml";

/// A class of content for which any share makes a foreign item subject to the EAR.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZeroContent {
    /// Name of the class.
    pub id: String,
    /// Paragraph of 15 CFR 734.4(a).
    pub cite: String,
    /// ECCNs or paragraphs of the class.
    #[serde(default)]
    pub eccn: Vec<String>,
    /// Classes of ECCNs: `600-series`, `9x515`.
    #[serde(default)]
    pub eccn_class: Vec<String>,
    /// A named ECCN list that is the class.
    pub eccn_list: Option<String>,
    /// Country group of destinations; none means every destination or those of `destination`.
    pub destination_group: Option<String>,
    /// Destinations; empty means those of the group, or every one.
    #[serde(default)]
    pub destination: Vec<String>,
    /// What must further hold, as a question.
    pub question: Option<String>,
    /// First day, where known.
    #[serde(default, deserialize_with = "toml_day::optional::deserialize")]
    pub from: Option<Date>,
}

/// The lists.
#[derive(Debug, Clone, Default)]
pub struct LawLists {
    eccns: FxHashMap<String, EccnList>,
    programs: BTreeMap<String, BTreeMap<String, ProgramSpan>>,
    zero: Vec<ZeroContent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    schema: u32,
    eccn_list: Vec<EccnListRow>,
    program_list: Vec<ProgramListRow>,
    zero_content: Vec<ZeroContent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EccnListRow {
    id: String,
    #[serde(rename = "about")]
    _about: String,
    cite: String,
    #[serde(default, deserialize_with = "toml_day::optional::deserialize")]
    from: Option<Date>,
    #[serde(default)]
    members: Vec<String>,
    #[serde(default)]
    asked: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    limited: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "toml_day::map::deserialize")]
    added: BTreeMap<String, Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgramListRow {
    id: String,
    #[serde(rename = "about")]
    _about: String,
    #[serde(rename = "cite")]
    _cite: String,
    members: BTreeMap<String, ProgramSpan>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgramSpan {
    #[serde(deserialize_with = "toml_day::deserialize")]
    from: Date,
    #[serde(default, deserialize_with = "toml_day::optional::deserialize")]
    until: Option<Date>,
    cite: String,
}

#[derive(Debug, Clone)]
struct EccnList {
    cite: String,
    from: Option<Date>,
    rows: FxHashMap<String, Vec<ListRow>>,
}

#[derive(Debug, Clone)]
struct ListRow {
    eccn: Eccn,
    from: Option<Date>,
    standing: Standing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    Member,
    Limited(String),
    Asked,
    Except,
}

impl LawLists {
    pub(super) fn parse(text: &str, errors: &mut Vec<TableError>) -> Self {
        let Some(file) = read_toml::<ListFile>(FILE, text, errors) else {
            return Self::default();
        };
        if file.schema != 1 {
            errors.push(TableError::whole(FILE, format!("schema {} is not 1", file.schema)));
        }
        let eccns: FxHashMap<String, EccnList> =
            file.eccn_list.iter().map(|row| (row.id.clone(), list_of(row, errors))).collect();
        for class in &file.zero_content {
            check_class(class, &eccns, errors);
        }
        let programs = file.program_list.into_iter().map(|row| (row.id, row.members)).collect();
        Self { eccns, programs, zero: file.zero_content }
    }

    /// Whether the ECCN is in the list on the day; an unknown list or a text that is no ECCN is
    /// `Unknown`, never `Not`. `EAR99` is in no ECCN list.
    pub fn contains(&self, list: &str, eccn: &str, on: Date) -> TableAnswer {
        let Some(list) = self.eccns.get(list) else {
            return TableAnswer::Unknown { question: format!("there is no ECCN list `{list}`") };
        };
        if eccn.trim().eq_ignore_ascii_case("EAR99") {
            return TableAnswer::Not;
        }
        match Eccn::parse(eccn) {
            Some(eccn) => list.contains(&eccn, on),
            None => TableAnswer::Unknown { question: format!("`{eccn}` is no ECCN: which is it?") },
        }
    }

    /// The ECCNs and paragraphs that a list has rows for, members and exceptions alike, sorted.
    pub fn eccn_members(&self, list: &str) -> impl Iterator<Item = String> {
        let rows = self.eccns.get(list).into_iter().flat_map(|list| list.rows.values());
        let mut named: Vec<&Eccn> = rows.flatten().map(|row| &row.eccn).collect();
        named.sort_unstable();
        named.into_iter().map(Eccn::to_string)
    }

    /// The citation by which a sanctions program is in a program list on the day.
    pub fn program(&self, list: &str, program: &str, on: Date) -> Option<&str> {
        let span = self.programs.get(list)?.get(program)?;
        let inside = Interval { from: Some(span.from), until: span.until }.contains(on);
        inside.then_some(&*span.cite)
    }

    /// The zero-content classes in force on the day.
    pub fn zero_content(&self, on: Date) -> impl Iterator<Item = &ZeroContent> {
        self.zero.iter().filter(move |class| class.from.is_none_or(|from| from <= on))
    }

    /// Whether content of an ECCN is in a class: `None` no, else the question that is open or "".
    pub(super) fn in_class(&self, class: &ZeroContent, eccn: &Eccn, on: Date) -> Option<String> {
        let by_class = class.eccn_class.iter().any(|name| match name.as_str() {
            "600-series" => eccn.is_600_series(),
            "9x515" => eccn.is_9x515(),
            _ => false,
        });
        let named: Vec<Eccn> = class.eccn.iter().filter_map(|text| Eccn::parse(text)).collect();
        if by_class || named.iter().any(|paragraph| paragraph.covers(eccn)) {
            return Some(String::new());
        }
        if let Some(part) = named.iter().find(|paragraph| eccn.covers(paragraph)) {
            return Some(format!("Is it {part}?"));
        }
        match self.contains(class.eccn_list.as_deref()?, &eccn.to_string(), on) {
            TableAnswer::Member { .. } => Some(String::new()),
            TableAnswer::Not => None,
            TableAnswer::Unknown { question } => Some(question),
        }
    }

    /// Names of the ECCN lists, sorted.
    pub fn eccn_list_names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.eccns.keys().map(|name| &**name).collect();
        names.sort_unstable();
        names.into_iter()
    }
}

impl EccnList {
    fn contains(&self, eccn: &Eccn, on: Date) -> TableAnswer {
        if self.from.is_some_and(|from| on < from) {
            return TableAnswer::Not;
        }
        let rows = self.rows.get(eccn.entry()).map(Vec::as_slice).unwrap_or_default();
        let in_force = || rows.iter().filter(|row| row.from.is_none_or(|from| from <= on));
        // The deepest row that covers the paragraph decides.
        let covering = in_force().filter(|row| row.eccn.covers(eccn));
        let decided = covering.max_by_key(|row| row.eccn.depth());
        // A row below the given paragraph splits it: which paragraph it is must be asked.
        let standing = decided.map(|row| &row.standing);
        let other = |row: &&ListRow| {
            eccn.covers(&row.eccn) && row.eccn != *eccn && Some(&row.standing) != standing
        };
        let split = in_force().find(other);
        match (decided.map(|row| &row.standing), split) {
            (_, Some(row)) => TableAnswer::Unknown { question: format!("Is it {}?", row.eccn) },
            (None | Some(Standing::Except), None) => TableAnswer::Not,
            (Some(Standing::Member), None) => TableAnswer::Member { cite: self.cite.clone() },
            (Some(Standing::Limited(question)), None) => {
                TableAnswer::Unknown { question: question.clone() }
            }
            (Some(Standing::Asked), None) => TableAnswer::Unknown {
                question: format!("Is {eccn} named in {} on this day?", self.cite),
            },
        }
    }
}

fn list_of(row: &EccnListRow, errors: &mut Vec<TableError>) -> EccnList {
    let mut rows: FxHashMap<String, Vec<ListRow>> = FxHashMap::default();
    let members = row.members.iter().map(|eccn| (eccn, Standing::Member));
    let asked = row.asked.iter().map(|eccn| (eccn, Standing::Asked));
    let except = row.except.iter().map(|eccn| (eccn, Standing::Except));
    let limited = row.limited.iter().map(|(eccn, q)| (eccn, Standing::Limited(q.clone())));
    for (text, standing) in members.chain(asked).chain(except).chain(limited) {
        let Some(eccn) = Eccn::parse(text) else {
            errors.push(TableError::whole(FILE, format!("list `{}`: `{text}` is no ECCN", row.id)));
            continue;
        };
        let from = row.added.get(text).copied();
        let rows = rows.entry(eccn.entry().to_owned()).or_default();
        if rows.iter().any(|other| other.eccn == eccn) {
            let message = format!("list `{}` names `{text}` twice", row.id);
            errors.push(TableError::whole(FILE, message));
        }
        rows.push(ListRow { eccn, from, standing });
    }
    for added in row.added.keys() {
        let named = rows.values().flatten().any(|row| row.eccn.to_string() == *added);
        if !named {
            let message = format!("list `{}`: `{added}` has a day but is not named", row.id);
            errors.push(TableError::whole(FILE, message));
        }
    }
    EccnList { cite: row.cite.clone(), from: row.from, rows }
}

fn check_class(
    class: &ZeroContent,
    lists: &FxHashMap<String, EccnList>,
    errors: &mut Vec<TableError>,
) {
    for eccn in &class.eccn {
        if Eccn::parse(eccn).is_none() {
            let message = format!("zero_content `{}`: `{eccn}` is no ECCN", class.id);
            errors.push(TableError::whole(FILE, message));
        }
    }
    for name in &class.eccn_class {
        if !matches!(name.as_str(), "600-series" | "9x515") {
            let message = format!("zero_content `{}`: there is no class `{name}`", class.id);
            errors.push(TableError::whole(FILE, message));
        }
    }
    if let Some(list) = &class.eccn_list
        && !lists.contains_key(list)
    {
        let message = format!("zero_content `{}`: there is no list `{list}`", class.id);
        errors.push(TableError::whole(FILE, message));
    }
}
