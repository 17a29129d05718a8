//! Changes of registrations: what the log holds and watchers see.

use super::{Registration, Revision, SettingsChange, Time};
use std::sync::Arc;

/// What happened to a registration (the events of RFC 3680 §4.1, with two of our own).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ChangeKind {
    Created,
    Refreshed,
    Shortened,
    Unregistered,
    Expired,
    /// Ended by an operator.
    Deactivated,
    /// Ended because the user or domain may not register any more.
    Rejected,
    /// Ended to make room within the contact limit.
    Evicted,
    /// The same device registered over a new flow or with a new contact; it goes on under its name.
    Replaced,
    /// Ended because its connection was lost.
    FlowFailed,
}

impl ChangeKind {
    /// Whether the registration is gone after the change.
    pub fn ends(self) -> bool {
        !matches!(self, Self::Created | Self::Refreshed | Self::Shortened | Self::Replaced)
    }
}

/// A set of kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChangeKinds(u16);

impl ChangeKinds {
    pub fn all() -> Self {
        Self(u16::MAX)
    }

    pub fn contains(self, kind: ChangeKind) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    #[must_use]
    pub fn with(self, kind: ChangeKind) -> Self {
        Self(self.0 | Self::bit(kind))
    }

    #[must_use]
    pub fn without(self, kind: ChangeKind) -> Self {
        Self(self.0 & !Self::bit(kind))
    }

    fn bit(kind: ChangeKind) -> u16 {
        1 << kind as u16
    }
}

/// One change of one registration.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub kind: ChangeKind,
    /// The registration after the change; its last state where it ended.
    pub registration: Arc<Registration>,
    /// Why, where somebody caused it.
    pub reason: String,
    /// Who caused it: a token's subject.
    pub actor: String,
    /// How many registrations the user has after the change.
    pub registration_count: u32,
}

/// All that one commit changed: one revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    pub revision: Revision,
    pub time: Time,
    pub changes: Vec<Change>,
    /// What the edge's decisions rest on from here on.
    pub settings: Vec<SettingsChange>,
}
