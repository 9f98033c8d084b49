//! The slow twin of asking clauses step by step: every clause of every combination, one by one.

use highfence::evaluate::binding::{Bindings, Column, View};
use highfence::evaluate::{Combinations, Finding, Subject, evaluate};
use highfence::facts::entry_scope;
use highfence::facts::gather::{self, Gathered, Sources};
use highfence::facts::view::{ItemView, MatchItemView};
use highfence::lists;
use highfence::model::AsOf;
use highfence::rules::model::Each;
use highfence::screen::Engine;
use highfence::wire::transaction;

use crate::engine::engine_over;

/// What all clauses find, nothing left out for being decided before.
fn one_by_one<'r>(
    engine: &'r Engine,
    gathered: &Gathered<'_>,
    items: &[ItemView<'_>],
) -> Vec<Finding<'r>> {
    let tx = Column::of(View::Transaction(&gathered.tx));
    let as_of = gathered.tx.as_of;
    let mut findings = Vec::new();
    for (rule, clause) in
        engine.rules.rules.iter().flat_map(|r| r.clauses.iter().map(move |c| (r, c)))
    {
        let by = |each| clause.each.contains(&each);
        let matches: Vec<Option<usize>> = if by(Each::Match) {
            (0..gathered.matches.len())
                .filter(|n| rule.lists.contains(&gathered.matches[*n].hit.entry.list.0))
                .map(Some)
                .collect()
        } else {
            vec![None]
        };
        for matched in matches {
            let parties: Vec<Option<usize>> = match matched {
                Some(number) => vec![Some(gathered.matches[number].party)],
                None if by(Each::Party) => (0..gathered.parties.len()).map(Some).collect(),
                None => vec![None],
            };
            for party in parties {
                let numbers: Vec<Option<usize>> =
                    if by(Each::Item) { (0..items.len()).map(Some).collect() } else { vec![None] };
                for item in numbers {
                    let view = matched.map(|n| &gathered.matches[n]);
                    let both = view.zip(item.map(|n| &items[n]));
                    let both = both.map(|(matched, item)| MatchItemView { matched, item });
                    let columns = [
                        party.and_then(|n| gathered.parties.get(n)).map(View::Party),
                        view.map(View::Match),
                        item.map(|n| View::Item(&items[n])),
                        both.map(View::MatchItem),
                    ]
                    .map(|view| view.map(Column::of));
                    let [party_column, matched_column, item_column, both_column] = &columns;
                    let values = Bindings {
                        tx: &tx,
                        party: party_column.as_ref(),
                        matched: matched_column.as_ref(),
                        item: item_column.as_ref(),
                        both: both_column.as_ref(),
                        tables: &engine.tables,
                        day: as_of.valid,
                    };
                    let party = party.and_then(|n| gathered.parties.get(n)?.number);
                    let policy = || match both {
                        Some(both) => entry_scope::review_policy(&both),
                        None => view?.hit.entry.review.as_ref()?.default.clone(),
                    };
                    let subject = Subject { party, item, matched };
                    findings.extend(evaluate(rule, clause, &values, as_of, subject, &policy));
                }
            }
        }
    }
    findings
}

#[test]
fn asked_step_by_step_clauses_find_the_same() {
    let engine = engine_over(lists::embedded().unwrap());
    let sources = Sources {
        index: &engine.index,
        tables: &engine.tables,
        classifier: &engine.classifier,
        threshold: engine.threshold,
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let (mut cases, mut found) = (0, 0);
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let tx = transaction::from_bytes(&std::fs::read(&path).unwrap()).unwrap();
        let gathered = gather::gather(&tx, AsOf::on(tx.date.unwrap()), sources);
        let items = gather::items(&gathered, sources);
        let slow = one_by_one(&engine, &gathered, &items);
        let fast = Combinations::new(&engine.tables, &gathered, &items)
            .findings(&engine.rules.rules, &engine.rules.named_lists);
        assert_eq!(fast, slow, "{}", path.display());
        (cases, found) = (cases + 1, found + fast.len());
    }
    assert!(cases >= 10 && found >= 50, "{cases} transactions, {found} findings");
}
