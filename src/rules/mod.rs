//! Rule files -> checked rule set.

pub mod tables;
