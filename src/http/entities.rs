//! Entries under ids that fit into an address, and the texts that a search box looks through.

use std::collections::BTreeMap;

use crate::model::{Edition, ListEntry};

/// Where an entry stands: edition and place in it.
pub type Place = (usize, usize);

/// Entries under ids that fit into an address.
#[derive(Debug, Default)]
pub struct Entities {
    places: BTreeMap<String, Place>,
    ids: BTreeMap<(String, String), String>,
    /// All names of each entry, folded, each between spaces; with the place.
    texts: Vec<(String, Place)>,
}

impl Entities {
    /// Gives every entry an id: list and entry id in letters that need no escape. Where two would
    /// be the same, the later one has a number.
    pub(super) fn of(editions: &[Edition]) -> Self {
        let mut all = Self::default();
        for (number, edition) in editions.iter().enumerate() {
            for (place, entry) in edition.entries.iter().enumerate() {
                let key = (entry.list.0.clone(), entry.id.clone());
                if all.ids.contains_key(&key) {
                    continue;
                }
                let plain = format!("{}-{}", entry.list.0, entry.id);
                let plain = plain.to_lowercase();
                let plain: String = plain.chars().map(plain_letter).collect();
                let mut id = plain.clone();
                let mut next = 2;
                while all.places.contains_key(&id) {
                    id = format!("{plain}.{next}");
                    next += 1;
                }
                all.places.insert(id.clone(), (number, place));
                all.ids.insert(key, id);
                all.texts.push((text_of(entry), (number, place)));
            }
        }
        all
    }

    /// The place of an id.
    pub fn place(&self, id: &str) -> Option<Place> {
        self.places.get(id).copied()
    }

    /// The id of an entry.
    pub fn id(&self, entry: &ListEntry) -> String {
        let key = (entry.list.0.clone(), entry.id.clone());
        self.ids.get(&key).cloned().unwrap_or_default()
    }

    /// The places of the entries that have, for each word of the text, a name word that begins
    /// with it; in the order of the lists. An empty text finds all.
    pub fn containing(&self, text: &str) -> impl Iterator<Item = Place> {
        let words: Vec<String> =
            fold(text).split_whitespace().map(|word| format!(" {word}")).collect();
        let has = move |text: &str| words.iter().all(|word| text.contains(word.as_str()));
        self.texts.iter().filter(move |(text, _)| has(text)).map(|(_, place)| *place)
    }
}

fn plain_letter(letter: char) -> char {
    if letter.is_ascii_alphanumeric() || letter == '_' || letter == '.' { letter } else { '-' }
}

fn text_of(entry: &ListEntry) -> String {
    let mut text = String::from(" ");
    for name in &entry.party.names {
        text.push_str(&fold(&name.text));
        text.push(' ');
    }
    text
}

/// Lower case, letters and digits alone, Latin letters without their marks.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in unicode_normalization::UnicodeNormalization::nfkd(text) {
        if letter.is_alphanumeric() {
            folded.extend(letter.to_lowercase());
        } else if !unicode_normalization::char::is_combining_mark(letter) && letter != '\'' {
            folded.push(' ');
        }
    }
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
