//! How much a distinctive word tells, by how common it is in names (a static table, so that a
//! score depends on the pair alone).

use std::sync::LazyLock;

use rustc_hash::FxHashMap as HashMap;

static LEVELS: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut levels = HashMap::default();
    for line in include_str!("data/words.tsv").lines() {
        let Some((level, words)) = line.split_once('\t') else { continue };
        let Ok(level) = level.parse::<u8>() else { continue };
        for word in words.split(' ') {
            levels.entry(word).or_insert(level);
        }
    }
    levels
});

/// The weight of a distinctive word, 0.25 to 1.
pub fn weight(word: &str) -> f32 {
    let common = match LEVELS.get(word) {
        Some(1) => 0.45,
        Some(2) => 0.6,
        Some(3) => 0.75,
        Some(4) => 0.85,
        _ => 1.0,
    };
    let length = match word.len() {
        0..=1 => 0.4,
        2 => 0.5,
        3 => 0.7,
        _ => 1.0,
    };
    common * length
}

/// Whether a word is an ordinary one, or stands in the names of many parties.
pub fn is_common(word: &str) -> bool {
    matches!(LEVELS.get(word), Some(1 | 2))
}
