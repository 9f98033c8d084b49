//! Which of several editions of a list tells its age.

use std::collections::BTreeMap;

use crate::model::{Date, Edition, Extent};

/// The edition by which the age of each list is judged, by edition id: the newest whole one, else
/// the newest. Files that are searched beside it make a list neither older nor younger.
pub fn newest<'e>(
    editions: impl IntoIterator<Item = &'e Edition>,
) -> BTreeMap<&'e str, &'e Edition> {
    let rank = |edition: &Edition| -> (bool, Option<Date>) {
        let provenance = &edition.provenance;
        (edition.extent != Extent::Excerpt, provenance.published.or(provenance.retrieved))
    };
    let mut out: BTreeMap<&str, &Edition> = BTreeMap::new();
    for edition in editions {
        let known = out.entry(edition.id.as_str()).or_insert(edition);
        if rank(edition) > rank(known) {
            *known = edition;
        }
    }
    out
}
