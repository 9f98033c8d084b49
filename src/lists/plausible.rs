//! Whether a file can be the list that it says it is: sizes that official lists have had.
//!
//! In: a reading, without any earlier edition to compare it with. Out: refusals and warnings. What
//! no single file can show (that its last record is the list's last) is said, not assumed.

use std::collections::BTreeMap;

use super::reading::Reading;
use crate::model::ListEntry;

/// An official list with its smallest and largest size in the editions of 2021 to 2026 (the first
/// and last of them measured), for files that hold the whole list.
struct Range {
    list: &'static str,
    least: usize,
    most: usize,
}

/// Sizes: [`Range::least`] is below every edition seen; growth is bounded at twice the largest.
const SIZES: &[Range] = &[
    Range { list: "AU-DFAT", least: 3_700, most: 7_000 },
    Range { list: "CN-MOFCOM-ECL", least: 135, most: 900 },
    Range { list: "CN-MOFCOM-UEL", least: 60, most: 400 },
    Range { list: "CN-MOFCOM-WATCH", least: 39, most: 400 },
    Range { list: "EU-FSF", least: 1_500, most: 15_000 },
    Range { list: "UK-FCDO", least: 4_500, most: 9_000 },
    Range { list: "UN-SC", least: 995, most: 1_500 },
    Range { list: "CA-SEMA", least: 1_360, most: 9_000 },
    Range { list: "US-BIS-DPL", least: 450, most: 3_200 },
    Range { list: "US-BIS-EL", least: 1_900, most: 6_500 },
    Range { list: "US-DDTC-DTC", least: 500, most: 1_600 },
    Range { list: "US-OFAC-SDN", least: 8_900, most: 38_000 },
    Range { list: "US-OFAC-SSI", least: 270, most: 600 },
    Range { list: "JP-METI-EUL", least: 660, most: 1_600 },
];

/// Share (percent) of the smallest size below which a file is refused, not doubted.
const REFUSE_PERCENT: usize = 75;

/// Formats whose files always hold whole official lists.
const WHOLE: &[&str] = &[
    "csl-csv",
    "csl-json",
    "ofac-sdn-csv",
    "ofac-sdn-xml",
    "bis-entity-xml",
    "bis-entity-json",
    "bis-dpl-tsv",
    "un-xml",
    "uk-csv",
    "uk-ods",
    "eu-xml",
    "eu-csv",
    "au-xlsx",
    "jp-json",
    "cn-json",
];

/// Formats that end with a mark but carry no count of their records.
const UNCOUNTED: &[&str] = &[
    "ofac-advanced-xml",
    "un-xml",
    "ca-xml",
    "uk-ods",
    "eu-xml",
    "au-xlsx",
    "jp-json",
    "cn-json",
    "bis-entity-json",
    "bis-entity-xml",
];

/// Largest entry number of the SDN list and entries of the list, in the editions measured.
const SDN_NUMBERS: &[(f64, f64)] = &[
    (32_391.0, 8_976.0),
    (35_024.0, 9_150.0),
    (35_244.0, 9_226.0),
    (37_070.0, 10_026.0),
    (47_089.0, 13_821.0),
    (48_785.0, 14_668.0),
    (48_907.0, 14_966.0),
    (58_236.0, 19_181.0),
];

/// Entries from which on a file is taken for a whole list rather than an excerpt.
const EXCERPT_MAX: usize = 60;

/// Formats in which official lists are published, but whose files may hold one of several sets.
const OFFICIAL: &[&str] = &["ofac-cons-csv", "ofac-advanced-xml", "ca-xml"];

/// What the number of a list's entries in a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// Whole editions of the list have had as many, or the other lists of the file show it whole.
    OfWhole,
    /// Nothing is known of the list's size: an earlier edition must show it.
    Unknown,
    /// Too few, too many, or a format in which anybody writes lists.
    OfExcerpt,
}

/// Judges the size of one list of a file from the numbers of entries of all its lists.
pub(super) fn size_in(format: &str, list: &str, counts: &BTreeMap<String, usize>) -> Size {
    if !WHOLE.contains(&format) && !OFFICIAL.contains(&format) {
        return Size::OfExcerpt;
    }
    let known = |list: &str| {
        let range = SIZES.iter().find(|range| range.list == list)?;
        let count = counts.get(list).copied().unwrap_or(0);
        Some((range.least..=range.most).contains(&count))
    };
    match known(list) {
        Some(true) => Size::OfWhole,
        Some(false) => Size::OfExcerpt,
        None if counts.keys().any(|other| known(other) == Some(true)) => Size::OfWhole,
        None => Size::Unknown,
    }
}

/// Judges a reading.
pub(super) fn judge(format: &str, out: &mut Reading) {
    if !out.has_end {
        out.warn(
            "this format has no end mark: that the file is whole shows only against the previous \
             edition (--previous)",
        );
    } else if UNCOUNTED.contains(&format) {
        out.warn(
            "this format does not say how many records it has: that none is missing or twice \
             shows only against the previous edition (--previous)",
        );
    }
    if !WHOLE.contains(&format) || out.entries.is_empty() {
        return;
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &out.entries {
        *counts.entry(entry.list.as_str().to_owned()).or_default() += 1;
    }
    if out.entries.len() <= EXCERPT_MAX {
        out.warn(format!("{} entries: an excerpt, not a whole official list", out.entries.len()));
        return;
    }
    for size in SIZES {
        if let Some(count) = counts.get(size.list) {
            size_of(size, *count, out);
        }
    }
    if format.starts_with("csl-") {
        sources(&counts, out);
    }
    if counts.contains_key("US-OFAC-SDN") {
        sdn_numbers(out);
    }
}

fn size_of(size: &Range, count: usize, out: &mut Reading) {
    let text = format!(
        "{count} entries of {}; whole editions have had {} to {}",
        size.list, size.least, size.most
    );
    if count * 100 < size.least * REFUSE_PERCENT || count > size.most {
        out.refuse("", format!("{text}: truncated, or multiplied"));
    } else if count < size.least {
        out.warn(format!("{text}: is it whole?"));
    }
}

/// A Consolidated Screening List holds all of its large lists.
fn sources(counts: &BTreeMap<String, usize>, out: &mut Reading) {
    const ALWAYS: &[&str] = &[
        "US-BIS-DPL",
        "US-BIS-EL",
        "US-BIS-UVL",
        "US-DDTC-DTC",
        "US-OFAC-SDN",
        "US-OFAC-SSI",
        "US-STATE-ISN",
    ];
    let missing: Vec<&str> =
        ALWAYS.iter().filter(|list| !counts.contains_key(**list)).copied().collect();
    if !missing.is_empty() {
        out.refuse("", format!("no entries of {}: a source is gone", missing.join(", ")));
    }
}

/// OFAC numbers ascend without end, so the largest number tells about how many entries there are.
fn sdn_numbers(out: &mut Reading) {
    let number =
        |entry: &ListEntry| entry.id.split('#').next().and_then(|id| id.parse::<f64>().ok());
    let sdn: Vec<f64> = out
        .entries
        .iter()
        .filter(|entry| entry.list.as_str() == "US-OFAC-SDN")
        .filter_map(number)
        .collect();
    let largest = sdn.iter().copied().fold(0.0, f64::max);
    let Some(expected) = interpolate(largest) else { return };
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let ratio = sdn.len() as f64 / expected;
    let text = format!(
        "{} entries of US-OFAC-SDN with numbers up to {largest}; such editions have about {expected:.0}",
        sdn.len()
    );
    if !(0.85..=1.15).contains(&ratio) {
        out.refuse("", format!("{text}: rows are missing, or too many"));
    } else if !(0.96..=1.04).contains(&ratio) {
        out.warn(format!("{text}: is it whole?"));
    }
}

/// Entries expected for a largest number; `None` below the measured range.
fn interpolate(largest: f64) -> Option<f64> {
    let mut pairs = SDN_NUMBERS.windows(2);
    if largest < 30_000.0 {
        return None;
    }
    let segment = pairs
        .find(|pair| pair.last().is_some_and(|(number, _)| largest <= *number))
        .or_else(|| SDN_NUMBERS.windows(2).last())?;
    let [(x0, y0), (x1, y1)] = segment else { return None };
    Some(y0 + (largest - x0) * (y1 - y0) / (x1 - x0))
}
