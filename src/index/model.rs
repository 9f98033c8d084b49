//! The candidate model: which list names are candidates for a queried name.
//!
//! Everything the index returns is defined here; the index is only the fast way to evaluate it.
//! `tests/it/index_model.rs` holds the slow way and a test that both agree on every query.
//!
//! A name is seen as one or more *forms* (its words in one script) and a set of *whole keys*
//! (hashes of the name without spaces, of its acronym ...). A list name is a candidate iff it
//! shares a whole key with the query, or one of its forms is found by one of the query's forms.
//!
//! **Words.** A query word `q` matches a list word `t` iff
//! - their optimal string alignment distance is at most [`edits_allowed`] of the longer one, or
//! - they share an alternate key (sound, concept, variant of a given name), or
//! - `q` is marked as cut short and `t` begins with it, or
//! - `q` is no list word, has at least [`SPLIT_LENGTH`] letters, and `t` is one of two list words
//!   of at least [`SPLIT_PART`] letters that spell `q` when joined.
//!
//! Two adjacent query words joined match as one word with at most one edit, and then both count.
//! A word of one letter is an initial: it is covered by any word of the other side that begins
//! with it, and itself covers nothing but the same letter.
//!
//! **Weights.** A list word weighs its rarity in the list times its factor (a legal form says
//! less than a brand); a query word that is no list word weighs as the lightest of its nearest
//! list words, and as much as a word can where there is none.
//!
//! **Coverage.** A form is found iff at least one of its words that is no initial is matched and
//! - matched words (and covered initials) carry at least [`Model::name_share`] of its weight, or
//! - the query's weight is at least [`Model::query_floor`] and at least [`Model::query_share`] of
//!   it lies on matched words (and covered initials).

/// Most words of a form. A query beyond it is answered as incomplete; a list name beyond it is
/// found by its first words and its whole keys, and the index says so.
pub const WORDS_MAX: usize = 64;
/// Most alternate keys of a word.
pub const ALTERNATES_MAX: usize = 4;
/// Longest word, in bytes, that is compared with edits; longer ones must be equal.
pub const EDITED_LENGTH_MAX: usize = 64;
/// Least length of an unknown query word that is tried as two list words.
pub const SPLIT_LENGTH: usize = 6;
/// Least length of each of the two.
pub const SPLIT_PART: usize = 2;
/// Least number of names from which rarities are estimated.
pub const NAMES_MIN: usize = 10_000;
/// Weight of a word that occurs in one name of a million and has factor 100.
pub const WEIGHT_MAX: u32 = 255;

/// Shares of weight that make a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Model {
    /// Least share of the list name's weight that must be matched, in percent.
    pub name_share: u32,
    /// Least share of the query's weight that must be matched, in percent.
    pub query_share: u32,
    /// Least weight of a query that may be found by its own coverage alone.
    pub query_floor: u32,
    /// Most postings read and names verified for one query before it is answered as incomplete.
    pub work_max: u64,
}

impl Default for Model {
    fn default() -> Self {
        Self { name_share: 70, query_share: 80, query_floor: 80, work_max: 20_000_000 }
    }
}

impl Model {
    /// The shares for one's own parties, which list entries are looked for among: the asked and
    /// the listed side have changed places, so that either must be found by its lesser share.
    pub fn of_own_parties() -> Self {
        Self { query_share: 70, ..Self::default() }
    }

    /// The shares for addresses, which repeat cities and streets and are seldom complete.
    pub fn of_addresses() -> Self {
        Self { name_share: 60, query_share: 60, ..Self::default() }
    }
}

/// One word of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Folded text. Words with letters outside ASCII, with digits only or longer than
    /// [`EDITED_LENGTH_MAX`] match without edits.
    pub text: &'a str,
    /// What the word says, in percent of a distinctive word.
    pub factor: u8,
    /// Hashes that equate it with other words; 0 is none.
    pub alternates: [u64; ALTERNATES_MAX],
    /// Whether its end may be cut off.
    pub cut: bool,
}

impl<'a> Word<'a> {
    /// A distinctive word without alternates.
    pub fn new(text: &'a str) -> Self {
        Self { text, factor: 100, alternates: [0; ALTERNATES_MAX], cut: false }
    }
}

/// A name as the index sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameKeys<'a> {
    /// Its words, once for each script or reading.
    pub forms: Vec<Vec<Word<'a>>>,
    /// Hashes that equate whole names.
    pub whole: Vec<u64>,
}

/// Edits allowed between two words of which the longer has `length` bytes.
pub fn edits_allowed(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Whether a word is compared with edits at all.
pub fn is_editable(word: &[u8]) -> bool {
    word.len() <= EDITED_LENGTH_MAX && word.is_ascii() && !word.iter().all(u8::is_ascii_digit)
}

/// Whether a word is an initial: one letter from a to z.
pub fn is_initial(word: &[u8]) -> bool {
    matches!(word, [b'a'..=b'z'])
}

/// The bit of a word's first letter, for initials; 0 where it begins with no letter a to z.
pub fn letter_bit(word: &[u8]) -> u32 {
    match word.first() {
        Some(letter @ b'a'..=b'z') => 1 << (letter - b'a'),
        _ => 0,
    }
}

/// Rarity of a word that occurs in `names_with` of `names` names: `16 ln((names + 1) / names_with)`
/// within 1 to [`WEIGHT_MAX`]. A list of less than [`NAMES_MIN`] names counts as one of so many: a
/// handful of names does not tell which words are common.
pub fn rarity(names: usize, names_with: usize) -> u8 {
    let share = (names.max(NAMES_MIN) as f64 + 1.0) / names_with.max(1) as f64;
    let scaled = (16.0 * share.ln()).round().clamp(1.0, f64::from(WEIGHT_MAX));
    scaled as u8
}

/// Weight of a word of some rarity and factor; at least 1.
pub fn weight(rarity: u8, factor: u8) -> u32 {
    (u32::from(rarity) * u32::from(factor) / 100).clamp(1, WEIGHT_MAX)
}

/// A 64-bit key of a text, for whole and alternate keys; never 0.
pub fn key_of(kind: u8, text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(kind);
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(hash) | 1
}

/// Spreads the bits of a key.
pub(super) fn mix(key: u64) -> u64 {
    let mut hash = key ^ (key >> 32);
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}
