//! What had to be looked at, and what was: the proof behind "no license required".
//!
//! In: the coverage table of the rules, the rules, the lists that are loaded, what was gathered of a
//! transaction, and the findings. Out: a [`Coverage`]: for each regime whether it reaches the
//! transaction, which rules and lists it was asked by, the programs that nobody carries and that
//! bear, the age of the lists, whose law was not asked. What is missing and bears is an
//! [`OpenCheck`]; the verdict can then be no release. Nothing here lowers anything.

mod age;
mod gaps;
mod lists;
mod own_law;
mod regimes;

use std::borrow::Cow;

use serde::Serialize;

pub use age::Age;
pub use lists::{ListState, ListUsed};
pub use regimes::{Reach, RegimeCovered};

use crate::evaluate::{Combinations, Finding};
use crate::facts::fields::FieldRead;
use crate::facts::gather::{Gathered, Unfinished};
use crate::facts::texts::TextFinding;
use crate::index::Index;
use crate::model::{Edition, Extent, Level};
use crate::rules::RuleSet;
use crate::screen::{Asked, Narrowed};

/// A check that could not be finished, by name, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenCheck {
    /// Its name: `list US-OFAC-SDN`, `rules of US-EAR`, `us.ofac.russia-services`, `request`.
    pub check: String,
    /// Where in the request; for lists and rules `lists/ID`, `rules/REGIME`.
    pub pointer: String,
    /// Why it is open.
    pub reason: String,
    /// What closes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// What was asked and what was not.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Coverage<'r> {
    /// Whether every check that bears on the transaction was finished.
    pub complete: bool,
    /// Under whose law the answer is given, and whose was not asked: one sentence.
    pub law: String,
    /// Regimes to which the question was narrowed; absent where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrowed_to: Option<Vec<String>>,
    /// What was left out on the caller's word.
    pub left_out: Narrowed,
    /// The day of the oldest list that bears, and its age.
    pub lists_of: Age,
    /// Every regime that was asked.
    pub regimes: Vec<RegimeCovered<'r>>,
    /// Programs of law that are not carried and that bear on the transaction.
    pub gaps: Vec<GapFound<'r>>,
    /// How many further programs that are not carried do not bear on it.
    pub gaps_elsewhere: usize,
    /// How every field of the request that holds a text was searched for names.
    pub fields: Vec<FieldRead>,
    /// Every text that was read, and what it says.
    pub texts: Vec<TextFinding>,
    /// What a reader should know and what raises nothing.
    pub notes: Vec<String>,
    /// Checks that are open.
    #[serde(skip)]
    pub open: Vec<OpenCheck>,
    /// What a person must look at.
    #[serde(skip)]
    pub doubts: Vec<String>,
    /// Checks that were finished, by name.
    #[serde(skip)]
    pub finished: Vec<String>,
    /// What goes with the answer.
    #[serde(skip)]
    pub obligations: Vec<&'static str>,
}

/// A program of law that nobody carries here and that bears.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapFound<'r> {
    /// Its id.
    pub id: &'r str,
    /// Whose law.
    pub regime: &'r str,
    /// What it is.
    pub title: &'r str,
    /// Why it bears.
    pub text: Cow<'r, str>,
    /// What to do.
    pub remedy: &'r str,
    /// Its citations.
    pub cites: Vec<&'r str>,
    /// The level that it gives: `cannot_determine` or `hold_for_review`.
    pub level: Level,
    /// Facts that would tell whether it bears, as places in the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
}

/// What coverage is judged from.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'r, 'a> {
    /// Rules with their coverage table.
    pub rules: &'r RuleSet,
    /// The lists that are loaded.
    pub index: &'a Index,
    /// How old a list may be, and what was left out on the caller's word.
    pub asked: &'a Asked,
    /// Regimes to which the question is narrowed; `None` asks all.
    pub regimes: Option<&'a [String]>,
}

/// Judges what was asked of a transaction and what was not.
pub fn judge<'r>(
    basis: Basis<'r, '_>,
    gathered: &Gathered<'_>,
    asked: &Combinations<'_>,
    findings: &[Finding<'r>],
) -> Coverage<'r> {
    let table = &basis.rules.coverage;
    let is_asked = |id: &str| basis.regimes.is_none_or(|ids| ids.iter().any(|own| own == id));
    let as_of = gathered.tx.as_of;
    let loaded = lists::loaded(basis.index, as_of.valid);
    let mut open: Vec<OpenCheck> = gathered.unfinished.iter().map(OpenCheck::of_request).collect();
    let mut regimes = regimes::covered(basis, asked, &loaded, as_of, is_asked);
    let mut notes = left_out(basis.asked.narrowed);
    regimes.iter().for_each(|regime| regime.tell(&mut open, &mut notes));
    let (gaps, gaps_elsewhere) = gaps::bearing(table, asked, findings, is_asked);
    let mut doubts = lists::doubts(basis.index);
    gaps.iter().for_each(|gap| gap.tell(&mut open, &mut doubts));
    let lists_of = age::of(&regimes, as_of.valid);
    age::judge(&regimes, basis.asked.age_max_days, as_of, &mut open, &mut notes);
    let own = own_law::of(table, &gathered.tx);
    doubts.extend(own.doubt);
    let finished: Vec<String> =
        regimes.iter_mut().filter_map(|regime| regime.close(&open)).collect();
    if finished.is_empty() && open.is_empty() {
        open.push(OpenCheck::nothing_asked());
    }
    Coverage {
        complete: open.is_empty(),
        law: own.sentence,
        narrowed_to: basis.regimes.map(<[String]>::to_vec),
        left_out: basis.asked.narrowed,
        obligations: lists_of.obligations(),
        lists_of,
        regimes,
        gaps,
        gaps_elsewhere,
        fields: gathered.fields.clone(),
        texts: gathered.texts.clone(),
        notes,
        open,
        doubts,
        finished,
    }
}

/// What was left out on the caller's word, in words.
fn left_out(narrowed: Narrowed) -> Vec<String> {
    let lists = "Only the lists named for this call were searched (--only-lists).";
    let rules = "Only the rules named for this call were asked (--only-rules).";
    let all = [(narrowed.lists, lists), (narrowed.rules, rules)];
    all.into_iter().filter(|(is, _)| *is).map(|(_, text)| text.to_owned()).collect()
}

impl Coverage<'_> {
    /// Lists that bear on the transaction and are older than `limit` days, or of unknown age.
    pub fn stale(&self, limit: i64) -> Vec<&ListUsed> {
        let bearing = age::bearing(&self.regimes).into_iter();
        bearing.filter(|list| list.age_days.is_none_or(|age| age > limit)).collect()
    }
}

impl OpenCheck {
    /// No body of law was asked, so that finding nothing says nothing.
    fn nothing_asked() -> Self {
        Self {
            check: "rules".to_owned(),
            pointer: "regimes".to_owned(),
            reason: "no body of law was asked".to_owned(),
            remedy: Some("load rules, and name regimes that are among them".to_owned()),
        }
    }

    /// What could not be screened of the request.
    fn of_request(unfinished: &Unfinished) -> Self {
        Self {
            check: "request".to_owned(),
            pointer: unfinished.pointer.clone(),
            reason: unfinished.reason.clone(),
            remedy: None,
        }
    }
}

/// Whether editions stand for every list of the day, as those of labelled scenarios do.
fn stands_for_all<'e>(mut editions: impl Iterator<Item = &'e Edition>) -> bool {
    editions.any(|edition| edition.extent == Extent::Everything)
}
