//! The non-INVITE server transaction (RFC 3261 §17.2.2), as a table of answers.
//!
//! Only requests with credentials are entered: a 401 can be made again at no cost, so strangers leave
//! nothing behind. An answer is kept for timer J on unreliable transports and not at all on others.

use crate::sip::message::{Essentials, Message, Name};
use bytes::Bytes;
use std::collections::VecDeque;
use std::collections::hash_map::{Entry, HashMap, RandomState};
use std::hash::{BuildHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Timer J, 64·T1 (§17.2.2).
pub(crate) const TIMER_J: Duration = Duration::from_secs(32);

/// What tells transactions apart, hashed with keys of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key(u64, u64);

/// The answers of the last 32 seconds and the requests under way.
pub(crate) struct Transactions {
    seeds: (RandomState, RandomState),
    inner: Mutex<Inner>,
    limit: usize,
}

#[derive(Default)]
struct Inner {
    entries: HashMap<Key, State>,
    /// The answered ones, oldest first: all live equally long.
    order: VecDeque<(Instant, Key)>,
}

enum State {
    Running,
    Answered(u16, Bytes),
}

/// What a request is to this table.
pub(crate) enum Seen<'t> {
    /// A new one; the transaction ends when this is dropped.
    New(Running<'t>),
    /// The first is still under way: this one is absorbed.
    UnderWay,
    /// A retransmission, with the answer to send again.
    Answered(u16, Bytes),
}

pub(crate) struct Running<'t> {
    table: &'t Transactions,
    key: Key,
}

impl Transactions {
    /// Keeps at most `limit` answers; the oldest go first.
    pub(crate) fn new(limit: usize) -> Self {
        Self { seeds: Default::default(), inner: Mutex::default(), limit }
    }

    /// The key of §17.2.3: branch with the magic cookie, sent-by and method; without the cookie, what
    /// RFC 2543 has. Source, Call-ID and CSeq are in it as well: a retransmission repeats them, and a client
    /// that uses one branch twice, or guesses another's, does not get the wrong answer.
    pub(crate) fn key(&self, message: &Message, e: &Essentials<'_>, source: SocketAddr) -> Key {
        let of = |seed: &RandomState| {
            let mut h = seed.build_hasher();
            (source, e.line.method, e.call_id, e.cseq, e.via.sent_by).hash(&mut h);
            match e.via.branch().filter(|b| b.len() > 7 && b[..7].eq_ignore_ascii_case(b"z9hG4bK")) {
                Some(branch) => branch.hash(&mut h),
                None => (e.line.uri, e.from_tag, message.first(Name::Via)).hash(&mut h),
            }
            h.finish()
        };
        Key(of(&self.seeds.0), of(&self.seeds.1))
    }

    pub(crate) fn begin(&self, key: Key) -> Seen<'_> {
        let mut inner = self.lock();
        inner.trim(self.limit, Instant::now());
        match inner.entries.entry(key) {
            Entry::Occupied(found) => match found.get() {
                State::Running => Seen::UnderWay,
                State::Answered(status, reply) => Seen::Answered(*status, reply.clone()),
            },
            Entry::Vacant(place) => {
                place.insert(State::Running);
                Seen::New(Running { table: self, key })
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn trim(&mut self, limit: usize, now: Instant) {
        while let Some((since, key)) = self.order.front().copied() {
            if self.order.len() <= limit && now.duration_since(since) < TIMER_J {
                break;
            }
            self.order.pop_front();
            self.entries.remove(&key);
        }
    }
}

impl Running<'_> {
    /// Keeps the answer for retransmissions.
    pub(crate) fn answered(self, status: u16, reply: &Bytes) {
        let mut inner = self.table.lock();
        inner.entries.insert(self.key, State::Answered(status, reply.clone()));
        inner.order.push_back((Instant::now(), self.key));
        inner.trim(self.table.limit, Instant::now());
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut inner = self.table.lock();
        if let Some(State::Running) = inner.entries.get(&self.key) {
            inner.entries.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::message::check;

    fn key(table: &Transactions, text: &str) -> Key {
        let m = Message::parse(Bytes::copy_from_slice(text.as_bytes())).unwrap();
        table.key(&m, &check(&m).unwrap(), "192.0.2.1:5060".parse().unwrap())
    }

    const BASE: &str = "REGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/UDP a:1;branch=z9hG4bKx\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:a@h>\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\n\r\n";

    #[test]
    fn keys() {
        let t = Transactions::new(10);
        let base = key(&t, BASE);
        assert_eq!(base, key(&t, BASE));
        for (from, to) in [
            ("z9hG4bKx", "z9hG4bKy"),
            ("UDP a:1", "UDP a:2"),
            ("CSeq: 1", "CSeq: 2"),
            ("Call-ID: c", "Call-ID: d"),
        ] {
            assert_ne!(base, key(&t, &BASE.replace(from, to)), "{to}");
        }
        assert_ne!(base, key(&t, &BASE.replace("REGISTER", "OPTIONS")));
        // RFC 2543: without the cookie, the From tag counts.
        let old = BASE.replace("z9hG4bKx", "1");
        assert_ne!(key(&t, &old), key(&t, &old.replace("tag=1", "tag=2")));
        assert_eq!(key(&t, &old), key(&t, &old));
        let bare = BASE.replace(";branch=z9hG4bKx", "");
        assert_eq!(key(&t, &bare), key(&t, &bare));
    }

    #[test]
    fn absorbs_then_repeats() {
        let t = Transactions::new(10);
        let k = key(&t, BASE);
        let Seen::New(running) = t.begin(k) else { panic!() };
        assert!(matches!(t.begin(k), Seen::UnderWay));
        running.answered(200, &Bytes::from_static(b"ok"));
        assert!(matches!(t.begin(k), Seen::Answered(200, reply) if reply == "ok"));
    }

    #[test]
    fn what_ends_without_an_answer_is_forgotten() {
        let t = Transactions::new(10);
        let k = key(&t, BASE);
        drop(t.begin(k));
        assert!(matches!(t.begin(k), Seen::New(_)));
    }

    #[test]
    fn is_bounded() {
        let t = Transactions::new(3);
        for i in 0..10 {
            let k = key(&t, &BASE.replace("CSeq: 1", &format!("CSeq: {i}")));
            let Seen::New(running) = t.begin(k) else { panic!() };
            running.answered(200, &Bytes::new());
        }
        assert_eq!(t.lock().entries.len(), 3);
        t.lock().trim(3, Instant::now() + TIMER_J);
        assert!(t.lock().entries.is_empty());
    }
}
