//! Text -> comparable name.
