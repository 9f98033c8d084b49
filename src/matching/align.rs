//! Which words of one name stand for which words of the other.

use crate::names::distance::{budget, within};
use crate::names::sound::consonants;
use crate::names::{Reading, Token, TokenClass};

/// How two words (or groups of words) agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Equal.
    Same,
    /// Different words for one thing (translation, abbreviation of the dictionary).
    Meaning,
    /// Other spelling that sounds alike or another romanization.
    Sound,
    /// A slip: so many edits apart.
    Edits(u8),
    /// Written together on one side.
    Joined,
    /// Initials of the other.
    Acronym,
    /// A short form of the other.
    Abbreviation,
    /// One letter for a name.
    Initial,
    /// The beginning of the other, in a name that was cut.
    Cut,
    /// A known variant of a person's name.
    Variant,
}

/// A range of tokens of each name that stand for each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// First token and number of tokens of the first name.
    pub a: (usize, usize),
    /// First token and number of tokens of the second name.
    pub b: (usize, usize),
    /// Quality of the agreement, 0 to 1.
    pub quality: f32,
    /// How they agree.
    pub how: How,
}

/// The agreement of two readings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alignment {
    /// Pairs, best first.
    pub pairs: Vec<Pair>,
    /// Tokens of the first name that are explained, one bit each.
    pub used_a: u128,
    /// Tokens of the second name that are explained.
    pub used_b: u128,
    /// Chinese characters in common, where that decided.
    pub shared: String,
}

impl Alignment {
    fn take(&mut self, pair: Pair) {
        self.used_a |= range(pair.a);
        self.used_b |= range(pair.b);
        self.pairs.push(pair);
    }

    fn free(&self, a: (usize, usize), b: (usize, usize)) -> bool {
        self.used_a & range(a) == 0 && self.used_b & range(b) == 0
    }
}

fn range((from, len): (usize, usize)) -> u128 {
    let ones =
        1u128.checked_shl(u32::try_from(len).unwrap_or(127)).map_or(u128::MAX, |bit| bit - 1);
    ones.checked_shl(u32::try_from(from).unwrap_or(127)).unwrap_or(0)
}

/// Aligns two readings; `person` turns on what holds for names of people only.
pub fn align(a: &Reading, b: &Reading, person: bool) -> Alignment {
    let mut alignment = Alignment::default();
    whole(a, b, &mut alignment);
    single(a, b, person, &mut alignment);
    joined(a, b, &mut alignment, false);
    joined(b, a, &mut alignment, true);
    let letters = if person { 2..=3 } else { 3..=8 };
    acronyms(a, b, &mut alignment, (false, &letters));
    acronyms(b, a, &mut alignment, (true, &letters));
    cut(a, b, &mut alignment, false);
    cut(b, a, &mut alignment, true);
    alignment
}

/// Names that are equal when written together, or one edit apart where their words are cut
/// differently.
fn whole(a: &Reading, b: &Reading, out: &mut Alignment) {
    let least = a.key.len().min(b.key.len());
    let counts = |r: &Reading| r.tokens.iter().filter(|t| t.is_content()).count();
    let (count_a, count_b) = (counts(a), counts(b));
    if least < 5 || (count_a < 2 && count_b < 2) || a.native.is_some() && b.native.is_some() {
        return;
    }
    let max = usize::from(least >= 9 && count_a != count_b)
        + usize::from(least >= 14 && count_a.min(count_b) == 1);
    let numbered = |r: &Reading| r.tokens.iter().any(|t| t.class == TokenClass::Number);
    let Some(edits) = within(
        a.key.as_bytes(),
        b.key.as_bytes(),
        if numbered(a) || numbered(b) { 0 } else { max },
    ) else {
        return;
    };
    let telling = |r: &Reading| {
        let words = r.tokens.iter().filter(|t| t.is_content());
        words.filter(|t| !t.is_known()).map(|t| t.text.len()).sum::<usize>()
    };
    let (letters_a, letters_b) = (telling(a), telling(b));
    let letters = if count_a > count_b { letters_a } else { letters_b };
    if edits > slips_in(letters) {
        return;
    }
    if edits == 0 && count_a == count_b && content_texts(a).eq(content_texts(b)) {
        return;
    }
    let span = |r: &Reading| {
        let first = r.tokens.iter().position(Token::is_content).unwrap_or(0);
        let last = r.tokens.iter().rposition(Token::is_content).unwrap_or(0);
        (first, last + 1 - first)
    };
    let how =
        if edits == 0 { How::Joined } else { How::Edits(u8::try_from(edits).unwrap_or(u8::MAX)) };
    out.take(Pair { a: span(a), b: span(b), quality: 0.98 - 0.09 * edits as f32, how });
}

/// Slips forgiven where words are cut differently and so many of their letters tell.
fn slips_in(letters: usize) -> usize {
    match letters {
        0..=5 => 0,
        6..=11 => 1,
        _ => 2,
    }
}

fn content_texts(reading: &Reading) -> impl Iterator<Item = &str> {
    reading.tokens.iter().filter(|t| t.is_content()).map(|t| &*t.text)
}

fn single(a: &Reading, b: &Reading, person: bool, out: &mut Alignment) {
    if !out.pairs.is_empty() {
        return;
    }
    let mut found: Vec<(f32, usize, Pair)> = Vec::new();
    for (i, x) in a.tokens.iter().enumerate().filter(|(_, t)| t.is_content()) {
        for (j, y) in b.tokens.iter().enumerate().filter(|(_, t)| t.is_content()) {
            let Some((quality, how)) = agreement(x, y, person) else { continue };
            let pair = Pair { a: (i, 1), b: (j, 1), quality, how };
            found.push((quality * (0.2 + x.weight.min(y.weight)), i.abs_diff(j), pair));
        }
    }
    found.sort_by(|x, y| {
        y.0.total_cmp(&x.0)
            .then(x.1.cmp(&y.1))
            .then(x.2.a.0.cmp(&y.2.a.0))
            .then(x.2.b.0.cmp(&y.2.b.0))
    });
    for (_, _, pair) in found {
        if out.free(pair.a, pair.b) {
            out.take(pair);
        }
    }
}

/// How far two words agree, if they do.
fn agreement(a: &Token, b: &Token, person: bool) -> Option<(f32, How)> {
    if a.class == TokenClass::Number || b.class == TokenClass::Number {
        return (a.class == b.class && a.text == b.text).then_some((1.0, How::Same));
    }
    if let (Some(x), Some(y)) = (&a.native, &b.native)
        && !a.is_known()
        && !b.is_known()
    {
        return native_agreement(x, y);
    }
    if a.mask == b.mask && a.text == b.text {
        return if contradicts(a, b) { None } else { Some((1.0, How::Same)) };
    }
    if a.concept != 0 && a.concept == b.concept {
        return Some((0.98, How::Meaning));
    }
    if a.class == TokenClass::Initial || b.class == TokenClass::Initial {
        let same = a.text.as_bytes().first() == b.text.as_bytes().first();
        return (person && same).then_some((0.7, How::Initial));
    }
    if a.is_known() && b.is_known() {
        return (is_zongyuan(a, b) || is_zongyuan(b, a)).then_some((0.95, How::Meaning));
    }
    if let Some(strength) = person.then(|| super::variants::strength(&a.text, &b.text)).flatten() {
        return Some((strength, How::Variant));
    }
    if a.others.contains(&b.text) || b.others.contains(&a.text) {
        return Some((0.95, How::Sound));
    }
    if !person && a.text.get(..4) == b.text.get(..4) && inflected(&a.text, &b.text) {
        return Some((0.96, How::Meaning));
    }
    let written = if may_resemble(a, b) { resemblance(a, b, person) } else { None };
    written.or_else(|| person.then(|| transcribed(a, b)).flatten())
}

/// How far two words agree by their letters, if they do.
fn resemblance(a: &Token, b: &Token, person: bool) -> Option<(f32, How)> {
    if vowelless(a, b) || vowelless(b, a) {
        return Some((0.85, How::Abbreviation));
    }
    abbreviated(a, b).or_else(|| spelled(a, b, person))
}

/// Whether two words have so many letters in common that [`resemblance`] can find anything: all
/// letters of one, or all but what the most slips that [`spelled`] forgives can change.
fn may_resemble(a: &Token, b: &Token) -> bool {
    let (only_a, only_b) = (a.mask & !b.mask, b.mask & !a.mask);
    let slips = budget(a.text.len().min(b.text.len())) + 3;
    only_a == 0 || only_b == 0 || (only_a | only_b).count_ones() as usize <= 2 * slips
}

/// A 研究院 calls itself institute or academy in English.
fn is_zongyuan(a: &Token, b: &Token) -> bool {
    let academy = |t: &Token| matches!(&*t.text, "academy" | "acad" | "akademiya" | "academies");
    a.class == TokenClass::Institution
        && (a.text.ends_with("yanjiuyuan") || a.text.ends_with("zongyuan"))
        && academy(b)
}

/// Russian adjectives and genitives of one name: Krylovskiy and Krylov, Popova and Popov.
fn inflected(a: &str, b: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "skogo", "skaya", "skoye", "skiy", "skii", "skie", "skoe", "skij", "sky", "ogo", "aya",
        "iy", "yy", "oi", "oy", "ii", "ie",
    ];
    let stem = |word: &str| -> Option<String> {
        let ending = ENDINGS.iter().find(|ending| word.ends_with(**ending)).copied();
        let possessive =
            ["ova", "eva", "ina"].iter().any(|ending| word.ends_with(ending)).then_some("a");
        let stem = word.strip_suffix(ending.or(possessive)?)?;
        (stem.len() >= 4).then(|| stem.to_owned())
    };
    match (stem(a), stem(b)) {
        (Some(x), Some(y)) => x == y,
        (Some(x), None) => x == b,
        (None, Some(y)) => a == y,
        (None, None) => false,
    }
}

/// A Latin trade name whose bearer writes itself in other Chinese characters than these.
fn contradicts(a: &Token, b: &Token) -> bool {
    let check = |latin: &Token, native: &Token| {
        let Some(characters) = &native.native else { return false };
        if latin.native.is_some() || native.is_known() {
            return false;
        }
        let known = crate::names::dictionary::dictionary().natives(&latin.text);
        !known.is_empty()
            && !known
                .iter()
                .any(|name| name.contains(&**characters) || characters.contains(&**name))
    };
    check(a, b) || check(b, a)
}

fn native_agreement(a: &str, b: &str) -> Option<(f32, How)> {
    if a == b {
        return Some((1.0, How::Same));
    }
    let x: Vec<char> = a.chars().collect();
    let y: Vec<char> = b.chars().collect();
    let max = x.len().min(y.len()) / 4;
    let edits = within(&x, &y, max)?;
    Some((1.0 - 0.25 * edits as f32, How::Edits(u8::try_from(edits).unwrap_or(u8::MAX))))
}

/// `Inst.` for Institute, `srvces` for services: dictionary words and words with a full stop.
fn abbreviated(a: &Token, b: &Token) -> Option<(f32, How)> {
    let (short, long) = if a.text.len() < b.text.len() { (a, b) } else { (b, a) };
    if short.text.len() < 2 || short.text.len() + 2 > long.text.len() || short.is_known() {
        return None;
    }
    if lacks(long, short) {
        return None;
    }
    let prefix = long.text.starts_with(&*short.text);
    let telling = !long.is_known();
    if telling {
        let enough = prefix && short.dot && short.text.len() >= 3;
        return enough.then_some((0.8, How::Abbreviation));
    }
    // `Mac` and `tag` are words of their own, not short for machine and trading.
    let ordinary = !short.dot && short.weight < if short.text.len() > 3 { 0.84 } else { 0.59 };
    let enough =
        !ordinary && short.text.len() >= 3 && (prefix || skeleton_of(&short.text, &long.text));
    enough.then_some((0.9, How::Abbreviation))
}

/// Some letter of `short` is none of `long`'s.
fn lacks(long: &Token, short: &Token) -> bool {
    short.mask & !long.mask != 0
}

/// The letters a, e, i, o, u and y in a mask.
const VOWELS: u64 = 1 | 1 << 4 | 1 << 8 | 1 << 14 | 1 << 20 | 1 << 24;

/// `short` is `long` without its vowels, the first letter kept (`arcrbbn` for Aerocaribbean).
fn vowelless(short: &Token, long: &Token) -> bool {
    if short.text.len() < 3 || short.text.len() >= long.text.len() || lacks(long, short) {
        return false;
    }
    if short.is_known() {
        return false;
    }
    let vowel = |byte: u8| b"aeiou".contains(&byte);
    if short.mask & VOWELS != 0 && short.text.bytes().skip(1).any(vowel) {
        return false;
    }
    let kept = long
        .text
        .bytes()
        .enumerate()
        .filter(|(at, byte)| *at == 0 || !vowel(*byte))
        .map(|(_, byte)| byte);
    kept.eq(short.text.bytes())
}

/// `short` is `long` with letters (vowels for the most part) left out.
fn skeleton_of(short: &str, long: &str) -> bool {
    let mut rest = long.bytes();
    if short.as_bytes().first() != long.as_bytes().first()
        || short.as_bytes().last() != long.as_bytes().last()
    {
        return false;
    }
    let vowels = short.bytes().filter(|b| b"aeiou".contains(b)).count();
    vowels * 3 <= short.len() && short.bytes().all(|letter| rest.any(|other| other == letter))
}

fn spelled(a: &Token, b: &Token, person: bool) -> Option<(f32, How)> {
    let least = a.text.len().min(b.text.len());
    if (2..=3).contains(&least)
        && person
        && a.sound == b.sound
        && within(a.text.as_bytes(), b.text.as_bytes(), 1).is_some()
    {
        return Some((0.9, How::Sound));
    }
    if least < 3 || a.text.len().abs_diff(b.text.len()) > 4 {
        return None;
    }
    let known = (a.is_known() != b.is_known()) && least >= 7;
    let max = budget(least) + usize::from(known && least < 9);
    let differ = (a.mask ^ b.mask).count_ones() as usize;
    if differ > 2 * max + 4 || is_unlike(a, b) {
        return None;
    }
    if differ <= 2 * max
        && let Some(edits) = within(a.text.as_bytes(), b.text.as_bytes(), max)
    {
        let quality = 1.0 - 1.05 * edits as f32 / least as f32;
        let edits = u8::try_from(edits).unwrap_or(u8::MAX);
        if a.sound == b.sound {
            return Some((quality.max(0.93), How::Sound));
        }
        if person && least <= SYLLABLE && begin_unlike(&a.text, &b.text) {
            return None;
        }
        return Some((quality, How::Edits(edits)));
    }
    if a.sound.len().min(b.sound.len()) < 4 {
        return None;
    }
    let far = within(a.text.as_bytes(), b.text.as_bytes(), max + 2)?;
    if a.sound == b.sound {
        return Some((if far > max + 1 { 0.85 } else { 0.9 }, How::Sound));
    }
    let edits = within(a.sound.as_bytes(), b.sound.as_bytes(), 1)?;
    (person && edits > 0 && consonants(&a.sound) == consonants(&b.sound))
        .then_some((0.78, How::Sound))
}

/// Letters of one syllable of a Korean, Chinese or Vietnamese given name.
const SYLLABLE: usize = 4;

/// Whether two short words begin with different consonants: other syllables, other names (Jong and
/// Tong, Min and Jin), where a slip leaves the first letter.
fn begin_unlike(a: &str, b: &str) -> bool {
    let first = |text: &str| text.bytes().next().filter(|letter| !b"aeiou".contains(letter));
    first(a).zip(first(b)).is_some_and(|(a, b)| a != b)
}

/// Words between which no slip is looked for: an acronym of consonants and anything, a word of the
/// dictionary and a short word, an ordinary word or one with another first letter.
fn is_unlike(a: &Token, b: &Token) -> bool {
    let consonants = |t: &Token| t.text.len() <= 5 && t.mask & VOWELS == 0;
    if consonants(a) || consonants(b) {
        return true;
    }
    let (known, other) = match (a.is_known(), b.is_known()) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return false,
    };
    let first = |t: &Token| t.text.as_bytes().first().copied();
    known.text.len() < 6 || other.weight < 0.8 || first(known) != first(other)
}

/// Words of which one is written without vowels (Arabic, Hebrew) or in characters that stand for
/// foreign sounds: the consonants decide, classed as those scripts can tell them.
fn transcribed(a: &Token, b: &Token) -> Option<(f32, How)> {
    let chinese = |t: &Token| t.native.as_ref().is_some_and(|n| n.chars().count() >= 3);
    let abjad = a.abjad != b.abjad;
    let sounded = chinese(a) != chinese(b) && (a.native.is_none() || b.native.is_none());
    let (x, y) = (a.sound.len(), b.sound.len());
    if (!abjad && !sounded) || x.max(y) > 3 * x.min(y) + 6 {
        return None;
    }
    let class = |t: &Token| -> String {
        let fold = |c: char| match c {
            'p' => 'b',
            'g' | 'x' if abjad => 'j',
            'r' if sounded => 'l',
            'g' if sounded => 'k',
            'd' if sounded => 't',
            other => other,
        };
        consonants(&t.sound).chars().map(fold).collect()
    };
    let (x, y) = (class(a), class(b));
    let quality = if x.len() >= 3 { 0.88 } else { 0.8 };
    (x == y && x.len() >= 2).then_some((quality, How::Sound))
}

/// One word of `a` for adjacent words of `b` written together.
fn joined(a: &Reading, b: &Reading, out: &mut Alignment, swapped: bool) {
    let used = if swapped { out.used_a } else { out.used_b };
    if b.tokens.len() < 2 + used.count_ones() as usize {
        return;
    }
    for (i, token) in a.tokens.iter().enumerate() {
        if !token.is_content() || token.text.len() < 4 || token.class == TokenClass::Number {
            continue;
        }
        let (used_a, used_b) =
            if swapped { (out.used_b, out.used_a) } else { (out.used_a, out.used_b) };
        if used_a & range((i, 1)) != 0 {
            continue;
        }
        if let Some((j, len, edits)) = join_of(token, b, used_b) {
            let quality = 0.97 - 0.1 * edits as f32;
            let (x, y) = ((i, 1), (j, len));
            let (a, b) = if swapped { (y, x) } else { (x, y) };
            out.take(Pair { a, b, quality, how: How::Joined });
        }
    }
}

fn join_of(whole: &Token, other: &Reading, used: u128) -> Option<(usize, usize, usize)> {
    let word = &*whole.text;
    let max = if word.len() >= 8 { budget(word.len()).min(2) } else { 0 };
    let mut text = String::new();
    for (start, first) in other.tokens.iter().enumerate() {
        if !may_open(first, whole, max) {
            continue;
        }
        // What the tokens so far sum up to, and what of the word their other spellings and their
        // own leave.
        let (mut length, mut mask, mut rest, mut plain) = (0, 0, Some(word), Some(word));
        for (len, token) in
            other.tokens.iter().skip(start).enumerate().map(|(n, t)| (n + 1, t)).take(12)
        {
            if used & range((start + len - 1, 1)) != 0 || token.class == TokenClass::Number {
                break;
            }
            length += token.text.len();
            mask |= token.mask;
            let spelled = token.others.first().unwrap_or(&token.text);
            rest = rest.and_then(|rest| rest.strip_prefix(spelled.as_str()));
            if len > 1 && rest == Some("") {
                return Some((start, len, 0));
            }
            plain = plain.and_then(|plain| plain.strip_prefix(token.text.as_str()));
            if max == 0 && rest.is_none() && plain.is_none() {
                break;
            }
            // Each letter that the word has not is an edit.
            let strange = (mask & !whole.mask).count_ones() as usize > max;
            if length > word.len() + max || (strange && rest.is_none()) {
                break;
            }
            // An edit changes two letters of a word at most.
            let unlike = (mask ^ whole.mask).count_ones() as usize > 2 * max;
            if len < 2 || length + max < word.len() || unlike {
                continue;
            }
            let parts = other.tokens.iter().skip(start).take(len);
            let known = parts.filter(|t| t.is_known()).map(|t| t.text.len()).sum::<usize>();
            let max = max.min(slips_in(length - known));
            text.clear();
            text.extend(other.tokens.iter().skip(start).take(len).map(|t| t.text.as_str()));
            if let Some(edits) = within(word.as_bytes(), text.as_bytes(), max) {
                return Some((start, len, edits));
            }
        }
    }
    None
}

/// Whether `whole` may begin with `first`: what [`join_of`] asks of a first token, by its letters.
fn may_open(first: &Token, whole: &Token, max: usize) -> bool {
    let strange = first.mask & !whole.mask;
    if !first.others.is_empty() {
        return true;
    }
    if max == 0 {
        let letter = |token: &Token| token.text.as_bytes().first().copied();
        return strange == 0 && letter(first) == letter(whole);
    }
    strange.count_ones() as usize <= max
}

/// One word of `a` for the initials of words of `b`.
fn acronyms(
    a: &Reading,
    b: &Reading,
    out: &mut Alignment,
    (swapped, letters): (bool, &std::ops::RangeInclusive<usize>),
) {
    for (i, token) in a.tokens.iter().enumerate() {
        let candidate = token.class == TokenClass::Distinctive
            && letters.contains(&token.text.len())
            && (*letters.start() > 2 || token.upper)
            && token.native.is_none();
        let (used_a, used_b) =
            if swapped { (out.used_b, out.used_a) } else { (out.used_a, out.used_b) };
        if !candidate || used_a & range((i, 1)) != 0 {
            continue;
        }
        let found = (0..b.tokens.len())
            .find_map(|start| initials_from(&token.text, b, start, used_b).map(|len| (start, len)));
        if let Some((start, len)) = found {
            let quality = match token.text.len() {
                0..=3 => 0.7,
                4 => 0.85,
                _ => 0.92,
            };
            let (x, y) = ((i, 1), (start, len));
            let (a, b) = if swapped { (y, x) } else { (x, y) };
            out.take(Pair { a, b, quality, how: How::Acronym });
        }
    }
}

/// How many tokens from `start` the acronym spells, if it does.
fn initials_from(acronym: &str, other: &Reading, start: usize, used: u128) -> Option<usize> {
    let mut rest = acronym;
    let mut spelled = 0;
    // Few words stand between those that an acronym is made of.
    let most = 2 * acronym.len() + 4;
    for (at, token) in other.tokens.iter().enumerate().skip(start).take(most) {
        if used & range((at, 1)) != 0 {
            return None;
        }
        if let Some(after) = rest
            .strip_prefix(&*token.initials)
            .filter(|_| !token.initials.is_empty() && token.class != TokenClass::Number)
        {
            rest = after;
            spelled += 1;
        } else {
            let skippable = matches!(
                token.class,
                TokenClass::Particle | TokenClass::Legal | TokenClass::Generic
            );
            if !skippable || at == start {
                return None;
            }
        }
        if rest.is_empty() {
            return (spelled >= 2).then_some(at - start + 1);
        }
    }
    None
}

/// Is a length at which forms and telexes cut names.
pub fn is_cut_length(chars: usize) -> bool {
    matches!(chars, 29 | 30 | 34 | 35 | 39 | 40)
}

/// The last word of a cut name for a longer word of the other.
fn cut(a: &Reading, b: &Reading, out: &mut Alignment, swapped: bool) {
    if !is_cut_length(a.chars) || b.chars <= a.chars {
        return;
    }
    let Some((i, token)) = a.tokens.iter().enumerate().next_back() else { return };
    let (used_a, used_b) =
        if swapped { (out.used_b, out.used_a) } else { (out.used_a, out.used_b) };
    if used_a & range((i, 1)) != 0 {
        return;
    }
    let found = b.tokens.iter().enumerate().find(|(j, other)| {
        used_b & range((*j, 1)) == 0
            && other.text.len() > token.text.len()
            && other.text.starts_with(&*token.text)
    });
    if let Some((j, _)) = found {
        let (x, y) = ((i, 1), (j, 1));
        let (a, b) = if swapped { (y, x) } else { (x, y) };
        out.take(Pair { a, b, quality: 0.9, how: How::Cut });
    }
}
