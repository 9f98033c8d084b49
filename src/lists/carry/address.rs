//! What is an address and what only stands in its place.

use crate::lists::countries;
use crate::model::Address;

/// Longest text of one postal address; the longest true one seen has 231 characters. Longer ones
/// are cells whose parts ran together.
const LENGTH_MAX: usize = 240;

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
    "region: ",
];

/// Ends of company names. Lower case.
const FORMS: &[&str] = &["ltd", "ltd.", "limited", "llc", "inc", "inc.", "bhd", "jsc"];

/// The address without what stands around it; `None` where it is none. Lists that print whole cells
/// (`from_cells`) have names and remarks run into them: there an address has a number or parts.
pub(super) fn address(published: &Address, from_cells: bool) -> Option<Address> {
    let mut text = published.text.trim();
    // "Addresses for Example Co., Ltd.: 1 Example Road": the words up to the colon say whose it is.
    if let Some((head, rest)) = text.split_once(": ")
        && (head.starts_with("Address for ") || head.starts_with("Addresses for "))
    {
        text = rest.trim();
    }
    let lower = text.to_lowercase();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let long = text.chars().count() > LENGTH_MAX;
    let digits = text.chars().any(char::is_numeric);
    let name = !digits && FORMS.iter().any(|form| lower.ends_with(form));
    let bare = !digits && !text.contains(',');
    if letters < 3
        || long
        || name
        || (from_cells && bare)
        || countries::code(text).is_some()
        || NO_ADDRESS.iter().any(|words| lower.contains(words))
    {
        return None;
    }
    Some(Address { country: published.country.clone(), ..Address::line(text) })
}
