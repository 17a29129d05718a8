//! Whether those who subscribed still may: looked at when their settings change, or those of their domain or account.

use super::dialog::End;
use super::table::{Known, Table};
use super::{Inner, RETRY_IN};
use crate::directory::{EdgeDomain, EdgeUser, Error};
use crate::model::{ChangeKind, Fqdn, Settings, UserRef};
use crate::registrar::Event;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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
            let known = self.dialogs.values().map(Known::user).filter(|user| which(user));
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

    fn end(&self, end: End, which: impl Fn(&Known) -> bool) {
        for known in self.dialogs.values().filter(|known| which(known)) {
            // The first reason stays.
            known.over.send_if_modified(|over| over.is_none() && over.replace(end).is_none());
        }
    }

    /// What the subscriptions of a user rest on, each once.
    fn rested_on(&self, id: i64) -> Vec<Arc<EdgeUser>> {
        let dialogs = self.users.get(&id).into_iter().flatten();
        let mut by: Vec<_> = dialogs.filter_map(|id| Some(self.dialogs.get(id)?.by.clone())).collect();
        by.sort_unstable_by_key(Arc::as_ptr);
        by.dedup_by(|a, b| Arc::ptr_eq(a, b));
        by
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
                let left = self.look_at(doubts).await;
                if !left.is_empty() {
                    self.lock().doubts.add(left);
                    tokio::time::sleep(RETRY_IN).await;
                }
            }
        }
    }

    /// One after the other, so that a domain with many subscribers does not take up the store. Answers those who cannot
    /// be told; they hold up no others.
    async fn look_at(&self, doubts: Doubts) -> Doubts {
        let mut left = Doubts::default();
        let unsure = |error: Error| {
            tracing::debug!(%error, "who may go on to subscribe cannot be told; it is tried again");
        };
        for fqdn in doubts.domains {
            if let Err(error) = self.look_at_domain(&fqdn).await {
                unsure(error);
                left.domains.insert(fqdn);
            }
        }
        for (id, rejected) in doubts.users {
            if let Err(error) = self.look_at_user(id, rejected).await {
                unsure(error);
                left.of_user(id, rejected);
            }
        }
        left
    }

    async fn look_at_domain(&self, fqdn: &Fqdn) -> Result<(), Error> {
        let domain = self.directory.edge_domain(fqdn).await?;
        let (end, id) = match domain {
            Some(domain) if domain.disabled => (End::Rejected, None),
            Some(domain) => (End::NoResource, Some(domain.id)),
            None => (End::NoResource, None),
        };
        let another = |user: &UserRef| user.domain == *fqdn && Some(user.domain_id) != id;
        self.lock().end(end, |known| another(known.user()));
        Ok(())
    }

    async fn look_at_user(&self, id: i64, rejected: bool) -> Result<(), Error> {
        // Bound first, as the table is not locked while the directory is asked.
        let rested_on = self.lock().rested_on(id);
        let Some(first) = rested_on.first() else { return Ok(()) };
        let domain = match self.standing(&first.user).await? {
            Ok(_) if rejected => Err(End::Deactivated),
            standing => standing,
        };
        let domain = match domain {
            Ok(domain) => domain,
            Err(end) => {
                self.lock().end(end, |known| known.user().user_id == id);
                return Ok(());
            }
        };
        for by in rested_on {
            if !self.directory.still_authenticates(&domain, &by).await? {
                // Unless it was renewed meanwhile, with what works now.
                self.lock().end(End::Deactivated, |known| Arc::ptr_eq(&known.by, &by));
            }
        }
        Ok(())
    }

    /// The domain of a user, or why the user may have no subscription.
    async fn standing(&self, user: &UserRef) -> Result<Result<Arc<EdgeDomain>, End>, Error> {
        let domain = self.directory.edge_domain(&user.domain).await?;
        let Some(domain) = domain.filter(|domain| domain.id == user.domain_id) else {
            return Ok(Err(End::NoResource));
        };
        if domain.disabled {
            return Ok(Err(End::Rejected));
        }
        let known = self.directory.known_user(&domain, &user.login).await?;
        let known = known.filter(|known| known.user.user_id == user.user_id);
        Ok(match known {
            None => Err(End::NoResource),
            Some(known) if known.disabled => Err(End::Rejected),
            Some(_) => Ok(domain),
        })
    }
}
