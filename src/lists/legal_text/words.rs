//! Words of a legal phrase with their place in the published text.

/// A word: lower case, with the byte range of the published text that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case; letters and digits only.
    pub text: String,
    /// First byte in the published text.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
}

/// Splits `raw` into words: runs of letters and digits; everything else separates. `_` separates
/// too, so that `all_items_subject_to_ear` reads like the published sentence.
pub(super) fn words(raw: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    for (at, c) in raw.char_indices() {
        if c.is_alphanumeric() {
            let word = open.get_or_insert_with(|| Word { text: String::new(), start: at, end: at });
            word.text.extend(c.to_lowercase());
            word.end = at + c.len_utf8();
        } else if let Some(word) = open.take() {
            out.push(word);
        }
    }
    out.extend(open);
    out
}

/// Whether the words from `at` on begin with `phrase` (words separated by blanks).
pub(super) fn starts_with(words: &[Word], at: usize, phrase: &str) -> Option<usize> {
    let mut next = at;
    for part in phrase.split(' ') {
        if words.get(next)?.text != part {
            return None;
        }
        next += 1;
    }
    Some(next)
}

/// The first of `phrases` that begins at word `at`, as the index after it; longest phrases first.
pub(super) fn any_at(words: &[Word], at: usize, phrases: &[&str]) -> Option<usize> {
    phrases.iter().find_map(|phrase| starts_with(words, at, phrase))
}

/// The published text from word `from` up to word `to` (exclusive), without separators at its ends
/// but with a bracket that belongs to it.
pub(super) fn slice<'a>(raw: &'a str, words: &[Word], from: usize, to: usize) -> &'a str {
    let Some(first) = words.get(from) else { return "" };
    let end = match words.get(to) {
        Some(next) if to > from => next.start,
        Some(_) => return "",
        None => raw.len(),
    };
    let text = raw.get(first.start..end).unwrap_or_default();
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || ",;.:".contains(c));
    match text.strip_suffix('(') {
        Some(cut) => cut.trim_end_matches(|c: char| c.is_whitespace() || ",;.:".contains(c)),
        None => balanced(text),
    }
}

/// Drops a closing bracket at the end that was opened before the text.
fn balanced(text: &str) -> &str {
    let opened = text.matches('(').count();
    let closed = text.matches(')').count();
    match text.strip_suffix(')') {
        Some(cut) if closed > opened => cut,
        _ => text,
    }
}
