//! Watchers of a log that is compacted all the while: they go on from their tokens, or are refused and begin anew.

use crate::fleet::PARENT;
use crate::history::{History, Journal, revision, soon};
use crate::support::{Cluster, Failure};
use crate::watcher::{Watcher, all, resume};
use rollcall::{pb::v1::RegistrationEvent, store::Store};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::watch, time::Instant};
use tonic::{Code, Status};

/// The token that all are to reach, when there is one.
type Goal = watch::Receiver<Option<String>>;

/// One who keeps a table and a token, and what it was told of each revision.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) journal: Journal,
    pub(super) told: BTreeMap<i64, Vec<RegistrationEvent>>,
    pub(super) streams: usize,
    /// One that resumes only when it is too late, by this store.
    pub(super) late: Option<Arc<Store>>,
    /// How often one of them all had to begin anew.
    pub(super) anew: Arc<AtomicUsize>,
}

impl Reader {
    /// Watches at one node after the other, until it has reached its goal.
    pub(super) async fn live(mut self, cluster: Arc<Cluster>, first: usize, goal: Goal) -> Self {
        for node in (0..cluster.len()).cycle().skip(first) {
            let request = match &*self.journal.token {
                "" => all(PARENT),
                token => resume(PARENT, token),
            };
            let ended = match Watcher::open(&cluster.client(node), request).await {
                Ok(mut watcher) => {
                    let ended = read(&mut watcher, goal.clone()).await;
                    self.take(&watcher.history);
                    ended
                }
                Err(refused) => refused,
            };
            match ended.code() {
                Code::Ok if goal.borrow().as_ref().is_some_and(|token| self.has(token)) => return self,
                Code::Ok => self.doze(&goal).await,
                _ => {
                    let failure = Failure::of(&ended);
                    assert_eq!((failure.code, &*failure.reason), (Code::OutOfRange, "REVISION_COMPACTED"));
                    let oldest: i64 = failure.metadata["oldest_revision"].parse().unwrap();
                    let mine = revision(&self.journal.token);
                    assert!(oldest > mine + 1, "refused at {mine}, and there is all from {oldest} on");
                    self.journal.token.clear();
                    self.anew.fetch_add(1, Ordering::SeqCst);
                }
            }
        }
        unreachable!("it goes round")
    }

    async fn doze(&self, goal: &Goal) {
        let Some(store) = &self.late else { return };
        let forgotten = async {
            while goal.borrow().is_none()
                && store.log_position().await.unwrap().compacted.0 <= revision(&self.journal.token)
            {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        soon("what it has not read is forgotten", forgotten).await;
    }

    fn has(&self, token: &str) -> bool {
        !self.journal.token.is_empty() && revision(&self.journal.token) >= revision(token)
    }

    /// Every revision changes a registration here: there is none without an event.
    fn take(&mut self, history: &History) {
        self.streams += 1;
        self.journal.take(history).unwrap();
        let known = history.up_to_last_token();
        let Some(first) = known.tokens().next().map(revision) else { return };
        let mut of_stream: BTreeMap<i64, Vec<RegistrationEvent>> = BTreeMap::new();
        for event in known.events() {
            of_stream.entry(event.revision).or_default().push(event.clone());
        }
        let last = revision(&self.journal.token);
        assert!(
            of_stream.keys().copied().eq(first + 1..=last),
            "from {first} to {last}: {:?}",
            of_stream.keys()
        );
        self.told.extend(of_stream);
    }
}

/// How long a stream is read before another node is asked.
const STAYS: Duration = Duration::from_millis(700);

/// Reads for a while, or to the goal; `Ok` when this side ended it.
async fn read(watcher: &mut Watcher, mut goal: Goal) -> Status {
    let end = Instant::now() + STAYS;
    loop {
        let wanted = goal.borrow_and_update().clone();
        if let Some(token) = wanted
            && watcher.history.last_token().is_some_and(|at| revision(at) >= revision(&token))
        {
            return Status::ok("reached");
        }
        tokio::select! {
            read = watcher.read() => if let Err(ended) = read { return ended },
            changed = goal.changed() => changed.unwrap(),
            () = tokio::time::sleep_until(end), if goal.borrow().is_none() => return Status::ok("goes on"),
        }
    }
}
