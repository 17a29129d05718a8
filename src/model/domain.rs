//! SIP domains.

use super::{
    AccountId, CallPolicy, Delegation, DomainName, DomainTimes, Etag, Fqdn, Labels, PasswordPolicy,
    RegistrationPolicy, Time,
};
use uuid::Uuid;

/// A SIP domain: a namespace of users, owned by one account.
#[derive(Debug, Clone, PartialEq)]
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
    /// Who decides its digest checks; `None`: Rollcall, by the credentials that it stores.
    pub delegation: Option<Delegation>,
    pub labels: Labels,
    pub create_time: Time,
    pub update_time: Time,
    /// When it was soft-deleted (AIP-164).
    pub delete_time: Option<Time>,
    pub purge_time: Option<Time>,
    /// Rises with every change.
    pub version: i64,
}

impl Domain {
    /// A domain with every setting at its default, not stored yet.
    pub fn new(fqdn: Fqdn, account: AccountId, now: Time) -> Self {
        Self {
            id: 0,
            uid: Uuid::new_v4(),
            account,
            realm: fqdn.as_str().to_owned(),
            fqdn,
            disabled: false,
            registration: RegistrationPolicy::default(),
            password_policy: PasswordPolicy::default(),
            default_call_policy: CallPolicy::default(),
            organization_management: false,
            delegation: None,
            labels: Labels::new(),
            create_time: now,
            update_time: now,
            delete_time: None,
            purge_time: None,
            version: 1,
        }
    }

    pub fn name(&self) -> DomainName {
        DomainName(self.fqdn.clone())
    }

    /// What its users show of it.
    pub fn times(&self) -> DomainTimes {
        DomainTimes {
            create_time: self.create_time,
            update_time: self.update_time,
            delete_time: self.delete_time,
            purge_time: self.purge_time,
        }
    }

    pub fn etag(&self) -> Etag {
        Etag::of(self.uid, self.version)
    }
}
