//! What is an address and what only stands in its place.

use crate::model::Address;

/// Longest text of one postal address; the longest true one seen has 251 characters. Longer ones
/// are cells whose parts ran together.
const LENGTH_MAX: usize = 260;

/// Words of cells that are no address: references, aliases, affiliates, legal texts. Lower case.
const NO_ADDRESS: &[&str] = &[
    "a.k.a",
    "f.k.a",
    "alias",
    "alternate address",
    "affiliated entit",
    "subordinate",
    "subject to the ear",
    "and any successor",
    "http:",
    "https:",
];

/// The address without what stands around it; `None` where it is none.
pub(super) fn address(published: &Address) -> Option<Address> {
    let mut text = published.text.trim();
    // "Addresses for Example Co., Ltd.: 1 Example Road": the words up to the colon say whose it is.
    if let Some((head, rest)) = text.split_once(": ")
        && (head.starts_with("Address for ") || head.starts_with("Addresses for "))
    {
        text = rest.trim();
    }
    let lower = text.to_lowercase();
    let letters = text.chars().any(char::is_alphabetic);
    let long = text.chars().count() > LENGTH_MAX;
    if !letters || long || NO_ADDRESS.iter().any(|words| lower.contains(words)) {
        return None;
    }
    Some(Address { country: published.country.clone(), ..Address::line(text) })
}
