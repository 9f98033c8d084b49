//! The whole pipeline on one page: a transaction in, a screening out.
//!
//! It reads no file and no clock. Same transaction, index, rules and dates: same screening.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::coverage::{self, Basis, Coverage};
use crate::decide::{self, Checks, Verdict};
use crate::evaluate::{Combinations, Finding, Outcome};
use crate::facts::gather::{self, Gathered, Sources, Unfinished};
use crate::facts::view::{ItemView, OTHER_KIND};
use crate::index::Index;
use crate::items::{Classifier, Contradiction};
use crate::matching::{PartyMatch, THRESHOLD};
use crate::model::{AsOf, Date, Edition, Level, Transaction, hex};
use crate::rules::RuleSet;
use crate::rules::tables::Tables;

/// Everything a screening rests on, immutable.
#[derive(Debug)]
pub struct Engine {
    /// List entries.
    pub index: Index,
    /// Rules.
    pub rules: RuleSet,
    /// Tables of law.
    pub tables: Tables,
    /// Product dictionaries.
    pub classifier: Classifier,
    /// Least score of a match.
    pub threshold: f64,
    /// How the question is narrowed, and how old a list may be.
    pub asked: Asked,
    /// SHA-256 over rules, tables of law and dictionaries: all that an answer follows from beside
    /// the lists, the request and the program.
    pub law_digest: String,
}

/// SHA-256 of everything that this program was built from.
pub const BUILD: &str = env!("HIGHFENCE_BUILD");

/// How a question is narrowed, and how old a list may be, for all transactions of an engine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Regimes that are asked; `None` asks all. A request may narrow it further.
    pub regimes: Option<Vec<String>>,
    /// Days beyond which the check of a list counts as unfinished; `None` sets no bound.
    pub age_max_days: Option<i64>,
    /// What was left out on the caller's word.
    pub narrowed: Narrowed,
}

impl Asked {
    /// Narrowed by another: the regimes of both, the lesser age.
    #[must_use]
    pub fn within(self, outer: &Self) -> Self {
        let both = |own: Vec<String>, outer: &Vec<String>| {
            own.into_iter().filter(|id| outer.contains(id)).collect()
        };
        let regimes = match (self.regimes, &outer.regimes) {
            (Some(own), Some(outer)) => Some(both(own, outer)),
            (own, outer) => own.or_else(|| outer.clone()),
        };
        let ages = self.age_max_days.into_iter().chain(outer.age_max_days);
        let Narrowed { lists, rules } = self.narrowed;
        let narrowed =
            Narrowed { lists: lists || outer.narrowed.lists, rules: rules || outer.narrowed.rules };
        Self { regimes, age_max_days: ages.min(), narrowed }
    }
}

/// What was left out on the caller's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Narrowed {
    /// Carried and imported lists: those named are searched alone.
    pub lists: bool,
    /// Rules of the program: those named are asked alone.
    pub rules: bool,
}

/// A list edition as a screening names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionUsed {
    /// Its id.
    pub id: String,
    /// Publication date, where the data states it.
    pub published: Option<Date>,
    /// Days between publication (else retrieval) and the day of the screening.
    pub age_days: Option<i64>,
    /// Entries.
    pub entries: usize,
    /// Rows that could not be read.
    pub unread: usize,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Whether the program carries it, so that it is as old as the program.
    pub embedded: bool,
}

/// A match as a screening reports it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatchFound {
    /// Number of the party in the request; absent for the actor.
    pub party: Option<usize>,
    /// How the listed party stands to the transaction.
    pub via: &'static str,
    /// The match with its evidence.
    #[serde(flatten)]
    pub matched: PartyMatch,
    /// Programs of the entry.
    pub programs: Vec<String>,
    /// First day on the list.
    pub listed: Option<Date>,
    /// Citations of the entry.
    pub citations: Vec<String>,
    /// License requirement, as published.
    pub requirement: Option<String>,
    /// License review policy, as published.
    pub review: Option<String>,
    /// Footnotes on the day.
    pub footnotes: Vec<u8>,
    /// Path and arithmetic of ownership.
    pub path: Option<String>,
    /// What could not be checked of the entry, in words: how its day of listing is known, and such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unverified: Option<String>,
    /// Whether it was listed within the 30 days before.
    pub listed_recently: bool,
}

/// An item as a screening reports it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemFound {
    /// Number in the request.
    pub item: usize,
    /// The verdict on this line alone.
    pub verdict: Level,
    /// `subject_to_ear_us_origin`, `subject_to_ear_de_minimis`, `subject_to_ear_fdp`,
    /// `not_subject_to_ear`, or absent where not known.
    pub jurisdiction: Option<&'static str>,
    /// Categories that text, HS code and ECCN suggest.
    pub categories: Vec<String>,
    /// ECCNs that the text suggests. Never a determination.
    pub eccn_candidates: Vec<String>,
    /// Contradictions between text, HS code and ECCN.
    pub contradictions: Vec<Contradiction>,
    /// Chart columns that require a license.
    pub chart: Vec<String>,
    /// Questions of the entry that neither ECCN nor destination answers; the request answers them
    /// word for word, yes or no, under the item's `answers`.
    pub questions: Vec<String>,
}

/// An entry reported but not listed: a horizon note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HorizonEntry {
    /// The party's name as given.
    pub party: String,
    /// The list to which it was reported to be about to be added.
    pub list: String,
    /// The entry's name.
    pub name: String,
    /// The source.
    pub source: Option<String>,
    /// What the entry says of itself.
    pub remarks: Option<String>,
}

/// One question answered, with all it rested on. What stands in the rules is borrowed from them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Screening<'e> {
    /// The caller's id.
    pub id: Option<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// All findings, highest level first.
    pub findings: Vec<Finding<'e>>,
    /// All matches.
    pub matches: Vec<MatchFound>,
    /// One verdict for each line.
    pub items: Vec<ItemFound>,
    /// Entries that are reported, not listed.
    pub horizon: Vec<HorizonEntry>,
    /// What was asked, and what was not.
    pub coverage: Coverage<'e>,
    /// The dates.
    pub as_of: AsOf,
    /// The list editions used.
    pub editions: Vec<EditionUsed>,
    /// Digest of rules, tables of law and dictionaries.
    pub rules_digest: &'e str,
}

impl Engine {
    /// An engine with the dictionaries that are part of the program, at the default threshold.
    ///
    /// # Errors
    /// A dictionary that does not read.
    pub fn new(index: Index, rules: RuleSet, tables: Tables) -> Result<Self, String> {
        crate::facts::statements::check()?;
        crate::facts::texts::check()?;
        let mut hash = Sha256::new();
        for part in [&rules.digest, tables.digest(), env!("HIGHFENCE_DICTIONARIES")] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        Ok(Self {
            index,
            rules,
            tables,
            classifier: Classifier::embedded().map_err(|error| error.to_string())?,
            threshold: THRESHOLD,
            asked: Asked::default(),
            law_digest: hex(&hash.finalize()),
        })
    }

    /// Screens `tx` as of `as_of`.
    pub fn screen(&self, tx: &Transaction, as_of: AsOf) -> Screening<'_> {
        let sources = Sources {
            index: &self.index,
            tables: &self.tables,
            classifier: &self.classifier,
            threshold: self.threshold,
        };
        let mut gathered = gather::gather(tx, as_of, sources);
        missing(tx, &mut gathered);
        let regimes = self.regimes(tx, &mut gathered.unfinished);
        let items = gather::items(&gathered, sources);
        let all = Combinations::new(&self.tables, &gathered, &items);
        let mut findings = all.findings(&self.rules.rules, &self.rules.named_lists);
        if let Some(regimes) = &regimes {
            findings.retain(|finding| regimes.iter().any(|id| id == finding.regime));
        }
        findings.sort_by(|a, b| {
            (b.level, b.outcome, a.rule, a.clause, &a.subject)
                .cmp(&(a.level, a.outcome, b.rule, b.clause, &b.subject))
        });
        let basis = Basis {
            rules: &self.rules,
            index: &self.index,
            asked: &self.asked,
            regimes: regimes.as_deref(),
        };
        let coverage = coverage::judge(basis, &gathered, &all, &findings);
        let checks = Checks { findings: &findings, coverage: &coverage };
        let verdict = decide::verdict(&checks);
        Screening {
            id: tx.id.clone(),
            items: items_found(&items, &checks),
            matches: matches_found(&gathered),
            horizon: horizon(&gathered),
            editions: self.editions(as_of.valid),
            rules_digest: &self.law_digest,
            verdict,
            findings,
            coverage,
            as_of,
        }
    }

    /// The regimes that are asked: those of the engine, narrowed by those that the request names. A
    /// name that is no regime leaves the request unfinished.
    fn regimes(&self, tx: &Transaction, unfinished: &mut Vec<Unfinished>) -> Option<Vec<String>> {
        let Some(wanted) = tx.extra.get("regimes").filter(|wanted| !wanted.is_null()) else {
            return self.asked.regimes.clone();
        };
        let wanted = gather::texts(Some(wanted));
        let table = &self.rules.coverage;
        for (at, id) in wanted.iter().enumerate().filter(|(_, id)| !self.rules.knows_regime(id)) {
            let known: Vec<&str> = table.regimes.iter().map(|own| own.id.as_str()).collect();
            let help = crate::rules::did_you_mean(id, &known);
            unfinished.push(Unfinished {
                pointer: format!("regimes/{at}"),
                reason: format!("`{id}` is no regime; {help}"),
            });
        }
        let allowed = |id: &str| {
            self.asked.regimes.as_ref().is_none_or(|own| own.iter().any(|known| known == id))
        };
        Some(wanted.into_iter().filter(|id| allowed(id)).map(str::to_owned).collect())
    }

    /// Digest of all that decides an answer beside the transaction and its day: the program, rules
    /// with tables and dictionaries, what may be asked, and the editions with the days given for them.
    pub fn state_digest(&self) -> String {
        let mut hash = Sha256::new();
        for part in [BUILD, &self.law_digest, &format!("{:?}", self.asked)] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        for (edition, entries) in self.index.headers() {
            hash.update(edition.id.as_bytes());
            hash.update(edition.provenance.sha256.as_bytes());
            // The day may be given beside the file.
            hash.update(format!("{:?}", edition.provenance.published).as_bytes());
            hash.update(entries.to_le_bytes());
        }
        hex(&hash.finalize())
    }

    /// The editions used, with their ages on `day`.
    pub fn editions(&self, day: Date) -> Vec<EditionUsed> {
        let used = |(edition, entries)| EditionUsed { entries, ..EditionUsed::of(edition, day) };
        self.index.headers().map(used).collect()
    }
}

impl EditionUsed {
    /// The edition with its age on `day`.
    pub fn of(edition: &Edition, day: Date) -> Self {
        let dated = edition.provenance.published.or(edition.provenance.retrieved);
        Self {
            id: edition.id.clone(),
            published: edition.provenance.published,
            age_days: dated
                .and_then(|from| from.until(day).ok())
                .map(|span| i64::from(span.get_days())),
            entries: edition.entries.len(),
            unread: edition.unread.len(),
            sha256: edition.provenance.sha256.clone(),
            embedded: edition.provenance.embedded,
        }
    }
}

/// Names the facts without which no transaction can be released.
fn missing(tx: &Transaction, gathered: &mut Gathered<'_>) {
    let kind = gathered.tx.kind();
    let has_place = !gathered.tx.regions.is_empty() || !gathered.tx.places.is_empty();
    let no_destination = gathered.tx.destinations.is_empty() && !has_place;
    let mut need = |pointer: &str, reason: &str| {
        let (pointer, reason) = (pointer.to_owned(), reason.to_owned());
        gathered.unfinished.push(Unfinished { pointer, reason });
    };
    let moves_goods =
        matches!(kind, "export" | "reexport" | "export_from_abroad" | "in_country_transfer");
    if moves_goods && no_destination {
        need("destination", "goods move, and no destination is given");
    }
    if moves_goods && tx.items.is_empty() {
        need("items", "goods move, and no item is given");
    }
    if tx.parties.is_empty() {
        need("parties", "no party is given");
    }
    if kind == OTHER_KIND {
        need("kind", "the kind of the transaction is none that the rules know");
    }
}

fn items_found(items: &[ItemView<'_>], checks: &Checks<'_>) -> Vec<ItemFound> {
    let fdp =
        |finding: &&Finding<'_>| finding.outcome == Outcome::Met && finding.rule.contains(".fdp-");
    let by_fdp: Vec<usize> =
        checks.findings.iter().filter(fdp).filter_map(|finding| finding.subject.item).collect();
    items.iter().map(|item| item_found(item, checks, by_fdp.contains(&item.number))).collect()
}

fn item_found(view: &ItemView<'_>, checks: &Checks<'_>, by_fdp: bool) -> ItemFound {
    ItemFound {
        item: view.number,
        verdict: decide::level(checks, |finding| {
            finding.subject.item.is_none_or(|item| item == view.number)
        }),
        jurisdiction: match (view.jurisdiction.basis, by_fdp) {
            ("us_origin" | "in_us", _) => Some("subject_to_ear_us_origin"),
            ("de_minimis", _) => Some("subject_to_ear_de_minimis"),
            (_, true) => Some("subject_to_ear_fdp"),
            ("published" | "below_de_minimis" | "foreign", false) => Some("not_subject_to_ear"),
            _ => None,
        },
        categories: view.found.categories.iter().map(|hit| hit.category.clone()).collect(),
        eccn_candidates: view.found.eccn_candidates.clone(),
        contradictions: view.found.contradictions.clone(),
        chart: view.chart.requires.clone(),
        questions: view.chart.open.clone(),
    }
}

fn matches_found(gathered: &Gathered<'_>) -> Vec<MatchFound> {
    let day = gathered.tx.as_of.valid;
    gathered
        .matches
        .iter()
        .map(|view| {
            let entry = view.hit.entry;
            let requirement = entry.requirements.iter().rev().find(|r| r.span.contains(day));
            let stated = entry.listed.filter(|_| !entry.day_is_a_bound());
            let recent = stated.and_then(|from| from.until(day).ok());
            MatchFound {
                party: gathered.parties.get(view.party).and_then(|party| party.number),
                via: view.via.word(),
                matched: view.hit.matched.clone(),
                programs: entry.programs.clone(),
                listed: entry.listed,
                citations: entry.citations.clone(),
                requirement: requirement.map(|r| r.raw.clone()),
                review: entry.review.as_ref().map(|r| r.raw.clone()),
                footnotes: entry.footnotes_on(day),
                path: view.path.clone(),
                unverified: entry.unverified.clone(),
                listed_recently: recent.is_some_and(|span| span.get_days() <= 30),
            }
        })
        .collect()
}

fn horizon(gathered: &Gathered<'_>) -> Vec<HorizonEntry> {
    let mut list: Vec<HorizonEntry> = gathered
        .reported
        .iter()
        .map(|reported| HorizonEntry {
            party: reported.party.clone(),
            list: reported.entry.list.0.clone(),
            name: reported.entry.party.caption().to_owned(),
            source: reported.entry.source.clone(),
            remarks: reported.entry.remarks.clone().or_else(|| reported.entry.unverified.clone()),
        })
        .collect();
    list.dedup();
    list
}
