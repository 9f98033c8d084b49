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

impl Value<'_> {
    /// The value as a reader sees it.
    pub fn shown(&self) -> Cow<'static, str> {
        match self {
            Self::Unknown => Cow::Borrowed("unknown"),
            Self::Bool(true) => Cow::Borrowed("yes"),
            Self::Bool(false) => Cow::Borrowed("no"),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Text(text) => Cow::Owned(text.as_ref().to_owned()),
            Self::Set(values) if values.is_empty() => Cow::Borrowed("none"),
            Self::Set(values) => Cow::Owned(values.join(", ")),
            Self::Date(date) => Cow::Owned(date.to_string()),
        }
    }
}

impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}
