//! Dates and intervals. The engine never reads a clock: every date is an argument.

use serde::{Deserialize, Serialize};

/// A civil date (no time of day, no zone), as statutes and shipping papers use it.
pub type Date = jiff::civil::Date;

/// A half-open span of days: `from` inclusive, `until` exclusive. `None` is unbounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Interval {
    /// First day inside.
    pub from: Option<Date>,
    /// First day no longer inside.
    pub until: Option<Date>,
}

impl Interval {
    /// Whether `day` lies inside.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// The two dates of a screening: which day's law applies, and what was known on which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// The day of the transaction: entries and rules in force on it apply.
    pub valid: Date,
    /// The day of knowledge: instruments published later are left out.
    pub known: Date,
    /// Whether nobody stated the day, so that it is that of the caller's clock. A clock can be wrong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_clock: bool,
}

impl AsOf {
    /// Law and knowledge of the same day.
    pub fn on(day: Date) -> Self {
        Self { valid: day, known: day, by_clock: false }
    }

    /// The day asked for, else the transaction's own, else that of the clock.
    pub fn of(asked: Option<Date>, own: Option<Date>, today: Date) -> Self {
        let stated = asked.or(own);
        Self { by_clock: stated.is_none(), ..Self::on(stated.unwrap_or(today)) }
    }
}
