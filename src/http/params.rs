//! Query parameters that may stand several times.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;

use super::answer;
use super::problem::Problem;

/// The query parameters in their order.
#[derive(Debug, Clone, Default)]
pub struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        pairs.map(|Query(pairs)| Self(pairs)).map_err(|error| answer::bad_query(&error))
    }
}

impl Params {
    /// Refuses parameters that mean nothing here.
    ///
    /// # Errors
    /// The first of them, with the nearest known name.
    pub fn demand_known(&self, known: &[&str]) -> Result<(), Problem> {
        match self.0.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            None => Ok(()),
            Some((key, _)) => {
                let help = crate::rules::did_you_mean(key, known);
                Err(Problem::parameter(key, format!("means nothing here; {help}")))
            }
        }
    }

    /// The last value of a parameter; empty values count as absent.
    pub fn one(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().rev().find(|(key, _)| key == name);
        named.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
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
