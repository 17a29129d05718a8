//! Ending registrations by hand.

use super::{Caller, Directory, Error, Resource, detached};
use crate::model::{AuditAction, ChangeKind, RegistrationName, Revision, User};
use crate::registrar::Selection;

/// What is to be ended.
#[derive(Debug, Clone)]
pub enum Deregister {
    /// One registration, if it is still at this etag; empty is whatever it has.
    One { name: RegistrationName, etag: String },
    /// All of a user.
    User(Box<User>),
}

/// What was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub count: usize,
    pub revision: Revision,
}

impl Directory {
    /// Ends registrations as DEACTIVATED (RFC 3680 §4.1), with one audit entry in the same transaction. A user
    /// who has none is no error, and no entry.
    ///
    /// Errors: `NotFound` and `EtagMismatch` for one registration.
    pub async fn deregister(
        &self,
        caller: &Caller,
        what: Deregister,
        reason: String,
    ) -> Result<Ended, Error> {
        let (directory, caller) = (self.clone(), caller.clone());
        detached(move || {
            let (directory, caller) = (directory.clone(), caller.clone());
            let (what, reason) = (what.clone(), reason.clone());
            async move { directory.end(&caller, &what, &reason).await }
        })
        .await
    }

    async fn end(&self, caller: &Caller, what: &Deregister, reason: &str) -> Result<Ended, Error> {
        let registrar = &self.inner.registrar;
        // From here on nothing is registered or ended but by us.
        let (mut exclusive, tx) = registrar.exclusive(self.inner.store.begin()).await?;
        let (selection, one) = match what {
            Deregister::One { name, .. } => {
                (Selection::user(caller.scope.clone(), name.user.clone()), Some(name.uid))
            }
            Deregister::User(user) => (Selection::user(caller.scope.clone(), user.name()), None),
        };
        let mut entry = match what {
            Deregister::One { name, etag } => {
                let resource = || Resource::registration(name);
                let (_, rows) = registrar.list(&selection, None, false, usize::MAX);
                let found = rows.iter().find(|r| r.uid == name.uid);
                let found = found.ok_or_else(|| Error::NotFound(resource()))?;
                super::check_etag(found.etag(), etag, resource)?;
                caller.entry(&found.user.account, AuditAction::Deregister, name, name.uid, [""; 0])
            }
            Deregister::User(user) => {
                caller.entry(&user.account, AuditAction::Deregister, user.name(), user.uid, [""; 0])
            }
        };
        let which = |r: &crate::model::Registration| one.is_none_or(|uid| uid == r.uid);
        let count = exclusive.end(&selection, which, ChangeKind::Deactivated, reason, &caller.actor);
        if count == 0 {
            return Ok(Ended { count, revision: registrar.revision() });
        }
        reason.clone_into(&mut entry.reason);
        tx.audit(vec![entry]).await?;
        Ok(Ended { count, revision: exclusive.commit(tx).await? })
    }
}
