//! The directory: rules of domains, users and their credentials.
//!
//! Writes run in a task of their own, so that a caller who goes away never leaves one half-way. What
//! concerns registrations (disabling, deleting, a new credential) takes the registrar's
//! [`exclusive`](crate::registrar::Registrar::exclusive) right, and ends them in the same transaction.

mod accounts;
mod audit;
mod credentials;
mod delegation;
mod deregister;
mod domain_delegation;
mod domain_deletion;
mod domain_fields;
mod domain_routing;
mod domains;
mod edge;
mod error;
mod export;
mod flows;
mod import;
mod invitations;
mod labels;
mod limits;
mod once;
mod options;
mod passwords;
mod probe;
mod purge;
mod rekey;
mod roles;
mod seal;
mod sets;
mod user_fields;
mod users;
mod violations;
mod watched;

pub use accounts::{
    ACCOUNT_PATHS, AccountDraft, CreateAccount, DeleteAccount, STANDING_LIFETIME, UpdateAccount,
};
#[cfg(test)]
pub(crate) use delegation::testing;
pub use delegation::{
    Asking, CallFailure, Delegated, DelegatedCalls, Delegations, DigestAnswer, DigestUser, FetchedHa1,
    NoAnswer,
};
pub use deregister::{Deregister, Ended};
pub use domain_delegation::DelegationDraft;
pub use domain_deletion::{DeleteDomain, UndeleteDomain};
pub use domain_fields::{DOMAIN_PATHS, DomainDraft};
pub use domain_routing::SourcePolicyDraft;
pub use domains::{CreateDomain, UpdateDomain};
pub use edge::{EdgeDomain, EdgeUser, PingNews};
pub use error::{Error, Resource};
pub use export::Export;
pub use flows::FlowFailure;
pub use import::{
    CredentialDraft, GeneratedRow, ImportCounts, ImportEnd, ImportEvent, ImportProgress, ImportRow,
    ImportSummary, ImportUsers, RowError,
};
pub use invitations::{
    AcceptInvitation, AcceptedInvitation, CreateInvitation, CreatedInvitation, InvitationDraft,
    InvitationToken, RevokeInvitation,
};
pub use once::{Answered, Once};
pub use options::Options;
pub use probe::{
    ProbeOutcome, ProbeReport, ProbeRequest, ProbeStep, ProbeStepKind, ProbeUser, RegistrationProbe,
    Undelegated,
};
pub use purge::Swept;
pub use rekey::Rekeyed;
pub use roles::{CreateRole, DeleteRole, ROLE_PATHS, RoleDraft, UpdateRole};
pub use seal::{SealError, Sealer};
pub use sets::{ChangeMember, CreateSet, DeleteSet, GROUP_PATHS, ORGANIZATION_PATHS, SetDraft, UpdateSet};
pub use user_fields::{USER_PATHS, UserDraft};
pub use users::{
    CreateUser, CreatedUser, CredentialsReset, DeleteUser, ResetCredentials, Secrets, UndeleteUser,
    UpdateUser, VerifyPassword,
};
pub use violations::{Violation, Violations};
pub use watched::{Watched, WatchedParent};

use crate::model::{AccountId, AccountScope, Etag, Fqdn, Login, PasswordPolicy, Revision};
use crate::registrar::Registrar;
use crate::store::{Store, StoreError};
use std::{future::Future, sync::Arc};

/// A handle on the directory; cloning shares it.
#[derive(Clone)]
pub struct Directory {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    registrar: Registrar,
    sealer: Sealer,
    edge: Arc<edge::Cache>,
    standing: Arc<accounts::Standing>,
    hashing: passwords::Hashing,
    limits: limits::Limits,
    graces: flows::Graces,
    delegations: Delegations,
    options: Options,
}

/// Who asks, and whose data they may see.
#[derive(Debug, Clone)]
pub struct Caller {
    pub scope: AccountScope,
    /// The caller's own account, if the token has one.
    pub account: Option<AccountId>,
    /// The subject of the caller's token.
    pub actor: String,
    pub call: Call,
}

/// The call that changes something, as the audit tells of it.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Such as `rollcall.v1.UserService/UpdateUser`; empty for the server itself.
    pub method: &'static str,
    /// As echoed in `x-request-id`.
    pub request_id: String,
    /// `ip:port`
    pub source: String,
}

/// What a change answers: the resource, and the revision of the registrations it ended.
#[derive(Debug, Clone)]
pub struct Changed<T> {
    pub resource: T,
    pub revision: Revision,
}

impl Directory {
    pub fn new(
        store: Store,
        registrar: Registrar,
        sealer: Sealer,
        delegations: Delegations,
        options: Options,
    ) -> Self {
        let edge = Arc::new(edge::Cache::new(store.is_sole()));
        let standing = Arc::<accounts::Standing>::default();
        let (of_edge, of_calls) = (edge.clone(), standing.clone());
        registrar.on_settings(move |changed| {
            of_edge.forget(changed);
            of_calls.forget(changed);
        });
        let inner = Inner {
            store,
            registrar,
            sealer,
            edge,
            standing,
            hashing: passwords::Hashing::default(),
            limits: limits::Limits::default(),
            graces: flows::Graces::default(),
            delegations,
            options,
        };
        Self { inner: Arc::new(inner) }
    }

    /// A random password that keeps the policy.
    pub fn new_password(policy: &PasswordPolicy) -> String {
        passwords::generate(policy)
    }

    /// Those of `logins` that are users of a domain of the caller. One who is soft-deleted, or whose domain is,
    /// is nobody: nothing reaches it.
    pub async fn existing_logins(
        &self,
        scope: &AccountScope,
        domain: &Fqdn,
        logins: &[Login],
    ) -> Result<Vec<Login>, Error> {
        Ok(self.inner.store.existing_logins(scope, domain, logins).await?)
    }
}

fn check_etag(current: Etag, sent: &str, resource: impl Fn() -> Resource) -> Result<(), Error> {
    if current.matches(sent) {
        Ok(())
    } else {
        Err(Error::EtagMismatch { resource: resource(), etag: current })
    }
}

/// How often a write is tried when another one came in between.
const TRIES: usize = 5;

/// Runs a write apart from its caller, and again when another write came in between.
async fn detached<T, W>(work: impl Fn() -> W + Send + 'static) -> Result<T, Error>
where
    T: Send + 'static,
    W: Future<Output = Result<T, Error>> + Send,
{
    let task = tokio::spawn(async move {
        for _ in 1..TRIES {
            match work().await {
                Err(Error::Store(StoreError::Changed)) => {}
                done => return done,
            }
        }
        work().await
    });
    task.await.unwrap_or_else(|_| Err(Error::Internal("a write panicked".to_owned())))
}
