//! The wire format of OpenSanctions' yente: clients that speak it need no change.
//!
//! In: FollowTheMoney entities to look for. Out: list entries as FollowTheMoney entities with
//! scores. Scopes are `default` (all entries), `sanctions` (entries in force), and one for each
//! list. Where yente would answer with less than it was asked (a party that cannot be searched),
//! this service refuses instead.

mod browser;
pub(super) mod catalog;
pub(super) mod entities;
mod entity;
pub(super) mod matching;
mod query;
pub(super) mod reconcile;
mod schemata;
mod scope;
pub(super) mod search;
mod spelling;
pub(super) mod suggest;

pub use browser::wrap;
pub use catalog::{algorithms, catalog, update, version};
pub use entities::{adjacent, adjacent_property, one_entity};
pub use matching::find;
pub use reconcile::{manifest, reconcile};
pub use search::search;
pub use spelling::demand_spelled;
pub use suggest::{extend_properties, suggest_entity, suggest_property, suggest_type};
