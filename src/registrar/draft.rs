//! Changes that are decided but not yet committed, laid over the location table.

use super::{rules::Step, table::LocationTable};
use crate::model::{
    AccountId, Batch, Change, Fqdn, Login, Registration, Revision, SettingsChange, Time, UserName,
};
use crate::store::BatchRows;
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Later decisions of a batch see what earlier ones of the same batch decided.
#[derive(Default)]
pub(super) struct Draft {
    touched: HashMap<(Fqdn, Login), Vec<Arc<Registration>>>,
    /// How many more registrations each account has than in the table, or fewer.
    balance: HashMap<AccountId, isize>,
    pub(super) changes: Vec<Change>,
}

impl Draft {
    /// A user's registrations as they will be.
    pub(super) fn bindings<'a>(
        &'a self,
        table: &'a LocationTable,
        domain: &Fqdn,
        login: &Login,
    ) -> &'a [Arc<Registration>] {
        match self.touched.get(&(domain.clone(), login.clone())) {
            Some(bindings) => bindings,
            None => table.bindings(domain, login),
        }
    }

    /// How many registrations an account will have.
    pub(super) fn of_account(&self, table: &LocationTable, account: &AccountId) -> usize {
        let balance = self.balance.get(account).copied().unwrap_or_default();
        table.of_account(account).saturating_add_signed(balance)
    }

    pub(super) fn add(&mut self, table: &LocationTable, step: Step, reason: &str, actor: &str) {
        let Step { kind, registration } = step;
        let UserName { domain, login } = registration.user.name();
        let bindings = self
            .touched
            .entry((domain, login))
            .or_insert_with_key(|(domain, login)| table.bindings(domain, login).to_vec());
        let at = bindings.iter().position(|b| b.uid == registration.uid);
        let more = match (at, kind.ends()) {
            (Some(at), true) => {
                bindings.remove(at);
                -1
            }
            (Some(at), false) => {
                bindings[at] = registration.clone();
                0
            }
            (None, false) => {
                bindings.push(registration.clone());
                1
            }
            // Ended already within this batch: nothing happens twice.
            (None, true) => return,
        };
        if more != 0 {
            *self.balance.entry(registration.user.account.clone()).or_default() += more;
        }
        self.changes.push(Change {
            kind,
            registration,
            reason: reason.to_owned(),
            actor: actor.to_owned(),
            registration_count: u32::try_from(bindings.len()).unwrap_or(u32::MAX),
        });
    }

    /// What is to be written. Each row once, in its last state: PostgreSQL refuses to upsert a row twice in one statement.
    pub(super) fn into_rows(
        self,
        revision: Revision,
        time: Time,
        settings: Vec<SettingsChange>,
    ) -> BatchRows {
        let mut last: HashMap<Uuid, &Change> = HashMap::new();
        for change in &self.changes {
            last.insert(change.registration.uid, change);
        }
        let (mut put, mut delete) = (Vec::new(), Vec::new());
        for (uid, change) in last {
            if change.kind.ends() {
                delete.push(uid);
            } else {
                put.push(change.registration.clone());
            }
        }
        // One order for all, so that two nodes never wait for each other's rows.
        put.sort_unstable_by_key(|r| r.uid);
        delete.sort_unstable();
        let batch = Arc::new(Batch { revision, time, changes: self.changes, settings });
        BatchRows { batch, put, delete }
    }
}

#[cfg(test)]
#[path = "draft_test.rs"]
mod tests;
