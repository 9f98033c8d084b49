//! The maturity of debt that payment terms create, in days.
//!
//! In: `facts.debt_maturity_days`, else the caller's words on payment. Out: days; payment before or
//! on delivery creates none. What the words do not say stays unknown.

use serde_json::Value as Json;

use super::gather::texts;
use super::statements::{find, normalized};
use super::value::Value;
use super::view::TxView;

/// Keys of the facts that speak of payment.
const KEYS: &[&str] = &["payment", "payment_terms", "terms", "debt"];
/// Words for payment that leaves no debt.
const AT_ONCE: &[&str] = &[
    "on delivery",
    "in advance",
    "prepaid",
    "prepayment",
    "advance payment",
    "cash on delivery",
    "cod",
    "at sight",
    "upon shipment",
    "immediate",
];

/// The longest maturity that is stated.
pub fn days(view: &TxView<'_>) -> Value<'static> {
    if let Some(days) = view.tx.facts.get("debt_maturity_days").and_then(Json::as_f64) {
        return Value::Number(days);
    }
    let said: Vec<String> = KEYS
        .iter()
        .flat_map(|key| texts(view.tx.facts.get(*key)))
        .chain(
            view.tx
                .items
                .iter()
                .filter(|item| item.kind.as_deref() != Some("commodity"))
                .filter_map(|item| item.description.as_deref()),
        )
        .map(normalized)
        .collect();
    let stated = said.iter().filter_map(|text| maturity(text)).reduce(f64::max);
    let at_once = said.iter().any(|text| AT_ONCE.iter().any(|word| find(text, word).is_some()));
    match stated {
        Some(days) => Value::Number(days),
        None if at_once => Value::Number(0.0),
        None => Value::Unknown,
    }
}

/// `net 90 days`, `90 day credit`, `net 90`, `3 months`, `2 years`.
fn maturity(text: &str) -> Option<f64> {
    let words: Vec<&str> =
        text.split([' ', ',', ';', '(', ')']).filter(|w| !w.is_empty()).collect();
    words
        .windows(2)
        .filter_map(|pair| {
            let [first, second] = pair else { return None };
            if *first == "net" {
                return second.parse::<f64>().ok();
            }
            let number: f64 = first.parse().ok()?;
            let unit = match second.trim_end_matches(['s', '.']) {
                "day" => 1.0,
                "week" => 7.0,
                "month" => 30.0,
                "year" => 365.0,
                _ => return None,
            };
            Some(number * unit)
        })
        .reduce(f64::max)
}
