//! Words of daily life that are also the names of parties: alone in a text they name nobody.
//!
//! In: a folded word, or a few characters. Out: whether it tells a party by itself. Two guards stand
//! behind each other: `data/ordinary.txt` holds the ordinary words, given names and places among the
//! one-word names of the lists of its day, and the dictionaries and the shape of the word judge those
//! of lists to come. It says nothing of names of two words or more.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::dictionary::dictionary;
use super::rarity;

/// Fewest letters of a word that names a party by itself.
const LETTERS_MIN: usize = 5;
/// Fewest letters of an acronym that does.
const ACRONYM_MIN: usize = 4;
/// Fewest characters, for scripts without blanks.
const CHARACTERS_MIN: usize = 3;

/// Most characters of a term that tells nobody; a longer one is the name of an institution.
const TERM_MAX: usize = 4;

static WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("data/ordinary.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(' ')).filter(|word| !word.is_empty()).collect()
});

/// Whether a folded word tells a party when it stands alone in a text.
pub fn is_telling(word: &str) -> bool {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    letters >= LETTERS_MIN
        && !is_ordinary(word)
        && (dictionary().bearer(word).is_some()
            || (dictionary().word(word).is_none()
                && !rarity::is_common(word)
                && crate::matching::variants::groups(word).next().is_none()))
}

/// Whether a folded acronym tells a party when it stands alone in capitals among other words.
pub fn is_telling_acronym(word: &str) -> bool {
    word.len() >= ACRONYM_MIN && !is_ordinary(word) && dictionary().word(word).is_none()
}

/// Whether characters of a script without blanks tell a party when they stand in a text.
pub fn are_telling(characters: &str) -> bool {
    let count = characters.chars().count();
    let run: Vec<char> = characters.chars().collect();
    let is_brand = dictionary().brand_term(&run).is_some_and(|brand| brand.form.len() == count);
    let is_term =
        count <= TERM_MAX && dictionary().term(&run).is_some_and(|(used, _)| used == count);
    (is_brand || (count >= CHARACTERS_MIN && !is_term)) && !is_ordinary(characters)
}

/// Whether a folded word, or characters, stand in the list of ordinary words.
pub fn is_ordinary(word: &str) -> bool {
    WORDS.contains(word)
}
