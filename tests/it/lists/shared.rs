//! The folder of published list data, where there is one.

use std::path::PathBuf;

/// The folder of published lists, or `None` with a line that says the test is skipped.
pub fn data(test: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("HIGHFENCE_SHARED") else {
        println!("skipped: {test}: HIGHFENCE_SHARED is not set");
        return None;
    };
    Some(PathBuf::from(root).join("data"))
}
