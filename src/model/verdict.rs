//! Verdicts: one legal level, one word for ERP use, obligations as a set.

use serde::{Deserialize, Serialize};

/// The verdict, in the order in which one outranks another. The number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing above advisory was found by a complete set of checks.
    NoLicenseRequired,
    /// May go; a caution or a filing goes with it.
    Advisory,
    /// The facts are there; a person must judge.
    HoldForReview,
    /// A fact that the caller can supply is missing, or the status of a rule is not established.
    CannotDetermine,
    /// A license is required unless the named exception's conditions are evidenced.
    LicenseExceptionPossible,
    /// A license is required.
    LicenseRequired,
    /// May not go.
    Prohibited,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 7] = [
        Self::NoLicenseRequired,
        Self::Advisory,
        Self::HoldForReview,
        Self::CannotDetermine,
        Self::LicenseExceptionPossible,
        Self::LicenseRequired,
        Self::Prohibited,
    ];

    /// The number of the level: 10 no license required ... 70 prohibited.
    pub fn number(self) -> u8 {
        match self {
            Self::NoLicenseRequired => 10,
            Self::Advisory => 20,
            Self::HoldForReview => 30,
            Self::CannotDetermine => 40,
            Self::LicenseExceptionPossible => 50,
            Self::LicenseRequired => 60,
            Self::Prohibited => 70,
        }
    }

    /// The word used in JSON and rule files.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoLicenseRequired => "no_license_required",
            Self::Advisory => "advisory",
            Self::HoldForReview => "hold_for_review",
            Self::CannotDetermine => "cannot_determine",
            Self::LicenseExceptionPossible => "license_exception_possible",
            Self::LicenseRequired => "license_required",
            Self::Prohibited => "prohibited",
        }
    }

    /// The level of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }

    /// The level for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::NoLicenseRequired => "NO LICENSE REQUIRED",
            Self::Advisory => "ADVISORY",
            Self::HoldForReview => "HOLD FOR REVIEW",
            Self::CannotDetermine => "CANNOT DETERMINE",
            Self::LicenseExceptionPossible => "LICENSE EXCEPTION POSSIBLE",
            Self::LicenseRequired => "LICENSE REQUIRED",
            Self::Prohibited => "PROHIBITED",
        }
    }

    /// Whether a rule must be in force for its clause to carry this level.
    pub fn is_legal(self) -> bool {
        self >= Self::LicenseExceptionPossible
    }
}

/// License review policies, mildest first.
pub const POLICIES: &[&str] = &[
    "presumption_of_approval",
    "case_by_case",
    "presumption_of_denial",
    "general_denial",
    "policy_of_denial",
];

/// The rank of a review policy (higher is stricter); 0 where it is none of the known ones.
pub fn policy_rank(policy: &str) -> usize {
    POLICIES.iter().position(|known| *known == policy).map_or(0, |at| at + 1)
}
