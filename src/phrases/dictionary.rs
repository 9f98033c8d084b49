//! A dictionary of phrases, found in a text as whole words.
//!
//! A phrase is written in words. A word that ends with `*` is a stem and takes up to
//! [`ENDING_MAX`] more letters of an ending (`росси*`: Россию, российский). Han and kana have no
//! blanks: such a phrase is found inside a run of letters; a word of katakana alone only as a
//! whole run of katakana. Hangul is found at the beginning of a word, whatever particles follow.
//! Arabic and Hebrew words are also found behind the prefixes that are written with them.

use std::collections::HashMap;

use super::fold::fold;
use super::text::{Break, Text, Word};

/// Most letters of an ending behind a stem.
pub const ENDING_MAX: usize = 6;
/// Most characters of a phrase in a script without blanks.
const RUN_MAX: usize = 16;
/// Prefixes that Arabic writes with the word that follows: the, and, in, to, like, so.
const ARABIC: &[&str] = &["وال", "بال", "فال", "كال", "ولل", "ال", "لل", "و", "ب", "ل", "ف", "ک"];
/// Prefixes that Hebrew writes with the word that follows.
const HEBREW: &[&str] = &["וה", "של", "ה", "ו", "ב", "ל", "מ", "ש"];

/// A phrase found.
#[derive(Debug, PartialEq, Eq)]
pub struct Hit<'d, T> {
    /// First byte in the folded text.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
    /// What the dictionary says of it.
    pub meaning: &'d T,
}

impl<T> Copy for Hit<'_, T> {}

impl<T> Clone for Hit<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

#[derive(Debug, Default)]
struct Node {
    whole: HashMap<Box<str>, usize>,
    stems: HashMap<Box<str>, usize>,
    meanings: Vec<usize>,
}

/// Phrases with their meanings.
#[derive(Debug)]
pub struct Dictionary<T> {
    nodes: Vec<Node>,
    meanings: Vec<T>,
}

impl<T> Default for Dictionary<T> {
    fn default() -> Self {
        Self { nodes: vec![Node::default()], meanings: Vec::new() }
    }
}

impl<T> Dictionary<T> {
    /// Adds `phrases` of one meaning.
    pub fn add<'p>(&mut self, phrases: impl IntoIterator<Item = &'p str>, meaning: T) {
        let at = self.meanings.len();
        self.meanings.push(meaning);
        for phrase in phrases {
            self.insert(phrase, at);
        }
    }

    fn insert(&mut self, phrase: &str, meaning: usize) {
        let mut node = 0;
        for raw in phrase.split_whitespace() {
            let is_stem = raw.ends_with('*');
            let folded = fold(raw);
            for (at, word) in folded.split(' ').enumerate() {
                if word.is_empty() {
                    continue;
                }
                let last = at + 1 == folded.split(' ').count();
                node = self.child(node, word, is_stem && last);
            }
        }
        if let Some(found) = self.nodes.get_mut(node).filter(|_| node != 0)
            && !found.meanings.contains(&meaning)
        {
            found.meanings.push(meaning);
        }
    }

    fn child(&mut self, node: usize, word: &str, is_stem: bool) -> usize {
        let next = self.nodes.len();
        let Some(parent) = self.nodes.get_mut(node) else { return node };
        let map = if is_stem { &mut parent.stems } else { &mut parent.whole };
        if let Some(known) = map.get(word) {
            return *known;
        }
        map.insert(word.into(), next);
        self.nodes.push(Node::default());
        next
    }

    /// All phrases of the text: in the order of their beginnings, the longest first.
    pub fn find(&self, text: &Text<'_>) -> Vec<Hit<'_, T>> {
        let mut hits = Vec::new();
        for (at, word) in text.words().iter().enumerate() {
            for start in starts(text, word) {
                self.from(text, at, start, 0, start, &mut hits);
            }
        }
        hits.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
        hits
    }

    /// Follows the trie from `node` over the rest of word `at`, from byte `from` on.
    fn from<'d>(
        &'d self,
        text: &Text<'_>,
        at: usize,
        start: usize,
        node: usize,
        from: usize,
        hits: &mut Vec<Hit<'d, T>>,
    ) {
        let (Some(word), Some(node)) = (text.words().get(at), self.nodes.get(node)) else { return };
        let rest = text.folded(from, word.end);
        let ends = rest.char_indices().map(|(to, letter)| (to + letter.len_utf8(), letter));
        let is_run = rest.chars().next().is_some_and(is_unspaced);
        let most = if is_run { RUN_MAX } else { usize::MAX };
        let letters = rest.chars().count();
        for (count, (to, _)) in ends.enumerate().take(most) {
            let left = letters - count - 1;
            let end = from + to;
            let closed = end == word.end
                || word.cut == Some(end)
                || (is_run && ends_run(text, end))
                || (is_hangul_word(rest) && count > 0);
            let part = rest.get(..to).unwrap_or("");
            if closed && let Some(next) = node.whole.get(part) {
                self.on(text, at, start, *next, end, hits);
            }
            if (left <= ENDING_MAX || is_run)
                && let Some(next) = node.stems.get(part)
            {
                self.on(text, at, start, *next, end, hits);
            }
        }
    }

    /// Records what ends at `end`, and goes on with the next word.
    fn on<'d>(
        &'d self,
        text: &Text<'_>,
        at: usize,
        start: usize,
        next: usize,
        end: usize,
        hits: &mut Vec<Hit<'d, T>>,
    ) {
        let (Some(word), Some(node)) = (text.words().get(at), self.nodes.get(next)) else { return };
        let is_run = text.folded(start, end).chars().next_back().is_some_and(is_unspaced);
        let shown = if is_run { end } else { word.end };
        let meanings = node.meanings.iter().filter_map(|meaning| self.meanings.get(*meaning));
        hits.extend(meanings.map(|meaning| Hit { start, end: shown, meaning }));
        if node.whole.is_empty() && node.stems.is_empty() {
            return;
        }
        if end < word.end && is_run {
            self.from(text, at, start, next, end, hits);
        } else if word.after != Break::Sentence
            && let Some(follows) = text.words().get(at + 1)
        {
            self.from(text, at + 1, start, next, follows.start, hits);
        }
    }
}

/// Where in a word a phrase may begin.
fn starts(text: &Text<'_>, word: &Word) -> Vec<usize> {
    let written = text.folded(word.start, word.end);
    let mut starts = vec![word.start];
    let mut before = written.chars().next();
    for (at, letter) in written.char_indices().skip(1) {
        let run = is_unspaced(letter) && !(is_katakana(letter) && before.is_some_and(is_katakana));
        let after_run = before.is_some_and(is_unspaced) && !is_unspaced(letter);
        if run || after_run {
            starts.push(word.start + at);
        }
        before = Some(letter);
    }
    let prefixes = match written.chars().next() {
        Some('\u{590}'..='\u{5ff}') => HEBREW,
        Some('\u{600}'..='\u{6ff}') => ARABIC,
        _ => return starts,
    };
    let behind = prefixes.iter().filter(|prefix| {
        written.strip_prefix(**prefix).is_some_and(|rest| rest.chars().count() >= 3)
    });
    starts.extend(behind.map(|prefix| word.start + prefix.len()));
    starts
}

/// Whether a phrase may end at `end` inside a run of letters of a script without blanks.
fn ends_run(text: &Text<'_>, end: usize) -> bool {
    let word = text.words().get(text.word_at(end.saturating_sub(1)));
    let before = word.and_then(|w| text.folded(w.start, end).chars().next_back());
    let after = word.and_then(|w| text.folded(end, w.end).chars().next());
    !(before.is_some_and(is_katakana) && after.is_some_and(is_katakana))
}

fn is_katakana(letter: char) -> bool {
    matches!(letter, '\u{30a1}'..='\u{30fa}' | 'ー')
}

fn is_hangul_word(word: &str) -> bool {
    word.starts_with(|letter| matches!(letter, '\u{ac00}'..='\u{d7af}'))
}

/// Han and kana are written without blanks.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{e00}'..='\u{e7f}')
}

#[cfg(test)]
mod tests {
    use super::{Dictionary, Text};

    /// Phrases, a text, and what is found in it.
    const CASES: &[(&[&str], &str, &[&str])] = &[
        (&["moscow"], "to MOSCOW, by rail", &["MOSCOW"]),
        (&["moscow"], "to Mоscоw", &["Mоscоw"]),
        (&["moscow"], "Moscowitz", &[]),
        (&["moskova"], "Moskova'ya sevk", &["Moskova'ya"]),
        (&["росси*"], "для российских клиентов", &["российских"]),
        (&["destinat* final*"], "destinataire finale en", &["destinataire finale"]),
        (&["伊朗"], "货物将运往伊朗德黑兰", &["伊朗"]),
        (&["イラン"], "神戸ポートアイランド", &[]),
        (&["イラン"], "イラン向け", &["イラン"]),
        (&["북한"], "북한으로 발송", &["북한으로"]),
        (&["إيران"], "شحن لإيران", &["إيران"]),
        (&["north korea"], "of North Korea. Korea", &["North Korea"]),
        (&["north korea"], "to the north. Korea", &[]),
    ];

    #[test]
    fn phrases_are_found_as_whole_words() {
        for (phrases, text, expected) in CASES {
            let mut dictionary = Dictionary::default();
            dictionary.add(phrases.iter().copied(), ());
            let read = Text::new(text);
            let found: Vec<&str> =
                dictionary.find(&read).iter().map(|hit| read.quote(hit.start, hit.end)).collect();
            assert_eq!(&found, expected, "{phrases:?} in {text}");
        }
    }
}
