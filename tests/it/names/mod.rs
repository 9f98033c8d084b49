//! Names and matching: labelled pairs, treatments of listed names, ordinary companies, properties.
mod csl;
mod labelled;
mod ofac;
mod parties;
mod properties;
mod shared;
pub mod treatments;
