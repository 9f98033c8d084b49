//! Facts of an item.

use serde_json::Value as Json;

use super::registry::{Absent, FactDef, Get, Kind, Scope, ask, words};
use super::value::Value;
use super::view::ItemView;
use crate::items::eccn::Eccn;
use crate::items::hs::HsCode;
use crate::model::Truth;
use crate::rules::tables::TableAnswer;

const fn fact(
    id: &'static str,
    kind: Kind,
    absent: Absent,
    meaning: &'static str,
    get: Get,
) -> FactDef {
    FactDef {
        id,
        scope: Scope::Item,
        kind,
        absent,
        values: &[],
        meaning,
        pointer: "",
        question: "",
        get,
    }
}

fn fdp(view: &ItemView<'_>, key: &str) -> Value<'static> {
    Truth::from(view.item.fdp.get(key).and_then(Json::as_bool)).into()
}

fn texts<'v>(found: Option<&'v Json>) -> Value<'v> {
    match found {
        Some(Json::Array(list)) => Value::set(list.iter().filter_map(Json::as_str)),
        Some(Json::String(text)) => Value::set([text.as_str()]),
        _ => Value::Unknown,
    }
}

/// A number under `specs`, or beside it.
fn spec(view: &ItemView<'_>, key: &str) -> Value<'static> {
    let found = view.item.specs.get(key).or_else(|| view.item.extra.get(key));
    Value::number(found.and_then(Json::as_f64))
}

fn extra_flag(view: &ItemView<'_>, key: &str) -> Value<'static> {
    let found = view.item.extra.get(key).or_else(|| view.item.specs.get(key));
    Truth::from(found.and_then(Json::as_bool)).into()
}

fn kind_of<'v>(view: &'v ItemView<'_>) -> Value<'v> {
    let kind = view.item.kind.as_deref().map(|kind| kind.trim().to_lowercase());
    match kind.as_deref() {
        Some("commodity" | "goods" | "hardware" | "equipment" | "product") => {
            Value::text(Some("commodity"))
        }
        Some("software" | "unlock code" | "license key" | "firmware") => {
            Value::text(Some("software"))
        }
        Some("technology" | "technical data" | "know-how") => Value::text(Some("technology")),
        Some("service") => Value::text(Some("service")),
        Some("security" | "securities" | "equity") => Value::text(Some("security")),
        _ => Value::Unknown,
    }
}

fn performed_by_us_person(view: &ItemView<'_>) -> Value<'static> {
    let Some(people) = view.item.extra.get("performed_by").and_then(Json::as_array) else {
        return Value::Unknown;
    };
    let flags: Vec<Truth> =
        people.iter().map(|p| Truth::from(p.get("us_person").and_then(Json::as_bool))).collect();
    flags.into_iter().fold(Truth::False, Truth::or).into()
}

fn class<'v>(view: &'v ItemView<'_>) -> Value<'v> {
    Value::text(view.eccn.as_ref().map(|eccn| {
        if eccn.is_ear99() {
            "EAR99"
        } else if eccn.is_at_series() {
            "AT_ONLY"
        } else {
            "CCL"
        }
    }))
}

fn supplier_country(view: &ItemView<'_>) -> Value<'static> {
    let named = [
        "ads_software_supplier_country",
        "vcs_software_supplier_country",
        "software_supplier_country",
        "vcs_hardware_supplier_country",
        "supplier_country",
    ];
    let found: Vec<String> = named
        .iter()
        .filter_map(|key| view.item.specs.get(*key).or_else(|| view.item.extra.get(*key)))
        .filter_map(Json::as_str)
        .map(str::to_owned)
        .collect();
    if found.is_empty() { Value::Unknown } else { Value::set(found) }
}

/// An entry of another government's list, `none` in small letters.
fn classification(view: &ItemView<'_>, key: &str) -> Value<'static> {
    let given = view.item.extra.get(key).and_then(Json::as_str).map(str::trim);
    match given.filter(|given| !given.is_empty()) {
        None => Value::Unknown,
        Some(given) if given.eq_ignore_ascii_case("none") => Value::owned("none"),
        Some(given) => Value::owned(given),
    }
}

fn vehicle_parts<'v>(view: &'v ItemView<'_>) -> Value<'v> {
    let mut parts: Vec<&str> = view.found.vehicle_parts.iter().map(String::as_str).collect();
    if view.item.specs.contains_key("ads_software_supplier_country") {
        parts.push("ads_software");
    }
    if view.item.specs.contains_key("vcs_software_supplier_country") {
        parts.push("vcs_software");
    }
    Value::set(parts)
}

/// A part of the ECCN; EAR99 has none, which is known.
fn part_of_eccn(view: &ItemView<'_>, part: fn(&Eccn) -> Option<String>) -> Value<'static> {
    match &view.eccn {
        None => Value::Unknown,
        Some(eccn) => Value::owned(part(eccn).unwrap_or_else(|| "none".to_owned())),
    }
}

fn is_ear_item(view: &ItemView<'_>) -> bool {
    !matches!(kind_of(view), Value::Text(kind) if kind == "service" || kind == "security")
}

fn is_commodity(view: &ItemView<'_>) -> bool {
    matches!(kind_of(view), Value::Text(kind) if kind == "commodity") || kind_of(view).is_unknown()
}

/// Whether an HS code is one of food, feed or medicine by its chapter (01 to 24, 30).
pub(super) fn is_food_or_medicine(hs: &HsCode) -> bool {
    matches!(hs.chapter(), 1..=24 | 30)
}

/// In the table of advanced computing ECCNs on the day.
fn is_advanced_computing(view: &ItemView<'_>) -> bool {
    view.eccn.as_ref().is_some_and(|eccn| {
        let answer =
            view.tables.eccn_in("advanced-computing-eccns", &eccn.to_string(), view.as_of.valid);
        matches!(answer, TableAnswer::Member { .. })
    })
}

/// 91 FR 1684 (2026-01-15): both figures must be stated and below the limits.
fn is_case_by_case_chip(view: &ItemView<'_>) -> bool {
    let below = |key: &str, limit: f64| matches!(spec(view, key), Value::Number(n) if n < limit);
    below("tpp", 21_000.0) && below("dram_bandwidth_gbs", 6_500.0)
}

/// Facts of an item, in the order in which to ask.
pub const FACTS: &[FactDef] = &[
    fact(
        "item.ear_item",
        Kind::Bool,
        Absent::Unknown,
        "A commodity, software or technology; an item whose type is not stated counts.",
        Get::Item(|v| Value::Bool(is_ear_item(v))),
    ),
    fact(
        "item.ear_commodity",
        Kind::Bool,
        Absent::Unknown,
        "A commodity; an item whose type is not stated counts.",
        Get::Item(|v| Value::Bool(is_commodity(v))),
    ),
    fact(
        "item.food_or_medicine",
        Kind::Bool,
        Absent::No,
        "Food, feed or medicine by its HS chapter (01 to 24, 30).",
        Get::Item(|v| Value::Bool(v.hs.as_ref().is_some_and(is_food_or_medicine))),
    ),
    fact(
        "item.advanced_computing",
        Kind::Bool,
        Absent::No,
        "The ECCN is one of the advanced computing rule on the day; its own rule decides.",
        Get::Item(|v| Value::Bool(is_advanced_computing(v))),
    ),
    fact(
        "item.exception_open",
        Kind::Bool,
        Absent::No,
        "A license exception is open for entry and destination.",
        Get::Item(|v| Value::Bool(!v.chart.exceptions.is_empty())),
    ),
    fact(
        "item.contradiction_kinds",
        Kind::Set,
        Absent::Empty,
        "Kinds of contradictions between text, HS code and ECCN.",
        Get::Item(|v| Value::set(v.found.contradictions.iter().map(|c| c.kind.as_str()))),
    ),
    fact(
        "item.case_by_case_chip",
        Kind::Bool,
        Absent::No,
        "Stated total processing performance below 21,000 and total DRAM bandwidth below 6,500 GB/s (91 FR 1684).",
        Get::Item(|v| Value::Bool(is_case_by_case_chip(v))),
    ),
    ask(
        fact(
            "item.eccn",
            Kind::Text,
            Absent::Unknown,
            "ECCN with paragraph, or EAR99. Absent is unknown, never EAR99.",
            Get::Item(|v| v.eccn.as_ref().map_or(Value::Unknown, |e| Value::owned(e.to_string()))),
        ),
        "items[{i}].eccn",
        "What is the item's ECCN, with paragraph?",
    ),
    ask(
        fact(
            "item.eccn_base",
            Kind::Text,
            Absent::Unknown,
            "ECCN without paragraph, or EAR99.",
            Get::Item(|v| Value::text(v.eccn.as_ref().map(|eccn| eccn.code.as_str()))),
        ),
        "items[{i}].eccn",
        "What is the item's ECCN?",
    ),
    ask(
        words(
            fact(
                "item.class",
                Kind::Text,
                Absent::Unknown,
                "EAR99, on the CCL for anti-terrorism reasons alone, or otherwise on the CCL.",
                Get::Item(class),
            ),
            &["EAR99", "AT_ONLY", "CCL"],
        ),
        "items[{i}].eccn",
        "What is the item's ECCN?",
    ),
    ask(
        fact(
            "item.eccn_category",
            Kind::Text,
            Absent::Unknown,
            "Category of the CCL, 0 to 9; `none` for EAR99.",
            Get::Item(|v| part_of_eccn(v, |eccn| eccn.category().map(|c| c.to_string()))),
        ),
        "items[{i}].eccn",
        "What is the item's ECCN?",
    ),
    ask(
        fact(
            "item.eccn_group",
            Kind::Text,
            Absent::Unknown,
            "Product group of the CCL, A to E; `none` for EAR99.",
            Get::Item(|v| part_of_eccn(v, |eccn| eccn.group().map(|c| c.to_string()))),
        ),
        "items[{i}].eccn",
        "What is the item's ECCN?",
    ),
    ask(
        fact(
            "item.hs",
            Kind::Text,
            Absent::Unknown,
            "Harmonized System code, digits.",
            Get::Item(|v| {
                v.hs.as_ref().map_or(Value::Unknown, |hs| Value::owned(hs.digits.clone()))
            }),
        ),
        "items[{i}].hs",
        "What is the item's HS code (at least six digits)?",
    ),
    ask(
        words(
            fact(
                "item.type",
                Kind::Text,
                Absent::Unknown,
                "Commodity, software, technology, service or security.",
                Get::Item(kind_of),
            ),
            &["commodity", "software", "technology", "service", "security"],
        ),
        "items[{i}].type",
        "Is the item a commodity, software or technology?",
    ),
    ask(
        fact(
            "item.origin",
            Kind::Text,
            Absent::Unknown,
            "Country of origin, ISO code.",
            Get::Item(|v| Value::text(v.item.origin.as_deref())),
        ),
        "items[{i}].origin",
        "What is the item's country of origin?",
    ),
    ask(
        fact(
            "item.subject_to_ear",
            Kind::Bool,
            Absent::Unknown,
            "Subject to the EAR by origin, place or controlled US content (15 CFR 734.3, 734.4). Foreign direct products are rules of their own.",
            Get::Item(|v| v.jurisdiction.subject.into()),
        ),
        "items[{i}].us_content_pct",
        "Is the item of US origin, or what is its share of controlled US content?",
    ),
    words(
        fact(
            "item.jurisdiction",
            Kind::Text,
            Absent::Unknown,
            "Why it is, or is not, subject to the EAR.",
            Get::Item(|v| Value::text(Some(v.jurisdiction.basis))),
        ),
        &[
            "us_origin",
            "in_us",
            "de_minimis",
            "published",
            "below_de_minimis",
            "foreign",
            "unknown",
        ],
    ),
    ask(
        fact(
            "item.de_minimis_exceeded",
            Kind::Bool,
            Absent::Unknown,
            "Controlled US content exceeds the level for the destination (15 CFR 734.4).",
            Get::Item(|v| v.jurisdiction.de_minimis_exceeded.into()),
        ),
        "items[{i}].us_content_pct",
        "What is the item's share of controlled US content?",
    ),
    ask(
        fact(
            "item.eccn_confirmed",
            Kind::Bool,
            Absent::No,
            "A person has confirmed the ECCN against product text and HS code (15 CFR 748.3(a)).",
            Get::Item(|v| {
                Value::Bool(v.item.extra.get("eccn:confirm").and_then(Json::as_bool) == Some(true))
            }),
        ),
        "items[{i}].eccn:confirm",
        "Has a person confirmed the item's classification against its text and HS code?",
    ),
    ask(
        fact(
            "item.jp_classification",
            Kind::Text,
            Absent::Unknown,
            "Entry of Japan's Export Trade Control Order that covers the item, or `none`.",
            Get::Item(|v| classification(v, "jp_classification")),
        ),
        "items[{i}].jp_classification",
        "Under which entry of Japan's Export Trade Control Order does the item fall, or none?",
    ),
    ask(
        fact(
            "item.eu_classification",
            Kind::Text,
            Absent::Unknown,
            "Entry of the Dutch regulation or of Annex I to Regulation (EU) 2021/821 that covers the item, or `none`.",
            Get::Item(|v| classification(v, "eu_classification")),
        ),
        "items[{i}].eu_classification",
        "Under which entry of the Dutch regulation or of Annex I to Regulation (EU) 2021/821 does the item fall, or none?",
    ),
    fact(
        "item.series_600",
        Kind::Bool,
        Absent::No,
        "Is itself of the \"600 series\" or 9x515, paragraphs .y aside (15 CFR 742.4(b)(1)(ii)).",
        Get::Item(|v| {
            let own = |eccn: &str| {
                super::jurisdiction::is_600_series(eccn) && !eccn.to_lowercase().contains(".y")
            };
            Value::Bool(v.item.eccn.as_deref().is_some_and(own))
        }),
    ),
    fact(
        "item.us_content_600_series",
        Kind::Bool,
        Absent::No,
        "Holds \"600 series\" or 9x515 US content (15 CFR 734.4(a)(6)).",
        Get::Item(|v| {
            Value::Bool(
                v.item
                    .us_content_eccns
                    .iter()
                    .flatten()
                    .any(|e| super::jurisdiction::is_600_series(e)),
            )
        }),
    ),
    ask(
        fact(
            "item.fdp.direct_product",
            Kind::Bool,
            Absent::Unknown,
            "Direct product of the US-origin technology or software that the rule names (15 CFR 734.9).",
            Get::Item(|v| fdp(v, "direct_product_of_us_tech")),
        ),
        "items[{i}].fdp.direct_product_of_us_tech",
        "Is the item the direct product of US-origin technology or software of the listed ECCNs?",
    ),
    ask(
        fact(
            "item.fdp.tech_eccns",
            Kind::Set,
            Absent::Unknown,
            "ECCNs of that technology or software.",
            Get::Item(|v| texts(v.item.fdp.get("us_tech_eccns"))),
        ),
        "items[{i}].fdp.us_tech_eccns",
        "Which ECCNs has the US-origin technology or software of which it is the direct product?",
    ),
    ask(
        fact(
            "item.fdp.plant",
            Kind::Bool,
            Absent::Unknown,
            "Made in a plant that is, or whose major component is, such a direct product (15 CFR 734.9).",
            Get::Item(|v| fdp(v, "plant_major_component_us_direct_product")),
        ),
        "items[{i}].fdp.plant_major_component_us_direct_product",
        "Is the item made by a plant or major component of a plant that is a direct product of US-origin technology or software?",
    ),
    ask(
        fact(
            "item.fdp.contains_ic",
            Kind::Bool,
            Absent::Unknown,
            "Contains an integrated circuit that is a direct product of US technology (15 CFR 734.9(e)(3), (k)).",
            Get::Item(|v| fdp(v, "contains_ic_direct_product_of_us_tech")),
        ),
        "items[{i}].fdp.contains_ic_direct_product_of_us_tech",
        "Does the item contain an integrated circuit that is a direct product of US-origin technology?",
    ),
    ask(
        fact(
            "item.chart_requires",
            Kind::Bool,
            Absent::Unknown,
            "The Commerce Country Chart requires a license for a true destination (15 CFR 738.4).",
            Get::Item(|v| {
                Value::from(if !v.chart.requires.is_empty() {
                    Truth::True
                } else if !v.chart.known || !v.chart.open.is_empty() {
                    Truth::Unknown
                } else {
                    Truth::False
                })
            }),
        ),
        "items[{i}].answers",
        "Which scope notes of the entry apply to the item? Answer the questions of the entry, word for word, under `answers`.",
    ),
    fact(
        "item.chart_open",
        Kind::Bool,
        Absent::No,
        "A scope note of the entry is open, without which the Chart cannot be read.",
        Get::Item(|v| Value::Bool(!v.chart.open.is_empty())),
    ),
    fact(
        "item.exceptions",
        Kind::Set,
        Absent::Empty,
        "License exceptions that the entry and the destination leave open (part 740).",
        Get::Item(|v| Value::set(v.chart.exceptions.iter().map(String::as_str))),
    ),
    fact(
        "item.categories",
        Kind::Set,
        Absent::Empty,
        "Categories that text, HS code and ECCN suggest. Never a determination.",
        Get::Item(|v| Value::set(v.found.categories.iter().map(|c| c.category.as_str()))),
    ),
    fact(
        "item.contradiction",
        Kind::Bool,
        Absent::No,
        "Text, HS code and ECCN contradict one another.",
        Get::Item(|v| {
            Value::Bool(
                v.found.contradictions.iter().any(|c| c.severity == crate::items::Severity::Hold),
            )
        }),
    ),
    fact(
        "item.doubt",
        Kind::Bool,
        Absent::No,
        "Text, HS code and ECCN leave a doubt worth a note.",
        Get::Item(|v| Value::Bool(!v.found.contradictions.is_empty())),
    ),
    fact(
        "item.eccn_given",
        Kind::Bool,
        Absent::No,
        "An ECCN is given and well formed.",
        Get::Item(|v| Value::Bool(v.eccn.is_some())),
    ),
    fact(
        "item.materials",
        Kind::Set,
        Absent::Empty,
        "Critical minerals named by the text or HS code.",
        Get::Item(|v| Value::set(v.found.materials.iter().map(String::as_str))),
    ),
    fact(
        "item.software_kinds",
        Kind::Set,
        Absent::Empty,
        "Kinds of enterprise and design software named by the text (15 CFR 746.8(a)(8)).",
        Get::Item(|v| Value::set(v.found.software_kinds.iter().map(String::as_str))),
    ),
    fact(
        "item.vehicle_parts",
        Kind::Set,
        Absent::Empty,
        "Connected-vehicle parts named by the text or specifications (15 CFR 791 subpart D).",
        Get::Item(vehicle_parts),
    ),
    fact(
        "item.products",
        Kind::Set,
        Absent::Empty,
        "Known advanced-computing products named by the text.",
        Get::Item(|v| Value::set(v.found.products.iter().map(String::as_str))),
    ),
    ask(
        fact(
            "item.published",
            Kind::Bool,
            Absent::No,
            "Published information or open-source software (15 CFR 734.7).",
            Get::Item(|v| Value::Bool(v.jurisdiction.basis == "published")),
        ),
        "items[{i}].published",
        "Is it published?",
    ),
    fact(
        "item.authorized",
        Kind::Bool,
        Absent::No,
        "A license held, valid on the day, covers item, destination and parties.",
        Get::Item(|v| v.authorized.into()),
    ),
    fact(
        "item.informed",
        Kind::Bool,
        Absent::No,
        "A letter of BIS to the actor, in force on the day, covers the item.",
        Get::Item(|v| v.informed.into()),
    ),
    ask(
        fact(
            "item.performed_by_us_person",
            Kind::Bool,
            Absent::Unknown,
            "A US person performs the service.",
            Get::Item(performed_by_us_person),
        ),
        "items[{i}].performed_by",
        "Do US persons take part in the service?",
    ),
    ask(
        fact(
            "item.value_usd",
            Kind::Number,
            Absent::Unknown,
            "Value in US dollars.",
            Get::Item(|v| Value::number(v.item.value_usd)),
        ),
        "items[{i}].value_usd",
        "What is the value in US dollars?",
    ),
    ask(
        fact(
            "item.specs.tpp",
            Kind::Number,
            Absent::Unknown,
            "Total processing performance (Technical Note 2 to 3A090).",
            Get::Item(|v| spec(v, "tpp")),
        ),
        "items[{i}].specs.tpp",
        "What is the total processing performance?",
    ),
    ask(
        fact(
            "item.specs.dram_bandwidth_gbs",
            Kind::Number,
            Absent::Unknown,
            "Total DRAM bandwidth, GB/s (91 FR 1684).",
            Get::Item(|v| spec(v, "dram_bandwidth_gbs")),
        ),
        "items[{i}].specs.dram_bandwidth_gbs",
        "What is the total DRAM bandwidth in GB/s?",
    ),
    ask(
        fact(
            "item.specs.interconnect_gbps",
            Kind::Number,
            Absent::Unknown,
            "Bidirectional transfer rate, GB/s (3A090 of 2022-10-21).",
            Get::Item(|v| spec(v, "interconnect_gbps")),
        ),
        "items[{i}].specs.interconnect_gbps",
        "What is the aggregate bidirectional transfer rate in GB/s?",
    ),
    ask(
        fact(
            "item.specs.node_nm",
            Kind::Number,
            Absent::Unknown,
            "Process node of the logic die, nm.",
            Get::Item(|v| spec(v, "node_nm")),
        ),
        "items[{i}].specs.node_nm",
        "On which process node is the die made?",
    ),
    ask(
        fact(
            "item.specs.transistors_bn",
            Kind::Number,
            Absent::Unknown,
            "Approximated transistor count, billions.",
            Get::Item(|v| spec(v, "transistors_bn")),
        ),
        "items[{i}].specs.transistors_bn",
        "How many transistors has the die?",
    ),
    ask(
        fact(
            "item.specs.model_year",
            Kind::Number,
            Absent::Unknown,
            "Vehicle model year.",
            Get::Item(|v| spec(v, "model_year")),
        ),
        "items[{i}].specs.model_year",
        "For which model year is the vehicle or part?",
    ),
    ask(
        fact(
            "item.specs.gvwr_lb",
            Kind::Number,
            Absent::Unknown,
            "Gross vehicle weight rating, pounds.",
            Get::Item(|v| spec(v, "gvwr_lb")),
        ),
        "items[{i}].specs.gvwr_lb",
        "What is the gross vehicle weight rating in pounds?",
    ),
    ask(
        fact(
            "item.supplier_country",
            Kind::Set,
            Absent::Unknown,
            "Country of the persons that design, make or supply the covered software or hardware.",
            Get::Item(supplier_country),
        ),
        "items[{i}].specs.software_supplier_country",
        "Who designed the vehicle's connectivity and automated-driving software, and who controls that company?",
    ),
    ask(
        fact(
            "item.civil_telecom",
            Kind::Bool,
            Absent::Unknown,
            "Designed for civil telecommunications (3A001.b notes).",
            Get::Item(|v| extra_flag(v, "civil_telecom")),
        ),
        "items[{i}].civil_telecom",
        "Is it designed for civil telecommunications?",
    ),
    ask(
        fact(
            "item.telecom_below_5g",
            Kind::Bool,
            Absent::No,
            "Supports telecommunication below 5G only (15 CFR 744.11(a)(2)(i)).",
            Get::Item(|v| match extra_flag(v, "telecom_below_5g") {
                Value::Bool(flag) => Value::Bool(flag),
                _ => Value::Bool(false),
            }),
        ),
        "items[{i}].telecom_below_5g",
        "Does it serve networks below 5G only?",
    ),
    ask(
        fact(
            "item.commercially_available_in_us",
            Kind::Bool,
            Absent::Unknown,
            "Commercially available in the United States (91 FR 1684).",
            Get::Item(|v| extra_flag(v, "commercially_available_in_us")),
        ),
        "items[{i}].commercially_available_in_us",
        "Is it commercially available in the United States?",
    ),
    ask(
        fact(
            "item.cn_content_pct",
            Kind::Number,
            Absent::Unknown,
            "Share of Chinese controlled content by value, percent (MOFCOM 2025 No. 61).",
            Get::Item(|v| {
                Value::number(v.item.extra.get("cn_controlled_content_pct").and_then(Json::as_f64))
            }),
        ),
        "items[{i}].cn_controlled_content_pct",
        "Which share of the value is Chinese controlled rare earths?",
    ),
];
