//! The one place where failures become gRPC statuses with details.

use crate::auth::AuthError;
use crate::directory::{self, Resource, Violation};
use crate::model::{AccountId, RequestId, Revision, Time};
use crate::pb::v1::{ErrorReason, RefusedValue, RefusedValues};
use crate::registrar::WatchError;
use crate::store::StoreError;
use prost::Message;
use prost_types::Any;
use std::{collections::HashMap, time::Duration};
use tonic::{Code, Status};
use tonic_types::{StatusExt, pb};

const DOMAIN: &str = "rollcall.dev";

/// A failure on its way to becoming a status.
pub(super) struct Failure {
    code: Code,
    reason: ErrorReason,
    message: String,
    metadata: HashMap<String, String>,
    details: Vec<Any>,
}

impl Failure {
    pub(super) fn new(code: Code, reason: ErrorReason, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, reason, message, metadata: HashMap::new(), details: Vec::new() }
    }

    pub(super) fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.metadata.insert(key.to_owned(), value.to_string());
        self
    }

    fn detail(mut self, name: &str, message: &impl Message) -> Self {
        let type_url = format!("type.googleapis.com/{name}");
        self.details.push(Any { type_url, value: message.encode_to_vec() });
        self
    }

    fn violations(self, violations: &[Violation]) -> Self {
        let bad = pb::BadRequest {
            field_violations: violations
                .iter()
                .map(|v| pb::bad_request::FieldViolation {
                    field: v.field.clone(),
                    description: v.description.clone(),
                    ..Default::default()
                })
                .collect(),
        };
        let refused = RefusedValues {
            values: violations
                .iter()
                .filter_map(|v| Some(RefusedValue { field: v.field.clone(), value: v.refused.clone()? }))
                .collect(),
        };
        self.detail("google.rpc.BadRequest", &bad).detail("rollcall.v1.RefusedValues", &refused)
    }

    fn retry_in(self, delay: Duration) -> Self {
        let delay = prost_types::Duration::try_from(delay).unwrap_or_default();
        self.detail("google.rpc.RetryInfo", &pb::RetryInfo { retry_delay: Some(delay) })
    }
}

impl From<Failure> for Status {
    fn from(failure: Failure) -> Self {
        let name = failure.reason.as_str_name();
        let info = pb::ErrorInfo {
            reason: name.strip_prefix("ERROR_REASON_").unwrap_or(name).to_owned(),
            domain: DOMAIN.to_owned(),
            metadata: failure.metadata,
        };
        let info = Any {
            type_url: "type.googleapis.com/google.rpc.ErrorInfo".to_owned(),
            value: info.encode_to_vec(),
        };
        let details = std::iter::once(info).chain(failure.details).collect();
        let status = pb::Status { code: failure.code.into(), message: failure.message.clone(), details };
        Self::with_details(failure.code, failure.message, status.encode_to_vec().into())
    }
}

/// Fields that are wrong, all at once.
pub(super) fn invalid(violations: &[Violation]) -> Status {
    let fields: Vec<&str> = violations.iter().map(|v| v.field.as_str()).collect();
    let message = match fields[..] {
        [one] => format!("1 field is invalid: {one}"),
        _ => format!("{} fields are invalid: {}", fields.len(), fields.join(", ")),
    };
    Failure::new(Code::InvalidArgument, ErrorReason::FieldInvalid, message)
        .with("field_count", fields.len())
        .violations(violations)
        .into()
}

/// One field that is wrong.
pub(super) fn bad_field(field: &str, why: impl ToString, refused: impl ToString) -> Status {
    let mut found = directory::Violations::default();
    found.add(field, why.to_string(), refused.to_string());
    found.check().map_or_else(of_directory, |()| Status::internal("no violation"))
}

pub(super) fn not_found(resource: &Resource) -> Status {
    Failure::new(Code::NotFound, ErrorReason::ResourceNotFound, format!("{resource} not found"))
        .with("resource_type", resource.kind)
        .with("resource", &resource.name)
        .into()
}

pub(super) fn of_directory(error: directory::Error) -> Status {
    use directory::Error as E;
    let message = error.to_string();
    match error {
        E::Invalid(violations) => invalid(&violations),
        E::NotFound(resource) => not_found(&resource),
        E::AlreadyExists { resource, field, refused, readable } => {
            let failure = Failure::new(Code::AlreadyExists, ErrorReason::ResourceAlreadyExists, message)
                .with("resource_type", resource.kind)
                .with("field", field);
            match field {
                "name" if readable => failure.with("resource", resource).into(),
                "name" => failure.into(),
                _ => failure
                    .violations(&[Violation {
                        field: field.to_owned(),
                        description: "is taken".to_owned(),
                        refused,
                    }])
                    .into(),
            }
        }
        E::EtagMismatch { resource, etag } => Failure::new(Code::Aborted, ErrorReason::EtagMismatch, message)
            .with("resource", resource)
            .with("etag", etag)
            .into(),
        E::Conflict(_) => Failure::new(Code::Aborted, ErrorReason::WriteConflict, message).into(),
        E::NotEmpty { resource, users } => {
            Failure::new(Code::FailedPrecondition, ErrorReason::DomainNotEmpty, message)
                .with("resource", resource)
                .with("user_count", users)
                .into()
        }
        E::Deleted { resource, purge_time } => {
            let purge_time = purge_time.map(super::convert::timestamp).map(|t| t.to_string());
            Failure::new(Code::FailedPrecondition, ErrorReason::ResourceDeleted, message)
                .with("resource_type", resource.kind)
                .with("resource", resource)
                .with("purge_time", purge_time.unwrap_or_default())
                .into()
        }
        E::NotDeleted(resource) => {
            Failure::new(Code::AlreadyExists, ErrorReason::ResourceNotDeleted, message)
                .with("resource_type", resource.kind)
                .with("resource", resource)
                .into()
        }
        E::RequestIdReused(id) => Failure::new(Code::InvalidArgument, ErrorReason::RequestIdReused, message)
            .with("request_id", id)
            .into(),
        E::RoleReadOnly(resource) => precondition(ErrorReason::RoleReadOnly, message, &resource).into(),
        E::RoleInUse { resource, users } => {
            precondition(ErrorReason::RoleInUse, message, &resource).with("user_count", users).into()
        }
        E::OrganizationsDisabled(domain) => {
            precondition(ErrorReason::OrganizationsDisabled, message, &domain).into()
        }
        E::OrganizationCycle { resource, parent } => {
            precondition(ErrorReason::OrganizationCycle, message, &resource)
                .with("parent_organization", parent)
                .into()
        }
        E::OrganizationNotEmpty { resource, organizations } => {
            precondition(ErrorReason::OrganizationNotEmpty, message, &resource)
                .with("organization_count", organizations)
                .into()
        }
        E::InvitationTokenInvalid => {
            Failure::new(Code::NotFound, ErrorReason::InvitationTokenInvalid, message).into()
        }
        E::InvitationNotPending { state } => {
            Failure::new(Code::FailedPrecondition, ErrorReason::InvitationNotPending, message)
                .with("state", state)
                .into()
        }
        E::DomainDisabled(domain) => precondition(ErrorReason::DomainDisabled, message, &domain).into(),
        E::AccountNotEmpty { resource, domains } => {
            precondition(ErrorReason::AccountNotEmpty, message, &resource)
                .with("domain_count", domains)
                .into()
        }
        E::TooManyRows { resource, limit } => {
            let (subject, description) = (resource.name, message.clone());
            let violation = pb::quota_failure::Violation { subject, description, ..Default::default() };
            Failure::new(Code::ResourceExhausted, ErrorReason::QuotaExceeded, message)
                .with("quota", "max_atomic_import_rows")
                .with("limit", limit)
                .detail("google.rpc.QuotaFailure", &pb::QuotaFailure { violations: vec![violation] })
                .into()
        }
        E::RateLimited { limit, retry_in } => {
            Failure::new(Code::ResourceExhausted, ErrorReason::RateLimited, message)
                .with("limit", limit)
                .retry_in(retry_in)
                .into()
        }
        E::Overloaded { queue, retry_in } => {
            Failure::new(Code::ResourceExhausted, ErrorReason::Overloaded, message)
                .with("queue", queue)
                .retry_in(retry_in)
                .into()
        }
        E::Store(error) => of_store(&error),
        E::Internal(why) => internal(&why),
    }
}

fn precondition(reason: ErrorReason, message: String, resource: &Resource) -> Failure {
    Failure::new(Code::FailedPrecondition, reason, message).with("resource", &resource.name)
}

pub(super) fn of_store(error: &StoreError) -> Status {
    match error {
        StoreError::Unavailable(why) => {
            tracing::warn!(why, "the database is not available");
            let message = "the database is not available; try again";
            Failure::new(Code::Unavailable, ErrorReason::StoreUnavailable, message).into()
        }
        StoreError::Changed => {
            let message = "other writes got in the way; try again";
            Failure::new(Code::Aborted, ErrorReason::WriteConflict, message).into()
        }
        StoreError::Compacted { compacted } => of_compacted(*compacted),
        StoreError::QuotaExceeded { account, quota, limit } => {
            let violation = pb::quota_failure::Violation {
                subject: format!("accounts/{account}"),
                description: error.to_string(),
                ..Default::default()
            };
            let failure = pb::QuotaFailure { violations: vec![violation] };
            Failure::new(Code::ResourceExhausted, ErrorReason::QuotaExceeded, error.to_string())
                .with("quota", format_args!("max_{quota}"))
                .with("limit", limit)
                .detail("google.rpc.QuotaFailure", &failure)
                .into()
        }
        defect => internal(defect),
    }
}

/// A call with a token of an account that is switched off.
pub(super) fn account_disabled(account: &AccountId) -> Status {
    let message = format!("account {account} is disabled");
    Failure::new(Code::PermissionDenied, ErrorReason::AccountDisabled, message)
        .with("account", account)
        .into()
}

/// `applied` is how far this node has come.
pub(super) fn of_watch(error: &WatchError, applied: Revision) -> Status {
    match error {
        WatchError::Compacted(compacted) => of_compacted(compacted.0),
        WatchError::NotReached(revision) => {
            Failure::new(Code::Unavailable, ErrorReason::RevisionNotReached, error.to_string())
                .with("revision", revision)
                .with("applied_revision", applied)
                .into()
        }
        WatchError::Store(error) => of_store(error),
    }
}

fn of_compacted(compacted: i64) -> Status {
    let message = "the changes after the token are no longer in the log; start with a snapshot";
    Failure::new(Code::OutOfRange, ErrorReason::RevisionCompacted, message)
        .with("oldest_revision", compacted + 1)
        .into()
}

/// A defect: the log has what happened, the caller only where to look.
pub(super) fn internal(why: &(impl std::fmt::Display + ?Sized)) -> Status {
    tracing::error!(%why, "a defect");
    let message = "the server failed; its log has more under the same x-request-id";
    let failure = Failure::new(Code::Internal, ErrorReason::Internal, message);
    match CALL.try_with(Clone::clone) {
        Ok(Some(id)) => failure.with("request_id", id).into(),
        _ => failure.into(),
    }
}

tokio::task_local! {
    /// The id of the call that is being answered.
    static CALL: Option<RequestId>;
}

/// Runs a handler so that its errors can name the call.
pub(super) fn of_call<F: Future>(id: Option<RequestId>, handler: F) -> impl Future<Output = F::Output> {
    CALL.scope(id, handler)
}

pub(super) fn not_implemented(method: &str) -> Status {
    let message = format!("{method} is not in this version of the server yet");
    Failure::new(Code::Unimplemented, ErrorReason::NotImplemented, message).with("method", method).into()
}

pub(super) fn malformed(method: &str) -> Status {
    Failure::new(Code::InvalidArgument, ErrorReason::RequestMalformed, "the request cannot be decoded")
        .with("method", method)
        .into()
}

/// A SIP message that cannot be answered.
pub(super) fn sip_malformed(what: &str, offset: usize) -> Status {
    let message = format!("the SIP message cannot be answered: {what}");
    Failure::new(Code::InvalidArgument, ErrorReason::SipMessageMalformed, message)
        .with("offset", offset)
        .into()
}

pub(super) fn too_large(size: &str, limit: usize) -> Status {
    let message = format!("the message has {size} bytes, the limit is {limit}");
    Failure::new(Code::ResourceExhausted, ErrorReason::MessageTooLarge, message)
        .with("size", size)
        .with("limit", limit)
        .into()
}

pub(super) fn draining() -> Status {
    let message = "the node is shutting down; try another";
    Failure::new(Code::Unavailable, ErrorReason::Draining, message).into()
}

pub(super) fn stream_lifetime_ended() -> Status {
    let message = "the stream has been open for as long as one may; resume with the last token";
    Failure::new(Code::Unavailable, ErrorReason::StreamLifetimeEnded, message).into()
}

/// `setting` is that of the limit.
pub(super) fn too_many_watchers(setting: &str, limit: u32) -> Status {
    let whose = if setting == "max-watchers" { "the server holds" } else { "the caller has" };
    let message = format!("{whose} {limit} watches open, and more are not allowed (--{setting})");
    Failure::new(Code::ResourceExhausted, ErrorReason::TooManyWatchers, message)
        .with("limit", limit)
        .with("setting", setting)
        .retry_in(Duration::from_secs(5))
        .into()
}

pub(super) fn deadline_exceeded(timeout: Duration) -> Status {
    let message = format!("not done within {} ms", timeout.as_millis());
    Failure::new(Code::DeadlineExceeded, ErrorReason::DeadlineExceeded, message)
        .with("timeout_ms", timeout.as_millis())
        .into()
}

/// The reason and the message of an error, for where it is not a status.
pub(super) fn told(error: directory::Error) -> (ErrorReason, String) {
    let status = of_directory(error);
    let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
    let reason = ErrorReason::from_str_name(&format!("ERROR_REASON_{reason}"));
    (reason.unwrap_or_default(), status.message().to_owned())
}

/// What a refusal of the authentication layer is to the caller.
pub fn of_auth(error: AuthError) -> Status {
    let message = error.to_string();
    match error {
        AuthError::TokenMissing => {
            Failure::new(Code::Unauthenticated, ErrorReason::TokenMissing, message).into()
        }
        AuthError::TokenInvalid(_) => {
            Failure::new(Code::Unauthenticated, ErrorReason::TokenInvalid, message).into()
        }
        AuthError::TokenExpired { expired_at } => {
            Failure::new(Code::Unauthenticated, ErrorReason::TokenExpired, message)
                .with("expire_time", super::convert::timestamp(Time::from(expired_at)))
                .into()
        }
        AuthError::ScopeMissing { method, needs } => {
            Failure::new(Code::PermissionDenied, ErrorReason::ScopeMissing, message)
                .with("method", method.trim_start_matches('/'))
                .with("scope", needs)
                .into()
        }
        AuthError::MethodUnknown { method } => {
            Failure::new(Code::PermissionDenied, ErrorReason::MethodUnknown, message)
                .with("method", method.trim_start_matches('/'))
                .into()
        }
        AuthError::KeysUnavailable => {
            Failure::new(Code::Unavailable, ErrorReason::KeysUnavailable, message).into()
        }
    }
}
