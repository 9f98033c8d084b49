//! Names that stand in fields of their own beside the parties: makers, performers, members, those
//! whom an authorization names.
//!
//! In: the texts of the fields that hold one name each. Out: matches as of a party, with the standing
//! that the table of fields gives them. A name that cannot be compared leaves the check unfinished,
//! here as in every field for names.

use super::fields::{Bears, Text};
use super::gather::{Finder, named_of};
use super::view::PartyView;

/// Searches the names that stand by themselves.
pub fn find<'a>(texts: &[Text<'a>], parties: &[PartyView<'a>], finder: &mut Finder<'a>) {
    for text in texts {
        let Bears::Name { via, role } = text.bears else { continue };
        if is_blank(text.text) {
            continue;
        }
        let at = text.party.unwrap_or(parties.len());
        let own = parties.get(at).map_or("party", |view| view.role);
        let hits = finder.search(&named_of(text.text, text.country), &text.pointer);
        finder.push(at, role.unwrap_or(own), via, hits);
    }
}

/// Whether a form was left empty with a dash or the like.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_ascii_punctuation() || "–—".contains(c))
}
