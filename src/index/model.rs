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
//! - they share an alternate key (sound, meaning, acronym, variant of a given name), or
//! - `q` is marked as cut short and `t` begins with it, or
//! - `q` is no list word, has at least [`SPLIT_LENGTH`] letters, and `t` is one of two list words
//!   of at least [`SPLIT_PART`] letters that spell `q` when joined.
//!
//! Two adjacent query words joined match as one word, within its edits; three to [`JOINED_MAX`]
//! as they stand; and where the last of them is marked as cut short, all list words that begin so.
//! Then all the joined words count.
//! A word of one letter is an initial: it is covered by any word of the other side that begins
//! with it, and itself covers nothing but the same letter.
//!
//! **Weights.** Each word comes with its weight: a brand says more than a legal form. How often a
//! word occurs in the list decides only in which order the index looks, never what it finds.
//!
//! **Coverage.** A form is found iff at least one of its words that is no initial is matched and
//! - matched words (and covered initials) carry at least [`Model::name_share`] of its weight, or
//! - the query's weight is at least [`Model::query_floor`] and at least [`Model::query_share`] of
//!   it lies on matched words (and covered initials).

/// Most words of a form. A query beyond it is answered as incomplete; a list name beyond it is
/// found by its first words and its whole keys, and the index says so.
pub const WORDS_MAX: usize = 64;
/// Most alternate keys of a word.
pub const ALTERNATES_MAX: usize = 6;
/// Longest word, in bytes, that is compared with edits; longer ones must be equal.
pub const EDITED_LENGTH_MAX: usize = 64;
/// Least length of an unknown query word that is tried as two list words.
pub const SPLIT_LENGTH: usize = 6;
/// Least length of each of the two.
pub const SPLIT_PART: usize = 2;
/// Most adjacent query words that are joined.
pub const JOINED_MAX: usize = 4;

/// Shares of weight that make a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Model {
    /// Least share of the list name's weight that must be matched, in percent.
    pub name_share: u32,
    /// Least share of the query's weight that must be matched, in percent.
    pub query_share: u32,
    /// Least weight of a query form that may find by its own coverage alone.
    pub query_floor: u32,
    /// Most postings read and names verified for one query before it is answered as incomplete.
    pub work_max: u64,
}

impl Default for Model {
    fn default() -> Self {
        Self { name_share: 60, query_share: 60, query_floor: 55, work_max: 20_000_000 }
    }
}

impl Model {
    /// The shares for one's own parties, which list entries are looked for among: the asked and
    /// the listed side have changed places, so that either must be found by its lesser share.
    pub fn of_own_parties() -> Self {
        Self { query_floor: 0, ..Self::default() }
    }

    /// The shares for addresses, which repeat cities and streets and are seldom complete.
    pub fn of_addresses() -> Self {
        Self { query_floor: 0, ..Self::default() }
    }
}

/// One word of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Folded text. Words with other characters than ASCII letters and digits, with digits only
    /// or longer than [`EDITED_LENGTH_MAX`] match without edits.
    pub text: &'a str,
    /// What the word says, in percent of a distinctive word; at least 1.
    pub weight: u8,
    /// Hashes that equate it with other words; 0 is none.
    pub alternates: [u64; ALTERNATES_MAX],
    /// Whether its end may be cut off.
    pub cut: bool,
}

impl<'a> Word<'a> {
    /// A distinctive word without alternates.
    pub fn new(text: &'a str) -> Self {
        Self { text, weight: 100, alternates: [0; ALTERNATES_MAX], cut: false }
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
    word.len() <= EDITED_LENGTH_MAX
        && word.iter().all(u8::is_ascii_alphanumeric)
        && !word.iter().all(u8::is_ascii_digit)
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
