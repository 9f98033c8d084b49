//! Whether an authorization held or claimed is valid on the day and covers what moves.

use serde_json::Value as Json;

use crate::model::{Authorization, Date, Item, Truth};

/// Whether it is valid on `day`. A suspended, revoked or expired one counts as none.
pub fn is_valid(authorization: &Authorization, day: Date) -> Truth {
    let word = |key: &str| authorization.extra.get(key).and_then(Json::as_str).unwrap_or("");
    let status = word("status").to_lowercase();
    if ["suspended", "revoked", "expired", "denied", "pending", "returned"]
        .contains(&status.as_str())
    {
        return Truth::False;
    }
    let bound = |keys: &[&str]| keys.iter().find_map(|key| word(key).parse::<Date>().ok());
    let from = bound(&["valid_from", "from", "issued"]);
    let until = bound(&["valid_until", "until", "expires", "expiration"]);
    let by_date =
        Truth::from(from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until));
    let stated = matches!(
        status.as_str(),
        "valid" | "active" | "issued" | "granted" | "approved" | "in_force"
    );
    if stated || until.is_some() { by_date } else { by_date.and(Truth::Unknown) }
}

/// Whether a license covers `item` and every one of `destinations` and `parties`.
pub fn covers(
    authorization: &Authorization,
    item: &Item,
    destinations: &[String],
    parties: &[&str],
    day: Date,
) -> Truth {
    if !matches!(
        authorization.kind.as_deref(),
        Some("license" | "bis_license" | "export_license" | "veu")
    ) {
        return Truth::False;
    }
    let valid = is_valid(authorization, day);
    let eccns = within(authorization, &["eccns", "items", "eccn"], |scope| {
        item.eccn.as_ref().map(|eccn| scope.iter().any(|s| eccn.starts_with(s.as_str())))
    });
    let places = within(authorization, &["destinations", "countries", "destination"], |scope| {
        Some(destinations.iter().all(|place| scope.contains(place)))
    });
    let names = within(authorization, &["parties", "consignees", "end_users", "party"], |scope| {
        Some(parties.iter().all(|name| scope.iter().any(|s| s.eq_ignore_ascii_case(name))))
    });
    valid.and(eccns).and(places).and(names)
}

/// A scope that is not given is not known to cover anything.
fn within(
    authorization: &Authorization,
    keys: &[&str],
    test: impl Fn(&[String]) -> Option<bool>,
) -> Truth {
    let Some(given) = keys.iter().find_map(|key| authorization.extra.get(*key)) else {
        return Truth::Unknown;
    };
    let scope: Vec<String> = match given {
        Json::String(text) => vec![text.clone()],
        Json::Array(list) => list.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        _ => return Truth::Unknown,
    };
    Truth::from(test(&scope))
}
