//! A text cut into folded words, with what stands between them.

use super::fold::Folded;

/// What stands between a word and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// Blanks, hyphens, slashes.
    None,
    /// A colon: what follows says more of what stands before.
    Colon,
    /// A comma, dash or bracket: the sentence goes on.
    Part,
    /// The end of a sentence or line.
    Sentence,
}

/// A word of the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// First byte in the folded text.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
    /// Where an apostrophe stood inside: what follows may be a suffix.
    pub cut: Option<usize>,
    /// What stands behind it.
    pub after: Break,
}

/// A text, folded, in words.
#[derive(Debug, Clone)]
pub struct Text<'t> {
    raw: &'t str,
    folded: Folded,
    words: Vec<Word>,
}

impl<'t> Text<'t> {
    /// Folds `raw` and cuts it into words.
    pub fn new(raw: &'t str) -> Self {
        let folded = Folded::new(raw);
        let mut words: Vec<Word> = Vec::new();
        let mut start = 0;
        for part in folded.text.split(' ') {
            let end = start + part.len();
            if !part.is_empty() {
                let cut = folded.cuts.iter().copied().find(|cut| *cut > start && *cut < end);
                words.push(Word { start, end, cut, after: Break::Sentence });
            }
            start = end + 1;
        }
        let starts: Vec<usize> = words.iter().skip(1).map(|word| word.start).collect();
        for (word, next) in words.iter_mut().zip(starts) {
            // The first folded byte behind a word stands for all that is between it and the next.
            let between = raw.get(folded.raw_after(word.end)..folded.raw_after(next));
            let letters = folded.text.get(word.start..word.end).map_or(0, |w| w.chars().count());
            word.after = break_of(between.unwrap_or(""), letters);
        }
        Self { raw, folded, words }
    }

    /// Its words, in order.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The folded text of a span of bytes.
    pub fn folded(&self, start: usize, end: usize) -> &str {
        self.folded.text.get(start..end).unwrap_or("")
    }

    /// The text as written behind a span of folded bytes.
    pub fn quote(&self, start: usize, end: usize) -> &'t str {
        self.folded.raw(self.raw, start, end).trim()
    }

    /// The text as written.
    pub fn raw(&self) -> &'t str {
        self.raw
    }

    /// The raw text from where the folded byte `at` comes from.
    pub fn raw_from(&self, at: usize) -> &'t str {
        self.raw.get(self.folded.raw_after(at)..).unwrap_or("")
    }

    /// The number of the word that holds the folded byte `at`.
    pub fn word_at(&self, at: usize) -> usize {
        self.words.partition_point(|word| word.end <= at)
    }
}

/// Longest word before a full stop that is read as an abbreviation (`ul. Lenina`).
const ABBREVIATION_MAX: usize = 2;

fn break_of(between: &str, word: usize) -> Break {
    let stops =
        |c: char| matches!(c, '\n' | ';' | '!' | '?' | '。' | '！' | '？' | '；' | '؟' | '؛' | '۔');
    let full_stop = between
        .split_once('.')
        .is_some_and(|(_, rest)| rest.starts_with(char::is_whitespace) || rest.is_empty());
    if between.contains(stops) || (full_stop && word > ABBREVIATION_MAX) {
        return Break::Sentence;
    }
    let parts = |c: char| {
        matches!(c, ',' | '(' | ')' | '[' | ']' | '，' | '、' | '،' | '（' | '）' | '–' | '—' | '|')
    };
    if between.contains(parts) || between.contains(" - ") {
        Break::Part
    } else if between.contains([':', '：']) {
        Break::Colon
    } else {
        Break::None
    }
}
