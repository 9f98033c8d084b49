//! JSON text, checked for depth and length before it is parsed.

use super::error::Refusal;
use super::limits::{DEPTH_MAX, FIELD_MAX};

/// Refuses nesting and texts beyond the limits; the parser then says what is not JSON.
pub(super) fn guard(file: &str, text: &str) -> Result<(), Refusal> {
    let mut depth = 0_usize;
    let mut quoted: Option<usize> = None;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(start) = quoted {
            if escaped {
                escaped = false;
            } else if byte == b'\\' {
                escaped = true;
            } else if byte == b'"' {
                quoted = None;
                if at - start > FIELD_MAX {
                    return Err(Refusal::at(
                        file,
                        super::input::line_of(text.as_bytes(), start),
                        format!("a text beyond {FIELD_MAX} bytes"),
                    ));
                }
            }
            continue;
        }
        match byte {
            b'"' => quoted = Some(at),
            b'[' | b'{' => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(Refusal::at(
                        file,
                        super::input::line_of(text.as_bytes(), at),
                        format!("values nested deeper than {DEPTH_MAX}"),
                    ));
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// Parses a whole document.
pub(super) fn parse<'a, T: serde::Deserialize<'a>>(
    file: &str,
    text: &'a str,
) -> Result<T, Refusal> {
    guard(file, text)?;
    serde_json::from_str(text).map_err(|error| {
        let what = if error.is_eof() {
            "the JSON ends too early: truncated"
        } else {
            "not the JSON of this list"
        };
        Refusal::at(
            file,
            format!("line {}:{}", error.line(), error.column()),
            format!("{what}: {error}"),
        )
    })
}
