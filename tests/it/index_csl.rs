//! The index over the whole Consolidated Screening List, against the slow ways.

use std::path::PathBuf;

use highfence::index::model::{Model, NameKeys};
use highfence::index::reading::{Shape, Side};
use highfence::index::{Catalog, Scratch};
use highfence::model::{ListEntry, Name, NameKind, PartyKind};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::index_model::{Slow, check};
use super::perturb::{Dice, FAULTS};

/// The entries of the whole list with their names, or a printed reason why the test is skipped.
pub fn consolidated_list(test: &str) -> Option<Vec<ListEntry>> {
    let Some(shared) = std::env::var_os("HIGHFENCE_SHARED").map(PathBuf::from) else {
        println!("{test}: skipped, HIGHFENCE_SHARED is not set");
        return None;
    };
    let bytes = std::fs::read(shared.join("data/us-csl/projection-2026-07-31.json")).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let entry = |(number, row): (usize, &serde_json::Value)| {
        let name = row["n"].as_str().unwrap();
        let mut entry = ListEntry::new("US-CSL", number.to_string(), name);
        let aliases = row["a"].as_array().into_iter().flatten();
        let aliases = aliases.map(|alias| Name::new(alias.as_str().unwrap(), NameKind::Alias));
        entry.party.names.extend(aliases);
        entry
    };
    Some(value["entries"].as_array().unwrap().iter().enumerate().map(entry).collect())
}

/// How many queries a slow test asks: few, unless `HIGHFENCE_SLOW` is set.
pub fn queries(few: usize, all: usize) -> usize {
    if std::env::var_os("HIGHFENCE_SLOW").is_some() {
        return all;
    }
    println!("{few} of {all} queries; set HIGHFENCE_SLOW for all");
    few
}

/// List names with faults, list names as they are, and mixtures of two.
pub fn asked(names: &[&str], count: usize) -> Vec<String> {
    let mut dice = Dice(11);
    let mut asked = Vec::new();
    while asked.len() < count {
        let name = names[dice.below(names.len())];
        match dice.below(8) {
            0 => asked.push(name.to_owned()),
            1 => {
                let other = names[dice.below(names.len())];
                let (first, last) = (name.split(' ').next(), other.rsplit(' ').next());
                asked.push(format!("{} {}", first.unwrap(), last.unwrap()));
            }
            _ => asked.extend(FAULTS[dice.below(FAULTS.len())].1(name, &mut dice)),
        }
    }
    asked
}

#[test]
fn equals_the_model_on_the_whole_list() {
    let Some(entries) = consolidated_list("equals_the_model_on_the_whole_list") else { return };
    let names: Vec<&str> =
        entries.iter().flat_map(|e| &e.party.names).map(|n| n.text.as_str()).collect();
    assert_eq!(names.len(), 57_174);
    let shape = |name: &str, side| Shape::of_name(name, PartyKind::Unknown, side);
    let shapes: Vec<Shape> = names.par_iter().map(|name| shape(name, Side::Listed)).collect();
    let keys: Vec<NameKeys<'_>> = shapes.iter().map(Shape::keys).collect();
    let catalog = Catalog::build(&keys, Model::default());
    let slow = Slow::new(&keys, Model::default());
    let asked = asked(&names, queries(400, 12_000));
    let found: usize = asked
        .par_iter()
        .map_init(Scratch::default, |scratch, name| {
            check(&catalog, &slow, &shape(name, Side::Asked).keys(), scratch)
        })
        .sum();
    println!("{} queries, {found} candidates, 0 missing, 0 extra", asked.len());
    assert!(found > asked.len(), "too few candidates to prove anything: {found}");
}
