//! Watchers as the contract means them: they keep a table and a token, resume at any node, and begin anew when the
//! log was compacted past them.

use super::ledger::{Kept, digest_of};
use crate::history::{History, Journal, State, ensure, revision};
use crate::support::{Cluster, PATIENCE, reason};
use crate::watcher::Watcher;
use rollcall::pb::v1::{
    EventKind, StartWithSnapshot, WatchRegistrationsRequest, watch_registrations_request::Start,
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::Instant};
use tonic::{Code, Status};

/// How a watcher reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// As it comes, at one node as long as that is there.
    Steady,
    /// As it comes, and with every stream at another node.
    Hopping,
    /// Now and then a message.
    Slow,
}

pub(super) struct Consumer {
    /// What it is called when something is wrong with it.
    pub(super) name: String,
    request: WatchRegistrationsRequest,
    pace: Pace,
    node: usize,
    journal: Journal,
    segments: Vec<Segment>,
    /// How often it was refused because the log was compacted, and how many streams it had.
    pub(super) compacted: usize,
    pub(super) streams: usize,
}

/// Events without a gap: from one snapshot to the next.
#[derive(Debug, Default)]
struct Segment {
    began: i64,
    reached: i64,
    digests: Vec<u64>,
}

/// Longer than three bookmark intervals of the nodes: a stream on which nothing came for so long is dead.
const SILENCE: Duration = Duration::from_secs(7);
pub(super) const BOOKMARKS: &str = "2s";
/// How long a slow one does not read.
const DOZE: Duration = Duration::from_millis(400);
const BACK_OFF: Duration = Duration::from_millis(50);

impl Consumer {
    pub(super) fn new(name: String, request: WatchRegistrationsRequest, pace: Pace, node: usize) -> Self {
        let (journal, segments) = (Journal::default(), Vec::new());
        Self { name, request, pace, node, journal, segments, compacted: 0, streams: 0 }
    }

    /// Watches until it has a goal and has reached it.
    pub(super) async fn live(
        mut self,
        cluster: Arc<Cluster>,
        mut goal: watch::Receiver<Option<String>>,
    ) -> Result<Self, String> {
        let mut since = None;
        loop {
            if let Some(token) = goal.borrow().clone() {
                if !self.journal.token.is_empty() && revision(&self.journal.token) >= revision(&token) {
                    return Ok(self);
                }
                let since = since.get_or_insert_with(Instant::now);
                ensure(since.elapsed() < 2 * PATIENCE, || {
                    let (at, end) = (&self.journal.token, revision(&token));
                    let at = if at.is_empty() { -1 } else { revision(at) };
                    format!("reliable: {} stands at {at} and does not reach {end}", self.name)
                })?;
            }
            let ended = self.stream(&cluster, &mut goal).await?;
            if is_compacted(&ended) {
                self.compacted += 1;
                self.journal.token.clear();
                continue;
            }
            let retries =
                matches!(ended.code(), Code::Unavailable | Code::Ok | Code::Cancelled | Code::Unknown);
            ensure(retries, || format!("resumable: {} was told {ended:?}", self.name))?;
            if self.pace == Pace::Hopping || ended.code() != Code::Ok {
                self.node = (self.node + 1) % cluster.len();
            }
            tokio::time::sleep(BACK_OFF).await;
        }
    }

    /// One stream, to its end; `Ok` when this side ended it.
    async fn stream(
        &mut self,
        cluster: &Cluster,
        goal: &mut watch::Receiver<Option<String>>,
    ) -> Result<Status, String> {
        let start = match &*self.journal.token {
            "" => Start::StartWithSnapshot(StartWithSnapshot {}),
            token => Start::ResumeToken(token.to_owned()),
        };
        let request = WatchRegistrationsRequest { start: Some(start), ..self.request.clone() };
        let client = cluster.client(self.node);
        let opening = tokio::time::timeout(SILENCE, Watcher::open(&client, request)).await;
        let mut watcher = match opening.unwrap_or_else(|_| Err(Status::unavailable("it does not open"))) {
            Ok(watcher) => watcher,
            Err(refused) => return Ok(refused),
        };
        self.streams += 1;
        let ended = self.read(&mut watcher, goal).await;
        self.take(&watcher.history)
            .map_err(|why| format!("{}, stream {}: {why}", self.name, self.streams))?;
        Ok(ended)
    }

    async fn read(&self, watcher: &mut Watcher, goal: &mut watch::Receiver<Option<String>>) -> Status {
        let own_end = match self.pace {
            Pace::Hopping => Instant::now() + Duration::from_millis(rand::random_range(500..3000)),
            Pace::Steady | Pace::Slow => Instant::now() + Duration::from_secs(3600),
        };
        loop {
            let wanted = goal.borrow_and_update().clone();
            let reached = watcher.history.last_token().map(revision);
            if let (Some(wanted), Some(reached)) = (&wanted, reached)
                && reached >= revision(wanted)
            {
                return Status::ok("reached");
            }
            let doze = self.pace == Pace::Slow && wanted.is_none();
            tokio::select! {
                read = tokio::time::timeout(SILENCE, watcher.read()) => match read {
                    Ok(Ok(_)) => {}
                    Ok(Err(status)) if status.code() == Code::Ok => return Status::unavailable("ended"),
                    Ok(Err(status)) => return status,
                    Err(_) => return Status::unavailable("silence"),
                },
                changed = goal.changed() => if changed.is_err() { return Status::ok("over") },
                () = tokio::time::sleep_until(own_end) => return Status::ok("hops"),
            }
            if doze {
                tokio::time::sleep(DOZE).await;
            }
        }
    }

    /// Takes in what one stream brought.
    pub(super) fn take(&mut self, history: &History) -> Result<(), String> {
        let known = history.up_to_last_token();
        let Some(first) = known.tokens().next().map(revision) else { return history.check() };
        if self.journal.token.is_empty() {
            self.segments.push(Segment { began: first, reached: first, digests: Vec::new() });
        }
        if self.request.include_refreshes {
            self.journal.take(history)?;
            drop(self.journal.events.drain(..));
        } else {
            // Its table is not the server's; what it was told is still held against the ledger.
            history.check()?;
            let mine = &self.journal.token;
            ensure(mine.is_empty() || revision(mine) == first, || {
                format!("resumed at {mine}, began at {first}")
            })?;
            self.journal.token = known.last_token().unwrap_or_default().to_owned();
        }
        let segment = self.segments.last_mut().ok_or("a resumption of nothing")?;
        segment.digests.extend(known.events().map(digest_of));
        segment.reached = revision(&self.journal.token);
        Ok(())
    }

    fn covers(&self, name: &str, kind: EventKind) -> bool {
        let within = |parent: &str| name.starts_with(&format!("{parent}/"));
        let parent = match &*self.request.parent {
            "domains/-" => true,
            parent => parent.starts_with("accounts/") || within(parent),
        };
        let user = self.request.users.is_empty() || self.request.users.iter().any(|user| within(user));
        parent && user && (self.request.include_refreshes || kind != EventKind::Refreshed)
    }

    /// Holds what it was told against the log: between any two of its tokens, everything and nothing else.
    pub(super) fn verify(&self, kept: &Kept) -> Result<usize, String> {
        let wanted: Vec<_> = kept.entries.iter().filter(|e| self.covers(&e.name, e.kind)).collect();
        for segment in &self.segments {
            let of_segment =
                wanted.iter().filter(|e| e.revision > segment.began && e.revision <= segment.reached);
            let of_segment: Vec<_> = of_segment.collect();
            let told = &segment.digests;
            let differs = of_segment.iter().zip(told).find(|(e, told)| e.digest != **told);
            let (from, to) = (segment.began, segment.reached);
            ensure(differs.is_none(), || {
                format!(
                    "reliable: between {from} and {to} {} was told something else than {differs:?}",
                    self.name
                )
            })?;
            let missing = of_segment.get(told.len());
            let (had, got) = (of_segment.len(), told.len());
            ensure(had == got, || {
                format!("reliable: between {from} and {to} {} got {got} of {had}, not {missing:?}", self.name)
            })?;
        }
        Ok(self.segments.iter().map(|s| s.digests.len()).sum())
    }

    /// Its table, if it keeps one, is the part of the server's that it watches.
    pub(super) fn verify_state(&self, table: &State) -> Result<(), String> {
        if !self.request.include_refreshes {
            return Ok(());
        }
        let part = table.iter().filter(|(name, _)| self.covers(name, EventKind::Created));
        let part: State = part.map(|(name, r)| (name.clone(), r.clone())).collect();
        let mine = &self.journal.state;
        let differs = part.iter().find(|(name, r)| mine.get(*name) != Some(r));
        ensure(differs.is_none() && part.len() == mine.len(), || {
            let (had, got) = (part.len(), mine.len());
            format!("snapshot and events: {} has {got} of {had}; the table has {differs:?}", self.name)
        })
    }
}

fn is_compacted(status: &Status) -> bool {
    status.code() == Code::OutOfRange && reason(status) == "REVISION_COMPACTED"
}
