//! Names and matching: labelled pairs, treatments of listed names, ordinary companies, properties.
mod csl;
mod shared;
mod treatments;
