//! The semiconductor facility of a transaction: does it make advanced-node ICs? (15 CFR 772.1)

use serde_json::Value as Json;

use super::value::Value;
use super::view::TxView;
use crate::model::{Transaction, Truth};

/// Logic node (nm) at or below which ICs are advanced.
const LOGIC_NM_MAX: f64 = 16.0;
/// NAND layers at or above which ICs are advanced.
const NAND_LAYERS_MIN: f64 = 128.0;
/// DRAM half-pitch (nm) at or below which ICs are advanced.
const DRAM_HALF_PITCH_NM_MAX: f64 = 18.0;

/// The facility as given.
pub fn of(tx: &Transaction) -> Option<&serde_json::Map<String, Json>> {
    tx.facts.get("facility").and_then(Json::as_object)
}

fn number(facility: &serde_json::Map<String, Json>, key: &str) -> Option<f64> {
    facility.get(key).and_then(Json::as_f64)
}

/// Whether it makes advanced-node ICs.
pub fn advanced(tx: &Transaction) -> Truth {
    let Some(facility) = of(tx) else { return Truth::Unknown };
    if let Some(stated) = facility.get("advanced_node").and_then(Json::as_bool) {
        return Truth::from(stated);
    }
    if facility.get("non_planar").or(facility.get("finfet")).and_then(Json::as_bool) == Some(true) {
        return Truth::True;
    }
    let product = facility.get("product").and_then(Json::as_str).unwrap_or("").to_lowercase();
    let by_node = number(facility, "node_nm").map(|nm| nm <= LOGIC_NM_MAX);
    let by_layers = number(facility, "layers").map(|layers| layers >= NAND_LAYERS_MIN);
    let by_pitch = number(facility, "half_pitch_nm").map(|nm| nm <= DRAM_HALF_PITCH_NM_MAX);
    let answer = if product.contains("nand") {
        by_layers
    } else if product.contains("dram") {
        by_pitch.or(number(facility, "node_nm").map(|nm| nm <= DRAM_HALF_PITCH_NM_MAX))
    } else if product.contains("logic") || product.contains("foundry") {
        by_node
    } else if is_no_ic(&product) {
        Some(false)
    } else {
        by_node.or(by_layers).or(by_pitch)
    };
    Truth::from(answer)
}

fn is_no_ic(product: &str) -> bool {
    ["led", "solar", "discrete", "display", "passive", "sensor module", "power module"]
        .iter()
        .any(|word| product.contains(word))
}

/// Whether it makes integrated circuits at all.
pub fn makes_ics(tx: &Transaction) -> Truth {
    let Some(facility) = of(tx) else { return Truth::Unknown };
    let product = facility.get("product").and_then(Json::as_str).unwrap_or("").to_lowercase();
    if product.is_empty() {
        return Truth::Unknown;
    }
    Truth::from(!is_no_ic(&product))
}

/// Its country, else the single true destination.
pub fn country<'v>(view: &'v TxView<'_>) -> Value<'v> {
    let given = of(view.tx).and_then(|f| f.get("country")).and_then(Json::as_str);
    match (given, view.destinations.first()) {
        (Some(country), _) => Value::text(Some(country)),
        (None, Some(country)) => Value::text(Some(country)),
        (None, None) => Value::Unknown,
    }
}
