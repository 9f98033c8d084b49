//! Place names of embargoed countries and regions in address text.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::place_context::{Context, RegionInfo};
use super::source::{TableError, read_csv};
use crate::model::Date;
use crate::phrases::fold::{Folded, fold};

const FILE: &str = "places.csv";

/// What kind of name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// The name of a country.
    Country,
    /// The name of a region of a country.
    Region,
    /// A town or other place.
    Town,
    /// A code: ISO 3166-2, UN/LOCODE.
    Code,
    /// A telephone prefix.
    Phone,
    /// A mission of the country's government, wherever it is.
    Mission,
}

/// How sure a place name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Shared with other places or words, or the town's control is in doubt: a person looks.
    Weak,
    /// The name means the region.
    Certain,
}

/// A place name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceHit {
    /// The name as the table writes it.
    pub place: String,
    /// `crimea`, `dnr`, `lnr`, or a country code `CU`, `IR`, `KP`, `SY`, `SD`.
    pub region: String,
    /// The text that matched, as written.
    pub matched: String,
    /// Kind of name.
    pub kind: PlaceKind,
    /// How sure the name is.
    pub strength: Strength,
    /// Citation of the region's program.
    pub cite: String,
}

/// The gazetteer.
#[derive(Debug, Clone)]
pub struct Places {
    matcher: AhoCorasick,
    /// The name behind each pattern of the matcher.
    pattern_names: Vec<usize>,
    names: Vec<PlaceName>,
    context: Context,
}

#[derive(Debug, Clone)]
struct PlaceName {
    /// `None`: a phrase that swallows the names inside it.
    region: Option<usize>,
    kind: PlaceKind,
    strength: Strength,
    name: String,
    not_with: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    region: String,
    kind: String,
    strength: Strength,
    name: String,
    variants: String,
    not_with: String,
}

/// A name found in folded text.
#[derive(Debug, Clone, Copy)]
struct Found {
    start: usize,
    end: usize,
    name: usize,
}

impl Places {
    pub(super) fn parse(places: &str, context: &str, errors: &mut Vec<TableError>) -> Option<Self> {
        let context = Context::parse(context, errors)?;
        let mut names = Vec::new();
        let mut patterns: BTreeMap<(String, Option<usize>), usize> = BTreeMap::new();
        for (line, row) in read_csv::<Row>(FILE, places, errors) {
            let Some((region, kind)) = region_of(&row, &context, line, errors) else { continue };
            let at = names.len();
            for variant in row.variants.split('|').map(fold).filter(|text| !text.is_empty()) {
                let known = patterns.entry((variant, region)).or_insert(at);
                let stronger = names.get(*known).is_some_and(|n: &PlaceName| {
                    n.strength == Strength::Weak && row.strength == Strength::Certain
                });
                if stronger {
                    *known = at;
                }
            }
            names.push(PlaceName {
                region,
                kind,
                strength: row.strength,
                name: row.name,
                not_with: row.not_with.split_whitespace().map(fold).collect(),
            });
        }
        for (at, region) in context.regions().enumerate() {
            for adjective in &region.adjectives {
                patterns.entry((adjective.clone(), Some(at))).or_insert(names.len());
                names.push(PlaceName {
                    region: Some(at),
                    kind: PlaceKind::Mission,
                    strength: Strength::Certain,
                    name: adjective.clone(),
                    not_with: Vec::new(),
                });
            }
        }
        let matcher = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(patterns.keys().map(|(text, _)| text));
        match matcher {
            Ok(matcher) => Some(Self {
                matcher,
                pattern_names: patterns.into_values().collect(),
                names,
                context,
            }),
            Err(error) => {
                errors.push(TableError::whole(FILE, error.to_string()));
                None
            }
        }
    }

    /// The place names in a text that matter on the day, in the order of the text.
    pub fn find(&self, text: &str, on: Date) -> Vec<PlaceHit> {
        let folded = Folded::new(text);
        let mut hits = Vec::new();
        for found in self.longest(&folded.text) {
            if let Some(hit) = self.hit(found, &folded, text, on) {
                hits.push((folded.raw_after(found.start), hit));
            }
        }
        hits.extend(self.context.codes_and_phones(text, on));
        hits.sort_by(|(a, first), (b, second)| a.cmp(b).then(first.region.cmp(&second.region)));
        hits.into_iter().map(|(_, hit)| hit).collect()
    }

    /// Whole-word matches, less those inside a longer one.
    fn longest(&self, folded: &str) -> Vec<Found> {
        let mut all: Vec<Found> = self
            .matcher
            .find_overlapping_iter(folded)
            .filter(|m| is_word(folded, m.start(), m.end()))
            .filter_map(|m| {
                let name = *self.pattern_names.get(m.pattern().as_usize())?;
                Some(Found { start: m.start(), end: m.end(), name })
            })
            .collect();
        all.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)).then(a.name.cmp(&b.name)));
        let mut kept: Vec<Found> = Vec::new();
        let mut widest = 0;
        for found in all {
            let same = kept.last().is_some_and(|k| (k.start, k.end) == (found.start, found.end));
            if found.end > widest || same {
                widest = widest.max(found.end);
                kept.push(found);
            }
        }
        kept
    }

    fn hit(&self, found: Found, folded: &Folded, raw: &str, on: Date) -> Option<PlaceHit> {
        let name = self.names.get(found.name)?;
        let region = self.context.region(name.region?)?;
        if !region.matters_on(on) {
            return None;
        }
        let before = folded.text.get(..found.start).unwrap_or_default();
        let after = folded.text.get(found.end..).unwrap_or_default();
        let mission = self.context.is_mission(before, after);
        let raw_after = raw.get(folded.raw_after(found.end)..).unwrap_or_default();
        let elsewhere =
            self.context.is_street(before, after) || self.context.is_us_state(after, raw_after);
        if elsewhere && !mission {
            return None;
        }
        let kind = match name.kind {
            PlaceKind::Country if mission => PlaceKind::Mission,
            // An adjective counts beside a mission word only.
            PlaceKind::Mission if !mission => return None,
            kind => kind,
        };
        let doubted = name.not_with.iter().any(|word| has_word(&folded.text, word));
        if doubted && name.strength == Strength::Weak {
            return None;
        }
        let raw_before = raw.get(..folded.raw_after(found.start)).unwrap_or_default();
        let apart = |c: char| !c.is_whitespace() && !c.is_alphanumeric();
        let before = if raw_before.trim_end().ends_with(apart) { "" } else { before };
        let after = if raw_after.trim_start().starts_with(apart) { "" } else { after };
        let house = name.kind == PlaceKind::Town && self.context.is_house(before, after);
        Some(PlaceHit {
            place: name.name.clone(),
            region: region.id.clone(),
            matched: folded.raw(raw, found.start, found.end).to_owned(),
            kind,
            strength: if doubted || house { Strength::Weak } else { name.strength },
            cite: region.cite.clone(),
        })
    }

    /// The region of a port or airport code of three letters on the day.
    pub fn port(&self, code: &str, on: Date) -> Option<&RegionInfo> {
        self.context.port(code, on)
    }

    /// The regions, in the order of the file.
    pub fn regions(&self) -> impl Iterator<Item = &RegionInfo> {
        self.context.regions()
    }

    /// The names of a region with their kind and strength, in the order of the file.
    pub fn names_of<'a>(
        &'a self,
        region: &'a str,
    ) -> impl Iterator<Item = (&'a str, PlaceKind, Strength)> {
        let of_region = move |name: &&PlaceName| {
            name.region.and_then(|at| self.context.region(at)).is_some_and(|r| r.id == region)
        };
        self.names.iter().filter(of_region).map(|n| (&*n.name, n.kind, n.strength))
    }
}

fn region_of(
    row: &Row,
    context: &Context,
    line: u64,
    errors: &mut Vec<TableError>,
) -> Option<(Option<usize>, PlaceKind)> {
    let kind = match row.kind.as_str() {
        "country" => PlaceKind::Country,
        "region" => PlaceKind::Region,
        "town" => PlaceKind::Town,
        "anti" if row.region == "anti" => return Some((None, PlaceKind::Town)),
        other => {
            let message = format!("kind `{other}`: write country, region, town or anti");
            errors.push(TableError::at(FILE, line, message));
            return None;
        }
    };
    let region = context.index_of(&row.region);
    if region.is_none() {
        let message = format!("region `{}` is not in place-context.toml", row.region);
        errors.push(TableError::at(FILE, line, message));
        return None;
    }
    Some((region, kind))
}

/// Whether a span of folded text is a whole word; scripts without spaces have no word ends.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    let inside = text.get(start..end).unwrap_or_default();
    let before = text.get(..start).and_then(|t| t.chars().next_back());
    let after = text.get(end..).and_then(|t| t.chars().next());
    let free = |edge: Option<char>, own: Option<char>| {
        edge.is_none_or(|c| !c.is_alphanumeric()) || own.is_some_and(is_unspaced)
    };
    free(before, inside.chars().next()) && free(after, inside.chars().next_back())
}

/// Han, kana and Hangul (whole and as decomposed by folding) are written without spaces.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(' ').any(|part| part == word)
}
