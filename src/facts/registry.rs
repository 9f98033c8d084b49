//! The registry of facts: everything a rule may ask, with its meaning, where it is read, and the
//! question to put to a person when it is missing. Rules are checked against it.

use std::ops::Range;
use std::sync::LazyLock;

use super::value::Value;
use super::view::{ItemView, MatchItemView, MatchView, PartyView, TxView};

/// A fact of [`FACTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId {
    number: usize,
    scope: Scope,
    place: usize,
}

impl FactId {
    /// What it is a fact of.
    pub fn scope(self) -> Scope {
        self.scope
    }

    /// Its place among the facts of its scope.
    pub fn place(self) -> usize {
        self.place
    }
}

/// What a fact is a fact of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The transaction.
    Transaction,
    /// A party.
    Party,
    /// A match of a party with a list entry.
    Match,
    /// An item.
    Item,
    /// A match and an item together.
    MatchItem,
}

/// The type of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    Bool,
    /// A number.
    Number,
    /// A word or code.
    Text,
    /// A set of words or codes.
    Set,
    /// A day.
    Date,
}

impl Kind {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bool => "yes or no",
            Self::Number => "number",
            Self::Text => "word",
            Self::Set => "list of words",
            Self::Date => "date",
        }
    }
}

/// How an absent fact is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// It is unknown, and asked for where it decides.
    Unknown,
    /// It is what the caller states to know: not stated is not known, as the law's knowledge
    /// standard has it (15 CFR 772.1 "knowledge"). Red flags are judged apart.
    No,
    /// The empty set.
    Empty,
}

/// How a fact is read off a transaction.
#[derive(Clone, Copy)]
pub enum Get {
    /// From the transaction.
    Transaction(for<'v> fn(&'v TxView<'_>) -> Value<'v>),
    /// From a party.
    Party(for<'v> fn(&'v PartyView<'_>) -> Value<'v>),
    /// From a match.
    Match(for<'v> fn(&'v MatchView<'_>) -> Value<'v>),
    /// From an item.
    Item(for<'v> fn(&'v ItemView<'_>) -> Value<'v>),
    /// From a match and an item.
    MatchItem(for<'v> fn(MatchItemView<'v>) -> Value<'v>),
}

/// One fact.
#[derive(Clone, Copy)]
pub struct FactDef {
    /// Its id, as rules write it.
    pub id: &'static str,
    /// What it is a fact of.
    pub scope: Scope,
    /// Its type.
    pub kind: Kind,
    /// How its absence is read.
    pub absent: Absent,
    /// The words it may take; empty where open.
    pub values: &'static [&'static str],
    /// What it means, with unit and source.
    pub meaning: &'static str,
    /// Where in the request it is given (`{p}` party number, `{i}` item number).
    pub pointer: &'static str,
    /// What to ask a person when it is missing.
    pub question: &'static str,
    /// How it is read.
    pub get: Get,
}

/// `def` with its place in the request and the question to put to a person.
pub(super) const fn ask(
    mut def: FactDef,
    pointer: &'static str,
    question: &'static str,
) -> FactDef {
    def.pointer = pointer;
    def.question = question;
    def
}

/// `def` with the words that it may take.
pub(super) const fn words(mut def: FactDef, values: &'static [&'static str]) -> FactDef {
    def.values = values;
    def
}

impl std::fmt::Debug for FactDef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FactDef").field("id", &self.id).field("kind", &self.kind).finish()
    }
}

/// All facts: transaction, party, match, match with item, item; in the order in which to ask.
pub static FACTS: LazyLock<Vec<FactDef>> = LazyLock::new(|| {
    [
        super::of_transaction::FACTS,
        super::of_party::FACTS,
        super::of_match::FACTS,
        super::of_match::WITH_ITEM,
        super::of_item::FACTS,
    ]
    .concat()
});

/// Where the facts of a scope stand in [`FACTS`].
pub fn range(scope: Scope) -> Range<usize> {
    let party = super::of_transaction::FACTS.len();
    let matched = party + super::of_party::FACTS.len();
    let both = matched + super::of_match::FACTS.len();
    let item = both + super::of_match::WITH_ITEM.len();
    match scope {
        Scope::Transaction => 0..party,
        Scope::Party => party..matched,
        Scope::Match => matched..both,
        Scope::MatchItem => both..item,
        Scope::Item => item..item + super::of_item::FACTS.len(),
    }
}

/// The fact of this id.
pub fn find(id: &str) -> Option<FactId> {
    let (number, fact) = FACTS.iter().enumerate().find(|(_, fact)| fact.id == id)?;
    let place = number.checked_sub(range(fact.scope).start)?;
    Some(FactId { number, scope: fact.scope, place })
}

/// The definition of a fact.
///
/// A [`FactId`] is only made by [`find`], so the fallback to the first fact is never taken.
pub fn def(fact: FactId) -> &'static FactDef {
    static NONE: FactDef = FactDef {
        id: "none",
        scope: Scope::Transaction,
        kind: Kind::Bool,
        absent: Absent::Unknown,
        values: &[],
        meaning: "",
        pointer: "",
        question: "",
        get: Get::Transaction(|_| Value::Unknown),
    };
    FACTS.get(fact.number).unwrap_or(&NONE)
}

/// Flags of the vocabulary that a request may also state as `facts.NAME = true`: what is not stated
/// is not known, or is asked for under that place.
pub fn stated_flags() -> impl Iterator<Item = &'static str> {
    let asked = |fact: &FactDef, name: &str| fact.pointer.strip_prefix("facts.") == Some(name);
    FACTS.iter().filter(|fact| fact.kind == Kind::Bool).filter_map(move |fact| {
        let name = fact.id.strip_prefix("tx.")?;
        (fact.absent == Absent::No || asked(fact, name)).then_some(name)
    })
}
