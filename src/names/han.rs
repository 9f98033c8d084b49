//! Chinese characters: traditional to simplified, pinyin, and the cut of a company name into
//! place + brand + trade + legal form.

use std::sync::LazyLock;

use compact_str::CompactString;
use pinyin::{ToPinyin, ToPinyinMulti};
use rustc_hash::FxHashMap as HashMap;

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    include_str!("data/traditional.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split(' '))
        .filter_map(|pair| {
            let mut chars = pair.chars();
            Some((chars.next()?, chars.next()?))
        })
        .collect()
});

/// Is a Chinese character (or the iteration mark and the zero written as a circle).
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '々' | '〇')
}

/// The simplified form of a character.
pub fn simplify(c: char) -> char {
    SIMPLIFIED.get(&c).copied().unwrap_or(c)
}

/// The pinyin of a word written together, without tones, by the most common reading.
pub fn pinyin(word: &str) -> String {
    word.chars().filter_map(|c| c.to_pinyin().map(pinyin::Pinyin::plain)).map(plain_u).collect()
}

/// The pinyin syllables of a word, by the most common reading.
pub fn syllables(word: &str) -> Vec<String> {
    word.chars().filter_map(|c| c.to_pinyin().map(pinyin::Pinyin::plain)).map(plain_u).collect()
}

fn plain_u(syllable: &'static str) -> String {
    syllable.replace('ü', "v").replace("lv", "lu").replace("nv", "nu")
}

/// Characters that names of companies use in more than one reading.
const SEVERAL: &str = "重长行乐厦单朝都会盛省曾覃解仇区尉华石给藏大落率露强翟贾车叶柏";

/// Other readings of a word: at most three, each with one character read otherwise.
pub fn other_readings(word: &str) -> Vec<CompactString> {
    let mut out: Vec<CompactString> = Vec::new();
    let first = pinyin(word);
    for (place, c) in word.chars().enumerate() {
        if !SEVERAL.contains(c) {
            continue;
        }
        let Some(readings) = c.to_pinyin_multi() else { continue };
        for reading in readings.into_iter().skip(1) {
            let text: String = word
                .chars()
                .enumerate()
                .filter_map(|(i, other)| {
                    if i == place {
                        Some(reading.plain())
                    } else {
                        other.to_pinyin().map(pinyin::Pinyin::plain)
                    }
                })
                .map(plain_u)
                .collect();
            if text != first && out.len() < 3 && !out.iter().any(|o| **o == *text) {
                out.push(text.into());
            }
        }
    }
    out
}

/// A value of the characters of Chinese numerals (`三十八`, `五二`, `三八`), if it is one.
pub fn number(word: &str) -> Option<u32> {
    let mut total = 0u32;
    let mut digit = None;
    let mut units = false;
    for c in word.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => 0,
        };
        if unit > 0 {
            total += digit.take().unwrap_or(1) * unit;
            units = true;
            continue;
        }
        let value = "〇一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .or_else(|| (c == '零').then_some(0).or_else(|| (c == '两').then_some(2)))?;
        let value = u32::try_from(value).ok()?;
        digit = Some(match digit {
            Some(before) if !units => before.checked_mul(10)?.checked_add(value)?,
            _ => value,
        });
    }
    total.checked_add(digit.unwrap_or(0))
}
