//! Reading, checking and keeping published lists.
#![allow(clippy::print_stdout, clippy::too_many_lines, reason = "skips are said; tests are data")]

mod legal_text;
mod shared;
mod toml_list;
