//! Serialized forms: JSON in and out.
//!
//! In: the bytes of a request. Out: a checked [`crate::model::Transaction`], or every problem with
//! its JSON pointer. Unknown keys, duplicate keys, impossible dates and unknown country codes are
//! refused: a misspelled key would otherwise be a fact that silently stays unknown.

pub(crate) mod facts;
pub mod json;
pub(crate) mod parameters;
pub(crate) mod place;
pub mod scenario;
pub mod screening;
pub mod shape;
pub mod transaction;

pub use json::Problem;
