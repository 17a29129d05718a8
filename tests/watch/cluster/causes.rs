//! What ends registrations, held against the log: nothing ends that nobody has ended, and what was acknowledged as ended
//! is gone.

use super::ledger::{Entry, Kept};
use crate::history::ends;
use rollcall::pb::v1::EventKind;
use std::collections::BTreeMap;

/// Something that somebody asked for, or that happens by itself, and what it ends.
#[derive(Debug, Clone)]
pub(super) struct Cause {
    kind: EventKind,
    reason: &'static str,
    whom: Whom,
    /// Where it was acknowledged: the revision at which nothing is left of what it ends.
    gone_by: Option<i64>,
}

#[derive(Debug, Clone)]
enum Whom {
    /// The registrations whose names begin so: of a user, or of a domain.
    Under(String),
    /// Those that came over a connection of an edge.
    Flow(String),
}

impl Cause {
    pub(super) fn under(kind: EventKind, reason: &'static str, prefix: &str) -> Self {
        Self { kind, reason, whom: Whom::Under(prefix.to_owned()), gone_by: None }
    }

    pub(super) fn flow(reason: &'static str, token: &str) -> Self {
        Self { kind: EventKind::FlowFailed, reason, whom: Whom::Flow(token.to_owned()), gone_by: None }
    }

    /// As it is once it was acknowledged, where the answer tells by when nothing is left.
    pub(super) fn acknowledged(mut self, gone_by: Option<i64>) -> Self {
        self.gone_by = gone_by;
        self
    }

    fn means(&self, entry: &Entry) -> bool {
        match &self.whom {
            Whom::Under(prefix) => entry.name.starts_with(prefix),
            Whom::Flow(token) => entry.flow == *token,
        }
    }

    fn ends(&self, entry: &Entry) -> bool {
        self.kind == entry.kind && self.reason == entry.reason && self.means(entry)
    }
}

/// What is wrong: endings that no cause explains, and registrations that outlive one.
pub(super) fn check(kept: &Kept, causes: &[Cause]) -> Vec<String> {
    let unasked = |entry: &&Entry| ends(entry.kind) && !causes.iter().any(|cause| cause.ends(entry));
    let unasked = kept.entries.iter().filter(unasked);
    let mut faults: Vec<String> = unasked.map(|entry| format!("nobody has ended it: {entry:?}")).collect();
    faults.extend(outlived(kept, causes));
    faults
}

fn outlived(kept: &Kept, causes: &[Cause]) -> Vec<String> {
    let mut due: Vec<(i64, &Cause)> = causes.iter().filter_map(|c| Some((c.gone_by?, c))).collect();
    due.sort_by_key(|(at, _)| *at);
    let mut entries = kept.entries.iter().peekable();
    let (mut there, mut faults): (BTreeMap<&str, &Entry>, _) = (BTreeMap::new(), Vec::new());
    for (at, cause) in due {
        while let Some(entry) = entries.next_if(|e| e.revision <= at) {
            if ends(entry.kind) {
                there.remove(&*entry.name);
            } else {
                there.insert(&entry.name, entry);
            }
        }
        let left = there.values().filter(|entry| cause.means(entry));
        faults.extend(
            left.map(|entry| format!("acknowledged and not done: {cause:?}, and there is {entry:?}")),
        );
    }
    faults
}
