//! Rules x facts x date -> findings.
