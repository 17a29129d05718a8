//! The subscriptions of this node, and what each is to hear of.

use super::dialog::{DialogId, End};
use super::missed::Missed;
use super::notifier::Mail;
use super::standing::Doubts;
use super::{OF_NODE, OF_USER, Refused};
use crate::directory::EdgeUser;
use crate::model::{ChangeKind, UserRef};
use crate::registrar::Event;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

#[derive(Default)]
pub(super) struct Table {
    pub(super) dialogs: HashMap<DialogId, Known>,
    /// By the id of the user: looked up with every change.
    pub(super) users: HashMap<i64, Vec<DialogId>>,
    pub(super) doubts: Doubts,
    /// Rises with each change of settings that is taken note of.
    pub(super) generation: u64,
}

/// What the table has of a subscription.
pub(super) struct Known {
    /// Whose it is, with the secrets that its last SUBSCRIBE was checked against.
    pub(super) by: Arc<EdgeUser>,
    /// The CSeq of its last SUBSCRIBE.
    pub(super) cseq: u32,
    pub(super) mailbox: mpsc::Sender<Mail>,
    pub(super) missed: Arc<Missed>,
    /// Why it is to end at once.
    pub(super) over: watch::Sender<Option<End>>,
}

impl Known {
    pub(super) fn user(&self) -> &UserRef {
        &self.by.user
    }
}

impl Table {
    /// Takes one in. One of the same dialog stays: its task has the other end of its mailbox.
    pub(super) fn add(&mut self, id: DialogId, known: Known) -> Result<(), Refused> {
        if self.dialogs.contains_key(&id) {
            return Err(Refused::Merged);
        }
        let of_user = self.users.entry(known.user().user_id).or_default();
        if of_user.len() >= OF_USER || self.dialogs.len() >= OF_NODE {
            if of_user.is_empty() {
                self.users.remove(&known.user().user_id);
            }
            return Err(Refused::TooMany);
        }
        of_user.push(id.clone());
        self.dialogs.insert(id, known);
        Ok(())
    }

    /// Whether it was there.
    pub(super) fn remove(&mut self, user: &UserRef, id: &DialogId) -> bool {
        if let Entry::Occupied(mut of_user) = self.users.entry(user.user_id) {
            of_user.get_mut().retain(|known| known != id);
            if of_user.get().is_empty() {
                of_user.remove();
            }
        }
        self.dialogs.remove(id).is_some()
    }

    pub(super) fn deliver(&mut self, event: &Event) {
        self.rejected(event);
        let rejected = event.change().kind == ChangeKind::Rejected;
        let ids = self.users.get(&event.change().registration.user.user_id).into_iter().flatten();
        for known in ids.filter_map(|id| self.dialogs.get(id)) {
            if known.mailbox.try_send(Mail::Changed(event.clone())).is_err() {
                known.missed.note(rejected);
            }
        }
    }
}
