//! Faults of rule files that reading them does not show: citations, lists, review dates, tests.
//!
//! In: rule files. Out: diagnostics with stable codes, beside those of reading. An error means
//! that the rules must not be used; a warning is worth a look.

use super::coverage::{self, Coverage};
use super::{Sources, citation, draft};
use crate::lists::KNOWN_LISTS;
use crate::rules::diagnostics::Diagnostics;
use crate::rules::model::{Certainty, Clause, OTHER_LISTS, Rule, RuleKind, State};
use crate::rules::tables::Tables;
use crate::rules::{Diagnostic, did_you_mean};

/// All diagnostics of `sources`, by file and place.
pub fn lint(sources: &Sources, tables: &Tables) -> Vec<Diagnostic> {
    let mut found = sources.diagnostics.clone();
    for rule in &sources.rules.rules {
        let text = sources.text_of(rule);
        let mut out = Diagnostics::new(&rule.file, text);
        of_rule(Subject { rule, text }, tables, &mut out);
        found.append(&mut out.found);
    }
    found.sort();
    found.dedup();
    found
}

/// A rule with the text it was read from.
#[derive(Clone, Copy)]
struct Subject<'s> {
    rule: &'s Rule,
    text: &'s str,
}

impl Subject<'_> {
    /// Where `words` first stand in the file, for parts of a rule that keep no place of their own.
    fn place(&self, words: &str) -> usize {
        self.text.find(words).unwrap_or(0)
    }

    fn head(&self) -> usize {
        self.place("[rule]")
    }
}

fn of_rule(subject: Subject<'_>, tables: &Tables, out: &mut Diagnostics<'_>) {
    let rule = subject.rule;
    citations(subject, out);
    lists(subject, out);
    statuses(subject, out);
    for clause in &rule.clauses {
        reading(clause, rule, out);
    }
    tests(subject, &coverage::of_rule(rule, tables), out);
}

fn citations(subject: Subject<'_>, out: &mut Diagnostics<'_>) {
    let rule = subject.rule;
    let mut check = |at: usize, cite: &str| {
        if let Some(fault) = citation::fault(cite) {
            out.error(
                at,
                "bad-citation",
                format!("`{cite}` is not in the form of its source"),
                &fault,
            );
        }
    };
    for cite in &rule.authority {
        check(subject.place(cite), cite);
    }
    for status in rule.statuses.iter().chain(rule.clauses.iter().flat_map(|c| &c.statuses)) {
        check(status.at, &status.cite);
    }
    for clause in &rule.clauses {
        clause.cites.iter().for_each(|cite| check(clause.at, &cite.cite));
        clause.unless.iter().for_each(|unless| check(unless.at, &unless.cite));
    }
    if rule.kind == RuleKind::Verdict && !rule.authority.iter().any(|cite| citation::is_law(cite)) {
        out.warning(
            subject.head(),
            "weak-authority",
            format!("no authority of `{}` is a published law or notice", rule.id),
            "cite the law: `15 CFR 744.11`, `89 FR 51644`, `MOFCOM Announcement 2023 No. 23`",
        );
    }
}

fn lists(subject: Subject<'_>, out: &mut Diagnostics<'_>) {
    let rule = subject.rule;
    let known: Vec<&str> = KNOWN_LISTS.iter().map(|list| list.id).collect();
    for list in &rule.lists {
        if list != OTHER_LISTS && !known.contains(&list.as_str()) {
            let help = did_you_mean(list, &known);
            let message = format!(
                "no reader gives entries of the list `{list}`: they come from files of your own alone"
            );
            out.warning(subject.place(list), "unknown-list", message, &help);
        }
    }
}

fn statuses(subject: Subject<'_>, out: &mut Diagnostics<'_>) {
    let rule = subject.rule;
    let all = || rule.statuses.iter().chain(rule.clauses.iter().flat_map(|c| &c.statuses));
    for status in all() {
        if rule.kind == RuleKind::Horizon && status.state == State::InForce {
            out.error(
                status.at,
                "horizon-in-force",
                "a horizon rule cannot be in force",
                "write another state, or make it `kind = \"verdict\"` with its citation",
            );
        }
        if status.certainty == Certainty::Political && status.state == State::InForce {
            out.error(
                status.at,
                "announced-in-force",
                "an announcement alone does not put a rule in force",
                "cite the legal text with `certainty = \"legal\"`, or write the announced state",
            );
        }
    }
    let unsettled = all().any(|status| status.certainty == Certainty::Political);
    if rule.review_by.is_none() && (unsettled || rule.kind == RuleKind::Horizon) {
        out.warning(
            subject.head(),
            "missing-review-date",
            format!("`{}` rests on announcements and names no day to look at it again", rule.id),
            "add `review_by = 2027-01-10` to [rule]",
        );
    }
    for clause in rule.clauses.iter().filter(|clause| !clause.statuses.is_empty()) {
        outside(rule, clause, out);
    }
}

/// A clause cannot stand on days on which its rule does not.
fn outside(rule: &Rule, clause: &Clause, out: &mut Diagnostics<'_>) {
    let first = rule.statuses.iter().map(|status| status.from).min();
    for status in &clause.statuses {
        if first.is_some_and(|first| status.from < first) {
            out.warning(
                status.at,
                "status-outside",
                format!("clause `{}` has a status before the first one of its rule", clause.id),
                "begin it with the rule, or date the rule from it",
            );
        }
    }
}

/// Clauses that a citation of no day covers, or that leave a reader without words.
fn reading(clause: &Clause, rule: &Rule, out: &mut Diagnostics<'_>) {
    let statuses = if clause.statuses.is_empty() { &rule.statuses } else { &clause.statuses };
    for status in statuses.iter().filter(|_| !clause.cites.is_empty()) {
        let covered = clause.cites.iter().any(|cite| {
            cite.from.is_none_or(|from| from <= status.from)
                && cite.until.is_none_or(|until| status.from < until)
        });
        if !covered {
            out.error(
                clause.at,
                "citation-gap",
                format!("clause `{}` has no citation on {}", clause.id, status.from),
                "let a `cite` cover every day on which the rule stands",
            );
        }
    }
}

fn tests(subject: Subject<'_>, coverage: &Coverage, out: &mut Diagnostics<'_>) {
    let (rule, head) = (subject.rule, subject.head());
    let mut missing = |message: String, help: &str| out.error(head, "missing-test", message, help);
    if !coverage.positive {
        missing("no positive test: none meets a clause".to_owned(), "add a [[test]] that meets it");
    }
    // A rule for every list that no other names is met by every entry of such a list.
    let meets_all = rule.lists.iter().any(|list| list == OTHER_LISTS);
    if !coverage.negative && !meets_all {
        missing(
            "no negative test: every test meets a clause or leaves one open".to_owned(),
            "add a [[test]] whose facts are known and meet no clause",
        );
    }
    if coverage.unknown == Some(false) {
        missing(
            "no test with a deciding fact unknown".to_owned(),
            "add a [[test]] that leaves out a fact, with `needs` in `expect`",
        );
    }
    for boundary in &coverage.boundaries.missing {
        missing(boundary.clone(), "add a [[test]] on the day before and one on the day itself");
    }
    for clause in &coverage.clauses.missing {
        missing(clause.clone(), "add a [[test]] that meets it");
    }
    for branch in &coverage.branches.missing {
        out.warning(head, "untested-branch", branch.clone(), "add a [[test]] that takes it");
    }
    for (at, _) in subject.text.match_indices(draft::MARK) {
        out.warning(
            at,
            "drafted-test",
            "a test drafted from the rule, not yet compared with the law",
            "compare what it expects with the text cited, then delete the comment",
        );
    }
    let mut names: Vec<&str> = rule.tests.iter().map(|test| test.name.as_str()).collect();
    names.sort_unstable();
    for pair in names.windows(2) {
        if let [a, b] = pair
            && a == b
        {
            out.warning(
                subject.place(a),
                "duplicate-test",
                format!("two tests are called `{a}`"),
                "",
            );
        }
    }
}
