//! Whether an account is switched off: asked at every call, so remembered for a short while.

use crate::directory::{Directory, Error};
use crate::model::{AccountId, AccountScope, Settings};
use crate::store::StoreError;
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// After this time at the latest a node knows what another one changed, even if the log does not say so.
pub const STANDING_LIFETIME: Duration = Duration::from_secs(5);
/// How long what was known goes on to hold while the database is away.
const AWAY: Duration = Duration::from_secs(300);
const ACCOUNTS: u64 = 100_000;

/// What was looked up lately. Bounded; what changes is forgotten with the change.
pub(in crate::directory) struct Standing {
    known: moka::sync::Cache<AccountId, Known>,
    /// Rises with every change of an account: what was read before one is not believed after it.
    generation: AtomicU64,
}

#[derive(Clone, Copy)]
struct Known {
    disabled: bool,
    generation: u64,
    read: Instant,
}

impl Default for Standing {
    fn default() -> Self {
        let known = moka::sync::Cache::builder().max_capacity(ACCOUNTS).time_to_live(AWAY).build();
        Self { known, generation: AtomicU64::new(0) }
    }
}

impl Standing {
    /// Forgets what a change of settings makes old.
    pub(in crate::directory) fn forget(&self, changed: Option<&Settings>) {
        if matches!(changed, None | Some(Settings::Account { .. })) {
            self.changed();
        }
    }

    /// Call it when an account is created or deleted.
    pub(in crate::directory) fn changed(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }
}

impl Directory {
    /// Whether an account is disabled. One that is not there is not: it comes into being with its first
    /// domain.
    ///
    /// What this node changed is seen at once, what another one did as soon as this one has read it in the log.
    pub async fn account_disabled(&self, id: &AccountId) -> Result<bool, Error> {
        let standing = &self.inner.standing;
        let generation = standing.generation.load(Ordering::SeqCst);
        let known = standing.known.get(id).filter(|known| known.generation == generation);
        if let Some(known) = known
            && known.read.elapsed() < STANDING_LIFETIME
        {
            return Ok(known.disabled);
        }
        let read = Instant::now();
        let disabled = match self.inner.store.account(&AccountScope::All, id).await {
            Ok(account) => account.is_some_and(|account| account.disabled),
            // Reads that need no database go on without one.
            Err(StoreError::Unavailable(_)) if let Some(known) = known => return Ok(known.disabled),
            Err(error) => return Err(error.into()),
        };
        standing.known.insert(id.clone(), Known { disabled, generation, read });
        Ok(disabled)
    }
}
