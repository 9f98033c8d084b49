//! Findings -> verdict.
