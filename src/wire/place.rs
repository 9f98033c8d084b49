//! A place in a document, spelled out as a JSON pointer only where something is wrong with it.

/// A place.
#[derive(Debug, Clone, Copy)]
pub enum Place<'p> {
    /// Where a check begins: a JSON pointer.
    Start(&'p str),
    /// A key of an object.
    Key(&'p Place<'p>, &'p str),
    /// An element of a list, from 0.
    Element(&'p Place<'p>, usize),
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Start(pointer) => write!(f, "{pointer}"),
            Self::Key(above, key) => {
                write!(f, "{above}/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Self::Element(above, number) => write!(f, "{above}/{number}"),
        }
    }
}
