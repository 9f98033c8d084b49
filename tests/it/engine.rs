//! Engines for tests: the embedded rules, tables and dictionaries over given lists.

use std::sync::LazyLock;

use highfence::index::Index;
use highfence::items::Classifier;
use highfence::lists;
use highfence::matching::THRESHOLD;
use highfence::model::Edition;
use highfence::rules::{self, tables::Tables};
use highfence::screen::Engine;

/// An engine over `editions`.
pub fn engine_over(editions: Vec<Edition>) -> Engine {
    Engine {
        index: Index::build(editions),
        rules: rules::embedded().unwrap(),
        tables: Tables::embedded().unwrap(),
        classifier: Classifier::embedded().unwrap(),
        threshold: THRESHOLD,
    }
}

/// The one engine over all lists that the program carries whole: tests that need them share it.
pub static WHOLE: LazyLock<Engine> = LazyLock::new(|| engine_over(lists::whole().unwrap()));
