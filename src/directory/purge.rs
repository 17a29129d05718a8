//! The sweep: what was soft-deleted goes when its time has come, and so does what nobody needs any more.
//!
//! It works in many small transactions, so that a domain of a million users never keeps others from
//! writing. A domain whose purge has begun is gone for everybody from the first of them on: it is never
//! brought back with half of its users.

use super::{Caller, Directory, Error, detached};
use crate::model::{AccountId, AuditAction, AuditEntry, ChangeKind, Domain, Quota, Time};
use crate::registrar::{Exclusive, Selection};
use crate::store::{Doomed, StoreError, WriteTx};
use std::{collections::BTreeMap, fmt::Display, time::Duration};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Rows that one transaction deletes at most: some tens of milliseconds of the one writer that SQLite has.
const CHUNK: u64 = 500;
/// More would be more values than a statement of the audit may have.
const MAX_CHUNK: u64 = 1_000;
/// How often there is a sweep, unless things are kept for a shorter time than that.
const LONGEST_REST: Duration = Duration::from_secs(60);
const SHORTEST_REST: Duration = Duration::from_secs(1);

/// What a sweep deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// With those of purged domains.
    pub users: u64,
    pub domains: u64,
    /// Remembered answers that no retry gets any more (AIP-155).
    pub requests: u64,
    /// Registration credentials whose overlap with a newer one is over.
    pub credentials: u64,
}

impl Directory {
    /// Sweeps now and then until `stop`.
    pub async fn sweep_until(self, stop: CancellationToken) {
        let rest = (self.inner.options.purge_after / 10).clamp(SHORTEST_REST, LONGEST_REST);
        let work = async {
            loop {
                tokio::time::sleep(rest).await;
                self.inner.delegations.sweep();
                match self.sweep(Time::now(), CHUNK).await {
                    Ok(swept) if swept == Swept::default() => {}
                    Ok(Swept { users, domains, requests, credentials }) => {
                        tracing::info!(users, domains, requests, credentials, "purged");
                    }
                    Err(error) => tracing::warn!(%error, "the purge stopped; it is tried again"),
                }
            }
        };
        // Each transaction is a task of its own, so that none is cut off half-way.
        let _stopped = stop.run_until_cancelled(work).await;
    }

    /// Deletes all whose time has come at `now`, at most `chunk` rows a transaction (1 to 1000).
    pub async fn sweep(&self, now: Time, chunk: u64) -> Result<Swept, Error> {
        let chunk = chunk.clamp(1, MAX_CHUNK);
        let mut swept = Swept::default();
        for what in [What::Users, What::Domains, What::Requests, What::Credentials] {
            while let Some(part) = self.step(what, now, chunk).await? {
                swept.users += part.users;
                swept.domains += part.domains;
                swept.requests += part.requests;
                swept.credentials += part.credentials;
            }
        }
        Ok(swept)
    }

    /// One transaction; `None` when there was nothing to do.
    async fn step(&self, what: What, now: Time, chunk: u64) -> Result<Option<Swept>, Error> {
        let directory = self.clone();
        detached(move || {
            let directory = directory.clone();
            async move {
                let tx = directory.inner.store.begin().await?;
                match write_step(tx, what, now, chunk, None).await {
                    // Deleted users have no registrations, unless one was taken where the delete was not
                    // known yet. Only then is the registrar held up to end it.
                    Err(Error::Store(StoreError::Referenced)) => {
                        let inner = &directory.inner;
                        let (exclusive, tx) = inner.registrar.exclusive(inner.store.begin()).await?;
                        write_step(tx, what, now, chunk, Some(exclusive)).await
                    }
                    done => done,
                }
            }
        })
        .await
    }
}

/// What one transaction of a sweep is about.
#[derive(Debug, Clone, Copy)]
enum What {
    Users,
    Domains,
    Requests,
    Credentials,
}

async fn write_step(
    tx: WriteTx,
    what: What,
    now: Time,
    chunk: u64,
    mut exclusive: Option<Exclusive>,
) -> Result<Option<Swept>, Error> {
    let swept = match delete_due(&tx, what, now, chunk, exclusive.as_mut()).await {
        Ok(swept) => swept,
        Err(error) => {
            // What comes next passes over rows that are locked, so none may stay so.
            tx.rollback().await?;
            return Err(error);
        }
    };
    match exclusive {
        Some(exclusive) => drop(exclusive.commit(tx).await?),
        None => tx.commit().await?,
    }
    Ok((swept != Swept::default()).then_some(swept))
}

async fn delete_due(
    tx: &WriteTx,
    what: What,
    now: Time,
    chunk: u64,
    exclusive: Option<&mut Exclusive>,
) -> Result<Swept, Error> {
    let mut swept = Swept::default();
    match what {
        What::Users => {
            let users = tx.users_to_purge(now, chunk).await?;
            swept.users = purge_users(tx, &users, exclusive).await?;
        }
        What::Domains => {
            let Some(domain) = tx.domain_to_purge(now).await? else { return Ok(swept) };
            let users = tx.users_below(&domain, chunk).await?;
            swept.users = purge_users(tx, &users, exclusive).await?;
            if swept.users < chunk {
                purge_domain(tx, &domain).await?;
                swept.domains = 1;
            }
        }
        What::Requests => swept.requests = tx.forget_requests(now, chunk).await?,
        What::Credentials => swept.credentials = tx.forget_credentials(now, chunk).await?,
    }
    Ok(swept)
}

/// Deletes users, and answers how many.
async fn purge_users(
    tx: &WriteTx,
    users: &[Doomed],
    exclusive: Option<&mut Exclusive>,
) -> Result<u64, Error> {
    if let Some(exclusive) = exclusive {
        let system = Caller::system();
        for user in users {
            let selection = Selection::of_user(user.name.clone());
            exclusive.end(&selection, |_| true, ChangeKind::Rejected, "user purged", &system.actor);
        }
        exclusive.write(tx).await?;
    }
    tx.delete_users(users).await?;
    tx.audit(users.iter().map(|user| entry(&user.account, &user.name, user.uid)).collect()).await?;
    // In one order, so that nodes that purge at the same time wait for each other in a row.
    let mut counts: BTreeMap<&str, (&AccountId, u64)> = BTreeMap::new();
    for user in users {
        counts.entry(user.account.as_str()).or_insert((&user.account, 0)).1 += 1;
    }
    for (account, count) in counts.into_values() {
        tx.release_quota(account, Quota::Users, count).await?;
    }
    Ok(users.len() as u64)
}

/// Deletes a domain that has no users any more, with its roles, organizations, groups and invitations.
async fn purge_domain(tx: &WriteTx, domain: &Domain) -> Result<(), Error> {
    tx.delete_domain(domain).await?;
    tx.audit(vec![entry(&domain.account, domain.name(), domain.uid)]).await?;
    Ok(tx.release_quota(&domain.account, Quota::Domains, 1).await?)
}

fn entry(account: &AccountId, resource: impl Display, uid: Uuid) -> AuditEntry {
    let none: [&str; 0] = [];
    Caller::system().entry(account, AuditAction::Purge, resource, uid, none)
}
