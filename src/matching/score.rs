//! From an alignment to a score: classes of words speak for and against; nothing is averaged away.

use super::align::{Alignment, How, Pair, align, is_cut_length};
use super::limits::{limits, shares_bearer};
use crate::model::PartyKind;
use crate::names::distance::within;
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
    /// Trade names of different bearers.
    Bearers,
    /// An acronym that many names could have.
    Acronym,
    /// A person against an organization.
    Kinds,
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
            if scored.score > 0.64
                && (is_aboard(a.kind, y, &scored.alignment.used_b, b.kind)
                    || is_aboard(b.kind, x, &scored.alignment.used_a, a.kind))
            {
                scored.against.push(Against::Kinds);
                scored.score = 0.64;
            }
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

/// A vessel or aircraft against a name with a legal form or with words of business that the
/// vessel's lacks: the company is not the ship.
fn is_aboard(kind: PartyKind, other: &Reading, used: &u128, other_kind: PartyKind) -> bool {
    let vessel = |kind| matches!(kind, PartyKind::Vessel | PartyKind::Aircraft);
    vessel(kind)
        && !vessel(other_kind)
        && other.tokens.iter().enumerate().any(|(at, token)| match token.class {
            TokenClass::Legal => true,
            TokenClass::Generic
            | TokenClass::Trade
            | TokenClass::Institution
            | TokenClass::SubUnit => used & (1 << at) == 0,
            _ => false,
        })
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
    if let Some(score) = written_together(a, b) {
        let alignment = align(a, b, person);
        let against = Vec::new();
        return Scored { score, readings: (0, 0), alignment, against, same_words: true };
    }
    if !individual && let Some(scored) = super::native::score(a, b) {
        return scored;
    }
    let alignment = align(a, b, person);
    if let Some(literal) = super::literal::score(a, b, individual) {
        let scored = if person {
            let sides = Sides::new(a, b, &alignment);
            super::person::score(a, b, alignment, &sides)
        } else {
            organization(a, b, alignment)
        };
        let same_words = scored.same_words || literal.same_words;
        if scored.score >= literal.score {
            return Scored { same_words, ..scored };
        }
        return Scored { score: literal.score, against: Vec::new(), same_words, ..scored };
    }
    if !person {
        return organization(a, b, alignment);
    }
    let sides = Sides::new(a, b, &alignment);
    let mut scored = super::person::score(a, b, alignment, &sides);
    let business = (kind_a == PartyKind::Individual && b.is_organization)
        || (kind_b == PartyKind::Individual && a.is_organization);
    if business && !(scored.same_words && sides.core.matched >= 1.3) {
        scored.against.push(Against::Kinds);
        scored.score = scored.score.min(0.64);
    }
    scored
}

/// The score of names that are equal when all words are written together, or nearly where one of
/// them is one word.
fn written_together(a: &Reading, b: &Reading) -> Option<f64> {
    if a.joined == b.joined {
        return Some(0.98);
    }
    let (x, y) = (a.joined.as_bytes(), b.joined.as_bytes());
    let single = |r: &Reading| !r.folded.contains(' ');
    let long = x.len().min(y.len()) >= 10 && x.len().abs_diff(y.len()) <= 1;
    if !long || single(a) == single(b) || a.native.is_some() || b.native.is_some() {
        return None;
    }
    let digits =
        |text: &[u8]| -> Vec<u8> { text.iter().copied().filter(u8::is_ascii_digit).collect() };
    (digits(x) == digits(y) && within(x, y, 1).is_some()).then_some(0.9)
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
    /// Every distinctive word that agrees is an ordinary or a short word.
    pub ordinary: bool,
    /// The first name was cut short; the second.
    pub cut: (bool, bool),
}

impl Sides {
    fn new(a: &Reading, b: &Reading, alignment: &Alignment) -> Self {
        let mut sides = Self { worst: 1.0, ..Self::default() };
        let mut strongest_core = 0.0f32;
        for pair in &alignment.pairs {
            let (left, right) = (strongest(&a.tokens, pair.a), strongest(&b.tokens, pair.b));
            let mut class = left.0.max(right.0).unwrap_or(TokenClass::Generic);
            let mut mass = left.1.max(right.1) * pair.quality;
            if let Some(known) = slip_of_known(a, b, pair) {
                class = known.class;
                mass = known.weight * pair.quality;
            }
            sides.sum(class).matched += mass;
            if class == TokenClass::Distinctive {
                sides.worst = sides.worst.min(pair.quality);
                strongest_core = strongest_core.max(mass);
            }
        }
        sides.ordinary = strongest_core > 0.0 && strongest_core < 0.63;
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
        let alike = begins_alike(a, b);
        sides.cut = (
            alike && is_cut_length(a.chars) && b.chars > a.chars && !open_a && ends_open(a),
            alike && is_cut_length(b.chars) && a.chars > b.chars && !open_b && ends_open(b),
        );
        let cut = sides.cut;
        sides.count_open(a, b, alignment, cut);
        sides
    }

    /// Sums the words that nothing explains; those that a cut took away do not count.
    fn count_open(&mut self, a: &Reading, b: &Reading, alignment: &Alignment, cut: (bool, bool)) {
        let sums = [
            &mut self.core,
            &mut self.place,
            &mut self.trade,
            &mut self.institution,
            &mut self.generic,
            &mut self.number,
            &mut self.part,
        ];
        for sum in sums {
            (sum.only_a, sum.only_b) = (0.0, 0.0);
        }
        let reach_a = alignment.pairs.iter().map(|p| p.a.0 + p.a.1).max().unwrap_or(0);
        let reach_b = alignment.pairs.iter().map(|p| p.b.0 + p.b.1).max().unwrap_or(0);
        for (i, token) in a.tokens.iter().enumerate().filter(|(_, t)| t.is_content()) {
            if alignment.used_a & (1 << i) == 0 && !(cut.1 && i >= reach_a) {
                self.sum(token.class).only_a += token.weight;
            }
        }
        for (i, token) in b.tokens.iter().enumerate().filter(|(_, t)| t.is_content()) {
            if alignment.used_b & (1 << i) == 0 && !(cut.0 && i >= reach_b) {
                self.sum(token.class).only_b += token.weight;
            }
        }
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

    pub(super) fn total(&self, of: fn(&Sum) -> f32) -> f32 {
        of(&self.core)
            + of(&self.place)
            + of(&self.trade)
            + of(&self.institution)
            + of(&self.generic)
            + of(&self.number)
            + of(&self.part)
    }
}

/// The most telling class and the weight of the content tokens in a range.
fn strongest(tokens: &[Token], (from, len): (usize, usize)) -> (Option<TokenClass>, f32) {
    let content = || tokens.iter().skip(from).take(len).filter(|t| t.is_content());
    (content().map(|t| t.class).max(), content().map(|t| t.weight).sum())
}

/// Both names begin with the same word: only then may one be the other cut short.
fn begins_alike(a: &Reading, b: &Reading) -> bool {
    fn first(reading: &Reading) -> Option<&Token> {
        reading.tokens.iter().find(|t| t.class != TokenClass::Particle)
    }
    match (first(a), first(b)) {
        (Some(x), Some(y)) => x.text == y.text || (x.concept != 0 && x.concept == y.concept),
        _ => false,
    }
}

/// The word of the dictionary that the other word of a pair misspells or abbreviates: it tells no
/// more than the dictionary word.
fn slip_of_known<'a>(a: &'a Reading, b: &'a Reading, pair: &Pair) -> Option<&'a Token> {
    let slip = matches!(pair.how, How::Edits(_) | How::Sound | How::Abbreviation);
    let (x, y) = (a.tokens.get(pair.a.0)?, b.tokens.get(pair.b.0)?);
    match (slip && pair.a.1 == 1 && pair.b.1 == 1, x.is_known(), y.is_known()) {
        (true, true, false) => Some(x),
        (true, false, true) => Some(y),
        _ => None,
    }
}

/// Scores two names of organizations whose words are aligned.
pub(super) fn organization(a: &Reading, b: &Reading, alignment: Alignment) -> Scored {
    let mut sides = Sides::new(a, b, &alignment);
    let mut best = weighed(a, b, &alignment, &sides);
    if sides.cut.0 || sides.cut.1 {
        // Nobody knows that a name of such a length was cut: as it stands it may be another.
        best = Scored { score: best.score.min(0.9), same_words: false, ..best };
        sides.count_open(a, b, &alignment, (false, false));
        let whole = weighed(a, b, &alignment, &sides);
        if whole.score >= best.score {
            best = whole;
        }
    }
    if is_beginning(a, b) || is_beginning(b, a) {
        best.score = best.score.max(0.8);
    }
    if best.score < 0.75
        && (is_part_of(a, b, &alignment, false) || is_part_of(b, a, &alignment, true))
    {
        best.score = 0.75;
    }
    Scored { alignment, ..best }
}

/// The score of two aligned names by what agrees and what is open on either side.
fn weighed(a: &Reading, b: &Reading, alignment: &Alignment, sides: &Sides) -> Scored {
    let (cap, against) = limits(a, b, alignment, sides);
    let quality = quality(alignment, a, b);
    let top = if alignment.pairs.iter().all(|p| p.how == How::Same) { 0.98 } else { 0.96 };
    let score = (weigh(sides, shares_bearer(a, b)) * quality).min(cap).min(top).max(0.0);
    let missing = sides.total(|s| s.only_a) + sides.total(|s| s.only_b);
    let words = sides.core.only_a + sides.core.only_b + sides.number.only_a + sides.number.only_b;
    let part = sides.part.only_a > 0.0 || sides.part.only_b > 0.0;
    // What only sounds alike or is a letter apart may be the party; it is not shown to be.
    let same_words = cap > 0.9
        && sides.worst > 0.95
        && words < 0.05
        && (missing < 0.3 || part)
        && sides.total(|s| s.matched) > 0.3;
    let (readings, alignment) = ((0, 0), Alignment::default());
    Scored { score: f64::from(score), readings, alignment, against, same_words }
}

/// The one name is an institution that the other names word for word and unbroken, with the name
/// of a part before or after it: `Beijing Institute of Technology, 38th Research Institute`.
fn is_part_of(whole: &Reading, body: &Reading, alignment: &Alignment, swapped: bool) -> bool {
    let content = || body.tokens.iter().filter(|t| t.is_content());
    let named = content().any(|t| t.class == TokenClass::Institution)
        && content().count() >= 3
        && content().all(|t| t.class != TokenClass::Number);
    if !named {
        return false;
    }
    let mut places: Vec<(usize, usize)> = Vec::new();
    for pair in &alignment.pairs {
        let (outer, inner) = if swapped { (pair.b, pair.a) } else { (pair.a, pair.b) };
        if outer.1 != 1 || inner.1 != 1 || !matches!(pair.how, How::Same | How::Meaning) {
            return false;
        }
        places.push((inner.0, outer.0));
    }
    places.sort_unstable();
    let between = |from: usize, to: usize| {
        whole.tokens.iter().take(to).skip(from + 1).all(|t| !t.is_content())
    };
    let unbroken =
        places.windows(2).all(|w| matches!(w, [(_, x), (_, y)] if x < y && between(*x, *y)));
    let used = if swapped { alignment.used_b } else { alignment.used_a };
    let part = whole.tokens.iter().enumerate().any(|(at, t)| {
        used & (1 << at) == 0
            && matches!(t.class, TokenClass::Institution | TokenClass::SubUnit | TokenClass::Number)
    });
    places.len() == content().count() && unbroken && part
}

/// What agrees, less what is missing: a missing word costs the more, the less telling the words
/// are that agree.
fn weigh(sides: &Sides, shared: bool) -> f32 {
    // Beside an agreeing number, the kind of institution is often left out (CETC 38).
    let kind = if sides.number.matched > 0.5 { 0.75 } else { 0.0 };
    let miss_a = sides.total(|s| s.only_a) - kind * sides.institution.only_a;
    let miss_b = sides.total(|s| s.only_b) - kind * sides.institution.only_b;
    let (most, least) = (miss_a.max(miss_b), miss_a.min(miss_b));
    let core = sides.core.matched;
    let context = sides.place.matched
        + sides.trade.matched
        + sides.institution.matched
        + sides.number.matched;
    let strength = (core + 0.4 * context).min(1.6);
    let strange = sides.core.only_a + sides.core.only_b > 0.3 && core < 1.2;
    let slope = if shared {
        0.22
    } else if core < 0.25 {
        1.2
    } else if sides.ordinary {
        (2.6 - 4.0 * context).max(0.6)
    } else if strength >= 1.0 {
        0.22 - 0.1 * (strength - 1.0)
    } else {
        0.22 + 5.0 * (1.0 - strength)
    };
    let slope = if strange { slope.max(0.4) } else { slope };
    let slope = slope + 3.0 * (1.0 - sides.worst).max(0.0) * f32::from(u8::from(core < 1.5));
    let part = sides.part.only_a > 0.0 || sides.part.only_b > 0.0;
    let discount = if part && !sides.part.both() && least < 0.15 { 0.35 } else { 1.0 };
    let nothing = core + context < 0.05;
    if nothing { 0.3 } else { 0.985 - slope * most * discount - 0.65 * least }
}

/// The text of a cut name is the beginning of the other.
fn is_beginning(a: &Reading, b: &Reading) -> bool {
    is_cut_length(a.chars)
        && a.folded.len() >= 26
        && b.folded.len() > a.folded.len()
        && b.folded.starts_with(&*a.folded)
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
