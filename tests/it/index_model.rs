//! The candidate model evaluated on every name, word by word, and the test that the index returns
//! exactly the same names.

use std::collections::{BTreeMap, BTreeSet};

use highfence::index::model::{
    self, ALTERNATES_MAX, Agreement, Form, FormKind, JOINED_MAX, Model, NameKeys, SPLIT_LENGTH,
    SPLIT_PART, WORDS_MAX, Word,
};
use highfence::index::{Catalog, Scratch};

use super::perturb::Dice;

/// The bound of the comparison, in thousandths: that of the default threshold.
const LEAST: u32 = 640;

/// The obvious evaluation: every word is measured, every name is weighed.
pub struct Slow<'a> {
    names: &'a [NameKeys<'a>],
    model: Model,
    words: Vec<&'a str>,
    alternates: Vec<BTreeSet<u64>>,
    /// Name number, and the words of one of its forms with their weights.
    forms: Vec<(u32, FormKind, Vec<(usize, u32, bool)>)>,
}

/// What a query form matches: for each list word the query words, and each query word's weight.
struct Read {
    /// Query words as bits, and closeness.
    matched: Vec<Option<(u64, u32)>>,
    weights: Vec<u32>,
}

impl Read {
    /// Notes that the query words in `bits` match a list word as closely as `close` percent.
    fn note(&mut self, listed: usize, bits: u64, close: Option<u8>) {
        let Some(close) = close.map(u32::from) else { return };
        let known = self.matched[listed].get_or_insert((0, 0));
        *known = (known.0 | bits, known.1.max(close));
    }
}

fn close(asked: &str, listed: &str, edits: usize) -> u8 {
    model::closeness(asked.len(), listed.len(), edits)
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
            for word in name.forms.iter().flat_map(|form| &form.words) {
                let keys = word.alternates.iter().take(ALTERNATES_MAX).filter(|key| **key != 0);
                seen.entry(word.text).or_default().extend(keys);
            }
        }
        let words: Vec<&str> = seen.keys().copied().collect();
        let alternates = seen.into_values().collect();
        let mut slow = Self { names, model, words, alternates, forms: Vec::new() };
        for (number, name) in names.iter().enumerate() {
            for form in &name.forms {
                let mut weights: BTreeMap<usize, (bool, u32)> = BTreeMap::new();
                for word in form.words.iter().take(WORDS_MAX) {
                    let at = slow.words.binary_search(&word.text).unwrap();
                    let own = (word.telling, u32::from(word.weight));
                    let known = weights.entry(at).or_insert(own);
                    *known = own.max(*known);
                }
                slow.forms.push((
                    number as u32,
                    form.kind,
                    weights
                        .into_iter()
                        .map(|(at, (telling, weight))| (at, weight, telling))
                        .collect(),
                ));
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
            let read = self.read(&form.words);
            let covered = self.forms.iter().filter(|(_, kind, listed)| {
                let person = form.kind.is_person_with(*kind);
                self.covers(&form.words, &read, listed, (person, form.least(LEAST)))
            });
            found.extend(covered.map(|(number, _, _)| *number));
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
                    let near = if count == 2 {
                        edits(&joined, text)
                    } else {
                        (joined == *text).then_some(0)
                    };
                    let bits = ((1 << count) - 1) << first;
                    read.note(listed, bits, near.map(|n| close(&joined, text, n)));
                    read.note(listed, bits, (cut && text.starts_with(&joined)).then_some(100));
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
            let other = shared || (word.cut && text.starts_with(word.text));
            read.note(listed, bit, near.map(|edits| close(word.text, text, edits)));
            read.note(listed, bit, other.then_some(100));
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
                read.note(left, bit, Some(100));
                read.note(right, bit, Some(100));
            }
        }
    }

    fn covers(
        &self,
        form: &[Word<'_>],
        read: &Read,
        listed: &[(usize, u32, bool)],
        (person, least): (bool, u32),
    ) -> bool {
        let begins = |a: &str, b: &str| a.as_bytes()[0] == b.as_bytes()[0];
        let mut agreed = Agreement { worst: 100, ..Agreement::default() };
        let (mut full, mut bits, mut words) = (false, 0_u64, 0);
        for (word, weight, telling) in listed {
            let text = self.words[*word];
            let initial = is_initial(text) && form.iter().any(|asked| begins(asked.text, text));
            let by = read.matched[*word].or(initial.then_some((0, 100)));
            // An initial that an asked word begins with is covered in full, however it is matched.
            let by = by.map(|(by, close)| (by, if initial { 100 } else { close }));
            agreed.listed.0 += weight;
            match by {
                Some((by, close)) => {
                    full |= !is_initial(text);
                    bits |= by;
                    words += u32::from(by != 0);
                    agreed.listed.1 += weight;
                    agreed.close += weight * close;
                    agreed.telling_listed.0 += if *telling { *weight } else { 0 };
                    agreed.worst =
                        if *weight > 50 { agreed.worst.min(close) } else { agreed.worst };
                }
                None => agreed.telling_listed.1 += if *telling { *weight } else { 0 },
            }
        }
        agreed.words = words.max(bits.count_ones());
        for (at, (word, weight)) in form.iter().zip(&read.weights).enumerate() {
            let initial = is_initial(word.text)
                && listed.iter().any(|(listed, _, _)| begins(self.words[*listed], word.text));
            let covered = bits & (1 << at) != 0 || initial;
            let telling = if word.telling { *weight } else { 0 };
            agreed.asked.0 += weight;
            agreed.asked.1 += if covered { *weight } else { 0 };
            agreed.telling_asked.0 += if covered { telling } else { 0 };
            agreed.telling_asked.1 += if covered { 0 } else { telling };
        }
        let has = |(all, part): (u32, u32), share: u32| part * 100 >= all * share;
        let by_query = agreed.asked.0 >= self.model.query_floor;
        full && (has(agreed.listed, self.model.name_share)
            || (by_query && has(agreed.asked, self.model.query_share)))
            && agreed.suffices(person, least)
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
    let found = catalog.find(query, LEAST, scratch);
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
            word.telling = dice.below(3) > 0;
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
    let kinds = [FormKind::Person, FormKind::Plain, FormKind::Business];
    let forms = (0..dice.below(3))
        .map(|_| Form { words: random_form(dice, words, 5), kind: kinds[dice.below(3)] })
        .collect();
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
