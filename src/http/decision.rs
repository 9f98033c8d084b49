//! What all records of one request share, and the records made of it.

use axum::http::Extensions;
use serde_json::Value;

use super::edge::RequestId;
use super::keys::Caller;
use super::problem::Problem;
use super::service::Service;
use super::snapshot::Served;
use crate::audit::{Decided, ListUsed, Subject};
use crate::wire::screening;

/// Who asked, and what answered.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    at: String,
    by: String,
    request_id: String,
    profile: Value,
    rules_digest: String,
    lists: Vec<ListUsed>,
}

/// Marks a request of the service to itself, which decides nothing. No caller can send it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unrecorded;

impl Frame {
    /// The frame of a request; none where decisions are not recorded.
    pub(super) fn of(service: &Service, request: &Extensions, served: &Served) -> Option<Self> {
        if service.recorder.is_none() || request.get::<Unrecorded>().is_some() {
            return None;
        }
        let id = request.get::<RequestId>().and_then(|id| id.0.to_str().ok());
        let editions = served.engine.index.editions().iter();
        Some(Self {
            at: service.moment(),
            by: request.get::<Caller>().map_or_else(String::new, |caller| caller.0.clone()),
            request_id: id.unwrap_or("").to_owned(),
            profile: serde_json::to_value(&served.profile).unwrap_or_default(),
            rules_digest: served.engine.law_digest.clone(),
            lists: editions
                .map(|edition| ListUsed {
                    id: edition.id.clone(),
                    sha256: edition.provenance.sha256.clone(),
                })
                .collect(),
        })
    }

    /// Records what was decided; returns once it is on disk.
    ///
    /// # Errors
    /// 503 where it could not be recorded: then there is no answer either.
    pub(super) async fn record(
        &self,
        service: &Service,
        decided: Vec<Decided>,
    ) -> Result<(), Problem> {
        match &service.recorder {
            Some(recorder) if !decided.is_empty() => {
                recorder.record(decided.into_iter().map(|one| self.subject(one)).collect()).await
            }
            _ => Ok(()),
        }
    }

    fn subject(&self, decided: Decided) -> Subject {
        Subject {
            at: self.at.clone(),
            by: self.by.clone(),
            request_id: self.request_id.clone(),
            asked: decided.asked,
            request: decided.request,
            valid: decided.as_of.valid.to_string(),
            by_clock: decided.as_of.by_clock,
            known: decided.as_of.known.to_string(),
            profile: self.profile.clone(),
            engine: screening::engine(),
            rules_digest: self.rules_digest.clone(),
            lists: self.lists.clone(),
            verdict: decided.verdict.to_owned(),
            result_sha256: decided.result_sha256,
        }
    }
}
