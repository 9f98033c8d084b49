//! The value of a fact: typed, or unknown.

use std::borrow::Cow;

use crate::model::{Date, Truth};

/// A value. `Unknown` is a value of its own, never "no".
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value<'a> {
    /// Not known.
    #[default]
    Unknown,
    /// Yes or no.
    Bool(bool),
    /// A number; its unit is part of the fact's definition.
    Number(f64),
    /// One word out of a vocabulary, a code or a text.
    Text(Cow<'a, str>),
    /// A set of words or codes, sorted.
    Set(Vec<Cow<'a, str>>),
    /// A day.
    Date(Date),
}

impl<'a> Value<'a> {
    /// A text, or unknown.
    pub fn text(value: Option<&'a str>) -> Self {
        value.map_or(Self::Unknown, |text| Self::Text(Cow::Borrowed(text)))
    }

    /// A text that is owned.
    pub fn owned(value: impl Into<String>) -> Self {
        Self::Text(Cow::Owned(value.into()))
    }

    /// A number, or unknown.
    pub fn number(value: Option<f64>) -> Self {
        value.map_or(Self::Unknown, Self::Number)
    }

    /// A set from anything that yields texts.
    pub fn set<T: Into<Cow<'a, str>>>(values: impl IntoIterator<Item = T>) -> Self {
        let mut values: Vec<Cow<'a, str>> = values.into_iter().map(Into::into).collect();
        values.sort_unstable();
        values.dedup();
        Self::Set(values)
    }

    /// Whether it is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

impl From<Truth> for Value<'_> {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::Bool(true),
            Truth::False => Self::Bool(false),
            Truth::Unknown => Self::Unknown,
        }
    }
}

impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::Bool(true) => f.write_str("yes"),
            Self::Bool(false) => f.write_str("no"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Set(values) if values.is_empty() => f.write_str("none"),
            Self::Set(values) => f.write_str(&values.join(", ")),
            Self::Date(date) => write!(f, "{date}"),
        }
    }
}
