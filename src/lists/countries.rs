//! Country names in English -> ISO 3166-1 alpha-2 codes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::country;

/// Folded name -> code.
static NAMES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("country_names.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(','))
        .collect()
});

/// The code of a country as a list writes it: an alpha-2 code or an English name. `None` where it
/// is neither.
pub(crate) fn code(text: &str) -> Option<String> {
    let text = text.trim();
    if country::is_known(text) {
        return Some(text.to_owned());
    }
    let upper = text.to_ascii_uppercase();
    if text.len() == 2 && country::is_known(&upper) {
        return Some(upper);
    }
    NAMES.get(fold(text).as_str()).map(|code| (*code).to_owned())
}

/// Lower case, without punctuation, brackets and articles.
fn fold(text: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '\'' | '’' => {}
            '&' => plain.push_str(" and "),
            c if c.is_alphanumeric() => plain.extend(c.to_lowercase()),
            _ => plain.push(' '),
        }
    }
    let words: Vec<&str> = plain
        .split_whitespace()
        .filter(|word| *word != "the")
        .map(|word| if word == "st" { "saint" } else { word })
        .collect();
    words.join(" ")
}
