//! The right to commit, held by a directory change while it ends registrations.

use super::{
    commit::{Committer, Inner},
    draft::Draft,
    rules::Step,
    selection::Selection,
};
use crate::model::{
    Account, AccountId, AccountScope, Batch, ChangeKind, Domain, Fqdn, Registration, Revision, Settings,
    SettingsChange, Time, User, UserName,
};
use crate::store::{StoreError, WriteTx};
use std::{sync::Arc, time::Instant};
use tokio::sync::OwnedMutexGuard;

/// While it is held, nobody else on any node changes registrations, and the table is as they are.
pub struct Exclusive {
    inner: Arc<Inner>,
    committer: OwnedMutexGuard<Committer>,
    revision: Revision,
    time: Time,
    draft: Draft,
    settings: Vec<SettingsChange>,
    /// A batch that is written already, and when that began.
    written: Option<(Arc<Batch>, Instant)>,
}

impl Exclusive {
    /// Takes the right on this node, begins the transaction, and takes the right on all nodes in it.
    pub(super) async fn take<E: From<StoreError>>(
        inner: Arc<Inner>,
        begin: impl Future<Output = Result<WriteTx, E>>,
    ) -> Result<(Self, WriteTx), E> {
        let mut committer = inner.committer.clone().lock_owned().await;
        inner.settle(&mut committer).await?;
        let tx = begin.await?;
        let (revision, _) = inner.enter(&mut committer, &tx).await?;
        let exclusive = Self {
            inner,
            committer,
            revision,
            time: Time::now(),
            draft: Draft::default(),
            settings: Vec::new(),
            written: None,
        };
        Ok((exclusive, tx))
    }

    /// Ends the selected registrations that `which` says, and answers how many.
    pub fn end(
        &mut self,
        selection: &Selection,
        which: impl Fn(&Registration) -> bool,
        kind: ChangeKind,
        reason: &str,
        actor: &str,
    ) -> usize {
        let table = self.inner.table();
        let before = self.draft.changes.len();
        for registration in table.list(selection, None, false, usize::MAX) {
            if which(&registration) {
                self.draft.add(&table, Step { kind, registration }, reason, actor);
            }
        }
        self.draft.changes.len() - before
    }

    /// From the commit on no request may rest on a version of this user below that of `after`, and every node
    /// reads the user again.
    pub fn fence_user(&mut self, before: &User, after: &User) {
        let mut auth_usernames = vec![before.auth_username.clone(), after.auth_username.clone()];
        auth_usernames.dedup();
        let of = Settings::User { id: after.id, domain_id: after.domain_id, auth_usernames };
        self.settings.push(SettingsChange { of, version: after.version });
    }

    /// As [`Exclusive::fence_user`], of a domain.
    pub fn fence_domain(&mut self, after: &Domain) {
        let of = Settings::Domain { id: after.id, fqdn: after.fqdn.clone() };
        self.settings.push(SettingsChange { of, version: after.version });
    }

    /// As [`Exclusive::fence_user`], of an account.
    pub fn fence_account(&mut self, after: &Account) {
        let of = Settings::Account { id: after.id, account: after.account.clone() };
        self.settings.push(SettingsChange { of, version: after.version });
    }

    /// The revision that the commit will have.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Writes what ended into the transaction, so that rows which it refers to can go in it as well. Nothing
    /// may be ended after it.
    pub async fn write(&mut self, tx: &WriteTx) -> Result<(), StoreError> {
        let began = Instant::now();
        let (draft, settings) = (std::mem::take(&mut self.draft), std::mem::take(&mut self.settings));
        let rows = draft.into_rows(self.revision, self.time, settings);
        tx.write_batch(&rows).await?;
        self.written = Some((rows.batch, began));
        Ok(())
    }

    /// Commits the transaction, with the ended registrations in it, and answers its revision.
    pub async fn commit(mut self, tx: WriteTx) -> Result<Revision, StoreError> {
        if self.written.is_none() {
            self.write(&tx).await?;
        }
        if let Some((batch, began)) = self.written.take() {
            self.inner.commit(&mut self.committer, tx, batch, began).await?;
        }
        Ok(self.revision)
    }
}

/// Names a user's, a domain's or an account's part of all registrations, for the server's own work.
impl Selection {
    pub fn of_account(account: AccountId) -> Self {
        Self::all(AccountScope::One(account))
    }

    pub fn of_user(user: UserName) -> Self {
        Self::user(AccountScope::All, user)
    }

    pub fn of_domain(domain: Fqdn) -> Self {
        Self::domain(AccountScope::All, domain)
    }
}
