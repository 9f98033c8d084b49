//! List entries as governments publish them, and the editions that carry them.

use serde::{Deserialize, Serialize};

use super::party::Party;
use super::time::{Date, Interval};
use super::verdict::Level;

/// A legal citation, as the sources write it: `15 CFR 744.11(a)`, `89 FR 51644`.
pub type Citation = String;

/// Which list: `US-BIS-EL`, `US-OFAC-SDN`, `UN-SC`, `EU-FSF`, `JP-METI-EUL` ...
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ListId(pub String);

impl ListId {
    /// From its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ListId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an entry stands. Only `Listed` and `Removed` can carry a legal verdict (by date).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryStatus {
    /// On the list.
    #[default]
    Listed,
    /// Was on the list; the dates tell when.
    Removed,
    /// Reported to be about to be listed. Never a legal verdict.
    Reported,
    /// Named in a source document, on no list. Never a legal verdict.
    Named,
}

/// A footnote of the Entity List (1, 3, 4 and 5 widen jurisdiction over foreign products).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footnote {
    /// Its number in Supplement No. 4 to part 744.
    pub number: u8,
    /// The days on which the entry carries it.
    pub span: Interval,
}

/// Which items an entry's license requirement reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequirementScope {
    /// All items subject to the EAR, EAR99 included.
    AllItems,
    /// Items on the Commerce Control List only.
    CclItems,
    /// CCL items and EAR99 items listed in Supplement No. 7 to part 746.
    CclAndSupp7,
    /// All items, when used in the projects of 15 CFR 746.8(a)(4) (earlier 746.5).
    Projects746_8,
    /// Only items of these ECCNs.
    Eccns(Vec<String>),
    /// Items of Supplement No. 2 to part 744 (military end users).
    Supp2,
    /// The text did not parse: the engine holds, it never reads "all" or "nothing".
    Unparsed,
}

/// The license requirement of an entry on some span of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenseRequirement {
    /// The text as published.
    pub raw: String,
    /// Which items it reaches.
    pub scope: RequirementScope,
    /// What it excepts, as published (`EAR99-designated technology for ...`); judged by a person
    /// unless `except_kind` says how to test it.
    pub except: Option<String>,
    /// Item types that the exception reaches (`technology`, `software`), where the text says so.
    pub except_item_kinds: Vec<String>,
    /// License exceptions that the entry leaves open (`GOV`, ...).
    pub exceptions: Vec<String>,
    /// Days on which this wording stands.
    pub span: Interval,
    /// Its citation, where it has one of its own.
    pub cite: Option<Citation>,
}

/// One clause of a review policy: for which items, which policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewClause {
    /// `policy_of_denial`, `presumption_of_denial`, `case_by_case`, `presumption_of_approval`.
    pub policy: String,
    /// ECCNs to which it is limited; empty where it is not limited by ECCN.
    pub eccns: Vec<String>,
    /// Words of the limitation that are not ECCNs, as published; empty where none.
    pub condition: String,
}

/// The review policy of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPolicy {
    /// The text as published.
    pub raw: String,
    /// The policy for items that no clause singles out; `None` where the text did not parse.
    pub default: Option<String>,
    /// Clauses that single out items.
    pub clauses: Vec<ReviewClause>,
}

/// A party as one list publishes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEntry {
    /// Which list.
    pub list: ListId,
    /// The publisher's id, or one made of list, name and country where it publishes none.
    /// Unique within an edition.
    pub id: String,
    /// Where the entry stands.
    pub status: EntryStatus,
    /// Names, addresses, identifiers ... as published.
    pub party: Party,
    /// Sanctions programs (`SDGT`, `RUSSIA-EO14024`).
    pub programs: Vec<String>,
    /// First day on the list. `None` where the list does not say: then it counts as listed.
    pub listed: Option<Date>,
    /// First day no longer on the list.
    pub removed: Option<Date>,
    /// Day from which the prohibition binds, where later than the listing (NS-CMIC).
    pub effective: Option<Date>,
    /// License requirement, by span; empty where the list has none.
    pub requirements: Vec<LicenseRequirement>,
    /// License review policy, where the list has one.
    pub review: Option<ReviewPolicy>,
    /// Entity List footnotes.
    pub footnotes: Vec<Footnote>,
    /// SSI directives (1 to 4).
    pub directives: Vec<u8>,
    /// Citations as published (Federal Register pages, announcements).
    pub citations: Vec<Citation>,
    /// Names of parties that the entry is published as linked to (OFAC "Linked To").
    pub linked_to: Vec<String>,
    /// The parent or group under which the entry is published, where one cell holds both.
    pub parent: Option<String>,
    /// Remarks as published.
    pub remarks: Option<String>,
    /// Standard order (DPL), concern letters (METI), annex and measure (EU) and other codes that
    /// decide what the listing means, as `key=value`.
    pub codes: Vec<String>,
    /// Where the entry was drawn from (file name of the document or list file).
    pub source: Option<String>,
    /// What could not be checked against an official list, in words; `None` where all could.
    pub unverified: Option<String>,
}

/// Words of [`ListEntry::unverified`] where the day of listing is a bound.
pub const NOT_BEFORE: &str = "day of listing: not before ";
/// Words of [`ListEntry::unverified`] where it is one that editions of other days tell.
pub const AFTER_A_DAY: &str = "day of listing: after ";

impl ListEntry {
    /// An entry with one primary name and nothing else.
    pub fn new(list: &str, id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            list: ListId::new(list),
            id: id.into(),
            status: EntryStatus::Listed,
            party: Party {
                names: vec![super::party::Name::new(name, super::party::NameKind::Primary)],
                ..Party::default()
            },
            programs: Vec::new(),
            listed: None,
            removed: None,
            effective: None,
            requirements: Vec::new(),
            review: None,
            footnotes: Vec::new(),
            directives: Vec::new(),
            citations: Vec::new(),
            linked_to: Vec::new(),
            parent: None,
            remarks: None,
            codes: Vec::new(),
            source: None,
            unverified: None,
        }
    }

    /// Whether the entry is on its list on `day`.
    pub fn is_listed_on(&self, day: Date) -> bool {
        matches!(self.status, EntryStatus::Listed | EntryStatus::Removed)
            && Interval { from: self.listed, until: self.removed }.contains(day)
    }

    /// Whether `listed` is a bound that citations or editions tell, not a day that a source states.
    pub fn day_is_a_bound(&self) -> bool {
        let says = |text: &str| text.contains(NOT_BEFORE) || text.contains(AFTER_A_DAY);
        self.unverified.as_deref().is_some_and(says)
    }

    /// The footnotes carried on `day`, in ascending order.
    pub fn footnotes_on(&self, day: Date) -> Vec<u8> {
        let mut numbers: Vec<u8> =
            self.footnotes.iter().filter(|f| f.span.contains(day)).map(|f| f.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// A row of a list file that could not be read. Never dropped silently: it reaches every verdict
/// that rests on the edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadRow {
    /// Where: line, record number or element path.
    pub place: String,
    /// Why, and the value at fault (shortened).
    pub reason: String,
}

/// Where an edition came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// Source address or file name (never an absolute machine path).
    pub source: String,
    /// Name of the format (`csl-csv`, `ofac-sdn-csv`, ... `toml`).
    pub format: String,
    /// Publication date as the data states it.
    pub published: Option<Date>,
    /// Day of retrieval.
    pub retrieved: Option<Date>,
    /// SHA-256 of the bytes read, lower-case hex.
    pub sha256: String,
    /// Rows or records read (entries and rejected rows together).
    pub rows: u64,
    /// Whether the program carries it, so that it is as old as the program.
    pub embedded: bool,
}

/// How much of its lists an edition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// Some entries of the list: not finding a party in it says nothing.
    #[default]
    Excerpt,
    /// All entries of the list on the edition's day.
    Whole,
    /// It stands for every list, whole and of the day that is asked about. Labelled scenarios alone
    /// are judged so: their few entries are the whole world of the case.
    Everything,
}

/// One list file as read: immutable.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Edition {
    /// Name of the edition: the list id, or the file's format for files that hold several lists.
    pub id: String,
    /// Where it came from.
    pub provenance: Provenance,
    /// Its entries, in file order.
    pub entries: Vec<ListEntry>,
    /// Rows that could not be read, each named.
    pub unread: Vec<UnreadRow>,
    /// Doubts about the whole file, in words (no publication date, unparsed requirement texts).
    pub warnings: Vec<String>,
    /// How much of its lists it holds.
    pub extent: Extent,
    /// What a hit means where no rule names the list, as the list's own file says; else a hit holds
    /// for review.
    pub hit: Option<Level>,
}
