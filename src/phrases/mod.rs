//! Phrases in texts: one engine for every dictionary.
//!
//! In: a text and a [`Dictionary`]. Out: which phrases stand where, as whole words of the folded
//! text ([`Text`]), with the inflections that the dictionary allows. It is exact and knows no
//! language: what a phrase means, and whether it is denied, is for who asks. A text is read once
//! from left to right; a phrase is found in the words of a trie.

mod dictionary;
pub(crate) mod fold;
mod text;

pub use dictionary::{Dictionary, Hit};
pub use text::{Break, Text, Word};
