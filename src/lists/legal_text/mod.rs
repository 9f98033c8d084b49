//! License-requirement and review-policy phrases of list entries -> conditions, raw text kept.
//!
//! In: the text of the "license requirement" and "license review policy" columns as published, or
//! the short forms of our own list files (`all_items_subject_to_ear`). Out: [`LicenseRequirement`](crate::model::LicenseRequirement),
//! [`ReviewPolicy`](crate::model::ReviewPolicy) and the footnote numbers that the citation carries. The parser is a small
//! grammar of known phrases: a word it does not know makes the whole text
//! [`RequirementScope::Unparsed`] (or a policy without a default), which fails closed. It never
//! guesses from a part of a sentence.

mod requirement;
mod review;
mod words;

pub use requirement::{footnotes, requirement};
pub use review::review;

use crate::model::{ListEntry, RequirementScope};

/// The distinct requirement and policy texts of `entries` that did not parse, each with the number
/// of entries that carry it, as sentences for an edition's warnings.
pub fn unparsed(entries: &[ListEntry]) -> Vec<String> {
    let mut texts = std::collections::BTreeMap::<(&str, &str), usize>::new();
    for entry in entries {
        for requirement in &entry.requirements {
            if requirement.scope == RequirementScope::Unparsed {
                *texts.entry(("license requirement", requirement.raw.as_str())).or_default() += 1;
            }
        }
        if let Some(policy) = &entry.review
            && policy.default.is_none()
            && policy.clauses.is_empty()
        {
            *texts.entry(("license review policy", policy.raw.as_str())).or_default() += 1;
        }
    }
    texts
        .into_iter()
        .map(|((what, text), count)| {
            format!("{what} not understood, held for review ({count} entries): \"{text}\"")
        })
        .collect()
}
