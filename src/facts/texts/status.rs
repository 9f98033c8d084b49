//! The immigration status of a natural person, from whole phrases.
//!
//! A citizen, a lawful permanent resident and a protected individual of the United States (8 USC
//! 1324b(a)(3)) are no foreign persons (15 CFR 772.1). What is not such a phrase as a whole is not
//! known: "applied for a green card" is no green card.

use crate::model::Truth;
use crate::phrases::Text;

/// The table, as auditors read it.
const TABLE: &str = include_str!("../../../rules/tables/us-status.csv");

/// Whether the words state that a person is a US citizen, permanent resident or protected person.
/// Nothing stated is no: a person of whom nothing is said is a foreign person.
pub fn us_person(words: Option<&str>) -> Truth {
    let Some(words) = words.filter(|words| !words.trim().is_empty()) else { return Truth::False };
    let text = Text::new(words);
    let written = text.words().last().map_or("", |last| text.folded(0, last.end));
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    let row = rows.filter_map(|line| line.split_once(',')).find(|(phrase, _)| *phrase == written);
    match row {
        Some((_, "yes")) => Truth::True,
        Some((_, "no")) => Truth::False,
        _ => Truth::Unknown,
    }
}
