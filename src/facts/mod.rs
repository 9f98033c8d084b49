//! Transaction, matches and item candidates -> three-valued facts.
