//! One comparable word of a name.

use compact_str::CompactString;

/// What kind of word a token is, from the least to the most telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenClass {
    /// Article, preposition, conjunction, name particle.
    Particle,
    /// Title or honorific of a person.
    Title,
    /// Legal form of a company.
    Legal,
    /// Word that most organizations may carry (group, holding, international).
    Generic,
    /// Word that opens the name of a part (department, branch, school of).
    SubUnit,
    /// Country, city, region, direction.
    Place,
    /// Kind of institution (university, institute, ministry, plant).
    Institution,
    /// Trade or field (technology, shipping, trading).
    Trade,
    /// Number, ordinal, roman numeral, designation with digits.
    Number,
    /// A single letter that stands for a name.
    Initial,
    /// Everything else: the words that tell one party from another.
    Distinctive,
}

/// One comparable word of a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Lower-case ASCII letters and digits.
    pub text: CompactString,
    /// Pronunciation key; equal for spellings that sound alike.
    pub sound: CompactString,
    /// What kind of word it is.
    pub class: TokenClass,
    /// How much it tells, 0 to 1.
    pub weight: f32,
    /// Meaning in the dictionary; equal across languages. 0 where the word is not in it.
    pub concept: u32,
    /// The field of that meaning, coarser than `concept`; 0 where none.
    pub field: u16,
    /// The word in its own characters, where it was written in Han, Hangul or Kana.
    pub native: Option<Box<str>>,
    /// Other romanizations of the same word (characters with several readings, leetspeak).
    pub others: Vec<CompactString>,
    /// Was written with capitals only (may be an acronym).
    pub upper: bool,
    /// Was followed by a full stop (may be an abbreviation).
    pub dot: bool,
    /// Was written in a script without vowels (Arabic, Hebrew).
    pub abjad: bool,
    /// A comma or bracket followed.
    pub stop: bool,
    /// First letters of the words it was written with (of the syllables, in Chinese).
    pub initials: CompactString,
    /// Letters present, one bit each (a to z, then digits), for quick rejection.
    pub mask: u64,
}

impl Token {
    /// A token of `class`; sound and mask follow from the text.
    pub fn new(text: &str, class: TokenClass, weight: f32) -> Self {
        Self {
            sound: super::sound::key(text),
            mask: mask(text),
            initials: text.get(..1).unwrap_or_default().into(),
            text: text.into(),
            class,
            weight,
            concept: 0,
            field: 0,
            native: None,
            others: Vec::new(),
            upper: false,
            dot: false,
            abjad: false,
            stop: false,
        }
    }

    /// Takes part in the comparison of content (all but particles, titles and legal forms).
    pub fn is_content(&self) -> bool {
        !matches!(self.class, TokenClass::Particle | TokenClass::Title | TokenClass::Legal)
    }

    /// Is a word of the dictionary.
    pub fn is_known(&self) -> bool {
        self.concept != 0
    }
}

/// Letters present in `text`, one bit each.
pub fn mask(text: &str) -> u64 {
    text.bytes().fold(0, |mask, byte| {
        let place = match byte {
            b'a'..=b'z' => byte - b'a',
            b'0'..=b'9' => 26 + byte - b'0',
            _ => 40,
        };
        mask | 1u64 << place
    })
}
