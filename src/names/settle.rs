//! Tokens by themselves -> tokens in their name: what a word is beside the others, where its class
//! alone would leave the name without anything that tells.

use super::rarity;
use super::token::{Token, TokenClass};

/// An acronym beside a place and nothing else (`CSCC Changsha`) is an organization there.
pub(super) fn is_acronym_of_a_place(tokens: &[Token]) -> bool {
    let vowel = |b: u8| b"aeiouy".contains(&b);
    let acronym = |t: &Token| {
        t.class == TokenClass::Distinctive && t.text.len() >= 3 && !t.text.bytes().any(vowel)
    };
    let content = || tokens.iter().filter(|t| t.is_content());
    content().filter(|t| acronym(t)).count() == 1
        && content().any(|t| t.class == TokenClass::Place)
        && content().all(|t| acronym(t) || t.class == TokenClass::Place)
}

/// Gives identity to names that would have none: where only forms, titles or particles are left,
/// the first word is what tells; where nothing speaks of business, places are names.
pub(super) fn settle(tokens: &mut [Token], is_organization: bool) {
    if !tokens.iter().any(Token::is_content) {
        let telling = tokens
            .iter()
            .position(|t| t.text.len() > 1 || t.class != TokenClass::Particle)
            .unwrap_or(0);
        if let Some(token) = tokens.get_mut(telling) {
            tell(token, rarity::weight(&token.text) * 0.7);
        }
    }
    if is_organization {
        settle_organization(tokens);
    } else {
        for token in tokens.iter_mut().filter(|t| matches!(t.class, TokenClass::Place)) {
            token.class = TokenClass::Distinctive;
            token.weight = 0.6;
        }
    }
}

/// Makes a word of the dictionary one that tells: its meaning no longer counts.
fn tell(token: &mut Token, weight: f32) {
    token.class = TokenClass::Distinctive;
    token.weight = weight;
    token.concept = 0;
    token.field = 0;
}

/// Organizations have no titles, and only an article opens their name: `Ing Bank`, `OP Bancorp`
/// and `UD Electronic` are not any bank or any electronics. Nor is one word of `public joint stock
/// company` a legal form by itself: `Best Stock` is not `Best`.
fn settle_organization(tokens: &mut [Token]) {
    const ARTICLES: &[&str] = &[
        "the", "al", "el", "il", "la", "le", "les", "los", "las", "lo", "der", "die", "das", "de",
        "da", "and", "of", "for",
    ];
    const ADDRESSES: &[&str] = &["mr", "ms", "mme", "monsieur", "herr", "frau", "his", "hm", "氏"];
    for token in tokens.iter_mut().filter(|t| t.class == TokenClass::Title) {
        if !ADDRESSES.contains(&&*token.text) {
            tell(token, rarity::weight(&token.text).min(0.5));
        }
    }
    const PARTS_OF_FORMS: &[&str] = &["stock", "joint", "public", "open", "closed", "private"];
    let part = |t: &Token| t.class == TokenClass::Legal && PARTS_OF_FORMS.contains(&&*t.text);
    let last = tokens.len().saturating_sub(1);
    if tokens.iter().filter(|t| part(t)).count() == 1
        && let Some((at, alone)) = tokens.iter_mut().enumerate().find(|(_, t)| part(t))
        && !(at > 0 && &*alone.text == "private" && (at == last || alone.stop))
    {
        tell(alone, 0.35);
    }
    let many = tokens.len() > 1;
    let first = tokens.iter_mut().find(|t| t.class != TokenClass::Legal);
    if let Some(first) = first.filter(|t| {
        many && t.class == TokenClass::Particle && !ARTICLES.contains(&&*t.text) && &*t.text != "a"
    }) {
        tell(first, rarity::weight(&first.text).min(0.5));
    }
}

/// A particle that ends a person's name is a name (Ko Tae Bin); so is one that begins it where
/// it is also a given name (Ben). A title that ends a name, or stands before the comma where
/// surnames stand (`HE, Daniel`; `AL-HAJJ, Yahya`), is a name too.
pub(super) fn settle_person(tokens: &mut [Token]) {
    const SUFFIXES: &[&str] = &["jr", "junior", "md", "phd", "esq", "esquire", "senior"];
    let many = tokens.len() > 1;
    let name = |token: &mut Token| {
        if token.class == TokenClass::Particle && token.text.len() > 1 {
            token.class = TokenClass::Distinctive;
            token.weight = rarity::weight(&token.text);
        }
    };
    if let Some(last) = tokens.last_mut().filter(|_| many) {
        name(last);
        if last.class == TokenClass::Title && !SUFFIXES.contains(&&*last.text) {
            tell(last, rarity::weight(&last.text));
        }
    }
    if let Some(first) = tokens
        .first_mut()
        .filter(|t| many && matches!(&*t.text, "ben" | "an" | "do" | "van" | "le" | "di"))
    {
        name(first);
    }
    // Beside one name alone, a short title that is also a surname is that (Hun Manet, Eng Sen).
    const SURNAMES: &[&str] = &["hon", "he", "ing", "eng", "don", "tun", "fr", "hm"];
    if tokens.iter().filter(|t| t.is_content()).count() == 1
        && let Some(surname) = tokens
            .iter_mut()
            .find(|t| t.class == TokenClass::Title && SURNAMES.contains(&t.text.as_str()))
    {
        tell(surname, rarity::weight(&surname.text));
    }
    let before_comma = tokens.iter().position(|t| t.stop).filter(|at| at + 1 < tokens.len());
    if let Some(comma) = before_comma
        && tokens.iter().take(comma).all(|t| t.class == TokenClass::Particle)
        && let Some(surname) = tokens.get_mut(comma).filter(|t| t.class == TokenClass::Title)
    {
        tell(surname, rarity::weight(&surname.text));
    }
}
