//! The field's nouns as plain data.
//!
//! In: nothing. Out: the types that every other room speaks: parties, list entries, items,
//! transactions, verdicts, traces, dates. They hold no policy and touch no file, clock or socket.

pub mod country;
pub mod digest;
pub mod listing;
pub mod party;
pub mod time;
pub mod transaction;
pub mod truth;
pub mod verdict;

pub use country::Country;
pub use digest::hex;
pub use listing::{
    Citation, Edition, EntryStatus, Extent, Footnote, LicenseRequirement, ListEntry, ListId,
    Provenance, RequirementScope, ReviewClause, ReviewPolicy, UnreadRow,
};
pub use party::{Address, Identifier, Name, NameKind, Party, PartyKind};
pub use time::{AsOf, Date, Interval};
pub use transaction::{
    Actor, Attributes, Authorization, EndUse, Item, Owner, Transaction, TransactionParty,
};
pub use truth::Truth;
pub use verdict::Level;
