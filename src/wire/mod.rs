//! Serialized forms: JSON in and out.
