//! What stands in the address: parts of the path, and parameters that may stand several times.

use std::collections::BTreeSet;

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::answer;
use super::problem::{Kind, Problem};

/// The parts of the path that have names.
#[derive(Debug, Clone)]
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(named)| Self(named)).map_err(|_| {
            let detail = "the path cannot be read: its `%` codes must give UTF-8";
            Problem::new(Kind::Malformed, detail)
        })
    }
}

/// The query parameters in their order.
#[derive(Debug, Clone, Default)]
pub struct Params(Vec<(String, String)>);

/// What stands in the place of bytes that are not UTF-8, and how it is written where it is meant.
const REPLACED: (char, &str) = ('\u{fffd}', "%EF%BF%BD");

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Query(pairs) = pairs.map_err(|error| answer::bad_query(&error))?;
        let (replaced, meant) = REPLACED;
        let damaged = pairs.iter().find(|(_, value)| value.contains(replaced));
        if let Some((key, _)) = damaged
            && !parts.uri.query().unwrap_or("").to_ascii_uppercase().contains(meant)
        {
            let detail = "is not UTF-8 where its `%` codes are decoded";
            return Err(Problem::at(Kind::Malformed, format!("?{key}"), detail));
        }
        Ok(Self(pairs))
    }
}

/// The known word of which another one is a misspelling: all but a letter of it, or of a long one
/// all but two.
pub fn misspelled<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let near = |name: &str| {
        let most = if name.len() >= 7 { 2 } else { 1 };
        name.len() > 3
            && name.len().abs_diff(word.len()) <= most
            && strsim::osa_distance(&word.to_lowercase(), name) <= most
    };
    known.iter().copied().find(|name| near(name)).filter(|_| !known.contains(&word))
}

impl Params {
    /// Refuses parameters that mean nothing here, that stand twice, or that say nothing: an
    /// `as_of` that went unheeded would screen another day.
    ///
    /// # Errors
    /// All of them, the unknown ones with the nearest known name.
    pub fn demand_known(&self, known: &[&str]) -> Result<(), Problem> {
        let mut seen = BTreeSet::new();
        let wrong = self.0.iter().filter_map(|(key, value)| {
            let detail = match () {
                () if !known.contains(&key.as_str()) => {
                    format!("means nothing here; {}", crate::rules::did_you_mean(key, known))
                }
                () if !seen.insert(key) => "stands twice; give it once".to_owned(),
                () if value.is_empty() => "is empty; leave it out or give a value".to_owned(),
                () => return None,
            };
            Some(Problem::parameter(key, detail))
        });
        Problem::together(wrong.collect()).map_or(Ok(()), Err)
    }

    /// Refuses parameters that are all but one of those known. Others are left to mean nothing.
    ///
    /// # Errors
    /// 400 with the known name.
    pub fn demand_spelled(&self, known: &[&str]) -> Result<(), Problem> {
        let wrong = self.0.iter().filter(|(key, _)| !known.contains(&key.as_str()));
        let wrong = wrong.filter_map(|(key, _)| {
            let name = misspelled(key, known)?;
            let detail = format!("means nothing here; did you mean `{name}`?");
            Some(Problem::at(Kind::Malformed, format!("?{key}"), detail))
        });
        Problem::together(wrong.collect()).map_or(Ok(()), Err)
    }

    /// The last value of a parameter; empty values count as absent.
    pub fn one(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().rev().find(|(key, _)| key == name);
        named.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether a parameter stands there, with a value or without one.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// All values of a parameter that stands several times.
    pub fn many(&self, name: &str) -> Vec<String> {
        let named = self.0.iter().filter(|(key, value)| key == name && !value.is_empty());
        named.map(|(_, value)| value.clone()).collect()
    }

    /// A whole number within bounds.
    ///
    /// # Errors
    /// Another text, or a number beyond the bounds.
    pub fn number(&self, name: &str, default: usize, most: usize) -> Result<usize, Problem> {
        let Some(text) = self.one(name) else { return Ok(default) };
        match text.parse::<usize>() {
            Ok(number) if number <= most => Ok(number),
            _ => {
                Err(Problem::parameter(name, format!("`{text}`: a whole number from 0 to {most}")))
            }
        }
    }

    /// A share from 0 to 1.
    ///
    /// # Errors
    /// Another text, or a number beyond the bounds.
    pub fn share(&self, name: &str) -> Result<Option<f64>, Problem> {
        let Some(text) = self.one(name) else { return Ok(None) };
        match text.parse::<f64>() {
            Ok(value) if (0.0..=1.0).contains(&value) => Ok(Some(value)),
            _ => Err(Problem::parameter(name, format!("`{text}`: a number from 0 to 1"))),
        }
    }

    /// Yes or no.
    ///
    /// # Errors
    /// Another word.
    pub fn flag(&self, name: &str, default: bool) -> Result<bool, Problem> {
        match self.one(name).map(str::to_ascii_lowercase).as_deref() {
            None => Ok(default),
            Some("true" | "1" | "yes" | "on") => Ok(true),
            Some("false" | "0" | "no" | "off") => Ok(false),
            Some(other) => Err(Problem::parameter(name, format!("`{other}`: true or false"))),
        }
    }
}
