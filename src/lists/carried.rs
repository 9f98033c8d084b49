//! The lists that are part of the program.

use super::error::ListsError;
use crate::model::Edition;

/// Every edition that is part of the program: the whole lists, and the extracts that know days,
/// history and native names.
///
/// # Errors
///
/// Every problem of every file; a released program has none, a test sees to it.
pub fn carried() -> Result<Vec<Edition>, ListsError> {
    let mut editions = super::whole()?;
    editions.extend(super::embedded()?);
    Ok(editions)
}
