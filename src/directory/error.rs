//! What can go wrong in the directory.

use super::Violation;
use crate::model::Etag;
use crate::store::StoreError;
use std::fmt;

/// A resource, for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// As in `google.api.resource`: `rollcall.dev/User`.
    pub kind: &'static str,
    pub name: String,
}

impl Resource {
    pub fn domain(name: impl fmt::Display) -> Self {
        Self { kind: "rollcall.dev/Domain", name: name.to_string() }
    }

    pub fn user(name: impl fmt::Display) -> Self {
        Self { kind: "rollcall.dev/User", name: name.to_string() }
    }

    pub fn registration(name: impl fmt::Display) -> Self {
        Self { kind: "rollcall.dev/Registration", name: name.to_string() }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Every error of the directory.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Every bad field at once.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<Violation>),
    #[error("{0} not found")]
    NotFound(Resource),
    /// Another resource has this value; `field` is the path that must be exclusive, `refused` the value.
    /// With field `name`, `resource` is the one that has it, if `readable` by the caller.
    #[error("{resource}: {field} is taken")]
    AlreadyExists { resource: Resource, field: &'static str, refused: Option<String>, readable: bool },
    #[error("{resource} has etag {etag} now")]
    EtagMismatch { resource: Resource, etag: Etag },
    #[error("{0} changed while it was written; try again")]
    Conflict(Resource),
    #[error("{resource} has {users} users; force deletes them with it")]
    NotEmpty { resource: Resource, users: u64 },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Internal(String),
}
