//! Reading, checking and keeping published lists.
#![allow(clippy::print_stdout, clippy::too_many_lines, reason = "skips are said; tests are data")]

mod assemble;
mod assemble_property;
mod assemble_shared;
mod damage;
mod fixtures;
mod legal_text;
mod previous;
mod shared;
mod shared_files;
mod store;
mod sync;
mod toml_list;
mod traps;
mod whole;
