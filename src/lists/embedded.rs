//! The small reviewed lists that are part of the program: dates and history beside the whole lists.

use sha2::{Digest, Sha256};

use super::error::{ListsError, Refusal};
use super::toml_list;
use crate::model::Edition;

/// The embedded list files: name and text. To add one, put it into `lists/` and add a line here; a
/// test compares this registry with the folder.
pub const FILES: &[(&str, &str)] = &[
    (
        "cn-mofcom-export-control-list.toml",
        include_str!("../../lists/cn-mofcom-export-control-list.toml"),
    ),
    (
        "cn-mofcom-unreliable-entity-list.toml",
        include_str!("../../lists/cn-mofcom-unreliable-entity-list.toml"),
    ),
    ("jp-meti-end-user-list.toml", include_str!("../../lists/jp-meti-end-user-list.toml")),
    ("named.toml", include_str!("../../lists/named.toml")),
    (
        "us-bis-denied-persons-list.toml",
        include_str!("../../lists/us-bis-denied-persons-list.toml"),
    ),
    ("us-bis-entity-list.toml", include_str!("../../lists/us-bis-entity-list.toml")),
    (
        "us-bis-military-end-user-list.toml",
        include_str!("../../lists/us-bis-military-end-user-list.toml"),
    ),
    ("us-bis-unverified-list.toml", include_str!("../../lists/us-bis-unverified-list.toml")),
    ("us-dhs-uflpa.toml", include_str!("../../lists/us-dhs-uflpa.toml")),
    ("us-dod-1237.toml", include_str!("../../lists/us-dod-1237.toml")),
    ("us-dod-1260h.toml", include_str!("../../lists/us-dod-1260h.toml")),
    ("us-ofac-ns-cmic.toml", include_str!("../../lists/us-ofac-ns-cmic.toml")),
    ("us-ofac-sdn.toml", include_str!("../../lists/us-ofac-sdn.toml")),
    ("us-ofac-ssi.toml", include_str!("../../lists/us-ofac-ssi.toml")),
];

/// Reads the embedded lists.
///
/// # Errors
///
/// Every problem of every file; a released program has none, a test sees to it.
pub fn embedded() -> Result<Vec<Edition>, ListsError> {
    let mut editions = Vec::new();
    let mut refusals: Vec<Refusal> = Vec::new();
    for (file, text) in FILES {
        match toml_list::read(file, text) {
            Ok(mut edition) => {
                edition.provenance.embedded = true;
                edition.provenance.sha256 = digest(text.as_bytes());
                editions.push(edition);
            }
            Err(error) => refusals.extend(error.refusals),
        }
    }
    if refusals.is_empty() { Ok(editions) } else { Err(ListsError::many(refusals)) }
}

/// SHA-256 of `bytes` in lower-case hex.
pub(crate) fn digest(bytes: &[u8]) -> String {
    crate::model::hex(&Sha256::digest(bytes))
}
