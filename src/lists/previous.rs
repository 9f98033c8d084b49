//! A new edition against the one in use: whether it may take its place.
//!
//! In: the last good editions and the new ones. Out: reasons to refuse (another list, a list gone,
//! an older edition, implausible shrinkage or growth, facts lost) and doubts; removed entries are
//! always named. A person's name accepts a change of size, nothing else.

use std::collections::BTreeMap;

use super::diff::{Diff, diff};
use super::limits::{GROWTH_PERCENT_MAX, SHRINK_PERCENT_MAX};
use crate::model::{Date, Edition, ListEntry};

/// Entries that a small list may lose although they are more than the limit in percent.
const SHRINK_FREE: usize = 3;
/// Share (percent) of entries whose name may change under the same id.
const RENAMED_PERCENT_MAX: f64 = 2.0;
/// Share (percent) of facts of unchanged entries that may vanish before a file is refused.
const LOST_PERCENT_MAX: f64 = 5.0;
/// Share (percent) of facts of unchanged entries that may vanish without a word.
const LOST_PERCENT_WARN: f64 = 0.5;
/// Removed entries named in a warning; all are in `lists diff`.
const NAMED_MAX: usize = 20;

/// The outcome of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// Why the new edition may not take the place of the old one.
    pub refusals: Vec<String>,
    /// What is doubtful, or must be seen.
    pub warnings: Vec<String>,
    /// The difference.
    pub diff: Diff,
}

/// Compares. `accepted_by` names the person who accepts a change of size.
pub fn compare(before: &[Edition], after: &[Edition], accepted_by: Option<&str>) -> Comparison {
    let mut out = Comparison { diff: diff(before, after), ..Comparison::default() };
    let (old, new) = (counts(before), counts(after));
    if !new.keys().any(|list| old.contains_key(list)) {
        let names =
            |counts: &BTreeMap<&str, usize>| counts.keys().copied().collect::<Vec<_>>().join(", ");
        out.refusals.push(format!(
            "holds {}, the previous edition {}: a file of another list",
            names(&new),
            names(&old)
        ));
        return out;
    }
    sizes(&old, &new, accepted_by, &mut out);
    older(before, after, &mut out);
    facts(before, after, &mut out);
    if !out.diff.removed.is_empty() {
        let names: Vec<String> = out
            .diff
            .removed
            .iter()
            .take(NAMED_MAX)
            .map(|entry| format!("{} ({} {})", entry.name, entry.list, entry.id))
            .collect();
        let more = out.diff.removed.len().saturating_sub(NAMED_MAX);
        let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
        let count = out.diff.removed.len();
        out.warnings.push(format!("{count} entries removed: {}{tail}", names.join("; ")));
    }
    out
}

fn counts(editions: &[Edition]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for entry in editions.iter().flat_map(|edition| &edition.entries) {
        *counts.entry(entry.list.as_str()).or_default() += 1;
    }
    counts
}

#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

/// Refuses lists that are gone, shrink or grow beyond the limits.
fn sizes(
    old: &BTreeMap<&str, usize>,
    new: &BTreeMap<&str, usize>,
    accepted_by: Option<&str>,
    out: &mut Comparison,
) {
    for (list, before) in old {
        let after = new.get(list).copied().unwrap_or(0);
        let reason = if after == 0 {
            Some(format!("no entries of {list}, which had {before}: a source is gone"))
        } else if after + SHRINK_FREE < *before
            && percent(before - after, *before) > SHRINK_PERCENT_MAX
        {
            let share = percent(before - after, *before);
            Some(format!(
                "{list} shrinks by {share:.1} % from {before} to {after} entries (limit \
                 {SHRINK_PERCENT_MAX} %)"
            ))
        } else if after > before + SHRINK_FREE
            && percent(after - before, *before) > GROWTH_PERCENT_MAX
        {
            let share = percent(after - before, *before);
            Some(format!(
                "{list} grows by {share:.1} % from {before} to {after} entries (limit \
                 {GROWTH_PERCENT_MAX} %)"
            ))
        } else {
            None
        };
        match (reason, accepted_by) {
            (Some(reason), Some(name)) => {
                out.warnings.push(format!("{reason}; accepted by {name}"));
            }
            (Some(reason), None) => out
                .refusals
                .push(format!("{reason}; if it is right, accept it with --accept-shrink NAME")),
            (None, _) => {}
        }
    }
    for list in new.keys().filter(|list| !old.contains_key(*list)) {
        out.warnings.push(format!("{list} is new in this file"));
    }
}

/// Refuses an edition that is older: by its date; without one by the newest listing date; without
/// those by what is missing, when only the newest numbers are.
fn older(before: &[Edition], after: &[Edition], out: &mut Comparison) {
    let published =
        |editions: &[Edition]| editions.iter().filter_map(|e| e.provenance.published).max();
    let listed = |editions: &[Edition]| -> Option<Date> {
        editions.iter().flat_map(|e| &e.entries).filter_map(|entry| entry.listed).max()
    };
    match (published(before), published(after)) {
        (Some(old), Some(new)) if new < old => {
            out.refusals.push(format!("of {new}, older than the edition in use, of {old}"));
            return;
        }
        (Some(_), Some(_)) => return,
        (Some(old), None) => {
            out.warnings.push(format!("carries no date; the edition in use is of {old}"));
        }
        _ => {}
    }
    if let (Some(old), Some(new)) = (listed(before), listed(after))
        && new < old
    {
        out.refusals.push(format!(
            "its newest listing is of {new}, that of the edition in use of {old}: an older edition"
        ));
        return;
    }
    if newest_numbers_missing(before, out) {
        out.refusals.push(
            "nothing is new in it and the newest entry numbers are missing: an older edition"
                .to_owned(),
        );
    }
}

/// Whether nothing was added and what was removed are the newest numbers: delistings are spread
/// over all numbers.
fn newest_numbers_missing(before: &[Edition], out: &Comparison) -> bool {
    const FEW: usize = 3;
    if !out.diff.added.is_empty() || out.diff.removed.len() < FEW {
        return false;
    }
    let number = |id: &str| id.split('#').next().and_then(|id| id.parse::<u64>().ok());
    let mut all: Vec<u64> =
        before.iter().flat_map(|e| &e.entries).filter_map(|entry| number(&entry.id)).collect();
    let mut gone: Vec<u64> = out.diff.removed.iter().filter_map(|e| number(&e.id)).collect();
    if gone.len() < FEW || all.len() < 100 {
        return false;
    }
    all.sort_unstable();
    gone.sort_unstable();
    // The median of the missing numbers lies among the newest ones (as many as are missing, and
    // as many again).
    let newest = all.get(all.len().saturating_sub(gone.len() * 2 + 1)).copied();
    newest.zip(gone.get(gone.len() / 2)).is_some_and(|(newest, median)| *median >= newest)
}

/// Facts of entries that are in both: names changed under the same id, kinds of facts lost.
fn facts(before: &[Edition], after: &[Edition], out: &mut Comparison) {
    let old: BTreeMap<(&str, &str), &ListEntry> = before
        .iter()
        .flat_map(|e| &e.entries)
        .map(|entry| ((entry.list.as_str(), entry.id.as_str()), entry))
        .collect();
    let pairs: Vec<(&ListEntry, &ListEntry)> = after
        .iter()
        .flat_map(|e| &e.entries)
        .filter_map(|new| Some((*old.get(&(new.list.as_str(), new.id.as_str()))?, new)))
        .collect();
    let renamed = pairs.iter().filter(|(a, b)| a.party.caption() != b.party.caption()).count();
    if percent(renamed, pairs.len()) > RENAMED_PERCENT_MAX {
        let all = pairs.len();
        out.refusals.push(format!("{renamed} of {all} entries have another name under their id"));
    }
    type Count = fn(&ListEntry) -> usize;
    let kinds: [(&str, Count); 12] = [
        ("aliases", |e| e.party.names.len()),
        ("addresses", |e| e.party.addresses.len()),
        ("identifiers", |e| e.party.identifiers.len()),
        ("countries", |e| e.party.countries.len()),
        ("dates of birth", |e| e.party.dates_of_birth.len()),
        ("programs", |e| e.programs.len()),
        ("license requirements", |e| e.requirements.len()),
        ("review policies", |e| usize::from(e.review.is_some())),
        ("citations", |e| e.citations.len()),
        ("links", |e| e.linked_to.len()),
        ("listing dates", |e| usize::from(e.listed.is_some())),
        ("remarks", |e| usize::from(e.remarks.is_some())),
    ];
    for (what, count) in kinds {
        let had: usize = pairs.iter().map(|(a, _)| count(a)).sum();
        let has: usize = pairs.iter().map(|(_, b)| count(b)).sum();
        let lost = percent(had.saturating_sub(has), had);
        let text = format!("{what} of unchanged entries: {has} instead of {had}");
        if lost > LOST_PERCENT_MAX && had - has > SHRINK_FREE {
            out.refusals.push(format!("{text}: a column or element is lost"));
        } else if lost > LOST_PERCENT_WARN {
            out.warnings.push(text);
        }
    }
    swapped(&pairs, out);
}

/// Entries that changed in very many places are no daily change.
fn swapped(pairs: &[(&ListEntry, &ListEntry)], out: &mut Comparison) {
    const CHANGED_PERCENT_WARN: f64 = 20.0;
    let changed = pairs.iter().filter(|(a, b)| !super::diff::changes(a, b).is_empty()).count();
    if percent(changed, pairs.len()) > CHANGED_PERCENT_WARN {
        out.warnings.push(format!(
            "{changed} of {} entries changed: another layout, or columns swapped?",
            pairs.len()
        ));
    }
}
