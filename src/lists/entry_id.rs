//! Ids of entries whose publisher gives none.

/// An id made of list, name and country, stable while those stay the same:
/// `us-bis-el:example-optics-cn`.
pub(crate) fn made(list: &str, name: &str, country: &str) -> String {
    let mut id = list.to_lowercase();
    id.push(':');
    for part in [name, country] {
        let mut gap = !id.ends_with(':');
        for c in part.chars().flat_map(char::to_lowercase) {
            if !c.is_alphanumeric() {
                gap |= !id.ends_with(':');
                continue;
            }
            if std::mem::take(&mut gap) {
                id.push('-');
            }
            id.push(c);
        }
    }
    id
}
