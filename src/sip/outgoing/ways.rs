//! The sockets and connections by which peers are reached.

use super::Destination;
use crate::model::Transport;
use bytes::Bytes;
use futures::future::BoxFuture;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::net::UdpSocket;
use uuid::Uuid;

/// The writing side of something: sends one whole message, and says whether that worked.
pub(crate) trait Outlet: Send + Sync {
    fn send(&self, message: Bytes) -> BoxFuture<'_, bool>;
}

/// Phones of which it is remembered by which of several sockets they came.
const REMEMBERED: u64 = 100_000;

/// All of this node.
pub(crate) struct Ways {
    sockets: OnceLock<Vec<Socket>>,
    /// By which socket a peer registered last, where there are several. What is forgotten, and what was before a restart, is
    /// guessed.
    came_by: moka::sync::Cache<SocketAddr, Uuid>,
    /// As many as the edge lets in.
    connections: Mutex<HashMap<Uuid, Connected>>,
}

struct Socket {
    id: Uuid,
    local: SocketAddr,
    socket: Arc<UdpSocket>,
}

impl Default for Ways {
    fn default() -> Self {
        let came_by = moka::sync::Cache::new(REMEMBERED);
        Self { sockets: OnceLock::new(), came_by, connections: Mutex::default() }
    }
}

#[derive(Clone)]
struct Connected {
    local: SocketAddr,
    outlet: Arc<dyn Outlet>,
}

/// A way to one peer.
pub(super) struct Way {
    pub(super) local: SocketAddr,
    by: By,
}

enum By {
    Socket(Arc<UdpSocket>, SocketAddr),
    Connection(Arc<dyn Outlet>),
}

/// Dropped, the connection is no way any more.
pub(crate) struct Open<'a> {
    ways: &'a Ways,
    id: Uuid,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.ways.lock().remove(&self.id);
    }
}

impl Ways {
    /// The UDP sockets and what flows call them, in the order of the configuration. Only what is said first counts.
    pub(crate) fn set_sockets(&self, sockets: Vec<(Uuid, Arc<UdpSocket>)>) {
        let bound = |(id, socket): (Uuid, Arc<UdpSocket>)| {
            let local = socket.local_addr().ok()?;
            Some(Socket { id, local, socket })
        };
        let _once = self.sockets.set(sockets.into_iter().filter_map(bound).collect());
    }

    /// Remembers that a phone has registered by this socket.
    pub(crate) fn registered_by(&self, peer: SocketAddr, socket: Uuid) {
        if self.sockets.get().is_some_and(|sockets| sockets.len() > 1) {
            self.came_by.insert(peer, socket);
        }
    }

    /// A connection, as long as it is open.
    pub(crate) fn open(&self, id: Uuid, local: SocketAddr, outlet: Arc<dyn Outlet>) -> Open<'_> {
        self.lock().insert(id, Connected { local, outlet });
        Open { ways: self, id }
    }

    pub(super) fn to(&self, to: Destination) -> Option<Way> {
        if to.transport == Transport::Udp {
            let socket = self.socket(to)?;
            let (at, any) = (socket.local, socket.local.ip().is_unspecified());
            let ip = if any { ip_towards(to.address)? } else { at.ip() };
            let local = SocketAddr::new(ip, at.port());
            return Some(Way { local, by: By::Socket(socket.socket.clone(), to.address) });
        }
        let Connected { local, outlet } = self.lock().get(&to.connection?)?.clone();
        Some(Way { local, by: By::Connection(outlet) })
    }

    /// The socket that a peer talks to, as far as it is known; else the one that is likeliest: NATs and packet filters let
    /// pass what comes from where the phone sent to.
    fn socket(&self, to: Destination) -> Option<&Socket> {
        let sockets = self.sockets.get()?;
        let mut fitting = sockets.iter().filter(|s| s.local.is_ipv4() == to.address.is_ipv4());
        let first = fitting.clone().next()?;
        let known = to.connection.or_else(|| self.came_by.get(&to.address));
        if let Some(known) = known.and_then(|id| fitting.clone().find(|s| s.id == id)) {
            return Some(known);
        }
        if fitting.clone().nth(1).is_none() {
            return Some(first);
        }
        let towards = ip_towards(to.address);
        let of = |ip: IpAddr| fitting.clone().find(|s| s.local.ip() == ip);
        towards.and_then(of).or_else(|| fitting.find(|s| s.local.ip().is_unspecified())).or(Some(first))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Connected>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Way {
    pub(super) async fn send(&self, message: Bytes) -> bool {
        match &self.by {
            By::Socket(socket, to) => socket.send_to(&message, to).await.is_ok(),
            By::Connection(outlet) => outlet.send(message).await,
        }
    }

    /// Whether what was sent arrives, or the way ends (§17: then nothing is sent again).
    pub(super) fn is_reliable(&self) -> bool {
        matches!(self.by, By::Connection(_))
    }
}

/// Any address of ours, and any port, from which a peer can be reached.
pub(in crate::sip) fn any_address(peer: SocketAddr) -> SocketAddr {
    let ip: IpAddr = match peer {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    SocketAddr::new(ip, 0)
}

/// Our address in the view of a peer. Nothing is sent: connecting a socket asks the system for a route.
fn ip_towards(peer: SocketAddr) -> Option<IpAddr> {
    let socket = std::net::UdpSocket::bind(any_address(peer)).ok()?;
    socket.connect(peer).ok()?;
    Some(socket.local_addr().ok()?.ip())
}
