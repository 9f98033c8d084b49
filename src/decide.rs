//! Findings -> verdict. Pure: a maximum over findings, kept beside everything that led to it.
//!
//! In: the findings of all rules and the coverage: which checks were finished, by name, and which
//! were not. Out: the verdict. "No license required" is built here and nowhere else, and only from
//! [`Checks`] in which something was finished and nothing that bears is open. Nothing lowers a finding here: what lowers a finding is named by
//! its own rule.

use std::borrow::Cow;

use serde::Serialize;

use crate::coverage::Coverage;
use crate::evaluate::{Finding, Outcome};
use crate::model::Level;
use crate::model::verdict::policy_rank;

/// Everything that was checked.
#[derive(Debug)]
pub struct Checks<'a> {
    /// The findings of all rules.
    pub findings: &'a [Finding<'a>],
    /// What was asked and what was not.
    pub coverage: &'a Coverage<'a>,
}

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The level.
    pub level: Level,
    /// The strictest review policy among the findings of that level.
    pub policy: Option<String>,
    /// What goes with it, sorted.
    pub obligations: Vec<String>,
    /// Facts and papers that are missing, in the order in which to ask.
    pub needs: Vec<String>,
    /// Numbers of the findings of that level.
    pub deciding: Vec<usize>,
}

/// The verdict on `checks`.
pub fn verdict(checks: &Checks<'_>) -> Verdict {
    let level = level(checks, |_| true);
    let deciding: Vec<usize> = checks
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.level == level && level > Level::NoLicenseRequired)
        .map(|(number, _)| number)
        .collect();
    Verdict {
        level,
        policy: policy(checks.findings, level),
        obligations: obligations(checks, level),
        needs: needs(checks, level),
        deciding,
    }
}

/// The level of `checks` over the findings that `counts` takes: the level of one item is that of
/// its own findings and of those that belong to no item.
pub fn level(checks: &Checks<'_>, counts: impl Fn(&Finding<'_>) -> bool) -> Level {
    let findings = checks.findings.iter().filter(|finding| counts(finding));
    let mut level = findings.map(|finding| finding.level).max().unwrap_or(Level::NoLicenseRequired);
    if !checks.coverage.doubts.is_empty() {
        level = level.max(Level::HoldForReview);
    }
    // Without a finished check that has a name, nothing was asked at all.
    if !checks.coverage.open.is_empty() || checks.coverage.finished.is_empty() {
        level = level.max(Level::CannotDetermine);
    }
    level
}

fn policy(findings: &[Finding<'_>], level: Level) -> Option<String> {
    if level < Level::LicenseRequired {
        return None;
    }
    findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Met && finding.level == level)
        .filter_map(|finding| finding.policy.as_deref())
        .max_by_key(|policy| policy_rank(policy))
        .map(str::to_owned)
}

fn obligations(checks: &Checks<'_>, level: Level) -> Vec<String> {
    let findings = checks.findings.iter();
    let mut list: Vec<&str> =
        findings.flat_map(|finding| &finding.obligations).map(AsRef::as_ref).collect();
    list.extend(&checks.coverage.obligations);
    if !list.iter().any(|obligation| obligation.starts_with("recordkeeping")) {
        // 15 CFR 762.6; OFAC findings bring their own ten years (31 CFR 501.601).
        list.push("recordkeeping_5y");
    }
    if level == Level::LicenseExceptionPossible {
        list.push("document_license_exception");
    }
    list.sort_unstable();
    list.dedup();
    list.into_iter().map(str::to_owned).collect()
}

/// What is missing: what the deciding findings ask for, and what could raise the verdict.
fn needs(checks: &Checks<'_>, level: Level) -> Vec<String> {
    let mut list: Vec<Cow<'_, str>> = Vec::new();
    for finding in checks.findings {
        let decides = finding.level == level && level > Level::Advisory;
        let could_raise = level < Level::LicenseRequired
            && finding.highest > level
            && matches!(finding.outcome, Outcome::Unknown | Outcome::StatusUnknown);
        if decides || could_raise {
            list.extend(finding.needs.iter().map(|need| Cow::Borrowed(need.as_ref())));
        }
    }
    if level <= Level::CannotDetermine {
        let needs = checks.coverage.gaps.iter().flat_map(|gap| &gap.needs);
        list.extend(needs.map(|need| Cow::Borrowed(need.as_str())));
        let open = checks.coverage.open.iter();
        list.extend(open.map(|check| Cow::Owned(need_of(&check.pointer))));
    }
    let mut seen: Vec<Cow<'_, str>> = Vec::new();
    for need in list {
        if !seen.contains(&need) {
            seen.push(need);
        }
    }
    seen.into_iter().map(Cow::into_owned).collect()
}

/// A JSON pointer in the form in which facts are asked for: `/parties/0` is `parties[0].name`.
fn need_of(pointer: &str) -> String {
    let mut need = String::new();
    for part in pointer.split('/').filter(|part| !part.is_empty()) {
        if part.chars().all(|c| c.is_ascii_digit()) {
            need.push_str(&format!("[{part}]"));
        } else {
            if !need.is_empty() {
                need.push('.');
            }
            need.push_str(part);
        }
    }
    if need.starts_with("parties[") && need.ends_with(']') {
        need.push_str(".name");
    }
    need
}
