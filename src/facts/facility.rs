//! The semiconductor facility of a transaction: does it make advanced-node ICs? (15 CFR 772.1)

use serde_json::Value as Json;

use super::figures;
use super::statements::{find, normalized};
use super::value::Value;
use super::view::TxView;
use crate::model::{Transaction, Truth};

/// Logic node (nm) at or below which ICs are advanced.
const LOGIC_NM_MAX: f64 = 16.0;
/// NAND layers at or above which ICs are advanced.
const NAND_LAYERS_MIN: f64 = 128.0;
/// DRAM half-pitch (nm) at or below which ICs are advanced.
const DRAM_HALF_PITCH_NM_MAX: f64 = 18.0;

/// Words for transistors that are not planar.
const NON_PLANAR: &[&str] = &[
    "finfet",
    "gaafet",
    "gate all around",
    "gate-all-around",
    "nanosheet",
    "non-planar",
    "non planar",
];
/// Words that tell, beside a figure, that a text speaks of a place where ICs are made.
const FAB: &[&str] = &[
    "fab",
    "foundry",
    "wafer",
    "nand",
    "dram",
    "finfet",
    "logic line",
    "logic ic",
    "logic chip",
    "晶圆",
    "工艺",
];

/// What is known of the facility.
#[derive(Debug, Default)]
pub struct Facility<'v> {
    /// What it makes, in lower case; empty where it is not stated.
    product: String,
    country: Option<&'v str>,
    advanced_node: Option<bool>,
    non_planar: bool,
    node_nm: Option<f64>,
    layers: Option<f64>,
    half_pitch_nm: Option<f64>,
}

/// The facility: as given under `facts.facility`, else as end use and knowledge describe it.
pub fn of(tx: &Transaction) -> Option<Facility<'_>> {
    if let Some(given) = tx.facts.get("facility").and_then(Json::as_object) {
        return Some(given_as(given));
    }
    super::gather::stated(tx).into_iter().find_map(described)
}

fn given_as(map: &serde_json::Map<String, Json>) -> Facility<'_> {
    let figure = |key: &str| map.get(key).and_then(number);
    let flag = |key: &str| map.get(key).and_then(Json::as_bool);
    let words = map.values().filter_map(Json::as_str).collect::<Vec<_>>().join(" ").to_lowercase();
    let product = map.get("product").and_then(Json::as_str).unwrap_or("").to_lowercase();
    Facility {
        country: map.get("country").and_then(Json::as_str),
        advanced_node: flag("advanced_node"),
        non_planar: flag("non_planar") == Some(true) || has_any(&words, NON_PLANAR),
        node_nm: figure("node_nm").or_else(|| figures::before(&product, &["nm", "nanometer"])),
        layers: figure("layers").or_else(|| figures::before(&product, &["layer"])),
        half_pitch_nm: figure("half_pitch_nm"),
        product,
    }
}

/// A facility described in words with a figure: `their fab makes 14 nm logic`.
fn described(text: &str) -> Option<Facility<'_>> {
    let text = normalized(text);
    if !FAB.iter().any(|word| find(&text, word).is_some()) {
        return None;
    }
    let node = figures::before(&text, &["nm", "nanometer", "纳米"]);
    let layers = figures::before(&text, &["layer", "层"]);
    let non_planar = has_any(&text, NON_PLANAR);
    let product = ["nand", "dram"].into_iter().find(|kind| text.contains(kind)).unwrap_or("logic");
    let layers = layers.filter(|_| product == "nand");
    if node.is_none() && layers.is_none() && !non_planar {
        return None;
    }
    Some(Facility {
        product: product.to_owned(),
        non_planar,
        node_nm: node,
        layers,
        ..Facility::default()
    })
}

fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// A number, or a text that begins with one (`7 nm`).
fn number(value: &Json) -> Option<f64> {
    value.as_f64().or_else(|| {
        let text = value.as_str()?.trim();
        let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        digits.parse().ok()
    })
}

/// Whether it makes advanced-node ICs.
pub fn advanced(tx: &Transaction) -> Truth {
    let Some(facility) = of(tx) else { return Truth::Unknown };
    if let Some(stated) = facility.advanced_node {
        return Truth::from(stated);
    }
    if facility.non_planar {
        return Truth::True;
    }
    let product = facility.product.as_str();
    let by_node = facility.node_nm.map(|nm| nm <= LOGIC_NM_MAX);
    let by_layers = facility.layers.map(|layers| layers >= NAND_LAYERS_MIN);
    let by_pitch = facility.half_pitch_nm.map(|nm| nm <= DRAM_HALF_PITCH_NM_MAX);
    let answer = if product.contains("nand") {
        by_layers
    } else if product.contains("dram") {
        by_pitch.or(facility.node_nm.map(|nm| nm <= DRAM_HALF_PITCH_NM_MAX))
    } else if product.contains("logic") || product.contains("foundry") {
        by_node
    } else if is_no_ic(product) {
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
    if facility.product.is_empty() {
        return Truth::Unknown;
    }
    Truth::from(!is_no_ic(&facility.product))
}

/// Its country, else the single true destination.
pub fn country<'v>(view: &'v TxView<'_>) -> Value<'v> {
    let given = of(view.tx).and_then(|facility| facility.country);
    match (given, view.destinations.first()) {
        (Some(country), _) => Value::text(Some(country)),
        (None, Some(country)) => Value::text(Some(country)),
        (None, None) => Value::Unknown,
    }
}
