//! The rule files that are part of the program: name and text. To add one, put it into `rules/` and
//! add a line here; a test compares this registry with the folder.

/// The embedded rule files.
pub const FILES: &[(&str, &str)] = &[];
