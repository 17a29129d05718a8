//! Invitations to become a user.

use super::{
    AccountId, CallPolicy, ChildName, Etag, Forwarding, Fqdn, Gender, Labels, Login, ResourceId, Time,
    UserName,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// An invitation. Its token is not part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Invitation {
    /// The store's key; never leaves the server.
    pub id: i64,
    pub uid: Uuid,
    pub account: AccountId,
    pub domain_id: i64,
    pub domain: Fqdn,
    pub invitation_id: ResourceId,
    /// Whom or what it is for.
    pub display_name: String,
    pub expire_time: Time,
    /// What the user will be created with.
    pub preset: Option<Preset>,
    /// As it is stored, where one that expires stays pending: see [`Invitation::state_at`].
    pub state: InvitationState,
    /// The user who accepted it.
    pub login: Option<Login>,
    pub create_time: Time,
    pub update_time: Time,
    /// Rises with every change.
    pub version: i64,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    Pending,
    Accepted,
    Revoked,
    Expired,
}

impl InvitationState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Accepted => "ACCEPTED",
            Self::Revoked => "REVOKED",
            Self::Expired => "EXPIRED",
        }
    }
}

impl fmt::Display for InvitationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Fields of a user to be, as the caller sent them. It has no place for a password.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preset {
    pub login: String,
    pub extension_number: String,
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    pub email: String,
    pub phone_number: String,
    pub mobile_number: String,
    pub job_title: String,
    /// Year, month, day.
    pub date_of_birth: Option<(i32, i32, i32)>,
    pub gender: Option<Gender>,
    pub avatar_uri: String,
    pub caller_id: String,
    pub number_leases: Vec<String>,
    pub role: String,
    pub organizations: Vec<String>,
    pub groups: Vec<String>,
    pub disabled: bool,
    pub auth_username: String,
    pub max_registrations: Option<i32>,
    pub call_policy: CallPolicy,
    pub forwarding: Forwarding,
    pub labels: Labels,
}

impl Invitation {
    pub const COLLECTION: &'static str = "invitations";

    pub fn name(&self) -> ChildName {
        ChildName {
            domain: self.domain.clone(),
            collection: Self::COLLECTION,
            id: self.invitation_id.clone(),
        }
    }

    pub fn etag(&self) -> Etag {
        Etag::of(self.uid, self.version)
    }

    pub fn state_at(&self, now: Time) -> InvitationState {
        match self.state {
            InvitationState::Pending if self.expire_time <= now => InvitationState::Expired,
            state => state,
        }
    }

    /// The user who accepted it.
    pub fn user(&self) -> Option<UserName> {
        self.login.clone().map(|login| UserName { domain: self.domain.clone(), login })
    }
}
