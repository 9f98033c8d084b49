//! Headers that tell what the rows of an answer rest on: rows in brief have no room for it.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

use crate::batch::About;

/// Digest of the rules.
const RULES: HeaderName = HeaderName::from_static("x-highfence-rules");
/// Lists with publication dates and ages.
const LISTS: HeaderName = HeaderName::from_static("x-highfence-lists");
/// Whether anything was cut off: never.
const TRUNCATED: HeaderName = HeaderName::from_static("x-highfence-truncated");
/// How the columns of a file were read.
const COLUMNS: HeaderName = HeaderName::from_static("x-highfence-columns");
/// Digest over all that an answer rests on.
const BASIS: HeaderName = HeaderName::from_static("x-highfence-basis");
/// Most bytes of the header on columns; many clients take no more than 8 KiB of headers.
const COLUMNS_BYTES_MAX: usize = 4 << 10;

/// Adds the headers.
pub(super) fn tell(headers: &mut HeaderMap, digest: &str, about: &About) {
    let mut add = |name: HeaderName, text: &str| {
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(name, value);
        }
    };
    add(BASIS, digest);
    add(RULES, &about.rules);
    add(LISTS, &ascii(&about.lists_text()));
    add(TRUNCATED, "false");
    if !about.columns.is_empty() {
        let text = ascii(&about.columns_json().to_string());
        if text.len() <= COLUMNS_BYTES_MAX {
            add(COLUMNS, &text);
        } else {
            let (read, not_read) = (about.columns.len(), about.not_read.len());
            let told = "too many for a header; format=xlsx tells them on its second sheet";
            let counts = json!({ "read": read, "not_read": not_read, "columns": told });
            add(COLUMNS, &counts.to_string());
        }
    }
}

/// The text with the escapes of JSON for letters that a header cannot hold.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut units = [0; 2];
    for c in text.chars() {
        if c.is_ascii() && !c.is_ascii_control() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}
