//! Figures in words: the numbers that stand before a unit.

/// The number that stands before one of `units` in a lower-case text: `14 nm`, `232-layer`.
pub(super) fn before(text: &str, units: &[&str]) -> Option<f64> {
    units.iter().flat_map(|unit| text.match_indices(unit)).find_map(|(at, _)| {
        let before = text.get(..at)?.trim_end_matches([' ', '-']);
        let head = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        before.get(head.len()..)?.parse().ok()
    })
}
