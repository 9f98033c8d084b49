//! Files of the folder that `HIGHFENCE_SHARED` names; tests over them skip where it is not set.

use std::path::PathBuf;

/// The bytes of a file of that folder, or a clear line and nothing.
#[track_caller]
pub fn shared_file(path: &str) -> Option<Vec<u8>> {
    let Some(root) = std::env::var_os("HIGHFENCE_SHARED").map(PathBuf::from) else {
        println!("skipped: HIGHFENCE_SHARED is not set ({path})");
        return None;
    };
    Some(std::fs::read(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}")))
}
