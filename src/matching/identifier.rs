//! Identifiers: equal whatever the separators, the country prefix, or the branch of a BIC; a website
//! equals every host below it.

use crate::model::Identifier;

/// Whether an asked identifier is the listed one.
pub fn same(a: &Identifier, b: &Identifier) -> bool {
    if a.kind == WEBSITE && b.kind == WEBSITE {
        return hosts(&host(&a.number)).any(|host| is_site(host, &b.number));
    }
    let (x, y) = (bare(&a.number), bare(&b.number));
    if x.len() < 5 || y.len() < 5 {
        return false;
    }
    if conflicting_kinds(&a.kind, &b.kind) {
        return false;
    }
    if x == y || unprefixed(&x) == unprefixed(&y) {
        return true;
    }
    is_bic(a, &x) && is_bic(b, &y) && x.get(..8) == y.get(..8)
}

/// The kind of an identifier that is a web address.
pub const WEBSITE: &str = "website";

/// The host in a web or e-mail address as written: `www.VTB.ru` of `http://www.VTB.ru/en`.
pub fn host_in(address: &str) -> &str {
    let address = address.trim().rsplit_once("://").map_or(address.trim(), |(_, rest)| rest);
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    host.split_once(':').map_or(host, |(host, _)| host).trim_matches('.')
}

/// The host of an address in lower case, without `www`: `vtb.ru` of `http://www.vtb.ru/en`.
pub fn host(address: &str) -> String {
    let host = host_in(address).to_lowercase();
    host.strip_prefix("www.").map_or(host.clone(), str::to_owned)
}

/// Whether a listed address is the whole site of a host, no page of one that many share.
fn is_site(host: &str, listed: &str) -> bool {
    let listed = listed.trim().rsplit_once("://").map_or(listed.trim(), |(_, rest)| rest);
    let path = listed.split_once('/').map_or("", |(_, path)| path);
    (path.is_empty() || path.starts_with("index.")) && self::host(listed) == host
}

/// A host and those above it, down to two labels: `a.b.example.com`, `b.example.com`, `example.com`.
pub fn hosts(host: &str) -> impl Iterator<Item = &str> {
    let above = host.match_indices('.').filter_map(|(dot, _)| host.get(dot + 1..));
    std::iter::once(host).chain(above).filter(|host| host.contains('.'))
}

fn bare(number: &str) -> String {
    let number: String =
        number.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    number.strip_prefix("IMO").map_or(number.clone(), str::to_owned)
}

/// Without a leading ISO country code before digits (`SI91729181`).
fn unprefixed(number: &str) -> &str {
    let (Some(head), Some(rest)) = (number.get(..2), number.get(2..)) else { return number };
    let prefixed = head.bytes().all(|b| b.is_ascii_alphabetic())
        && rest.len() >= 5
        && rest.bytes().all(|b| b.is_ascii_digit());
    if prefixed { rest } else { number }
}

fn is_bic(id: &Identifier, bare: &str) -> bool {
    let kind = id.kind.to_lowercase();
    let named = kind.contains("bic") || kind.contains("swift");
    let shaped =
        matches!(bare.len(), 8 | 11) && bare.bytes().take(6).all(|b| b.is_ascii_alphabetic());
    shaped && (named || kind.is_empty())
}

/// Kinds that are never the same number: a vessel is not a passport.
fn conflicting_kinds(a: &str, b: &str) -> bool {
    let family = |kind: &str| {
        let kind = kind.to_lowercase();
        ["imo", "passport", "bic", "lei", "isin", "mmsi"]
            .iter()
            .position(|family| kind.contains(family))
    };
    matches!((family(a), family(b)), (Some(x), Some(y)) if x != y)
}
