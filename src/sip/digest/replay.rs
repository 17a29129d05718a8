//! Nonce counts seen (RFC 7616 §3.4, `nc`): strictly rising per nonce and algorithm.

use super::nonce::{Millis, NonceId};
use crate::model::DigestAlgorithm;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

type Key = (NonceId, DigestAlgorithm);

/// The last count of each nonce in use, bounded. Only what came with a right answer is entered, so
/// strangers can neither fill the table nor use up somebody's counts.
pub(crate) struct Replays {
    inner: Mutex<Inner>,
    limit: usize,
    lifetime: Millis,
}

#[derive(Default)]
struct Inner {
    last: HashMap<Key, u32>,
    /// By first use, which is nearly by age.
    order: VecDeque<Key>,
    /// The youngest nonce ever forgotten before its time. What is as old and not in the table may have
    /// been used, so it is refused: a full table costs a round trip, never a replay.
    floor: Millis,
}

impl Replays {
    pub(crate) fn new(limit: usize, lifetime: Duration) -> Self {
        let lifetime = u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX);
        Self { inner: Mutex::default(), limit: limit.max(1), lifetime }
    }

    /// Whether this count is higher than every one before it; then it is remembered.
    pub(crate) fn admit(&self, nonce: NonceId, algorithm: DigestAlgorithm, count: u32, now: Millis) -> bool {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let inner = &mut *inner;
        let key = (nonce, algorithm);
        if let Some(last) = inner.last.get_mut(&key) {
            let higher = count > *last;
            *last = count.max(*last);
            return higher;
        }
        if nonce.issued <= inner.floor {
            return false;
        }
        while let Some(oldest) = inner.order.front().copied() {
            let expired = now.saturating_sub(oldest.0.issued) >= self.lifetime;
            if !expired && inner.order.len() < self.limit {
                break;
            }
            inner.order.pop_front();
            inner.last.remove(&oldest);
            if !expired {
                inner.floor = inner.floor.max(oldest.0.issued);
            }
        }
        inner.order.push_back(key);
        inner.last.insert(key, count);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::nonce::{Judged, Nonces};
    use super::*;
    use DigestAlgorithm::{Md5, Sha256};

    const LIFE: Duration = Duration::from_secs(10);

    fn nonce(at: Millis) -> NonceId {
        let nonces = Nonces::new(&[1; 32], LIFE);
        match nonces.judge(nonces.issue("r", None, at).as_bytes(), "r", None, at) {
            Judged::Fresh(id) => id,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn strictly_rising_per_nonce_and_algorithm() {
        let replays = Replays::new(10, LIFE);
        let (a, b) = (nonce(1000), nonce(1000));
        assert!(replays.admit(a, Md5, 1, 1000));
        assert!(!replays.admit(a, Md5, 1, 1000));
        assert!(replays.admit(a, Md5, 5, 1000));
        assert!(!replays.admit(a, Md5, 4, 1000));
        assert!(replays.admit(a, Sha256, 1, 1000));
        assert!(replays.admit(b, Md5, 1, 1000));
    }

    #[test]
    fn a_full_table_refuses_rather_than_forgets() {
        let replays = Replays::new(2, LIFE);
        let old = nonce(1000);
        assert!(replays.admit(old, Md5, 1, 1000));
        assert!(replays.admit(nonce(1001), Md5, 1, 1001));
        assert!(replays.admit(nonce(1002), Md5, 1, 1002));
        assert!(!replays.admit(old, Md5, 2, 1003), "evicted, so unknown whether it was used");
        assert!(replays.inner.lock().unwrap().last.len() <= 2);
    }

    #[test]
    fn expired_ones_make_room() {
        let replays = Replays::new(2, LIFE);
        for at in [1000, 1001, 20_000, 20_001] {
            assert!(replays.admit(nonce(at), Md5, 1, at));
        }
        assert_eq!(replays.inner.lock().unwrap().floor, 0);
    }
}
