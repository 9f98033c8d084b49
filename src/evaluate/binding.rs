//! The values of the facts for one combination of party, match and item.

use std::borrow::Cow;

use crate::facts::Value;
use crate::facts::registry::{self, Absent, FACTS, FactId, Get, Scope};
use crate::facts::view::{ItemView, MatchItemView, MatchView, PartyView, TxView};
use crate::model::{Date, Truth};
use crate::rules::tables::{HsAnswer, ListAnswer, Tables};

/// The values of the facts of one view, in the order of its scope in the registry.
pub type Column<'v> = Vec<Value<'v>>;

/// Reads the facts of the transaction.
pub fn of_transaction<'v>(view: &'v TxView<'_>) -> Column<'v> {
    column(Scope::Transaction, |get| match get {
        Get::Transaction(read) => Some(read(view)),
        _ => None,
    })
}

/// Reads the facts of a party.
pub fn of_party<'v>(view: &'v PartyView<'_>) -> Column<'v> {
    column(Scope::Party, |get| match get {
        Get::Party(read) => Some(read(view)),
        _ => None,
    })
}

/// Reads the facts of a match.
pub fn of_match<'v>(view: &'v MatchView<'_>) -> Column<'v> {
    column(Scope::Match, |get| match get {
        Get::Match(read) => Some(read(view)),
        _ => None,
    })
}

/// Reads the facts of an item.
pub fn of_item<'v>(view: &'v ItemView<'_>) -> Column<'v> {
    column(Scope::Item, |get| match get {
        Get::Item(read) => Some(read(view)),
        _ => None,
    })
}

fn column<'v>(scope: Scope, read: impl Fn(Get) -> Option<Value<'v>>) -> Column<'v> {
    let facts = FACTS.get(registry::range(scope)).unwrap_or_default();
    facts.iter().map(|fact| read(fact.get).unwrap_or(Value::Unknown)).collect()
}

/// Where the values of a clause come from: read off a transaction, or given by a test.
pub trait Values {
    /// The value of a fact.
    fn value(&self, fact: FactId) -> Cow<'_, Value<'_>>;
    /// Whether what the fact is a fact of is at hand, so that its value is known to be known or
    /// unknown.
    fn is_bound(&self, fact: FactId) -> bool;
    /// The tables of law.
    fn tables(&self) -> &Tables;
    /// The day.
    fn day(&self) -> Date;

    /// Whether a country is in a group.
    fn in_group(&self, country: &str, group: &str) -> Truth {
        Truth::from(self.tables().in_group(country, group, self.day()))
    }

    /// Whether a code is in a table of law.
    fn in_table(&self, fact: FactId, code: &str, table: &str) -> Truth {
        match registry::def(fact).id {
            "item.hs" => match self.tables().hs_in(table, code, self.day()) {
                HsAnswer::Member { .. } => Truth::True,
                HsAnswer::Not => Truth::False,
                HsAnswer::Unknown { .. } => Truth::Unknown,
            },
            "match.programs" => {
                Truth::from(self.tables().program_in(table, code, self.day()).is_some())
            }
            _ if code == "EAR99" => Truth::False,
            _ => match self.tables().eccn_in(table, code, self.day()) {
                ListAnswer::Member { .. } => Truth::True,
                ListAnswer::Not => Truth::False,
                ListAnswer::Unknown { .. } => Truth::Unknown,
            },
        }
    }
}

/// One combination.
#[derive(Debug, Clone, Copy)]
pub struct Bindings<'b> {
    /// Facts of the transaction.
    pub tx: &'b [Value<'b>],
    /// Facts of the party.
    pub party: Option<&'b [Value<'b>]>,
    /// Facts of the match.
    pub matched: Option<(&'b [Value<'b>], &'b MatchView<'b>)>,
    /// Facts of the item.
    pub item: Option<(&'b [Value<'b>], &'b ItemView<'b>)>,
    /// Tables of law.
    pub tables: &'b Tables,
    /// The day.
    pub day: Date,
}

impl Values for Bindings<'_> {
    fn value(&self, fact: FactId) -> Cow<'_, Value<'_>> {
        let unknown = Cow::Owned(Value::Unknown);
        match registry::def(fact).get {
            Get::Transaction(_) => pick(Some(self.tx), Scope::Transaction, fact),
            Get::Party(_) => pick(self.party, Scope::Party, fact),
            Get::Match(_) => pick(self.matched.map(|(column, _)| column), Scope::Match, fact),
            Get::Item(_) => pick(self.item.map(|(column, _)| column), Scope::Item, fact),
            Get::MatchItem(read) => match (self.matched, self.item) {
                (Some((_, matched)), Some((_, item))) => {
                    Cow::Owned(own(read(&MatchItemView { matched, item })))
                }
                _ => unknown,
            },
        }
    }

    fn is_bound(&self, fact: FactId) -> bool {
        match registry::def(fact).scope {
            Scope::Transaction => true,
            Scope::Party => self.party.is_some(),
            Scope::Match => self.matched.is_some(),
            Scope::Item => self.item.is_some(),
            Scope::MatchItem => self.matched.is_some() && self.item.is_some(),
        }
    }

    fn tables(&self) -> &Tables {
        self.tables
    }

    fn day(&self) -> Date {
        self.day
    }
}

/// The value of a fact in the column of its scope.
fn pick<'b>(column: Option<&'b [Value<'b>]>, scope: Scope, fact: FactId) -> Cow<'b, Value<'b>> {
    let at = fact.0.checked_sub(registry::range(scope).start);
    let value = column.zip(at).and_then(|(column, at)| column.get(at));
    value.map_or(Cow::Owned(Value::Unknown), Cow::Borrowed)
}

/// A value that borrows nothing.
fn own(value: Value<'_>) -> Value<'static> {
    match value {
        Value::Unknown => Value::Unknown,
        Value::Bool(flag) => Value::Bool(flag),
        Value::Number(number) => Value::Number(number),
        Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        Value::Set(texts) => {
            Value::Set(texts.into_iter().map(|t| Cow::Owned(t.into_owned())).collect())
        }
        Value::Date(date) => Value::Date(date),
    }
}

/// Facts given by a rule's own test; what is not given is read as its definition says.
#[derive(Debug)]
pub struct Given<'g> {
    /// The facts given.
    pub facts: &'g [(FactId, Value<'static>)],
    /// Tables of law.
    pub tables: &'g Tables,
    /// The day.
    pub day: Date,
}

impl Values for Given<'_> {
    fn value(&self, fact: FactId) -> Cow<'_, Value<'_>> {
        if let Some((_, value)) = self.facts.iter().find(|(id, _)| *id == fact) {
            return Cow::Borrowed(value);
        }
        Cow::Owned(match registry::def(fact).absent {
            Absent::Unknown => Value::Unknown,
            Absent::No => Value::Bool(false),
            Absent::Empty => Value::Set(Vec::new()),
        })
    }

    fn is_bound(&self, _: FactId) -> bool {
        true
    }

    fn tables(&self) -> &Tables {
        self.tables
    }

    fn day(&self) -> Date {
        self.day
    }
}
