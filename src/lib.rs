//! highfence: export-compliance screening.
//!
//! A transaction, list editions, rule files and a date go in; a license-requirement verdict with
//! every rule, list entry and citation it rests on comes out.
//!
//! # Map
//!
//! | room | from | to |
//! |---|---|---|
//! | [`model`] | | the field's nouns as plain data |
//! | [`names`] | text | comparable name |
//! | [`matching`] | party x list entry | score with evidence |
//! | [`lists`] | bytes of a published list | edition: entries, unread rows, provenance |
//! | [`index`] | editions | candidates for a party, snapshot |
//! | [`phrases`] | text x dictionaries | which phrases stand where |
//! | [`items`] | product text, ECCN, HS code | categories, contradictions |
//! | [`rules`] | `rules/*.toml` | checked rule set, or all diagnostics |
//! | [`facts`] | transaction, matches, items | three-valued facts |
//! | [`evaluate`] | rules x facts x date | findings |
//! | [`coverage`] | rules, lists, facts, findings | what was asked, what was not and bears |
//! | [`decide`] | findings, coverage | verdict |
//! | [`screen`] | all of the above | a screening |
//! | [`inspect`] | rule files | what an auditor asks of them: lint, tests, sentences, changes |
//! | [`wire`] | JSON | transaction, screening and back |
//! | [`render`] | screening | text for people |
//! | [`batch`] | rows of a file | one answer for each row |
//! | [`audit`] | screening | decision record; replay |
//! | [`http`], [`cli`] | a request, a command line | an answer, an exit code |
//!
//! # Invariants
//!
//! 1. Nothing up to and including [`screen`] reads the clock, the environment or a socket; files
//!    are read by [`lists`] and [`rules`] loaders alone. Every date is an argument.
//! 2. "No license required" is built in one place ([`decide`]) from a complete set of finished
//!    checks. An error, an unread row, a failed rule or a missing fact raises the answer.
//! 3. No iteration over a hash map reaches output: same input, lists, rules and date, same bytes.
//! 4. An index or a rule set is never changed, only replaced; a screening names what it used.

pub mod audit;
pub mod batch;
pub mod cli;
pub mod coverage;
pub mod decide;
pub mod evaluate;
pub mod facts;
pub mod http;
pub mod index;
pub mod inspect;
pub mod items;
pub mod lists;
pub mod matching;
mod memo;
pub mod model;
pub mod names;
pub mod phrases;
pub mod render;
pub mod rules;
pub mod screen;
pub mod wire;
