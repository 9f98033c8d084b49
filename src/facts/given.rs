//! The forms in which a caller gives facts: each known fact in its own, words under any other key.
//!
//! What stands under another key and is not in words would be read by no rule: a request that holds
//! it is refused, so that it does not pass for a fact that was heeded.

use serde_json::Value;

use super::registry;

/// How a fact is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// True or false.
    Flag,
    /// A text or a list of texts.
    Texts,
    /// A number.
    Number,
    /// `true`, a letter, or a list of letters.
    Letters,
    /// An object, or texts.
    Facility,
    /// An object of documents by name.
    Documents,
    /// A document on file: a text, or true or false.
    Document,
}

/// Facts that are no flags of the rules.
pub const KNOWN: &[(&str, Form)] = &[
    ("knowledge", Form::Texts),
    ("red_flags", Form::Texts),
    ("covered_activity", Form::Texts),
    ("payment", Form::Texts),
    ("payment_terms", Form::Texts),
    ("terms", Form::Texts),
    ("debt", Form::Texts),
    ("debt_maturity_days", Form::Number),
    ("currency", Form::Texts),
    ("delivery_address", Form::Texts),
    ("site", Form::Texts),
    ("port_of_discharge", Form::Texts),
    ("place_of_delivery", Form::Texts),
    ("is_informed", Form::Letters),
    ("facility", Form::Facility),
    ("documents", Form::Documents),
    ("end_use_statement", Form::Document),
    ("uvl_statement", Form::Document),
    ("us_nexus", Form::Flag),
    ("civil_telecom", Form::Flag),
    ("commercially_available_in_us", Form::Flag),
];

/// The known facts with their forms: those of their own form, then the flags of the rules.
pub fn all() -> impl Iterator<Item = (&'static str, Form)> {
    let flags = registry::stated_flags().map(|flag| (flag, Form::Flag));
    KNOWN.iter().copied().chain(flags)
}

/// The form of a known fact.
pub fn form(key: &str) -> Option<Form> {
    all().find(|(known, _)| *known == key).map(|(_, form)| form)
}

/// Whether a value is a text or a list of texts.
pub fn is_texts(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.iter().all(Value::is_string),
        other => other.is_string(),
    }
}
