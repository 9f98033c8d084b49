//! The OpenAPI 3.1 document, generated from the handlers and from the tables that check requests;
//! and a viewer that needs nothing but this program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Map, Value, json};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, RefOr, Response as Documented, ResponseBuilder, schema::Schema};
use utoipa::{IntoParams, IntoResponses, Modify, OpenApi, PartialSchema, ToSchema};

use super::problem::{Kind, ProblemBody};
use super::{catalogs, health, matching, screen, yente};
use crate::model::Level;
use crate::wire::facts;
use crate::wire::parameters;
use crate::wire::shape::{self, Shape, Type};

/// The document.
#[derive(OpenApi)]
#[openapi(
    info(title = "highfence", license(name = "Apache-2.0", identifier = "Apache-2.0"),
         description = "Export-compliance screening: a shipment goes in, a license-requirement verdict with its reasons comes out. Only a finished screening answers 200; an error is never a verdict."),
    paths(
        screen::screen, super::batch::screen, matching::find,
        catalogs::lists, catalogs::list, catalogs::entry, catalogs::rules, catalogs::rule,
        catalogs::state, health::healthz, health::readyz,
        yente::matching::find, yente::search::search,
        yente::entities::one_entity, yente::entities::adjacent,
        yente::entities::adjacent_property,
        yente::catalog::catalog, yente::catalog::algorithms,
        yente::catalog::version, yente::catalog::update,
        yente::reconcile::manifest, yente::reconcile::reconcile,
        yente::suggest::suggest_entity, yente::suggest::suggest_property,
        yente::suggest::suggest_type, yente::suggest::extend_properties
    ),
    modifiers(&Security)
)]
struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let basic = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("The key as the password, with any name."))
            .build();
        components.add_security_scheme("basic", SecurityScheme::Http(basic));
        let key = ApiKeyValue::with_description("x-api-key", "A key of this service.");
        components.add_security_scheme("key", SecurityScheme::ApiKey(ApiKey::Header(key)));
        let query = "For tools that cannot send headers.";
        let query = ApiKeyValue::with_description("api_key", query);
        components.add_security_scheme("query", SecurityScheme::ApiKey(ApiKey::Query(query)));
        let mut schemas = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
        ProblemBody::schemas(&mut schemas);
        let codes = json!({ "type": "string", "enum": crate::model::country::CODES });
        schemas.push(("Country".to_owned(), schema(codes)));
        components.schemas.extend(schemas);
    }
}

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    super::documented::complete(&mut document);
    serde_json::to_string(&document).unwrap_or_default()
});

/// The document as text.
pub fn text() -> &'static str {
    TEXT.as_str()
}

/// Serves the document.
pub async fn document(headers: HeaderMap) -> Response {
    let tag = concat!("\"", env!("HIGHFENCE_BUILD"), "\"");
    if super::answer::knows(&headers, tag) {
        return axum::http::StatusCode::NOT_MODIFIED.into_response();
    }
    ([(header::CONTENT_TYPE, "application/json"), (header::ETAG, tag)], text()).into_response()
}

/// Serves the viewer: one page, no script from elsewhere.
pub async fn viewer() -> Response {
    let policy = "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; \
                  style-src 'unsafe-inline'; frame-ancestors 'none'";
    let headers = [(header::CONTENT_SECURITY_POLICY, policy)];
    (headers, Html(include_str!("viewer.html"))).into_response()
}

fn schema(value: Value) -> RefOr<Schema> {
    serde_json::from_value(value).unwrap_or_else(|_| RefOr::T(Schema::default()))
}

/// The tag of the answer that a caller has already.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it tells the document of what handlers read")]
pub struct Known {
    /// Tags of the answer that the caller has already.
    #[param(rename = "If-None-Match")]
    if_none_match: Option<String>,
}

/// What a call of the facade may choose entries by.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it tells the document of what `Params` reads")]
pub struct Filters {
    /// Only entries of these datasets; may stand several times.
    include_dataset: Option<Vec<String>>,
    /// No entries of these datasets; may stand several times.
    exclude_dataset: Option<Vec<String>>,
    /// No entries of these schemata; may stand several times.
    exclude_schema: Option<Vec<String>>,
    /// No entries of these ids; at most 50.
    #[param(max_items = 50)]
    exclude_entity_ids: Option<Vec<String>>,
    /// Only entries of any of these topics; may stand several times.
    topics: Option<Vec<String>>,
    /// Only entries that changed on this day (`2024-10-01`, `2024-10-01T12:30:00`) or later, and
    /// those of which no day is known.
    changed_since: Option<String>,
}

/// What a search of the facade may choose, count and sort by.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it tells the document of what `Params` reads")]
pub struct SearchFilters {
    /// Only entries of these countries, by code or by name; may stand several times.
    countries: Option<Vec<String>>,
    /// Only entries of these datasets; may stand several times.
    datasets: Option<Vec<String>>,
    /// `field:value`; may stand several times.
    filter: Option<Vec<String>>,
    /// Whether one of a field's values is enough (`OR`), or all must hold (`AND`).
    filter_op: Option<String>,
    /// What to count: `countries`, `topics`, `datasets`, `schema`, `genders`, `identifiers`.
    facets: Option<Vec<String>>,
    /// `caption`, `first_seen`, `last_seen` or `last_change`, each also with `:desc`.
    sort: Option<Vec<String>>,
    /// Misspelled names are found in any case.
    fuzzy: Option<bool>,
    /// The text is words alone: quotation marks and brackets mean nothing.
    simple: Option<bool>,
}

/// The error answers that every route may give.
#[derive(Debug)]
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Documented>> {
        let mut all: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (_, _, title, status) in Kind::ALL {
            all.entry(status.as_u16().to_string()).or_default().push(title);
        }
        let body = utoipa::openapi::Ref::from_schema_name("ProblemBody");
        all.into_iter()
            .map(|(status, titles)| {
                let content = Content::new(Some(body.clone()));
                let answer = ResponseBuilder::new()
                    .description(titles.join(". "))
                    .content("application/problem+json", content)
                    .build();
                (status, RefOr::T(answer))
            })
            .collect()
    }
}

/// Schema of a transaction, made from the table that checks it.
#[derive(Debug)]
pub struct TransactionSchema;

impl PartialSchema for TransactionSchema {
    fn schema() -> RefOr<Schema> {
        schema(of_shape(&shape::TRANSACTION, 0))
    }
}

impl ToSchema for TransactionSchema {
    fn name() -> std::borrow::Cow<'static, str> {
        "Transaction".into()
    }
}

/// Where the document keeps the country codes.
const COUNTRY: &str = "#/components/schemas/Country";

/// Deepest owners of owners that the document spells out.
const NESTED_MAX: usize = 3;

fn of_shape(shape: &Shape, depth: usize) -> Value {
    let mut properties = Map::new();
    for (key, kind, meaning) in shape.keys {
        let mut value = of_type(*kind, depth);
        if let Some(map) = value.as_object_mut() {
            map.insert("description".to_owned(), (*meaning).into());
        }
        properties.insert((*key).to_owned(), value);
    }
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn of_type(kind: Type, depth: usize) -> Value {
    match kind {
        Type::Text => json!({ "type": ["string", "null"], "maxLength": 4000 }),
        Type::Id => json!({ "type": ["string", "integer", "null"], "maxLength": 4000 }),
        Type::Number => json!({ "type": ["number", "null"] }),
        Type::Bool => json!({ "type": ["boolean", "null"] }),
        Type::Date => json!({ "type": ["string", "null"], "format": "date" }),
        Type::Country => json!({ "anyOf": [{ "$ref": COUNTRY }, { "type": "null" }] }),
        Type::Texts => {
            json!({ "type": ["array", "null"], "items": { "type": "string", "maxLength": 4000 } })
        }
        Type::Countries => json!({ "type": ["array", "null"], "items": { "$ref": COUNTRY } }),
        Type::Object(shape) => of_shape(shape, depth),
        Type::Objects(_) if depth >= NESTED_MAX => {
            json!({ "type": ["array", "null"], "maxItems": 0 })
        }
        Type::Objects(shape) => {
            json!({ "type": ["array", "null"], "items": of_shape(shape, depth + 1) })
        }
        Type::Facts => facts::schema(),
        Type::Open | Type::Documents => json!({ "type": ["object", "null"] }),
        Type::Parameters(of) => parameters::schema(of),
        Type::Document => json!({ "type": ["boolean", "string", "null"] }),
        Type::Party if depth >= NESTED_MAX => json!({ "type": ["string", "null"] }),
        Type::Party => json!({
            "anyOf": [{ "type": ["string", "null"] }, of_shape(&shape::PARTY, depth + 1)],
        }),
        Type::Identity => json!({
            "type": ["object", "null"],
            "additionalProperties": { "type": "string", "enum": ["same", "different"] },
        }),
        Type::Words(known) => {
            json!({ "type": ["array", "null"], "items": { "type": "string", "enum": known } })
        }
        Type::Any => json!({}),
    }
}

/// Schema of a screening.
#[derive(Debug)]
pub struct ScreeningSchema;

impl PartialSchema for ScreeningSchema {
    fn schema() -> RefOr<Schema> {
        let words: Vec<&str> = Level::ALL.into_iter().map(Level::word).collect();
        let texts = json!({ "type": "array", "items": { "type": "string" } });
        let objects = json!({ "type": "array", "items": { "type": "object" } });
        let mut properties = Map::new();
        let mut add = |key: &str, value: Value| properties.insert(key.to_owned(), value);
        add("id", json!({ "type": ["string", "null"] }));
        add("verdict", json!({ "type": "string", "enum": words }));
        add("level", json!({ "type": "integer", "minimum": 10, "maximum": 70 }));
        add("release", json!({ "type": "boolean" }));
        add("review_policy", json!({ "type": ["string", "null"] }));
        for key in ["programs", "needs", "obligations", "doubts"] {
            add(key, texts.clone());
        }
        let lists = [
            "questions",
            "reasons",
            "considered",
            "horizon",
            "matches",
            "items",
            "lists",
            "unfinished",
        ];
        for key in lists {
            add(key, objects.clone());
        }
        add(
            "as_of",
            json!({
                "type": "object", "required": ["valid", "known"],
                "properties": { "valid": { "type": "string", "format": "date" }, "known": { "type": "string", "format": "date" }, "by_clock": { "type": "boolean" } },
            }),
        );
        add(
            "coverage",
            json!({ "type": "object", "required": ["complete", "law", "lists_of", "regimes", "gaps", "notes"] }),
        );
        for key in ["rules_digest", "engine", "build", "disclaimer", "profile", "basis"] {
            add(key, json!({ "type": "string" }));
        }
        add("truncated", json!({ "type": "boolean" }));
        let required: Vec<String> = properties.keys().cloned().collect();
        schema(json!({ "type": "object", "properties": properties, "required": required }))
    }
}

impl ToSchema for ScreeningSchema {
    fn name() -> std::borrow::Cow<'static, str> {
        "Screening".into()
    }
}

/// Schema of a yente `/match` call.
#[derive(Debug)]
pub struct YenteCall;

impl PartialSchema for YenteCall {
    fn schema() -> RefOr<Schema> {
        let texts = json!({ "type": "array", "items": { "type": "string", "minLength": 1 } });
        let names = json!({ "type": "array", "minItems": 1, "items": { "type": "string", "minLength": 1, "pattern": r"[A-Za-z\u0080-\uffff]" } });
        schema(json!({
            "type": "object", "required": ["queries"],
            "properties": {
                "queries": {
                    "type": "object", "minProperties": 1, "maxProperties": 100,
                    "additionalProperties": {
                        "type": "object", "required": ["schema", "properties"],
                        "properties": {
                            "id": { "type": ["string", "null"] },
                            "filters": { "type": "object", "additionalProperties": texts, "description": "Lists of values by field." },
                            "schema": { "type": "string", "enum": ["Person", "Company", "Organization", "LegalEntity", "Vessel", "Airplane", "Address", "Thing"] },
                            "properties": {
                                "type": "object", "minProperties": 1,
                                "description": "Lists of texts; one of them a name, an address or an identifier.",
                                "properties": { "name": names, "country": texts, "birthDate": texts },
                                "additionalProperties": texts,
                                "example": { "name": ["Arkadii Romanovich Rotenberg"] }
                            },
                        },
                    },
                },
                "params": {
                    "type": "object", "additionalProperties": false,
                    "properties": { "include_datasets": texts, "exclude_datasets": texts, "exclude_entity_ids": texts, "topics": texts },
                },
                "weights": { "type": "object", "description": "Not heeded: of other engines' scoring." },
                "config": { "type": "object", "maxProperties": 0, "description": "This scoring has no settings." },
            },
        }))
    }
}

impl ToSchema for YenteCall {}

/// Schema of the form of the reconciliation service.
#[derive(Debug)]
pub struct ReconcileForm;

impl PartialSchema for ReconcileForm {
    fn schema() -> RefOr<Schema> {
        schema(json!({
            "type": "object",
            "properties": {
                "queries": { "type": "string", "description": "JSON object of queries by key." },
                "extend": { "type": "string", "description": "JSON object with `ids` and `properties`." },
            },
        }))
    }
}

impl ToSchema for ReconcileForm {}
