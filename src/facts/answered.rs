//! A person's answers to possible matches: the party is the listed one, or it is another.
//!
//! In: `parties[].identity`, answers by list entry (`US-OFAC-SDN/12345`). Out: matches that are
//! confirmed, or that count as another party. An answer holds for the entry it names alone, so that a
//! later listing asks again; what the published facts confirm, no answer takes away.

use serde_json::Value as Json;

use super::view::{MatchView, PartyView, Via};
use crate::matching::{Evidence, Identity};

/// Heeds the answers of each party on the matches of its own names.
pub(super) fn heed(parties: &[PartyView<'_>], matches: &mut [MatchView<'_>]) {
    for view in matches.iter_mut().filter(|view| view.via == Via::Party) {
        let Some(party) = parties.get(view.party) else { continue };
        let Some(answers) = party.party.extra.get("identity") else { continue };
        let entry = format!("{}/{}", view.hit.matched.list.0, view.hit.matched.entry);
        let matched = &mut view.hit.matched;
        if matched.identity == Identity::Confirmed {
            continue;
        }
        match answers.get(&entry).and_then(Json::as_str) {
            Some("same") => {
                matched.identity = Identity::Confirmed;
                let told = "the caller states that the party is this entry";
                matched.evidence.push(Evidence::new("answered", told, 0.0));
            }
            Some("different") => {
                view.is_another = true;
                let told = "the caller states that the party is another than this entry";
                matched.evidence.push(Evidence::new("answered", told, 0.0));
            }
            _ => {}
        }
    }
}
