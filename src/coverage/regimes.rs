//! Each regime: whether it reaches the transaction, and by which rules and lists it was asked.

use std::collections::BTreeMap;

use serde::Serialize;

use super::lists::{ListState, ListUsed, Loaded};
use super::{Basis, OpenCheck};
use crate::evaluate::{Combinations, Outcome};
use crate::model::{AsOf, Date, Level};
use crate::rules::RuleSet;
use crate::rules::coverage::Regime;
use crate::rules::model::{OTHER_LISTS, Rule, RuleKind};
use crate::rules::status::standing;

/// Whether a regime reaches a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// It does not, by the facts given.
    No,
    /// It may: a fact is not given. It counts as reached.
    Unknown,
    /// It does.
    Yes,
}

/// A regime and what it was asked by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegimeCovered<'r> {
    /// Its id.
    pub id: &'r str,
    /// Its name.
    pub title: &'r str,
    /// Whether it reaches the transaction.
    pub reach: Reach,
    /// First day of what is carried of it.
    pub since: Date,
    /// How many of its rules were asked.
    pub rules: usize,
    /// Rules of it that are not loaded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules_missing: Vec<&'r str>,
    /// Lists that its rules in force name, as they were searched.
    pub lists: Vec<ListUsed>,
    /// Whether all that bears of it was finished.
    pub finished: bool,
    /// For each list the rules that rest on it, and whether it can do more than advise or hold.
    #[serde(skip)]
    resting: Vec<(Vec<&'r str>, bool)>,
    #[serde(skip)]
    on: Date,
    /// Only a part of its law is carried, and says so itself.
    #[serde(skip)]
    in_part: bool,
}

/// The regimes that are asked.
pub(super) fn covered<'r>(
    basis: Basis<'r, '_>,
    asked: &Combinations<'_>,
    loaded: &Loaded,
    as_of: AsOf,
    is_asked: impl Fn(&str) -> bool,
) -> Vec<RegimeCovered<'r>> {
    let table = &basis.rules.coverage;
    let reached: Vec<(&str, Outcome)> = asked
        .findings(&table.reach, &basis.rules.named_lists)
        .into_iter()
        .map(|finding| (finding.rule, finding.outcome))
        .collect();
    let regimes = table.regimes.iter().filter(|regime| is_asked(&regime.id));
    let known = regimes.map(|regime| {
        let reach = reach(&reached, &regime.id);
        Carried::of(regime, basis.rules, as_of).covered(reach, loaded)
    });
    let own = own_regimes(basis.rules).into_iter().filter(|id| is_asked(id));
    let own = own.map(|id| Carried::of_own(id, basis.rules, as_of).covered(Reach::Yes, loaded));
    known.chain(own).collect()
}

/// Regimes of rules that the coverage table does not know: those of the caller's own rules. They
/// reach every transaction.
fn own_regimes(rules: &RuleSet) -> Vec<&str> {
    let all = rules.rules.iter().map(|rule| rule.regime.as_str());
    let mut own: Vec<&str> = all.filter(|id| rules.coverage.regime(id).is_none()).collect();
    own.sort_unstable();
    own.dedup();
    own
}

/// How far a regime reaches by what was found.
fn reach(reached: &[(&str, Outcome)], id: &str) -> Reach {
    let own = reached.iter().filter(|(rule, _)| *rule == id);
    own.fold(Reach::No, |reach, (_, outcome)| match (reach, outcome) {
        (Reach::Yes, _) | (_, Outcome::Met) => Reach::Yes,
        (_, Outcome::Unknown) => Reach::Unknown,
        _ => reach,
    })
}

/// A regime with the rules that carry it.
struct Carried<'r> {
    id: &'r str,
    title: &'r str,
    since: Date,
    /// Rules of it that the coverage table names.
    named: &'r [String],
    /// ISO code of the government whose law it is, `none` of lists of others; absent for rules of the
    /// caller's own.
    law: Option<&'r str>,
    in_part: bool,
    rules: &'r RuleSet,
    as_of: AsOf,
}

impl<'r> Carried<'r> {
    fn of(regime: &'r Regime, rules: &'r RuleSet, as_of: AsOf) -> Self {
        Self {
            id: &regime.id,
            title: &regime.title,
            since: regime.since,
            named: &regime.rules,
            law: Some(regime.law.as_deref().unwrap_or("none")),
            in_part: regime.part.is_some(),
            rules,
            as_of,
        }
    }

    fn of_own(id: &'r str, rules: &'r RuleSet, as_of: AsOf) -> Self {
        let (since, named) = (Date::MIN, [].as_slice());
        Self { id, title: id, since, named, law: None, in_part: false, rules, as_of }
    }

    fn covered(&self, reach: Reach, loaded: &Loaded) -> RegimeCovered<'r> {
        let own = self.rules.rules.iter().filter(|rule| rule.regime == self.id);
        let own: Vec<&'r Rule> = own.collect();
        let missing = self.named.iter().filter(|id| self.rules.find(id).is_none());
        let mut lists: BTreeMap<&'r str, (Vec<&'r str>, bool)> = BTreeMap::new();
        let watches = |rule: &Rule| self.rules.coverage.watching.contains(&rule.id);
        for rule in own.iter().copied().filter(|rule| self.binds(rule) && !watches(rule)) {
            for list in rule.lists.iter().filter(|list| *list != OTHER_LISTS) {
                let (rules, any) = lists.entry(list).or_default();
                rules.push(&rule.id);
                *any |= decides(rule, self.is_own(list));
            }
        }
        RegimeCovered {
            id: self.id,
            title: self.title,
            reach,
            since: self.since,
            rules: own.len(),
            rules_missing: missing.map(String::as_str).collect(),
            lists: lists.keys().map(|list| loaded.of(list, self.as_of.valid)).collect(),
            resting: lists.into_values().collect(),
            finished: false,
            on: self.as_of.valid,
            in_part: self.in_part,
        }
    }

    /// Whether a list is of the government whose law this is: list ids begin with its code. Lists of
    /// rules of the caller's own are its own.
    fn is_own(&self, list: &str) -> bool {
        self.law.is_none_or(|law| list.strip_prefix(law).is_some_and(|rest| rest.starts_with('-')))
    }

    /// Whether a rule is in force on the day, or may be.
    fn binds(&self, rule: &Rule) -> bool {
        let own = rule.clauses.iter().filter(|clause| !clause.statuses.is_empty());
        let all = std::iter::once(&rule.statuses).chain(own.map(|clause| &clause.statuses));
        all.map(|statuses| standing(statuses, self.as_of))
            .any(|standing| standing.is_in_force() || standing.is_disputed())
    }
}

/// Whether a rule can do more than advise, or than hold for another government's list.
fn decides(rule: &Rule, own_list: bool) -> bool {
    let most = rule.clauses.iter().map(|clause| clause.then.level).max();
    rule.kind == RuleKind::Verdict
        && most > Some(Level::Advisory)
        && (own_list || most > Some(Level::HoldForReview))
}

impl RegimeCovered<'_> {
    /// Whether it counts as reaching the transaction.
    pub fn is_reached(&self) -> bool {
        self.reach != Reach::No
    }

    /// Whether the day is before anything that is carried of the whole of its law.
    fn is_before_its_rules(&self) -> bool {
        self.on < self.since && !self.in_part
    }

    /// Lists that can raise the verdict, where the regime is reached.
    pub(super) fn bearing(&self) -> impl Iterator<Item = &ListUsed> {
        let lists = self.lists.iter().zip(&self.resting);
        lists.filter(|(_, (_, decides))| *decides && self.is_reached()).map(|(list, _)| list)
    }

    /// Names what of it is missing: an open check where it bears, else a note.
    pub(super) fn tell(&self, open: &mut Vec<OpenCheck>, notes: &mut Vec<String>) {
        if !self.is_reached() {
            return;
        }
        if self.is_before_its_rules() {
            open.push(OpenCheck {
                check: format!("law of {}", self.id),
                pointer: "date".to_owned(),
                reason: format!(
                    "what is carried of {} begins on {}; what was law before is not known here",
                    self.title, self.since
                ),
                remedy: Some("ask counsel for the law of that day".to_owned()),
            });
        }
        if !self.rules_missing.is_empty() {
            open.push(OpenCheck {
                check: format!("rules of {}", self.id),
                pointer: format!("rules/{}", self.id),
                reason: format!(
                    "{} rules of {} are not loaded: {}",
                    self.rules_missing.len(),
                    self.title,
                    self.rules_missing.join(", ")
                ),
                remedy: Some(
                    "leave out --only-rules or the profile's choice of rules, or narrow the \
                     question with `regimes`"
                        .to_owned(),
                ),
            });
        }
        for (list, (rules, decides)) in self.lists.iter().zip(&self.resting) {
            let what = match list.state {
                ListState::Whole => continue,
                ListState::Missing => format!("the list {} is not loaded", list.list),
                ListState::Excerpt => {
                    format!("of the list {} only {} entries are loaded", list.list, list.entries)
                }
            };
            let reason = format!("{what}; {} rest on it", rules.join(", "));
            if *decides {
                let check = format!("list {}", list.list);
                let remedy = "load the whole list: `highfence lists sync`, `lists import FILE` or \
                              --lists FILE";
                open.push(OpenCheck {
                    pointer: format!("lists/{}", list.list),
                    check,
                    reason,
                    remedy: Some(remedy.to_owned()),
                });
            } else {
                notes.push(format!("Not searched: {reason}."));
            }
        }
    }

    /// Marks it finished where nothing of it is open; gives the name of the finished check.
    pub(super) fn close(&mut self, open: &[OpenCheck]) -> Option<String> {
        let lists = self.lists.iter().map(|list| format!("lists/{}", list.list));
        let mut own = lists.chain([format!("rules/{}", self.id)]);
        let is_open = own.any(|pointer| open.iter().any(|check| check.pointer == pointer));
        self.finished = self.is_reached() && !is_open && !self.is_before_its_rules();
        self.finished.then(|| format!("{}: {} rules", self.id, self.rules))
    }
}
