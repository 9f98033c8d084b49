//! Whose premises an address names: `c/o Huawei Technologies`, `NUDT campus`, a university.
//!
//! In: one address line. Out: the parts of it that name an organization, to be screened as names.
//! Streets, houses and towns are left alone: a road named after a company says nothing.

/// Words before a name that say the address is that of the one named.
const CARE_OF: &[&str] = &["c/o", "c/-", "care of", "in care of", "premises of", "on behalf of"];

/// Words behind a name that say the place is that of the one named.
const PREMISES: &[&str] = &[
    "campus",
    "headquarters",
    "head office",
    "premises",
    "industrial base",
    "production base",
    "园区",
    "基地",
    "总部",
];

/// Words of which one makes a part of an address the name of an organization.
const ORGANIZATIONS: &[&str] = &[
    "university",
    "institute",
    "academy",
    "laboratory",
    "laboratories",
    "corporation",
    "company",
    "co",
    "ltd",
    "limited",
    "inc",
    "llc",
    "gmbh",
    "jsc",
    "pjsc",
    "ooo",
    "oao",
    "plc",
];

/// The same in Chinese, where words are not set apart.
const ORGANIZATIONS_HAN: &[&str] = &["大学", "研究所", "研究院", "公司", "学院", "大學"];

/// The names of organizations in an address, in the order of the text.
pub fn named_in(address: &str) -> Vec<&str> {
    address.split([',', ';', '\n', '，', '；', '(', ')']).filter_map(name_in).collect()
}

fn name_in(part: &str) -> Option<&str> {
    let part = part.trim();
    let name = CARE_OF.iter().find_map(|word| after(part, word)).or_else(|| {
        PREMISES
            .iter()
            .find_map(|word| before(part, word))
            .or_else(|| is_organization(part).then_some(part))
    })?;
    (name.chars().count() >= 2).then_some(name)
}

/// What follows `word` at the beginning of `part`.
fn after<'p>(part: &'p str, word: &str) -> Option<&'p str> {
    let head = part.get(..word.len())?;
    let rest = part.get(word.len()..)?;
    (head.eq_ignore_ascii_case(word) && rest.starts_with([' ', ':']))
        .then(|| rest.trim_matches([' ', ':']))
}

/// What precedes `word` at the end of `part`.
fn before<'p>(part: &'p str, word: &str) -> Option<&'p str> {
    let at = part.len().checked_sub(word.len())?;
    let (rest, tail) = (part.get(..at)?, part.get(at..)?);
    let apart = rest.ends_with(' ') || !word.is_ascii();
    (tail.eq_ignore_ascii_case(word) && apart).then(|| rest.trim())
}

fn is_organization(part: &str) -> bool {
    let word = |text: &str| {
        ORGANIZATIONS.iter().any(|organization| text.eq_ignore_ascii_case(organization))
    };
    let latin = part.split(|c: char| !c.is_alphanumeric()).filter(|text| !text.is_empty());
    latin.clone().count() >= 2 && latin.into_iter().any(word)
        || ORGANIZATIONS_HAN.iter().any(|organization| part.contains(organization))
}
