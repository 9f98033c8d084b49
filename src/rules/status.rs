//! In which state a rule is on a day, as known on a day.

use super::model::{Certainty, State, Status};
use crate::model::{AsOf, Date};

/// The state of a rule, or the two readings where it is not established.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing<'r> {
    /// No interval covers the day: the rule does not exist on it.
    Absent,
    /// Established.
    In(&'r Status),
    /// The legal texts say one thing, announcements another; or the texts end with a lapse clause
    /// and an announcement contradicts it.
    Disputed {
        /// What the legal texts say.
        legal: State,
        /// Where they say it.
        legal_cite: &'r str,
        /// What was announced.
        political: &'r Status,
    },
    /// A gap between intervals, with no lapse clause: nobody can say.
    Gap {
        /// The last interval before the day.
        after: &'r Status,
    },
    /// The last interval ended and its text says what follows.
    Lapsed {
        /// What follows by the text.
        state: State,
        /// The interval whose text says so.
        by: &'r Status,
    },
}

impl Standing<'_> {
    /// Whether the rule binds without dispute.
    pub fn is_in_force(&self) -> bool {
        match self {
            Self::In(status) => status.state == State::InForce,
            Self::Lapsed { state, .. } => *state == State::InForce,
            Self::Absent | Self::Disputed { .. } | Self::Gap { .. } => false,
        }
    }

    /// Whether its state is not established.
    pub fn is_disputed(&self) -> bool {
        matches!(self, Self::Disputed { .. } | Self::Gap { .. })
    }
}

/// The standing of a rule with `statuses` (sorted by `from`) at `as_of`.
pub fn standing(statuses: &[Status], as_of: AsOf) -> Standing<'_> {
    let known = || statuses.iter().filter(|s| s.published <= as_of.known);
    let covers =
        |s: &&Status| s.from <= as_of.valid && s.until.is_none_or(|until| as_of.valid < until);
    let legal = known().filter(|s| s.certainty == Certainty::Legal).find(covers);
    let political = known().filter(|s| s.certainty == Certainty::Political).find(covers);
    let reading = legal.map(|s| (s.state, s)).or_else(|| lapse(known(), as_of.valid));
    match (reading, political) {
        (Some((state, by)), Some(political)) if state != political.state => {
            Standing::Disputed { legal: state, legal_cite: &by.cite, political }
        }
        (Some((state, by)), _) if legal.is_none() => Standing::Lapsed { state, by },
        (Some((_, by)), _) => Standing::In(by),
        (None, Some(political)) => Standing::In(political),
        (None, None) => gap(known(), as_of.valid),
    }
}

/// What the text of the last legal interval before `day` says follows it.
fn lapse<'r>(known: impl Iterator<Item = &'r Status>, day: Date) -> Option<(State, &'r Status)> {
    let last = last_before(known, day)?;
    last.on_lapse.map(|state| (state, last))
}

fn last_before<'r>(known: impl Iterator<Item = &'r Status>, day: Date) -> Option<&'r Status> {
    known
        .filter(|s| s.certainty == Certainty::Legal && s.until.is_some_and(|until| until <= day))
        .max_by_key(|s| s.until)
}

/// Between two intervals nobody can say; after the last one the rule has ended.
fn gap<'r>(known: impl Iterator<Item = &'r Status> + Clone, day: Date) -> Standing<'r> {
    let later = known.clone().any(|s| s.from > day);
    match last_before(known, day) {
        Some(after) if later => Standing::Gap { after },
        _ => Standing::Absent,
    }
}
