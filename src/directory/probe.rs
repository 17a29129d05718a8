//! Registration tests: what is asked and answered, and what one needs of a user. `api` asks, `sip` runs them.

use super::{Caller, Delegated, DigestUser, Directory, EdgeDomain, EdgeUser, Error};
use crate::model::{DelegationMode, DigestAlgorithm, Transport, UserName};
use futures::future::BoxFuture;
use std::{fmt, net::SocketAddr, sync::Arc, time::Duration};

/// Registers as a user, through a listener of this node, and removes that again.
pub trait RegistrationProbe: Send + Sync {
    /// Dropping the future ends the test; what it had registered is removed all the same.
    ///
    /// Errors: `NotFound`, `RateLimited`. A step that fails is no error.
    fn run(&self, request: ProbeRequest) -> BoxFuture<'_, Result<ProbeReport, Error>>;
}

/// Which test.
#[derive(Debug, Clone)]
pub struct ProbeRequest {
    pub caller: Caller,
    pub user: UserName,
    /// `None`: the first that the server listens on and the domain allows.
    pub transport: Option<Transport>,
    /// How long the caller waits; `None`: it does not say.
    pub within: Option<Duration>,
}

/// How a test went.
#[derive(Debug, Clone, Default)]
pub struct ProbeReport {
    /// One of each kind, in order.
    pub steps: Vec<ProbeStep>,
    pub transport: Option<Transport>,
    /// The listener.
    pub server: Option<SocketAddr>,
}

impl ProbeReport {
    /// Whether every step passed.
    pub fn passed(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| step.outcome == ProbeOutcome::Passed)
    }
}

/// One step. Its texts are for people and hold no secret.
#[derive(Debug, Clone)]
pub struct ProbeStep {
    pub kind: ProbeStepKind,
    pub outcome: ProbeOutcome,
    pub duration: Duration,
    pub detail: String,
    /// What to do; empty unless it failed.
    pub remedy: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeStepKind {
    Resolve,
    Connect,
    Challenge,
    Answer,
    Binding,
    WatchEvent,
    Removal,
}

impl ProbeStepKind {
    /// In the order in which they are taken.
    pub const ALL: [Self; 7] = [
        Self::Resolve,
        Self::Connect,
        Self::Challenge,
        Self::Answer,
        Self::Binding,
        Self::WatchEvent,
        Self::Removal,
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeOutcome {
    Passed,
    Failed,
    /// Not tried, because an earlier step failed.
    Skipped,
}

/// A user as a test needs it. The HA1s are those of its current user name, in [`EdgeUser`], and are wiped with it.
pub struct ProbeUser {
    pub name: UserName,
    pub auth_username: String,
    pub deleted: bool,
    /// `None`: it is soft-deleted.
    pub domain: Option<Arc<EdgeDomain>>,
    /// `None`: it is soft-deleted, its domain is, or it has no credential that can be read.
    pub user: Option<Arc<EdgeUser>>,
    /// Why its credential cannot be read, if that is so.
    pub unreadable: Option<String>,
    /// Why the service that decides for the domain has no credential to test with, if that is so.
    pub undelegated: Option<Undelegated>,
}

/// What a service does not give to a test, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelegated {
    pub detail: String,
    pub remedy: &'static str,
}

impl fmt::Debug for ProbeUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProbeUser").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Directory {
    /// A user of the caller's, with its secrets, for a test of its registration. They are read from the store: what the
    /// listener remembers is a part of what is tested.
    ///
    /// Errors: `NotFound`.
    pub async fn probe_user(&self, caller: &Caller, name: &UserName) -> Result<ProbeUser, Error> {
        let user = self.user(caller, name).await?;
        let domain = self.edge_domain(&user.domain).await?;
        let mut undelegated = None;
        let loaded = match &domain {
            Some(domain) => match &domain.delegation {
                None => self.load_edge_user(domain, &user.auth_username).await,
                Some(to) => match self.known_user(domain, &user.login).await? {
                    Some(found) => {
                        let fetched = self.fetch_to_probe(domain, to, &found, &user.auth_username).await;
                        undelegated = fetched.as_ref().err().cloned();
                        Ok(Some(fetched.unwrap_or(found)))
                    }
                    None => Ok(None),
                },
            },
            None => Ok(None),
        };
        let (edge_user, unreadable) = match loaded {
            Ok(found) => (found, None),
            Err(Error::Internal(why)) => (None, Some(why)),
            Err(error) => return Err(error),
        };
        Ok(ProbeUser {
            name: user.name(),
            deleted: user.delete_time.is_some(),
            // Somebody else may go by this name, while one credential is followed by another.
            user: edge_user.filter(|found| found.user.user_id == user.id && user.delete_time.is_none()),
            auth_username: user.auth_username,
            domain,
            unreadable,
            undelegated,
        })
    }

    /// The user with an HA1 of the service for the first algorithm that the domain asks for. A service that checks answers
    /// itself gives none.
    async fn fetch_to_probe(
        &self,
        domain: &EdgeDomain,
        to: &Arc<Delegated>,
        user: &EdgeUser,
        auth_username: &str,
    ) -> Result<Arc<EdgeUser>, Undelegated> {
        if to.mode == DelegationMode::VerifyDigest {
            return Err(Undelegated {
                detail:
                    "the account's authentication service checks the answers of this domain, and nobody else \
                         knows the password"
                        .to_owned(),
                remedy: "test with a phone; delegated_authentication of mode FETCH_HA1 can be tested from here",
            });
        }
        let algorithm = domain.policy.algorithms.first().copied().unwrap_or(DigestAlgorithm::Md5);
        let (username, realm) = (auth_username.to_owned(), domain.realm.clone());
        let who = DigestUser { user: user.user.name(), username, realm, algorithm };
        let fetched = match self.kept_ha1(domain, to, &who) {
            Some(kept) => Ok(Some(kept)),
            None => match self.delegate(domain, to) {
                Ok(asking) => asking.ha1(&who).await,
                Err(full) => Err(full),
            },
        };
        match fetched {
            Ok(Some(ha1)) => Ok(Arc::new(user.with(algorithm, &ha1))),
            Ok(None) => Err(Undelegated {
                detail: format!(
                    "the account's authentication service denies the user name {auth_username:?} for {}",
                    user.user.name()
                ),
                remedy: "add the user there, or give it the auth_username here that it has there: rollcall user update",
            }),
            Err(why) => Err(Undelegated {
                detail: why.to_string(),
                remedy: "see whether the endpoint of the domain's delegated_authentication is up and takes the bearer \
                         token; until it answers nobody gets in",
            }),
        }
    }
}
