//! Limits of the loader. A file beyond a limit is refused, never cut.

/// Largest file, and largest content of a compressed file, in bytes. The largest official file
/// (OFAC's advanced XML) has about 120 MB.
pub const SIZE_MAX: u64 = 256 * 1024 * 1024;
/// Largest ratio of content to compressed bytes. Real list files have at most 44 (the UK's ODS).
pub const RATIO_MAX: u64 = 50;
/// Compressed content up to this many bytes is not measured against [`RATIO_MAX`].
pub const RATIO_FREE: u64 = 1024 * 1024;
/// Largest field, cell, element text or JSON text, in bytes. The largest real one has 31,000.
pub const FIELD_MAX: usize = 64 * 1024;
/// Deepest nesting of XML elements and JSON values. The deepest real one has 12.
pub const DEPTH_MAX: usize = 64;
/// Most columns of a row. The widest real table has 60.
pub const COLUMNS_MAX: usize = 512;
/// Share of unread rows (in percent) beyond which a whole file is refused.
pub const UNREAD_PERCENT_MAX: u64 = 1;
/// Unread rows that are always borne, each named.
pub const UNREAD_FREE: u64 = 3;
/// Mojibake pairs (in percent of the non-ASCII characters) beyond which a file is refused.
pub const MOJIBAKE_PERCENT_MAX: usize = 5;
/// Leftover control characters beyond which a file is refused; fewer are a warning.
pub const CONTROLS_MAX: usize = 20;
/// Largest shrinkage (percent of the previous edition's entries) that needs no name to accept it.
pub const SHRINK_PERCENT_MAX: f64 = 1.0;
/// Largest growth (percent of the previous edition's entries) taken without refusal.
pub const GROWTH_PERCENT_MAX: f64 = 25.0;
