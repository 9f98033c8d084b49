//! Whom and what a transaction touches: countries of everybody in it, owners, governments, a region.
//!
//! In: the view of the transaction. Out: sets and flags that programs of law are scoped by. What is
//! not given is not guessed.

use super::statements::Statements;
use super::view::TxView;
use crate::model::{Owner, Transaction, TransactionParty};

/// Countries that the transaction touches: of all parties, their owners and nationalities, of who
/// acts, from where it moves and to where, and on the way.
pub(super) fn countries<'v>(view: &'v TxView<'_>) -> Vec<&'v str> {
    let gathered = [&view.party_countries, &view.destinations, &view.sources, &view.transit];
    let given = gathered.into_iter().flatten().map(String::as_str);
    let nationalities = view.tx.parties.iter().filter_map(|party| party.nationality.as_deref());
    given.chain(nationalities).chain(of_owners(view.tx)).collect()
}

/// Countries of the parties' owners, of all links.
pub(super) fn of_owners(tx: &Transaction) -> Vec<&str> {
    let mut found = Vec::new();
    tx.parties.iter().for_each(|party| owners(party.owners.as_deref(), &mut found));
    found
}

fn owners<'t>(all: Option<&'t [Owner]>, found: &mut Vec<&'t str>) {
    for owner in all.unwrap_or_default() {
        found.extend(owner.country.as_deref());
        owners(owner.owners.as_deref(), found);
    }
}

/// Whether the name of a party says that it is a government, or a body of one.
pub(super) fn has_government(view: &TxView<'_>) -> bool {
    says(view.tx.parties.iter().flat_map(names), "government_name")
}

/// Whether a party, an address or an item names Xinjiang or a place in it.
pub(super) fn names_xinjiang(view: &TxView<'_>) -> bool {
    let of_party = |party: &'_ TransactionParty| -> Vec<String> {
        let places =
            ["city", "region"].into_iter().filter_map(|key| party.extra.get(key)?.as_str());
        let all = names(party).chain(party.address.as_deref()).chain(places);
        all.map(str::to_owned).collect()
    };
    let parties: Vec<String> = view.tx.parties.iter().flat_map(of_party).collect();
    let items = view.tx.items.iter().filter_map(|item| item.description.as_deref());
    says(parties.iter().map(String::as_str).chain(items), "xinjiang")
}

fn names(party: &TransactionParty) -> impl Iterator<Item = &str> {
    std::iter::once(party.name.as_str()).chain(party.native_name.as_deref())
}

fn says<'t>(texts: impl Iterator<Item = &'t str>, flag: &str) -> bool {
    let mut statements = Statements::default();
    texts.for_each(|text| statements.read(text));
    statements.has(flag)
}
