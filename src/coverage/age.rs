//! How old the lists are, and whether the clock can be right.

use serde::Serialize;

use super::OpenCheck;
use super::lists::ListUsed;
use super::regimes::RegimeCovered;
use crate::model::{AsOf, Date};

/// Days after which the lists should be fetched anew (OFAC and BIS change theirs several times a
/// month).
const FRESH_DAYS: i64 = 30;

/// Days by which a list may be dated ahead of a clock: another time zone and a publisher's next day.
const AHEAD_DAYS: i64 = 2;

/// The day of the oldest list that bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Age {
    /// Its publication day; absent where no list bears or one states no day.
    pub published: Option<Date>,
    /// Days from it to the day of the screening.
    pub days: Option<i64>,
}

impl Age {
    /// What goes with an answer from lists of this age.
    pub(super) fn obligations(self) -> Vec<&'static str> {
        let old = self.days.is_some_and(|days| days > FRESH_DAYS);
        old.then_some("update_lists").into_iter().collect()
    }

    /// `lists of 2026-07-31, 123 days old`.
    pub fn sentence(self) -> Option<String> {
        let (day, age) = (self.published?, self.days?);
        Some(match age {
            0 => format!("lists of {day}"),
            1 => format!("lists of {day}, 1 day old"),
            2.. => format!("lists of {day}, {age} days old"),
            _ => format!("lists of {day}, {} days later than the day asked about", -age),
        })
    }
}

/// Lists that bear, each once.
pub(super) fn bearing<'c>(regimes: &'c [RegimeCovered<'_>]) -> Vec<&'c ListUsed> {
    let mut lists: Vec<&ListUsed> = Vec::new();
    for list in regimes.iter().flat_map(RegimeCovered::bearing) {
        if !lists.iter().any(|known| known.list == list.list) {
            lists.push(list);
        }
    }
    lists
}

/// The age of the oldest list that bears on a transaction of `day`.
pub(super) fn of(regimes: &[RegimeCovered<'_>], day: Date) -> Age {
    let days = bearing(regimes).into_iter().filter_map(|list| list.published);
    let Some(published) = days.min() else { return Age::default() };
    let days = published.until(day).ok().map(|span| i64::from(span.get_days()));
    Age { published: Some(published), days }
}

/// Opens a check for lists that are older than allowed, and for a clock that lists are ahead of;
/// notes what later editions mean for an earlier day.
pub(super) fn judge(
    regimes: &[RegimeCovered<'_>],
    age_max: Option<i64>,
    as_of: AsOf,
    open: &mut Vec<OpenCheck>,
    notes: &mut Vec<String>,
) {
    let lists = bearing(regimes);
    let ahead = |list: &&ListUsed| list.age_days.is_some_and(|age| age < 0);
    let newest = lists.iter().copied().filter(ahead).max_by_key(|list| list.published);
    if let Some((list, day)) = newest.and_then(|list| Some((list, list.published?))) {
        let by = list.age_days.map_or(0, |age| -age);
        if as_of.by_clock && by > AHEAD_DAYS {
            open.push(clock(as_of.valid, &list.list, day));
        } else if !as_of.by_clock {
            notes.push(format!(
                "The lists are later than {}: who was delisted between that day and {day} is known \
                 only as far as the entries carry their history.",
                as_of.valid
            ));
        }
    }
    let Some(limit) = age_max else { return };
    for list in lists {
        if list.age_days.is_none_or(|age| age > limit) {
            open.push(stale(list, limit));
        }
    }
}

fn clock(today: Date, list: &str, day: Date) -> OpenCheck {
    OpenCheck {
        check: "clock".to_owned(),
        pointer: "date".to_owned(),
        reason: format!(
            "no day is stated and the clock says {today}, but the list {list} is of {day}: the \
             clock is wrong, or the list is"
        ),
        remedy: Some("state the day (`date`, or --as-of), or set the clock".to_owned()),
    }
}

fn stale(list: &ListUsed, limit: i64) -> OpenCheck {
    let age = list.age_days.map_or("of unknown age".to_owned(), |age| format!("{age} days old"));
    OpenCheck {
        check: format!("list {}", list.list),
        pointer: format!("lists/{}", list.list),
        reason: format!("the list {} is {age}; {limit} days are allowed", list.list),
        remedy: Some("fetch it anew: `highfence lists sync`".to_owned()),
    }
}
