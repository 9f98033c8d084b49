//! Exit codes: one table, relied on by scripts and ERP jobs.

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// No license required, or the check passed.
    Ok,
    /// The tool itself failed.
    Failed,
    /// The command line is wrong.
    Usage,
    /// Bad data or rules.
    BadData,
    /// Input or output failed.
    Io,
    /// Lists are older than the policy allows.
    Stale,
    /// A verdict of this level (20 advisory ... 70 prohibited).
    Verdict(u8),
}

impl ExitStatus {
    /// The process exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::BadData => 3,
            Self::Io => 4,
            Self::Stale => 5,
            Self::Verdict(level) => level,
        }
    }
}
