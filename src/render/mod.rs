//! Screenings -> text for people. No decisions.
