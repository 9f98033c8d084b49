//! What comes: days on which the state of a rule changes, and days on which a person must look at a
//! rule again.
//!
//! In: rules and a day. Out: events after the day, in their order, and what is not settled on it.

use serde::Serialize;

use crate::model::{AsOf, Date};
use crate::rules::model::{Certainty, Rule, Status};
use crate::rules::status::{Standing, standing};

/// What kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The state of a rule or clause is not established on the day itself.
    NotEstablished,
    /// A person must look at the rule again; the day may have passed.
    Review,
    /// The state changes.
    Change,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Event {
    /// The day.
    pub date: Date,
    /// What kind of event.
    pub kind: EventKind,
    /// The rule.
    pub rule: String,
    /// The clause, where it has a state of its own.
    pub clause: Option<String>,
    /// What happens, as a sentence.
    pub text: String,
    /// Citations behind it.
    pub cites: Vec<String>,
    /// Whether it rests on an announcement without a legal text.
    pub announced: bool,
    /// Days from the day of asking; negative where it has passed.
    pub days: i64,
}

/// The events of `rules` from `as_of` on.
pub fn calendar(rules: &[Rule], as_of: Date) -> Vec<Event> {
    let mut events = Vec::new();
    for rule in rules {
        if let Some(day) = rule.review_by {
            events.push(Event {
                kind: EventKind::Review,
                text: if day <= as_of { "review is due" } else { "review by this day" }.to_owned(),
                ..event(rule, None, day, as_of)
            });
        }
        changes(rule, None, &rule.statuses, as_of, &mut events);
        for clause in &rule.clauses {
            changes(rule, Some(&clause.id), &clause.statuses, as_of, &mut events);
        }
    }
    events.sort();
    events
}

fn event(rule: &Rule, clause: Option<&str>, date: Date, as_of: Date) -> Event {
    Event {
        date,
        kind: EventKind::Change,
        rule: rule.id.clone(),
        clause: clause.map(str::to_owned),
        text: String::new(),
        cites: Vec::new(),
        announced: false,
        days: as_of.until(date).map_or(0, |span| i64::from(span.get_days())),
    }
}

fn changes(
    rule: &Rule,
    clause: Option<&str>,
    statuses: &[Status],
    as_of: Date,
    events: &mut Vec<Event>,
) {
    let on = |day: Date| standing(statuses, AsOf { known: as_of, ..AsOf::on(day) });
    if on(as_of).is_disputed() {
        let (text, cites) = words(&on(as_of));
        events.push(Event {
            kind: EventKind::NotEstablished,
            text,
            cites,
            announced: true,
            ..event(rule, clause, as_of, as_of)
        });
    }
    let known = statuses.iter().filter(|status| status.published <= as_of);
    let mut days: Vec<Date> = known
        .flat_map(|status| [Some(status.from), status.until])
        .flatten()
        .filter(|day| *day > as_of)
        .collect();
    days.sort_unstable();
    days.dedup();
    for day in days {
        let before = day.yesterday().map(on).unwrap_or(Standing::Absent);
        let after = on(day);
        if before == after {
            continue;
        }
        let ((was, _), (is, cites)) = (words(&before), words(&after));
        let announced = statuses.iter().any(|status| {
            status.certainty == Certainty::Political
                && (status.from == day || status.until == Some(day))
        });
        events.push(Event {
            text: format!("{was} -> {is}"),
            cites,
            announced,
            ..event(rule, clause, day, as_of)
        });
    }
}

/// A standing in words, with its citations.
fn words(standing: &Standing<'_>) -> (String, Vec<String>) {
    let word = |state: crate::rules::model::State| state.word().replace('_', " ");
    match standing {
        Standing::Absent => ("no such rule".to_owned(), Vec::new()),
        Standing::In(status) => (word(status.state), vec![status.cite.clone()]),
        Standing::Lapsed { state, by } => {
            (format!("{} by the text of the last instrument", word(*state)), vec![by.cite.clone()])
        }
        Standing::Disputed { legal, legal_cite, political } => (
            format!(
                "not established: {} by the text, {} by announcement",
                word(*legal),
                word(political.state)
            ),
            vec![(*legal_cite).to_owned(), political.cite.clone()],
        ),
        Standing::Gap { after } => {
            ("not established: nothing follows".to_owned(), vec![after.cite.clone()])
        }
    }
}
