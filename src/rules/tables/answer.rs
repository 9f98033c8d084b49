//! What a table of law says of a code.

use crate::model::Truth;

/// Whether a code is in a table on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableAnswer {
    /// It is, by this citation.
    Member {
        /// The section, rule or supplement.
        cite: String,
    },
    /// It is not.
    Not,
    /// The table names part of what was asked for, or the table at hand cannot tell.
    Unknown {
        /// What a person would have to look up or say.
        question: String,
    },
}

impl From<TableAnswer> for Truth {
    fn from(answer: TableAnswer) -> Self {
        match answer {
            TableAnswer::Member { .. } => Self::True,
            TableAnswer::Not => Self::False,
            TableAnswer::Unknown { .. } => Self::Unknown,
        }
    }
}
