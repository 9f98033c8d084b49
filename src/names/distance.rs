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
    let (a, b) = without_common_ends(a, b);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    match (short, long, max) {
        ([], _, _) => (long.len() <= max).then_some(long.len()),
        (_, _, 0) => None,
        ([_], [_], _) => Some(1),
        ([p, q], [r, s], 1) => (p == s && q == r).then_some(1),
        (_, _, 1) => None,
        _ if short.len() <= 64 => in_bits(short, long, max),
        _ => in_rows(short, long, max),
    }
}

/// What is left of both when the letters that both begin and end with are taken away: the
/// distance is that of the rests.
fn without_common_ends<'a, T: PartialEq>(a: &'a [T], b: &'a [T]) -> (&'a [T], &'a [T]) {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let rest = |word: &'a [T]| word.get(..word.len() - tail).unwrap_or_default();
    (rest(a), rest(b))
}

/// One row of the table in one machine word: Hyyro (2003), "A bit-vector algorithm for computing
/// Levenshtein and Damerau edit distances". `short` has 1 to 64 letters.
fn in_bits<T: PartialEq + Copy>(short: &[T], long: &[T], max: usize) -> Option<usize> {
    let last = 1u64 << (short.len() - 1);
    let (mut vp, mut vn, mut d0, mut seen_before) = (u64::MAX, 0u64, 0u64, 0u64);
    let mut distance = short.len();
    let mut left = long.len();
    for &letter in long {
        let seen = short
            .iter()
            .enumerate()
            .fold(0u64, |bits, (at, &other)| bits | (u64::from(other == letter) << at));
        let transposed = ((!d0 & seen) << 1) & seen_before;
        d0 = ((seen & vp).wrapping_add(vp) ^ vp) | seen | vn | transposed;
        let mut hp = vn | !(d0 | vp);
        let hn = d0 & vp;
        distance += usize::from(hp & last != 0);
        distance -= usize::from(hn & last != 0);
        left -= 1;
        // Each letter that is left takes away one edit at most.
        if distance > max + left {
            return None;
        }
        hp = (hp << 1) | 1;
        vp = (hn << 1) | !(d0 | hp);
        vn = hp & d0;
        seen_before = seen;
    }
    Some(distance)
}

/// Row by row, for what does not fit a machine word.
fn in_rows<T: PartialEq + Copy>(a: &[T], b: &[T], max: usize) -> Option<usize> {
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

#[cfg(test)]
mod tests {
    use super::{in_rows, within};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_the_library_distance(
            head in "[a-c]{0,30}",
            a in "[a-d]{0,12}",
            b in "[a-d]{0,12}",
            tail in "[a-c]{0,40}",
            max in 0..7usize,
        ) {
            let (a, b) = (format!("{head}{a}{tail}"), format!("{head}{b}{tail}"));
            let distance = strsim::osa_distance(&a, &b);
            let expected = (distance <= max).then_some(distance);
            prop_assert_eq!(within(a.as_bytes(), b.as_bytes(), max), expected);
            prop_assert_eq!(in_rows(a.as_bytes(), b.as_bytes(), max), expected);
        }

        #[test]
        fn equals_the_library_distance_of_unlike_words(
            a in "[a-d]{0,95}", b in "[a-d]{0,95}", max in 0..60usize,
        ) {
            let distance = strsim::osa_distance(&a, &b);
            let expected = (distance <= max).then_some(distance);
            prop_assert_eq!(within(a.as_bytes(), b.as_bytes(), max), expected);
        }
    }
}
