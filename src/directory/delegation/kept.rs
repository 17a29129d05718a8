//! HA1s that services gave, kept in memory for as long as they said.

use super::calls::DigestUser;
use crate::model::Ha1;
use moka::Expiry;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How many are kept.
const MOST: u64 = 50_000;
/// The longest that one is kept.
const LONGEST: Duration = Duration::from_secs(3600);

/// Of a domain as it was at one version: what changes the domain makes all of its HA1s old. The owner of the address of
/// record is a part of it, as the service decides for which one a user name is good.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) domain: i64,
    pub(super) version: i64,
    pub(super) who: DigestUser,
}

#[derive(Clone)]
struct Entry {
    ha1: Arc<Ha1>,
    keep: Duration,
}

struct AsLongAsSaid;

impl Expiry<Key, Entry> for AsLongAsSaid {
    fn expire_after_create(&self, _: &Key, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.keep)
    }

    fn expire_after_update(
        &self,
        _: &Key,
        entry: &Entry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.keep)
    }
}

/// Bounded, and in memory only.
pub(super) struct Kept(moka::sync::Cache<Key, Entry>);

impl Kept {
    pub(super) fn new() -> Self {
        Self(moka::sync::Cache::builder().max_capacity(MOST).expire_after(AsLongAsSaid).build())
    }

    pub(super) fn get(&self, key: &Key) -> Option<Arc<Ha1>> {
        self.0.get(key).map(|entry| entry.ha1)
    }

    /// Not at all, where the service does not want it.
    pub(super) fn keep(&self, key: Key, ha1: Arc<Ha1>, keep: Duration) {
        if !keep.is_zero() {
            self.0.insert(key, Entry { ha1, keep: keep.min(LONGEST) });
        }
    }

    /// Lets go of those whose time is over; otherwise they are only when others come.
    pub(super) fn sweep(&self) {
        self.0.run_pending_tasks();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DigestAlgorithm, Fqdn, Login, UserName};

    fn key(version: i64, login: &str) -> Key {
        let user = UserName { domain: Fqdn::parse("a.test").unwrap(), login: Login::parse(login).unwrap() };
        let (username, realm) = ("u".to_owned(), "a.test".to_owned());
        let who = DigestUser { user, username, realm, algorithm: DigestAlgorithm::Md5 };
        Key { domain: 1, version, who }
    }

    #[test]
    fn of_one_version_for_one_address_of_record() {
        let (kept, ha1) = (Kept::new(), Arc::new(Ha1::from_hex("00".to_owned())));
        kept.keep(key(1, "alice"), ha1.clone(), Duration::from_secs(60));
        assert_eq!(kept.get(&key(1, "alice")), Some(ha1.clone()));
        assert_eq!((kept.get(&key(2, "alice")), kept.get(&key(1, "bob"))), (None, None));
        kept.keep(key(2, "alice"), ha1.clone(), Duration::ZERO);
        assert_eq!(kept.get(&key(2, "alice")), None);
        let entry = Entry { ha1, keep: Duration::from_secs(7) };
        let expires = AsLongAsSaid.expire_after_create(&key(1, "alice"), &entry, Instant::now());
        assert_eq!(expires, Some(Duration::from_secs(7)));
    }
}
