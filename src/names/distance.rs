//! Edit distance with transpositions (optimal string alignment), bounded.

/// Longest word that is compared by edits; longer words are compared by equality and beginnings.
pub const WORD_MAX: usize = 96;

/// Edits forgiven between two words of which the shorter has `len` letters.
pub fn budget(len: usize) -> usize {
    match len {
        0..=3 => 0,
        4..=8 => 1,
        9..=13 => 2,
        14..=24 => 3,
        _ => 4,
    }
}

/// The distance of `a` and `b`, or `None` if it exceeds `max`.
pub fn within<T: PartialEq + Copy>(a: &[T], b: &[T], max: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > max || b.len() >= WORD_MAX || a.len() >= WORD_MAX {
        return None;
    }
    let mut before = [0usize; WORD_MAX];
    let mut above = [0usize; WORD_MAX];
    let mut row = [0usize; WORD_MAX];
    for (slot, value) in above.iter_mut().zip(0..=b.len()) {
        *slot = value;
    }
    let mut a_prev = None;
    for (i, &ca) in a.iter().enumerate() {
        let mut left = i + 1;
        let mut least = left;
        let mut b_prev = None;
        let mut swap = None;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        let cells = b.iter().zip(above.windows(2)).zip(before.iter()).zip(row.iter_mut().skip(1));
        for (((&cb, window), &two_up), slot) in cells {
            let [diagonal, up] = *window else { continue };
            let mut cell = (diagonal + usize::from(ca != cb)).min(up + 1).min(left + 1);
            if let (Some(swapped), Some(pa), Some(pb)) = (swap, a_prev, b_prev)
                && pa == cb
                && pb == ca
            {
                cell = cell.min(swapped + 1);
            }
            *slot = cell;
            left = cell;
            least = least.min(cell);
            swap = Some(two_up);
            b_prev = Some(cb);
        }
        if least > max {
            return None;
        }
        a_prev = Some(ca);
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    above.get(b.len()).copied().filter(|&distance| distance <= max)
}
