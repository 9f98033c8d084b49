//! The files, compiled in as they are: text of some megabytes, which costs the program that size and
//! spares every start the time to unpack it.

/// The files of `lists/whole/`: name and text. A test compares this registry with the folder.
pub const FILES: &[(&str, &str)] = &[
    ("cn-mofcom-ecl.ndjson", include_str!("../../../lists/whole/cn-mofcom-ecl.ndjson")),
    ("cn-mofcom-uel.ndjson", include_str!("../../../lists/whole/cn-mofcom-uel.ndjson")),
    ("cn-mofcom-watch.ndjson", include_str!("../../../lists/whole/cn-mofcom-watch.ndjson")),
    ("jp-meti-eul.ndjson", include_str!("../../../lists/whole/jp-meti-eul.ndjson")),
    ("us-bis-dpl.ndjson", include_str!("../../../lists/whole/us-bis-dpl.ndjson")),
    ("us-bis-el.ndjson", include_str!("../../../lists/whole/us-bis-el.ndjson")),
    ("us-bis-meu.ndjson", include_str!("../../../lists/whole/us-bis-meu.ndjson")),
    ("us-bis-uvl.ndjson", include_str!("../../../lists/whole/us-bis-uvl.ndjson")),
    ("us-ddtc-dtc.ndjson", include_str!("../../../lists/whole/us-ddtc-dtc.ndjson")),
    ("us-dhs-uflpa.ndjson", include_str!("../../../lists/whole/us-dhs-uflpa.ndjson")),
    ("us-dod-1260h.ndjson", include_str!("../../../lists/whole/us-dod-1260h.ndjson")),
    ("us-ofac-cap.ndjson", include_str!("../../../lists/whole/us-ofac-cap.ndjson")),
    ("us-ofac-fse.ndjson", include_str!("../../../lists/whole/us-ofac-fse.ndjson")),
    ("us-ofac-mbs.ndjson", include_str!("../../../lists/whole/us-ofac-mbs.ndjson")),
    ("us-ofac-ns-cmic.ndjson", include_str!("../../../lists/whole/us-ofac-ns-cmic.ndjson")),
    ("us-ofac-plc.ndjson", include_str!("../../../lists/whole/us-ofac-plc.ndjson")),
    ("us-ofac-sdn.ndjson", include_str!("../../../lists/whole/us-ofac-sdn.ndjson")),
    ("us-ofac-ssi.ndjson", include_str!("../../../lists/whole/us-ofac-ssi.ndjson")),
    ("us-state-isn.ndjson", include_str!("../../../lists/whole/us-state-isn.ndjson")),
];
