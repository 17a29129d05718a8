//! Why a call failed.

use crate::{token::TokenError, v1};
use prost::Message;
use std::{collections::HashMap, time::Duration};
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// The type of the detail that has the refused values.
const REFUSED_VALUES: &str = "type.googleapis.com/rollcall.v1.RefusedValues";

/// Why a call failed. [`Error::kind`] says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server, or the way to it, answered with a status.
    #[error("{}: {}", .0.code().description(), .0.message())]
    Status(Box<Status>),
    /// The token provider has no token.
    #[error("no access token: {0}")]
    Token(#[source] TokenError),
    /// A token was to be sent in plaintext to another machine. See `Builder::insecure_plaintext`.
    #[error("{endpoint} is another machine and http://: a token is not sent there in plaintext")]
    PlaintextRefused { endpoint: String },
    /// The endpoint, a certificate or another option cannot be used.
    #[error("{0}")]
    Unusable(String),
}

/// What is wrong, told from the code and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// There is no such resource, or it is of another account. `resource` is its name, where it was told.
    NotFound {
        resource: Option<String>,
    },
    /// The name, or a value that only one may have, is taken: by `resource` where that may be told, in `field` where
    /// one is at fault.
    AlreadyExists {
        field: Option<String>,
        resource: Option<String>,
    },
    /// Fields are wrong: all of them.
    Invalid {
        violations: Vec<FieldViolation>,
    },
    /// Somebody else changed it meanwhile; `etag` is the current one, where the etag did not match.
    Aborted {
        etag: Option<String>,
    },
    PermissionDenied,
    Unauthenticated,
    /// The changes after the token are gone from the log: start with a snapshot.
    Compacted,
    DeadlineExceeded,
    Unavailable,
    /// A quota or a limit; `retry_after` where the server says when to try again.
    ResourceExhausted {
        retry_after: Option<Duration>,
    },
    /// A token would have gone out in plaintext.
    PlaintextRefused,
    Other,
}

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldViolation {
    /// The path from the request, such as `user.number_leases[2]`.
    pub field: String,
    /// Why, for people.
    pub description: String,
    /// What was refused, unless it was empty or is a secret.
    pub value: Option<String>,
}

impl Error {
    pub fn kind(&self) -> ErrorKind {
        let status = match self {
            Self::Status(status) => status,
            Self::PlaintextRefused { .. } => return ErrorKind::PlaintextRefused,
            Self::Token(_) => return ErrorKind::Unauthenticated,
            Self::Unusable(_) => return ErrorKind::Other,
        };
        let told = |key: &str| self.metadata().remove(key).filter(|value| !value.is_empty());
        match status.code() {
            Code::NotFound => ErrorKind::NotFound { resource: told("resource") },
            Code::AlreadyExists => {
                ErrorKind::AlreadyExists { field: told("field"), resource: told("resource") }
            }
            Code::InvalidArgument => ErrorKind::Invalid { violations: self.violations() },
            Code::Aborted => ErrorKind::Aborted { etag: told("etag") },
            Code::PermissionDenied => ErrorKind::PermissionDenied,
            Code::Unauthenticated => ErrorKind::Unauthenticated,
            Code::OutOfRange if self.reason() == "REVISION_COMPACTED" => ErrorKind::Compacted,
            Code::DeadlineExceeded => ErrorKind::DeadlineExceeded,
            Code::Unavailable => ErrorKind::Unavailable,
            Code::ResourceExhausted => ErrorKind::ResourceExhausted { retry_after: self.retry_after() },
            _ => ErrorKind::Other,
        }
    }

    /// The raw status, if there is one.
    pub fn status(&self) -> Option<&Status> {
        match self {
            Self::Status(status) => Some(status),
            _ => None,
        }
    }

    /// The gRPC code; UNAUTHENTICATED where there was no token to send, INVALID_ARGUMENT where nothing was sent.
    pub fn code(&self) -> Code {
        match self {
            Self::Status(status) => status.code(),
            Self::Token(_) => Code::Unauthenticated,
            Self::PlaintextRefused { .. } | Self::Unusable(_) => Code::InvalidArgument,
        }
    }

    /// A value of `ErrorReason` without its prefix, such as `FIELD_INVALID`; empty if there is none. There may be
    /// values that this version does not know.
    pub fn reason(&self) -> String {
        self.info().map(|info| info.reason).unwrap_or_default()
    }

    /// What error_reason.proto lists for the reason.
    pub fn metadata(&self) -> HashMap<String, String> {
        self.info().map(|info| info.metadata).unwrap_or_default()
    }

    /// When the server wants to be asked again.
    pub fn retry_after(&self) -> Option<Duration> {
        self.status()?.get_details_retry_info()?.retry_delay
    }

    fn info(&self) -> Option<tonic_types::ErrorInfo> {
        self.status()?.get_details_error_info()
    }

    fn violations(&self) -> Vec<FieldViolation> {
        let Some(status) = self.status() else { return Vec::new() };
        let mut refused = refused_values(status);
        let violations = status.get_details_bad_request().map(|bad| bad.field_violations).unwrap_or_default();
        let with_value = |violation: tonic_types::FieldViolation| FieldViolation {
            value: refused.remove(&violation.field),
            field: violation.field,
            description: violation.description,
        };
        violations.into_iter().map(with_value).collect()
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        Self::Status(Box::new(status))
    }
}

/// The innermost cause, which is the one that tells something.
pub(crate) fn root(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// The values that were refused, by their fields.
fn refused_values(status: &Status) -> HashMap<String, String> {
    let details = tonic_types::pb::Status::decode(status.details()).map(|s| s.details).unwrap_or_default();
    let values = details
        .iter()
        .filter(|detail| detail.type_url == REFUSED_VALUES)
        .filter_map(|detail| v1::RefusedValues::decode(&*detail.value).ok())
        .flat_map(|refused| refused.values);
    values.map(|refused| (refused.field, refused.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::pb;

    fn status(code: Code, details: Vec<prost_types::Any>) -> Error {
        let whole = pb::Status { code: code.into(), message: "why".to_owned(), details };
        Status::with_details(code, "why", whole.encode_to_vec().into()).into()
    }

    fn any(name: &str, message: &impl Message) -> prost_types::Any {
        prost_types::Any { type_url: format!("type.googleapis.com/{name}"), value: message.encode_to_vec() }
    }

    fn info(reason: &str, metadata: &[(&str, &str)]) -> prost_types::Any {
        let metadata = metadata.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let domain = "rollcall.dev".to_owned();
        any("google.rpc.ErrorInfo", &pb::ErrorInfo { reason: reason.to_owned(), domain, metadata })
    }

    #[test]
    fn all_bad_fields_come_with_their_values() {
        let field = |field: &str| pb::bad_request::FieldViolation {
            field: field.to_owned(),
            description: "bad".to_owned(),
            ..Default::default()
        };
        let bad = pb::BadRequest { field_violations: vec![field("user.email"), field("user.user_password")] };
        let value = v1::RefusedValue { field: "user.email".to_owned(), value: "x".to_owned() };
        let refused = v1::RefusedValues { values: vec![value] };
        let error = status(
            Code::InvalidArgument,
            vec![
                info("FIELD_INVALID", &[("field_count", "2")]),
                any("google.rpc.BadRequest", &bad),
                any("rollcall.v1.RefusedValues", &refused),
            ],
        );
        assert_eq!(error.reason(), "FIELD_INVALID");
        let ErrorKind::Invalid { violations } = error.kind() else { panic!("{error:?}") };
        let told: Vec<_> = violations.iter().map(|v| (v.field.as_str(), v.value.as_deref())).collect();
        assert_eq!(told, [("user.email", Some("x")), ("user.user_password", None)]);
    }

    #[test]
    fn kinds_are_told_by_code_and_reason() {
        let error = status(Code::OutOfRange, vec![info("REVISION_COMPACTED", &[])]);
        assert_eq!(error.kind(), ErrorKind::Compacted);
        assert_eq!(status(Code::OutOfRange, vec![info("NEWER", &[])]).kind(), ErrorKind::Other);
        let taken =
            status(Code::AlreadyExists, vec![info("RESOURCE_ALREADY_EXISTS", &[("field", "user.email")])]);
        let field = Some("user.email".to_owned());
        assert_eq!(taken.kind(), ErrorKind::AlreadyExists { field, resource: None });
        // Without details, and with ones that nobody can read.
        let bare: Error = Status::with_details(Code::NotFound, "m", b"\xff"[..].into()).into();
        assert_eq!((bare.kind(), bare.reason()), (ErrorKind::NotFound { resource: None }, String::new()));
        assert_eq!(bare.to_string(), "Some requested entity was not found: m");
    }
}
