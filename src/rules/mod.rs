//! Rule files -> checked rule set.

mod check;
mod condition;
pub mod coverage;
pub mod diagnostics;
mod embedded;
pub mod load;
pub mod model;
mod reader;
pub mod status;
pub mod tables;
mod tests_in_file;

pub use coverage::CoverageTable;
pub use diagnostics::{Diagnostic, Severity};
pub use load::{RulesError, embedded, load};
pub use model::{Rule, RuleSet};
pub use reader::did_you_mean;
