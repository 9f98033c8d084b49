//! The clock, for records. No verdict rests on it.

use crate::model::Date;

/// This moment in UTC, RFC 3339, to the second.
pub(super) fn moment() -> String {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let of_day = seconds % 86_400;
    let days = i64::try_from(seconds / 86_400).unwrap_or(0);
    let day = Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().days(days))
        .unwrap_or(Date::constant(1970, 1, 1));
    format!("{day}T{:02}:{:02}:{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
}
