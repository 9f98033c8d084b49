//! Numbers in names: digits, ordinals, number words, roman numerals, designations with digits.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The digits of a number word, an ordinal or digits; `None` if `word` is no number.
pub fn digits(word: &str) -> Option<String> {
    let end = word.bytes().take_while(u8::is_ascii_digit).count();
    if end > 0 {
        let (number, tail) = word.split_at_checked(end)?;
        let ordinal = matches!(
            tail,
            "" | "st" | "nd" | "rd" | "th" | "y" | "ya" | "oy" | "i" | "aya" | "oe" | "go" | "ogo"
        );
        return ordinal.then(|| trimmed(number));
    }
    spoken(word).map(|value| value.to_string())
}

fn trimmed(number: &str) -> String {
    let bare = number.trim_start_matches('0');
    if bare.is_empty() { "0".to_owned() } else { bare.to_owned() }
}

const SMALL: &[(&str, u32)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fourty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("pervyy", 1),
    ("pervaya", 1),
    ("vtoroy", 2),
    ("vtoraya", 2),
    ("tretiy", 3),
    ("tretya", 3),
    ("chetvertyy", 4),
    ("pyatyy", 5),
    ("hundred", 100),
];

static SPOKEN: LazyLock<FxHashMap<&'static str, u32>> =
    LazyLock::new(|| SMALL.iter().copied().collect());

fn spoken(word: &str) -> Option<u32> {
    SPOKEN.get(word).copied()
}

/// A tens word that a unit may follow (`forty` `four`).
pub fn is_tens(word: &str) -> bool {
    spoken(word)
        .is_some_and(|value| (20..100).contains(&value) && value % 10 == 0 && !word.ends_with("th"))
}

/// The value of a unit word 1 to 9.
pub fn unit(word: &str) -> Option<u32> {
    spoken(word).or_else(|| word.parse().ok()).filter(|value| (1..10).contains(value))
}

/// The value of a roman numeral of two letters or more, up to 39.
pub fn roman(word: &str) -> Option<u32> {
    const TENS: [&str; 4] = ["", "x", "xx", "xxx"];
    const UNITS: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    if !word.bytes().all(|letter| matches!(letter, b'i' | b'v' | b'x')) {
        return None;
    }
    (1..40u32).find(|value| {
        let tens = TENS.get(*value as usize / 10).copied().unwrap_or_default();
        let units = UNITS.get(*value as usize % 10).copied().unwrap_or_default();
        word.strip_prefix(tens).is_some_and(|rest| rest == units)
    })
}

/// A word of letters in which digits stand for letters (`hu4we1`): the letters meant.
pub fn unleet(word: &str) -> Option<String> {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let count = word.len() - letters;
    let bytes = word.as_bytes();
    let leading = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let trailing = bytes.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let inner = count > leading + trailing;
    let changes = bytes
        .windows(2)
        .filter(|w| matches!(w, [x, y] if x.is_ascii_digit() != y.is_ascii_digit()))
        .count();
    let woven = letters >= 2
        && (changes >= 3
            || (changes == 2 && leading <= 1 && trailing <= 1)
            || (inner && leading + trailing == 0 && count <= 2));
    let touched = letters >= 4 && !inner && leading + trailing == 1;
    if count == 0 || !(woven || touched) {
        return None;
    }
    Some(self::letters(word))
}

/// The word with every digit taken for the letter it looks like.
pub fn letters(word: &str) -> String {
    let fold = |b: u8| match b {
        b'0' => 'o',
        b'1' => 'i',
        b'3' => 'e',
        b'4' => 'a',
        b'5' => 's',
        b'6' | b'9' => 'g',
        b'7' => 't',
        b'8' => 'b',
        b'2' => 'z',
        _ => char::from(b),
    };
    word.chars().map(|c| u8::try_from(c).map_or(c, fold)).collect()
}

/// Longest text, in bytes, of which digits are read as letters throughout; words of a longer one are
/// read one by one.
const LETTERED_MAX: usize = 250;

/// What a text reads with its digits taken for the letters they look like: as a scanner confuses
/// them (0 and 1, in longer words 5 and 8 too), or all of them where half of the words or more are woven so.
pub fn lettered(text: &str) -> Vec<String> {
    let letter = |c: char| c.is_ascii_alphabetic();
    let digit = |c: char| c.is_ascii_digit();
    let words = || text.split_whitespace().filter(|word| word.contains(letter));
    let mixed = words().filter(|word| word.contains(digit)).count();
    // In a long text further readings would cost more than they can find.
    if mixed == 0 || text.len() > LETTERED_MAX || text.chars().filter(|c| letter(*c)).count() < 5 {
        return Vec::new();
    }
    let all = mixed >= 2 && mixed * 2 >= words().count();
    let scanned = |word: &str| {
        let many = word.chars().filter(|c| letter(*c)).count() >= 3;
        let scans = |c: char| matches!(c, '0' | '1') || (many && matches!(c, '5' | '8'));
        word.contains(letter) && word.chars().all(|c| !digit(c) || scans(c))
    };
    let read = |one: &str| -> String {
        let word = |word: &str| -> String {
            if !word.contains(digit) || !(all || scanned(word)) {
                return word.to_owned();
            }
            letters(&word.replace('1', one))
        };
        text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
    };
    let mut out = vec![read("l"), read("i")];
    out.dedup();
    out.retain(|reading| reading != text);
    out
}
