//! One call of an account's service: what is asked, and how it can fail. `api` makes the calls.

use crate::model::{
    AccountId, BearerToken, Delegation, DelegationMode, DigestAlgorithm, Domain, Ha1, SealedToken,
    ServiceUrl, UserName,
};
use futures::future::BoxFuture;
use std::{fmt, net::SocketAddr, time::Duration};

/// Makes calls. Each is one attempt; the caller bounds how long it takes.
pub trait DelegatedCalls: Send + Sync {
    /// Whether the answer is right.
    fn verify<'c>(
        &'c self,
        to: &'c Delegated,
        answer: &'c DigestAnswer,
        within: Duration,
    ) -> BoxFuture<'c, Result<bool, CallFailure>>;

    /// `None`: there is no such user.
    fn fetch<'c>(
        &'c self,
        to: &'c Delegated,
        who: &'c DigestUser,
        within: Duration,
    ) -> BoxFuture<'c, Result<Option<FetchedHa1>, CallFailure>>;

    /// Lets go of what has been idle for long: nothing else does while nobody asks.
    fn sweep(&self);
}

/// The service of a domain, as it is called.
#[derive(Debug)]
pub struct Delegated {
    /// Whose it is: connections are not shared between accounts.
    pub account: AccountId,
    pub endpoint: ServiceUrl,
    pub timeout: Duration,
    pub mode: DelegationMode,
    pub token: Option<BearerToken>,
}

impl Delegated {
    /// `open` opens the token.
    pub(in crate::directory) fn of<E>(
        domain: &Domain,
        open: impl FnOnce(&SealedToken) -> Result<BearerToken, E>,
    ) -> Result<Option<Self>, E> {
        let Some(Delegation { endpoint, timeout, mode, token }) = &domain.delegation else { return Ok(None) };
        Ok(Some(Self {
            account: domain.account.clone(),
            endpoint: endpoint.clone(),
            timeout: Duration::from_millis((*timeout).into()),
            mode: *mode,
            token: token.as_ref().map(open).transpose()?,
        }))
    }
}

/// Whose credential it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DigestUser {
    /// The owner of the address of record.
    pub user: UserName,
    /// As the phone gave it.
    pub username: String,
    pub realm: String,
    pub algorithm: DigestAlgorithm,
}

/// An answer to a challenge, unquoted.
pub struct DigestAnswer {
    pub who: DigestUser,
    pub method: String,
    pub uri: String,
    pub nonce: String,
    pub cnonce: String,
    pub nonce_count: String,
    /// A secret.
    pub response: String,
    pub source: SocketAddr,
    pub user_agent: String,
}

impl fmt::Debug for DigestAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DigestAnswer").field("who", &self.who).finish_non_exhaustive()
    }
}

/// An HA1 as the service gave it.
#[derive(Debug)]
pub struct FetchedHa1 {
    pub ha1: Ha1,
    /// How long it may be kept in memory.
    pub keep: Duration,
}

/// Why a call has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallFailure {
    /// It cannot be reached, or says UNAVAILABLE: the one failure after which it is asked again.
    #[error("not available: {0}")]
    Unavailable(String),
    #[error("no answer in time")]
    TimedOut,
    /// It answered with another error: a fault of the service, or of the setting.
    #[error("{0}")]
    Failed(String),
    /// It does not like this one question, which says nothing of the next one.
    #[error("{0}")]
    Refused(String),
    /// It answered with what the contract does not allow.
    #[error("{0}")]
    Broken(&'static str),
}

impl CallFailure {
    /// Whether the next call is likely to fail as well.
    pub(super) fn is_of_service(&self) -> bool {
        !matches!(self, Self::Refused(_))
    }

    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "unavailable",
            Self::TimedOut => "timeout",
            Self::Failed(_) | Self::Refused(_) | Self::Broken(_) => "error",
        }
    }
}
