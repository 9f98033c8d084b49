//! What scoring every entry finds, the index finds too.

use highfence::index::{Index, SearchOptions, Searcher};
use highfence::lists;
use highfence::matching::{PartyMatch, PreparedParty, THRESHOLD, match_prepared};
use highfence::model::{Edition, ListEntry, Name, NameKind, Party};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::index_csl::{asked, consolidated_list, queries};
use super::names::treatments::{EVASIONS, Random, Tier};

fn party(name: &str) -> Party {
    Party { names: vec![Name::new(name, NameKind::Primary)], ..Party::default() }
}

/// The entries that match, by scoring every one.
fn every_match(entries: &[(&ListEntry, PreparedParty<'_>)], party: &Party) -> Vec<PartyMatch> {
    let query = PreparedParty::new(party);
    let scored = entries
        .par_iter()
        .filter_map(|(entry, listed)| match_prepared(&query, listed, entry, THRESHOLD, None));
    scored.collect()
}

/// What a run of queries showed.
#[derive(Debug, Default)]
struct Recall {
    asked: usize,
    with_match: usize,
    best_lost: Vec<String>,
    matches: usize,
    lost: usize,
}

impl Recall {
    fn check(
        &mut self,
        index: &Index,
        entries: &[(&ListEntry, PreparedParty<'_>)],
        name: &str,
        searcher: &mut Searcher,
    ) {
        let party = party(name);
        let every = every_match(entries, &party);
        let found = index.search_with(searcher, &party, SearchOptions::default());
        for hit in &found.hits {
            assert!(every.contains(&hit.matched), "{name}: {:?} is no match", hit.matched);
        }
        self.asked += 1;
        self.matches += every.len();
        self.lost += every.len() - found.hits.len();
        for lost in every.iter().filter(|m| found.hits.iter().all(|hit| hit.matched != **m)) {
            println!("lost: {name} -> {} ({:.3})", lost.name, lost.score);
        }
        let Some(best) = every.iter().map(|m| m.score).max_by(f64::total_cmp) else { return };
        self.with_match += 1;
        if found.hits.first().is_none_or(|hit| hit.matched.score < best) {
            let lost = every.iter().find(|m| m.score >= best).unwrap();
            self.best_lost.push(format!("{name} -> {} ({best:.3})", lost.name));
        }
    }

    /// At least 999 of 1,000 best matches are found.
    fn judge(&self) {
        println!(
            "{} queries, {} with a match, best lost {}, matches {} of which lost {}",
            self.asked,
            self.with_match,
            self.best_lost.len(),
            self.matches,
            self.lost
        );
        let lost = self.best_lost.join("\n");
        assert!(self.with_match * 3 > self.asked, "too few matches to prove anything: {self:?}");
        // One of fewer than 1,000 is within what the sample can tell.
        let allowed = (self.with_match / 1000).max(1);
        assert!(self.best_lost.len() <= allowed, "best matches lost:\n{lost}");
    }
}

fn recall(entries: &[ListEntry], count: usize) -> Recall {
    let names: Vec<&str> =
        entries.iter().flat_map(|e| &e.party.names).map(|n| n.text.as_str()).collect();
    recall_of(entries, asked(&names, count))
}

fn recall_of(entries: &[ListEntry], asked: Vec<String>) -> Recall {
    let edition = Edition { entries: entries.to_vec(), ..Edition::default() };
    let index = Index::build(vec![edition]);
    let entries: Vec<_> =
        entries.par_iter().map(|entry| (entry, PreparedParty::new(&entry.party))).collect();
    let (mut recall, mut searcher) = (Recall::default(), Searcher::default());
    for name in asked {
        recall.check(&index, &entries, &name, &mut searcher);
    }
    recall
}

#[test]
fn the_best_match_is_among_the_candidates() {
    let editions = lists::embedded().unwrap();
    let entries: Vec<ListEntry> = editions.into_iter().flat_map(|e| e.entries).collect();
    recall(&entries, 1_000).judge();
}

#[test]
fn the_best_match_is_among_the_candidates_of_the_whole_list() {
    let Some(entries) = consolidated_list("the_best_match_of_the_whole_list") else { return };
    recall(&entries, queries(20, 4_000)).judge();
}

#[test]
fn the_best_match_of_an_evasion_is_among_the_candidates() {
    let editions = lists::embedded().unwrap();
    let entries: Vec<ListEntry> = editions.into_iter().flat_map(|e| e.entries).collect();
    let names = entries.iter().map(|e| e.party.caption()).filter(|name| name.len() > 3);
    let names: Vec<&str> = names.collect();
    let mut random = Random(3);
    let mut asked = Vec::new();
    for treatment in EVASIONS.iter().filter(|t| matches!(t.tier, Tier::Lossless | Tier::Near)) {
        for _ in 0..6 {
            let name = names[random.below(names.len())];
            asked.extend((treatment.apply)(name, &mut random));
        }
    }
    recall_of(&entries, asked).judge();
}
