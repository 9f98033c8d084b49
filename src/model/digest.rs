//! Digests as text, the form in which an auditor compares them with `sha256sum`.

/// Bytes in hexadecimal, two small digits each.
pub fn hex(bytes: &[u8]) -> String {
    let digits = b"0123456789abcdef";
    let digit = |number: u8| digits.get(usize::from(number & 15)).copied().map_or('0', char::from);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}
