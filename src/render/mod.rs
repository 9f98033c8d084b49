//! Screenings -> text for people. No decisions: it cannot change a level.

pub mod human;
mod subjects;
