//! Diagnostics as SARIF 2.1.0, the form in which code hosts and editors show findings.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::rules::{Diagnostic, Severity};

/// One SARIF run over `diagnostics`. File names are taken relative to `base`.
pub fn sarif(diagnostics: &[Diagnostic], base: &str) -> Value {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|found| found.code.as_str()).collect();
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = diagnostics.iter().map(|found| result(found, base)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "highfence",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(found: &Diagnostic, base: &str) -> Value {
    let message = if found.help.is_empty() {
        found.message.clone()
    } else {
        format!("{} ({})", found.message, found.help)
    };
    let uri = if base.is_empty() {
        found.file.clone()
    } else {
        format!("{}/{}", base.trim_end_matches('/'), found.file)
    };
    json!({
        "ruleId": found.code,
        "level": match found.severity { Severity::Warning => "warning", Severity::Error => "error" },
        "message": { "text": message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": { "startLine": found.line, "startColumn": found.column },
        } }],
    })
}
