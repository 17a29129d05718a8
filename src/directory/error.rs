//! What can go wrong in the directory.

use super::Violation;
use crate::model::{Etag, Time};
use crate::store::StoreError;
use std::{fmt, time::Duration};
use uuid::Uuid;

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

    pub fn account(name: impl fmt::Display) -> Self {
        Self { kind: "rollcall.dev/Account", name: name.to_string() }
    }

    pub fn role(name: impl fmt::Display) -> Self {
        Self { kind: "rollcall.dev/Role", name: name.to_string() }
    }

    pub fn organization(name: impl fmt::Display) -> Self {
        Self { kind: "rollcall.dev/Organization", name: name.to_string() }
    }

    pub fn group(name: impl fmt::Display) -> Self {
        Self { kind: "rollcall.dev/Group", name: name.to_string() }
    }

    pub fn invitation(name: impl fmt::Display) -> Self {
        Self { kind: "rollcall.dev/Invitation", name: name.to_string() }
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
    /// The resource, or its domain, is soft-deleted.
    #[error("{resource} is deleted")]
    Deleted { resource: Resource, purge_time: Option<Time> },
    #[error("{0} is not deleted")]
    NotDeleted(Resource),
    #[error("request id {0} was used for another request")]
    RequestIdReused(Uuid),
    #[error("{0} is predefined")]
    RoleReadOnly(Resource),
    #[error("{users} users have {resource}")]
    RoleInUse { resource: Resource, users: u64 },
    #[error("{0} has no organization management")]
    OrganizationsDisabled(Resource),
    #[error("{resource} would be below itself")]
    OrganizationCycle { resource: Resource, parent: String },
    #[error("{resource} has {organizations} organizations below it")]
    OrganizationNotEmpty { resource: Resource, organizations: u64 },
    #[error("no invitation has this token")]
    InvitationTokenInvalid,
    #[error("the invitation is {state}")]
    InvitationNotPending { state: &'static str },
    #[error("{0} is disabled")]
    DomainDisabled(Resource),
    #[error("{resource} has {domains} domains")]
    AccountNotEmpty { resource: Resource, domains: u64 },
    #[error("{resource}: an ATOMIC import may have {limit} rows")]
    TooManyRows { resource: Resource, limit: u64 },
    /// Too many of something; `limit` says of what.
    #[error("too many {limit}")]
    RateLimited { limit: &'static str, retry_in: Duration },
    /// A queue of the server is full; nothing was done.
    #[error("the queue of {queue} is full")]
    Overloaded { queue: &'static str, retry_in: Duration },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// Whether another try fails as well: a defect, or something stored that cannot be read.
    pub fn is_lasting(&self) -> bool {
        matches!(self, Self::Internal(_) | Self::Store(StoreError::Internal(_)))
    }
}
