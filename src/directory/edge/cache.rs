//! What the edge remembers of the directory.

use super::{EdgeDomain, EdgeUser};
use crate::model::{AccountId, DigestAlgorithm, Fqdn, Settings};
use moka::Expiry;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::broadcast;

pub(super) type UserKey = (i64, Box<str>);

/// What the edge looked up lately, also that there is nobody. Bounded, and forgotten after a while even
/// if nothing changed.
pub(in crate::directory) struct Cache {
    pub(super) domains: moka::sync::Cache<Fqdn, Option<Arc<EdgeDomain>>>,
    pub(super) users: moka::sync::Cache<UserKey, Option<Arc<EdgeUser>>>,
    /// By a user's current user name, the earlier one that the user is remembered by as well.
    pub(super) aliases: moka::sync::Cache<UserKey, Box<str>>,
    /// Rises with every change, so that what was read before one is not remembered after it.
    generation: AtomicU64,
    pub(super) decoy: String,
    /// Domains whose pings may be others now, and `None`: of any.
    pub(super) ping_news: broadcast::Sender<Option<Fqdn>>,
}

const DOMAINS: u64 = 100_000;
const USERS: u64 = 500_000;
/// Of one user name: the current credential and the one before, with every algorithm.
pub(super) const MAX_SECRETS: usize = 2 * DigestAlgorithm::ALL.len();
const LIFETIME: Duration = Duration::from_secs(300);

/// News that may wait; who falls behind them asks for everything.
const PING_NEWS: usize = 1024;

/// How long another node may go on believing that there is nobody: a new user or domain is not in the log.
const ABSENCE: Duration = Duration::from_secs(1);

/// What is there is remembered for as long as nothing says otherwise; what is not, where other nodes may create
/// it, for a moment.
struct Remembered {
    absence: Duration,
}

impl<K, V> Expiry<K, Option<V>> for Remembered {
    fn expire_after_create(&self, _: &K, value: &Option<V>, _: Instant) -> Option<Duration> {
        Some(if value.is_some() { LIFETIME } else { self.absence })
    }

    fn expire_after_update(
        &self,
        key: &K,
        value: &Option<V>,
        at: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        self.expire_after_create(key, value, at)
    }
}

impl Cache {
    /// `sole`: nobody else changes the store.
    pub(in crate::directory) fn new(sole: bool) -> Self {
        let absence = if sole { LIFETIME } else { ABSENCE };
        let remembered = || Remembered { absence };
        Self {
            domains: moka::sync::Cache::builder().max_capacity(DOMAINS).expire_after(remembered()).build(),
            users: moka::sync::Cache::builder().max_capacity(USERS).expire_after(remembered()).build(),
            // They outlive what they lead to.
            aliases: moka::sync::Cache::builder().max_capacity(USERS).time_to_live(2 * LIFETIME).build(),
            generation: AtomicU64::new(0),
            decoy: hex::encode(rand::random::<[u8; 16]>()),
            ping_news: broadcast::Sender::new(PING_NEWS),
        }
    }

    /// Forgets what a change of settings makes old.
    pub(in crate::directory) fn forget(&self, changed: Option<&Settings>) {
        match changed {
            Some(Settings::User { domain_id, auth_usernames, .. }) => {
                auth_usernames.iter().for_each(|name| self.forget_user(*domain_id, name));
            }
            Some(Settings::Domain { fqdn, .. }) => {
                self.forget_domain(fqdn);
                self.tell_of_pings(Some(fqdn));
            }
            Some(Settings::Account { account, .. }) => self.forget_account(account),
            None => {
                self.generation.fetch_add(1, Ordering::SeqCst);
                self.users.invalidate_all();
                self.domains.invalidate_all();
                self.tell_of_pings(None);
            }
        }
    }

    /// After what is old was forgotten: who hears it reads anew.
    pub(super) fn tell_of_pings(&self, of: Option<&Fqdn>) {
        // An error means that nobody pings.
        let _heard = self.ping_news.send(of.cloned());
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    /// Forgets the user of this name, whatever other name the user still goes by.
    pub(in crate::directory) fn forget_user(&self, domain_id: i64, auth_username: &str) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        let key = (domain_id, auth_username.into());
        self.users.invalidate(&key);
        if let Some(alias) = self.aliases.remove(&key) {
            self.users.invalidate(&(domain_id, alias));
        }
    }

    pub(in crate::directory) fn forget_domain(&self, fqdn: &Fqdn) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        self.domains.invalidate(fqdn);
    }

    /// Forgets what rests on an account: its domains. Their users follow by the version.
    fn forget_account(&self, account: &AccountId) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        let of_account =
            |domain: &Option<Arc<EdgeDomain>>| domain.as_ref().is_some_and(|d| d.owner == *account);
        for (fqdn, _) in self.domains.iter().filter(|(_, domain)| of_account(domain)) {
            self.domains.invalidate(&*fqdn);
        }
    }
}
