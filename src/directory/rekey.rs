//! Sealed values and the keys they are under: whether all of them open, and sealing them anew.

use super::{Directory, Error, SealError, Sealer, credentials, domain_delegation, once};
use crate::model::Time;
use crate::store::{SealedKind, SealedPlace, SealedValue, Store};
use std::{collections::BTreeSet, time::Instant};

/// Values of one short transaction. While it runs, no server writes to an embedded database.
const CHUNK: u64 = 256;

/// What sealing anew came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rekeyed {
    /// The key that all is sealed with now.
    pub key: u32,
    pub credentials: u64,
    pub answers: u64,
    /// Of delegated authentication.
    pub tokens: u64,
    /// Other keys that values are still under: because they do not open, or because a server that was
    /// started before the new key was first goes on sealing with its own.
    pub in_use: BTreeSet<u32>,
    /// Values that did not open.
    pub broken: u64,
    /// Keys of the file that nothing is under any more.
    pub unused: Vec<u32>,
}

impl Directory {
    /// Whether the sealing keys open what is in the store, tried on one value under each key. A server
    /// without one of them would turn phones away.
    pub async fn check_sealing_keys(&self) -> Result<(), Error> {
        let (store, sealer) = (&self.inner.store, &self.inner.sealer);
        for kind in SealedKind::ALL {
            for key in store.sealing_keys(kind, Time::now()).await? {
                let Some(value) = store.sealed_under(kind, key, None, 1).await?.into_iter().next() else {
                    continue;
                };
                open(sealer, &value).map_err(|why| {
                    let key = u32::from_be_bytes(key);
                    let what = match kind {
                        SealedKind::Credentials => "the credentials",
                        SealedKind::Answers => "the answers to requests",
                        SealedKind::Tokens => "the bearer tokens of domains",
                    };
                    let what = format!("{what} in the database that are sealed under key {key}");
                    Error::Internal(match why {
                        SealError::UnknownKey(_) => format!("{what} do not open: it is not in the key file"),
                        why => format!("{what} do not open: {why}"),
                    })
                })?;
            }
        }
        Ok(())
    }
}

impl Rekeyed {
    /// Seals everything with the first key that is not. It may be broken off at any time and begun again; a
    /// server that runs meanwhile is not disturbed, and what it changes is not undone.
    pub async fn run(store: &Store, sealer: &Sealer) -> Result<Self, Error> {
        let mut done = Self { key: sealer.sealing_key(), ..Self::default() };
        let first = done.key.to_be_bytes();
        for kind in SealedKind::ALL {
            // Answers that have expired too, so that their key can go.
            for key in store.sealing_keys(kind, Time::default()).await? {
                if key == first {
                    continue;
                }
                let mut after = None;
                loop {
                    let chunk = store.sealed_under(kind, key, after.as_ref(), CHUNK).await?;
                    let Some(last) = chunk.last() else { break };
                    after = Some(last.place.clone());
                    let began = Instant::now();
                    let resealed = done.reseal(store, sealer, &chunk).await?;
                    match kind {
                        SealedKind::Credentials => done.credentials += resealed,
                        SealedKind::Answers => done.answers += resealed,
                        SealedKind::Tokens => done.tokens += resealed,
                    }
                    // As long as others had to wait, they now need not.
                    tokio::time::sleep(began.elapsed()).await;
                }
            }
        }
        for kind in SealedKind::ALL {
            let keys = store.sealing_keys(kind, Time::default()).await?;
            done.in_use.extend(keys.into_iter().filter(|key| *key != first).map(u32::from_be_bytes));
        }
        let unused = |id: &u32| *id != done.key && !done.in_use.contains(id);
        done.unused = sealer.key_ids().filter(unused).collect();
        Ok(done)
    }

    async fn reseal(&mut self, store: &Store, sealer: &Sealer, chunk: &[SealedValue]) -> Result<u64, Error> {
        let mut anew = Vec::with_capacity(chunk.len());
        for value in chunk {
            match open(sealer, value) {
                Ok(secret) => {
                    let sealed = sealer.seal(&label(&value.place), &secret);
                    anew.push((value, sealed.map_err(|why| Error::Internal(why.to_string()))?));
                }
                Err(SealError::UnknownKey(_) | SealError::Broken) => self.broken += 1,
                Err(why) => return Err(Error::Internal(why.to_string())),
            }
        }
        let mut resealed = 0;
        let tx = store.begin().await?;
        for (value, sealed) in anew {
            resealed += u64::from(tx.reseal(value, sealed).await?);
        }
        tx.commit().await?;
        Ok(resealed)
    }
}

/// What a value is sealed as belonging to.
fn label(place: &SealedPlace) -> Vec<u8> {
    match place {
        SealedPlace::Credential { owner, algorithm, .. } => credentials::label(*owner, *algorithm),
        SealedPlace::Answer(key) => once::label(key),
        SealedPlace::Token { owner, .. } => domain_delegation::label(*owner),
    }
}

fn open(sealer: &Sealer, value: &SealedValue) -> Result<zeroize::Zeroizing<Vec<u8>>, SealError> {
    sealer.open(&label(&value.place), &value.sealed)
}
