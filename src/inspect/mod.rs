//! What an auditor asks of rule files: are they sound, do their tests pass, what do they say, what
//! can never happen in them, what does a change change, what comes next.
//!
//! In: rule files as texts, tables of law, a date. Out: reports and diagnostics, as plain data with
//! a text form. No verdict of a transaction is made here, and nothing here reads a file.

pub mod analyze;
pub mod assign;
pub mod calendar;
mod citation;
pub mod coverage;
pub mod diff;
pub mod draft;
pub mod lint;
pub mod phrase;
pub mod prose;
pub mod run_tests;
pub mod sarif;
pub mod schema;
pub mod sentence;
mod sources;

pub use sources::Sources;
