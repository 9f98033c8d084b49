//! Optimal string alignment distance of one query word to many list words, bit-parallel.
//!
//! Hyyro (2003), "A bit-vector algorithm for computing Levenshtein and Damerau edit distances".
//! In: ASCII words of at most 64 bytes. It does not decide how many edits are allowed.

/// The query word, prepared.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    /// For each ASCII byte, the places at which it stands in the word.
    places: [u64; 128],
    bytes: Vec<u8>,
}

impl Default for Pattern {
    fn default() -> Self {
        Self { places: [0; 128], bytes: Vec::new() }
    }
}

impl Pattern {
    /// Prepares `word`, which must be ASCII and have at most 64 bytes.
    pub(super) fn set(&mut self, word: &[u8]) {
        for byte in &self.bytes {
            if let Some(place) = self.places.get_mut(usize::from(*byte)) {
                *place = 0;
            }
        }
        self.bytes.clear();
        self.bytes.extend_from_slice(word);
        for (at, byte) in word.iter().enumerate().take(64) {
            if let Some(place) = self.places.get_mut(usize::from(*byte)) {
                *place |= 1 << at;
            }
        }
    }

    /// The distance to `text`.
    pub(super) fn distance(&self, text: &[u8]) -> usize {
        let length = self.bytes.len();
        if length == 0 {
            return text.len();
        }
        let last = 1_u64 << (length - 1);
        let (mut vp, mut vn, mut d0, mut seen_before) = (u64::MAX, 0_u64, 0_u64, 0_u64);
        let mut distance = length;
        for byte in text {
            let seen = self.places.get(usize::from(*byte)).copied().unwrap_or(0);
            let transposed = ((!d0 & seen) << 1) & seen_before;
            d0 = ((seen & vp).wrapping_add(vp) ^ vp) | seen | vn | transposed;
            let mut hp = vn | !(d0 | vp);
            let hn = d0 & vp;
            distance += usize::from(hp & last != 0);
            distance -= usize::from(hn & last != 0);
            hp = (hp << 1) | 1;
            vp = (hn << 1) | !(d0 | hp);
            vn = hp & d0;
            seen_before = seen;
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_the_library_distance(a in "[a-d]{1,12}", b in "[a-d]{0,12}", c in "[a-z0-9]{1,64}") {
            let mut pattern = Pattern::default();
            pattern.set(c.as_bytes());
            prop_assert_eq!(pattern.distance(b.as_bytes()), strsim::osa_distance(&c, &b));
            pattern.set(a.as_bytes());
            prop_assert_eq!(pattern.distance(b.as_bytes()), strsim::osa_distance(&a, &b));
        }
    }
}
