//! Names -> the numbers of those that are candidates for a queried name, exactly as the
//! [model](super::model) says.
//!
//! It knows words and weights only: how a name becomes words, and what a candidate scores, is
//! decided elsewhere.

use std::sync::atomic::{AtomicU64, Ordering};

use super::codec::{Damage, Reader, Writer};
use super::deletions::Deletions;
use super::forms::{Forms, Head, TELLING, WORD_NUMBERS_MAX};
use super::keys::KeyTable;
use super::model::{
    Agreement, Form, FormKind, JOINED_MAX, Model, NameKeys, WEIGHT_MAX, WORDS_MAX, Word,
    is_initial, letter_bit,
};
use super::near::{Near, Vocabulary};
use super::scratch::{Matched, Scratch, Work};
use super::words::{Collected, Words};

/// Forms whose memory is asked for together.
const FORMS_TOGETHER: usize = 16;

/// Tells catalogs apart, so that a scratch never serves a look-up of another one.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// An immutable index over names.
#[derive(Debug, Default)]
pub struct Catalog {
    id: u64,
    model: Model,
    vocabulary: Vocabulary,
    forms: Forms,
    whole: KeyTable,
    names: usize,
}

/// The names found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates<'s> {
    /// Their numbers, ascending.
    pub names: &'s [u32],
    /// Why there may be more; `None` where there are none.
    pub incomplete: Option<Incomplete>,
}

/// Why a search was not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incomplete {
    /// The name has this many words, more than [`WORDS_MAX`].
    Words(usize),
    /// The work budget of the model was used up.
    Work,
    /// The list has more distinct words than the index can number.
    Vocabulary,
}

impl std::fmt::Display for Incomplete {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Words(count) => write!(f, "the name has {count} words; at most {WORDS_MAX}"),
            Self::Work => f.write_str("the name is like too many list names to compare them all"),
            Self::Vocabulary => {
                write!(f, "the lists hold more than {WORD_NUMBERS_MAX} distinct words")
            }
        }
    }
}

/// A query form, prepared for verification.
struct Prepared {
    kind: FormKind,
    weights: [u32; WORDS_MAX],
    total: u32,
    /// Words that must be looked for everywhere, as bits.
    leading: u64,
    /// Telling words, as bits.
    telling: u64,
    /// Least score asked for, in thousandths.
    least: u32,
    /// Whether the query's own coverage can make a candidate.
    by_query: bool,
    /// Initials of each letter: word bits, by letter bit.
    initials: Vec<(u32, u64)>,
}

impl Prepared {
    /// Weight of the words whose bits are set.
    fn weight_of(&self, mut bits: u64) -> u32 {
        let mut weight = 0;
        while bits != 0 {
            weight += self.weights.get(bits.trailing_zeros() as usize).copied().unwrap_or(0);
            bits &= bits - 1;
        }
        weight
    }
}

impl Catalog {
    /// Builds the index over `names`, numbered in their order.
    pub fn build(names: &[NameKeys<'_>], model: Model) -> Self {
        let Collected { words, names_with, alternates } = Words::collect(names);
        let whole = names
            .iter()
            .enumerate()
            .flat_map(|(number, name)| name.whole.iter().map(move |key| (*key, number as u32)));
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            model,
            forms: Forms::build(names, &words, &names_with, &model),
            whole: KeyTable::build(whole.collect()),
            vocabulary: Vocabulary {
                deletions: Deletions::build(words.all()),
                alternates: KeyTable::build(alternates),
                words,
            },
            names: names.len(),
        }
    }

    /// Numbers of the names filed under a whole-name key, ascending.
    pub(super) fn filed_under(&self, key: u64) -> &[u32] {
        self.whole.of(key)
    }

    /// How many names it holds.
    pub fn len(&self) -> usize {
        self.names
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.names == 0
    }

    /// Bytes of memory its columns take.
    pub fn bytes(&self) -> usize {
        self.parts().iter().map(|(_, bytes)| bytes).sum()
    }

    /// Bytes of memory, by part.
    pub fn parts(&self) -> [(&'static str, usize); 5] {
        [
            ("words", self.vocabulary.words.bytes()),
            ("deletions", self.vocabulary.deletions.bytes()),
            ("alternates", self.vocabulary.alternates.bytes()),
            ("forms", self.forms.bytes()),
            ("whole names", self.whole.bytes()),
        ]
    }

    /// Finds the names that are candidates for `query` where scores below `least` thousandths are
    /// not asked for (see [`least_for`](super::model::least_for)).
    pub fn find<'s>(
        &self,
        query: &NameKeys<'_>,
        least: u32,
        scratch: &'s mut Scratch,
    ) -> Candidates<'s> {
        scratch.work = Work::default();
        scratch.found.clear();
        scratch.names.renew(self.names);
        scratch.memory.bind(self.id);
        let mut incomplete =
            (self.vocabulary.words.len() > WORD_NUMBERS_MAX).then_some(Incomplete::Vocabulary);
        for key in &query.whole {
            scratch.work.probes += 1;
            for name in self.whole.of(*key) {
                if scratch.names.mark(*name) {
                    scratch.found.push(*name);
                }
            }
        }
        for form in &query.forms {
            incomplete = incomplete.or(self.find_form(form, least, scratch));
        }
        scratch.found.sort_unstable();
        scratch.work.candidates = scratch.found.len() as u64;
        Candidates { names: &scratch.found, incomplete }
    }

    fn find_form(&self, form: &Form<'_>, least: u32, scratch: &mut Scratch) -> Option<Incomplete> {
        if form.words.len() > WORDS_MAX {
            return Some(Incomplete::Words(form.words.len()));
        }
        scratch.matched.renew(self.vocabulary.words.len());
        scratch.forms.renew(self.forms.len());
        let query = self.prepare(form, least, scratch);
        let Scratch { matched, forms, names, found, work, pending, .. } = scratch;
        pending.clear();
        let mut incomplete = None;
        for (word, by, _) in matched.found.iter().filter(|(_, by, _)| *by != 0) {
            let postings = self.forms.with(*word, by & query.leading != 0);
            work.postings += postings.len() as u64;
            if work.postings > self.model.work_max {
                incomplete = Some(Incomplete::Work);
                break;
            }
            pending.extend(postings.iter().filter(|form| forms.mark(**form)));
        }
        work.verified += pending.len() as u64;
        // The memory of several forms is asked for before the first is looked at.
        for forms in pending.chunks(FORMS_TOGETHER) {
            let mut heads = [Head::default(); FORMS_TOGETHER];
            let mut asked = 0;
            for (head, form) in heads.iter_mut().zip(forms) {
                *head = self.forms.head(*form);
            }
            for head in heads.iter().take(forms.len()) {
                asked ^= self.forms.first_cell(head);
            }
            std::hint::black_box(asked);
            for head in heads.iter().take(forms.len()) {
                if self.is_found(head, &query, matched) && names.mark(head.name) {
                    found.push(head.name);
                }
            }
        }
        incomplete
    }

    /// Marks the list words that the form's words match, and weighs the form.
    fn prepare(&self, form: &Form<'_>, least: u32, scratch: &mut Scratch) -> Prepared {
        let (kind, least, form) = (form.kind, form.least(least), form.words.as_slice());
        let mut query = Prepared {
            kind,
            weights: [0; WORDS_MAX],
            total: 0,
            leading: 0,
            telling: 0,
            least,
            by_query: false,
            initials: Vec::new(),
        };
        // What it costs to look for each word everywhere, its bit and its weight.
        let mut order: Vec<(usize, u64, u32)> = Vec::with_capacity(form.len());
        for (at, word) in form.iter().enumerate() {
            let (bit, own) = (1_u64 << at, u32::from(word.weight).clamp(1, WEIGHT_MAX));
            query.telling |= if word.telling { bit } else { 0 };
            if is_initial(word.text.as_bytes()) {
                query.initials.push((letter_bit(word.text.as_bytes()), bit));
            } else {
                order.push((self.mark_word(word, bit, scratch), bit, own));
            }
            if let Some(place) = query.weights.get_mut(at) {
                *place = own;
            }
            query.total += own;
        }
        self.mark_joined(form, scratch);
        self.mark_initials(form, &mut scratch.matched);
        order.sort_unstable();
        query.by_query = query.total >= self.model.query_floor;
        let mut rest = query.total;
        for (_, bit, weight) in order {
            if !query.by_query || rest * 100 < query.total * self.model.query_share {
                break;
            }
            rest -= weight;
            query.leading |= bit;
        }
        if query.by_query && rest * 100 >= query.total * self.model.query_share {
            query.leading = u64::MAX;
        }
        query
    }

    /// Marks the list words that a word matches, and gives the number of their postings.
    fn mark_word(&self, word: &Word<'_>, bit: u64, scratch: &mut Scratch) -> usize {
        let Scratch { near: working, memory, matched, work, .. } = scratch;
        let write_key = |key: &mut Vec<u8>| {
            key.push(u8::from(word.cut));
            key.extend(word.alternates.iter().flat_map(|key| key.to_le_bytes()));
            key.extend_from_slice(word.text.as_bytes());
        };
        let near = memory.of(write_key, || self.vocabulary.near(word, working));
        mark(near, bit, matched, work);
        near.words.iter().map(|(word, _)| self.forms.count(*word)).sum()
    }

    /// Marks the list words that adjacent words match when joined.
    fn mark_joined(&self, form: &[Word<'_>], scratch: &mut Scratch) {
        let mut joined = String::new();
        for first in 0..form.len() {
            joined.clear();
            for (count, word) in (1..=JOINED_MAX).zip(form.iter().skip(first)) {
                joined.push_str(word.text);
                if count < 2 {
                    continue;
                }
                let (edits, by) = (count == 2, ((1_u64 << count) - 1) << first);
                let Scratch { near: working, memory, matched, work, .. } = &mut *scratch;
                if !edits && !word.cut {
                    work.probes += 1;
                    if let Some(exact) = self.vocabulary.exact(joined.as_bytes()) {
                        matched.add(exact, by, 100);
                    }
                    continue;
                }
                let write_key = |key: &mut Vec<u8>| {
                    key.push(2 + u8::from(word.cut) + 2 * u8::from(edits));
                    key.extend_from_slice(joined.as_bytes());
                };
                let near = memory.of(write_key, || {
                    self.vocabulary.near_joined(&joined, edits, word.cut, working)
                });
                mark(near, by, matched, work);
            }
        }
    }

    /// List initials are covered by any query word of the same first letter.
    fn mark_initials(&self, form: &[Word<'_>], matched: &mut Matched) {
        let letters = form.iter().fold(0, |bits, word| bits | letter_bit(word.text.as_bytes()));
        for letter in b'a'..=b'z' {
            if letters & letter_bit(&[letter]) != 0
                && let Some(initial) = self.vocabulary.exact(&[letter])
            {
                matched.add(initial, 0, 100);
            }
        }
    }

    /// Whether the model finds a form of which at least one full word is matched.
    fn is_found(&self, form: &Head, query: &Prepared, matched: &Matched) -> bool {
        let (mut all, mut part, mut by) = (0, 0, 0_u64);
        for (word, marked) in self.forms.record(form) {
            let weight = marked & WEIGHT_MAX;
            all += weight;
            if let Some((bits, _)) = matched.by(word) {
                part += weight;
                by |= bits;
            }
        }
        for (letter, bit) in &query.initials {
            if form.letters & letter != 0 {
                by |= bit;
            }
        }
        let asked = (query.total, query.weight_of(by));
        let has = |(all, part): (u32, u32), share: u32| part * 100 >= all * share;
        // Most forms end here, with one word in common.
        (has((all, part), self.model.name_share)
            || (query.by_query && has(asked, self.model.query_share)))
            && self
                .agreement(form, query, matched, by)
                .suffices(query.kind.is_person_with(form.kind()), query.least)
    }

    /// How much of a form agrees with the query, of which the words in `by` are matched.
    fn agreement(&self, form: &Head, query: &Prepared, matched: &Matched, by: u64) -> Agreement {
        let mut agreed = Agreement {
            asked: (query.total, query.weight_of(by)),
            telling_asked: (
                query.weight_of(by & query.telling),
                query.weight_of(!by & query.telling),
            ),
            worst: 100,
            ..Agreement::default()
        };
        let (mut words, mut full) = (0, 0_u64);
        for (word, marked) in self.forms.record(form) {
            let (weight, telling) = (marked & WEIGHT_MAX, marked & TELLING != 0);
            agreed.listed.0 += weight;
            if let Some((bits, close)) = matched.by(word) {
                agreed.listed.1 += weight;
                agreed.close += weight * u32::from(close);
                agreed.telling_listed.0 += if telling { weight } else { 0 };
                if weight > 50 {
                    agreed.worst = agreed.worst.min(u32::from(close));
                }
                words += u32::from(bits != 0);
                full |= bits;
            } else if telling {
                agreed.telling_listed.1 += weight;
            }
        }
        agreed.words = words.max(full.count_ones());
        agreed
    }

    /// Whether the name of this number is filed under exactly these keys.
    pub(super) fn holds(&self, name: u32, keys: &NameKeys<'_>) -> bool {
        keys.whole.iter().all(|key| self.whole.of(*key).contains(&name))
            && self.forms.holds(name, keys, &self.vocabulary.words)
    }

    pub(super) fn write(&self, out: &mut Writer) {
        self.vocabulary.words.write(out);
        self.vocabulary.deletions.write(out);
        self.vocabulary.alternates.write(out);
        self.forms.write(out);
        self.whole.write(out);
        out.u64(self.names as u64);
        out.u64(u64::from(self.model.name_share));
        out.u64(u64::from(self.model.query_share));
        out.u64(u64::from(self.model.query_floor));
        out.u64(self.model.work_max);
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        let vocabulary = Vocabulary {
            words: Words::read(from)?,
            deletions: Deletions::read(from)?,
            alternates: KeyTable::read(from)?,
        };
        let (forms, whole) = (Forms::read(from)?, KeyTable::read(from)?);
        let names = from.u64()? as usize;
        let model = Model {
            name_share: from.u64()? as u32,
            query_share: from.u64()? as u32,
            query_floor: from.u64()? as u32,
            work_max: from.u64()?,
        };
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Ok(Self { id, model, vocabulary, forms, whole, names })
    }
}

/// Marks the words of a look-up as matched by the query words in `by`.
fn mark(near: &Near, by: u64, matched: &mut Matched, work: &mut Work) {
    work.probes += u64::from(near.probes);
    for (word, close) in &near.words {
        matched.add(*word, by, *close);
    }
}
