//! Organizations and groups: sets of users of one domain.

use super::{AccountId, ChildName, Domain, Etag, Fqdn, Invalid, ResourceId, Time, UserName};
use std::fmt;
use uuid::Uuid;

/// What a set of users is. The two differ in that organizations are a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetKind {
    Organization,
    Group,
}

impl SetKind {
    /// The part of the name before the id.
    pub fn collection(self) -> &'static str {
        match self {
            Self::Organization => "organizations",
            Self::Group => "groups",
        }
    }

    /// The field of requests that holds one.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Group => "group",
        }
    }

    /// Parses the name of one.
    pub fn name(self, text: &str) -> Result<ChildName, Invalid> {
        ChildName::parse(self.collection(), text)
    }
}

impl fmt::Display for SetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.singular())
    }
}

/// An organization or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSet {
    pub kind: SetKind,
    /// The store's key; never leaves the server.
    pub id: i64,
    pub uid: Uuid,
    pub account: AccountId,
    pub domain_id: i64,
    pub domain: Fqdn,
    pub set_id: ResourceId,
    pub display_name: String,
    /// The organization above it; `None` for a root, and for a group.
    pub parent: Option<ResourceId>,
    pub create_time: Time,
    pub update_time: Time,
    /// Rises with every change.
    pub version: i64,
}

impl UserSet {
    /// How many levels of organizations there may be, the root being one.
    pub const MAX_LEVELS: usize = 32;

    /// A set that is shown by its id, not stored yet.
    pub fn new(kind: SetKind, domain: &Domain, set_id: ResourceId, now: Time) -> Self {
        Self {
            kind,
            id: 0,
            uid: Uuid::new_v4(),
            account: domain.account.clone(),
            domain_id: domain.id,
            domain: domain.fqdn.clone(),
            display_name: set_id.to_string(),
            set_id,
            parent: None,
            create_time: now,
            update_time: now,
            version: 1,
        }
    }

    pub fn name(&self) -> ChildName {
        self.sibling(&self.set_id)
    }

    /// The name of another set of the same kind and domain.
    pub fn sibling(&self, id: &ResourceId) -> ChildName {
        ChildName { domain: self.domain.clone(), collection: self.kind.collection(), id: id.clone() }
    }

    pub fn etag(&self) -> Etag {
        Etag::of(self.uid, self.version)
    }
}

/// That a user is a member of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub user: UserName,
    /// The user's.
    pub display_name: String,
    pub join_time: Time,
}
