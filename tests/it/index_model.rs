//! The candidate model evaluated on every name, word by word, and the test that the index returns
//! exactly the same names.

use std::collections::{BTreeMap, BTreeSet};

use highfence::index::model::{
    self, ALTERNATES_MAX, JOINED_MAX, Model, NameKeys, SPLIT_LENGTH, SPLIT_PART, WORDS_MAX, Word,
};
use highfence::index::{Catalog, Scratch};

use super::perturb::Dice;

/// The obvious evaluation: every word is measured, every name is weighed.
pub struct Slow<'a> {
    names: &'a [NameKeys<'a>],
    model: Model,
    words: Vec<&'a str>,
    alternates: Vec<BTreeSet<u64>>,
    /// Name number, and the words of one of its forms with their weights.
    forms: Vec<(u32, Vec<(usize, u32)>)>,
}

/// What a query form matches: for each list word the query words, and each query word's weight.
struct Read {
    matched: Vec<Option<u64>>,
    weights: Vec<u32>,
}

fn signature(text: &str) -> u64 {
    text.bytes().fold(0, |bits, byte| bits | 1 << (byte % 64))
}

/// Edits between two words where the model allows as many.
fn edits(a: &str, b: &str) -> Option<usize> {
    if a == b {
        return Some(0);
    }
    if !model::is_editable(a.as_bytes()) || !model::is_editable(b.as_bytes()) {
        return None;
    }
    let allowed = model::edits_allowed(a.len().max(b.len()));
    let apart = (signature(a) ^ signature(b)).count_ones() as usize;
    if apart > 2 * allowed || a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    Some(strsim::osa_distance(a, b)).filter(|edits| *edits <= allowed)
}

fn is_initial(word: &str) -> bool {
    model::is_initial(word.as_bytes())
}

impl<'a> Slow<'a> {
    pub fn new(names: &'a [NameKeys<'a>], model: Model) -> Self {
        let mut seen: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        for name in names {
            for word in name.forms.iter().flatten() {
                let keys = word.alternates.iter().take(ALTERNATES_MAX).filter(|key| **key != 0);
                seen.entry(word.text).or_default().extend(keys);
            }
        }
        let words: Vec<&str> = seen.keys().copied().collect();
        let alternates = seen.into_values().collect();
        let mut slow = Self { names, model, words, alternates, forms: Vec::new() };
        for (number, name) in names.iter().enumerate() {
            for form in &name.forms {
                let mut weights: BTreeMap<usize, u32> = BTreeMap::new();
                for word in form.iter().take(WORDS_MAX) {
                    let at = slow.words.binary_search(&word.text).unwrap();
                    let own = u32::from(word.weight);
                    let known = weights.entry(at).or_insert(own);
                    *known = own.max(*known);
                }
                slow.forms.push((number as u32, weights.into_iter().collect()));
            }
        }
        slow
    }

    fn known(&self, word: &str) -> Option<usize> {
        self.words.binary_search(&word).ok()
    }

    pub fn find(&self, query: &NameKeys<'_>) -> Vec<u32> {
        let mut found = BTreeSet::new();
        for (number, name) in self.names.iter().enumerate() {
            if name.whole.iter().any(|key| query.whole.contains(key)) {
                found.insert(number as u32);
            }
        }
        for form in &query.forms {
            let read = self.read(form);
            let covered = self.forms.iter().filter(|(_, listed)| self.covers(form, &read, listed));
            found.extend(covered.map(|(number, _)| *number));
        }
        found.into_iter().collect()
    }

    fn read(&self, form: &[Word<'_>]) -> Read {
        let mut read = Read { matched: vec![None; self.words.len()], weights: Vec::new() };
        for (at, word) in form.iter().enumerate() {
            if !is_initial(word.text) {
                self.read_word(word, 1 << at, &mut read);
            }
            read.weights.push(u32::from(word.weight));
        }
        for first in 0..form.len() {
            for count in 2..=JOINED_MAX.min(form.len() - first) {
                let words = &form[first..first + count];
                let joined: String = words.iter().map(|word| word.text).collect();
                let cut = words[count - 1].cut;
                for (listed, text) in self.words.iter().enumerate() {
                    let near =
                        if count == 2 { edits(&joined, text).is_some() } else { joined == *text };
                    if near || (cut && text.starts_with(&joined)) {
                        *read.matched[listed].get_or_insert(0) |= ((1 << count) - 1) << first;
                    }
                }
            }
        }
        read
    }

    /// Notes the list words that one query word matches.
    fn read_word(&self, word: &Word<'_>, bit: u64, read: &mut Read) {
        for (listed, text) in self.words.iter().enumerate() {
            let near = edits(word.text, text);
            let keys = &self.alternates[listed];
            let shared = word.alternates.iter().any(|key| *key != 0 && keys.contains(key));
            if near.is_some() || shared || (word.cut && text.starts_with(word.text)) {
                *read.matched[listed].get_or_insert(0) |= bit;
            }
        }
        let splits = self.known(word.text).is_none()
            && word.text.len() >= SPLIT_LENGTH
            && model::is_editable(word.text.as_bytes());
        for at in SPLIT_PART..=word.text.len().saturating_sub(SPLIT_PART) {
            if !splits {
                break;
            }
            let (left, right) = word.text.split_at(at);
            if let (Some(left), Some(right)) = (self.known(left), self.known(right)) {
                *read.matched[left].get_or_insert(0) |= bit;
                *read.matched[right].get_or_insert(0) |= bit;
            }
        }
    }

    fn covers(&self, form: &[Word<'_>], read: &Read, listed: &[(usize, u32)]) -> bool {
        let matched = |(word, _): &&(usize, u32)| read.matched[*word].is_some();
        if !listed.iter().filter(matched).any(|(word, _)| !is_initial(self.words[*word])) {
            return false;
        }
        let begins = |a: &str, b: &str| a.as_bytes()[0] == b.as_bytes()[0];
        let total: u32 = listed.iter().map(|(_, weight)| weight).sum();
        let covered: u32 = listed
            .iter()
            .filter(|(word, weight)| {
                let text = self.words[*word];
                matched(&&(*word, *weight))
                    || (is_initial(text) && form.iter().any(|q| begins(q.text, text)))
            })
            .map(|(_, weight)| weight)
            .sum();
        let bits = listed.iter().fold(0, |bits, (word, _)| bits | read.matched[*word].unwrap_or(0));
        let query: u32 = read.weights.iter().sum();
        let mut carried = 0;
        for (at, (word, weight)) in form.iter().zip(&read.weights).enumerate() {
            let initial = is_initial(word.text)
                && listed.iter().any(|(listed, _)| begins(self.words[*listed], word.text));
            if bits & (1 << at) != 0 || initial {
                carried += weight;
            }
        }
        let by_name = covered * 100 >= total * self.model.name_share;
        let by_query =
            query >= self.model.query_floor && carried * 100 >= query * self.model.query_share;
        by_name || by_query
    }
}

/// Checks that the index and the obvious evaluation find the same names, and gives their number.
#[track_caller]
pub fn check(
    catalog: &Catalog,
    slow: &Slow<'_>,
    query: &NameKeys<'_>,
    scratch: &mut Scratch,
) -> usize {
    let found = catalog.find(query, scratch);
    assert_eq!(found.incomplete, None, "{query:?}");
    let fast = found.names.to_vec();
    let expected = slow.find(query);
    assert_eq!(fast, expected, "query {query:?}");
    fast.len()
}

/// A word of few letters, so that words are near each other and repeat.
fn random_word(dice: &mut Dice, longest: usize) -> String {
    let letters = ["a", "b", "c", "ab", "1", "é"];
    let mut word = String::new();
    let length = 1 + dice.below(longest);
    while word.len() < length {
        let rare = dice.below(40) == 0;
        word.push_str(if rare { letters[4 + dice.below(2)] } else { letters[dice.below(4)] });
    }
    word
}

fn random_form<'a>(dice: &mut Dice, words: &'a [String], most: usize) -> Vec<Word<'a>> {
    (0..1 + dice.below(most))
        .map(|_| {
            let text = words[dice.below(words.len())].as_str();
            let mut word = Word::new(text);
            word.weight = [100, 100, 30, 5][dice.below(4)];
            word.cut = dice.below(12) == 0;
            if text.len().is_multiple_of(3) {
                word.alternates[dice.below(ALTERNATES_MAX)] =
                    7 + (text.len() + text.as_bytes()[0] as usize) as u64;
            }
            word
        })
        .collect()
}

fn random_name<'a>(dice: &mut Dice, words: &'a [String]) -> NameKeys<'a> {
    let forms = (0..dice.below(3)).map(|_| random_form(dice, words, 5)).collect();
    let whole = (0..dice.below(3)).map(|_| 1 + dice.below(400) as u64).collect();
    NameKeys { forms, whole }
}

#[test]
fn equals_the_model_on_generated_names() {
    let mut found = 0;
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let longest = 4 + dice.below(12);
        let words: Vec<String> =
            (0..40 + dice.below(160)).map(|_| random_word(&mut dice, longest)).collect();
        let (listed, asked) = words.split_at(words.len() * 2 / 3);
        let names: Vec<_> = (0..150).map(|_| random_name(&mut dice, listed)).collect();
        let model = Model {
            name_share: 40 + dice.below(60) as u32,
            query_share: 40 + dice.below(60) as u32,
            query_floor: dice.below(200) as u32,
            ..Model::default()
        };
        let catalog = Catalog::build(&names, model);
        let slow = Slow::new(&names, model);
        let mut scratch = Scratch::default();
        for turn in 0..200 {
            let pool = if turn % 3 == 0 { asked } else { words.as_slice() };
            let query = random_name(&mut dice, pool);
            found += check(&catalog, &slow, &query, &mut scratch);
        }
    }
    assert!(found > 10_000, "the generated queries find too little to prove anything: {found}");
}
