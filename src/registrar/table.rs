//! The location table: every current registration, in memory, at a known revision.

use super::{Position, Selection};
use crate::model::{AccountId, AccountScope, Batch, Fqdn, Login, Registration, Revision, Time, UserName};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::Hash,
    ops::Bound,
    sync::Arc,
};
use uuid::Uuid;

type Bindings = Vec<Arc<Registration>>;

/// Ordered by domain and login, so that lists are pages of it; each user's by id.
#[derive(Default)]
pub(super) struct LocationTable {
    revision: Revision,
    domains: BTreeMap<Fqdn, BTreeMap<Login, Bindings>>,
    expiries: BTreeSet<(Time, Uuid, ByName)>,
    /// How many registrations each account has that has any.
    accounts: HashMap<AccountId, usize>,
    /// The same of each domain, so that nobody counts a large one.
    of_domains: HashMap<Fqdn, usize>,
    len: usize,
}

/// The user of an expiry, shared with the registration.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ByName(Fqdn, Login);

impl LocationTable {
    pub(super) fn new(revision: Revision, registrations: Vec<Registration>) -> Self {
        let mut table = Self { revision, ..Self::default() };
        for registration in registrations {
            table.put(Arc::new(registration));
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

    pub(super) fn of_user(&self, user: &UserName) -> Bindings {
        self.bindings(&user.domain, &user.login).to_vec()
    }

    pub(super) fn bindings(&self, domain: &Fqdn, login: &Login) -> &[Arc<Registration>] {
        self.domains.get(domain).and_then(|users| users.get(login)).map_or(&[], Vec::as_slice)
    }

    /// How many registrations an account has.
    pub(super) fn of_account(&self, account: &AccountId) -> usize {
        self.accounts.get(account).copied().unwrap_or_default()
    }

    pub(super) fn presence(&self, domain: &Fqdn) -> (usize, usize) {
        let online = self.domains.get(domain).map_or(0, BTreeMap::len);
        (online, self.of_domains.get(domain).copied().unwrap_or_default())
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
            .filter(|users| users.values().find_map(user).is_some_and(|user| scope.covers(&user.account)))
            .flat_map(|users| users.range((behind.clone(), Bound::Unbounded)))
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
    ) -> Bindings {
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
                walk(users, selection.login.as_ref(), after, descending)
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
    pub(super) fn expired(&self, now: Time, limit: usize) -> Bindings {
        self.expiries
            .iter()
            .take_while(|(at, ..)| *at <= now)
            .take(limit)
            .filter_map(|(_, uid, ByName(domain, login))| {
                self.bindings(domain, login).iter().find(|r| r.uid == *uid).cloned()
            })
            .collect()
    }

    fn put(&mut self, registration: Arc<Registration>) {
        let user = &registration.user;
        let bindings =
            self.domains.entry(user.domain.clone()).or_default().entry(user.login.clone()).or_default();
        match bindings.binary_search_by_key(&registration.uid, |r| r.uid) {
            Ok(at) => {
                let old = std::mem::replace(&mut bindings[at], registration.clone());
                self.expiries.remove(&expiry(&old));
            }
            Err(at) => {
                bindings.insert(at, registration.clone());
                self.len += 1;
                one_more(&mut self.accounts, &user.account);
                one_more(&mut self.of_domains, &user.domain);
            }
        }
        self.expiries.insert(expiry(&registration));
    }

    fn remove(&mut self, registration: &Registration) {
        let user = &registration.user;
        let Some(users) = self.domains.get_mut(&user.domain) else { return };
        let Some(bindings) = users.get_mut(&user.login) else { return };
        if let Ok(at) = bindings.binary_search_by_key(&registration.uid, |r| r.uid) {
            let old = bindings.remove(at);
            self.expiries.remove(&expiry(&old));
            self.len -= 1;
            one_less(&mut self.accounts, &user.account);
            one_less(&mut self.of_domains, &user.domain);
        }
        if bindings.is_empty() {
            users.remove(&user.login);
        }
        if users.is_empty() {
            self.domains.remove(&user.domain);
        }
    }
}

fn one_more<K: Eq + Hash + Clone>(counts: &mut HashMap<K, usize>, of: &K) {
    match counts.get_mut(of) {
        Some(count) => *count += 1,
        None => drop(counts.insert(of.clone(), 1)),
    }
}

/// What has none is not kept.
fn one_less<K: Eq + Hash>(counts: &mut HashMap<K, usize>, of: &K) {
    if let Some(count) = counts.get_mut(of) {
        *count -= 1;
        if *count == 0 {
            counts.remove(of);
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

fn expiry(r: &Registration) -> (Time, Uuid, ByName) {
    (r.expire_time, r.uid, ByName(r.user.domain.clone(), r.user.login.clone()))
}

#[cfg(test)]
#[path = "table_test.rs"]
mod tests;
