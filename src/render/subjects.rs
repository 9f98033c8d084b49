//! What a clause was found of, told once: a party with all its roles, and the items concerned.
//!
//! In: the findings of one clause. Out: one line per party (the same party in several roles is one),
//! or per item where no party is concerned. Nothing is left out: `every item` says so.

use crate::evaluate::Finding;
use crate::model::Transaction;

/// A party, in its roles, with the items concerned.
#[derive(PartialEq, Eq)]
struct Subject<'t> {
    name: Option<&'t str>,
    roles: Vec<String>,
    items: Vec<usize>,
}

/// The lines, in the order of the findings.
pub(super) fn lines(tx: &Transaction, findings: &[&Finding<'_>]) -> Vec<String> {
    let mut subjects: Vec<Subject<'_>> = Vec::new();
    for (number, subject) in by_party(tx, findings) {
        let same = |s: &&mut Subject<'_>| {
            number.is_some() && s.name == subject.name && s.items == subject.items
        };
        match subjects.iter_mut().find(same) {
            Some(known) => known.roles.extend(subject.roles),
            None => subjects.push(subject),
        }
    }
    subjects.iter().flat_map(|subject| told(tx, subject)).collect()
}

/// One subject for each party of the request (and one for findings without a party).
fn by_party<'t>(
    tx: &'t Transaction,
    findings: &[&Finding<'_>],
) -> Vec<(Option<usize>, Subject<'t>)> {
    let mut found: Vec<(Option<usize>, Subject<'t>)> = Vec::new();
    for finding in findings {
        let number = finding.subject.party.filter(|number| *number < tx.parties.len());
        let at = found.iter().position(|(known, _)| *known == number).unwrap_or_else(|| {
            let party = number.and_then(|number| tx.parties.get(number));
            let role = |p: &crate::model::TransactionParty| {
                p.role.as_deref().unwrap_or("party").replace('_', " ")
            };
            let subject = Subject {
                name: party.map(|party| party.name.as_str()),
                roles: party.map(role).into_iter().collect(),
                items: Vec::new(),
            };
            found.push((number, subject));
            found.len() - 1
        });
        if let (Some((_, subject)), Some(item)) = (found.get_mut(at), finding.subject.item)
            && !subject.items.contains(&item)
        {
            subject.items.push(item);
        }
    }
    found
}

fn told(tx: &Transaction, subject: &Subject<'_>) -> Vec<String> {
    let every = tx.items.len() >= 3 && subject.items.len() == tx.items.len();
    let items: Vec<String> = if every {
        vec!["every item".to_owned()]
    } else {
        subject.items.iter().filter_map(|number| item(tx, *number)).collect()
    };
    let Some(name) = subject.name else { return items };
    let party = format!("{name} ({})", subject.roles.join(", "));
    if items.is_empty() { vec![party] } else { vec![format!("{party} / {}", items.join("; "))] }
}

fn item(tx: &Transaction, number: usize) -> Option<String> {
    let item = tx.items.get(number)?;
    let text = item.description.as_deref().unwrap_or("item");
    Some(match &item.eccn {
        Some(eccn) => format!("{text} ({eccn})"),
        None => text.to_owned(),
    })
}
