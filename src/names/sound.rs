//! A key that is equal for spellings of one word in different romanizations: Mohammed and
//! Muhammad, Qaeda and Qaida, Aleksandr and Alexandr. It is weaker evidence than spelling.

use compact_str::CompactString;

/// The key of a word of lower-case ASCII letters; other characters stay as they are.
pub fn key(word: &str) -> CompactString {
    let mut out = String::with_capacity(2 * word.len());
    let (mut rest, mut last) = (word.as_bytes(), None);
    while let Some((&first, tail)) = rest.split_first() {
        let (sound, used) = unit(first, tail, last.is_none());
        rest = rest.get(used..).unwrap_or_default();
        for letter in sound.bytes() {
            if last != Some(letter) {
                out.push(char::from(letter));
                last = Some(letter);
            }
        }
    }
    out.into()
}

/// The sound of the letters at the head, and how many letters make it.
fn unit(first: u8, tail: &[u8], initial: bool) -> (&'static str, usize) {
    match (first, tail) {
        (b's', [b'h', b'c', b'h', ..]) => ("x", 4),
        (b's', [b'c', b'h', ..]) | (b't', [b'c', b'h', ..]) => ("x", 3),
        (b's' | b'c', [b'h', ..]) => ("x", 2),
        (b'k' | b'g' | b'w' | b'r', [b'h', ..]) => (single(first), 2),
        (b'd', [b'z', b'h', ..]) => ("j", 3),
        (b'd', [b'j' | b'h' | b'z', ..]) | (b'z', [b'h', ..]) => ("j", 2),
        (b'p', [b'h', ..]) => ("f", 2),
        (b't', [b'h', ..]) => ("t", 2),
        (b't', [b's' | b'z', ..]) => ("s", 2),
        (b'c', [b'z', ..]) => ("x", 2),
        (b'c', [b'k', ..]) => ("k", 2),
        (b'c', [b'e' | b'i' | b'y', ..]) => ("s", 1),
        (b'x', _) if !initial => ("ks", 1),
        (b'o', [b'u' | b'o', ..]) => ("u", 2),
        (b'e', [b'e' | b'i' | b'y', ..]) | (b'i', [b'e' | b'y', ..]) => ("i", 2),
        (b'a', [b'e', ..]) => ("ai", 2),
        (b'h', _) if !initial => ("", 1),
        _ => (single(first), 1),
    }
}

fn single(letter: u8) -> &'static str {
    match letter {
        b'a' => "a",
        b'b' => "b",
        b'c' | b'k' | b'q' => "k",
        b'd' => "d",
        b'e' | b'i' | b'y' => "i",
        b'f' => "f",
        b'g' => "g",
        b'h' => "h",
        b'j' => "j",
        b'l' => "l",
        b'm' => "m",
        b'n' => "n",
        b'o' | b'u' => "u",
        b'p' => "p",
        b'r' => "r",
        b's' | b'z' => "s",
        b't' => "t",
        b'v' | b'w' => "v",
        b'x' => "x",
        b'0' => "0",
        b'1' => "1",
        b'2' => "2",
        b'3' => "3",
        b'4' => "4",
        b'5' => "5",
        b'6' => "6",
        b'7' => "7",
        b'8' => "8",
        b'9' => "9",
        _ => "",
    }
}

/// The consonants of a sound key, the first letter kept: what remains when vowels are not written.
pub fn consonants(sound: &str) -> String {
    let mut out = String::with_capacity(sound.len());
    for letter in sound.chars() {
        let vowel = matches!(letter, 'a' | 'i' | 'u' | 'h' | 'j' | 'v');
        if !vowel && !out.ends_with(letter) {
            out.push(letter);
        }
    }
    out
}
