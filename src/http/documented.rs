//! What the OpenAPI document says beyond the handlers' own words: which errors a route can give,
//! who may ask, headers, files, and routes that stand under two addresses.
//!
//! In: the document as the handlers make it. Out: the document as it is served.

use serde_json::{Map, Value, json};

/// Errors that a route without a body, an engine or a condition cannot give.
const OF_BODIES: [&str; 7] = ["408", "409", "412", "413", "415", "429", "503"];
/// Routes that need no key.
const OPEN: [&str; 4] = ["/healthz", "/readyz", "/-/version", "/updatez"];
/// Routes that heed `Idempotency-Key`, and so may find it in use.
const KEYED: [&str; 2] = ["/v1/screen", "/v1/match"];
/// Routes with an entity tag, beside the catalogs.
const TAGGED: [&str; 4] = ["/v1/screen", "/catalog", "/manifest", "/entities/{id}"];

/// Completes the document.
pub(super) fn complete(document: &mut Value) {
    secure(document);
    if let Some(query) = document.pointer_mut("/components/schemas/PartyQuery") {
        *query = super::party::schema();
    }
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    if let Some(catalog) = paths.get("/catalog").cloned() {
        paths.insert("/manifest".to_owned(), catalog);
    }
    paths.insert("/metrics".to_owned(), metrics());
    for (path, operations) in paths.iter_mut() {
        let Some(operations) = operations.as_object_mut() else { continue };
        for (method, operation) in operations {
            if let Some(operation) = operation.as_object_mut() {
                complete_one(path, method, operation);
            }
        }
    }
}

fn complete_one(path: &str, method: &str, operation: &mut Map<String, Value>) {
    operation.insert("operationId".to_owned(), id(path, method).into());
    if OPEN.contains(&path) {
        operation.insert("security".to_owned(), json!([]));
    }
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        responses.retain(|status, _| can_be(path, method, status));
    }
    if KEYED.contains(&path) {
        let meaning = "The same key with the same request gives the same answer again.";
        header(operation, "Idempotency-Key", meaning, 255);
    }
    if TAGGED.contains(&path) {
        let meaning = "Tags of the answers that the caller has already.";
        header(operation, "If-None-Match", meaning, 4096);
    }
    if path == "/readyz" {
        // Its 503 is the answer of a probe, no problem.
        let probe = json!({ "schema": { "$ref": "#/components/schemas/Health" } });
        let unready =
            json!({ "description": "Not ready.", "content": { "application/json": probe } });
        if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            responses.insert("503".to_owned(), unready);
        }
    }
    if path == "/v1/screen:batch" {
        files(operation);
    }
}

/// Whether a route can give a status.
fn can_be(path: &str, method: &str, status: &str) -> bool {
    match status {
        "409" => KEYED.contains(&path),
        "412" => path == "/v1/screen",
        "503" if path == "/readyz" || path == "/updatez" => true,
        _ => !(OF_BODIES.contains(&status) && (method == "get" || path == "/updatez")),
    }
}

/// A name for an operation, from its address: no two are the same.
fn id(path: &str, method: &str) -> String {
    let letters = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    let plain: String = letters.collect();
    let words: Vec<&str> = plain.split('_').filter(|word| !word.is_empty()).collect();
    format!("{method}_{}", words.join("_"))
}

fn header(operation: &mut Map<String, Value>, name: &str, meaning: &str, most: usize) {
    let all = operation.entry("parameters").or_insert_with(|| Value::Array(Vec::new()));
    if let Some(all) = all.as_array_mut() {
        all.push(json!({
            "name": name, "in": "header", "required": false, "description": meaning,
            "schema": { "type": "string", "minLength": 1, "maxLength": most },
        }));
    }
}

/// The files that a batch may come as and go as.
fn files(operation: &mut Map<String, Value>) {
    let form = json!({ "schema": {
        "type": "object", "required": ["file"],
        "properties": {
            "file": { "type": "string", "contentMediaType": "application/octet-stream",
                      "description": "CSV, XLSX or NDJSON." },
            "mapping": { "type": "string", "description": "Which column is what (TOML)." },
        },
    } });
    let of = |value: Option<&mut Value>, kind: &str, content: Value| {
        if let Some(Value::Object(contents)) = value.and_then(|value| value.get_mut("content")) {
            contents.insert(kind.to_owned(), content);
        }
    };
    of(operation.get_mut("requestBody"), "multipart/form-data", form);
    let workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    for kind in ["text/csv", workbook] {
        let fine = operation.get_mut("responses").and_then(|all| all.get_mut("200"));
        let media = "application/octet-stream";
        of(fine, kind, json!({ "schema": { "type": "string", "contentMediaType": media } }));
    }
}

/// The figures: their route lies beside the documented ones.
fn metrics() -> Value {
    let text = json!({ "application/openmetrics-text": { "schema": { "type": "string" } } });
    let problem = |meaning: &str| {
        json!({ "description": meaning, "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/ProblemBody" } } } })
    };
    json!({ "get": {
        "tags": ["service"], "summary": "Figures in the text format of Prometheus.",
        "description": "Needs a key of the scope `admin` where keys are in use.",
        "responses": {
            "200": { "description": "The figures.", "content": text },
            "401": problem("A valid key is needed"),
            "403": problem("The key does not reach this far"),
            "414": problem("The address is too long"),
            "500": problem("The program failed"),
        },
    } })
}

/// Who may ask: the holder of a key, sent in any of four ways; on the loopback also without one.
fn secure(document: &mut Value) {
    let Some(map) = document.as_object_mut() else { return };
    let none = json!({});
    let ways = ["bearer", "basic", "key", "query"];
    let all: Vec<Value> = ways.into_iter().map(|way| json!({ way: [] })).chain([none]).collect();
    map.insert("security".to_owned(), all.into());
}
