//! Product text, ECCN and HS code -> categories and contradictions. Never a determination.
//!
//! In: the description of one item as the trade papers give it, with the ECCN and the HS code that
//! were declared, and the date. Out: [`ItemFindings`]: categories that the words, the ECCN or the
//! HS code propose, materials, software kinds, vehicle parts and product names that other rules ask
//! about, ECCN candidates, and contradictions between what was declared and what is described.
//!
//! What it does not do: it gives no legal level. A category alone never makes a license
//! requirement; a contradiction asks a person to look. All words are data (`data/*.toml`); the
//! code knows none of them.
//!
//! Category ids: `semiconductor`, `chip_tool`, `eda`, `advanced_computing`, `quantum`, `software`,
//! `encryption`, `telecom`, `laptop`, `computer`, `data_center`, `jet_engine`, `aircraft`, `drone`,
//! `surveillance`, `thermal_imaging`, `radiation_hardened`, `space`, `connected_vehicle`,
//! `battery`, `critical_mineral`, `machine_tool`, `solar`, `navigation`.

mod classify;
mod contradiction;
mod controlled;
pub mod eccn;
mod figures;
pub mod hs;
mod phrase;
mod table;
mod text;

pub use classify::{CategoryHit, Classifier, ItemFindings};
pub use contradiction::{Contradiction, Severity};
pub use eccn::{Eccn, EccnError, EccnStanding};
pub use hs::{HsCode, HsError};
pub use table::TableError;
