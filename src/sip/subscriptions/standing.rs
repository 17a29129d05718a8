//! Whether those who subscribed still may: looked at when their settings change, or those of their domain or account.

use super::dialog::End;
use super::{Inner, RETRY_IN, Table};
use crate::directory::Error;
use crate::model::{ChangeKind, Fqdn, Settings, UserRef};
use crate::registrar::Event;
use std::collections::{HashMap, HashSet};

/// Whose standing is in doubt. Who has no subscription does not come in.
#[derive(Default)]
pub(super) struct Doubts {
    /// By id; true: its registrations were ended, so that it has to ask anew in any case.
    users: HashMap<i64, bool>,
    domains: HashSet<Fqdn>,
}

impl Doubts {
    pub(super) fn of_user(&mut self, id: i64, rejected: bool) {
        *self.users.entry(id).or_default() |= rejected;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.users.is_empty() && self.domains.is_empty()
    }

    fn add(&mut self, others: Self) {
        self.domains.extend(others.domains);
        others.users.into_iter().for_each(|(id, rejected)| self.of_user(id, rejected));
    }
}

impl Table {
    /// Takes note of changed settings.
    pub(super) fn changed(&mut self, settings: &Settings) {
        self.generation += 1;
        let mut domains = |which: &dyn Fn(&UserRef) -> bool| {
            let known = self.dialogs.values().map(|known| &known.user).filter(|user| which(user));
            self.doubts.domains.extend(known.map(|user| user.domain.clone()));
        };
        match settings {
            Settings::User { id, .. } if self.users.contains_key(id) => self.doubts.of_user(*id, false),
            Settings::User { .. } => {}
            Settings::Domain { fqdn, .. } => domains(&|user| user.domain == *fqdn),
            Settings::Account { account, .. } => domains(&|user| user.account == *account),
        }
    }

    /// Takes note of a registration that ended as its user may not register any more.
    pub(super) fn rejected(&mut self, event: &Event) {
        let id = event.change().registration.user.user_id;
        if event.change().kind == ChangeKind::Rejected && self.users.contains_key(&id) {
            self.doubts.of_user(id, true);
        }
    }

    /// Anybody's may have changed.
    pub(super) fn doubt_all(&mut self) {
        self.generation += 1;
        self.users.keys().for_each(|id| self.doubts.of_user(*id, false));
    }

    fn end(&self, end: End, whose: impl Fn(&UserRef) -> bool) {
        for known in self.dialogs.values().filter(|known| whose(&known.user)) {
            // The first reason stays.
            known.over.send_if_modified(|over| over.is_none() && over.replace(end).is_none());
        }
    }

    fn user(&self, id: i64) -> Option<std::sync::Arc<UserRef>> {
        let dialog = self.users.get(&id)?.first()?;
        self.dialogs.get(dialog).map(|known| known.user.clone())
    }
}

impl Inner {
    /// Ends the subscriptions of those who may not have them any more, for ever.
    pub(super) async fn judge(&self) {
        loop {
            self.doubtful.notified().await;
            loop {
                let doubts = std::mem::take(&mut self.lock().doubts);
                if doubts.is_empty() {
                    break;
                }
                if let Err(error) = self.look_at(&doubts).await {
                    tracing::debug!(%error, "who may go on to subscribe cannot be told; it is tried again");
                    self.lock().doubts.add(doubts);
                    tokio::time::sleep(RETRY_IN).await;
                }
            }
        }
    }

    /// One after the other, so that a domain with many subscribers does not take up the store.
    async fn look_at(&self, doubts: &Doubts) -> Result<(), Error> {
        for fqdn in &doubts.domains {
            let domain = self.directory.edge_domain(fqdn).await?;
            let table = self.lock();
            match domain {
                Some(domain) if domain.disabled => table.end(End::Rejected, |user| user.domain == *fqdn),
                Some(domain) => {
                    let another = |user: &UserRef| user.domain == *fqdn && user.domain_id != domain.id;
                    table.end(End::NoResource, another);
                }
                None => table.end(End::NoResource, |user| user.domain == *fqdn),
            }
        }
        for (&id, &rejected) in &doubts.users {
            // Bound first, as the table is not locked while the directory is asked.
            let user = self.lock().user(id);
            let Some(user) = user else { continue };
            let end = self.standing(&user).await?.or(rejected.then_some(End::Deactivated));
            if let Some(end) = end {
                self.lock().end(end, |user| user.user_id == id);
            }
        }
        Ok(())
    }

    /// Why a user may have no subscription; `None`: it may.
    async fn standing(&self, user: &UserRef) -> Result<Option<End>, Error> {
        let domain = self.directory.edge_domain(&user.domain).await?;
        let Some(domain) = domain.filter(|domain| domain.id == user.domain_id) else {
            return Ok(Some(End::NoResource));
        };
        if domain.disabled {
            return Ok(Some(End::Rejected));
        }
        let known = self.directory.known_user(&domain, &user.login).await?;
        let known = known.filter(|known| known.user.user_id == user.user_id);
        Ok(match known {
            None => Some(End::NoResource),
            Some(known) => known.disabled.then_some(End::Rejected),
        })
    }
}
