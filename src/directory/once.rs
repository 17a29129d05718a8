//! Requests that a retry must not repeat (AIP-155).
//!
//! The answer is kept, sealed because it may hold generated secrets, in the transaction of the change. A
//! retry with the same id gets it back as it was; the same id with another content is refused.

use super::{Caller, Error, Inner, detached};
use crate::model::Time;
use crate::store::{RequestKey, StoreError, UniqueRule, WriteTx};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// How long a request is remembered.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);
const FINGERPRINT: usize = 32;

/// Writes the answer to what was done.
type Write<T> = dyn Fn(&T) -> Vec<u8> + Send + Sync;

/// One request: its id if the caller gave one, and how its answer is written.
pub struct Once<T> {
    id: Option<Uuid>,
    fingerprint: [u8; FINGERPRINT],
    answer: Arc<Write<T>>,
}

/// What became of a request.
#[derive(Debug)]
pub enum Answered<T> {
    Now(T),
    /// It took place before: the answer that it got.
    Before(Vec<u8>),
}

impl<T> Once<T> {
    /// `fingerprint` is a digest of the method and the content; `answer` writes what a retry gets.
    pub fn new(
        id: Option<Uuid>,
        fingerprint: [u8; FINGERPRINT],
        answer: impl Fn(&T) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        Self { id, fingerprint, answer: Arc::new(answer) }
    }

    /// A request that no retry is known by.
    pub fn anonymous() -> Self {
        Self::new(None, [0; FINGERPRINT], |_| Vec::new())
    }

    fn key(&self, caller: &Caller) -> Option<RequestKey> {
        let account = caller.account.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
        self.id.map(|id| RequestKey { account, actor: caller.actor.clone(), id })
    }
}

impl<T> Clone for Once<T> {
    fn clone(&self) -> Self {
        Self { id: self.id, fingerprint: self.fingerprint, answer: self.answer.clone() }
    }
}

impl<T> Answered<T> {
    /// The result of a request that had no id.
    pub fn now(self) -> Result<T, Error> {
        match self {
            Self::Now(done) => Ok(done),
            Self::Before(_) => Err(Error::Internal("a request without an id was remembered".to_owned())),
        }
    }
}

impl Inner {
    /// The answer of a request that took place before.
    ///
    /// Errors: `RequestIdReused`.
    pub(super) async fn replay<T>(&self, caller: &Caller, once: &Once<T>) -> Result<Option<Vec<u8>>, Error> {
        let Some(key) = once.key(caller) else { return Ok(None) };
        let Some(sealed) = self.store.answered(&key, Time::now()).await? else { return Ok(None) };
        let opened = self.sealer.open(&label(&key), &sealed).map_err(internal)?;
        match opened.split_first_chunk::<FINGERPRINT>() {
            Some((of, answer)) if *of == once.fingerprint => Ok(Some(answer.to_vec())),
            _ => Err(Error::RequestIdReused(key.id)),
        }
    }

    /// Begins the transaction of a request; end it with [`Inner::remember`] before the commit.
    ///
    /// Errors: `StoreError::Changed` when the same request took place meanwhile: replay it.
    pub(super) async fn begin<T>(&self, caller: &Caller, once: &Once<T>) -> Result<WriteTx, Error> {
        let tx = self.store.begin().await?;
        if let Some(key) = once.key(caller) {
            let now = Time::now();
            tx.begin_request(&key, now, now.plus(REMEMBERED)).await.map_err(|error| match error {
                StoreError::Taken(UniqueRule::Request) => StoreError::Changed,
                other => other,
            })?;
        }
        Ok(tx)
    }

    pub(super) async fn remember<T>(
        &self,
        tx: &WriteTx,
        caller: &Caller,
        once: &Once<T>,
        done: &T,
    ) -> Result<(), Error> {
        let Some(key) = once.key(caller) else { return Ok(()) };
        let answer = zeroize::Zeroizing::new([&once.fingerprint[..], &(once.answer)(done)].concat());
        let sealed = self.sealer.seal(&label(&key), &answer).map_err(internal)?;
        Ok(tx.end_request(&key, sealed).await?)
    }

    /// Runs a write in a transaction of its own, once for all retries of the request. `after` runs once it
    /// is committed.
    pub(super) async fn write_once<T, W>(
        self: Arc<Self>,
        caller: Caller,
        once: Once<T>,
        work: impl Fn(Arc<Self>, Arc<WriteTx>) -> W + Clone + Send + Sync + 'static,
        after: impl Fn(&Self, &T) + Clone + Send + Sync + 'static,
    ) -> Result<Answered<T>, Error>
    where
        T: Send + Sync + 'static,
        W: Future<Output = Result<T, Error>> + Send,
    {
        detached(move || {
            let (inner, caller, once) = (self.clone(), caller.clone(), once.clone());
            let (work, after) = (work.clone(), after.clone());
            async move {
                if let Some(answer) = inner.replay(&caller, &once).await? {
                    return Ok(Answered::Before(answer));
                }
                let tx = Arc::new(inner.begin(&caller, &once).await?);
                let done = work(inner.clone(), tx.clone()).await?;
                inner.remember(&tx, &caller, &once, &done).await?;
                let tx = Arc::into_inner(tx).ok_or_else(|| internal("a transaction is still in use"))?;
                tx.commit().await?;
                after(&inner, &done);
                Ok(Answered::Now(done))
            }
        })
        .await
    }

    /// Runs a write that no retry is known by in a transaction of its own.
    pub(super) async fn write<T, W>(
        self: Arc<Self>,
        caller: &Caller,
        work: impl Fn(Arc<Self>, Arc<WriteTx>) -> W + Clone + Send + Sync + 'static,
    ) -> Result<T, Error>
    where
        T: Send + Sync + 'static,
        W: Future<Output = Result<T, Error>> + Send,
    {
        self.write_once(caller.clone(), Once::anonymous(), work, |_, _| {}).await?.now()
    }
}

/// What a sealed answer belongs to.
pub(super) fn label(key: &RequestKey) -> Vec<u8> {
    let mut label = b"request".to_vec();
    for part in [key.account.as_bytes(), key.actor.as_bytes(), key.id.as_bytes()] {
        label.extend((part.len() as u64).to_be_bytes());
        label.extend(part);
    }
    label
}

fn internal(why: impl std::fmt::Display) -> Error {
    Error::Internal(why.to_string())
}
