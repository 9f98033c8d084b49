//! `--mode`: by which method names are scored.

use clap::ValueEnum;

use crate::matching::{self, NameScore, ofac, score_names_as};
use crate::model::PartyKind;
use crate::names::Refusal;

/// How names are scored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Mode {
    /// Our own: words with classes, evidence for and against
    #[default]
    Evidence,
    /// The published method of OFAC's Sanctions List Search, to compare with that tool
    Ofac,
}

impl Mode {
    /// The least score of a match where the caller gives none.
    pub(super) fn threshold(self) -> f64 {
        match self {
            Self::Evidence => matching::THRESHOLD,
            Self::Ofac => ofac::THRESHOLD,
        }
    }

    /// The score of two names; name1 is the query.
    ///
    /// # Errors
    /// Why a name cannot be screened.
    pub(super) fn score(
        self,
        name1: &str,
        name2: &str,
        kind: PartyKind,
    ) -> Result<NameScore, Refusal> {
        match self {
            Self::Evidence => score_names_as(name1, name2, kind),
            Self::Ofac => {
                let score = ofac::score(&ofac::Key::of(name1), &ofac::Key::of(name2));
                Ok(NameScore { score: score.value(), evidence: score.evidence() })
            }
        }
    }
}
