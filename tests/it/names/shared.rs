//! The shared folder of published data, where `HIGHFENCE_SHARED` names it.
use std::path::PathBuf;

use highfence::model::PartyKind;

/// The folder, or a printed line that says why the test is skipped.
pub fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("HIGHFENCE_SHARED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped {test}: HIGHFENCE_SHARED is not set");
    }
    folder
}

/// One entry of the Consolidated Screening List.
pub struct Listed {
    pub names: Vec<String>,
    pub kind: PartyKind,
    pub source: String,
}

/// The Consolidated Screening List of 2026-07-31.
pub fn csl(folder: &std::path::Path) -> Vec<Listed> {
    let bytes = std::fs::read(folder.join("data/us-csl/projection-2026-07-31.json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let sources: Vec<&str> =
        json["tables"]["sources"].as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
    json["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let mut names = vec![entry["n"].as_str().unwrap().to_owned()];
            names.extend(
                entry["a"].as_array().into_iter().flatten().map(|n| n.as_str().unwrap().to_owned()),
            );
            let kind = match entry["t"].as_str() {
                Some("Individual") => PartyKind::Individual,
                Some("Vessel") => PartyKind::Vessel,
                Some("Aircraft") => PartyKind::Aircraft,
                Some(_) => PartyKind::Organization,
                None => PartyKind::Unknown,
            };
            Listed {
                names,
                kind,
                source: sources[entry["s"].as_u64().unwrap() as usize].to_owned(),
            }
        })
        .collect()
}
