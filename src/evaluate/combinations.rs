//! All clauses on all combinations of parties, matches and items.
//!
//! In: rules, tables and what was gathered. Out: findings in the order of rules, clauses, parties
//! or matches, items. A clause is asked in steps: of the transaction, then of each party or match
//! and of each item for itself, and only of pairs of which neither side rules it out.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::Finding;
use super::binding::{Bindings, Column, View};
use super::clause::{Standing, Subject, parts, together, undecided};
use crate::facts::entry_scope;
use crate::facts::gather::Gathered;
use crate::facts::view::{ItemView, MatchItemView};
use crate::rules::Rule;
use crate::rules::model::{Clause, Condition, Each};
use crate::rules::tables::Tables;

/// The facts of everything that clauses are asked of, each read when it is first asked.
#[derive(Debug)]
pub struct Combinations<'v> {
    tables: &'v Tables,
    gathered: &'v Gathered<'v>,
    views: &'v [ItemView<'v>],
    tx: Column<'v>,
    parties: Vec<Column<'v>>,
    matches: Vec<Column<'v>>,
    items: Vec<Column<'v>>,
    /// Each match with each item, the items of a match together.
    pairs: Vec<OnceCell<Column<'v>>>,
}

/// What a clause may be relevant to, and what is left to ask before it is.
struct Candidate<'b, 'v, 'r> {
    bound: Bindings<'b, 'v>,
    subject: Subject,
    open: Vec<&'r Condition>,
}

impl<'v> Combinations<'v> {
    /// Over what was gathered.
    pub fn new(tables: &'v Tables, gathered: &'v Gathered<'v>, views: &'v [ItemView<'v>]) -> Self {
        let pairs = gathered.matches.len() * views.len();
        Self {
            tables,
            gathered,
            views,
            tx: Column::of(View::Transaction(&gathered.tx)),
            parties: gathered.parties.iter().map(|v| Column::of(View::Party(v))).collect(),
            matches: gathered.matches.iter().map(|v| Column::of(View::Match(v))).collect(),
            items: views.iter().map(|v| Column::of(View::Item(v))).collect(),
            pairs: (0..pairs).map(|_| OnceCell::new()).collect(),
        }
    }

    /// What the clauses of `rules` find, of which some name these lists.
    pub fn findings<'r>(&self, rules: &'r [Rule], named: &BTreeSet<String>) -> Vec<Finding<'r>> {
        let mut findings = Vec::new();
        for rule in rules {
            for clause in &rule.clauses {
                // Most clauses bear on nothing here, which is asked first: it is quick.
                let Some(open) = self.open(clause) else { continue };
                if let Some(standing) = Standing::on(rule, clause, self.gathered.tx.as_of) {
                    self.ask(named, &standing, &open, &mut findings);
                }
            }
        }
        findings
    }

    /// What is bound where nothing but the transaction is.
    fn base(&self) -> Bindings<'_, 'v> {
        Bindings {
            tx: &self.tx,
            party: None,
            matched: None,
            item: None,
            both: None,
            tables: self.tables,
            day: self.gathered.tx.as_of.valid,
        }
    }

    /// What the transaction as a whole leaves to ask before a clause is relevant; `None` where it
    /// is relevant to nothing here.
    fn open<'r>(&self, clause: &'r Clause) -> Option<Vec<&'r Condition>> {
        if self.has_any(&clause.each) { undecided(parts(clause), &self.base()) } else { None }
    }

    /// Asks a clause of everything that it is to be asked of.
    fn ask<'r>(
        &self,
        named: &BTreeSet<String>,
        standing: &Standing<'r>,
        open: &[&'r Condition],
        findings: &mut Vec<Finding<'r>>,
    ) {
        let base = self.base();
        let outer = self.outer(named, standing, base, open);
        if outer.is_empty() || !standing.clause.each.contains(&Each::Item) {
            for candidate in outer {
                let Candidate { bound, subject, open } = candidate;
                let policy = || self.entry_policy(&subject);
                let finding = standing.find(together(&open), &bound, subject.clone(), &policy);
                findings.push(finding);
            }
            return;
        }
        let items = self.items(base, open);
        for outer in &outer {
            for item in &items {
                findings.extend(self.pair(standing, outer, item));
            }
        }
    }

    /// Whether there is anything at all of which a clause is to be asked.
    fn has_any(&self, each: &[Each]) -> bool {
        each.iter().all(|each| match each {
            Each::Party => !self.parties.is_empty(),
            Each::Match => !self.matches.is_empty(),
            Each::Item => !self.items.is_empty(),
        })
    }

    /// The matches or parties to which the clause may be relevant; else the transaction itself.
    fn outer<'b, 'r>(
        &'b self,
        named: &BTreeSet<String>,
        standing: &Standing<'r>,
        base: Bindings<'b, 'v>,
        open: &[&'r Condition],
    ) -> Vec<Candidate<'b, 'v, 'r>> {
        let candidate = |bound, subject| narrowed(bound, subject, open);
        let each = &standing.clause.each;
        if each.contains(&Each::Match) {
            let matches = self.gathered.matches.iter().zip(&self.matches).enumerate();
            let listed = matches.filter(|(_, (view, _))| {
                standing.rule.asks_of(view.hit.entry.list.as_str(), named)
            });
            let bound = listed.filter_map(|(number, (view, column))| {
                let party = self.gathered.parties.get(view.party).and_then(|party| party.number);
                let subject = Subject { party, matched: Some(number), item: None };
                let party = self.parties.get(view.party);
                candidate(Bindings { matched: Some(column), party, ..base }, subject)
            });
            bound.collect()
        } else if each.contains(&Each::Party) {
            let parties = self.gathered.parties.iter().zip(&self.parties);
            let bound = parties.filter_map(|(view, column)| {
                let subject = Subject { party: view.number, ..Subject::default() };
                candidate(Bindings { party: Some(column), ..base }, subject)
            });
            bound.collect()
        } else {
            let open = open.to_vec();
            vec![Candidate { bound: base, subject: Subject::default(), open }]
        }
    }

    /// The items to which the clause may be relevant, whatever the party or match.
    fn items<'b, 'r>(
        &'b self,
        base: Bindings<'b, 'v>,
        open: &[&'r Condition],
    ) -> Vec<Candidate<'b, 'v, 'r>> {
        let items = self.items.iter().enumerate();
        items
            .filter_map(|(number, column)| {
                let subject = Subject { item: Some(number), ..Subject::default() };
                narrowed(Bindings { item: Some(column), ..base }, subject, open)
            })
            .collect()
    }

    /// Asks the clause of an item beside a party, a match or nothing else.
    fn pair<'r>(
        &self,
        standing: &Standing<'r>,
        outer: &Candidate<'_, 'v, 'r>,
        item: &Candidate<'_, 'v, 'r>,
    ) -> Option<Finding<'r>> {
        let subject = Subject { item: item.subject.item, ..outer.subject };
        let both = self.both(&subject);
        let bound = Bindings { item: item.bound.item, both, ..outer.bound };
        let of_both = |part: &&&Condition| item.open.iter().any(|own| std::ptr::eq(*own, **part));
        let open = undecided(outer.open.iter().filter(of_both).copied(), &bound)?;
        let policy = || self.entry_policy(&subject);
        Some(standing.find(together(&open), &bound, subject.clone(), &policy))
    }

    /// The facts of a match and an item together.
    fn both(&self, subject: &Subject) -> Option<&Column<'v>> {
        let view = self.match_item(subject)?;
        let at = subject.matched? * self.views.len() + subject.item?;
        Some(self.pairs.get(at)?.get_or_init(|| Column::of(View::MatchItem(view))))
    }

    fn match_item(&self, subject: &Subject) -> Option<MatchItemView<'v>> {
        let matched = self.gathered.matches.get(subject.matched?)?;
        Some(MatchItemView { matched, item: self.views.get(subject.item?)? })
    }

    /// The review policy of the list entry, for the item where there is one.
    fn entry_policy(&self, subject: &Subject) -> Option<String> {
        if let Some(view) = self.match_item(subject) {
            return entry_scope::review_policy(&view);
        }
        self.gathered.matches.get(subject.matched?)?.hit.entry.review.as_ref()?.default.clone()
    }
}

fn narrowed<'b, 'v, 'r>(
    bound: Bindings<'b, 'v>,
    subject: Subject,
    open: &[&'r Condition],
) -> Option<Candidate<'b, 'v, 'r>> {
    let open = undecided(open.iter().copied(), &bound)?;
    Some(Candidate { bound, subject, open })
}
