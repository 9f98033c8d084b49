//! Text -> comparable name.
//!
//! In: a name as someone wrote it, in any script, and the kind of party it belongs to.
//! Out: an [`AnalysedName`] - one or more [`Reading`]s of tokens with classes, weights and keys -
//! or a [`Refusal`]. Nothing here compares two names; that is [`crate::matching`].
//!
//! # Pipeline
//! [`clean`](mod@clean) (hidden characters, full-width and look-alike letters, mojibake) ->
//! [`decode`] (base64, hex, percent, entities; once) -> [`wrap`] (ATTN/TEL/C/O tails, d/b/a) ->
//! `words` (scripts to Latin, Chinese names cut into place + brand + trade + form) ->
//! [`dictionary`] (legal forms, generic words, trades, places) -> [`Token`]s.
//!
//! # What an index needs
//! A pair of names scores at least 0.6 only if some reading of one and some reading of the other
//! have, among their *content tokens* ([`Token::is_content`]), one of:
//! 1. two tokens with equal [`Token::text`], [`Token::sound`] or non-zero [`Token::concept`];
//! 2. two tokens within [`distance::budget`] edits (OSA) of each other;
//! 3. one token equal to (or within that budget of) two to six adjacent tokens of the other
//!    written together, or [`Reading::key`]s within that budget;
//! 4. one token that abbreviates the other (same first letter, subsequence), or is its beginning;
//! 5. one token that is an acronym of tokens of the other: [`Reading::acronyms`] lists the
//!    initials of every name;
//! 6. for names in Chinese characters, two adjacent characters in [`Reading::native`] in common.

pub mod clean;
pub mod decode;
pub mod dictionary;
pub mod distance;
pub mod han;
pub mod ordinary;
pub mod passage;
pub mod sound;
pub mod wrap;

mod analyse;
mod numbers;
mod rarity;
mod regroup;
mod romanization;
mod run;
mod settle;
mod token;
mod words;

pub use analyse::{AnalysedName, LENGTH_MAX, Reading, Refusal, TOKENS_MAX, analyse};
pub use token::{Token, TokenClass};

/// The folded words of an address.
pub fn address_words(text: &str) -> Vec<String> {
    words::split(&clean::clean(text).text)
        .into_iter()
        .map(|word| word.run.map_or_else(|| word.text.into(), |run| han::pinyin(&run)))
        .collect()
}
