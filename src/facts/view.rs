//! What the facts are read off: the transaction with all that was found about it.

use super::jurisdiction::Jurisdiction;
use super::statements::Statements;
use crate::index::Hit;
use crate::items::ItemFindings;
use crate::items::eccn::Eccn;
use crate::items::hs::HsCode;
use crate::model::{AsOf, Item, Transaction, TransactionParty, Truth};
use crate::rules::tables::Tables;

/// The transaction as a whole.
#[derive(Debug)]
pub struct TxView<'a> {
    /// As asked.
    pub tx: &'a Transaction,
    /// Which day's law, known on which day.
    pub as_of: AsOf,
    /// Tables of law.
    pub tables: &'a Tables,
    /// True destinations: ISO codes, sorted.
    pub destinations: Vec<String>,
    /// Countries passed on the way, as given and by ports and route: ISO codes, sorted.
    pub transit: Vec<String>,
    /// Embargoed regions found in places (`crimea`, `dnr`, `lnr`), sorted.
    pub regions: Vec<String>,
    /// Embargoed countries found in places and missions, sorted.
    pub places: Vec<String>,
    /// Regions and countries to which names point that other places share, sorted.
    pub doubtful_places: Vec<String>,
    /// Words that led to regions and places, for the trace.
    pub place_words: Vec<String>,
    /// Words that point to a place that the transaction does not state, quoted with their field.
    pub words_elsewhere: Option<String>,
    /// Words that name a use or user of concern, quoted with their field.
    pub words_of_concern: Option<String>,
    /// Words of statements that are not understood, quoted with their field.
    pub words_not_understood: Option<String>,
    /// ISO codes of headquarters and ultimate parents of the parties, sorted.
    pub headquarters: Vec<String>,
    /// ISO codes of all parties, sorted.
    pub party_countries: Vec<String>,
    /// Where it comes from: ISO codes of who acts, of the place it moves from, and of where the
    /// items were made or lie, sorted.
    pub sources: Vec<String>,
    /// ISO codes of sellers, makers and software suppliers, sorted.
    pub suppliers: Vec<String>,
    /// What the caller states to know.
    pub statements: Statements,
    /// What the caller says of the covered activity of an investment.
    pub outbound: Statements,
    /// How many red flags the caller states.
    pub red_flags: usize,
    /// Their kinds, sorted.
    pub red_flag_kinds: Vec<String>,
    /// List ids on which a confirmed party in an EAR role stands, sorted.
    pub listed_on: Vec<String>,
    /// Canonical roles present, sorted.
    pub roles: Vec<&'static str>,
}

/// The kind of a transaction of which the rules do not know what it is.
pub const OTHER_KIND: &str = "other";

impl TxView<'_> {
    /// The kind of the transaction in canonical words.
    pub fn kind(&self) -> &'static str {
        kind_of(self.tx)
    }
}

/// The kind of a transaction in canonical words; [`OTHER_KIND`] where it is not known.
pub fn kind_of(tx: &Transaction) -> &'static str {
    let given = tx.kind.as_deref().map(str::trim).filter(|kind| !kind.is_empty());
    let word = given.unwrap_or("export").to_lowercase().replace([' ', '-'], "_");
    match word.as_str() {
        "export" | "sale" | "shipment" => "export",
        "reexport" | "re_export" => "reexport",
        "export_from_abroad" => "export_from_abroad",
        "in_country_transfer" | "transfer" | "transfer_in_country" => "in_country_transfer",
        "deemed_export" | "deemed_reexport" | "release" => "deemed_export",
        "import" => "import",
        "service" | "services" | "servicing" => "service",
        "payment" | "refund" | "dividend" | "intra_bank_transfer" => "payment",
        "investment" | "outbound_investment" | "capital_call" => "investment",
        "securities_purchase" | "securities_sale" | "securities" | "securities_trade" => {
            "securities_purchase"
        }
        "domestic" | "domestic_sale" => "domestic",
        "query" | "screening" | "party_screening" => "query",
        _ => OTHER_KIND,
    }
}

/// How a subject stands to the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// It is a party.
    Party,
    /// It owns a party: at least 50 percent under the list's own closure.
    OwnerMajority,
    /// It owns a party, below the closure's threshold.
    OwnerMinority,
    /// It owns a party; whether the threshold is reached depends on a share that is not known.
    OwnerUnknown,
    /// It controls a party without owning it.
    Control,
    /// The caller knows it to be the true party behind one named.
    Knowledge,
    /// The caller's knowledge or papers mention it.
    Mention,
    /// A party is affiliated with it (membership, appointment).
    Affiliation,
}

impl Via {
    /// The word used in rules.
    pub fn word(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::OwnerMajority => "owner_majority",
            Self::OwnerMinority => "owner_minority",
            Self::OwnerUnknown => "owner_unknown",
            Self::Control => "control",
            Self::Knowledge => "knowledge",
            Self::Mention => "mention",
            Self::Affiliation => "affiliation",
        }
    }
}

/// A party of the transaction.
#[derive(Debug)]
pub struct PartyView<'a> {
    /// As asked.
    pub party: &'a TransactionParty,
    /// Its number in the request, from 0; `None` for the actor and for those mentioned.
    pub number: Option<usize>,
    /// Its canonical role.
    pub role: &'static str,
    /// Whether its headquarters or ultimate parent is stated, here or where it is named again.
    pub headquarters_stated: bool,
    /// Where it stands in the request.
    pub pointer: String,
    /// Words of its address that contradict its country, quoted with their field.
    pub address_elsewhere: Option<String>,
}

/// A match with a list entry.
#[derive(Debug)]
pub struct MatchView<'a> {
    /// Which party of the view it belongs to.
    pub party: usize,
    /// How the matched name stands to that party.
    pub via: Via,
    /// The match.
    pub hit: Hit<'a>,
    /// The path and the arithmetic, where ownership led here.
    pub path: Option<String>,
    /// How many listed owners were summed, where ownership led here.
    pub owners: usize,
    /// Whether the party's own name holds a distinctive word of the entry's name.
    pub shares_name: bool,
    /// Whether a person has answered that the party is another than the entry.
    pub is_another: bool,
    /// The canonical role.
    pub role: &'static str,
    /// The day's date.
    pub as_of: AsOf,
}

/// An item.
#[derive(Debug)]
pub struct ItemView<'a> {
    /// As asked.
    pub item: &'a Item,
    /// Its number in the request, from 0.
    pub number: usize,
    /// What the classifier says.
    pub found: ItemFindings,
    /// Its ECCN, where given and well formed.
    pub eccn: Option<Eccn>,
    /// Its HS code, where given and well formed: read once, so that no rule reads other digits.
    pub hs: Option<HsCode>,
    /// Whether it is subject to the EAR, and why.
    pub jurisdiction: Jurisdiction,
    /// The Commerce Country Chart's answer.
    pub chart: ChartFinding,
    /// Whether a held authorization covers it.
    pub authorized: Truth,
    /// Whether a letter in force covers it.
    pub informed: Truth,
    /// Tables of law.
    pub tables: &'a Tables,
    /// What the caller states to know.
    pub statements: &'a Statements,
    /// Dates.
    pub as_of: AsOf,
    /// True destinations.
    pub destinations: &'a [String],
}

/// What the Country Chart says of one item and all its destinations.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChartFinding {
    /// Reasons and columns that require a license, with the destination: `NS Column 1 (KR)`.
    pub requires: Vec<String>,
    /// Questions that are open, in words.
    pub open: Vec<String>,
    /// Whether it could be read at all.
    pub known: bool,
    /// Codes of license exceptions that may be available for every requiring destination.
    pub exceptions: Vec<String>,
}

/// A match and an item.
#[derive(Debug, Clone, Copy)]
pub struct MatchItemView<'a> {
    /// The match.
    pub matched: &'a MatchView<'a>,
    /// The item.
    pub item: &'a ItemView<'a>,
}
