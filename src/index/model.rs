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
//! **Closeness.** A match by edits has the [closeness] that the edits leave; any other
//! match 100 percent. Where several query words match a list word, the closest counts.
//!
//! **Coverage.** A form is found iff at least one of its words that is no initial is matched,
//! 1. - matched words (and covered initials) carry at least [`Model::name_share`] of its weight, or
//!    - the query's weight is at least [`Model::query_floor`] and at least [`Model::query_share`] of
//!      it lies on matched words (and covered initials); and
//! 2. [`Agreement::suffices`]: the best score that so much agreement can have, with so much left
//!    over on either side, is not below what the search asks for ([`least_for`] its threshold).

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
/// Greatest weight of a word.
pub const WEIGHT_MAX: u32 = 127;
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
    /// What the word says, in percent of a telling word: 1 to [`WEIGHT_MAX`].
    pub weight: u8,
    /// Whether the word tells one name from another (as places, trades and numbers do not).
    pub telling: bool,
    /// Hashes that equate it with other words; 0 is none.
    pub alternates: [u64; ALTERNATES_MAX],
    /// Whether its end may be cut off.
    pub cut: bool,
}

impl<'a> Word<'a> {
    /// A distinctive word without alternates.
    pub fn new(text: &'a str) -> Self {
        Self { text, weight: 100, telling: true, alternates: [0; ALTERNATES_MAX], cut: false }
    }
}

/// What a form is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum FormKind {
    /// The words of a person's name.
    Person,
    /// Words that say nothing of the kind of party: a person's where the other side says no more.
    Plain,
    /// An organization, or letters and characters that are no words.
    #[default]
    Business,
}

impl FormKind {
    /// Whether two forms are compared as names of persons.
    pub fn is_person_with(self, other: Self) -> bool {
        self == Self::Person || other == Self::Person || (self == other && self == Self::Plain)
    }
}

/// The words of a name in one script or reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form<'a> {
    /// Its words, in order.
    pub words: Vec<Word<'a>>,
    /// What it is read as.
    pub kind: FormKind,
}

impl Form<'_> {
    /// The bound for this form where `least` thousandths are asked for: of a name that may be cut
    /// short, or ends in one letter, what is left tells less than it seems.
    pub fn least(&self, least: u32) -> u32 {
        let last = self.words.last().is_some_and(|word| is_initial(word.text.as_bytes()));
        let cut = last || self.words.iter().any(|word| word.cut);
        if cut { least.min(CUT_LEAST) } else { least }
    }
}

/// A name as the index sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameKeys<'a> {
    /// Its words, once for each script or reading.
    pub forms: Vec<Form<'a>>,
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

/// How far the best score that an [`Agreement`] is thought to have may lie below the true score,
/// in thousandths: matching knows agreements of words that the model does not.
const SCORE_MARGIN: u32 = 60;
/// Least and greatest bound: what lies above is no reason to look at fewer names.
const BOUNDS: (u32, u32) = (540, 640);
/// Greatest bound for a form with a word that may be cut short, in thousandths.
const CUT_LEAST: u32 = 600;

/// The bound, in thousandths, for a search of matches with scores from `threshold` on.
pub fn least_for(threshold: f64) -> u32 {
    let asked = (threshold.clamp(0.0, 1.0) * 1000.0).round() as u32;
    asked.saturating_sub(SCORE_MARGIN).clamp(BOUNDS.0, BOUNDS.1)
}

/// How close two words of these lengths are that so many edits tell apart, in percent.
pub fn closeness(length: usize, other: usize, edits: usize) -> u8 {
    let lost = (105 * edits).div_euclid(length.min(other).max(1));
    100_u8.saturating_sub(u8::try_from(lost).unwrap_or(100))
}

/// How much of two forms agrees and is left over, in weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreement {
    /// All of the list form, and its matched words and covered initials.
    pub listed: (u32, u32),
    /// All of the query form, and its matched words and covered initials.
    pub asked: (u32, u32),
    /// Telling words of the list form: matched, left over.
    pub telling_listed: (u32, u32),
    /// Telling words of the query form: matched, left over.
    pub telling_asked: (u32, u32),
    /// Weights of the list form's matched words, each times its closeness in percent.
    pub close: u32,
    /// Least closeness of a matched list word of more than half a telling word's weight.
    pub worst: u32,
    /// Words that agree: the greater number of the two sides.
    pub words: u32,
}

impl Agreement {
    /// Whether the best score that the agreement can have is at least `least_score` thousandths. The shares
    /// follow the scoring of names: what is left over on one side costs little beside a telling
    /// word, more telling words left over on both sides than agree make it another name, and of a
    /// person's name one word alone says nothing. The bounds are wider than scoring's own, because
    /// scoring knows agreements of words (sounds one letter apart) that this model does not.
    pub fn suffices(&self, person: bool, least_score: u32) -> bool {
        let of_1000 = |(all, part): (u32, u32)| (part * 1000).checked_div(all).unwrap_or(0);
        let (listed, asked) = (of_1000(self.listed), of_1000(self.asked));
        let (least, most) = (listed.min(asked), listed.max(asked));
        // Word for word the same but for slips, or three words and more that stand in the other:
        // matching has measures of its own for both, whatever the words say.
        if least == 1000 || (!person && most == 1000 && self.words >= 3) {
            return true;
        }
        let mean = self.close.checked_div(self.listed.1).unwrap_or(100);
        let quality = (20 * mean + 10 * self.worst) / 3;
        let telling = self.telling_listed.0.max(self.telling_asked.0);
        let open = (self.telling_listed.1, self.telling_asked.1);
        let depth = match telling {
            _ if person && self.words >= 2 => 700,
            _ if person => 250,
            0..=54 => 250,
            55..=84 => 500,
            _ => 580,
        };
        let another = if person {
            self.words < 2 && least < 850
        } else {
            open.0.min(open.1) > telling || (telling < 30 && open.0.max(open.1) > 30)
        };
        let covered = 1000 - (1000 - depth) * (1000 - least) / 1000;
        let both = if person { 1000 } else { 1000 - 350 * (1000 - most) / 1000 };
        !another && covered * both / 1000 * quality / 1000 >= least_score
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
    key_of_bytes(kind, text.bytes())
}

/// [`key_of`] the text of these bytes.
pub(super) fn key_of_bytes(kind: u8, text: impl Iterator<Item = u8>) -> u64 {
    let mut growing = Growing::new(kind);
    text.for_each(|byte| growing.take(byte));
    growing.key()
}

/// A key that grows with its text: the key of every beginning costs no more than that of the whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Growing(u64);

impl Growing {
    pub(super) fn new(kind: u8) -> Self {
        Self(0xcbf2_9ce4_8422_2325_u64 ^ u64::from(kind))
    }

    pub(super) fn take(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }

    /// [`key_of`] what was taken so far.
    pub(super) fn key(self) -> u64 {
        mix(self.0) | 1
    }
}

/// Spreads the bits of a key.
pub(super) fn mix(key: u64) -> u64 {
    let mut hash = key ^ (key >> 32);
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}
