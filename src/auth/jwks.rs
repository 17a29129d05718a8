//! Where keys come from, and keeping them fresh.

use super::{error::KeyError, fetch::Endpoint, keys::KeySet, local::LocalKey};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};
use tokio::sync::{Mutex, Semaphore};
use tokio_util::sync::CancellationToken;

/// How many calls with unknown keys may wait for one refresh; the rest are refused at once.
const MOST_WAITING: usize = 64;

/// How keys are kept fresh.
#[derive(Debug, Clone)]
pub struct KeyOptions {
    /// How often a URL is fetched on schedule. Default 5 minutes.
    pub refresh_every: Duration,
    /// How often a file is looked at. Default 5 seconds.
    pub poll_file_every: Duration,
    /// The least time between two fetches, of whatever cause: it bounds what unknown `kid`s can provoke.
    /// Default 30 seconds.
    pub refresh_at_most_every: Duration,
    /// How long keys that can no longer be read or fetched are still used; then every token is refused with
    /// `KeysUnavailable`. Default 6 hours.
    pub max_staleness: Duration,
    /// The longest time one fetch may take. Default 5 seconds.
    pub fetch_timeout: Duration,
}

impl Default for KeyOptions {
    fn default() -> Self {
        Self {
            refresh_every: Duration::from_secs(300),
            poll_file_every: Duration::from_secs(5),
            refresh_at_most_every: Duration::from_secs(30),
            max_staleness: Duration::from_secs(6 * 3600),
            fetch_timeout: Duration::from_secs(5),
        }
    }
}

/// The keys that tokens are verified with, from one source. Clones share them.
#[derive(Clone)]
pub struct Keys(Arc<Inner>);

struct Inner {
    source: Source,
    options: KeyOptions,
    state: RwLock<State>,
    /// When the source was last asked; held while it is, so that one refresh runs at a time.
    asked: Mutex<Option<Instant>>,
    waiting: Semaphore,
}

enum Source {
    Local,
    File(PathBuf),
    Url(Endpoint),
}

#[derive(Default)]
struct State {
    keys: Arc<KeySet>,
    /// One more with every change of the keys.
    generation: u64,
    /// When the source last confirmed them; `None` before the first time.
    confirmed: Option<Instant>,
}

/// The keys at one moment.
pub(super) struct Snapshot {
    pub(super) keys: Arc<KeySet>,
    pub(super) generation: u64,
}

impl Keys {
    /// The local key alone. It never becomes stale.
    pub fn local(key: &LocalKey) -> Self {
        let keys = Self::new(Source::Local, KeyOptions::default());
        keys.replace(key.key_set());
        keys
    }

    /// A JWKS file, read at once. [`Keys::run`] follows its changes.
    ///
    /// # Errors
    /// [`KeyError::File`] or [`KeyError::Unusable`], naming the file.
    pub async fn file(path: impl Into<PathBuf>, options: KeyOptions) -> Result<Self, KeyError> {
        let keys = Self::new(Source::File(path.into()), options);
        keys.refresh().await?;
        Ok(keys)
    }

    /// A JWKS URL, `https` or on the loopback `http`. Nothing is fetched yet: call [`Keys::refresh`] to see at the
    /// start whether it answers, and spawn [`Keys::run`]. Until it has answered, tokens are refused with
    /// `KeysUnavailable`.
    ///
    /// # Errors
    /// [`KeyError::Url`].
    pub fn url(url: &str, options: KeyOptions) -> Result<Self, KeyError> {
        let endpoint = Endpoint::new(url, options.fetch_timeout)?;
        Ok(Self::new(Source::Url(endpoint), options))
    }

    fn new(source: Source, options: KeyOptions) -> Self {
        Self(Arc::new(Inner {
            source,
            options,
            state: RwLock::default(),
            asked: Mutex::default(),
            waiting: Semaphore::new(MOST_WAITING),
        }))
    }

    /// The keys, unless they are stale or were never loaded.
    pub(super) fn current(&self, now: Instant) -> Option<Snapshot> {
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        let age = now.saturating_duration_since(state.confirmed?);
        let fresh = matches!(self.0.source, Source::Local) || age < self.0.options.max_staleness;
        fresh.then(|| Snapshot { keys: Arc::clone(&state.keys), generation: state.generation })
    }

    /// Takes `keys` in place of the old ones; says whether they are others.
    pub(super) fn replace(&self, keys: KeySet) -> bool {
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        let changed = state.confirmed.is_none() || state.keys.digest != keys.digest;
        if changed {
            state.keys = Arc::new(keys);
            state.generation += 1;
        }
        state.confirmed = Some(Instant::now());
        changed
    }

    /// Reads or fetches the keys now. On an error the old ones stay, until they are stale.
    ///
    /// # Errors
    /// [`KeyError::File`], [`KeyError::Fetch`] or [`KeyError::Unusable`].
    pub async fn refresh(&self) -> Result<(), KeyError> {
        let mut asked = self.0.asked.lock().await;
        *asked = Some(Instant::now());
        self.ask().await
    }

    /// Refreshes for a token whose key is not among those of `generation`. Says whether there are others now.
    pub(super) async fn refresh_after(&self, generation: u64) -> bool {
        self.refresh_unless(move |keys| keys.generation() != generation).await;
        self.generation() != generation
    }

    /// Refreshes keys that are stale or were never loaded.
    pub(super) async fn refresh_stale(&self) {
        self.refresh_unless(|keys| keys.current(Instant::now()).is_some()).await;
    }

    /// On behalf of a call: at most every `refresh_at_most_every`, and not when whoever held the lock before has
    /// `done` it already. In a task of its own, so that a caller who goes away does not use up the turn.
    async fn refresh_unless(&self, done: impl Fn(&Self) -> bool + Send + 'static) {
        if matches!(self.0.source, Source::Local) {
            return;
        }
        let keys = self.clone();
        let refresh = async move {
            let Ok(_place) = keys.0.waiting.try_acquire() else { return };
            let mut asked = keys.0.asked.lock().await;
            if done(&keys) || asked.is_some_and(|at| at.elapsed() < keys.0.options.refresh_at_most_every) {
                return;
            }
            *asked = Some(Instant::now());
            if let Err(error) = keys.ask().await {
                tracing::warn!(%error, "keys could not be refreshed");
            }
        };
        // It fails only when the runtime stops.
        let _ = tokio::spawn(refresh).await;
    }

    fn generation(&self) -> u64 {
        self.0.state.read().unwrap_or_else(PoisonError::into_inner).generation
    }

    async fn ask(&self) -> Result<(), KeyError> {
        let (from, json) = match &self.0.source {
            Source::Local => return Ok(()),
            Source::File(path) => (path.display().to_string(), read(path).await?),
            Source::Url(endpoint) => (endpoint.name(), endpoint.fetch().await?),
        };
        let keys = KeySet::from_jwks(&from, &json)?;
        let count = keys.len();
        if self.replace(keys) {
            tracing::info!(from, count, "took new keys");
        }
        Ok(())
    }

    /// Keeps the keys fresh until `stop`: a file is looked at, a URL fetched, each at its interval; a URL that failed
    /// is tried again after `refresh_at_most_every`. An error is logged once, when it begins.
    pub async fn run(self, stop: CancellationToken) {
        let options = &self.0.options;
        let (steady, retry) = match self.0.source {
            Source::Local => return,
            Source::File(_) => (options.poll_file_every, options.poll_file_every),
            Source::Url(_) => {
                (options.refresh_every, options.refresh_at_most_every.min(options.refresh_every))
            }
        };
        let mut failing = self.current(Instant::now()).is_none();
        loop {
            let pause = if failing { retry } else { steady };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
            match self.refresh().await {
                Ok(()) if failing => {
                    tracing::info!("keys can be read again");
                    failing = false;
                }
                Ok(()) => {}
                Err(error) => {
                    if !failing {
                        tracing::warn!(%error, "keys could not be refreshed; the old ones stay for now");
                    }
                    failing = true;
                }
            }
        }
    }
}

async fn read(path: &Path) -> Result<Vec<u8>, KeyError> {
    tokio::fs::read(path).await.map_err(|source| KeyError::File { path: path.to_owned(), source })
}
