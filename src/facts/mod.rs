//! Transaction, matches and item candidates -> three-valued facts.
//!
//! In: a checked transaction, an index, tables of law, dictionaries. Out: values of the facts in
//! [`registry::FACTS`], each yes, no, a value, or unknown. No rule is known here.

mod answered;
mod authorization;
mod chart;
mod dealings;
mod debt;
pub mod entry_scope;
mod facility;
pub mod fields;
mod figures;
pub mod gather;
pub mod given;
pub mod jurisdiction;
mod letters;
mod mentions;
mod named;
mod of_item;
mod of_match;
mod of_party;
mod of_transaction;
mod outbound;
mod owners;
pub mod ownership;
mod places;
mod premises;
pub mod registry;
pub mod roles;
pub mod statements;
pub mod texts;
mod value;
pub mod view;

pub use value::Value;
