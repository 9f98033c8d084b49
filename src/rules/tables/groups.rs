//! Country groups by day.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::source::{TableError, read_toml, toml_day};
use crate::model::country;
use crate::model::{Date, Interval};

const FILE: &str = "country-groups.toml";

/// Which country is in which group on which day.
#[derive(Debug, Clone, Default)]
pub struct CountryGroups {
    groups: FxHashMap<String, Group>,
}

#[derive(Debug, Clone)]
struct Group {
    cite: String,
    members: FxHashMap<String, Vec<Interval>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    schema: u32,
    #[serde(deserialize_with = "toml_day::deserialize")]
    state: Date,
    group: Vec<GroupRow>,
    #[serde(rename = "move")]
    moves: Vec<MoveRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupRow {
    id: String,
    /// Other names of the same group.
    #[serde(default)]
    also: Vec<String>,
    #[serde(rename = "about")]
    _about: String,
    cite: String,
    members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveRow {
    group: String,
    country: String,
    change: Change,
    #[serde(deserialize_with = "toml_day::deserialize")]
    on: Date,
    #[serde(rename = "cite")]
    _cite: String,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Change {
    Added,
    Removed,
}

impl CountryGroups {
    pub(super) fn parse(text: &str, errors: &mut Vec<TableError>) -> Self {
        let Some(file) = read_toml::<GroupFile>(FILE, text, errors) else {
            return Self::default();
        };
        if file.schema != 1 {
            errors.push(TableError::whole(FILE, format!("schema {} is not 1", file.schema)));
        }
        let mut groups = FxHashMap::default();
        for row in &file.group {
            let members = intervals_of_group(row, &file.moves, file.state, errors);
            let group = Group { cite: row.cite.clone(), members };
            for name in row.also.iter().chain([&row.id]) {
                if groups.insert(name.clone(), group.clone()).is_some() {
                    errors.push(TableError::whole(FILE, format!("group `{name}` stands twice")));
                }
            }
        }
        for change in &file.moves {
            if !groups.contains_key(&change.group) {
                let message = format!("a move names the unknown group `{}`", change.group);
                errors.push(TableError::whole(FILE, message));
            }
        }
        Self { groups }
    }

    /// Whether `country` is a member of `group` on the day. `None`: no such group.
    pub fn contains(&self, country: &str, group: &str, on: Date) -> Option<bool> {
        let group = self.groups.get(group)?;
        let spans = group.members.get(country);
        Some(spans.is_some_and(|spans| spans.iter().any(|span| span.contains(on))))
    }

    /// The members of a group on a day, sorted; empty for an unknown group.
    pub fn members(&self, group: &str, on: Date) -> Vec<&str> {
        let Some(group) = self.groups.get(group) else { return Vec::new() };
        let inside = |spans: &[Interval]| spans.iter().any(|span| span.contains(on));
        let now = group.members.iter().filter(|(_, spans)| inside(spans));
        let mut codes: Vec<&str> = now.map(|(code, _)| &**code).collect();
        codes.sort_unstable();
        codes
    }

    /// The citation of a group.
    pub fn cite(&self, group: &str) -> Option<&str> {
        self.groups.get(group).map(|group| &*group.cite)
    }

    /// The groups' names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.groups.keys().map(|name| &**name).collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// The days on which a member of some group changes, sorted: boundaries for tests and calendars.
    pub fn change_days(&self) -> Vec<Date> {
        let spans = self.groups.values().flat_map(|group| group.members.values().flatten());
        let mut days: Vec<Date> =
            spans.flat_map(|span| [span.from, span.until]).flatten().collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

/// Computes each country's spans from the state of the file backwards through its moves.
fn intervals_of_group(
    row: &GroupRow,
    moves: &[MoveRow],
    state: Date,
    errors: &mut Vec<TableError>,
) -> FxHashMap<String, Vec<Interval>> {
    let mut members = FxHashMap::default();
    let of_group = || moves.iter().filter(|change| change.group == row.id);
    let named = row.members.iter().chain(of_group().map(|change| &change.country));
    for code in named {
        if !country::is_known(code) {
            let message = format!("`{code}` in group `{}` is no ISO 3166-1 code", row.id);
            errors.push(TableError::whole(FILE, message));
        }
        if members.contains_key(code) {
            continue;
        }
        let mut changes: Vec<&MoveRow> = of_group().filter(|m| m.country == *code).collect();
        changes.sort_by_key(|change| change.on);
        let now = row.members.contains(code);
        match spans_of(&changes, now) {
            Some(spans) => {
                members.insert(code.clone(), spans);
            }
            None => errors.push(TableError::whole(
                FILE,
                format!(
                    "the moves of `{code}` in group `{}` do not lead to the members of {state}: \
                     they must alternate, and the last must agree with `members`",
                    row.id
                ),
            )),
        }
    }
    members
}

fn spans_of(changes: &[&MoveRow], now: bool) -> Option<Vec<Interval>> {
    let last = changes.last().map(|change| change.change == Change::Added);
    if last.is_some_and(|added| added != now) {
        return None;
    }
    let mut spans = Vec::new();
    let began_inside = changes.first().map_or(now, |change| change.change == Change::Removed);
    let mut open = began_inside.then(Interval::default);
    for change in changes {
        match (change.change, open.take()) {
            (Change::Added, None) => open = Some(Interval { from: Some(change.on), until: None }),
            (Change::Removed, Some(span)) => {
                spans.push(Interval { until: Some(change.on), ..span });
            }
            _ => return None,
        }
    }
    spans.extend(open);
    Some(spans)
}
