//! REGISTERs are taken in the order in which they came (RFC 3261 §10.3).

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Enough that hardly ever two phones share one.
const STRIPES: usize = 1024;

/// Who is to wait for whom: requests of one source, as one edge sees it, for one address of record. Without this, those that come while
/// the first one waits for the directory would reach the registrar in any order.
pub(super) struct Turns {
    stripes: Box<[Arc<Mutex<()>>]>,
    seed: RandomState,
}

/// Held until the registrar, which keeps the order from there on, has the request.
pub(super) type Turn = OwnedMutexGuard<()>;

impl Turns {
    pub(super) fn new() -> Self {
        Self::of(STRIPES)
    }

    /// At least one stripe.
    pub(super) fn of(stripes: usize) -> Self {
        Self { stripes: (0..stripes).map(|_| Arc::default()).collect(), seed: RandomState::new() }
    }

    /// First polled, first served: the receive loops poll every request once before they take the next. Not subject
    /// to the runtime's budget, which could make one wait without its place in the queue.
    pub(super) async fn wait(&self, edge: &str, source: SocketAddr, to: &[u8]) -> Turn {
        let hash = self.seed.hash_one((edge, source, to));
        let at = usize::try_from(hash % self.stripes.len() as u64).unwrap_or_default();
        tokio::task::unconstrained(self.stripes[at].clone().lock_owned()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::poll;
    use std::task::Poll;

    #[tokio::test]
    async fn first_come_first_served() {
        let turns = Turns::new();
        let source = "192.0.2.1:5060".parse().unwrap();
        let first = turns.wait("", source, b"sip:a@h").await;
        let (mut second, mut third) =
            (Box::pin(turns.wait("", source, b"sip:a@h")), Box::pin(turns.wait("", source, b"sip:a@h")));
        assert!(poll!(&mut second).is_pending() && poll!(&mut third).is_pending());
        drop(first);
        assert!(poll!(&mut third).is_pending());
        let Poll::Ready(turn) = poll!(&mut second) else { panic!() };
        drop(turn);
        assert!(poll!(&mut third).is_ready());
    }
}
