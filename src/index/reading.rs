//! Names, addresses and identifiers as the index sees them.
//!
//! In: analysed names and other facts of a party. Out: words with weights and whole-name keys for
//! the [catalog](super::Catalog). What a name means is the names room's knowledge; here it is only
//! put into the shape that the candidate model works on.

use compact_str::{CompactString, ToCompactString};

use super::mentions;
use super::model::{
    ALTERNATES_MAX, Form, FormKind, NameKeys, WORDS_MAX, Word, key_of, key_of_bytes,
};
use crate::matching::address::AddressKey;
use crate::matching::{identifier, variants};
use crate::model::{Address, Identifier, PartyKind};
use crate::names::{self, AnalysedName, Reading, Token, TokenClass};

/// Most forms of a name.
const FORMS_MAX: usize = 16;
/// Shortest acronym that is looked up.
const ACRONYM_LENGTH: usize = 3;

/// On which side of a comparison a name stands. An acronym of one side is looked up among the
/// words of the other, never among its acronyms: two names with the same initials are no match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In the index.
    Listed,
    /// In the question.
    Asked,
}

impl Side {
    /// The kind of key of a word that may be an acronym of the other side.
    fn word_key(self) -> u8 {
        match self {
            Self::Listed => b'l',
            Self::Asked => b'q',
        }
    }

    /// The kind of key of an acronym that may be a word of the other side.
    fn acronym_key(self) -> u8 {
        match self {
            Self::Listed => b'q',
            Self::Asked => b'l',
        }
    }
}

/// Letters and blanks at the beginning of a text that a name cut short shares with the whole.
const BEGINNING: usize = 25;
/// Lengths of text that share a key, and how far the lengths of two texts alike but for slips may
/// be apart.
const LENGTHS: usize = 8;
const SLIPS: usize = 2;
/// Shortest sound key that is looked up.
const SOUND_LENGTH: usize = 4;

/// A word of a form that owns its text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OwnedWord {
    text: CompactString,
    weight: u8,
    telling: bool,
    alternates: [u64; ALTERNATES_MAX],
    cut: bool,
}

/// A name or address in the shape of the candidate model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shape {
    forms: Vec<(FormKind, Vec<OwnedWord>)>,
    whole: Vec<u64>,
}

impl Shape {
    /// Of a name of a party of some kind; empty where it cannot be analysed.
    pub fn of_name(text: &str, kind: PartyKind, side: Side) -> Self {
        names::analyse(text, kind)
            .map_or_else(|_| Self::default(), |name| Self::of_analysed(&name, side))
    }

    /// Of an analysed name.
    pub fn of_analysed(name: &AnalysedName, side: Side) -> Self {
        let mut shape = Self::default();
        for reading in &name.readings {
            let kind = match (name.kind, reading.is_organization) {
                (PartyKind::Individual, _) => FormKind::Person,
                (_, true) => FormKind::Business,
                (_, false) => FormKind::Plain,
            };
            shape.add_reading(reading, kind, side);
        }
        if side == Side::Listed {
            shape.whole.extend(mentions::keys(&name.text, name.kind));
        }
        shape.whole.sort_unstable();
        shape.whole.dedup();
        shape
    }

    /// Of an address: the words that tell it from others.
    pub fn of_address(address: &Address) -> Self {
        let key = AddressKey::new(address);
        let form: Vec<OwnedWord> = key.telling().map(OwnedWord::plain).collect();
        Self {
            forms: if form.is_empty() { Vec::new() } else { vec![(FormKind::Business, form)] },
            whole: Vec::new(),
        }
    }

    /// Words and keys for the catalog.
    pub fn keys(&self) -> NameKeys<'_> {
        let forms = self.forms.iter().map(|(kind, form)| Form {
            words: form.iter().map(OwnedWord::borrowed).collect(),
            kind: *kind,
        });
        NameKeys { forms: forms.collect(), whole: self.whole.clone() }
    }

    fn add_reading(&mut self, reading: &Reading, kind: FormKind, side: Side) {
        let content: Vec<&Token> = reading.tokens.iter().filter(|t| t.is_content()).collect();
        let mut form: Vec<OwnedWord> = content.iter().map(|t| OwnedWord::of(t, side)).collect();
        if let Some(last) = form.last_mut() {
            last.cut |= names_are_cut_at(reading.chars) && last.text.len() >= 2;
        }
        for (at, token) in content.iter().enumerate() {
            for other in &token.others {
                let mut again = form.clone();
                if let Some(word) = again.get_mut(at) {
                    word.text.clone_from(other);
                }
                self.add_form(kind, again);
            }
        }
        self.add_form(kind, form);
        let all: String = reading.tokens.iter().map(|t| &*t.text).collect();
        for key in [&*reading.key, &all, &reading.joined].into_iter().filter(|key| !key.is_empty())
        {
            self.whole.push(key_of(b'n', key));
        }
        self.add_text(&reading.folded);
        self.add_beginning(reading, side);
        if let Some(native) = &reading.native {
            self.add_form(FormKind::Business, pairs_of_characters(native));
            self.whole.push(key_of(b'h', native));
        }
        for acronym in reading.acronyms.iter().filter(|a| a.len() >= ACRONYM_LENGTH) {
            self.add_form(FormKind::Business, acronym_form(acronym, &content, side));
        }
    }

    /// Keys of the text as a whole: without vowels, and in whatever order.
    fn add_text(&mut self, folded: &str) {
        let mut words: Vec<&str> = folded.split(' ').collect();
        let bare = words.iter().map(|word| without_vowels(word));
        self.whole.push(key_of_bytes(b'w', spaced(bare)));
        words.sort_unstable();
        self.whole.push(key_of_bytes(b'o', spaced(words.iter().map(|word| word.bytes()))));
    }

    /// Keys of the beginning of a text: with that of one cut short of which it may be the whole, and
    /// the other way round; and with that of one of nearly its length.
    fn add_beginning(&mut self, reading: &Reading, side: Side) {
        let folded = &*reading.folded;
        let Some(beginning) = folded.get(..BEGINNING).filter(|_| folded.len() > BEGINNING) else {
            return;
        };
        let (whole, cut, slips) = match side {
            Side::Listed => (b'g', b'G', 0),
            Side::Asked => (b'G', b'g', SLIPS),
        };
        self.whole.push(key_of(whole, beginning));
        if names_are_cut_at(reading.chars) {
            self.whole.push(key_of(cut, beginning));
        }
        let lengths = (folded.len() - slips) / LENGTHS..=(folded.len() + slips) / LENGTHS;
        for length in lengths {
            let text = beginning.bytes().chain(length.to_le_bytes());
            self.whole.push(key_of_bytes(b'e', text));
        }
    }

    fn add_form(&mut self, kind: FormKind, words: Vec<OwnedWord>) {
        let form = (kind, words);
        if !form.1.is_empty() && self.forms.len() < FORMS_MAX && !self.forms.contains(&form) {
            self.forms.push(form);
        }
    }
}

impl OwnedWord {
    fn plain(text: &str) -> Self {
        Self {
            text: text.into(),
            weight: 100,
            telling: true,
            alternates: [0; ALTERNATES_MAX],
            cut: false,
        }
    }

    fn of(token: &Token, side: Side) -> Self {
        let weight = (token.weight * 100.0).round().clamp(1.0, 127.0) as u8;
        let telling = token.class == TokenClass::Distinctive;
        // `Pard.` may be the beginning of any longer word.
        let cut = token.dot && token.text.len() >= 3 && !token.is_known();
        Self {
            weight,
            telling,
            cut,
            alternates: alternates(token, side),
            ..Self::plain(&token.text)
        }
    }

    fn borrowed(&self) -> Word<'_> {
        Word {
            text: &self.text,
            weight: self.weight,
            telling: self.telling,
            alternates: self.alternates,
            cut: self.cut,
        }
    }
}

/// Hashes that equate a token with others that stand for the same.
fn alternates(token: &Token, side: Side) -> [u64; ALTERNATES_MAX] {
    let mut keys = Vec::with_capacity(ALTERNATES_MAX);
    if token.concept != 0 {
        keys.push(key_of(b'c', &token.concept.to_compact_string()));
    }
    if token.class != TokenClass::Number && token.sound.len() >= SOUND_LENGTH {
        keys.push(key_of(b's', &token.sound));
    }
    if token.class == TokenClass::Distinctive {
        if (ACRONYM_LENGTH..=8).contains(&token.text.len()) {
            keys.push(key_of(side.word_key(), &token.text));
        }
        keys.extend(
            variants::groups(&token.text).map(|row| key_of(b'v', &row.to_compact_string())),
        );
    }
    let mut all = [0; ALTERNATES_MAX];
    for (place, key) in all.iter_mut().zip(keys) {
        *place = key;
    }
    all
}

/// The initials of a name as a word that matches only the acronym written as a word, with the
/// name's numbers.
fn acronym_form(acronym: &str, content: &[&Token], side: Side) -> Vec<OwnedWord> {
    let mark = char::from(side.acronym_key());
    let mut initials = OwnedWord::plain(&format!("{mark}^{acronym}"));
    if let Some(first) = initials.alternates.first_mut() {
        *first = key_of(side.acronym_key(), acronym);
    }
    let numbers = content.iter().filter(|t| t.class == TokenClass::Number);
    std::iter::once(initials).chain(numbers.map(|t| OwnedWord::of(t, side))).collect()
}

/// The bytes of a word without its vowels, the first letter kept.
fn without_vowels(word: &str) -> impl Iterator<Item = u8> {
    let kept = |(at, letter): &(usize, u8)| *at == 0 || !b"aeiou".contains(letter);
    word.bytes().enumerate().filter(kept).map(|(_, letter)| letter)
}

/// The bytes of words with blanks between them.
fn spaced<W: Iterator<Item = u8>>(words: impl Iterator<Item = W>) -> impl Iterator<Item = u8> {
    let blanks = std::iter::once(None).chain(std::iter::repeat(Some(b' ')));
    words.zip(blanks).flat_map(|(word, blank)| blank.into_iter().chain(word))
}

/// Each two adjacent characters of a name in Chinese characters or Hangul.
fn pairs_of_characters(native: &str) -> Vec<OwnedWord> {
    let characters: Vec<char> = native.chars().collect();
    let pairs = characters.windows(2).map(|pair| pair.iter().collect::<String>());
    let mut form: Vec<OwnedWord> = pairs.map(|pair| OwnedWord::plain(&pair)).collect();
    form.truncate(WORDS_MAX);
    form
}

/// Forms and telexes cut names at such lengths.
fn names_are_cut_at(characters: usize) -> bool {
    crate::matching::align::is_cut_length(characters)
}

/// The keys of an identifier: its letters and digits, and as registers write it otherwise.
pub(super) fn identifier_keys(identifier: &Identifier) -> Vec<u64> {
    if identifier.kind == identifier::WEBSITE {
        let host = identifier::host(&identifier.number);
        return identifier::hosts(&host).map(|host| key_of(b'w', host)).collect();
    }
    let bare: String = identifier
        .number
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let bare = bare.strip_prefix("IMO").unwrap_or(&bare);
    let mut keys = Vec::new();
    if !bare.is_empty() {
        keys.push(key_of(b'i', bare));
    }
    let letters = bare.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 2
        && let Some(rest) = bare.get(2..)
    {
        keys.push(key_of(b'i', rest));
    }
    if letters >= 6
        && let Some(bank) = bare.get(..8)
    {
        keys.push(key_of(b'i', bank));
    }
    keys
}

/// The keys under which a listed day of birth is filed.
pub(super) fn birth_keys(listed: &str) -> impl Iterator<Item = u64> {
    let listed = listed.trim();
    let shorter = [4, 7].into_iter().filter_map(|length| listed.get(..length));
    let shorter = shorter.filter(|part| part.len() < listed.len());
    shorter.map(|part| key_of(b'b', part)).chain(std::iter::once(key_of(b'B', listed)))
}

/// The keys under which the days that agree with an asked day of birth are filed: the day itself,
/// days known less exactly, and days known more exactly.
pub(super) fn asked_birth_keys(asked: &str) -> impl Iterator<Item = u64> {
    let asked = asked.trim();
    let shorter = [4, 7].into_iter().filter_map(|length| asked.get(..length));
    let shorter = shorter.filter(|part| part.len() < asked.len());
    let same = [key_of(b'B', asked), key_of(b'b', asked)];
    shorter.map(|part| key_of(b'B', part)).chain(same)
}
