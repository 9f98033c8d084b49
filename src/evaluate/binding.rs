//! The values of the facts for one combination of party, match and item.

use std::cell::OnceCell;

use crate::facts::Value;
use crate::facts::registry::{self, Absent, FactId, Get, Scope};
use crate::facts::view::{ItemView, MatchItemView, MatchView, PartyView, TxView};
use crate::model::{Date, Truth};
use crate::rules::tables::Tables;

/// What the facts of a column are read off.
#[derive(Debug, Clone, Copy)]
pub enum View<'v> {
    /// The transaction.
    Transaction(&'v TxView<'v>),
    /// A party.
    Party(&'v PartyView<'v>),
    /// A match.
    Match(&'v MatchView<'v>),
    /// An item.
    Item(&'v ItemView<'v>),
    /// A match and an item together.
    MatchItem(MatchItemView<'v>),
}

impl<'v> View<'v> {
    fn scope(self) -> Scope {
        match self {
            Self::Transaction(_) => Scope::Transaction,
            Self::Party(_) => Scope::Party,
            Self::Match(_) => Scope::Match,
            Self::Item(_) => Scope::Item,
            Self::MatchItem(_) => Scope::MatchItem,
        }
    }

    fn read(self, fact: FactId) -> Value<'v> {
        match (registry::def(fact).get, self) {
            (Get::Transaction(read), Self::Transaction(view)) => read(view),
            (Get::Party(read), Self::Party(view)) => read(view),
            (Get::Match(read), Self::Match(view)) => read(view),
            (Get::Item(read), Self::Item(view)) => read(view),
            (Get::MatchItem(read), Self::MatchItem(view)) => read(view),
            _ => Value::Unknown,
        }
    }
}

/// The facts of one view, each read when it is first asked: most are never asked.
#[derive(Debug)]
pub struct Column<'v> {
    view: View<'v>,
    cells: Vec<OnceCell<Value<'v>>>,
}

impl<'v> Column<'v> {
    /// The column of `view`, nothing read yet.
    pub fn of(view: View<'v>) -> Self {
        let facts = registry::range(view.scope());
        Self { view, cells: facts.map(|_| OnceCell::new()).collect() }
    }

    /// The value of a fact of its scope.
    fn value(&self, fact: FactId) -> &Value<'v> {
        let cell = self.cells.get(fact.place());
        cell.map_or(&UNKNOWN, |cell| cell.get_or_init(|| self.view.read(fact)))
    }
}

/// The value of what is not bound.
static UNKNOWN: Value<'static> = Value::Unknown;

/// Where the values of a clause come from: read off a transaction, or given by a test.
pub trait Values {
    /// The value of a fact.
    fn value(&self, fact: FactId) -> &Value<'_>;
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
            "item.hs" => Truth::from(self.tables().hs_in(table, code, self.day())),
            "match.programs" => {
                Truth::from(self.tables().program_in(table, code, self.day()).is_some())
            }
            _ if code == "EAR99" => Truth::False,
            _ => Truth::from(self.tables().eccn_in(table, code, self.day())),
        }
    }
}

/// One combination; what is absent is not bound.
#[derive(Debug, Clone, Copy)]
pub struct Bindings<'b, 'v> {
    /// Facts of the transaction.
    pub tx: &'b Column<'v>,
    /// Facts of the party.
    pub party: Option<&'b Column<'v>>,
    /// Facts of the match.
    pub matched: Option<&'b Column<'v>>,
    /// Facts of the item.
    pub item: Option<&'b Column<'v>>,
    /// Facts of match and item together.
    pub both: Option<&'b Column<'v>>,
    /// Tables of law.
    pub tables: &'b Tables,
    /// The day.
    pub day: Date,
}

impl<'b, 'v> Bindings<'b, 'v> {
    fn column(&self, fact: FactId) -> Option<&'b Column<'v>> {
        match fact.scope() {
            Scope::Transaction => Some(self.tx),
            Scope::Party => self.party,
            Scope::Match => self.matched,
            Scope::Item => self.item,
            Scope::MatchItem => self.both,
        }
    }
}

impl Values for Bindings<'_, '_> {
    fn value(&self, fact: FactId) -> &Value<'_> {
        self.column(fact).map_or(&UNKNOWN, |column| column.value(fact))
    }

    fn is_bound(&self, fact: FactId) -> bool {
        self.column(fact).is_some()
    }

    fn tables(&self) -> &Tables {
        self.tables
    }

    fn day(&self) -> Date {
        self.day
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
    fn value(&self, fact: FactId) -> &Value<'_> {
        static NO: Value<'static> = Value::Bool(false);
        static EMPTY: Value<'static> = Value::Set(Vec::new());
        if let Some((_, value)) = self.facts.iter().find(|(id, _)| *id == fact) {
            return value;
        }
        match registry::def(fact).absent {
            Absent::Unknown => &UNKNOWN,
            Absent::No => &NO,
            Absent::Empty => &EMPTY,
        }
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
