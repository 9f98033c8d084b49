//! Rule files -> checked rule set.
