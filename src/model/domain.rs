//! SIP domains.

use super::{
    AccountId, CallPolicy, DomainName, Etag, Fqdn, Labels, PasswordPolicy, RegistrationPolicy, Time,
};
use uuid::Uuid;

/// A SIP domain: a namespace of users, owned by one account.
#[derive(Debug, Clone)]
pub struct Domain {
    /// The store's key; never leaves the server.
    pub id: i64,
    pub uid: Uuid,
    pub account: AccountId,
    pub fqdn: Fqdn,
    /// The digest realm (RFC 7616). Passwords are hashed with it, so it is fixed at creation.
    pub realm: String,
    pub disabled: bool,
    pub registration: RegistrationPolicy,
    pub password_policy: PasswordPolicy,
    pub default_call_policy: CallPolicy,
    pub organization_management: bool,
    pub labels: Labels,
    pub create_time: Time,
    pub update_time: Time,
    /// Rises with every change.
    pub version: i64,
}

impl Domain {
    pub fn name(&self) -> DomainName {
        DomainName(self.fqdn.clone())
    }

    pub fn etag(&self) -> Etag {
        Etag::of_version(self.version)
    }
}
