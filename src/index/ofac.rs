//! Every listed name by the method of OFAC's tool: no candidates, one name after the other.

use super::Index;
use super::search::{Found, SearchOptions};
use crate::matching::ofac::{self, Key, Score};
use crate::matching::{Identity, MatchedBy, PartyMatch};
use crate::model::{ListEntry, Name, NameKind, Party};

impl Index {
    /// As [`Index::search`], scored by [`crate::matching::ofac`]. A match is always a possible one.
    pub fn search_as_ofac(&self, party: &Party, options: SearchOptions) -> Found<'_> {
        let queries: Vec<(&Name, Key)> =
            party.names.iter().map(|name| (name, Key::of(&name.text))).collect();
        let mut found = Found::default();
        for (name, _) in queries.iter().filter(|(_, key)| key.is_empty()) {
            found.incomplete.push(format!("name `{}`: it has no letters", name.text));
        }
        let entries = self.editions().iter().flat_map(|edition| &edition.entries);
        for (number, entry) in (0..).zip(entries) {
            if let Some((score, query, listed)) = best(&queries, entry, options) {
                found.hits.push(self.hit(number, entry, matched(entry, score, query, listed)));
            }
        }
        found.rank(options.limit);
        found
    }
}

/// The best pair of names at or above the threshold.
fn best<'n>(
    queries: &[(&'n Name, Key)],
    entry: &'n ListEntry,
    options: SearchOptions,
) -> Option<(Score, &'n Name, &'n Name)> {
    let stands = |name: &&Name| options.on.is_none_or(|day| name.span.contains(day));
    let listed = entry.party.names.iter().filter(stands);
    let pairs = listed.flat_map(|name| {
        let key = Key::of(&name.text);
        queries.iter().map(move |(query, asked)| (ofac::score(asked, &key), *query, name))
    });
    pairs
        .filter(|(score, _, _)| score.value() >= options.threshold)
        .max_by(|a, b| a.0.value().total_cmp(&b.0.value()))
}

fn matched(entry: &ListEntry, score: Score, query: &Name, listed: &Name) -> PartyMatch {
    PartyMatch {
        list: entry.list.clone(),
        entry: entry.id.clone(),
        name: listed.text.clone(),
        query: query.text.clone(),
        score: score.value(),
        identity: Identity::Possible,
        by: match listed.kind {
            NameKind::WeakAlias => MatchedBy::WeakAlias,
            _ => MatchedBy::Name,
        },
        evidence: score.evidence(),
    }
}
