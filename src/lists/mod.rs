//! Bytes of a published list -> editions.
//!
//! In: the bytes of one list file (or a folder of them) and the name of its format. Out: an
//! [`Edition`] with its entries, the rows that could not be read, and its provenance; or an error
//! that refuses the whole file. Nothing is cut and nothing is skipped in silence. This room knows
//! no rule.

pub mod legal_text;
