//! Engines for tests: the embedded rules, tables and dictionaries over given lists.

use std::sync::LazyLock;

use highfence::index::Index;
use highfence::lists;
use highfence::model::{Edition, Extent};
use highfence::rules::{self, tables::Tables};
use highfence::screen::Engine;

/// An engine over `editions`, which stand for every list: what a test does not load is not what it
/// tests.
pub fn engine_over(mut editions: Vec<Edition>) -> Engine {
    editions.iter_mut().for_each(|edition| edition.extent = Extent::Everything);
    engine_as_given(editions)
}

/// An engine over `editions` as they are: lists that are missing are missed.
pub fn engine_as_given(editions: Vec<Edition>) -> Engine {
    let (rules, tables) = (rules::embedded().unwrap(), Tables::embedded().unwrap());
    Engine::new(Index::build(editions), rules, tables).unwrap()
}

/// The one engine over all lists that the program carries whole: tests that need them share it.
pub static WHOLE: LazyLock<Engine> = LazyLock::new(|| engine_over(lists::whole().unwrap()));

/// The one engine over the lists as the program comes: whole ones with what is known of their
/// entries, and nothing stood in for.
pub static CARRIED: LazyLock<Engine> =
    LazyLock::new(|| engine_as_given(lists::Choice::default().editions().unwrap()));
