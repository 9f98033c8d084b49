//! The lists that are part of the program: small, dated, and stale by nature.

use sha2::{Digest, Sha256};

use super::error::{ListsError, Refusal};
use super::toml_list;
use crate::model::Edition;

/// The embedded list files: name and text. To add one, put it into `lists/` and add a line here; a
/// test compares this registry with the folder.
pub const FILES: &[(&str, &str)] = &[];

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
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
