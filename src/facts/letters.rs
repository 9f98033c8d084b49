//! "Is informed" letters: they bind their addressee alone (15 CFR 744.21(b) and its siblings).

use serde_json::Value as Json;

use crate::items::eccn::Eccn;
use crate::model::{Date, Transaction, Truth};

/// Whether a letter to the actor, in force on `day`, covers an item of this ECCN.
pub fn informed(tx: &Transaction, eccn: Option<&Eccn>, day: Date) -> Truth {
    let Some(letters) = tx.facts.get("is_informed") else { return Truth::False };
    let list: Vec<&Json> = match letters {
        Json::Array(list) => list.iter().collect(),
        Json::Object(_) => vec![letters],
        Json::Null | Json::Bool(false) => return Truth::False,
        // Something was received, and what it says cannot be read.
        _ => return Truth::Unknown,
    };
    list.iter().map(|letter| covers(letter, tx, eccn, day)).fold(Truth::False, Truth::or)
}

fn covers(letter: &Json, tx: &Transaction, eccn: Option<&Eccn>, day: Date) -> Truth {
    let word = |key: &str| letter.get(key).and_then(Json::as_str);
    let date = |key: &str| word(key).and_then(|text| text.parse::<Date>().ok());
    let began = date("date").or_else(|| date("from")).is_none_or(|from| from <= day);
    let ended = date("rescinded").or_else(|| date("until")).is_some_and(|until| until <= day);
    if !began || ended {
        return Truth::False;
    }
    let actor = tx.actor.as_ref().and_then(|actor| actor.name.as_deref());
    let addressed = match (word("addressee"), actor) {
        (None, _) => Truth::True,
        (Some(_), None) => Truth::Unknown,
        (Some(to), Some(actor)) => Truth::from(same_company(to, actor)),
    };
    addressed.and(by_eccn(letter, eccn)).and(by_place(letter, tx))
}

fn same_company(a: &str, b: &str) -> bool {
    crate::matching::score_names(a, b).score >= 0.95
}

fn by_eccn(letter: &Json, eccn: Option<&Eccn>) -> Truth {
    let Some(scope) = letter.get("eccns").and_then(Json::as_array) else { return Truth::True };
    let Some(eccn) = eccn else { return Truth::Unknown };
    Truth::from(scope.iter().filter_map(Json::as_str).any(|listed| eccn.is_within(listed)))
}

/// Where the letter names countries, a party or the destination must be in one of them. Where it
/// gives them in words, the word of the country decides; words that name none reach everywhere.
fn by_place(letter: &Json, tx: &Transaction) -> Truth {
    let mut places: Vec<&str> = tx.parties.iter().filter_map(|p| p.country.as_deref()).collect();
    places.extend(tx.destination.as_deref());
    if let Some(countries) = letter.get("countries").and_then(Json::as_array) {
        return Truth::from(
            countries.iter().filter_map(Json::as_str).any(|country| places.contains(&country)),
        );
    }
    let scope = letter.get("scope").and_then(Json::as_str).unwrap_or("").to_lowercase();
    let china = scope.contains("china") || scope.contains("prc");
    let russia = scope.contains("russia");
    if !china && !russia {
        return Truth::True;
    }
    let within = |codes: &[&str]| places.iter().any(|place| codes.contains(place));
    Truth::from((china && within(&["CN", "HK", "MO"])) || (russia && within(&["RU", "BY"])))
}
