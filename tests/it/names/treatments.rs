//! What shipping documents and evaders do to a name, as functions from name to name.
//! `None` where a treatment does not apply (a name of one word has no order to change).

/// A small deterministic generator (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }
}

/// How much of the name a treatment leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// A reader sees the same name.
    Lossless,
    /// A reader recognizes it at once.
    Near,
    /// A reader must think.
    Far,
    /// Unreadable until decoded.
    Coded,
}

/// A treatment.
pub struct Treatment {
    pub name: &'static str,
    pub tier: Tier,
    pub apply: fn(&str, &mut Random) -> Option<String>,
}

const fn treatment(
    name: &'static str,
    tier: Tier,
    apply: fn(&str, &mut Random) -> Option<String>,
) -> Treatment {
    Treatment { name, tier, apply }
}

/// Spellings of shipping documents, for organizations.
pub const DOCUMENTS: &[Treatment] = &[
    treatment("abbreviated", Tier::Near, abbreviated),
    treatment("legal form dropped", Tier::Near, legal_dropped),
    treatment("city moved", Tier::Near, city_moved),
    treatment("cut at 35", Tier::Near, |name, _| cut(name, 35)),
    treatment("joined words", Tier::Near, joined),
    treatment("typo", Tier::Near, typo),
    treatment("homoglyph", Tier::Lossless, homoglyph),
    treatment("contact tail", Tier::Near, contact_tail),
];

/// What evaders do.
pub const EVASIONS: &[Treatment] = &[
    treatment("lower case", Tier::Lossless, |name, _| Some(name.to_lowercase())),
    treatment("zero width", Tier::Lossless, |name, _| Some(between(name, '\u{200b}'))),
    treatment("soft hyphen", Tier::Lossless, |name, _| Some(between(name, '\u{ad}'))),
    treatment("word joiner", Tier::Lossless, |name, _| Some(between(name, '\u{2060}'))),
    treatment("tag characters", Tier::Lossless, |name, _| {
        Some(format!("{name}\u{e0041}\u{e007f}"))
    }),
    treatment("variation selectors", Tier::Lossless, |name, _| Some(between(name, '\u{fe0f}'))),
    treatment("combining marks", Tier::Lossless, |name, _| Some(between(name, '\u{0336}'))),
    treatment("full width", Tier::Lossless, |name, _| Some(shifted(name, 0xfee0))),
    treatment("math bold", Tier::Lossless, |name, _| Some(mathematical(name, 0x1d400))),
    treatment("math monospace", Tier::Lossless, |name, _| Some(mathematical(name, 0x1d670))),
    treatment("enclosed", Tier::Lossless, enclosed),
    treatment("homoglyph one", Tier::Lossless, homoglyph),
    treatment("homoglyph all", Tier::Lossless, |name, _| {
        Some(name.chars().map(lookalike).collect())
    }),
    treatment("bidi override", Tier::Lossless, |name, _| {
        Some(format!("\u{202e}{}\u{202c}", name.chars().rev().collect::<String>()))
    }),
    treatment("bidi marks", Tier::Lossless, |name, _| Some(format!("\u{200e}{name}\u{200f}"))),
    treatment("no-break blanks", Tier::Lossless, |name, _| Some(name.replace(' ', "\u{a0}"))),
    treatment("double blanks", Tier::Lossless, |name, _| Some(name.replace(' ', "   "))),
    treatment("tabs", Tier::Lossless, |name, _| Some(name.replace(' ', "\t"))),
    treatment("blank between letters", Tier::Near, |name, _| {
        Some(between(&name.replace(' ', ""), ' '))
    }),
    treatment("dot between letters", Tier::Near, |name, _| {
        Some(between(&name.replace(' ', ""), '.'))
    }),
    treatment("words joined", Tier::Near, joined),
    treatment("all joined", Tier::Near, |name, _| {
        name.contains(' ').then(|| name.split(|c: char| !c.is_alphanumeric()).collect())
    }),
    treatment("hyphens for blanks", Tier::Near, |name, _| Some(name.replace(' ', "-"))),
    treatment("underscores", Tier::Near, |name, _| Some(name.replace(' ', "_"))),
    treatment("legal swapped", Tier::Near, legal_swapped),
    treatment("legal first", Tier::Near, legal_moved),
    treatment("legal dropped", Tier::Near, legal_dropped),
    treatment("insertion", Tier::Near, |name, random| edited(name, random, 0)),
    treatment("deletion", Tier::Near, |name, random| edited(name, random, 1)),
    treatment("substitution", Tier::Near, |name, random| edited(name, random, 2)),
    treatment("transposition", Tier::Near, |name, random| edited(name, random, 3)),
    treatment("two typos", Tier::Near, two_typos),
    treatment("ocr", Tier::Near, ocr),
    treatment("leet", Tier::Near, |name, _| leet(name)),
    treatment("transliteration", Tier::Near, |name, _| transliterated(name)),
    treatment("d/b/a", Tier::Near, |name, _| Some(format!("Orion Ventures d/b/a {name}"))),
    treatment("c/o", Tier::Near, |name, _| Some(format!("{name} c/o Meridian Freight"))),
    treatment("in an address", Tier::Near, |name, _| {
        Some(format!("{name}, 12 Harbour Road, Suite 4, 518000 Shenzhen"))
    }),
    treatment("extra words", Tier::Near, |name, _| Some(format!("Messrs {name} Head Office"))),
    treatment("contact", Tier::Near, contact_tail),
    treatment("order turned", Tier::Near, turned),
    treatment("vowels dropped", Tier::Far, vowels_dropped),
    treatment("word dropped", Tier::Far, word_dropped),
    treatment("cut at 30", Tier::Far, |name, _| cut(name, 30)),
    treatment("base64", Tier::Coded, |name, _| Some(base64(name))),
    treatment("hex", Tier::Coded, |name, _| {
        Some(name.bytes().map(|b| format!("{b:02x}")).collect())
    }),
    treatment("percent", Tier::Coded, |name, _| {
        Some(name.bytes().map(|b| format!("%{b:02X}")).collect())
    }),
    treatment("entities", Tier::Coded, |name, _| {
        Some(name.chars().map(|c| format!("&#{};", u32::from(c))).collect())
    }),
    treatment("escapes", Tier::Coded, |name, _| {
        Some(name.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect())
    }),
];

fn between(name: &str, mark: char) -> String {
    let mut out = String::new();
    for c in name.chars() {
        out.push(c);
        out.push(mark);
    }
    out
}

fn shifted(name: &str, by: u32) -> String {
    name.chars()
        .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + by).unwrap() } else { c })
        .collect()
}

fn mathematical(name: &str, base: u32) -> String {
    name.chars()
        .map(|c| match c {
            'A'..='Z' => char::from_u32(base + u32::from(c) - 65).unwrap(),
            'a'..='z' => char::from_u32(base + 26 + u32::from(c) - 97).unwrap(),
            _ => c,
        })
        .collect()
}

fn enclosed(name: &str, _: &mut Random) -> Option<String> {
    Some(
        name.chars()
            .map(|c| {
                if c.is_ascii_alphabetic() {
                    char::from_u32(0x24b6 + u32::from(c.to_ascii_uppercase()) - 65).unwrap()
                } else {
                    c
                }
            })
            .collect(),
    )
}

fn lookalike(c: char) -> char {
    match c {
        'A' => 'А',
        'a' => 'а',
        'B' => 'В',
        'C' => 'С',
        'c' => 'с',
        'E' => 'Е',
        'e' => 'е',
        'H' => 'Н',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'o' => 'о',
        'P' => 'Р',
        'p' => 'р',
        'T' => 'Т',
        'X' => 'Х',
        'x' => 'х',
        'y' => 'у',
        'I' => 'І',
        'i' => 'і',
        other => other,
    }
}

fn homoglyph(name: &str, random: &mut Random) -> Option<String> {
    let places: Vec<usize> =
        name.char_indices().filter(|(_, c)| lookalike(*c) != *c).map(|(at, _)| at).collect();
    let at = *places.get(random.below(places.len()))?;
    Some(name.char_indices().map(|(i, c)| if i == at { lookalike(c) } else { c }).collect())
}

const SHORT_FORMS: &[(&str, &str)] = &[
    ("technology", "tech"),
    ("technologies", "tech"),
    ("international", "intl"),
    ("group", "grp"),
    ("company", "co"),
    ("corporation", "corp"),
    ("limited", "ltd"),
    ("electronics", "elec"),
    ("electronic", "elec"),
    ("industry", "ind"),
    ("industries", "inds"),
    ("institute", "inst"),
    ("university", "univ"),
    ("engineering", "engg"),
    ("manufacturing", "mfg"),
    ("services", "svcs"),
    ("communication", "comm"),
    ("communications", "comms"),
    ("development", "dev"),
    ("equipment", "eqpt"),
    ("research", "res"),
    ("science", "sci"),
    ("national", "natl"),
    ("trading", "trdg"),
    ("general", "gen"),
    ("department", "dept"),
    ("academy", "acad"),
    ("management", "mgmt"),
    ("systems", "sys"),
];

/// The first word that has a common short form is written short; else dots stand for words.
fn abbreviated(name: &str, _: &mut Random) -> Option<String> {
    let mut any = false;
    let words: Vec<String> = name
        .split(' ')
        .map(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            match SHORT_FORMS.iter().find(|(long, _)| *long == bare) {
                Some((_, short)) => {
                    any = true;
                    short.to_uppercase()
                }
                None => word.to_owned(),
            }
        })
        .collect();
    any.then(|| words.join(" "))
}

const FORMS: &[&str] = &[
    "co",
    "ltd",
    "limited",
    "llc",
    "inc",
    "corp",
    "corporation",
    "company",
    "jsc",
    "ojsc",
    "pjsc",
    "ooo",
    "oao",
    "zao",
    "ao",
    "gmbh",
    "fze",
    "pte",
    "pvt",
    "sa",
    "lp",
    "plc",
];

fn is_form(word: &str) -> bool {
    let bare: String =
        word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    FORMS.contains(&bare.as_str())
}

fn legal_dropped(name: &str, _: &mut Random) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let kept: Vec<&str> = words.iter().copied().filter(|word| !is_form(word)).collect();
    (kept.len() < words.len() && !kept.is_empty())
        .then(|| kept.join(" ").trim_end_matches([',', '.', ' ']).to_owned())
}

fn legal_swapped(name: &str, random: &mut Random) -> Option<String> {
    let bare = legal_dropped(name, random)?;
    let form = ["LLC", "Inc.", "Co., Ltd.", "GmbH", "OOO", "S.A."][random.below(6)];
    Some(format!("{bare} {form}"))
}

fn legal_moved(name: &str, random: &mut Random) -> Option<String> {
    Some(format!("LLC {}", legal_dropped(name, random)?))
}

const CITIES: &[&str] = &[
    "beijing",
    "shanghai",
    "shenzhen",
    "guangzhou",
    "chengdu",
    "wuhan",
    "xi'an",
    "nanjing",
    "hangzhou",
    "tianjin",
    "chongqing",
    "suzhou",
    "moscow",
    "tehran",
    "dubai",
    "istanbul",
    "hong kong",
    "harbin",
    "changsha",
    "qingdao",
];

fn city_moved(name: &str, _: &mut Random) -> Option<String> {
    let lower = name.to_lowercase();
    let city = CITIES.iter().find(|city| lower.starts_with(&format!("{city} ")))?;
    let (head, tail) = name.split_at(city.len());
    Some(format!("{} ({head})", tail.trim()))
}

fn cut(name: &str, at: usize) -> Option<String> {
    (name.chars().count() > at)
        .then(|| name.chars().take(at).collect::<String>().trim_end().to_owned())
}

/// Two neighbouring words are written together.
fn joined(name: &str, random: &mut Random) -> Option<String> {
    let places: Vec<usize> = name.match_indices(' ').map(|(at, _)| at).collect();
    let at = *places.get(random.below(places.len()))?;
    Some(format!("{}{}", &name[..at], &name[at + 1..]))
}

fn typo(name: &str, random: &mut Random) -> Option<String> {
    let kind = random.below(4);
    edited(name, random, kind)
}

fn two_typos(name: &str, random: &mut Random) -> Option<String> {
    if name.chars().filter(|c| c.is_alphabetic()).count() < 12 {
        return None;
    }
    let once = typo(name, random)?;
    typo(&once, random)
}

/// One slip inside a word of five letters or more.
fn edited(name: &str, random: &mut Random, kind: usize) -> Option<String> {
    let chars: Vec<char> = name.chars().collect();
    let inner: Vec<usize> = (1..chars.len().saturating_sub(1))
        .filter(|&i| {
            let from = (0..i).rev().take_while(|&j| chars[j].is_ascii_alphabetic()).count();
            let to = (i..chars.len()).take_while(|&j| chars[j].is_ascii_alphabetic()).count();
            from >= 1 && to >= 2 && from + to >= 5
        })
        .collect();
    let at = *inner.get(random.below(inner.len()))?;
    let letter = char::from(b'a' + random.below(26) as u8);
    let mut out = chars.clone();
    match kind {
        0 => out.insert(at, letter),
        1 => {
            out.remove(at);
        }
        2 => out[at] = if out[at].eq_ignore_ascii_case(&letter) { 'x' } else { letter },
        _ => out.swap(at, at + 1),
    }
    (out != chars).then(|| out.into_iter().collect())
}

fn ocr(name: &str, _: &mut Random) -> Option<String> {
    let out = name.replacen('m', "rn", 1).replacen('O', "0", 1).replacen('l', "1", 1);
    (out != name).then_some(out)
}

fn leet(name: &str) -> Option<String> {
    let out: String = name
        .chars()
        .map(|c| match c {
            'o' | 'O' => '0',
            'e' | 'E' => '3',
            'a' | 'A' => '4',
            'i' | 'I' => '1',
            other => other,
        })
        .collect();
    (out != name).then_some(out)
}

fn transliterated(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let out = lower
        .replace("kh", "h")
        .replace("yu", "iu")
        .replace("ya", "ia")
        .replace("ph", "f")
        .replace("ou", "u")
        .replace("ei", "ey")
        .replace("ks", "x");
    (out != lower).then_some(out)
}

fn contact_tail(name: &str, random: &mut Random) -> Option<String> {
    let tail = [
        "ATTN: MR WANG TEL 0755-2345678",
        "TEL: +86 755 8888 1234 FAX: 8888 1235",
        "C/O GLOBAL FORWARDING LTD",
        "ATTN IMPORT DEPT",
        "PHONE +7 495 123 45 67",
    ][random.below(5)];
    Some(format!("{name} {tail}"))
}

fn turned(name: &str, _: &mut Random) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    (words.len() > 1).then(|| words.into_iter().rev().collect::<Vec<_>>().join(" "))
}

fn vowels_dropped(name: &str, _: &mut Random) -> Option<String> {
    let out: String = name
        .split(' ')
        .map(|word| {
            let mut chars = word.chars();
            let first: String = chars.by_ref().take(1).collect();
            first + &chars.filter(|c| !"aeiouAEIOU".contains(*c)).collect::<String>()
        })
        .collect::<Vec<_>>()
        .join(" ");
    (out != name).then_some(out)
}

fn word_dropped(name: &str, random: &mut Random) -> Option<String> {
    let mut words: Vec<&str> = name.split(' ').collect();
    if words.len() < 4 {
        return None;
    }
    words.remove(random.below(words.len() - 1) + 1);
    Some(words.join(" "))
}

fn base64(name: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in name.as_bytes().chunks(3) {
        let bits = chunk
            .iter()
            .enumerate()
            .fold(0u32, |bits, (i, b)| bits | u32::from(*b) << (16 - 8 * i));
        for i in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}
