//! A run of Chinese characters or Hangul, written without blanks -> tokens: terms of the dictionary,
//! numbers, and the words between them.

use super::dictionary::{Meaning, dictionary, is_run};
use super::han;
use super::token::{Token, TokenClass};
use crate::model::PartyKind;

/// Cuts a run of Chinese characters or Hangul into terms and the words between them.
pub(super) fn read_run(run: &str, kind: PartyKind, tokens: &mut Vec<Token>) {
    let chars: Vec<char> = run.chars().collect();
    let mut pending: Vec<char> = Vec::new();
    let mut at = 0;
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        if kind != PartyKind::Individual {
            if let Some((used, value)) = run_number(rest) {
                flush_run(&mut pending, tokens);
                tokens.push(Token::new(&value.to_string(), TokenClass::Number, 0.9));
                at += used;
                continue;
            }
            if let Some((used, meaning)) = run_term(rest, &pending) {
                flush_run(&mut pending, tokens);
                let text: String = rest.iter().take(used).collect();
                let mut token = native_token(&text, meaning.class, meaning.weight);
                token.concept = meaning.concept;
                token.field = meaning.field;
                tokens.push(token);
                at += used;
                let swallows = meaning.class == TokenClass::Place;
                if swallows && chars.get(at).is_some_and(|c| "省市县区镇州".contains(*c)) {
                    at += 1;
                }
                continue;
            }
        }
        pending.extend(rest.first());
        at += 1;
    }
    flush_run(&mut pending, tokens);
}

fn run_term(rest: &[char], pending: &[char]) -> Option<(usize, Meaning)> {
    let (used, meaning) = dictionary().term(rest)?;
    if used == 1 {
        let tail = rest.get(1..).unwrap_or_default();
        let ends = tail.is_empty() || dictionary().term(tail).is_some_and(|(len, _)| len > 1);
        let suffix = rest.first().is_some_and(|c| "所厂".contains(*c));
        return (suffix && ends && pending.len() != 1).then_some((used, meaning));
    }
    Some((used, meaning))
}

fn run_number(rest: &[char]) -> Option<(usize, u32)> {
    let ordinal = rest.first() == Some(&'第');
    let from = usize::from(ordinal);
    let len =
        rest.iter().skip(from).take_while(|c| "〇零一二三四五六七八九十百千".contains(**c)).count();
    let numeral: String = rest.iter().skip(from).take(len).collect();
    let next = rest.get(from + len);
    let designates = next.is_some_and(|c| "所研厂院局师号室部设".contains(*c));
    if len == 0 || !(ordinal || (designates && len >= 2)) {
        return None;
    }
    han::number(&numeral).map(|value| (from + len, value))
}

fn flush_run(pending: &mut Vec<char>, tokens: &mut Vec<Token>) {
    if pending.is_empty() {
        return;
    }
    let text: String = pending.drain(..).collect();
    let weight = match text.chars().count() {
        1 if "的和与及之部第号".contains(text.as_str()) => 0.05,
        1 => 0.5,
        _ => 1.0,
    };
    tokens.push(native_token(&text, TokenClass::Distinctive, weight));
}

fn native_token(native: &str, class: TokenClass, weight: f32) -> Token {
    let is_chinese = native.chars().all(han::is_han);
    let (text, initials) = if is_chinese {
        let syllables = han::syllables(native);
        let initials = syllables.iter().filter_map(|s| s.chars().next()).collect::<String>();
        (syllables.concat(), initials)
    } else {
        let text: String = native.chars().map(any_ascii::any_ascii_char).collect();
        let text = text.to_ascii_lowercase();
        let initials = text.chars().take(1).collect();
        (text, initials)
    };
    let mut token = Token::new(&text, class, weight);
    if is_chinese {
        token.others = han::other_readings(native);
    }
    token.initials = initials.into();
    token.native = Some(native.into());
    debug_assert!(native.chars().all(is_run));
    token
}
