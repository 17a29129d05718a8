//! The vocabulary of Rollcall: types that cannot hold a bad value.
//!
//! This layer knows neither gRPC nor SQL nor SIP messages; everything above it speaks in its terms.

mod account;
mod audit;
mod change;
mod delegation;
mod digest;
mod domain;
mod etag;
mod filter;
mod forwarding;
mod fqdn;
mod gruu;
mod invitation;
mod list;
mod login;
mod name;
mod phone;
mod policy;
mod quota;
mod rare_text;
mod registration;
mod request_id;
mod resource_id;
mod revision;
mod role;
mod settings;
mod shared_text;
mod sip_uri;
mod source_policy;
mod time;
mod transport;
mod user;
mod user_set;

pub use account::{Account, AccountId, AccountName, AccountScope};
pub use audit::{AuditAction, AuditEntry};
pub use change::{Batch, Change, ChangeKind, ChangeKinds};
pub use delegation::{BearerToken, Delegation, DelegationMode, SealedToken, ServicePlace, ServiceUrl};
pub use digest::{DigestAlgorithm, Ha1};
pub use domain::Domain;
pub use etag::Etag;
pub use filter::{Comparison, Field, Filter, Pattern, Term, Test};
pub use forwarding::Forwarding;
pub use fqdn::Fqdn;
pub use gruu::PublicGruu;
pub use invitation::{Invitation, InvitationState, Preset};
pub use list::{
    ACCOUNTS, AUDIT_ENTRIES, DOMAINS, DOMAINS_OF_ALL, GROUPS, INVITATIONS, Key, List, Listed, Listing,
    ORGANIZATIONS, Order, Place, REGISTRATIONS, ROLES, Sort, USERS,
};
pub use login::Login;
pub use name::{ChildName, DomainName, DomainParent, RegistrationName, UserName};
pub use phone::{ExtensionNumber, PhoneNumber};
pub use policy::{
    CallPolicy, LimitPolicy, MAX_BINDINGS, OutboundMode, PasswordPolicy, PathMode, RegistrationPolicy,
};
pub use quota::{Quota, Quotas};
pub use rare_text::RareText;
pub use registration::{ClientClass, QValue, Registration, UNNAMED_FLOW, UserRef};
pub use request_id::RequestId;
pub use resource_id::ResourceId;
pub use revision::{Revision, StoreId};
pub use role::{PREDEFINED, Permission, PredefinedRole, Role};
pub use settings::{Settings, SettingsChange};
pub use shared_text::SharedText;
pub use sip_uri::ContactUri;
pub use source_policy::SourcePolicy;
pub use time::Time;
pub use transport::Transport;
pub use user::{CivilDate, DomainTimes, Gender, User};
pub use user_set::{Member, SetKind, UserSet};

/// Why a value was refused, in words for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// Labels of a resource: small, ordered, chosen by the caller.
pub type Labels = std::collections::BTreeMap<String, String>;
