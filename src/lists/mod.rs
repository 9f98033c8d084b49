//! Bytes of a published list -> editions.
//!
//! In: the bytes of one list file (or a folder of them) and the name of its format. Out: an
//! [`Edition`] with its entries, the rows that could not be read, and its provenance; or an error
//! that refuses the whole file. Nothing is cut and nothing is skipped in silence. This room knows
//! no rule.
//!
//! [`Choice`] says what to screen against, [`mod@assemble`] puts carried, stored and named files together:
//! from there on an edition holds one list.
//!
//! [`Edition`]: crate::model::Edition

mod agency_csv;
mod asia_json;
pub mod assemble;
mod au_xlsx;
mod bis_entity_xml;
mod bis_json;
mod ca_xml;
mod carried;
pub mod carry;
pub(crate) mod cell;
mod choice;
mod citation_days;
mod columns;
pub(crate) mod countries;
mod csl;
mod csl_columns;
mod csl_csv;
mod csl_json;
mod csl_projection;
mod dates;
pub mod diff;
mod dpl_tsv;
pub mod embedded;
mod entity_cell;
mod entry_id;
mod error;
mod eu_csv;
mod eu_xml;
pub mod formats;
mod ftm;
mod identifiers;
mod input;
mod joined;
mod json;
mod knowledge;
pub mod legal_text;
pub mod limits;
mod list_ids;
mod load;
mod mapped_csv;
mod merge;
mod newest;
mod ofac_advanced;
mod ofac_csv;
mod ofac_lists;
mod ofac_main;
mod ofac_xml;
mod one_list;
mod plausible;
pub mod previous;
mod published_name;
mod reading;
mod remarks;
mod same_party;
mod senzing;
mod shares;
mod sheet;
pub mod sources;
pub mod store;
mod table;
pub mod toml_list;
mod toml_table;
mod uk;
mod un_xml;
pub mod whole;
mod xml;
pub(crate) mod zip_check;

pub use assemble::assemble;
pub use carried::carried;
pub use choice::{Choice, ChosenFiles};
pub use diff::{Diff, diff};
pub use embedded::embedded;
pub use error::{ListsError, Refusal};
pub use input::Input;
pub use list_ids::{KNOWN_LISTS, KnownList};
pub use load::{load, load_as, open_with_parts};
pub use newest::newest;
pub use store::Store;
pub use whole::whole;
