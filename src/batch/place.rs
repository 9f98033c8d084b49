//! The text of a place (`party.name`, `consignee#2.country`, `item.eccn`) <-> the place.

use crate::rules::did_you_mean;
use crate::wire::parameters;
use crate::wire::shape::{self, Shape, Type};

/// Where a cell goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A key of the transaction.
    Transaction(String, Type),
    /// The stated end use in words.
    EndUse,
    /// A key of the item.
    Item(String, Type),
    /// Something of a party. The text names the party: its role, and a number where several are in
    /// one role (`consignee#2`); it is empty for the party of the row.
    Party(String, Field),
    /// A key of an owner of the party of the row; the text tells owners apart.
    Owner(String, String, Type),
}

/// Something of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    /// A key of it.
    Key(String, Type),
    /// A part of its name, by its order among the parts.
    NamePart(u8),
    /// An identifier, by kind.
    Identifier(String),
}

/// Parts of names: lines of a name as systems of fixed length have them, and the names of a person.
pub(super) const NAME_PARTS: [(&str, u8); 7] = [
    ("name1", 1),
    ("name2", 2),
    ("name3", 3),
    ("name4", 4),
    ("first", 11),
    ("middle", 12),
    ("last", 13),
];

/// The type of a key.
pub(super) fn key_type(shape: &Shape, key: &str) -> Result<Type, String> {
    match shape.keys.iter().find(|(known, _, _)| *known == key) {
        Some((_, kind, _)) => Ok(*kind),
        None => {
            let known: Vec<&str> = shape.keys.iter().map(|(known, _, _)| *known).collect();
            Err(format!("`{key}` is no key of {}; {}", shape.what, did_you_mean(key, &known)))
        }
    }
}

/// Reads a place.
///
/// # Errors
/// No such place.
pub(super) fn target(place: &str) -> Result<Target, String> {
    let Some((room, key)) = place.split_once('.') else {
        return Ok(Target::Transaction(place.to_owned(), key_type(&shape::TRANSACTION, place)?));
    };
    let owned = key.to_owned();
    let (word, number) = room.split_once('#').unwrap_or((room, ""));
    match word {
        "end_use" if key == "description" => Ok(Target::EndUse),
        "item" => Ok(Target::Item(owned, item_type(key)?)),
        "identifier" => Ok(Target::Party(String::new(), Field::Identifier(owned))),
        "owner" => match key_type(&shape::PARTY, "owners")? {
            Type::Objects(owner) => Ok(Target::Owner(number.into(), owned, key_type(owner, key)?)),
            _ => Err("owners have no keys".to_owned()),
        },
        "party" if number.is_empty() => Ok(Target::Party(String::new(), field(key)?)),
        "party" => Ok(Target::Party(format!("#{number}"), field(key)?)),
        _ => Ok(Target::Party(room.to_owned(), field(key)?)),
    }
}

/// The type of a key of the item, or of a parameter of it (`specs.tpp`, `fdp.us_tech_eccns`).
fn item_type(key: &str) -> Result<Type, String> {
    let Some((bag, name)) = key.split_once('.') else { return key_type(&shape::ITEM, key) };
    match key_type(&shape::ITEM, bag)? {
        Type::Parameters(of) => parameters::cell_type(of, name),
        _ => Err(format!("`{bag}` of an item has no keys")),
    }
}

fn field(key: &str) -> Result<Field, String> {
    if let Some((_, order)) = NAME_PARTS.iter().find(|(part, _)| *part == key) {
        return Ok(Field::NamePart(*order));
    }
    match key.strip_prefix("identifier.") {
        Some(kind) => Ok(Field::Identifier(kind.to_owned())),
        None => Ok(Field::Key(key.to_owned(), key_type(&shape::PARTY, key)?)),
    }
}

impl Target {
    /// The place as a mapping file writes it.
    pub(super) fn told(&self) -> String {
        match self {
            Self::Transaction(key, _) => key.clone(),
            Self::EndUse => "end_use.description".to_owned(),
            Self::Item(key, _) => format!("item.{key}"),
            Self::Owner(number, key, _) if number.is_empty() => format!("owner.{key}"),
            Self::Owner(number, key, _) => format!("owner#{number}.{key}"),
            Self::Party(party, field) => {
                let room = match party.as_str() {
                    "" => "party".to_owned(),
                    party if party.starts_with('#') => format!("party{party}"),
                    party => party.to_owned(),
                };
                match field {
                    Field::Key(key, _) => format!("{room}.{key}"),
                    Field::Identifier(kind) if party.is_empty() => format!("identifier.{kind}"),
                    Field::Identifier(kind) => format!("{room}.identifier.{kind}"),
                    Field::NamePart(order) => {
                        let part = NAME_PARTS.iter().find(|(_, known)| known == order);
                        format!("{room}.{}", part.map_or("name", |(part, _)| part))
                    }
                }
            }
        }
    }

    /// Whether the place holds what two columns say, one after the other.
    pub(super) fn joins(&self) -> bool {
        match self {
            Self::EndUse => true,
            Self::Party(_, Field::NamePart(_)) => true,
            Self::Party(_, Field::Key(_, Type::Texts | Type::Countries)) => true,
            Self::Transaction(_, Type::Texts | Type::Countries) => true,
            _ => self.holds_lines(),
        }
    }

    /// Whether a text of several lines is in order there.
    pub(super) fn holds_lines(&self) -> bool {
        match self {
            Self::EndUse => true,
            Self::Item(key, _) => key == "description",
            Self::Party(_, Field::Key(key, _)) => {
                matches!(key.as_str(), "address" | "addresses" | "note" | "notes" | "kyc_note")
            }
            _ => false,
        }
    }

    /// Whether it is the whole name of a party.
    pub(super) fn is_name(&self) -> bool {
        matches!(self, Self::Party(_, Field::Key(key, _)) if key == "name")
    }

    /// Whether it is a name of a party or a part of one.
    pub(super) fn names(&self) -> bool {
        match self {
            Self::Party(_, Field::Key(key, _)) => key == "name" || key == "native_name",
            Self::Party(_, Field::NamePart(_)) => true,
            _ => false,
        }
    }
}
