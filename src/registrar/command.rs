//! What goes into the registrar and what comes out.

use crate::model::{
    ClientClass, ContactUri, QValue, Registration, RegistrationPolicy, Revision, Time, Transport, UserRef,
};
use crate::store::StoreError;
use std::{sync::Arc, time::Duration};

/// One REGISTER of an authenticated user (RFC 3261 §10.3 from step 6 on).
#[derive(Debug, Clone)]
pub struct Register {
    pub user: Arc<UserRef>,
    /// What the decision rests on. When the user, domain or account has changed since, the answer is
    /// [`RegisterError::Stale`] and nothing is written.
    pub basis: Basis,
    pub call_id: String,
    pub cseq: u32,
    /// The Expires header, in seconds.
    pub expires: Option<u32>,
    pub contacts: Contacts,
    pub source: Source,
}

/// The settings that a decision rests on, and the versions they were read at.
#[derive(Debug, Clone)]
pub struct Basis {
    pub policy: Arc<RegistrationPolicy>,
    /// The user's own limit; `None` is as the policy says.
    pub max_registrations: Option<u32>,
    pub user_version: i64,
    pub domain_version: i64,
    pub account: AccountBasis,
    /// What [`Registrar::epoch`](super::Registrar::epoch) was before they were read.
    pub epoch: u64,
}

/// What a decision rests on of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountBasis {
    pub id: i64,
    pub version: i64,
    /// How many registrations the account may have in all its domains; `None` is no limit.
    pub max_registrations: Option<u64>,
}

/// The Contact header field of the request.
#[derive(Debug, Clone)]
pub enum Contacts {
    /// None at all: a fetch.
    Fetch,
    /// `*` with `Expires: 0`: remove every binding.
    RemoveAll,
    /// Add, refresh or remove these, all or nothing.
    Each(Vec<ContactRequest>),
}

#[derive(Debug, Clone)]
pub struct ContactRequest {
    pub uri: ContactUri,
    /// The `expires` parameter, in seconds.
    pub expires: Option<u32>,
    pub q: Option<QValue>,
    /// `+sip.instance` (RFC 5626), without the angle brackets.
    pub instance_id: Option<String>,
    pub reg_id: Option<u32>,
    /// Whether the phone wants a GRUU for its instance (RFC 5627).
    pub gruu: bool,
    /// All other parameters as they were sent, from the first `;` on.
    pub params: String,
}

/// Where the request came from.
#[derive(Debug, Clone)]
pub struct Source {
    pub transport: Transport,
    /// `ip:port`
    pub address: String,
    pub path: Vec<String>,
    pub user_agent: String,
    pub client_class: ClientClass,
    /// The edge that has the flow; `None`: this node.
    pub edge: Option<String>,
    /// What the edge calls the flow; empty: none.
    pub flow_token: String,
}

/// A committed answer: every binding of the user, to list in the 200.
#[derive(Debug, Clone)]
pub struct Registered {
    pub registrations: Vec<Arc<Registration>>,
    /// The revision the answer was decided at or wrote.
    pub revision: Revision,
    /// The instant of the decision, from which the remaining lifetimes count.
    pub time: Time,
}

/// Why a REGISTER changed nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RegisterError {
    /// 423: a lifetime below the domain's minimum.
    #[error("the requested lifetime is below the minimum of {} s", min.as_secs())]
    IntervalTooBrief { min: Duration },
    /// 400: `*` with another contact or with a lifetime, or an invalid combination.
    #[error("{0}")]
    BadRequest(&'static str),
    /// 500: the CSeq is not higher than the last one with this Call-ID (RFC 3261 §10.3, step 7).
    #[error("CSeq is lower than one already seen with this Call-ID")]
    OutOfOrder,
    /// 403: the contact limit is reached and the policy is to reject.
    #[error("the limit of {limit} concurrent registrations is reached")]
    TooManyRegistrations { limit: u32 },
    /// 503: the account has as many registrations as it may. Nobody can say when there will be room.
    #[error("the account has its {limit} registrations")]
    QuotaExceeded { limit: u64 },
    /// The user, the domain or the account changed while this was under way: read it again, authenticate again.
    #[error("the user, the domain or the account changed; authenticate again")]
    Stale,
    /// 503: the queue is full.
    #[error("the registrar is overloaded")]
    Overloaded,
    /// 503: nothing was written, or the store cannot say.
    #[error(transparent)]
    Store(#[from] StoreError),
}
