//! What pings found of the phones that this node has: in memory, beside the registrations and no part of them.

use crate::model::{Fqdn, Registration, Time};
use std::{
    collections::{HashMap, HashSet},
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};
use uuid::Uuid;

/// What the last ping of a registration found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reachability {
    /// When it was sent.
    pub check_time: Time,
    /// How long its answer took; `None` when there was none.
    pub round_trip: Option<Duration>,
}

/// By domain, those that are pinged, and by registration. Who pings sees to it that what has ended is forgotten.
#[derive(Default)]
pub struct Reachabilities(RwLock<HashMap<Fqdn, HashMap<Uuid, Reachability>>>);

impl Reachabilities {
    /// What is noted of a domain is kept from now on.
    pub fn begin(&self, domain: &Fqdn) {
        self.write().entry(domain.clone()).or_default();
    }

    /// The domain is not pinged any more: nothing of it is known, nor kept.
    pub fn end(&self, domain: &Fqdn) {
        self.write().remove(domain);
    }

    /// What an older ping finds late says nothing.
    pub fn note(&self, registration: &Registration, found: Reachability) {
        if let Some(of_domain) = self.write().get_mut(&registration.user.domain) {
            let known = of_domain.entry(registration.uid).or_insert(found);
            if known.check_time <= found.check_time {
                *known = found;
            }
        }
    }

    pub fn of(&self, registration: &Registration) -> Option<Reachability> {
        self.read().get(&registration.user.domain)?.get(&registration.uid).copied()
    }

    /// Of how many registrations of a domain something is known.
    pub fn count(&self, domain: &Fqdn) -> usize {
        self.read().get(domain).map_or(0, HashMap::len)
    }

    /// Forgets all of a domain but these.
    pub fn retain(&self, domain: &Fqdn, living: &HashSet<Uuid>) {
        if let Some(of_domain) = self.write().get_mut(domain) {
            of_domain.retain(|uid, _| living.contains(uid));
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<Fqdn, HashMap<Uuid, Reachability>>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<Fqdn, HashMap<Uuid, Reachability>>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registrar::testing::{registration, user};

    #[test]
    fn it_is_known_of_pinged_domains_and_of_the_living_only() {
        let (of, domain) = (user("a.test", "alice"), Fqdn::parse("a.test").unwrap());
        let found = Reachability { check_time: Time(1), round_trip: Some(Duration::from_millis(3)) };
        let later = Reachability { check_time: Time(2), round_trip: None };
        let (one, other) = (registration(&of, 1, 0), registration(&of, 2, 0));
        let known = Reachabilities::default();
        known.note(&one, found);
        assert_eq!((known.of(&one), known.count(&domain)), (None, 0));
        known.begin(&domain);
        known.note(&one, found);
        known.note(&other, found);
        known.note(&other, later);
        known.note(&other, found);
        known.begin(&domain);
        assert_eq!((known.of(&one), known.of(&other)), (Some(found), Some(later)));
        known.retain(&domain, &HashSet::from([one.uid]));
        assert_eq!((known.of(&one), known.of(&other), known.count(&domain)), (Some(found), None, 1));
        known.end(&domain);
        known.note(&one, found);
        assert_eq!((known.of(&one), known.count(&domain)), (None, 0));
    }
}
