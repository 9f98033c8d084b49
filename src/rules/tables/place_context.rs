//! What stands around a place name: regions and their days, codes, streets, missions.

use serde::Deserialize;

use super::places::{PlaceHit, PlaceKind, Strength};
use super::source::{TableError, read_toml, toml_day};
use crate::model::{Date, Interval};
use crate::phrases::fold::fold;

const FILE: &str = "place-context.toml";
/// How many words around a country's name a mission word may stand away.
const MISSION_REACH: usize = 6;

/// An embargoed country or region.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionInfo {
    /// `crimea`, `dnr`, `lnr`, or a country code.
    pub id: String,
    /// First day on which the region's name matters; none: always.
    #[serde(default, deserialize_with = "toml_day::optional::deserialize")]
    pub from: Option<Date>,
    /// First day on which it no longer matters.
    #[serde(default, deserialize_with = "toml_day::optional::deserialize")]
    pub until: Option<Date>,
    /// Citation of the program.
    pub cite: String,
    /// ISO 3166-2 codes and UN/LOCODEs, as written in capitals.
    pub codes: Vec<String>,
    /// Codes of the list that cover more than the region.
    #[serde(default)]
    pub weak_codes: Vec<String>,
    /// Telephone prefixes with `+`, digits only.
    pub phones: Vec<String>,
    /// Airport and port codes of three letters, looked up on request only.
    pub ports: Vec<String>,
    /// Adjectives of the country, which mean its government next to a mission word.
    pub adjectives: Vec<String>,
}

impl RegionInfo {
    /// Whether the region's names matter on the day.
    pub fn matters_on(&self, on: Date) -> bool {
        Interval { from: self.from, until: self.until }.contains(on)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Context {
    schema: u32,
    street_after: Vec<String>,
    street_before: Vec<String>,
    house_words: Vec<String>,
    us_states: Vec<String>,
    us_state_codes: Vec<String>,
    mission_words: Vec<String>,
    region: Vec<RegionInfo>,
}

impl Context {
    pub(super) fn parse(text: &str, errors: &mut Vec<TableError>) -> Option<Self> {
        let mut context: Self = read_toml(FILE, text, errors)?;
        if context.schema != 1 {
            errors.push(TableError::whole(FILE, format!("schema {} is not 1", context.schema)));
        }
        let lists = [
            &mut context.street_after,
            &mut context.street_before,
            &mut context.house_words,
            &mut context.us_states,
            &mut context.mission_words,
        ];
        for list in lists {
            for word in list.iter_mut() {
                *word = fold(word);
            }
        }
        for region in &mut context.region {
            for adjective in &mut region.adjectives {
                *adjective = fold(adjective);
            }
        }
        Some(context)
    }

    pub(super) fn region(&self, at: usize) -> Option<&RegionInfo> {
        self.region.get(at)
    }

    pub(super) fn regions(&self) -> impl Iterator<Item = &RegionInfo> {
        self.region.iter()
    }

    pub(super) fn index_of(&self, id: &str) -> Option<usize> {
        self.region.iter().position(|region| region.id == id)
    }

    /// Whether the name is that of a street.
    pub(super) fn is_street(&self, before: &str, after: &str) -> bool {
        let next = after.split_whitespace().next();
        let follows = next.is_some_and(|word| self.street_after.iter().any(|s| s == word));
        let before = before.trim_end();
        let precedes = self.street_before.iter().any(|street| ends_with_words(before, street));
        follows || precedes
    }

    /// Whether the name is that of a house (Yalta Hotel), which may stand anywhere.
    pub(super) fn is_house(&self, before: &str, after: &str) -> bool {
        let next = after.split_whitespace().next();
        let follows = next.is_some_and(|word| self.house_words.iter().any(|house| house == word));
        let before = before.trim_end();
        follows || self.house_words.iter().any(|house| ends_with_words(before, house))
    }

    /// Whether a state of the United States follows: its name, or its code with a ZIP code behind
    /// it, or its code after a comma at the end. `raw_after` is the raw text behind the name.
    pub(super) fn is_us_state(&self, after: &str, raw_after: &str) -> bool {
        let after = after.trim_start();
        if self.us_states.iter().any(|state| starts_with_words(after, state)) {
            return true;
        }
        let comma = raw_after.trim_start().starts_with(',');
        let rest = raw_after.trim_start_matches([',', ' ']);
        let Some(code) = self.us_state_codes.iter().find(|code| rest.starts_with(&***code)) else {
            return false;
        };
        let behind = rest.get(code.len()..).unwrap_or_default();
        if behind.starts_with(char::is_alphanumeric) {
            return false;
        }
        let behind = behind.trim_start_matches([',', ' ', '.']);
        let zip = behind.chars().take_while(char::is_ascii_digit).count() == 5;
        let country = ["US", "U.S.A.", "United States"];
        let closed = behind.is_empty() || country.iter().any(|name| behind.starts_with(name));
        zip || (comma && closed)
    }

    /// Whether a mission word stands near.
    pub(super) fn is_mission(&self, before: &str, after: &str) -> bool {
        let near_before = last_words(before, MISSION_REACH);
        let near_after = first_words(after, 3);
        self.mission_words
            .iter()
            .any(|word| contains_words(near_before, word) || contains_words(near_after, word))
    }

    /// Codes and telephone prefixes of the raw text.
    pub(super) fn codes_and_phones(&self, raw: &str, on: Date) -> Vec<(usize, PlaceHit)> {
        let mut hits = Vec::new();
        for (at, word) in words_of(raw).into_iter().filter(|(_, word)| is_code(word)) {
            for region in self.region.iter().filter(|region| region.matters_on(on)) {
                if region.codes.iter().any(|code| code == word) {
                    let weak = region.weak_codes.iter().any(|code| code == word);
                    let strength = if weak { Strength::Weak } else { Strength::Certain };
                    hits.push((at, region_hit(region, word, PlaceKind::Code, strength)));
                }
            }
        }
        for (at, number) in phones_of(raw) {
            if let Some((region, prefix)) = self.phone_region(&number, on) {
                hits.push((at, region_hit(region, prefix, PlaceKind::Phone, Strength::Certain)));
            }
        }
        hits
    }

    /// The region with the longest telephone prefix of a number written `+digits`.
    fn phone_region(&self, number: &str, on: Date) -> Option<(&RegionInfo, &str)> {
        let all = self.region.iter().filter(|region| region.matters_on(on));
        let prefixes = all.flat_map(|r| r.phones.iter().map(move |prefix| (r, &**prefix)));
        prefixes.filter(|(_, p)| number.starts_with(p)).max_by_key(|(_, p)| p.len())
    }

    /// The region of a port or airport code of three letters.
    pub(super) fn port(&self, code: &str, on: Date) -> Option<&RegionInfo> {
        let mut regions = self.region.iter().filter(|region| region.matters_on(on));
        regions.find(|region| region.ports.iter().any(|port| port.eq_ignore_ascii_case(code)))
    }
}

fn region_hit(region: &RegionInfo, text: &str, kind: PlaceKind, strength: Strength) -> PlaceHit {
    PlaceHit {
        place: text.to_owned(),
        region: region.id.clone(),
        matched: text.to_owned(),
        kind,
        strength,
        cite: region.cite.clone(),
    }
}

/// Words of raw text with their place; hyphens stay inside (`UA-43`).
fn words_of(raw: &str) -> Vec<(usize, &str)> {
    let inside = |c: char| c.is_alphanumeric() || c == '-';
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in raw.char_indices().chain([(raw.len(), ' ')]) {
        match (start, inside(letter)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.extend(raw.get(from..at).map(|word| (from, word)));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Whether a word has the form of a code: five to seven characters, capitals with or without a hyphen.
fn is_code(word: &str) -> bool {
    (5..=7).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
}

/// Telephone numbers written with a leading `+` or `00`, as `+digits`.
fn phones_of(raw: &str) -> Vec<(usize, String)> {
    let mut numbers = Vec::new();
    for (at, _) in raw.match_indices('+') {
        let rest = raw.get(at + 1..).unwrap_or_default();
        numbers.push((at, digits_of(rest)));
    }
    for (at, _) in raw.match_indices("00") {
        let before = raw.get(..at).and_then(|text| text.chars().next_back());
        let starts = before.is_none_or(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '+'));
        if starts {
            let digits = digits_of(raw.get(at + 2..).unwrap_or_default());
            numbers.push((at, digits));
        }
    }
    numbers.retain(|(_, digits)| (7..=15).contains(&digits.len()));
    numbers.into_iter().map(|(at, digits)| (at, format!("+{digits}"))).collect()
}

fn digits_of(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.'))
        .filter(char::is_ascii_digit)
        .collect()
}

fn starts_with_words(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn ends_with_words(text: &str, words: &str) -> bool {
    text.strip_suffix(words).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
}

fn contains_words(text: &str, words: &str) -> bool {
    find_words(text, words).is_some()
}

/// Where whole words begin in folded text. Words of scripts without spaces need no word ends.
fn find_words(text: &str, words: &str) -> Option<usize> {
    let spaced = words.chars().next().is_some_and(|c| c < '\u{1100}');
    text.match_indices(words).map(|(at, _)| at).find(|&at| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + words.len()..).unwrap_or_default();
        let free = (before.is_empty() || before.ends_with(' '))
            && (after.is_empty() || after.starts_with(' '));
        free || !spaced
    })
}

fn last_words(text: &str, count: usize) -> &str {
    let at = text.trim_end().rmatch_indices(' ').nth(count.saturating_sub(1)).map(|(at, _)| at + 1);
    text.get(at.unwrap_or(0)..).unwrap_or(text)
}

fn first_words(text: &str, count: usize) -> &str {
    let text = text.trim_start();
    let at = text.match_indices(' ').nth(count.saturating_sub(1)).map(|(at, _)| at);
    text.get(..at.unwrap_or(text.len())).unwrap_or(text)
}
