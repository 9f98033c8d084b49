//! Kinds of identifiers, as publishers name them -> one word.

use super::countries;
use crate::model::Identifier;

/// Publisher's words (lower case) -> kind. The first that begins the text counts.
const KINDS: &[(&str, &str)] = &[
    ("vessel registration identification imo", "imo"),
    ("vessel registration identification", "imo"),
    ("imo number", "imo"),
    ("imo", "imo"),
    ("mmsi", "mmsi"),
    ("swift/bic", "bic"),
    ("bic", "bic"),
    ("legal entity number", "lei"),
    ("lei", "lei"),
    ("unified social credit code (uscc)", "uscc"),
    ("unified social credit code", "uscc"),
    ("isin", "isin"),
    ("equity ticker", "ticker"),
    ("passport number", "passport"),
    ("stateless person passport", "passport"),
    ("diplomatic passport", "passport"),
    ("passport", "passport"),
    ("national identification number", "national_id"),
    ("national id no.", "national_id"),
    ("national foreign id number", "national_id"),
    ("identification number", "national_id"),
    ("personal id card", "national_id"),
    ("cedula no.", "national_id"),
    ("cedula", "national_id"),
    ("c.u.r.p.", "national_id"),
    ("birth certificate number", "birth_certificate"),
    ("ssn", "ssn"),
    ("driver's license no.", "driver_license"),
    ("tax id no.", "tax"),
    ("tax number", "tax"),
    ("r.f.c.", "tax"),
    ("nit #", "tax"),
    ("ruc #", "tax"),
    ("rtn", "tax"),
    ("rif", "tax"),
    ("v.a.t. number", "vat"),
    ("registration id", "registration"),
    ("registration number", "registration"),
    ("business registration number", "registration"),
    ("business registration document #", "registration"),
    ("business number", "registration"),
    ("company number", "registration"),
    ("commercial registry number", "registration"),
    ("registered charity no.", "registration"),
    ("certificate of incorporation number", "registration"),
    ("enterprise number", "registration"),
    ("trade license no.", "registration"),
    ("matricula mercantil no", "registration"),
    ("folio mercantil no.", "registration"),
    ("public registration number", "registration"),
    ("uk company number", "registration"),
    ("license", "license"),
    ("government gazette number", "okpo"),
    ("bik (ru)", "bik"),
    ("d-u-n-s number", "duns"),
    ("aircraft construction number (also called l/n or s/n or f/n)", "aircraft_serial"),
    ("aircraft construction number", "aircraft_serial"),
    ("aircraft manufacturer's serial number (msn)", "aircraft_serial"),
    ("aircraft tail number", "aircraft_tail"),
    ("aircraft mode s transponder code", "aircraft_mode_s"),
    ("digital currency address", "crypto"),
    ("email address", "email"),
    ("website", "website"),
    ("phone number", "phone"),
    ("fax number", "phone"),
];

/// The kind of identifier that a publisher's word names, and the rest of the text.
fn kind_at(text: &str) -> Option<(&'static str, &str)> {
    KINDS.iter().find_map(|(words, kind)| {
        let head = text.get(..words.len())?;
        let rest = text.get(words.len()..)?;
        let whole = rest.is_empty() || rest.starts_with([' ', ':', '-', '#', '.']);
        (head.eq_ignore_ascii_case(words) && whole).then_some((*kind, rest))
    })
}

/// One word for a publisher's name of an identifier; the publisher's own in snake form where it is
/// not known.
pub(super) fn kind(published: &str) -> String {
    let published = published.trim();
    if let Some((kind, _)) = kind_at(published) {
        return kind.to_owned();
    }
    let mut snake = String::new();
    for c in published.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            snake.push(c);
        } else if !snake.ends_with('_') && !snake.is_empty() {
            snake.push('_');
        }
    }
    snake.trim_end_matches('_').to_owned()
}

/// Whether a text names a kind of identifier.
pub(super) fn is_kind(text: &str) -> bool {
    kind_at(text.trim()).is_some_and(|(_, rest)| rest.trim_matches([':', '.']).trim().is_empty())
}

/// Reads `Passport A123456 (Iran)`, `Digital Currency Address - XBT 1abc`.
pub(super) fn in_remark(text: &str) -> Option<Identifier> {
    let text = text.trim();
    let text = text.strip_prefix("alt. ").unwrap_or(text);
    let text = text.strip_prefix("Alt. ").unwrap_or(text);
    let (kind, rest) = kind_at(text)?;
    let mut number = rest.trim_start_matches([':', '-', '#', ' ']).trim();
    let mut country = None;
    if let Some((before, inside)) = number.strip_suffix(')').and_then(|n| n.rsplit_once(" (")) {
        country = countries::code(inside);
        number = before.trim();
    }
    let number = number.split(" expires ").next().unwrap_or(number);
    let number = number.split(" issued ").next().unwrap_or(number).trim();
    if number.is_empty() || !number.chars().any(char::is_alphanumeric) {
        return None;
    }
    Some(Identifier { kind: kind.to_owned(), number: number.to_owned(), country })
}
