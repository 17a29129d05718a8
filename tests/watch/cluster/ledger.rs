//! The log as it is in the database, kept before it is compacted: what really happened.

use crate::history::{State, ends, ensure, name_of};
use rollcall::{
    model::{Batch, Change, ChangeKind, Revision},
    pb::v1::{EventKind, RegistrationEvent},
    store::Store,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// One change, and a digest of all that watchers are told of it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) revision: i64,
    pub(super) kind: EventKind,
    /// `domains/{fqdn}/users/{login}/registrations/{id}`.
    pub(super) name: String,
    pub(super) call_id: String,
    pub(super) cseq: u32,
    /// What an edge calls the flow.
    pub(super) flow: String,
    /// Why it ended, where somebody ended it.
    pub(super) reason: String,
    pub(super) digest: u64,
}

/// All changes of a run.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) entries: Vec<Entry>,
    pub(super) reached: i64,
    /// How many revisions there were.
    pub(super) revisions: usize,
}

/// How far the ledger is: the revision, and how many changes there were.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Progress {
    pub(super) reached: i64,
    pub(super) changes: usize,
}

const PAGE: u64 = 256;
/// How often an idle log is looked at, and one that cannot be read.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

impl Kept {
    /// Follows the log from its beginning until `stop`, and then to its end as it is then.
    pub(super) async fn follow(
        store: Store,
        progress: watch::Sender<Progress>,
        stop: CancellationToken,
    ) -> Result<Self, String> {
        let mut kept = Self::default();
        loop {
            let stopping = stop.is_cancelled();
            match store.read_log(Revision(kept.reached), PAGE).await {
                Ok(batches) if batches.is_empty() && stopping => return Ok(kept),
                Ok(batches) if batches.is_empty() => tokio::time::sleep(LOOK_AGAIN).await,
                Ok(batches) => kept.take(&batches)?,
                // The database is away now and then.
                Err(error) => {
                    ensure(!stopping, || format!("the log cannot be read: {error}"))?;
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            }
            progress.send_replace(Progress { reached: kept.reached, changes: kept.entries.len() });
        }
    }

    /// A revision follows the one before: a hole is a change that somebody was acknowledged and nobody is told.
    pub(super) fn take(&mut self, batches: &[Batch]) -> Result<(), String> {
        for batch in batches {
            let (at, before) = (batch.revision.0, self.reached);
            ensure(at == before + 1, || format!("the log has {at} after {before}"))?;
            self.entries.extend(batch.changes.iter().map(|change| entry(batch, change)));
            self.reached = at;
            self.revisions += 1;
        }
        Ok(())
    }

    /// The registrations there are after all of it: the name, Call-ID and CSeq of each.
    pub(super) fn replayed(&self) -> BTreeMap<&str, (&str, u32)> {
        let mut there = BTreeMap::new();
        for e in &self.entries {
            if ends(e.kind) {
                there.remove(&*e.name);
            } else {
                there.insert(&*e.name, (&*e.call_id, e.cseq));
            }
        }
        there
    }

    pub(super) fn kinds(&self) -> BTreeMap<&'static str, usize> {
        let mut kinds = BTreeMap::new();
        for entry in &self.entries {
            *kinds.entry(entry.kind.as_str_name().trim_start_matches("EVENT_KIND_")).or_default() += 1;
        }
        kinds
    }

    /// How often registrations ended, by kind and reason.
    pub(super) fn endings(&self) -> BTreeMap<(EventKind, &str), usize> {
        let mut endings = BTreeMap::new();
        for entry in self.entries.iter().filter(|e| ends(e.kind)) {
            *endings.entry((entry.kind, &*entry.reason)).or_default() += 1;
        }
        endings
    }

    /// Nothing ended twice and nothing went on after its end: expiry comes once on any number of nodes.
    pub(super) fn check_endings(&self) -> Result<(), String> {
        let mut over = BTreeSet::new();
        for e in &self.entries {
            ensure(!over.contains(&*e.name), || format!("it has ended before: {e:?}"))?;
            if ends(e.kind) {
                over.insert(&*e.name);
            }
        }
        Ok(())
    }
}

/// Whether a table is what the ledger comes to.
pub(super) fn agrees(kept: &Kept, state: &State) -> Result<(), String> {
    let replayed = kept.replayed();
    let table: BTreeMap<&str, (&str, u32)> =
        state.iter().map(|(name, r)| (&**name, (&*r.call_id, r.cseq))).collect();
    let differs = replayed.iter().find(|(name, what)| table.get(*name) != Some(what));
    ensure(differs.is_none(), || format!("the log has {differs:?}, and the table has not"))?;
    ensure(replayed.len() == table.len(), || {
        format!("{} in the log, {} in the table", replayed.len(), table.len())
    })
}

fn entry(batch: &Batch, change: &Change) -> Entry {
    let r = &change.registration;
    let (kind, name) = (kind(change.kind), r.name().to_string());
    let digest = digest(&Told {
        revision: batch.revision.0,
        time: batch.time.0,
        kind: kind.into(),
        name: &name,
        texts: [r.contact.as_str(), &r.call_id, &r.source_address, &r.node, &change.reason, &change.actor],
        cseq: r.cseq,
        times: [r.register_time.0, r.refresh_time.0, r.expire_time.0],
        count: i64::from(change.registration_count),
    });
    Entry {
        revision: batch.revision.0,
        kind,
        name,
        call_id: r.call_id.to_string(),
        cseq: r.cseq,
        flow: r.flow_token.to_string(),
        reason: change.reason.to_string(),
        digest,
    }
}

/// The digest of an event as a watcher got it, the same as that of the entry which it tells.
pub(super) fn digest_of(event: &RegistrationEvent) -> u64 {
    let micros = |time: &Option<prost_types::Timestamp>| {
        time.as_ref().map_or(0, |t| t.seconds * 1_000_000 + i64::from(t.nanos) / 1000)
    };
    let none = rollcall::pb::v1::Registration::default();
    let r = event.registration.as_ref().unwrap_or(&none);
    digest(&Told {
        revision: event.revision,
        time: micros(&event.time),
        kind: event.kind,
        name: name_of(event),
        texts: [&r.contact_uri, &r.call_id, &r.source_address, &r.node, &event.reason, &event.actor],
        cseq: r.cseq,
        times: [micros(&r.register_time), micros(&r.refresh_time), micros(&r.expire_time)],
        count: i64::from(event.registration_count),
    })
}

#[derive(Hash)]
struct Told<'a> {
    revision: i64,
    time: i64,
    kind: i32,
    name: &'a str,
    texts: [&'a str; 6],
    cseq: u32,
    times: [i64; 3],
    count: i64,
}

fn digest(told: &Told<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    told.hash(&mut hasher);
    hasher.finish()
}

fn kind(kind: ChangeKind) -> EventKind {
    match kind {
        ChangeKind::Created => EventKind::Created,
        ChangeKind::Refreshed => EventKind::Refreshed,
        ChangeKind::Shortened => EventKind::Shortened,
        ChangeKind::Unregistered => EventKind::Unregistered,
        ChangeKind::Expired => EventKind::Expired,
        ChangeKind::Deactivated => EventKind::Deactivated,
        ChangeKind::Rejected => EventKind::Rejected,
        ChangeKind::Evicted => EventKind::Evicted,
        ChangeKind::Replaced => EventKind::Replaced,
        ChangeKind::FlowFailed => EventKind::FlowFailed,
    }
}
