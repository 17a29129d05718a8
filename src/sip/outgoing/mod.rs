//! Requests of our own to phones: the client's transaction (RFC 3261 §17.1.2), over the sockets and connections that
//! the phones have registered by.
//!
//! No connection is opened: a phone behind a NAT is reached by the one it opened, or not at all.

mod destination;
mod pending;
mod ways;

pub(crate) use destination::Destination;
pub(super) use ways::any_address;
pub(crate) use ways::{Outlet, Ways};

use super::message::Message;
use crate::model::Transport;
use bytes::Bytes;
use pending::Pending;
use std::{fmt, net::SocketAddr, time::Duration};
use tokio::time::{Instant, timeout_at};

/// When a request is first sent again on UDP, and the longest that two are apart (§17.1.2.2).
pub(super) const T1: Duration = Duration::from_millis(500);
pub(super) const T2: Duration = Duration::from_secs(4);

/// Sends requests and matches the answers to them.
#[derive(Default)]
pub(crate) struct Outgoing {
    pub(crate) ways: Ways,
    pending: Pending,
}

/// What a request says of the way it takes: its Via, and where we are reached from there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sender {
    pub(crate) transport: Transport,
    /// Our end, as the peer sees it unless somebody translates it.
    pub(crate) local: SocketAddr,
    branch: u128,
}

/// The value of the Via header field.
impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transport = self.transport.as_str().to_ascii_uppercase();
        write!(f, "SIP/2.0/{transport} {};branch=z9hG4bK{:032x};rport", self.local, self.branch)
    }
}

/// Why a request has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoAnswer {
    /// Its connection is gone, or it is of another node or edge, or nothing can be sent there.
    #[error("there is no way to the phone")]
    NoWay,
    #[error("no answer in time")]
    InTime,
    /// Nothing was sent: as many as may be wait for their answers.
    #[error("too many requests wait for their answers")]
    TooMany,
}

impl Outgoing {
    /// Sends the request that `write` makes, and waits for its final answer. On UDP it is sent again meanwhile; what is
    /// dropped is sent no more. `method` is the one that `write` writes.
    pub(crate) async fn exchange(
        &self,
        to: Destination,
        method: &'static str,
        within: Duration,
        write: impl FnOnce(&Sender) -> Bytes,
    ) -> Result<Message, NoAnswer> {
        let deadline = Instant::now() + within;
        let way = self.ways.to(to).ok_or(NoAnswer::NoWay)?;
        let mut waiting = self.pending.begin(method).ok_or(NoAnswer::TooMany)?;
        let sender = Sender { transport: to.transport, local: way.local, branch: waiting.branch() };
        let request = write(&sender);
        let mut apart = T1;
        loop {
            // Counts as waiting: a peer that does not read is one that does not answer.
            let sent = timeout_at(deadline, way.send(request.clone())).await.map_err(|_| NoAnswer::InTime)?;
            if !sent {
                return Err(NoAnswer::NoWay);
            }
            let again = if way.is_reliable() { deadline } else { deadline.min(Instant::now() + apart) };
            apart = (2 * apart).min(T2);
            while let Ok(answer) = timeout_at(again, waiting.next()).await {
                match answer.status() {
                    Some(100..200) => apart = T2,
                    _ => return Ok(answer),
                }
            }
            if Instant::now() >= deadline {
                return Err(NoAnswer::InTime);
            }
        }
    }

    /// Our end of the way to a peer, for a Contact; `None` when there is no way.
    pub(crate) fn local(&self, to: Destination) -> Option<SocketAddr> {
        self.ways.to(to).map(|way| way.local)
    }

    /// Hands a response to the request that waits for it. What nobody waits for is nothing.
    pub(crate) fn answered(&self, response: Message) {
        self.pending.answered(response);
    }
}

#[cfg(test)]
mod tests;
