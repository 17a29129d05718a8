//! The audit: who changed what.

use super::{AccountId, Time};
use uuid::Uuid;

/// What was done to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditAction {
    Create,
    Update,
    Delete,
    Undelete,
    Purge,
    ResetCredentials,
    AddMember,
    RemoveMember,
    Revoke,
    Accept,
    Deregister,
    Import,
}

impl AuditAction {
    pub const ALL: [Self; 12] = [
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Undelete,
        Self::Purge,
        Self::ResetCredentials,
        Self::AddMember,
        Self::RemoveMember,
        Self::Revoke,
        Self::Accept,
        Self::Deregister,
        Self::Import,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::Undelete => "UNDELETE",
            Self::Purge => "PURGE",
            Self::ResetCredentials => "RESET_CREDENTIALS",
            Self::AddMember => "ADD_MEMBER",
            Self::RemoveMember => "REMOVE_MEMBER",
            Self::Revoke => "REVOKE",
            Self::Accept => "ACCEPT",
            Self::Deregister => "DEREGISTER",
            Self::Import => "IMPORT",
        }
    }
}

/// One change. It never holds values, so never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub uid: Uuid,
    pub account: AccountId,
    pub time: Time,
    /// The subject of the caller's token; `system` for the server itself.
    pub actor: String,
    pub action: AuditAction,
    /// The RPC, such as `rollcall.v1.UserService/UpdateUser`; empty for the server itself.
    pub method: String,
    /// The name of the resource.
    pub resource: String,
    pub resource_uid: Option<Uuid>,
    /// Paths, such as `email`.
    pub changed_fields: Vec<String>,
    /// The id of the call, as in `x-request-id`.
    pub request_id: String,
    pub reason: String,
    /// `ip:port`
    pub source_address: String,
}
