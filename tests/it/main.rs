//! The one integration-test binary. Each module is one boundary; tests are data behind one check.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::type_complexity,
    clippy::cloned_ref_to_slice_refs,
    clippy::print_stdout,
    reason = "tests"
)]
mod added;
mod bad_input;
mod batch_files;
mod blind;
mod cases;
mod combinations;
mod coverage;
mod enforcement;
mod engine;
mod fields;
mod http;
mod index_batch;
mod index_csl;
mod index_match;
mod index_memo;
mod index_model;
mod index_recall;
mod index_snapshot;
mod items;
mod items_controlled;
mod items_goods;
mod lists;
mod names;
mod onward;
mod perturb;
mod reference;
mod released;
mod rules;
mod rules_mutated;
mod rules_properties;
mod rules_schema;
mod scenarios;
mod seed;
mod seed_facts;
mod shared;
mod tables;
mod tables_eccn;
mod tables_places;
mod tables_shared;
mod vocabulary;
mod words;
