//! Two names in Chinese characters: compared in characters, not in pinyin. A short name takes
//! characters of the full name in their order (京山轻机 = 湖北京山轻工机械股份有限公司); a full
//! name agrees when only the legal form, a place or one character differs.

use super::align::{Alignment, align};
use super::score::{Against, Scored, organization};
use crate::names::distance::within;
use crate::names::{Reading, Token, TokenClass};

/// Scores two names that are both written in Chinese characters; `None` if not both are.
pub fn score(a: &Reading, b: &Reading) -> Option<Scored> {
    let (x, y) = (Characters::new(a)?, Characters::new(b)?);
    let alignment = align(a, b, false);
    let by_words = organization(a, b, alignment);
    if by_words.against.iter().any(|why| matches!(why, Against::Numbers | Against::Number)) {
        return Some(by_words);
    }
    let conflict = by_words
        .against
        .iter()
        .any(|why| !matches!(why, Against::Words | Against::Common | Against::Short));
    let by_characters = x.score(&y, !conflict);
    if by_characters > by_words.score {
        let same_words = x.all == y.all;
        let alignment = Alignment { shared: x.shared(&y), ..by_words.alignment };
        return Some(Scored {
            score: by_characters,
            same_words,
            alignment,
            against: Vec::new(),
            ..by_words
        });
    }
    Some(by_words)
}

/// The characters of a name, by what they are.
struct Characters {
    /// All but legal forms; a number is one character.
    all: Vec<char>,
    /// All but legal forms and generic words.
    telling: Vec<char>,
    /// Characters of distinctive words.
    core: Vec<char>,
    /// What kind of institution it is, from its last word.
    last: u32,
}

/// One-character names of provinces and cities that are not a character of the full name.
const SHORT_PLACES: &[(char, &str)] = &[
    ('沪', "上海"),
    ('申', "上海"),
    ('粤', "广东"),
    ('皖', "安徽"),
    ('闽', "福建"),
    ('赣', "江西"),
    ('鲁', "山东"),
    ('豫', "河南"),
    ('鄂', "湖北"),
    ('湘', "湖南"),
    ('琼', "海南"),
    ('黔', "贵州"),
    ('滇', "云南"),
    ('陇', "甘肃"),
    ('晋', "山西"),
    ('冀', "河北"),
    ('桂', "广西"),
    ('渝', "重庆"),
    ('蜀', "四川"),
    ('秦', "陕西"),
    ('穗', "广州"),
    ('深', "深圳"),
    ('杭', "杭州"),
];

impl Characters {
    fn new(reading: &Reading) -> Option<Self> {
        let native = reading.native.as_ref()?;
        if native.chars().count() < 2 || !native.chars().any(crate::names::han::is_han) {
            return None;
        }
        let foreign = reading
            .tokens
            .iter()
            .filter(|t| t.is_content() && t.native.is_none() && t.class == TokenClass::Distinctive);
        if foreign.count() > 1 {
            return None;
        }
        let of = |keep: fn(&Token) -> bool| {
            reading.tokens.iter().filter(|t| keep(t)).flat_map(characters).collect()
        };
        let last = reading
            .tokens
            .iter()
            .rev()
            .find(|t| t.class == TokenClass::Institution)
            .map_or(0, |t| t.concept);
        Some(Self {
            all: of(|t| t.class != TokenClass::Legal),
            telling: of(|t| !matches!(t.class, TokenClass::Legal | TokenClass::Generic)),
            core: of(|t| matches!(t.class, TokenClass::Distinctive | TokenClass::Number)),
            last,
        })
    }

    fn score(&self, other: &Self, edits: bool) -> f64 {
        if self.all == other.all {
            return 0.97;
        }
        if self.telling == other.telling && self.telling.len() >= 2 {
            return 0.95;
        }
        let (short, long) =
            if self.telling.len() <= other.telling.len() { (self, other) } else { (other, self) };
        let contained = short.within(long);
        let edited = if edits { short.edited(long) } else { 0.0 };
        contained.max(edited)
    }

    /// The score of a short name whose characters stand in the long one in order.
    fn within(&self, long: &Self) -> f64 {
        if self.telling.len() < 2 {
            return 0.0;
        }
        let Some(runs) = subsequence(&self.telling, &long.all) else { return 0.0 };
        let len = self.telling.len();
        if (len == 2 && runs > 1) || (len == 3 && runs > 2) || runs > 4 {
            return 0.0;
        }
        let known_only = self.core.is_empty();
        let begins = long.all.starts_with(&self.telling);
        let institution = self.last != 0 && long.telling != self.telling;
        if known_only && !begins && (runs > 1 || institution || (len < 4 && !long.core.is_empty()))
        {
            return 0.6;
        }
        let other_kind = self.last != 0 && long.last != 0 && self.last != long.last;
        let share = len as f64 / long.all.len().max(1) as f64;
        let score = 0.74 + 0.18 * share - 0.02 * (runs as f64 - 1.0);
        if other_kind { score.min(0.66) } else { score.min(0.93) }
    }

    /// The score of full names that differ by a character or two.
    fn edited(&self, long: &Self) -> f64 {
        let len = self.all.len().max(long.all.len());
        let max = if len >= 14 { 2 } else { 1 };
        let same_core = self.core == long.core;
        if len < 8 {
            return 0.0;
        }
        within(&self.all, &long.all, max).map_or(0.0, |edits| {
            let each = if same_core { 0.08 } else { 0.24 };
            (0.96 - each * edits as f64).max(if edits == 1 { 0.72 } else { 0.0 })
        })
    }

    fn shared(&self, other: &Self) -> String {
        self.all.iter().filter(|c| other.all.contains(c)).collect()
    }
}

fn characters(token: &Token) -> Vec<char> {
    if token.class == TokenClass::Number {
        let number: u32 = token.text.parse().unwrap_or(6_000);
        return char::from_u32(0xe000 + number.min(6_000)).into_iter().collect();
    }
    match &token.native {
        Some(native) => native
            .chars()
            .filter(|c| !"省市县区".contains(*c) || token.class == TokenClass::Distinctive)
            .collect(),
        None => token.text.chars().collect(),
    }
}

/// The number of unbroken runs in which `short` stands in `long`, in order; `None` if it does not.
fn subsequence(short: &[char], long: &[char]) -> Option<usize> {
    let mut at = 0;
    let mut runs = 0;
    let mut end = usize::MAX;
    for &c in short {
        let rest = long.get(at..)?;
        let direct = rest.iter().position(|&other| other == c).map(|found| (found, 1));
        let full = SHORT_PLACES.iter().find(|(place, _)| *place == c).and_then(|(_, full)| {
            let full: Vec<char> = full.chars().collect();
            rest.windows(full.len())
                .position(|window| window == full)
                .map(|found| (found, full.len()))
        });
        let (found, len) = match (direct, full) {
            (Some(direct), Some(full)) => direct.min(full),
            (direct, full) => direct.or(full)?,
        };
        if at + found != end {
            runs += 1;
        }
        at += found + len;
        end = at;
    }
    Some(runs)
}
