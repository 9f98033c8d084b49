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
    treatment("math italic", Tier::Lossless, |name, _| Some(mathematical(name, 0x1d63c))),
    treatment("math double-struck", Tier::Lossless, |name, _| Some(mathematical(name, 0x1d56c))),
    treatment("squared", Tier::Lossless, |name, _| Some(circled(name, 0x1f130))),
    treatment("parenthesized", Tier::Lossless, |name, _| Some(circled(name, 0x1f110))),
    treatment("ligatures", Tier::Lossless, |name, _| {
        let out = name.to_lowercase().replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ij", "ĳ");
        (out != name.to_lowercase()).then_some(out)
    }),
    treatment("accents", Tier::Lossless, |name, _| {
        Some(name.replace('a', "á").replace('e', "ë").replace('o', "ö").replace('A', "Å"))
    }),
    treatment("byte order mark", Tier::Lossless, |name, _| Some(format!("\u{feff}{name}"))),
    treatment("joiners", Tier::Lossless, |name, _| Some(between(name, '\u{200d}'))),
    treatment("isolates", Tier::Lossless, |name, _| Some(format!("\u{2067}{name}\u{2069}"))),
    treatment("Hangul filler", Tier::Lossless, |name, _| Some(between(name, '\u{3164}'))),
    treatment("control characters", Tier::Lossless, |name, _| Some(name.replace(' ', " \u{7}"))),
    treatment("marks upon marks", Tier::Lossless, |name, _| {
        Some(name.chars().flat_map(|c| [c, '\u{301}', '\u{323}', '\u{335}']).collect())
    }),
    treatment("bidi override, one word", Tier::Lossless, |name, _| {
        let (first, rest) = name.split_once(' ')?;
        let turned: String = first.chars().rev().collect();
        Some(format!("\u{202e}{turned}\u{202c} {rest}"))
    }),
    treatment("ideographic blanks", Tier::Lossless, |name, _| Some(name.replace(' ', "\u{3000}"))),
    treatment("thin blanks", Tier::Lossless, |name, _| Some(name.replace(' ', "\u{2009}"))),
    treatment("lines", Tier::Lossless, |name, _| Some(name.replace(' ', "\r\n"))),
    treatment("quotation marks", Tier::Lossless, |name, _| Some(format!("\"{name}\""))),
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
    treatment("dots for blanks", Tier::Near, |name, _| Some(name.replace(' ', "."))),
    treatment("slashes for blanks", Tier::Near, |name, _| Some(name.replace(' ', "/"))),
    treatment("commas for blanks", Tier::Near, |name, _| {
        Some(name.replace(',', "").replace(' ', ", "))
    }),
    treatment("a word split", Tier::Near, word_split),
    treatment("legal dotted", Tier::Near, |name, _| legal_written(name, dotted)),
    treatment("legal in brackets", Tier::Near, |name, _| {
        legal_written(name, |form| Some(format!("({form})")))
    }),
    treatment("legal doubled", Tier::Near, |name, _| {
        legal_written(name, |form| Some(format!("{form} {form}")))
    }),
    treatment("legal written out", Tier::Near, |name, _| legal_written(name, written_out)),
    treatment("letter doubled", Tier::Near, doubled),
    treatment("scanned letters", Tier::Near, |name, _| {
        let out = name.replacen('S', "5", 1).replacen('B', "8", 1).replacen('w', "vv", 1);
        (out != name).then_some(out)
    }),
    treatment("letters that sound alike", Tier::Near, sound_alike),
    treatment("f.k.a.", Tier::Near, |name, _| Some(format!("Selene Partners (f.k.a. {name})"))),
    treatment("on behalf of", Tier::Near, |name, _| {
        Some(format!("Blue Anchor Forwarding on behalf of {name}"))
    }),
    treatment("c/o first", Tier::Near, |name, _| Some(format!("c/o {name}"))),
    treatment("address first", Tier::Near, |name, _| {
        Some(format!("Suite 4, 12 Harbour Road, {name}"))
    }),
    treatment("address in lines", Tier::Near, |name, _| {
        Some(format!("{name}\n12 Harbour Road\n518000 Shenzhen\nChina"))
    }),
    treatment("M/S", Tier::Near, |name, _| Some(format!("M/S {name}"))),
    treatment("and affiliates", Tier::Near, |name, _| Some(format!("{name} and its affiliates"))),
    treatment("branch", Tier::Near, |name, _| {
        is_formed(name).then(|| format!("{name} Dubai Branch"))
    }),
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
    treatment("initials first", Tier::Far, initials_first),
    treatment("acronym", Tier::Far, acronym),
    treatment("words shortened", Tier::Far, words_shortened),
    treatment("words translated", Tier::Far, translated),
    treatment("typo in every word", Tier::Far, |name, random| {
        let words: Vec<String> = name
            .split(' ')
            .map(|word| {
                if word.len() > 6 { typo(word, random) } else { None }.unwrap_or(word.into())
            })
            .collect();
        (words.join(" ") != name).then(|| words.join(" "))
    }),
    treatment("cut at 30", Tier::Far, |name, _| cut(name, 30)),
    treatment("base64", Tier::Coded, |name, _| Some(base64(name))),
    treatment("hex", Tier::Coded, |name, _| {
        Some(name.bytes().map(|b| format!("{b:02x}")).collect())
    }),
    treatment("base64 in base64", Tier::Coded, |name, _| Some(base64(&base64(name)))),
    treatment("base64 with a mark", Tier::Coded, |name, _| {
        Some(format!("base64:{}", base64(name)))
    }),
    treatment("base32", Tier::Coded, |name, _| Some(base32(name))),
    treatment("hex apart", Tier::Coded, |name, _| {
        Some(name.bytes().map(|b| format!("{b:02X} ")).collect())
    }),
    treatment("decimal", Tier::Coded, |name, _| {
        Some(name.bytes().map(|b| format!("{b} ")).collect())
    }),
    treatment("binary", Tier::Coded, |name, _| {
        Some(name.bytes().map(|b| format!("{b:08b} ")).collect())
    }),
    treatment("hexadecimal entities", Tier::Coded, |name, _| {
        Some(name.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect())
    }),
    treatment("byte escapes", Tier::Coded, |name, _| {
        Some(name.bytes().map(|b| format!("\\x{b:02x}")).collect())
    }),
    treatment("quoted printable", Tier::Coded, |name, _| {
        Some(name.bytes().map(|b| format!("={b:02X}")).collect())
    }),
    treatment("mojibake", Tier::Coded, |name, _| {
        let wide = shifted(name, 0xfee0);
        Some(wide.bytes().map(char::from).collect())
    }),
    treatment("no letters", Tier::Coded, |_, _| Some("☎ 12-34 ★".to_owned())),
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

/// Letters of a block that holds the capitals in order.
fn circled(name: &str, base: u32) -> String {
    let letter = |c: char| {
        let capital = c.to_ascii_uppercase();
        if capital.is_ascii_uppercase() {
            char::from_u32(base + u32::from(capital) - 65).unwrap()
        } else {
            c
        }
    };
    name.chars().map(letter).collect()
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

fn is_formed(name: &str) -> bool {
    name.split(' ').any(is_form)
}

/// The name with each legal form written in another way.
fn legal_written(name: &str, write: fn(&str) -> Option<String>) -> Option<String> {
    let mut any = false;
    let words: Vec<String> = name
        .split(' ')
        .map(|word| {
            let other = if is_form(word) { write(word.trim_matches(['.', ','])) } else { None };
            any |= other.is_some();
            other.unwrap_or_else(|| word.to_owned())
        })
        .collect();
    (any && words.len() > 1).then(|| words.join(" "))
}

fn dotted(form: &str) -> Option<String> {
    (form.len() <= 5).then(|| form.chars().flat_map(|c| [c, '.']).collect())
}

fn written_out(form: &str) -> Option<String> {
    let long = match form.to_lowercase().as_str() {
        "llc" | "ooo" => "Limited Liability Company",
        "ltd" => "Limited",
        "co" => "Company",
        "corp" => "Corporation",
        "inc" => "Incorporated",
        "jsc" | "ao" => "Joint Stock Company",
        "pjsc" => "Public Joint Stock Company",
        "gmbh" => "Gesellschaft mit beschränkter Haftung",
        "fze" => "Free Zone Establishment",
        "pvt" => "Private",
        _ => return None,
    };
    Some(long.to_owned())
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

/// A letter within a word stands twice.
fn doubled(name: &str, random: &mut Random) -> Option<String> {
    let places: Vec<usize> = name
        .char_indices()
        .filter(|(at, c)| *at > 0 && c.is_ascii_alphabetic())
        .map(|(at, _)| at)
        .collect();
    let at = *places.get(random.below(places.len()))?;
    Some(format!("{}{}", &name[..=at], &name[at..]))
}

/// A long word is written as two.
fn word_split(name: &str, _: &mut Random) -> Option<String> {
    let long =
        name.split(' ').find(|w| w.len() >= 8 && w.bytes().all(|b| b.is_ascii_alphabetic()))?;
    let (head, tail) = long.split_at(long.len() / 2);
    Some(name.replacen(long, &format!("{head} {tail}"), 1))
}

fn sound_alike(name: &str, _: &mut Random) -> Option<String> {
    let lower = name.to_lowercase();
    let out = lower.replacen("ck", "k", 1).replacen("ee", "i", 1).replacen("oo", "u", 1);
    let out = out.replacen("ts", "c", 1).replacen("zh", "j", 1).replacen("dj", "j", 1);
    (out != lower).then_some(out)
}

/// `J. L. Manzano` for `MANZANO, Jose Luis`.
fn initials_first(name: &str, _: &mut Random) -> Option<String> {
    let (surname, given) = name.split_once(", ")?;
    if is_formed(name) || surname.contains(' ') || given.contains('(') || surname.len() < 4 {
        return None;
    }
    let initials: String =
        given.split(' ').filter_map(|w| w.chars().next()).map(|c| format!("{c}. ")).collect();
    Some(format!("{initials}{surname}"))
}

/// The initials of an institution's words, where there are four or more.
fn acronym(name: &str, _: &mut Random) -> Option<String> {
    let lower = name.to_lowercase();
    let institution = ["institute", "university", "academy", "bureau", "ministry", "center"]
        .iter()
        .any(|word| lower.contains(word));
    if !institution || is_formed(name) || name.contains(['(', ',', '.', '-', '/']) {
        return None;
    }
    let small = ["of", "the", "and", "for", "in"];
    let letters: String = name
        .split(' ')
        .filter(|word| !small.contains(&word.to_lowercase().as_str()))
        .filter_map(|word| word.chars().next())
        .collect();
    (letters.len() >= 4 && letters.len() <= 8).then(|| letters.to_uppercase())
}

/// Long words keep their first four letters and a full stop.
fn words_shortened(name: &str, _: &mut Random) -> Option<String> {
    if name.contains(", ") && !is_formed(name) {
        return None;
    }
    let short = |word: &str| {
        if word.len() >= 8 && word.bytes().all(|b| b.is_ascii_alphabetic()) {
            format!("{}.", &word[..4])
        } else {
            word.to_owned()
        }
    };
    let words: Vec<&str> = name.split(' ').collect();
    let out: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(at, w)| if at == 0 { (*w).to_owned() } else { short(w) })
        .collect();
    (out.join(" ") != name).then(|| out.join(" "))
}

/// Words of business in another language.
fn translated(name: &str, _: &mut Random) -> Option<String> {
    const WORDS: &[(&str, &str)] = &[
        ("technology", "tecnologia"),
        ("technologies", "tekhnologii"),
        ("trading", "ticaret"),
        ("institute", "institut"),
        ("university", "universitet"),
        ("international", "internacional"),
        ("shipping", "naviera"),
        ("engineering", "ingenieria"),
        ("plant", "zavod"),
        ("industry", "industria"),
        ("electronics", "elektronika"),
        ("construction", "construccion"),
        ("transport", "transporte"),
        ("investment", "inversiones"),
        ("bank", "banco"),
    ];
    let mut any = false;
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        WORDS.iter().find(|(from, _)| *from == bare).map(|(_, to)| to.to_uppercase())
    };
    let words: Vec<String> = name
        .split(' ')
        .map(|w| {
            let other = word(w);
            any |= other.is_some();
            other.unwrap_or_else(|| w.to_owned())
        })
        .collect();
    any.then(|| words.join(" "))
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

fn base32(name: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::new();
    for chunk in name.as_bytes().chunks(5) {
        let bits = chunk
            .iter()
            .enumerate()
            .fold(0u64, |bits, (i, b)| bits | u64::from(*b) << (32 - 8 * i));
        let letters = (chunk.len() * 8).div_ceil(5);
        for i in 0..8 {
            let letter = ALPHABET[(bits >> (35 - 5 * i) & 31) as usize];
            out.push(if i < letters { char::from(letter) } else { '=' });
        }
    }
    out
}
