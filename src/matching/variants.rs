//! Variants of persons' names: each pair with a strength, never across genders.

use std::sync::LazyLock;

use rustc_hash::FxHashMap as HashMap;

static VARIANTS: LazyLock<HashMap<&'static str, Vec<(u16, f32)>>> = LazyLock::new(|| {
    let mut map: HashMap<&'static str, Vec<(u16, f32)>> = HashMap::default();
    let lines = include_str!("../names/data/given_names.tsv").lines();
    for (row, line) in lines.filter(|line| !line.starts_with('#')).enumerate() {
        let Some((strength, forms)) = line.split_once('\t') else { continue };
        let (Ok(strength), Ok(row)) = (strength.parse::<f32>(), u16::try_from(row)) else {
            continue;
        };
        for form in forms.split(' ') {
            map.entry(form).or_default().push((row, strength));
        }
    }
    map
});

/// The groups of variants that a folded name belongs to.
pub fn groups(name: &str) -> impl Iterator<Item = u16> {
    VARIANTS.get(name).into_iter().flatten().map(|(row, _)| *row)
}

/// How strongly two folded names are variants of one name; `None` if they are not known to be.
pub fn strength(a: &str, b: &str) -> Option<f32> {
    let (x, y) = (VARIANTS.get(a)?, VARIANTS.get(b)?);
    x.iter()
        .filter_map(|(row, strength)| y.iter().any(|(other, _)| other == row).then_some(*strength))
        .max_by(f32::total_cmp)
}
