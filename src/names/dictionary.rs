//! The dictionary: legal forms, generic words, titles, particles, institutions, trades, places and
//! trade names, in all languages at once. Words of one meaning share a concept, so that 科技,
//! `keji`, `technology` and `технологии` are equal.

use std::sync::LazyLock;

use rustc_hash::FxHashMap as HashMap;

use super::distance::within;
use super::han;
use super::token::TokenClass;
use super::words::folded_words;

/// What a word of the dictionary means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meaning {
    /// Class of the word.
    pub class: TokenClass,
    /// Equal for words of one meaning.
    pub concept: u32,
    /// Equal for words of one field.
    pub field: u16,
    /// Weight of a token with this meaning.
    pub weight: f32,
}

/// A trade name in Chinese characters.
#[derive(Debug)]
pub struct BrandRun {
    /// Its characters, simplified.
    pub form: Vec<char>,
    /// The bearer's other name, in Latin letters.
    pub name: Box<str>,
    /// The bearer.
    pub bearer: u16,
}

/// Words of one first letter and one length, for spelling slips.
#[derive(Debug, Default)]
struct NearWords {
    /// The letters in each word, apart from the words so that they are looked through fast.
    masks: Vec<u64>,
    words: Vec<(Box<str>, Meaning)>,
}

/// Places of words by their first or last letters.
type GlueEnds = HashMap<[u8; GLUE_MIN], Vec<usize>>;

/// Shortest word that another may be written together with.
const GLUE_MIN: usize = 5;

/// All words, by the letters of the folded word written together.
#[derive(Debug, Default)]
pub struct Dictionary {
    words: HashMap<Box<str>, Meaning>,
    stems: HashMap<Box<str>, Meaning>,
    heads: HashMap<Box<str>, usize>,
    runs: HashMap<char, Vec<(Vec<char>, Meaning)>>,
    brands: HashMap<Box<str>, Box<str>>,
    bearers: HashMap<Box<str>, u16>,
    phrases: Vec<(Box<str>, u64, Meaning)>,
    /// First words of those phrases.
    openings: Vec<(Box<str>, u64)>,
    glue: Vec<Box<str>>,
    /// Places in `glue` by first letters, and by last letters.
    glue_ends: (GlueEnds, GlueEnds),
    brand_runs: HashMap<char, Vec<BrandRun>>,
    natives: HashMap<Box<str>, Vec<Box<str>>>,
    near: HashMap<(u8, usize), NearWords>,
    associations: Vec<u16>,
    concepts: u32,
    fields: u16,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::load);

/// The dictionary compiled into the program.
pub fn dictionary() -> &'static Dictionary {
    &DICTIONARY
}

/// Endings of Russian adjectives and nouns that may follow a stem, transliterated.
const ENDINGS: &[&str] = &[
    "",
    "a",
    "aya",
    "aia",
    "akh",
    "am",
    "ami",
    "e",
    "ego",
    "ey",
    "ei",
    "em",
    "enie",
    "eniya",
    "ev",
    "i",
    "ie",
    "ii",
    "ik",
    "iki",
    "ika",
    "im",
    "imi",
    "ikh",
    "ih",
    "iy",
    "iya",
    "ia",
    "iye",
    "iyu",
    "ka",
    "ki",
    "k",
    "ke",
    "ku",
    "koy",
    "l",
    "naya",
    "nii",
    "niy",
    "niya",
    "nnyy",
    "nnye",
    "nye",
    "nyy",
    "nyi",
    "ny",
    "noe",
    "noye",
    "nogo",
    "nykh",
    "nyh",
    "nom",
    "nost",
    "o",
    "oe",
    "ogo",
    "oi",
    "oy",
    "om",
    "omu",
    "osti",
    "ost",
    "ov",
    "oye",
    "skaya",
    "skiy",
    "skii",
    "skij",
    "sky",
    "skoe",
    "skogo",
    "skoy",
    "skoye",
    "stvo",
    "stva",
    "tsii",
    "tsiya",
    "tsionnyy",
    "tsionnaya",
    "tsionnykh",
    "tsionnye",
    "tsionnoe",
    "ionnyy",
    "u",
    "uyu",
    "ya",
    "ye",
    "yy",
    "yi",
    "y",
    "ykh",
    "yh",
    "ym",
    "ymi",
    "yye",
    "yu",
    "aniya",
    "anie",
    "yam",
    "yami",
    "yakh",
    "elnaya",
    "elnyy",
    "elny",
    "elnoe",
    "icheskiy",
    "icheskaya",
    "icheskoe",
    "icheskii",
    "eskiy",
    "eskaya",
    "eskoe",
    "eskogo",
    "eskikh",
    "ovyy",
    "ovaya",
    "ovoe",
    "ovogo",
    "nichesky",
    "ichesky",
    "esky",
    "ij",
    "yj",
    "nyj",
    "uskogo",
    "stroitelnyy",
    "stroenie",
    "stroeniya",
    "stroitelnyi",
];

impl Dictionary {
    fn load() -> Self {
        let mut all = Self::default();
        all.add_file(include_str!("data/legal.tsv"), TokenClass::Legal, 0.02);
        all.add_file(include_str!("data/generic.tsv"), TokenClass::Generic, 0.12);
        all.add_file(include_str!("data/subunits.tsv"), TokenClass::SubUnit, 0.1);
        all.add_file(include_str!("data/institutions.tsv"), TokenClass::Institution, 0.35);
        all.add_file(include_str!("data/trades.tsv"), TokenClass::Trade, 0.34);
        for line in data_lines(include_str!("data/places.tsv")) {
            all.add_concept(line.split('|'), TokenClass::Place, 0.34);
        }
        for line in data_lines(include_str!("data/places_zh.txt")) {
            for city in line.split(' ') {
                all.add_concept(std::iter::once(city), TokenClass::Place, 0.34);
            }
        }
        all.add_file(include_str!("data/particles.tsv"), TokenClass::Particle, 0.0);
        all.add_file(include_str!("data/titles.tsv"), TokenClass::Title, 0.0);
        for line in data_lines(include_str!("data/brands.tsv")) {
            all.add_brand(line);
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted alone; order is lost")]
        for list in all.runs.values_mut() {
            list.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted alone; order is lost")]
        for list in all.brand_runs.values_mut() {
            list.sort_by_key(|brand| std::cmp::Reverse(brand.form.len()));
        }
        all
    }

    fn add_file(&mut self, text: &str, class: TokenClass, weight: f32) {
        for line in data_lines(text) {
            let Some((name, forms)) = line.split_once('\t') else { continue };
            self.fields += 1;
            if matches!(name, "nonprofit" | "coop") {
                self.associations.push(self.fields);
            }
            for sense in forms.split(';') {
                self.add_concept(sense.split('|'), class, weight);
            }
        }
    }

    fn add_concept<'a>(
        &mut self,
        forms: impl Iterator<Item = &'a str>,
        class: TokenClass,
        weight: f32,
    ) {
        self.concepts += 1;
        if matches!(class, TokenClass::Place) {
            self.fields += 1;
        }
        let meaning = Meaning { class, concept: self.concepts, field: self.fields, weight };
        for form in forms {
            self.add_form(form.trim(), meaning);
        }
    }

    fn add_form(&mut self, form: &str, meaning: Meaning) {
        let (form, stem) = form.strip_suffix('*').map_or((form, false), |form| (form, true));
        if let Some(first) = form.chars().next().filter(|&c| is_run(c)) {
            let chars: Vec<char> = form.chars().map(han::simplify).collect();
            let list = self.runs.entry(han::simplify(first)).or_default();
            if !list.iter().any(|(known, _)| *known == chars) {
                list.push((chars, meaning));
            }
            self.add_pinyin(form, meaning);
            return;
        }
        let words = folded_words(form);
        let key: String = words.concat();
        if key.is_empty() {
            return;
        }
        if stem && words.len() == 1 {
            self.heads.entry(key.get(..4).unwrap_or(&key).into()).or_insert(1);
            self.stems.entry(key.into()).or_insert(meaning);
            return;
        }
        self.add_head(words.first().map_or("", String::as_str), words.len());
        if key.len() >= 12 && words.len() > 1 && meaning.class == TokenClass::Legal {
            let joined: String = words.iter().take(2).map(String::as_str).collect();
            self.add_head(&joined, words.len());
            self.phrases.push((key.as_str().into(), super::token::mask(&key), meaning));
            if let Some(first) = words.first().filter(|word| word.len() >= 4)
                && !self.openings.iter().any(|(known, _)| **known == **first)
            {
                self.openings.push((first.as_str().into(), super::token::mask(first)));
            }
        }
        let glues = matches!(meaning.class, TokenClass::Legal | TokenClass::Generic);
        if glues && words.len() == 1 && key.len() >= GLUE_MIN {
            let place = self.glue.len();
            if let (Some(first), Some(last)) = ends(key.as_bytes()) {
                self.glue_ends.0.entry(first).or_default().push(place);
                self.glue_ends.1.entry(last).or_default().push(place);
            }
            self.glue.push(key.as_str().into());
        }
        if key.len() >= 6
            && words.len() == 1
            && let Some(first) = key.bytes().next()
            && !self.words.contains_key(&*key)
            && meaning.class != TokenClass::Place
        {
            let near = self.near.entry((first, key.len())).or_default();
            near.masks.push(super::token::mask(&key));
            near.words.push((key.as_str().into(), meaning));
        }
        self.words.entry(key.into()).or_insert(meaning);
    }

    fn add_pinyin(&mut self, form: &str, meaning: Meaning) {
        let syllables = han::syllables(form);
        let key = syllables.concat();
        if syllables.len() < 2 || syllables.len() != form.chars().count() || key.len() < 5 {
            return;
        }
        for joined in 1..=syllables.len() {
            let head: String = syllables.iter().take(joined).map(String::as_str).collect();
            self.add_head(&head, syllables.len() - joined + 1);
        }
        self.words.entry(key.into()).or_insert(meaning);
        // Places are known by a reading that need not be the most common one (长沙 is Changsha).
        let others = han::other_readings(form);
        for other in
            others.into_iter().filter(|o| meaning.class == TokenClass::Place && o.len() >= 5)
        {
            self.add_head(&other, 1);
            self.words.entry(other.as_str().into()).or_insert(meaning);
        }
    }

    fn add_head(&mut self, head: &str, words: usize) {
        let longest = self.heads.entry(head.into()).or_insert(words);
        *longest = words.max(*longest);
    }

    fn add_brand(&mut self, line: &str) {
        let forms: Vec<&str> = line.split('|').collect();
        let latin: Vec<&str> = forms
            .iter()
            .copied()
            .filter(|f| !f.chars().any(|c| is_run(c) || !c.is_ascii()))
            .collect();
        let Some(canonical) =
            latin.iter().find(|form| form.contains(' ')).or_else(|| latin.first()).copied()
        else {
            return;
        };
        let bearer = u16::try_from(self.natives.len()).unwrap_or(u16::MAX);
        for form in &forms {
            if let Some(first) = form.chars().next().filter(|&c| is_run(c)) {
                let chars: Vec<char> = form.chars().map(han::simplify).collect();
                self.add_brand_pinyin(form, canonical, bearer);
                let brand = BrandRun { form: chars, name: canonical.into(), bearer };
                self.brand_runs.entry(han::simplify(first)).or_default().push(brand);
            } else {
                let words = folded_words(form);
                self.add_head(words.first().map_or("", String::as_str), words.len());
                self.bearers.entry(words.concat().into()).or_insert(bearer);
                self.brands.entry(words.concat().into()).or_insert_with(|| canonical.into());
            }
        }
        let natives = forms.iter().filter(|f| f.chars().any(han::is_han)).map(|f| (*f).into());
        let key: String = folded_words(canonical).concat();
        self.natives.entry(key.into()).or_default().extend(natives);
    }

    fn add_brand_pinyin(&mut self, form: &str, canonical: &str, bearer: u16) {
        let syllables = han::syllables(form);
        let key = syllables.concat();
        if syllables.len() < 4 || syllables.len() != form.chars().count() {
            return;
        }
        for joined in 1..=syllables.len() {
            let head: String = syllables.iter().take(joined).map(String::as_str).collect();
            self.add_head(&head, syllables.len() - joined + 1);
        }
        self.bearers.entry(key.as_str().into()).or_insert(bearer);
        self.brands.entry(key.into()).or_insert_with(|| canonical.into());
    }

    /// Most words that a phrase beginning with `word` has; 0 if none begins with it.
    pub fn phrase_words(&self, word: &str) -> usize {
        self.heads.get(word).copied().unwrap_or(0)
    }

    /// The meaning of a folded word or of a phrase written together.
    pub fn word(&self, key: &str) -> Option<Meaning> {
        self.words.get(key).copied()
    }

    /// The meaning of an inflected Russian word, by its stem.
    pub fn inflected(&self, word: &str) -> Option<Meaning> {
        self.heads.get(word.get(..4)?)?;
        (4..=word.len()).rev().find_map(|end| {
            let stem = self.stems.get(word.get(..end)?)?;
            ENDINGS.contains(&word.get(end..)?).then_some(*stem)
        })
    }

    /// The meaning of a word that is one slip away from a long word of the dictionary.
    pub fn misspelled(&self, word: &str) -> Option<Meaning> {
        let first = word.bytes().next()?;
        if word.len() < 6 {
            return None;
        }
        let mask = super::token::mask(word);
        let lists =
            (word.len() - 1..=word.len() + 1).filter_map(|length| self.near.get(&(first, length)));
        let alike = lists.flat_map(|near| {
            let words = near.masks.iter().zip(&near.words);
            words.filter(|(letters, _)| (*letters ^ mask).count_ones() <= 2).map(|(_, word)| word)
        });
        let mut slips = alike
            .filter(|(known, _)| within(known.as_bytes(), word.as_bytes(), 1).is_some())
            .map(|(_, meaning)| *meaning);
        slips.find(|meaning| {
            word.len() >= 7 || matches!(meaning.class, TokenClass::Legal | TokenClass::Generic)
        })
    }

    /// Whether a word is one slip away from the first word of a long legal form.
    pub fn misspells_opening(&self, word: &str) -> bool {
        let mask = super::token::mask(word);
        let near = |(known, letters): &(Box<str>, u64)| {
            known.len().abs_diff(word.len()) <= 1
                && (letters ^ mask).count_ones() <= 2
                && within(known.as_bytes(), word.as_bytes(), 1).is_some()
        };
        word.len() >= 4 && self.openings.iter().any(near)
    }

    /// The meaning of a long legal form that is at most two slips away from `key`.
    pub fn misspelled_phrase(&self, key: &str) -> Option<Meaning> {
        if key.len() < 12 {
            return None;
        }
        let mask = super::token::mask(key);
        let near = |(known, bits, _): &&(Box<str>, u64, Meaning)| {
            known.len().abs_diff(key.len()) <= 2
                && (bits ^ mask).count_ones() <= 4
                && within(known.as_bytes(), key.as_bytes(), 2).is_some()
        };
        self.phrases.iter().find(near).map(|(_, _, meaning)| *meaning)
    }

    /// A word cut into a legal or generic word and the rest, which must be of four letters or more.
    pub fn unglued<'a>(&self, word: &'a str) -> Option<(&'a str, &'a str)> {
        if self.words.contains_key(word)
            || self.inflected(word).is_some()
            || self.misspelled(word).is_some()
        {
            return None;
        }
        let (first, last) = ends(word.as_bytes());
        let beginning = first.and_then(|first| self.glue_ends.0.get(&first));
        let ending = last.and_then(|last| self.glue_ends.1.get(&last));
        let mut places: Vec<usize> =
            beginning.into_iter().chain(ending).flatten().copied().collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| self.glue.get(place)).find_map(|glue| {
            let (first, second, rest) = if glue.len() >= 7 && word.starts_with(&**glue) {
                let (first, second) = word.split_at_checked(glue.len())?;
                (first, second, second)
            } else if word.ends_with(&**glue) {
                let (first, second) = word.split_at_checked(word.len() - glue.len())?;
                (first, second, first)
            } else {
                return None;
            };
            (rest.len() >= 4 || self.words.contains_key(rest)).then_some((first, second))
        })
    }

    /// The bearer of a trade name written together in Latin letters.
    pub fn bearer(&self, key: &str) -> Option<u16> {
        self.bearers.get(key).copied()
    }

    /// The longest term at the head of a run of Chinese characters or Hangul.
    pub fn term(&self, run: &[char]) -> Option<(usize, Meaning)> {
        let list = self.runs.get(run.first()?)?;
        list.iter().find(|(form, _)| run.starts_with(form)).map(|(form, m)| (form.len(), *m))
    }

    /// The longest trade name at the head of a run.
    pub fn brand_term(&self, run: &[char]) -> Option<&BrandRun> {
        let list = self.brand_runs.get(run.first()?)?;
        list.iter().find(|brand| run.starts_with(&brand.form))
    }

    /// The other name of a trade name written together in Latin letters.
    pub fn brand(&self, key: &str) -> Option<&str> {
        self.brands.get(key).map(|name| &**name)
    }

    /// The names in Chinese characters of the bearer of a Latin trade name; empty if unknown.
    pub fn natives(&self, key: &str) -> &[Box<str>] {
        self.natives.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Whether a field is that of associations, foundations or cooperatives among the legal forms.
pub fn is_association(field: u16) -> bool {
    DICTIONARY.associations.contains(&field)
}

/// Is written without blanks between words: Chinese characters and Hangul.
pub fn is_run(c: char) -> bool {
    han::is_han(c) || matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// The first and the last letters of a word.
fn ends(word: &[u8]) -> (Option<[u8; GLUE_MIN]>, Option<[u8; GLUE_MIN]>) {
    (word.first_chunk().copied(), word.last_chunk().copied())
}

fn data_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}
