//! The covered activity of an investment, from the words and figures of the caller.
//!
//! In: `facts.covered_activity`. Out: its class under 31 CFR 850.217, 850.224 and 850.501. A figure
//! (node, layers, operations) decides before words do; what neither covers stays unknown.

use serde_json::Value as Json;

use super::figures;
use super::statements::{Statements, find, normalized};
use super::value::Value;
use super::view::TxView;

/// Logic node (nm) at or below which fabrication is prohibited (850.224(d)).
const LOGIC_NM_MAX: f64 = 16.0;
/// DRAM half-pitch (nm) at or below which fabrication is prohibited.
const DRAM_NM_MAX: f64 = 18.0;
/// NAND layers from which fabrication is prohibited.
const NAND_LAYERS_MIN: f64 = 128.0;
/// Operations of training above which an AI system is prohibited (850.224(k)).
const OPERATIONS_PROHIBITED: f64 = 1e25;
/// The same for biological sequence data.
const OPERATIONS_PROHIBITED_BIO: f64 = 1e24;
/// Operations of training above which an AI system is notifiable (850.217(d)).
const OPERATIONS_NOTIFIABLE: f64 = 1e23;

/// The class of the covered activity.
pub fn activity(view: &TxView<'_>) -> Value<'static> {
    let stated = &view.outbound;
    let text = match view.tx.facts.get("covered_activity") {
        None | Some(Json::Null) => return Value::Unknown,
        Some(Json::String(text)) => normalized(text),
        Some(Json::Array(texts)) => {
            normalized(&texts.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("; "))
        }
        Some(_) => return Value::Unknown,
    };
    if stated.has("outbound_excepted") {
        return Value::owned("excepted");
    }
    if matches!(text.as_str(), "none" | "not covered" | "no covered activity") {
        return Value::owned("none");
    }
    match class(&text, stated) {
        Some(class) => Value::owned(class),
        None => Value::Unknown,
    }
}

fn class(text: &str, stated: &Statements) -> Option<&'static str> {
    let figures = [by_node(text), by_operations(text)];
    if figures.contains(&Some("prohibited")) || stated.has("outbound_prohibited") {
        return Some("prohibited");
    }
    if figures.contains(&Some("notifiable")) || stated.has("outbound_notifiable") {
        return Some("notifiable");
    }
    None
}

/// The node, layers or half-pitch of chips that are made.
fn by_node(text: &str) -> Option<&'static str> {
    let of = |prohibited: bool| Some(if prohibited { "prohibited" } else { "notifiable" });
    if find(text, "nand").is_some() {
        return of(figures::before(text, &["layer"])? >= NAND_LAYERS_MIN);
    }
    if ["finfet", "gaafet", "gate all around", "non planar"].iter().any(|w| text.contains(w)) {
        return of(true);
    }
    let nm = figures::before(text, &["nm"])?;
    of(nm <= if find(text, "dram").is_some() { DRAM_NM_MAX } else { LOGIC_NM_MAX })
}

/// The operations with which an AI system is trained.
fn by_operations(text: &str) -> Option<&'static str> {
    let joined = text.replace(" x 10^", "x10^").replace(" × 10^", "×10^");
    let operations = joined.split([' ', ',', ';', '(', ')']).filter_map(power).reduce(f64::max)?;
    let bio = find(text, "biological").is_some();
    let prohibited = if bio { OPERATIONS_PROHIBITED_BIO } else { OPERATIONS_PROHIBITED };
    if operations > prohibited {
        Some("prohibited")
    } else if operations > OPERATIONS_NOTIFIABLE {
        Some("notifiable")
    } else {
        None
    }
}

/// A power of ten as written: `2e25`, `10^25`, `1.5×10^24`.
fn power(word: &str) -> Option<f64> {
    let (head, exponent) = word.split_once("10^").or_else(|| word.split_once('e'))?;
    let head = head.trim_end_matches(['x', '×', '*']);
    let factor: f64 =
        if head.is_empty() && word.starts_with("10^") { 1.0 } else { head.parse().ok()? };
    let exponent: i32 = exponent.parse().ok()?;
    (10..=40).contains(&exponent).then(|| factor * 10f64.powi(exponent))
}
