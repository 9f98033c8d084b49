//! Whether a list entry's license requirement reaches an item, and which review policy it names.

use super::statements::Statements;
use super::view::{MatchItemView, MatchView};
use crate::model::{LicenseRequirement, RequirementScope, Truth};

/// The requirement in force on the day.
fn requirement<'a>(view: &'a MatchView<'_>) -> Option<&'a LicenseRequirement> {
    view.hit.entry.requirements.iter().rev().find(|r| r.span.contains(view.as_of.valid))
}

/// A word for the scope of the entry's requirement.
pub fn word(view: &MatchView<'_>) -> &'static str {
    match requirement(view).map(|r| &r.scope) {
        None => "not_stated",
        Some(RequirementScope::AllItems) => "all_items",
        Some(RequirementScope::CclItems) => "ccl_items",
        Some(RequirementScope::CclAndSupp7) => "ccl_and_supp7",
        Some(RequirementScope::Projects746_8) => "projects",
        Some(RequirementScope::Eccns(_)) => "eccns",
        Some(RequirementScope::Supp2) => "supp2",
        Some(RequirementScope::Unparsed) => "unparsed",
    }
}

/// Whether the requirement reaches the item. An entry without a stated requirement reaches all
/// items subject to the EAR (15 CFR 744.11(a) names the entry's terms; lists that carry no such
/// column are read at their strictest), but a military end user outside Russia and Belarus only
/// those of Supplement No. 2 (15 CFR 744.21(a)).
pub fn covers(view: &MatchItemView<'_>) -> Truth {
    let Some(requirement) = requirement(view.matched) else {
        let entry = &view.matched.hit.entry;
        let all = |code: &String| code == "RU" || code == "BY";
        let supp2 = entry.list.as_str() == "US-BIS-MEU"
            && !entry.party.countries.is_empty()
            && !entry.party.countries.iter().any(all);
        return if supp2 { in_supp2(view) } else { Truth::True };
    };
    scope(requirement, view).and(!excepted(requirement, view))
}

fn scope(requirement: &LicenseRequirement, view: &MatchItemView<'_>) -> Truth {
    let item = view.item;
    let is_ccl = match &item.eccn {
        None => Truth::Unknown,
        Some(eccn) => Truth::from(!eccn.is_ear99()),
    };
    match &requirement.scope {
        RequirementScope::AllItems => Truth::True,
        RequirementScope::CclItems => is_ccl,
        RequirementScope::CclAndSupp7 => is_ccl.or(in_table(view, "746-supp7")),
        RequirementScope::Projects746_8 => oil_project(view),
        RequirementScope::Eccns(eccns) => match &item.eccn {
            None => Truth::Unknown,
            Some(eccn) => Truth::from(eccns.iter().any(|listed| eccn.is_within(listed))),
        },
        RequirementScope::Supp2 => in_supp2(view),
        RequirementScope::Unparsed => Truth::Unknown,
    }
}

fn in_supp2(view: &MatchItemView<'_>) -> Truth {
    let item = view.item;
    let Some(eccn) = &item.eccn else { return Truth::Unknown };
    Truth::from(item.tables.eccn_in("744-supp2", &eccn.to_string(), item.as_of.valid))
}

fn in_table(view: &MatchItemView<'_>, table: &str) -> Truth {
    let Some(hs) = &view.item.hs else { return Truth::Unknown };
    Truth::from(view.item.tables.hs_in(table, &hs.digits, view.item.as_of.valid))
}

fn oil_project(view: &MatchItemView<'_>) -> Truth {
    let stated = &view.item.statements;
    if stated.has("oil_project") {
        Truth::True
    } else if stated.has("no_oil_project") || stated.denies("oil_project") {
        Truth::False
    } else {
        Truth::Unknown
    }
}

/// Whether the entry's own exception takes the item out.
fn excepted(requirement: &LicenseRequirement, view: &MatchItemView<'_>) -> Truth {
    let Some(text) = &requirement.except else { return Truth::False };
    let kind = view.item.item.kind.as_deref();
    let kinds = &requirement.except_item_kinds;
    if !kinds.is_empty() && kind.is_some_and(|kind| !kinds.iter().any(|k| k == kind)) {
        return Truth::False;
    }
    if text.contains("EAR99") && view.item.eccn.as_ref().is_some_and(|eccn| !eccn.is_ear99()) {
        return Truth::False;
    }
    let mut statements = Statements::default();
    statements.read(view.item.item.description.as_deref().unwrap_or(""));
    let released = view.item.statements.has("favorable_cat") || statements.has("favorable_cat");
    if released && text.contains("operation, maintenance") { Truth::True } else { Truth::Unknown }
}

/// The review policy that the entry names for the item, if it could be read. Lists whose policy
/// stands in the rule and not in the entry: 15 CFR 744.8(b), 744.21(e).
pub fn review_policy(view: &MatchItemView<'_>) -> Option<String> {
    if matches!(view.matched.hit.entry.list.as_str(), "US-BIS-MEU" | "US-OFAC-SDN") {
        return Some("presumption_of_denial".to_owned());
    }
    let review = view.matched.hit.entry.review.as_ref()?;
    let by_eccn = view.item.eccn.as_ref().and_then(|eccn| {
        review.clauses.iter().find(|clause| clause.eccns.iter().any(|e| eccn.is_within(e)))
    });
    by_eccn.map(|clause| clause.policy.clone()).or_else(|| review.default.clone())
}
