//! Two names in Chinese characters: compared in characters, not in pinyin.

use super::score::Scored;
use crate::names::Reading;

/// Scores two names that are both written in Chinese characters; `None` if not both are.
pub fn score(_a: &Reading, _b: &Reading) -> Option<Scored> {
    None
}
