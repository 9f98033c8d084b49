//! Names -> the same names with the faults of daily papers. Deterministic; used by tests and by
//! the benchmark.

/// A small linear congruential generator: the same numbers everywhere.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

/// A fault: its name, and how it changes a name; `None` where the name gives no occasion.
pub type Fault = (&'static str, fn(&str, &mut Dice) -> Option<String>);

/// All faults.
pub const FAULTS: &[Fault] = &[
    ("one edit", |name, dice| edit_words(name, dice, 1)),
    ("edits in two words", |name, dice| edit_words(name, dice, 2)),
    ("an edit in every word", |name, dice| edit_words(name, dice, usize::MAX)),
    ("order changed", reordered),
    ("last word first", |name, _| {
        let (rest, last) = name.rsplit_once(' ')?;
        Some(format!("{last}, {rest}"))
    }),
    ("a word left out", left_out),
    ("a word added", |name, dice| {
        let added = ["Branch", "Holding", "Export", "Dept", "Mr"][dice.below(5)];
        Some(format!("{name} {added}"))
    }),
    ("two words joined", joined),
    ("a word split", split),
    ("all in one", |name, _| name.contains(' ').then(|| name.replace(' ', ""))),
    ("punctuation", |name, _| name.contains(' ').then(|| name.replace(' ', "-").to_lowercase())),
    ("romanized otherwise", romanized),
    ("cut off", |name, dice| {
        let keep = 24 + dice.below(14);
        (name.chars().count() > keep).then(|| name.chars().take(keep).collect())
    }),
    ("with a tail", |name, _| Some(format!("{name} ATTN: MR WANG TEL 86 10 55501234"))),
];

fn words(name: &str) -> Vec<String> {
    name.split_whitespace().map(str::to_owned).collect()
}

fn edit_words(name: &str, dice: &mut Dice, most: usize) -> Option<String> {
    let mut words = words(name);
    let long: Vec<usize> = (0..words.len())
        .filter(|at| words[*at].chars().filter(char::is_ascii_alphabetic).count() >= 5)
        .collect();
    if long.is_empty() || (most != usize::MAX && long.len() < most) {
        return None;
    }
    let first = dice.below(long.len());
    for turn in 0..long.len().min(most) {
        let at = long[(first + turn) % long.len()];
        words[at] = edited(&words[at], dice);
    }
    Some(words.join(" "))
}

/// One insertion, deletion, substitution or transposition within a word.
fn edited(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + dice.below(letters.len() - 2);
    let letter = char::from(b'a' + dice.below(26) as u8);
    match dice.below(4) {
        0 => letters.insert(at, letter),
        1 => {
            letters.remove(at);
        }
        2 => letters[at] = letter,
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

fn reordered(name: &str, dice: &mut Dice) -> Option<String> {
    let mut words = words(name);
    if words.len() < 2 {
        return None;
    }
    let by = 1 + dice.below(words.len() - 1);
    words.rotate_left(by);
    Some(words.join(" "))
}

fn left_out(name: &str, dice: &mut Dice) -> Option<String> {
    let mut words = words(name);
    if words.len() < 4 {
        return None;
    }
    words.remove(dice.below(words.len()));
    Some(words.join(" "))
}

fn joined(name: &str, dice: &mut Dice) -> Option<String> {
    let mut words = words(name);
    if words.len() < 2 {
        return None;
    }
    let at = dice.below(words.len() - 1);
    let next = words.remove(at + 1);
    words[at].push_str(&next);
    Some(words.join(" "))
}

fn split(name: &str, dice: &mut Dice) -> Option<String> {
    let mut words = words(name);
    let long: Vec<usize> =
        (0..words.len()).filter(|at| words[*at].is_ascii() && words[*at].len() >= 7).collect();
    let at = *long.get(dice.below(long.len()))?;
    let place = 3 + dice.below(words[at].len() - 6);
    words[at].insert(place, ' ');
    Some(words.join(" "))
}

fn romanized(name: &str, _: &mut Dice) -> Option<String> {
    const PAIRS: &[(&str, &str)] = &[
        ("ou", "u"),
        ("kh", "h"),
        ("ee", "i"),
        ("iy", "y"),
        ("dj", "j"),
        ("q", "k"),
        ("ya", "ia"),
        ("yu", "iu"),
        ("w", "v"),
        ("sch", "sh"),
        ("ph", "f"),
        ("aa", "a"),
        ("mm", "m"),
        ("ss", "s"),
    ];
    let lower = name.to_lowercase();
    let changed = PAIRS.iter().fold(lower.clone(), |text, (from, to)| text.replace(from, to));
    (changed != lower).then_some(changed)
}
