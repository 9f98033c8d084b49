//! The one table of the fields of a request: what each can bear, and so how it is read.
//!
//! In: a transaction. Out: every text in it, in the order of the request's shape, with where it stands
//! and how it is read. The search for names, the list of searched fields in the answer and whatever
//! indexes the fields of a request later go by this table; a field that is not in it does not exist.
//!
//! Every key of [`crate::wire::shape`] that holds text stands here. A key that is not known (corpora
//! of other makers) is read as a text. What a text says of places and uses is not read here.

use serde_json::Value as Json;

use super::view::Via;
use crate::model::{Attributes, Owner, Transaction};

/// What a field can bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bears {
    /// A name of the party itself, or of the actor: searched as a party is, with all that is known of
    /// it.
    Party,
    /// A name of an owner: searched as a party is; each list's own closure says what follows.
    Owner,
    /// A name that stands by itself: searched as a party is, and as a text.
    Name {
        /// How its bearer stands to the transaction.
        via: Via,
        /// Its role, where it is not that of the party that it is given for.
        role: Option<&'static str>,
    },
    /// Words in which names may stand.
    Text,
    /// Words in which the caller says what it knows: a name in them may be the true party.
    Knowledge,
    /// Words in which the institutions of a party stand.
    Affiliation,
    /// An address: compared with listed addresses; names of two words or more, and premises.
    Address,
    /// An e-mail address or website: its registered name is a word in which a name may stand.
    Domain,
    /// An identifier: compared with those of list entries.
    Identifier,
    /// No name: the reason.
    Nothing(&'static str),
}

impl Bears {
    /// The word for the answer.
    pub fn word(self) -> &'static str {
        match self {
            Self::Party | Self::Owner | Self::Name { .. } => "name",
            Self::Text | Self::Knowledge | Self::Affiliation => "text",
            Self::Address => "address",
            Self::Domain => "domain",
            Self::Identifier => "identifier",
            Self::Nothing(_) => "not_searched",
        }
    }
}

/// The fields of one object of a request.
#[derive(Debug)]
pub struct Object {
    /// Where it stands: `parties[]`, `parties[].owners[]` (at all depths), empty for the transaction.
    pub path: &'static str,
    /// Its keys that hold text, and what each can bear.
    pub fields: &'static [(&'static str, Bears)],
}

const CODE: Bears = Bears::Nothing("a code or a fixed word");
const DATE: Bears = Bears::Nothing("a date");
const NUMBER: Bears = Bears::Nothing("a number of a document or part");
const OWN: Bears = Bears::Nothing("the caller's own data, never interpreted");
const ANSWERS: Bears = Bears::Nothing("questions of the tables, answered by yes or no");
const MENTIONED: Bears = Bears::Name { via: Via::Mention, role: Some("seller") };
const COVERED: Bears = Bears::Name { via: Via::Mention, role: Some("party") };

/// The transaction itself.
static TRANSACTION: Object = Object {
    path: "",
    fields: &[
        ("id", OWN),
        ("kind", CODE),
        ("regimes", CODE),
        ("destination_region", Bears::Text),
        ("route", Bears::Text),
        ("documents", Bears::Text),
        ("port_of_discharge", Bears::Text),
        ("place_of_delivery", Bears::Text),
        ("currency", CODE),
        ("reference", OWN),
        ("metadata", OWN),
    ],
};

static ACTOR: Object = Object {
    path: "actor",
    fields: &[
        ("name", Bears::Party),
        ("native_name", Bears::Party),
        ("parent", Bears::Party),
        ("address", Bears::Address),
        ("identifiers", Bears::Identifier),
        ("ultimate_parent_country", CODE),
        ("role", Bears::Text),
    ],
};

static PARTY: Object = Object {
    path: "parties[]",
    fields: &[
        ("id", OWN),
        ("name", Bears::Party),
        ("native_name", Bears::Party),
        ("also_known_as", Bears::Party),
        ("aliases", Bears::Party),
        ("role", Bears::Text),
        ("address", Bears::Address),
        ("addresses", Bears::Address),
        ("city", Bears::Text),
        ("region", Bears::Text),
        ("identifiers", Bears::Identifier),
        ("ids", Bears::Identifier),
        ("immigration", Bears::Text),
        ("date_of_birth", DATE),
        ("dob", DATE),
        ("birth_date", DATE),
        ("gender", CODE),
        ("type", CODE),
        ("schema", CODE),
        ("affiliations", Bears::Affiliation),
        ("members", Bears::Name { via: Via::Party, role: None }),
        ("locations", Bears::Name { via: Via::Party, role: None }),
        ("phone", Bears::Nothing("a telephone number")),
        ("ip_country", CODE),
        ("ip_region", CODE),
        ("kyc_note", Bears::Knowledge),
        ("note", Bears::Knowledge),
        ("notes", Bears::Knowledge),
        ("port", Bears::Text),
        ("website", Bears::Domain),
        ("email", Bears::Domain),
    ],
};

/// The keys of an owner.
const OWNED: &[(&str, Bears)] =
    &[("name", Bears::Owner), ("native_name", Bears::Owner), ("type", CODE), ("note", Bears::Text)];

static OWNER: Object = Object { path: "parties[].owners[]", fields: OWNED };
static ACTOR_OWNER: Object = Object { path: "actor.owners[]", fields: OWNED };

static ITEM: Object = Object {
    path: "items[]",
    fields: &[
        ("id", OWN),
        ("line", OWN),
        ("description", Bears::Text),
        ("type", CODE),
        ("kind", CODE),
        ("eccn", CODE),
        ("hs", CODE),
        ("us_content_eccns", CODE),
        ("built_in", CODE),
        ("destination", CODE),
        ("fdp", Bears::Text),
        ("specs", Bears::Text),
        ("unit", CODE),
        ("port_of_discharge", Bears::Text),
        ("place_of_delivery", Bears::Text),
        ("designed_by", MENTIONED),
        ("jp_classification", CODE),
        ("eu_classification", CODE),
        ("manufacturer", MENTIONED),
        ("answers", ANSWERS),
        ("part_number", NUMBER),
    ],
};

static PERFORMER: Object = Object {
    path: "items[].performed_by[]",
    fields: &[
        ("name", Bears::Name { via: Via::Party, role: Some("party") }),
        ("country", CODE),
        ("role", Bears::Text),
    ],
};

static END_USE: Object = Object { path: "end_use", fields: &[("description", Bears::Knowledge)] };

/// What stands under `facts`; any other key is [`Bears::Knowledge`].
static FACTS: Object = Object {
    path: "facts",
    fields: &[
        ("red_flags", Bears::Text),
        ("covered_activity", Bears::Text),
        ("is_informed", Bears::Text),
        ("facility", Bears::Text),
        ("facility.name", MENTIONED),
        ("facility.owner", MENTIONED),
        ("facility.operator", MENTIONED),
        ("documents", Bears::Text),
        ("currency", CODE),
    ],
};

static AUTHORIZATION: Object = Object {
    path: "authorizations[]",
    fields: &[
        ("type", CODE),
        ("code", NUMBER),
        ("number", NUMBER),
        ("id", NUMBER),
        ("status", CODE),
        ("valid_from", DATE),
        ("valid_until", DATE),
        ("from", DATE),
        ("until", DATE),
        ("issued", DATE),
        ("expires", DATE),
        ("eccns", CODE),
        ("items", CODE),
        ("destinations", CODE),
        ("countries", CODE),
        ("parties", COVERED),
        ("consignees", COVERED),
        ("end_users", COVERED),
        ("scope", Bears::Text),
        ("agency", Bears::Text),
        ("note", Bears::Text),
    ],
};

/// All objects of a request.
pub static OBJECTS: &[&Object] = &[
    &TRANSACTION,
    &ACTOR,
    &ACTOR_OWNER,
    &PARTY,
    &OWNER,
    &ITEM,
    &PERFORMER,
    &END_USE,
    &FACTS,
    &AUTHORIZATION,
];

impl Object {
    /// The row of a key; of one that is not known, a text.
    fn row(&self, key: &str) -> (Option<usize>, Bears) {
        let place = self.fields.iter().position(|(known, _)| *known == key);
        let rest = if self.path == "facts" { Bears::Knowledge } else { Bears::Text };
        let bears = place.and_then(|place| self.fields.get(place)).map_or(rest, |row| row.1);
        (place, bears)
    }
}

/// One text of a request.
#[derive(Debug, Clone)]
pub struct Text<'t> {
    /// What its field can bear.
    pub bears: Bears,
    /// JSON pointer.
    pub pointer: String,
    /// The text.
    pub text: &'t str,
    /// The party that it is given for.
    pub party: Option<usize>,
    /// The country of its bearer, where it stands beside it.
    pub country: Option<&'t str>,
    /// Number of the object in [`OBJECTS`] and of the field in it; `None` for a key without a row.
    field: (usize, Option<usize>),
}

/// How a field was read: told in the answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldRead {
    /// The field: `parties[].owners[].name`.
    pub field: String,
    /// `name`, `text`, `address`, `domain`, `identifier`, or `not_searched`.
    pub read_as: &'static str,
    /// How many texts stood in it.
    pub texts: usize,
    /// Why it was not searched for names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// All texts of a transaction, in the order of the request's shape.
pub fn texts(tx: &Transaction) -> Vec<Text<'_>> {
    let mut walk = Walk::default();
    walk.transaction(tx);
    walk.texts
}

/// How each field that holds a text was read, in the order of the table.
pub fn read(texts: &[Text<'_>]) -> Vec<FieldRead> {
    let mut counts: Vec<((usize, Option<usize>), Bears, usize)> = Vec::new();
    for text in texts {
        match counts.iter_mut().find(|(field, ..)| *field == text.field) {
            Some((.., count)) => *count += 1,
            None => counts.push((text.field, text.bears, 1)),
        }
    }
    counts.sort_by_key(|(field, ..)| (field.0, field.1.unwrap_or(usize::MAX)));
    counts.into_iter().map(|(field, bears, texts)| told(field, bears, texts)).collect()
}

fn told(field: (usize, Option<usize>), bears: Bears, texts: usize) -> FieldRead {
    let object = OBJECTS.get(field.0);
    let path = object.map_or("", |object| object.path);
    let row = object.and_then(|object| object.fields.get(field.1?));
    let key = row.map_or("*", |(key, _)| *key);
    let dot = if path.is_empty() { "" } else { "." };
    let reason = match bears {
        Bears::Nothing(reason) => Some(reason),
        _ => None,
    };
    FieldRead { field: format!("{path}{dot}{key}"), read_as: bears.word(), texts, reason }
}

/// The texts found so far, and where the walk is.
#[derive(Debug, Default)]
struct Walk<'t> {
    texts: Vec<Text<'t>>,
    party: Option<usize>,
    country: Option<&'t str>,
}

impl<'t> Walk<'t> {
    fn transaction(&mut self, tx: &'t Transaction) {
        let here = &TRANSACTION;
        self.put(here, "", "id", tx.id.as_deref());
        self.put(here, "", "kind", tx.kind.as_deref());
        self.put(here, "", "destination_region", tx.destination_region.as_deref());
        self.list(here, "", "route", &tx.route);
        self.attributes(here, "/documents", Some("documents"), &tx.documents);
        self.attributes(here, "", None, &tx.extra);
        self.actor(tx);
        self.parties(tx);
        self.items(tx);
        if let Some(end_use) = &tx.end_use {
            self.put(&END_USE, "/end_use", "description", end_use.description.as_deref());
            self.attributes(&END_USE, "/end_use", None, &end_use.extra);
        }
        self.attributes(&FACTS, "/facts", None, &tx.facts);
        for (number, held) in tx.authorizations.iter().enumerate() {
            let pointer = format!("/authorizations/{number}");
            self.put(&AUTHORIZATION, &pointer, "type", held.kind.as_deref());
            self.put(&AUTHORIZATION, &pointer, "code", held.code.as_deref());
            self.attributes(&AUTHORIZATION, &pointer, None, &held.extra);
        }
    }

    fn actor(&mut self, tx: &'t Transaction) {
        let Some(actor) = &tx.actor else { return };
        self.put(&ACTOR, "/actor", "name", actor.name.as_deref());
        self.put(&ACTOR, "/actor", "parent", actor.parent.as_deref());
        self.attributes(&ACTOR, "/actor", None, &actor.extra);
        let owners = actor.owners.as_deref().unwrap_or_default();
        self.owners(&ACTOR_OWNER, "/actor/owners", owners);
    }

    fn parties(&mut self, tx: &'t Transaction) {
        for (number, party) in tx.parties.iter().enumerate() {
            self.party = Some(number);
            let pointer = format!("/parties/{number}");
            self.put(&PARTY, &pointer, "name", Some(&party.name));
            self.put(&PARTY, &pointer, "native_name", party.native_name.as_deref());
            self.list(&PARTY, &pointer, "also_known_as", &party.also_known_as);
            self.put(&PARTY, &pointer, "role", party.role.as_deref());
            self.put(&PARTY, &pointer, "address", party.address.as_deref());
            let identifiers = format!("{pointer}/identifiers");
            self.attributes(&PARTY, &identifiers, Some("identifiers"), &party.identifiers);
            self.put(&PARTY, &pointer, "date_of_birth", party.date_of_birth.as_deref());
            self.put(&PARTY, &pointer, "type", party.kind.as_deref());
            self.list(&PARTY, &pointer, "affiliations", &party.affiliations);
            self.list(&PARTY, &pointer, "members", &party.members);
            self.list(&PARTY, &pointer, "locations", &party.locations);
            self.attributes(&PARTY, &pointer, None, &party.extra);
            let owners = party.owners.as_deref().unwrap_or_default();
            self.owners(&OWNER, &format!("{pointer}/owners"), owners);
        }
        self.party = None;
    }

    fn owners(&mut self, object: &'static Object, pointer: &str, owners: &'t [Owner]) {
        for (number, owner) in owners.iter().enumerate() {
            let here = format!("{pointer}/{number}");
            self.put(object, &here, "name", Some(&owner.name));
            self.attributes(object, &here, None, &owner.extra);
            let above = owner.owners.as_deref().unwrap_or_default();
            self.owners(object, &format!("{here}/owners"), above);
        }
    }

    fn items(&mut self, tx: &'t Transaction) {
        for (number, item) in tx.items.iter().enumerate() {
            let pointer = format!("/items/{number}");
            self.put(&ITEM, &pointer, "description", item.description.as_deref());
            self.put(&ITEM, &pointer, "type", item.kind.as_deref());
            self.put(&ITEM, &pointer, "eccn", item.eccn.as_deref());
            self.put(&ITEM, &pointer, "hs", item.hs.as_deref());
            let eccns = item.us_content_eccns.as_deref().unwrap_or_default();
            self.list(&ITEM, &pointer, "us_content_eccns", eccns);
            self.attributes(&ITEM, &format!("{pointer}/fdp"), Some("fdp"), &item.fdp);
            self.attributes(&ITEM, &format!("{pointer}/specs"), Some("specs"), &item.specs);
            for (key, value) in &item.extra {
                if key == "performed_by" {
                    self.performers(&format!("{pointer}/{key}"), value);
                } else {
                    self.value(&ITEM, key, &format!("{pointer}/{key}"), value);
                }
            }
        }
    }

    fn performers(&mut self, pointer: &str, all: &'t Json) {
        for (number, performer) in all.as_array().into_iter().flatten().enumerate() {
            let Some(keys) = performer.as_object() else { continue };
            self.country = keys.get("country").and_then(Json::as_str);
            for (key, value) in keys {
                self.value(&PERFORMER, key, &format!("{pointer}/{number}/{key}"), value);
            }
            self.country = None;
        }
    }

    /// The texts of an object whose keys are open; all under one key of the table where `key` says.
    fn attributes(
        &mut self,
        object: &'static Object,
        pointer: &str,
        key: Option<&'static str>,
        map: &'t Attributes,
    ) {
        for (own, value) in map {
            let here = format!("{pointer}/{own}");
            if let Some(key) = key {
                // What a paper or parameter is called is in the caller's words, too.
                self.put_at(object, key, here.clone(), own);
            }
            self.value(object, key.unwrap_or(own), &here, value);
        }
    }

    /// The texts in a value, at any depth.
    fn value(&mut self, object: &'static Object, key: &str, pointer: &str, value: &'t Json) {
        match value {
            Json::String(text) => self.put_at(object, key, pointer.to_owned(), text),
            Json::Array(list) => {
                for (number, value) in list.iter().enumerate() {
                    self.value(object, key, &format!("{pointer}/{number}"), value);
                }
            }
            Json::Object(map) => {
                for (below, value) in map {
                    let here = format!("{pointer}/{below}");
                    self.put_at(object, key, here.clone(), below);
                    let apart = format!("{key}.{below}");
                    let is_row = object.fields.iter().any(|(known, _)| *known == apart);
                    self.value(object, if is_row { &apart } else { key }, &here, value);
                }
            }
            _ => {}
        }
    }

    fn list(&mut self, object: &'static Object, pointer: &str, key: &str, texts: &'t [String]) {
        for (number, text) in texts.iter().enumerate() {
            self.put_at(object, key, format!("{pointer}/{key}/{number}"), text);
        }
    }

    fn put(&mut self, object: &'static Object, at: &str, key: &str, text: Option<&'t str>) {
        if let Some(text) = text {
            self.put_at(object, key, format!("{at}/{key}"), text);
        }
    }

    fn put_at(&mut self, object: &'static Object, key: &str, pointer: String, text: &'t str) {
        if text.trim().is_empty() {
            return;
        }
        let (row, bears) = object.row(key);
        let number = OBJECTS.iter().position(|known| std::ptr::eq(*known, object)).unwrap_or(0);
        let (party, country) = (self.party, self.country);
        self.texts.push(Text { bears, pointer, text, party, country, field: (number, row) });
    }
}
