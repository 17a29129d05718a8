//! Where a request goes.

use crate::model::{Registration, Transport};
use std::net::SocketAddr;
use uuid::Uuid;

/// A phone, or the proxy before it, as this node has seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Destination {
    pub(crate) transport: Transport,
    pub(crate) address: SocketAddr,
    /// The connection to use, over UDP the socket; `None`: over UDP whichever is best, else none is known.
    pub(crate) connection: Option<Uuid>,
}

impl Destination {
    /// Where a registration came from, which is where its phone is reached, whatever its contact says (RFC 5626 §5.3).
    /// `None` when that is not known.
    pub(crate) fn of(registration: &Registration) -> Option<Self> {
        Some(Self {
            transport: registration.transport,
            address: registration.source_address.parse().ok()?,
            connection: Uuid::try_parse(registration.given_flow_token()).ok(),
        })
    }
}
