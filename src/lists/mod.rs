//! Bytes of a published list -> editions.
//!
//! In: the bytes of one list file (or a folder of them) and the name of its format. Out: an
//! [`Edition`] with its entries, the rows that could not be read, and its provenance; or an error
//! that refuses the whole file. Nothing is cut and nothing is skipped in silence. This room knows
//! no rule.
//!
//! [`Edition`]: crate::model::Edition

pub mod embedded;
mod entry_id;
mod error;
pub mod legal_text;
mod list_ids;
mod load;
pub mod toml_list;
mod toml_table;

pub use embedded::embedded;
pub use error::{ListsError, Refusal};
pub use list_ids::{KNOWN_LISTS, KnownList};
pub use load::{default_editions, load};
