//! Whether an item is subject to the EAR by origin, place or content (15 CFR 734.3, 734.4).
//!
//! Foreign direct products (734.9) are rules of their own: their scope depends on the parties.

use crate::model::{Item, Truth};
use crate::rules::tables::Tables;

/// Whether an item is subject to the EAR, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Jurisdiction {
    /// Subject by origin, place or content.
    pub subject: Truth,
    /// `us_origin`, `in_us`, `de_minimis`, `published`, `below_de_minimis`, `foreign`, `unknown`.
    pub basis: &'static str,
    /// Whether controlled US content exceeds the level for the destination.
    pub de_minimis_exceeded: Truth,
    /// The level that applies, percent (15 CFR 734.4).
    pub de_minimis_level: f64,
}

/// What decides besides the item.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Tables of law.
    pub tables: &'a Tables,
    /// The day.
    pub on: crate::model::Date,
    /// True destinations.
    pub destinations: &'a [String],
    /// Country from which it moves.
    pub ship_from: Option<&'a str>,
    /// Whether the recipients of a release are all US persons.
    pub domestic_release: bool,
    /// Whether goods leave the US (not an import).
    pub leaves_us: bool,
}

/// Judges one item.
pub fn judge(item: &Item, setting: Setting<'_>) -> Jurisdiction {
    let level = de_minimis_level(item, setting);
    let exceeded = exceeds(item, level, setting);
    let (subject, basis) = if flag(item, "published") == Truth::True {
        (Truth::False, "published")
    } else if item.origin.as_deref() == Some("US") {
        (Truth::True, "us_origin")
    } else if item.located_in.as_deref() == Some("US")
        || (setting.leaves_us && setting.ship_from == Some("US"))
    {
        (Truth::True, "in_us")
    } else {
        match exceeded {
            Truth::True => (Truth::True, "de_minimis"),
            Truth::False => (Truth::False, "below_de_minimis"),
            Truth::Unknown => determined(item),
        }
    };
    Jurisdiction { subject, basis, de_minimis_exceeded: exceeded, de_minimis_level: level }
}

/// No content figure at all: what the caller has determined, else unknown. Foreign direct products
/// (15 CFR 734.9) stay rules of their own.
fn determined(item: &Item) -> (Truth, &'static str) {
    match flag(item, "subject_to_ear") {
        Truth::True => (Truth::True, "unknown"),
        Truth::False => (Truth::False, "foreign"),
        Truth::Unknown => (Truth::Unknown, "unknown"),
    }
}

/// A yes-or-no attribute of an item.
pub fn flag(item: &Item, key: &str) -> Truth {
    Truth::from(item.extra.get(key).and_then(serde_json::Value::as_bool))
}

/// 15 CFR 734.4(a) none, (c) 10 percent for E:1/E:2, (d) 25 percent.
fn de_minimis_level(item: &Item, setting: Setting<'_>) -> f64 {
    let content = item.us_content_eccns.as_deref().unwrap_or_default();
    let to = |group: &str| {
        setting.destinations.iter().any(|c| setting.tables.in_group(c, group, setting.on))
    };
    let military = content.iter().any(|eccn| is_600_series(eccn));
    if (military && to("D:5")) || (content.iter().any(|eccn| is_zero_class(eccn)) && to("D:5+MO")) {
        0.0
    } else if to("E:1") || to("E:2") {
        10.0
    } else {
        25.0
    }
}

/// "600 series" and 9x515 (15 CFR 734.4(a)(6)).
pub fn is_600_series(eccn: &str) -> bool {
    let digits: Vec<char> = eccn.chars().take(5).collect();
    matches!(digits.get(2..5), Some([a, b, c])
        if (*a == '6' && b.is_ascii_digit() && c.is_ascii_digit()) || (*a == '5' && *b == '1' && *c == '5'))
}

/// Content with no de minimis level toward Macau and D:5: high-performance computing and certain
/// tools (15 CFR 734.4(a)(1), (a)(3)).
fn is_zero_class(eccn: &str) -> bool {
    ["4A003", "3B001.f", "3A090", "4A090"].iter().any(|prefix| eccn.starts_with(prefix))
}

/// Whether controlled content exceeds `level` percent.
fn exceeds(item: &Item, level: f64, setting: Setting<'_>) -> Truth {
    let Some(percent) = item.us_content_pct else { return Truth::Unknown };
    if percent <= 0.0 {
        return Truth::False;
    }
    if let Some(content) = &item.us_content_eccns
        && !content.is_empty()
        && !content.iter().any(|eccn| is_controlled(eccn, setting))
    {
        return Truth::False;
    }
    // At no de minimis level, any content counts; else it must be more than the level.
    Truth::from(percent > level)
}

/// Controlled content is content that would need a license to the destination (734 Supp. 2).
fn is_controlled(eccn: &str, setting: Setting<'_>) -> bool {
    let embargoed = ["E:1", "E:2"]
        .iter()
        .any(|g| setting.destinations.iter().any(|c| setting.tables.in_group(c, g, setting.on)));
    let russia = setting.destinations.iter().any(|c| c == "RU" || c == "BY");
    if embargoed || is_600_series(eccn) {
        return true;
    }
    if russia && !eccn.eq_ignore_ascii_case("EAR99") {
        return true;
    }
    let Ok(parsed) = crate::items::eccn::parse(eccn) else { return true };
    if parsed.is_ear99() {
        return false;
    }
    setting.destinations.is_empty()
        || setting.destinations.iter().any(|country| {
            let answer = setting.tables.license_reasons(eccn, country, setting.on);
            !answer.known
                || answer.not_by_chart.is_some()
                || !answer.requires.is_empty()
                || !answer.open.is_empty()
        })
}
