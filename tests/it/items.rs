//! Product text, ECCN and HS code: what is proposed, what is contradicted, what stays quiet.

use highfence::items::{self, Classifier, Eccn, EccnError, EccnStanding, HsError, Severity};
use highfence::model::Date;

fn classifier() -> Classifier {
    Classifier::embedded().unwrap_or_else(|error| panic!("{error}"))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// One item and what must come of it.
struct Case {
    text: &'static str,
    eccn: Option<&'static str>,
    hs: Option<&'static str>,
    day: &'static str,
    categories: &'static [&'static str],
    holds: &'static [&'static str],
}

#[track_caller]
fn check(classifier: &Classifier, case: &Case) {
    let found = classifier.classify(case.text, case.eccn, case.hs, Some(day(case.day)));
    for wanted in case.categories {
        assert!(found.has_category(wanted), "{}: no {wanted} in {found:#?}", case.text);
    }
    let mut holds: Vec<&str> = found
        .contradictions
        .iter()
        .filter(|contradiction| contradiction.severity == Severity::Hold)
        .map(|contradiction| contradiction.kind.as_str())
        .collect();
    holds.dedup();
    assert_eq!(holds, case.holds, "{}: {found:#?}", case.text);
}

macro_rules! case {
    ($text:literal, $eccn:expr, $hs:expr, $day:literal, $categories:expr, $holds:expr) => {
        Case {
            text: $text,
            eccn: $eccn,
            hs: $hs,
            day: $day,
            categories: &$categories,
            holds: &$holds,
        }
    };
}

/// What words and codes propose.
const PROPOSED: &[Case] = &[
    case!(
        "NVIDIA A100 80GB accelerator",
        Some("3A090"),
        Some("8473.30"),
        "2022-12-01",
        ["advanced_computing", "semiconductor"],
        []
    ),
    case!("Laptop computer", Some("5A992.c"), Some("8471.30"), "2022-06-01", ["laptop"], []),
    case!(
        "Fan blade for commercial turbofan",
        Some("9A991.d"),
        Some("8411.91"),
        "2022-10-01",
        ["jet_engine"],
        []
    ),
    case!("Quadcopter with camera", Some("EAR99"), Some("8806.22"), "2024-10-01", ["drone"], []),
    case!("EUV lithography spare part", Some("3B991"), None, "2024-01-01", ["chip_tool"], []),
    case!(
        "Superconducting quantum computer, 50 qubits",
        Some("4A906.a"),
        Some("8471.80"),
        "2025-02-01",
        ["quantum"],
        []
    ),
    case!("EDA software", Some("3D991"), None, "2025-06-10", ["eda", "software"], []),
    case!(
        "Thermal imaging camera with microbolometer",
        Some("6A003.b.4.b"),
        Some("8525.83"),
        "2024-01-01",
        ["thermal_imaging"],
        []
    ),
    case!(
        "Gallium metal 6N",
        Some("EAR99"),
        Some("8112.92"),
        "2023-09-01",
        ["critical_mineral"],
        []
    ),
    case!(
        "Telematics control unit",
        None,
        Some("8517.62"),
        "2026-10-01",
        ["connected_vehicle", "telecom"],
        []
    ),
    case!(
        "Rack server for data centre",
        None,
        Some("8471.50"),
        "2025-01-01",
        ["computer", "data_center"],
        []
    ),
    case!(
        "5-axis machining center",
        Some("2B001.b"),
        Some("8457.10"),
        "2025-01-01",
        ["machine_tool"],
        []
    ),
    case!("Polymer solar cell module", Some("EAR99"), Some("8541.43"), "2025-01-01", ["solar"], []),
    case!(
        "IP camera with facial recognition",
        Some("EAR99"),
        Some("8525.89"),
        "2025-01-01",
        ["surveillance"],
        []
    ),
    case!("锂离子电池", Some("EAR99"), Some("8507.60"), "2025-01-01", ["battery"], []),
    case!("半导体芯片", None, None, "2025-01-01", ["semiconductor"], []),
    case!("无人机云台", None, None, "2025-01-01", ["drone"], []),
    case!("激光雷达", None, None, "2025-01-01", ["connected_vehicle"], []),
    case!("Integrated circuits", None, Some("8542.31"), "2025-01-01", ["semiconductor"], []),
];

#[test]
fn categories_are_proposed_by_words_codes_or_both() {
    let classifier = classifier();
    for case in PROPOSED {
        check(&classifier, case);
    }
}

/// What does not go together.
const CONTRADICTED: &[Case] = &[
    case!(
        "SRAM, radiation hardened, total dose 300 krad(Si), SEL immune",
        Some("EAR99"),
        Some("8542.32"),
        "2024-01-20",
        [],
        ["text_eccn"]
    ),
    case!(
        "SRAM 300krad SEL immune",
        Some("3A991.b"),
        Some("8542.32"),
        "2024-01-20",
        [],
        ["text_eccn"]
    ),
    case!("Notebook computer", Some("9A991.d"), Some("8471.30"), "2024-01-20", [], ["hs_eccn"]),
    case!("Metal parts", Some("EAR99"), Some("8411.91"), "2024-01-20", [], ["vague_text"]),
    case!("Samples", None, Some("8542.31"), "2024-01-20", [], ["vague_text"]),
    case!(
        "Connector per MIL-STD-883",
        Some("EAR99"),
        Some("8536.69"),
        "2024-01-20",
        [],
        ["text_eccn"]
    ),
    case!(
        "Uncooled microbolometer core 640x512",
        Some("EAR99"),
        Some("8525.83"),
        "2024-01-20",
        [],
        ["text_eccn"]
    ),
    case!(
        "Turbofan engine, overhauled",
        Some("EAR99"),
        Some("8411.12"),
        "2024-01-20",
        [],
        ["text_eccn"]
    ),
    case!(
        "Quantum computer, 20 qubits",
        Some("EAR99"),
        Some("8471.80"),
        "2024-10-01",
        [],
        ["text_eccn"]
    ),
    case!(
        "NVIDIA H100 PCIe 80GB",
        Some("EAR99"),
        Some("8473.30"),
        "2023-01-20",
        [],
        ["product_eccn"]
    ),
    case!(
        "NVIDIA A800 80GB accelerator",
        Some("3A991.p"),
        Some("8473.30"),
        "2024-03-01",
        [],
        ["product_eccn"]
    ),
    case!("Rocket motor", Some("9A007"), None, "2024-03-01", [], ["eccn_itar"]),
    case!("Flight part", Some("USML VIII(h)"), None, "2024-03-01", [], ["eccn_itar"]),
    case!("Dry etch tool", Some("3B090"), Some("8486.20"), "2024-03-01", [], ["eccn_obsolete"]),
    case!("Accelerator", Some("3A090"), None, "2022-03-01", [], ["eccn_not_yet"]),
    case!(
        "Samarium oxide",
        Some("1C902"),
        Some("2846.90"),
        "2025-05-01",
        [],
        ["eccn_foreign_code"]
    ),
    case!("Torque wrench", Some("3F001"), Some("8204.11"), "2025-05-01", [], ["eccn_invalid"]),
    case!("Torque wrench", Some("8A777"), Some("8204.11"), "2025-05-01", [], ["eccn_unknown"]),
    case!("Torque wrench", Some("EAR99"), Some("82O4.11"), "2025-05-01", [], ["hs_invalid"]),
];

#[test]
fn contradictions_are_held() {
    let classifier = classifier();
    for case in CONTRADICTED {
        check(&classifier, case);
    }
}

#[test]
fn a_product_name_is_dated() {
    let classifier = classifier();
    let before = case!(
        "NVIDIA A800 80GB accelerator",
        Some("3A991.p"),
        Some("8473.30"),
        "2023-11-16",
        [],
        []
    );
    let after = case!(
        "NVIDIA A800 80GB accelerator",
        Some("3A991.p"),
        Some("8473.30"),
        "2023-11-17",
        [],
        ["product_eccn"]
    );
    check(&classifier, &before);
    check(&classifier, &after);
    let undated = classifier.classify("NVIDIA A800 80GB", Some("3A991.p"), None, None);
    assert!(undated.contradictions.iter().any(|found| found.kind == "product_eccn"));
}

/// Text, HS code and the categories that must not be proposed for it.
const TRAPS: &[(&str, &str, &[&str])] = &[
    ("Ridged potato chips, 24 x 150 g", "2005.20", &["semiconductor"]),
    ("Potato chips", "", &["semiconductor"]),
    ("Chocolate wafer biscuits", "1905.32", &["semiconductor", "chip_tool"]),
    ("Finish Quantum dishwasher tablets", "3402.50", &["quantum", "laptop"]),
    ("Ink-jet engine for label printer", "8443.99", &["jet_engine"]),
    ("Search engine marketing services, Anguilla (AI)", "", &["advanced_computing", "jet_engine"]),
    ("Quantum of Solace DVD", "8523.49", &["quantum"]),
    ("Quantum LTO tape library", "8471.70", &["quantum"]),
    ("Total 1,200 CAD (Canadian dollars)", "", &["software"]),
    ("Camshaft for diesel engine", "8483.10", &["software", "jet_engine"]),
    ("Document scanner", "8471.60", &["chip_tool"]),
    ("Stepper motor", "8501.10", &["chip_tool"]),
    ("Thermal paper rolls", "4811.90", &["thermal_imaging", "surveillance"]),
    ("Thermal underwear", "6109.10", &["thermal_imaging"]),
    ("Graphite pencils", "9609.10", &["critical_mineral"]),
    ("Graphite grey laptop sleeve", "4202.92", &["critical_mineral", "laptop"]),
    ("Bagpipe drone reeds", "9209.99", &["drone"]),
    ("Jet ski", "8903.99", &["jet_engine"]),
    ("Wood router bits", "8207.70", &["telecom"]),
    ("Razor blades", "8212.20", &["jet_engine"]),
    ("Paper notebook, ruled", "4820.20", &["laptop"]),
    ("Vitamin C tablets 500 mg", "3004.50", &["laptop"]),
    ("Google ads campaign", "", &["connected_vehicle"]),
    ("Toy car", "9503.00", &["connected_vehicle"]),
    ("Diamond die grinder", "8467.29", &["semiconductor"]),
    ("Die-cast aluminium housing", "7616.99", &["semiconductor"]),
    ("Air India in-flight magazines", "4902.90", &["advanced_computing"]),
    ("Rocket salad seeds", "1209.91", &["space"]),
    ("Space heater", "8516.29", &["space"]),
    ("Bank deposition slips", "4907.00", &["chip_tool"]),
    ("Convection oven Turbofan E31D4", "8514.19", &["jet_engine"]),
    ("Eda Yilmaz, personal effects", "", &["eda"]),
];

#[test]
fn traps_propose_nothing_of_their_kind() {
    let classifier = classifier();
    for (text, hs, forbidden) in TRAPS {
        let found = classifier.classify(text, Some("EAR99"), Some(hs), Some(day("2025-03-01")));
        for category in *forbidden {
            assert!(!found.has_category(category), "{text}: {category} in {found:#?}");
        }
        assert!(found.contradictions.is_empty(), "{text}: {found:#?}");
    }
}

#[test]
fn materials_software_vehicles_and_products_are_named() {
    let classifier = classifier();
    let find = |text: &str, hs: &str| classifier.classify(text, None, Some(hs), None);
    assert_eq!(find("Gallium metal 6N", "8112.92").materials, ["gallium"]);
    assert_eq!(find("Spherical natural graphite", "2504.10").materials, ["graphite"]);
    assert_eq!(find("球形石墨", "2504.10").materials, ["graphite"]);
    assert_eq!(
        find("NdFeB magnet with dysprosium", "8505.11").materials,
        ["dysprosium", "ndfeb_magnet"]
    );
    assert!(find("GaN charger 65 W", "8504.40").materials.is_empty());
    assert!(find("GaN MMIC power amplifier for weather radar", "8542.33").materials.is_empty());
    assert_eq!(
        find("Enterprise resource planning (ERP) software, on premises", "").software_kinds,
        ["erp"]
    );
    assert_eq!(find("CAD/CAM software update", "").software_kinds, ["cad", "cam"]);
    assert!(find("Accounting software", "").software_kinds.is_empty());
    assert!(find("Invoice in CAD", "").software_kinds.is_empty());
    assert_eq!(
        find("Telematics control unit (VCS hardware) for model year 2027 cars", "8517.62")
            .vehicle_parts,
        ["vcs_hardware"]
    );
    assert_eq!(
        find("Passenger car, ADS software by a supplier", "8703.80").vehicle_parts,
        ["ads_software", "vehicle"]
    );
    assert_eq!(find("NVIDIA H20 96GB accelerator", "8473.30").products, ["h20"]);
    assert!(find("H2O and H100 chainsaw bar", "8202.40").products.is_empty());
}

#[test]
fn eccns_as_people_write_them() {
    let good = [
        ("3A001.a.1", "3A001.a.1"),
        ("3a001.B.4", "3A001.b.4"),
        (" 5A992.c ", "5A992.c"),
        ("5A992C", "5A992.c"),
        ("3AOO1", "3A001"),
        ("ECCN: 9A991.d", "9A991.d"),
        ("ECCN 6A003.b.4.b", "6A003.b.4.b"),
        ("6A003b4b", "6A003.b.4.b"),
        ("ear99", "EAR99"),
        ("EAR 99", "EAR99"),
        ("EAR-99", "EAR99"),
    ];
    for (written, wanted) in good {
        let read = items::eccn::parse(written).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read.to_string(), wanted, "{written}");
        assert_eq!(items::eccn::parse(&read.to_string()).unwrap().to_string(), wanted);
    }
    type Refuse = fn(&EccnError) -> bool;
    let bad: &[(&str, Refuse)] = &[
        ("", |e| *e == EccnError::Empty),
        ("N/A", |e| matches!(e, EccnError::NotAClassification(_))),
        ("NLR", |e| matches!(e, EccnError::NotAClassification(_))),
        ("CN 3C001", |e| matches!(e, EccnError::ForeignCode(_))),
        ("VIII(h)", |e| matches!(e, EccnError::UsmlCategory(_))),
        ("3F001", |e| matches!(e, EccnError::Malformed(_))),
        ("3A01", |e| matches!(e, EccnError::Malformed(_))),
        ("3A0011", |e| matches!(e, EccnError::Malformed(_))),
        ("EAR98", |e| matches!(e, EccnError::Malformed(_))),
        ("3A001 or EAR99", |e| matches!(e, EccnError::Malformed(_))),
    ];
    for (written, wanted) in bad {
        let error = items::eccn::parse(written).unwrap_err();
        assert!(wanted(&error), "{written}: {error:?}");
    }
}

#[test]
fn parts_of_an_eccn() {
    let read = |text: &str| -> Eccn { items::eccn::parse(text).unwrap() };
    let mmic = read("3A001.b.2");
    assert_eq!((mmic.category(), mmic.group(), mmic.number()), (Some(3), Some('A'), Some(1)));
    assert!(mmic.is_within("3A001") && mmic.is_within("3A001.b") && mmic.is_within("3A"));
    assert!(!mmic.is_within("3A001.a") && !mmic.is_within("3A00"), "families end at a border");
    assert!(read("3A991.p").is_at_series() && !read("EAR99").is_at_series());
    assert!(read("9A610.x").is_600_series() && read("5A992.z").is_z_paragraph());
    let classifier = classifier();
    let on = |text: &str, at: &str| classifier.standing(&read(text), Some(day(at)));
    assert_eq!(on("3A090.a", "2022-10-21"), EccnStanding::Current);
    assert!(matches!(on("3A090.a", "2022-10-20"), EccnStanding::NotYet(_)));
    assert_eq!(on("7A117", "2024-01-01"), EccnStanding::ItarPointer);
    for obsolete in ["0A918", "1C352", "3A993", "3B090", "4D003"] {
        assert!(matches!(on(obsolete, "2024-01-01"), EccnStanding::Obsolete(_)), "{obsolete}");
    }
}

#[test]
fn hs_codes_as_people_write_them() {
    for (written, wanted) in [
        ("8471.30", "8471.30"),
        ("847130", "8471.30"),
        ("8471", "8471"),
        ("HS 8471.30.0100", "8471.300100"),
        ("2005 20", "2005.20"),
        ("0901.21.00", "0901.2100"),
    ] {
        let read = items::hs::parse(written).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read.to_string(), wanted, "{written}");
    }
    assert_eq!(items::hs::parse("847"), Err(HsError::Length("847".into())));
    assert_eq!(items::hs::parse("7701.10"), Err(HsError::Chapter("7701.10".into())));
    assert_eq!(items::hs::parse("00.01.10"), Err(HsError::Chapter("00.01.10".into())));
    assert_eq!(items::hs::parse("84x1.30"), Err(HsError::NotDigits("84x1.30".into())));
    assert_eq!(items::hs::parse(" "), Err(HsError::Empty));
    let laptop = items::hs::parse("8471.30").unwrap();
    assert!(laptop.is_within("84.71") && laptop.is_within("84") && !laptop.is_within("8471.3001"));
}

#[test]
fn a_code_of_chinas_list_is_pointed_out() {
    let classifier = classifier();
    let kinds = |text: &str, eccn: &str| -> Vec<String> {
        let found = classifier.classify(text, Some(eccn), None, None);
        found.contradictions.into_iter().map(|found| found.kind).collect()
    };
    assert_eq!(kinds("Gallium metal 6N", "3C001"), ["eccn_foreign_code"]);
    assert_eq!(kinds("Hetero-epitaxial substrate", "3C001"), Vec::<String>::new());
    assert_eq!(kinds("Dysprosium oxide", "1C905"), ["eccn_foreign_code"]);
}
