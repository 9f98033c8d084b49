//! From an alignment to a score: classes of words speak for and against; nothing is averaged away.

use super::align::{Alignment, How, align, is_cut_length};
use crate::model::PartyKind;
use crate::names::dictionary::is_association;
use crate::names::{AnalysedName, Reading, Token, TokenClass};

/// A rule that lowered a score, for the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// Different numbers.
    Numbers,
    /// A number on one side only.
    Number,
    /// Different places.
    Places,
    /// Different kinds of institution.
    Institutions,
    /// Different trades.
    Trades,
    /// Both names have words of their own that the other lacks.
    Words,
    /// Only words that many names carry agree.
    Common,
    /// Different parts of one organization.
    Parts,
    /// A company against an association or a cooperative.
    Forms,
    /// A short name of one word with a slip in it.
    Short,
    /// Father and son change places.
    Order,
}

/// The score of two analysed names and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// 0 to 1.
    pub score: f64,
    /// Which reading of each name.
    pub readings: (usize, usize),
    /// How the words agree.
    pub alignment: Alignment,
    /// What speaks against.
    pub against: Vec<Against>,
    /// Every distinctive word agrees and only form, spelling, order or a sub-unit differs.
    pub same_words: bool,
}

/// Scores two analysed names: the best over their readings.
pub fn score_analysed(a: &AnalysedName, b: &AnalysedName) -> Scored {
    let mut best: Option<Scored> = None;
    for (i, x) in a.readings.iter().enumerate() {
        for (j, y) in b.readings.iter().enumerate() {
            let mut scored = score_readings(x, y, a.kind, b.kind);
            scored.readings = (i, j);
            if i + j > 0 {
                scored.score = (scored.score * 0.985).min(0.97);
            }
            if best.as_ref().is_none_or(|b| scored.score > b.score) {
                best = Some(scored);
            }
        }
    }
    let mut best = best.unwrap_or(Scored {
        score: 0.0,
        readings: (0, 0),
        alignment: Alignment::default(),
        against: Vec::new(),
        same_words: false,
    });
    if a.text == b.text {
        best.score = 1.0;
    }
    best
}

fn score_readings(a: &Reading, b: &Reading, kind_a: PartyKind, kind_b: PartyKind) -> Scored {
    let individual = kind_a == PartyKind::Individual || kind_b == PartyKind::Individual;
    let person = individual || !(a.is_organization || b.is_organization);
    if a.folded == b.folded {
        let alignment = align(a, b, person);
        return Scored {
            score: 0.995,
            readings: (0, 0),
            alignment,
            against: Vec::new(),
            same_words: true,
        };
    }
    if !individual
        && let Some(scored) = super::native::score(a, b)
    {
        return scored;
    }
    let alignment = align(a, b, person);
    if person {
        let sides = Sides::new(a, b, &alignment);
        super::person::score(a, b, alignment, &sides)
    } else {
        organization(a, b, alignment)
    }
}

/// Sums over one class of words.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sum {
    /// Weight that agrees.
    pub matched: f32,
    /// Weight of the first name that is unexplained.
    pub only_a: f32,
    /// Weight of the second name that is unexplained.
    pub only_b: f32,
}

impl Sum {
    /// Both names have words of this class that the other lacks.
    pub fn both(&self) -> bool {
        self.only_a > 0.0 && self.only_b > 0.0
    }
}

/// Sums of the classes of two aligned names.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sides {
    /// Distinctive words.
    pub core: Sum,
    /// Places.
    pub place: Sum,
    /// Trades.
    pub trade: Sum,
    /// Kinds of institution.
    pub institution: Sum,
    /// Generic words.
    pub generic: Sum,
    /// Numbers.
    pub number: Sum,
    /// Words that open the name of a part.
    pub part: Sum,
    /// Least quality of an agreement between distinctive words.
    pub worst: f32,
    /// The first name was cut short; the second.
    pub cut: (bool, bool),
}

impl Sides {
    fn new(a: &Reading, b: &Reading, alignment: &Alignment) -> Self {
        let mut sides = Self { worst: 1.0, ..Self::default() };
        for pair in &alignment.pairs {
            let x = a.tokens.iter().skip(pair.a.0).take(pair.a.1).filter(|t| t.is_content());
            let y = b.tokens.iter().skip(pair.b.0).take(pair.b.1).filter(|t| t.is_content());
            let strongest = |t: &Token| (t.class, t.weight);
            let left: Vec<_> = x.map(strongest).collect();
            let right: Vec<_> = y.map(strongest).collect();
            let weight = |side: &[(TokenClass, f32)]| side.iter().map(|(_, w)| *w).sum::<f32>();
            let class = left
                .iter()
                .chain(&right)
                .map(|(class, _)| *class)
                .max()
                .unwrap_or(TokenClass::Generic);
            let mass = weight(&left).max(weight(&right)) * pair.quality;
            sides.sum(class).matched += mass;
            if class == TokenClass::Distinctive {
                sides.worst = sides.worst.min(pair.quality);
            }
        }
        let reach_a = alignment.pairs.iter().map(|p| p.a.0 + p.a.1).max().unwrap_or(0);
        let reach_b = alignment.pairs.iter().map(|p| p.b.0 + p.b.1).max().unwrap_or(0);
        let open_a = a
            .tokens
            .iter()
            .enumerate()
            .any(|(i, t)| t.is_content() && alignment.used_a & (1 << i) == 0);
        let open_b = b
            .tokens
            .iter()
            .enumerate()
            .any(|(i, t)| t.is_content() && alignment.used_b & (1 << i) == 0);
        let ends_open = |r: &Reading| r.tokens.last().is_some_and(|t| t.class != TokenClass::Legal);
        sides.cut = (
            is_cut_length(a.chars) && b.chars > a.chars && !open_a && ends_open(a),
            is_cut_length(b.chars) && a.chars > b.chars && !open_b && ends_open(b),
        );
        for (i, token) in a.tokens.iter().enumerate().filter(|(_, t)| t.is_content()) {
            if alignment.used_a & (1 << i) == 0 && !(sides.cut.1 && i >= reach_a) {
                sides.sum(token.class).only_a += token.weight;
            }
        }
        for (i, token) in b.tokens.iter().enumerate().filter(|(_, t)| t.is_content()) {
            if alignment.used_b & (1 << i) == 0 && !(sides.cut.0 && i >= reach_b) {
                sides.sum(token.class).only_b += token.weight;
            }
        }
        sides
    }

    fn sum(&mut self, class: TokenClass) -> &mut Sum {
        match class {
            TokenClass::Place => &mut self.place,
            TokenClass::Trade => &mut self.trade,
            TokenClass::Institution => &mut self.institution,
            TokenClass::Number => &mut self.number,
            TokenClass::SubUnit => &mut self.part,
            TokenClass::Generic | TokenClass::Particle | TokenClass::Title | TokenClass::Legal => {
                &mut self.generic
            }
            TokenClass::Initial | TokenClass::Distinctive => &mut self.core,
        }
    }

    fn total(&self, of: fn(&Sum) -> f32) -> f32 {
        of(&self.core)
            + of(&self.place)
            + of(&self.trade)
            + of(&self.institution)
            + of(&self.generic)
            + of(&self.number)
            + of(&self.part)
    }
}

/// Scores two names of organizations whose words are aligned.
pub(super) fn organization(a: &Reading, b: &Reading, alignment: Alignment) -> Scored {
    let sides = &Sides::new(a, b, &alignment);
    let matched = sides.total(|s| s.matched);
    let miss_a = sides.total(|s| s.only_a);
    let miss_b = sides.total(|s| s.only_b);
    let mut against = Vec::new();
    let mut cap = 1.0f32;
    let mut lower = |limit: f32, why: Against| {
        cap = cap.min(limit);
        against.push(why);
    };
    let core = &sides.core;
    let subunit = sides.part.only_a > 0.0 || sides.part.only_b > 0.0;
    if sides.number.both() {
        lower(0.45, Against::Numbers);
    } else if sides.number.only_a + sides.number.only_b > 0.6 {
        lower(0.66, Against::Number);
    }
    if core.both() {
        let least = core.only_a.min(core.only_b);
        let share = core.matched / (core.matched + least);
        lower(if share > 0.8 { 0.72 } else { 0.62 * share.max(0.3) + 0.08 }, Against::Words);
    }
    if sides.place.both() {
        lower(0.62, Against::Places);
    }
    if sides.institution.both() && sides.institution.matched == 0.0 {
        lower(0.64, Against::Institutions);
    }
    if sides.trade.both() {
        lower(if core.matched > 0.8 { 0.66 } else { 0.6 }, Against::Trades);
    }
    if sides.part.both() {
        lower(0.6, Against::Parts);
    }
    if is_short_slip(a, b, &alignment) {
        lower(0.68, Against::Short);
    }
    if forms_differ(a, b) {
        lower(0.68, Against::Forms);
    }
    if core.matched < 0.3 && core.only_a.max(core.only_b) > 0.3 {
        lower(0.55, Against::Common);
    }
    let coverage = matched / (matched + miss_a.max(miss_b) + 1e-6);
    let lesser = miss_a.min(miss_b);
    let depth = if core.matched >= 0.85 {
        0.58
    } else if core.matched >= 0.55 {
        0.5
    } else {
        0.25
    };
    let discount = if subunit && !sides.part.both() && lesser < 0.1 { 0.4 } else { 1.0 };
    let both_sided = 1.0 - 0.7 * (lesser / (matched + lesser + 1e-6));
    let quality = quality(&alignment, a, b);
    let score = (1.0 - (1.0 - depth) * (1.0 - coverage) * discount) * both_sided * quality;
    let same_words = core.only_a + core.only_b < 0.05
        && sides.number.only_a + sides.number.only_b < 0.05
        && (miss_a + miss_b < 0.3 || subunit);
    let same_words = same_words && cap > 0.9 && matched > 0.3;
    let top = if alignment.pairs.iter().all(|p| p.how == How::Same) { 0.98 } else { 0.96 };
    let score = f64::from(score.min(cap).min(top).max(0.0));
    Scored { score, readings: (0, 0), alignment, against, same_words }
}

/// The only distinctive word is short and not spelled the same.
fn is_short_slip(a: &Reading, b: &Reading, alignment: &Alignment) -> bool {
    let telling = |t: &&Token| t.class == TokenClass::Distinctive;
    let only = |r: &Reading| r.tokens.iter().filter(telling).count() == 1 && r.tokens.iter().filter(|t| t.is_content() && t.weight > 0.2).count() == 1;
    only(a) && only(b) && alignment.pairs.iter().any(|p| {
        let short = a.tokens.get(p.a.0).is_some_and(|t| t.text.len() <= 5 && t.native.is_none());
        short && matches!(p.how, How::Edits(_))
    })
}

/// One is an association, a foundation or a cooperative by its legal form, the other a company.
fn forms_differ(a: &Reading, b: &Reading) -> bool {
    let forms = |reading: &Reading| {
        let mut company = false;
        let mut association = false;
        for token in reading.tokens.iter().filter(|t| t.class == TokenClass::Legal) {
            if is_association(token.field) { association = true } else { company = true }
        }
        (company, association)
    };
    matches!((forms(a), forms(b)), ((true, false), (false, true)) | ((false, true), (true, false)))
}

/// Mean quality of the agreements, the worst distinctive one counted twice.
fn quality(alignment: &Alignment, a: &Reading, b: &Reading) -> f32 {
    let (mut sum, mut weight, mut worst) = (0.0f32, 0.0f32, 1.0f32);
    for pair in &alignment.pairs {
        let of = |tokens: &[Token], (from, len): (usize, usize)| {
            tokens.iter().skip(from).take(len).map(|t| t.weight).sum::<f32>()
        };
        let mass = of(&a.tokens, pair.a).max(of(&b.tokens, pair.b)).max(0.05);
        sum += mass * pair.quality;
        weight += mass;
        if mass > 0.5 {
            worst = worst.min(pair.quality);
        }
    }
    if weight == 0.0 {
        return 0.0;
    }
    (2.0 * sum / weight + worst) / 3.0
}
