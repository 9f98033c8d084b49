//! Programs of law that nobody carries here: which of them bear.

use std::collections::BTreeSet;

use super::{GapFound, OpenCheck};
use crate::evaluate::{Combinations, Finding, Outcome};
use crate::facts::registry;
use crate::model::Level;
use crate::rules::coverage::{CoverageTable, Gap};

/// The gaps that bear on a transaction, and how many do not.
///
/// A gap bears where its scope is met, or is open only for want of facts that a question asks for.
pub(super) fn bearing<'r>(
    table: &'r CoverageTable,
    asked: &Combinations<'_>,
    findings: &[Finding<'r>],
    is_asked: impl Fn(&str) -> bool,
) -> (Vec<GapFound<'r>>, usize) {
    let mut bearing: Vec<GapFound<'r>> = Vec::new();
    for finding in asked.findings(&table.bearing, &BTreeSet::new()) {
        let Some(gap) = table.gaps.iter().find(|gap| gap.id == finding.rule) else { continue };
        let again = bearing.iter().any(|known| known.id == gap.id);
        if again || !is_asked(finding.regime) || !bears(&finding) || is_decided(gap, findings) {
            continue;
        }
        bearing.push(GapFound {
            id: &gap.id,
            regime: finding.regime,
            title: finding.title,
            remedy: &gap.remedy,
            level: finding.level,
            needs: finding.needs.iter().map(ToString::to_string).collect(),
            text: finding.text,
            cites: finding.cites,
        });
    }
    let all = table.bearing.iter().filter(|rule| is_asked(&rule.regime)).count();
    let elsewhere = all.saturating_sub(bearing.len());
    (bearing, elsewhere)
}

/// Whether the scope is met, or open only for want of facts that can be asked for: a need that is a
/// fact's own id has no place in the request.
fn bears(finding: &Finding<'_>) -> bool {
    match finding.outcome {
        Outcome::Met => true,
        Outcome::Unknown => finding.needs.iter().all(|need| registry::find(need).is_none()),
        _ => false,
    }
}

/// Whether a rule that stands in the gap's place found something, or found it excepted.
fn is_decided(gap: &Gap, findings: &[Finding<'_>]) -> bool {
    findings.iter().any(|finding| {
        let met = finding.outcome == Outcome::Met && finding.level >= Level::Advisory;
        let decides =
            met || finding.outcome == Outcome::Excepted || finding.level > Level::Advisory;
        decides && !finding.horizon && gap.decided_by.iter().any(|id| finding.rule.starts_with(id))
    })
}

impl GapFound<'_> {
    /// Opens a check, or raises a doubt.
    pub(super) fn tell(&self, open: &mut Vec<OpenCheck>, doubts: &mut Vec<String>) {
        if self.level == Level::HoldForReview {
            doubts.push(format!("{} [{}] {}", self.text, self.cites.join("; "), self.remedy));
            return;
        }
        let reason = format!("not carried here: {}. {}", self.title, self.text);
        open.push(OpenCheck {
            check: self.id.to_owned(),
            pointer: format!("programs/{}", self.id),
            reason: format!("{reason} [{}]", self.cites.join("; ")),
            remedy: Some(self.remedy.to_owned()),
        });
    }
}
