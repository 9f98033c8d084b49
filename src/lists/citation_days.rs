//! Days and Federal Register volumes in citations, as publishers write them: `84 FR 54002; 85 FR
//! 44159`, `Vol. 88, No. 151, 08/08/2023`, `68 F.R. 38290 6/27/03 71 F.R. 38843`.
//!
//! In: citations. Out: the newest day that they name, the earliest volume, and from it a bound on
//! the day of listing. A text that names neither says nothing; no reading is refused.

use std::collections::BTreeMap;

use super::dates;
use crate::model::listing::NOT_BEFORE;
use crate::model::{Date, EntryStatus, ListEntry};

/// The Federal Register began with volume 1 in 1936; each year has one volume.
const YEAR_BEFORE_VOLUME_ONE: i16 = 1935;
/// Volumes beyond this are no volumes (the year 2085).
const VOLUME_MAX: i16 = 150;

/// The newest day that a citation names: a date, else the first day of its newest volume's year.
pub(super) fn newest(citation: &str) -> Option<Date> {
    let tokens = tokens(citation);
    let dated = (0..tokens.len()).filter_map(|at| date_at(&tokens, at)).max();
    dated.max(volumes(&tokens).into_iter().max().and_then(first_day))
}

/// The earliest volume that citations name.
pub(super) fn earliest_volume(citations: &[String]) -> Option<i16> {
    citations.iter().flat_map(|citation| volumes(&tokens(citation))).min()
}

/// Pages of the Federal Register on which days of listing are known, of one list.
#[derive(Debug, Default)]
pub(super) struct KnownPages(BTreeMap<(i16, u32), Date>);

/// Pages of one document, at least: a rule that adds parties seldom takes less.
const DOCUMENT_PAGES: u32 = 10;
/// Days by which a listing may bind before its page is published (public inspection).
const AHEAD_DAYS: i64 = 7;
/// More pages than any issue had: the largest, of 1980-11-17, has 6,653.
const ISSUE_PAGES: u32 = 7_000;

impl KnownPages {
    /// Those of entries whose day is known, by the first page that each cites.
    pub(super) fn of<'e>(entries: impl Iterator<Item = &'e ListEntry>) -> Self {
        let mut known = BTreeMap::new();
        for entry in entries.filter(|entry| !entry.day_is_a_bound()) {
            let Some((page, day)) = first_page(&entry.citations).zip(entry.listed) else {
                continue;
            };
            if first_day(page.0).is_some_and(|first| first.year() == day.year()) {
                let least = known.entry(page).or_insert(day);
                *least = day.min(*least);
            }
        }
        Self(known)
    }

    /// The day before which nothing on a page bound: pages follow the days of a year.
    fn bound(&self, (volume, page): (i16, u32)) -> Option<Date> {
        let (before, day) = self.0.range((volume, 0)..=(volume, page)).next_back()?;
        if page - before.1 <= DOCUMENT_PAGES {
            return Some(*day);
        }
        let issues = i64::from((page - before.1) / ISSUE_PAGES);
        day.checked_add(jiff::Span::new().days(issues - AHEAD_DAYS)).ok()
    }
}

/// Gives an entry of unknown day the bound that its citations tell: before the year of the earliest
/// volume it was not listed, nor before the day that is known of a page before its own. The entry
/// says so in `unverified`.
pub(super) fn bound(entry: &mut ListEntry, known: &KnownPages) {
    let can_be_listed = matches!(entry.status, EntryStatus::Listed | EntryStatus::Removed);
    if (entry.listed.is_some() && !entry.day_is_a_bound()) || !can_be_listed {
        return;
    }
    let Some(volume) = earliest_volume(&entry.citations) else { return };
    let Some(year) = first_day(volume) else { return };
    let page = first_page(&entry.citations).filter(|page| page.0 == volume);
    let of_page = page.and_then(|page| known.bound(page)).filter(|day| *day > year);
    let day = of_page.unwrap_or(year);
    let known_better = entry.listed.is_some_and(|known| known >= day);
    if known_better || entry.removed.is_some_and(|removed| removed <= day) {
        return;
    }
    entry.listed = Some(day);
    let note = match of_page.zip(page) {
        Some((day, (volume, page))) => {
            format!("{NOT_BEFORE}{day}, by the Federal Register page cited ({volume} FR {page})")
        }
        None => format!(
            "{NOT_BEFORE}{}, the year of the earliest Federal Register volume cited ({volume} FR)",
            day.year()
        ),
    };
    entry.unverified = Some(match entry.unverified.take() {
        Some(before) => format!("{before}; {note}"),
        None => note,
    });
}

/// The earliest volume and page that citations name.
fn first_page(citations: &[String]) -> Option<(i16, u32)> {
    let pages = citations.iter().flat_map(|citation| {
        let tokens = tokens(citation);
        (0..tokens.len()).filter_map(|at| page_at(&tokens, at)).collect::<Vec<_>>()
    });
    pages.min()
}

/// The volume and page that begin at a token: `84 FR 54002`, `68 F.R. 38290`.
fn page_at(tokens: &[String], at: usize) -> Option<(i16, u32)> {
    let part = |after: usize| tokens.get(at + after).map_or("", String::as_str);
    let page = match (part(1), part(2)) {
        ("fr", page) => page,
        ("f", "r") => part(3),
        _ => return None,
    };
    let volume = part(0).parse().ok().filter(|volume| (1..=VOLUME_MAX).contains(volume))?;
    Some((volume, page.parse().ok()?))
}

/// The first day of a volume's year.
fn first_day(volume: i16) -> Option<Date> {
    Date::new(YEAR_BEFORE_VOLUME_ONE.checked_add(volume)?, 1, 1).ok()
}

/// Runs of digits, runs of letters (lower case), `/` and `-`; dots and blanks only divide.
fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut joins = false;
    for c in text.chars() {
        let class = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let known = c.is_ascii_digit() || c.is_alphabetic();
        match out.last_mut() {
            Some(last)
                if known && joins && last.chars().last().is_some_and(|l| class(l) == class(c)) =>
            {
                last.extend(c.to_lowercase());
            }
            _ if known => out.push(c.to_lowercase().collect()),
            _ if matches!(c, '/' | '-') => out.push(c.to_string()),
            _ => {}
        }
        joins = known;
    }
    out
}

/// Volumes: the number before `FR`, `F R`, `Fed Reg`, `Federal Register`, or after `Vol`, `Volume`.
fn volumes(tokens: &[String]) -> Vec<i16> {
    let at = |place: usize| tokens.get(place).map_or("", String::as_str);
    let number = |text: &str| text.parse::<i16>().ok().filter(|n| (1..=VOLUME_MAX).contains(n));
    let mut out = Vec::new();
    for place in 0..tokens.len() {
        let register = at(place + 1) == "fr"
            || matches!(
                (at(place + 1), at(place + 2)),
                ("f", "r") | ("fed", "reg") | ("federal", "register")
            );
        if register {
            out.extend(number(at(place)));
        }
        if matches!(at(place), "vol" | "volume") {
            out.extend(number(at(place + 1)));
        }
    }
    out
}

/// The date that begins at a token: `08/08/2023`, `9/22/08`, `2019-10-09`, `Oct 9 2019`.
fn date_at(tokens: &[String], at: usize) -> Option<Date> {
    let part = |after: usize| tokens.get(at + after).map_or("", String::as_str);
    match (part(1), part(3)) {
        ("/", "/") => dates::month_first(&format!("{}/{}/{}", part(0), part(2), part(4))),
        ("-", "-") if part(0).len() == 4 => {
            dates::iso(&format!("{}-{:0>2}-{:0>2}", part(0), part(2), part(4)))
        }
        _ if part(2).len() == 4 => dates::written(&format!("{} {} {}", part(0), part(1), part(2))),
        _ => None,
    }
}
