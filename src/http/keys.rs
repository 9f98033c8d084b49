//! API keys: random, stored as digests, each with scopes and a last day.

use std::collections::BTreeSet;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::problem::{Kind, Problem};
use super::service::Shared;
use crate::model::{Date, hex};

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Screen, match, search, read lists and rules.
    Screen,
    /// Decide on what is held for review.
    Review,
    /// Reload, read metrics.
    Admin,
}

/// A key as stored: its digest, never itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Its name, for logs and records.
    pub id: String,
    /// SHA-256 of the key, lower-case hex.
    pub sha256: String,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// The last day on which it is valid.
    pub expires: Option<Date>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    key: Vec<Key>,
}

/// All keys of a service.
#[derive(Debug, Clone, Default)]
pub struct KeyRing {
    keys: Vec<Key>,
}

/// Who asks, for handlers: the id of the key.
#[derive(Debug, Clone)]
pub struct Caller(pub String);

impl KeyRing {
    /// Reads a file of keys (TOML, `[[key]]` with `id`, `sha256`, `scopes`, `expires`).
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut ids = BTreeSet::new();
        for key in &file.key {
            let hex = key.sha256.len() == 64 && key.sha256.bytes().all(|b| b.is_ascii_hexdigit());
            if !hex {
                return Err(format!("key `{}`: `sha256` must be 64 hexadecimal digits", key.id));
            }
            if !ids.insert(&key.id) {
                return Err(format!("the key `{}` stands twice", key.id));
            }
            if key.scopes.is_empty() {
                return Err(format!("key `{}` has no scope: screen, review, admin", key.id));
            }
        }
        if file.key.is_empty() {
            return Err("the file holds no [[key]]".to_owned());
        }
        Ok(Self { keys: file.key })
    }

    /// Adds a key of this process alone.
    pub(super) fn with(mut self, key: Key) -> Self {
        self.keys.push(key);
        self
    }

    /// The key of a secret that may do `scope` on `day`.
    ///
    /// # Errors
    /// 401 for an unknown or expired key, 403 where its scopes do not reach.
    pub fn check(&self, secret: Option<&str>, scope: Scope, day: Date) -> Result<&Key, Problem> {
        let unknown = || {
            Problem::new(
                Kind::Unauthorized,
                "send a valid key: `Authorization: Bearer KEY` or `X-API-Key: KEY`",
            )
        };
        // Digests are compared, so the time that the comparison takes tells nothing of the key.
        let digest = digest(secret.ok_or_else(unknown)?);
        let known = self.keys.iter().find(|key| key.sha256.eq_ignore_ascii_case(&digest));
        let key = known.ok_or_else(unknown)?;
        if key.expires.is_some_and(|last| last < day) {
            return Err(Problem::new(Kind::Unauthorized, "the key has expired"));
        }
        if !key.scopes.contains(&scope) {
            return Err(Problem::new(Kind::Forbidden, "the key does not have the scope for this"));
        }
        Ok(key)
    }
}

/// SHA-256 of a key, lower-case hex.
pub fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// A new secret of 256 random bits.
///
/// # Errors
/// The system gives no random bytes.
pub fn new_secret() -> Result<String, String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

/// The entry of a key file for a new key.
pub fn entry(key: &Key) -> String {
    toml::to_string(&File { key: vec![key.clone()] }).unwrap_or_default()
}

/// The secret of a request: `ApiKey`, `Bearer` or the password of `Basic`; `X-API-Key`; `api_key`.
/// Credentials of another kind, for a proxy before this service, say nothing here.
fn secret(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text(header::AUTHORIZATION.as_str())
        .and_then(authorization)
        .or_else(|| text("x-api-key").map(str::to_owned))
        .or_else(|| {
            let pairs: Vec<(String, String)> = serde_urlencoded::from_str(uri.query()?).ok()?;
            pairs.into_iter().find(|(key, _)| key == "api_key").map(|(_, value)| value)
        })
}

/// The secret of an `Authorization` header.
fn authorization(text: &str) -> Option<String> {
    let (scheme, rest) = text.trim().split_once(' ')?;
    match scheme.to_ascii_lowercase().as_str() {
        "apikey" | "bearer" => Some(rest.trim().to_owned()),
        "basic" => {
            let bytes = base64::engine::general_purpose::STANDARD.decode(rest.trim()).ok()?;
            let text = String::from_utf8(bytes).ok()?;
            text.split_once(':').map(|(_, password)| password.to_owned())
        }
        _ => None,
    }
}

/// Lets a request pass whose key may screen.
pub(super) async fn demand_screen(
    State(service): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    demand(&service, Scope::Screen, request, next).await
}

/// Lets a request pass whose key may administer.
pub(super) async fn demand_admin(
    State(service): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    demand(&service, Scope::Admin, request, next).await
}

async fn demand(
    service: &Shared,
    scope: Scope,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if let Some(keys) = &service.keys {
        let secret = secret(request.headers(), request.uri());
        let key = keys.check(secret.as_deref(), scope, service.today())?;
        let caller = Caller(key.id.clone());
        request.extensions_mut().insert(caller);
    }
    Ok(next.run(request).await)
}
