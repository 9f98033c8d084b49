//! One transaction, as a screening is asked about it. An absent or null field is unknown.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::time::Date;

/// Further attributes by name; their meaning is in the fact registry.
pub type Attributes = BTreeMap<String, Value>;

/// A transaction: who, what, from where, to where, for what use, on which day.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Transaction {
    /// The caller's own id, a text or a number; echoed as a text, never interpreted.
    #[serde(default, deserialize_with = "text_of_id")]
    pub id: Option<String>,
    /// Day of the transaction.
    pub date: Option<Date>,
    /// `export`, `reexport`, `export_from_abroad`, `in_country_transfer`, `deemed_export`,
    /// `import`, `service`, `payment`, `investment`, `securities_purchase`, `query`, `domestic`.
    pub kind: Option<String>,
    /// Who acts and asks.
    pub actor: Option<Actor>,
    /// Everybody else who takes part.
    #[serde(default, deserialize_with = "null_default")]
    pub parties: Vec<TransactionParty>,
    /// What moves, is done, paid for or bought.
    #[serde(default, deserialize_with = "null_default")]
    pub items: Vec<Item>,
    /// ISO code of the country from which it moves.
    pub ship_from: Option<String>,
    /// ISO code of the country of ultimate destination.
    pub destination: Option<String>,
    /// Region within the destination (`Crimea`, `UA-43` ...).
    pub destination_region: Option<String>,
    /// ISO codes of countries passed on the way.
    #[serde(default, deserialize_with = "null_default")]
    pub transit: Vec<String>,
    /// UN/LOCODEs, IATA codes or place names of the route.
    #[serde(default, deserialize_with = "null_default")]
    pub route: Vec<String>,
    /// Stated end use.
    pub end_use: Option<EndUse>,
    /// Knowledge, red flags, facility, letters received, documents and further facts.
    #[serde(default, deserialize_with = "null_default")]
    pub facts: Attributes,
    /// Documents on file, by name (`uvl_statement`, `end_use_statement` ...).
    #[serde(default, deserialize_with = "null_default")]
    pub documents: Attributes,
    /// Licenses and exceptions held or claimed.
    #[serde(default, deserialize_with = "null_default")]
    pub authorizations: Vec<Authorization>,
    /// Attributes that have no field of their own.
    #[serde(flatten)]
    pub extra: Attributes,
}

/// Who acts: the exporter, reexporter, payer, investor or importer that asks.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Actor {
    /// Name.
    pub name: Option<String>,
    /// ISO code of its country.
    pub country: Option<String>,
    /// Whether it is a US person.
    pub us_person: Option<bool>,
    /// Its parent, in words.
    pub parent: Option<String>,
    /// Its owners; `None` is unknown, an empty list is "none".
    pub owners: Option<Vec<Owner>>,
    /// Attributes that have no field of their own.
    #[serde(flatten)]
    pub extra: Attributes,
}

/// A party in its role.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct TransactionParty {
    /// Name as on the documents.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
    /// Name in its own script.
    pub native_name: Option<String>,
    /// Further names of the same party.
    #[serde(default, deserialize_with = "null_default", alias = "aliases")]
    pub also_known_as: Vec<String>,
    /// Part in the transaction (15 CFR 748.5), or any other role.
    pub role: Option<String>,
    /// ISO code.
    pub country: Option<String>,
    /// Address as on the documents.
    pub address: Option<String>,
    /// Identifiers by kind.
    #[serde(default, deserialize_with = "null_default", alias = "ids")]
    pub identifiers: Attributes,
    /// Owners; `None` is unknown, an empty list is "none".
    pub owners: Option<Vec<Owner>>,
    /// ISO code of the ultimate parent's headquarters.
    pub ultimate_parent_country: Option<String>,
    /// ISO code of the party's own headquarters.
    pub headquarters_country: Option<String>,
    /// Most recent citizenship or permanent residency (15 CFR 734.13(b)).
    pub nationality: Option<String>,
    /// Whether it is a military end user.
    pub military: Option<bool>,
    /// Date of birth.
    #[serde(alias = "dob", alias = "birth_date")]
    pub date_of_birth: Option<String>,
    /// `individual`, `organization`, `vessel`, `aircraft`.
    #[serde(rename = "type", alias = "schema")]
    pub kind: Option<String>,
    /// Day of incorporation.
    pub incorporated: Option<Date>,
    /// Memberships and appointments, in words.
    #[serde(default, deserialize_with = "null_default")]
    pub affiliations: Vec<String>,
    /// Members of an aggregate: each is screened.
    #[serde(default, deserialize_with = "null_default")]
    pub members: Vec<String>,
    /// Branches, sites, pick-up points: names in them are screened as names.
    #[serde(default, deserialize_with = "null_default")]
    pub locations: Vec<String>,
    /// Attributes that have no field of their own.
    #[serde(flatten)]
    pub extra: Attributes,
}

/// An owner, with its own owners.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Owner {
    /// Name.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
    /// Percent held, 0 to 100; `None` is unknown.
    pub percent: Option<f64>,
    /// ISO code.
    pub country: Option<String>,
    /// Owners of the owner.
    pub owners: Option<Vec<Owner>>,
    /// Attributes that have no field of their own (`controls`, `native_name`).
    #[serde(flatten)]
    pub extra: Attributes,
}

/// One line of the transaction.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Item {
    /// Product text as on the documents.
    pub description: Option<String>,
    /// `commodity`, `software`, `technology`, `service`, `security`.
    #[serde(rename = "type", alias = "kind")]
    pub kind: Option<String>,
    /// ECCN with paragraph, or `EAR99`. Absent is unknown, never EAR99.
    pub eccn: Option<String>,
    /// Harmonized System code.
    pub hs: Option<String>,
    /// ISO code of the country of origin.
    pub origin: Option<String>,
    /// ISO code of the country where the item lies.
    pub located_in: Option<String>,
    /// Share of controlled US-origin content by value, percent.
    pub us_content_pct: Option<f64>,
    /// ECCNs of that content.
    pub us_content_eccns: Option<Vec<String>>,
    /// Foreign-direct-product facts.
    #[serde(default, deserialize_with = "null_default")]
    pub fdp: Attributes,
    /// Technical parameters (`tpp`, `node_nm`, `model_year` ...).
    #[serde(default, deserialize_with = "null_default")]
    pub specs: Attributes,
    /// Value in US dollars.
    pub value_usd: Option<f64>,
    /// Attributes that have no field of their own.
    #[serde(flatten)]
    pub extra: Attributes,
}

/// Stated end use.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct EndUse {
    /// In words.
    pub description: Option<String>,
    /// Attributes that have no field of their own.
    #[serde(flatten)]
    pub extra: Attributes,
}

/// A license, license exception or general license held or claimed.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Authorization {
    /// `license`, `license_exception`, `general_license`, `veu`, `advisory_opinion` ...
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Code or number.
    #[serde(alias = "number", alias = "id")]
    pub code: Option<String>,
    /// Attributes: `claimed`, `status`, `valid_from`, `valid_until`, `parties`, `eccns`,
    /// `destinations`, `conditions_met`.
    #[serde(flatten)]
    pub extra: Attributes,
}

/// An id: a text, or a number as text.
fn text_of_id<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: serde::Deserializer<'de>,
{
    Ok(match Option::<Value>::deserialize(deserializer)? {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text),
        Some(other) => Some(other.to_string()),
    })
}

fn null_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}
