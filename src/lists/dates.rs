//! Dates as publishers write them.

use jiff::civil::Date;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `2012-12-31`, also with a time after it.
pub(super) fn iso(text: &str) -> Option<Date> {
    let text = text.trim();
    let (day, rest) = text.split_at_checked(10)?;
    let ends = rest.is_empty() || rest.starts_with(['T', ' ', '+', '-', 'Z']);
    ends.then(|| day.parse().ok()).flatten()
}

/// `7/16/2014`, `07/16/2014`, `07/16/14` (month first).
pub(super) fn month_first(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    civil(year, month, day)
}

/// `29-06-2012`, `29/06/2012` (day first).
pub(super) fn day_first(text: &str) -> Option<Date> {
    let mut parts = text.trim().split(['-', '/']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    civil(year, month, day)
}

/// `10 Dec 1948`, `10 December 1948`, `June 10, 2026`.
pub(super) fn written(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let [a, b, year] = words.as_slice() else { return None };
    match (month(a), month(b)) {
        (None, Some(number)) => civil(year, &number.to_string(), a),
        (Some(number), None) => civil(year, &number.to_string(), b),
        _ => None,
    }
}

/// Any of the unambiguous forms, and month first for `/`.
pub(super) fn any(text: &str) -> Option<Date> {
    iso(text).or_else(|| written(text)).or_else(|| month_first(text))
}

fn month(word: &str) -> Option<usize> {
    let head: String = word.chars().take(3).flat_map(char::to_lowercase).collect();
    let letters = word.trim_end_matches('.').chars().all(char::is_alphabetic);
    MONTHS.iter().position(|name| letters && *name == head).map(|at| at + 1)
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let mut number: i16 = year.parse().ok()?;
    if year.len() == 2 {
        number += if number < 70 { 2000 } else { 1900 };
    }
    if !(1800..=2200).contains(&number) {
        return None;
    }
    Date::new(number, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A date of birth in our form: ISO where exact (`1965-04-02`), a month or a year where that is all
/// the source says, and the source's own words (`circa 1965`, `1940 to 1945`) otherwise.
pub(super) fn birth(text: &str) -> String {
    let text = text.trim();
    if let Some(date) = iso(text).or_else(|| written(text)) {
        return date.to_string();
    }
    let words: Vec<&str> = text.split(' ').collect();
    if let [name, year] = words.as_slice()
        && let Some(number) = month(name)
        && year.len() == 4
        && year.parse::<u16>().is_ok()
    {
        return format!("{year}-{number:02}");
    }
    text.to_owned()
}
