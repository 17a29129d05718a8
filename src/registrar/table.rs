//! The location table: every current registration, in memory, at a known revision.

use super::{Position, Selection};
use crate::model::{
    AccountId, AccountScope, Batch, Fqdn, Login, Registration, Revision, Time, UserName, UserRef,
};
use smallvec::SmallVec;
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Bound,
    sync::Arc,
};

/// Most users have one, which needs no memory of its own.
type Bindings = SmallVec<[Arc<Registration>; 1]>;

/// Ordered by domain and login, so that lists are pages of it; each user's by id. It holds every registration there
/// is, so each octet here is a megabyte where there are a million.
#[derive(Default)]
pub(super) struct LocationTable {
    revision: Revision,
    domains: BTreeMap<Fqdn, Users>,
    expiries: BTreeSet<(Time, ById)>,
    /// How many registrations each account has that has any.
    accounts: HashMap<AccountId, usize>,
    len: usize,
}

/// The users of one domain who have registrations, and how many those are.
#[derive(Default)]
struct Users {
    bindings: BTreeMap<Login, Bindings>,
    registrations: usize,
}

/// A registration as its id orders it.
struct ById(Arc<Registration>);

impl LocationTable {
    /// Builds the table from registrations in any order.
    pub(super) fn new(revision: Revision, mut registrations: Vec<Arc<Registration>>) -> Self {
        let mut table = Self { revision, len: registrations.len(), ..Self::default() };
        // A tree that is made of what is sorted has full nodes; one that grows by and by has them two thirds full.
        table.expiries = registrations.iter().map(expiry).collect();
        registrations.sort_unstable_by(|a, b| {
            let (a, b) = (&**a, &**b);
            (&a.user.domain, &a.user.login, a.uid).cmp(&(&b.user.domain, &b.user.login, b.uid))
        });
        for of_domain in registrations.chunk_by(|a, b| a.user.domain == b.user.domain) {
            let Some(UserRef { domain, account, .. }) = of_domain.first().map(|r| &*r.user) else { continue };
            let users = of_domain.chunk_by(|a, b| a.user.login == b.user.login);
            let bindings =
                users.filter_map(|of_user| Some((of_user.first()?.user.login.clone(), of_user.into())));
            let users = Users { bindings: bindings.collect(), registrations: of_domain.len() };
            table.domains.insert(domain.clone(), users);
            *table.accounts.entry(account.clone()).or_default() += of_domain.len();
        }
        table
    }

    pub(super) fn revision(&self) -> Revision {
        self.revision
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Takes in a batch that was committed. Batches come in order, each once.
    pub(super) fn apply(&mut self, batch: &Batch) {
        for change in &batch.changes {
            if change.kind.ends() {
                self.remove(&change.registration);
            } else {
                self.put(change.registration.clone());
            }
        }
        self.revision = batch.revision;
    }

    pub(super) fn of_user(&self, user: &UserName) -> Vec<Arc<Registration>> {
        self.bindings(&user.domain, &user.login).to_vec()
    }

    pub(super) fn bindings(&self, domain: &Fqdn, login: &Login) -> &[Arc<Registration>] {
        self.domains.get(domain).and_then(|users| users.bindings.get(login)).map_or(&[], |b| b.as_slice())
    }

    /// How many registrations an account has.
    pub(super) fn of_account(&self, account: &AccountId) -> usize {
        self.accounts.get(account).copied().unwrap_or_default()
    }

    pub(super) fn presence(&self, domain: &Fqdn) -> (usize, usize) {
        let users = self.domains.get(domain);
        users.map_or((0, 0), |users| (users.bindings.len(), users.registrations))
    }

    /// Up to `limit` online users that the scope covers, by domain and login: of one domain or of all, from
    /// behind a login of that domain on.
    pub(super) fn online(
        &self,
        scope: &AccountScope,
        domain: Option<&Fqdn>,
        after: Option<&Login>,
        limit: usize,
    ) -> Vec<i64> {
        let user = |bindings: &Bindings| bindings.first().map(|r| r.user.clone());
        let behind = after.map_or(Bound::Unbounded, |login| Bound::Excluded(login.clone()));
        let one = domain.and_then(|domain| self.domains.get(domain));
        let all = self.domains.values().filter(|_| domain.is_none());
        one.into_iter()
            .chain(all)
            // A domain is of one account.
            .filter(|users| users.bindings.values().find_map(user).is_some_and(|user| scope.covers(&user.account)))
            .flat_map(|users| users.bindings.range((behind.clone(), Bound::Unbounded)))
            .filter_map(|(_, bindings)| user(bindings).map(|user| user.user_id))
            .take(limit)
            .collect()
    }

    /// Up to `limit` of the selected registrations behind `after`, in order or against it.
    pub(super) fn list(
        &self,
        selection: &Selection,
        after: Option<&Position>,
        descending: bool,
        limit: usize,
    ) -> Vec<Arc<Registration>> {
        let behind = |r: &Registration| {
            after.is_none_or(|after| {
                let at = Position::from(r);
                if descending { at < *after } else { at > *after }
            })
        };
        let domains = walk(&self.domains, selection.domain.as_ref(), after.map(|a| &a.domain), descending);
        domains
            .flat_map(|(fqdn, users)| {
                let after = after.filter(|after| after.domain == *fqdn).map(|after| &after.login);
                walk(&users.bindings, selection.login.as_ref(), after, descending)
            })
            .flat_map(|(_, bindings)| {
                let (forth, back) = match descending {
                    false => (Some(bindings.iter()), None),
                    true => (None, Some(bindings.iter().rev())),
                };
                forth.into_iter().flatten().chain(back.into_iter().flatten())
            })
            .filter(|r| behind(r))
            .filter(|r| selection.covers(&r.user))
            .take(limit)
            .cloned()
            .collect()
    }

    /// The instant at which the next registration expires.
    pub(super) fn next_expiry(&self) -> Option<Time> {
        self.expiries.first().map(|(at, ..)| *at)
    }

    /// Up to `limit` registrations that have expired by `now`, the longest overdue first.
    pub(super) fn expired(&self, now: Time, limit: usize) -> Vec<Arc<Registration>> {
        let due = self.expiries.iter().take_while(|(at, _)| *at <= now).take(limit);
        due.map(|(_, ById(registration))| registration.clone()).collect()
    }

    fn put(&mut self, registration: Arc<Registration>) {
        let user = &registration.user;
        let users = self.domains.entry(user.domain.clone()).or_default();
        let bindings = users.bindings.entry(user.login.clone()).or_default();
        match bindings.binary_search_by_key(&registration.uid, |r| r.uid) {
            Ok(at) => {
                let old = std::mem::replace(&mut bindings[at], registration.clone());
                self.expiries.remove(&expiry(&old));
            }
            Err(at) => {
                bindings.insert(at, registration.clone());
                users.registrations += 1;
                self.len += 1;
                match self.accounts.get_mut(&user.account) {
                    Some(count) => *count += 1,
                    None => drop(self.accounts.insert(user.account.clone(), 1)),
                }
            }
        }
        self.expiries.insert(expiry(&registration));
    }

    fn remove(&mut self, registration: &Registration) {
        let user = &registration.user;
        let Some(users) = self.domains.get_mut(&user.domain) else { return };
        let Some(bindings) = users.bindings.get_mut(&user.login) else { return };
        if let Ok(at) = bindings.binary_search_by_key(&registration.uid, |r| r.uid) {
            let old = bindings.remove(at);
            self.expiries.remove(&expiry(&old));
            users.registrations -= 1;
            self.len -= 1;
            if let Some(count) = self.accounts.get_mut(&user.account) {
                *count -= 1;
                if *count == 0 {
                    self.accounts.remove(&user.account);
                }
            }
        }
        if bindings.is_empty() {
            users.bindings.remove(&user.login);
        }
        if users.bindings.is_empty() {
            self.domains.remove(&user.domain);
        }
    }
}

/// The entry of `only`, or all from `from` on, in order or against it.
fn walk<'a, K: Ord + Clone, V>(
    map: &'a BTreeMap<K, V>,
    only: Option<&K>,
    from: Option<&K>,
    descending: bool,
) -> Box<dyn Iterator<Item = (&'a K, &'a V)> + 'a> {
    let from = from.map_or(Bound::Unbounded, |key| Bound::Included(key.clone()));
    match (only, descending) {
        (Some(only), _) => Box::new(map.get_key_value(only).into_iter()),
        (None, false) => Box::new(map.range((from, Bound::Unbounded))),
        (None, true) => Box::new(map.range((Bound::Unbounded, from)).rev()),
    }
}

fn expiry(registration: &Arc<Registration>) -> (Time, ById) {
    (registration.expire_time, ById(registration.clone()))
}

impl Ord for ById {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.uid.cmp(&other.0.uid)
    }
}

impl PartialOrd for ById {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ById {
    fn eq(&self, other: &Self) -> bool {
        self.0.uid == other.0.uid
    }
}

impl Eq for ById {}

#[cfg(test)]
#[path = "table_test.rs"]
mod tests;
