//! One item's text, ECCN and HS code -> findings, in one pass over the dictionaries.

use serde::Serialize;

use super::contradiction::{self, Contradiction, Declared, Described};
use super::eccn::{self, Eccn, EccnError, EccnStanding};
use super::figures::Units;
use super::hs::{self, HsCode, HsError};
use super::table::{
    self, Book, Dictionary, EccnTable, Evidence, GoodsTable, Lexicon, Spoken, TableError, Term,
    read_eccns, read_goods,
};
use super::text;
use crate::model::Date;

/// Points for each kind of evidence; a category is proposed from [`PROPOSED`] points on. They
/// are ranks rather than measurements: a plain phrase, the HS heading or the ECCN suffices alone,
/// one weak phrase never does, and ordinary HS headings outweigh a plain phrase.
const CERTAIN: i32 = 90;
const PLAIN: i32 = 60;
const WEAK: i32 = 25;
const BY_HS: i32 = 50;
const NEAR_HS: i32 = 25;
const BY_ECCN: i32 = 60;
const ORDINARY_HS: i32 = -40;
const PROPOSED: i32 = 50;

/// A category that the words, the ECCN or the HS code propose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryHit {
    /// Id of the category.
    pub category: String,
    /// Strength of the evidence, 50 to 100.
    pub score: u8,
    /// The phrases found, folded, sorted.
    pub phrases: Vec<String>,
    /// Whether the HS code belongs to the category.
    pub from_hs: bool,
    /// Whether the ECCN belongs to the category.
    pub from_eccn: bool,
}

/// What one item's papers say, apart from any rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ItemFindings {
    /// Categories, strongest first, then by id.
    pub categories: Vec<CategoryHit>,
    /// ECCNs to look at, most telling first. Proposals: a person classifies.
    pub eccn_candidates: Vec<String>,
    /// Where what was declared does not go with what is described.
    pub contradictions: Vec<Contradiction>,
    /// Materials that China's rules name (`gallium`, `dysprosium`, ...), sorted.
    pub materials: Vec<String>,
    /// Kinds of software of 15 CFR 746.8(a)(8) (`erp`, `cad`, ...), sorted.
    pub software_kinds: Vec<String>,
    /// Parts of connected vehicles (`vcs_hardware`, `vcs_software`, `ads_software`, `vehicle`).
    pub vehicle_parts: Vec<String>,
    /// Named products (`h100`, `a800`, ...), sorted.
    pub products: Vec<String>,
}

impl ItemFindings {
    /// Whether `category` is proposed.
    pub fn has_category(&self, category: &str) -> bool {
        self.categories.iter().any(|hit| hit.category == category)
    }
}

/// The dictionaries, compiled. Immutable; one serves all threads.
#[derive(Debug, Clone)]
pub struct Classifier {
    categories: Dictionary,
    materials: Dictionary,
    software: Dictionary,
    vehicles: Dictionary,
    pub(super) products: Dictionary,
    pub(super) signs: Dictionary,
    pub(super) controlled: Dictionary,
    pub(super) units: Units,
    lexicon: Lexicon,
    pub(super) goods: GoodsTable,
    pub(super) eccns: EccnTable,
}

impl Classifier {
    /// The classifier of the dictionaries that are part of the program.
    ///
    /// # Errors
    /// A dictionary that cannot be read, by file and place. A test reads them all.
    pub fn embedded() -> Result<Self, TableError> {
        let goods = read_goods("goods.toml", include_str!("data/goods.toml"))?;
        let mut phrases = table::accessories(&goods)?;
        let controlled = Dictionary::controlled(&mut phrases)?;
        let mut read = |book, file, text| Dictionary::read(book, file, text, &mut phrases);
        Ok(Self {
            categories: read(
                Book::Categories,
                "categories.toml",
                include_str!("data/categories.toml"),
            )?,
            materials: read(
                Book::Materials,
                "materials.toml",
                include_str!("data/materials.toml"),
            )?,
            software: read(Book::Software, "software.toml", include_str!("data/software.toml"))?,
            vehicles: read(Book::Vehicles, "vehicles.toml", include_str!("data/vehicles.toml"))?,
            products: read(Book::Products, "products.toml", include_str!("data/products.toml"))?,
            signs: read(Book::Signs, "signs.toml", include_str!("data/signs.toml"))?,
            controlled,
            units: Units::read(
                "controlled/units.toml",
                include_str!("data/controlled/units.toml"),
            )?,
            lexicon: Lexicon::build(phrases)?,
            goods,
            eccns: read_eccns("eccn.toml", include_str!("data/eccn.toml"))?,
        })
    }

    /// What the papers of one item say. `day` is the day of the transaction; without it the
    /// newest classes of products and all signs count.
    pub fn classify(
        &self,
        description: &str,
        eccn: Option<&str>,
        hs: Option<&str>,
        day: Option<Date>,
    ) -> ItemFindings {
        let folded = text::fold(description);
        let eccn = read_field(eccn, eccn::parse);
        let hs = read_field(hs, hs::parse);
        let declared_hs = hs.as_ref().and_then(|read| read.as_ref().ok());
        let declared = Declared {
            eccn: eccn.as_ref().and_then(|read| read.as_ref().ok()),
            hs: declared_hs,
            ordinary: declared_hs.is_some_and(|hs| self.goods.is_ordinary(hs)),
            day,
        };
        let spoken = self.lexicon.read(&folded);
        let products = self.products.evidence(&spoken);
        let mut findings = ItemFindings {
            categories: self.categories_of(&spoken, &declared),
            materials: ids(&self.materials.evidence(&spoken), &declared),
            software_kinds: ids(&self.software.evidence(&spoken), &declared),
            vehicle_parts: ids(&self.vehicles.evidence(&spoken), &declared),
            products: ids(&products, &declared),
            ..ItemFindings::default()
        };
        unreadable(eccn.as_ref(), hs.as_ref(), &mut findings.contradictions);
        let text = Described {
            written: description,
            folded: &folded,
            spoken: &spoken,
            products: &products,
            accessory: spoken.of_accessory(&folded),
        };
        contradiction::find(self, &text, &declared, &mut findings);
        self.candidates_of_categories(&declared, &mut findings);
        findings
    }

    /// Where a well-formed ECCN stands on `day`.
    pub fn standing(&self, eccn: &Eccn, day: Option<Date>) -> EccnStanding {
        let code = eccn.code.as_str();
        if eccn.is_ear99() {
            return EccnStanding::Current;
        }
        if self.eccns.itar_pointers.contains(code) {
            return EccnStanding::ItarPointer;
        }
        if let Some(since) = self.eccns.since.iter().find(|since| since.code == code)
            && let (Some(day), Some(from)) = (day, since.from)
            && day < from
        {
            return EccnStanding::NotYet(format!("an entry since {from} ({})", since.cite));
        }
        if self.eccns.current.contains(code) {
            return EccnStanding::Current;
        }
        if let Some(gone) = self.eccns.obsolete.iter().find(|gone| gone.code == code) {
            return EccnStanding::Obsolete(gone.what.clone());
        }
        if let Some(other) = self.eccns.chinese.iter().find(|other| other.code == code) {
            return EccnStanding::ChineseCode(other.what.clone());
        }
        EccnStanding::Unknown
    }

    fn categories_of(&self, spoken: &Spoken<'_>, declared: &Declared<'_>) -> Vec<CategoryHit> {
        let book = &self.categories;
        let found = book.evidence(spoken);
        let by_hs = declared.hs.map(|hs| book.terms_of_hs(hs)).unwrap_or_default();
        let by_eccn = declared.eccn.map(|eccn| book.terms_of_eccn(eccn)).unwrap_or_default();
        let mut numbers: Vec<usize> = by_hs.iter().chain(&by_eccn).copied().collect();
        numbers.extend(found.iter().map(|evidence| evidence.index));
        numbers.sort_unstable();
        numbers.dedup();
        let mut hits: Vec<CategoryHit> = numbers
            .into_iter()
            .filter_map(|index| {
                let evidence = found.iter().find(|evidence| evidence.index == index);
                let from = (by_hs.contains(&index), by_eccn.contains(&index));
                category(book.terms().get(index)?, evidence, from, declared)
            })
            .collect();
        hits.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.category.cmp(&b.category)));
        hits
    }

    /// Adds the ECCN families of the categories that words propose, where none was declared.
    fn candidates_of_categories(&self, declared: &Declared<'_>, findings: &mut ItemFindings) {
        if declared.eccn.is_some() {
            return;
        }
        for hit in &findings.categories {
            let Some(term) = self.categories.terms().iter().find(|term| term.id == hit.category)
            else {
                continue;
            };
            for family in &term.eccn {
                if family.len() >= 5 && !findings.eccn_candidates.contains(family) {
                    findings.eccn_candidates.push(family.clone());
                }
            }
        }
    }
}

fn category(
    term: &Term,
    evidence: Option<&Evidence<'_>>,
    (from_hs, from_eccn): (bool, bool),
    declared: &Declared<'_>,
) -> Option<CategoryHit> {
    let words = evidence.map_or(0, |evidence| points(evidence, declared));
    let own = if from_hs { BY_HS } else { 0 } + if from_eccn { BY_ECCN } else { 0 };
    let score = (words + own).clamp(0, 100);
    (score >= PROPOSED).then(|| CategoryHit {
        category: term.id.clone(),
        score: u8::try_from(score).unwrap_or(100),
        phrases: evidence.map(all_phrases).unwrap_or_default(),
        from_hs,
        from_eccn,
    })
}

/// Points of the words of one term, with what the HS code adds or takes.
fn points(evidence: &Evidence<'_>, declared: &Declared<'_>) -> i32 {
    let term = evidence.term;
    let weak = i32::try_from(evidence.weak.len()).unwrap_or(i32::MAX).min(4) * WEAK;
    let strongest = if !evidence.certain.is_empty() {
        CERTAIN
    } else if !evidence.plain.is_empty() {
        PLAIN
    } else {
        0
    };
    let near = declared.hs.is_some_and(|hs| term.hs_near.iter().any(|h| hs.is_within(h)));
    let belongs = declared.hs.is_some_and(|hs| term.hs.iter().any(|h| hs.is_within(h)));
    let hs_points = if near {
        NEAR_HS
    } else if !belongs && declared.ordinary {
        ORDINARY_HS
    } else {
        0
    };
    strongest + weak + hs_points
}

/// Ids of the terms that the text names, sorted.
fn ids(found: &[Evidence<'_>], declared: &Declared<'_>) -> Vec<String> {
    let mut ids: Vec<String> = found
        .iter()
        .filter(|evidence| {
            let own_hs =
                declared.hs.is_some_and(|hs| evidence.term.hs.iter().any(|h| hs.is_within(h)));
            let own = if own_hs { BY_HS } else { 0 };
            points(evidence, declared) + own >= PROPOSED
        })
        .map(|evidence| evidence.term.id.clone())
        .collect();
    ids.sort();
    ids
}

fn all_phrases(evidence: &Evidence<'_>) -> Vec<String> {
    let mut phrases: Vec<String> = [&evidence.certain, &evidence.plain, &evidence.weak]
        .into_iter()
        .flatten()
        .map(|phrase| (*phrase).to_owned())
        .collect();
    phrases.sort();
    phrases.dedup();
    phrases
}

/// Reads a field; blanks count as absent.
fn read_field<T, E>(field: Option<&str>, parse: fn(&str) -> Result<T, E>) -> Option<Result<T, E>> {
    field.filter(|text| !text.trim().is_empty()).map(parse)
}

fn unreadable(
    eccn: Option<&Result<Eccn, EccnError>>,
    hs: Option<&Result<HsCode, HsError>>,
    contradictions: &mut Vec<Contradiction>,
) {
    if let Some(Err(error)) = eccn {
        let kind = match error {
            EccnError::UsmlCategory(_) => "eccn_itar",
            EccnError::ForeignCode(_) => "eccn_foreign_code",
            _ => "eccn_invalid",
        };
        contradictions.push(Contradiction::hold(kind, error.to_string()));
    }
    if let Some(Err(error)) = hs {
        contradictions.push(Contradiction::hold("hs_invalid", error.to_string()));
    }
}
