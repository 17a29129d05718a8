//! The writer of an import.

use super::{
    GeneratedRow, Import, ImportEvent, ImportSummary, MAX_TOLD, RowError, count,
    prepare::{Outcome, Prepared},
};
use crate::directory::{Error, Resource, detached, domains, users::referred};
use crate::model::{AuditAction, AuditEntry, Quota, Time};
use crate::store::{Known, Reference, Scratch, StoreError};
use std::{
    collections::VecDeque,
    mem,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// How long a transaction should take: registrations wait for it on SQLite.
const TARGET: Duration = Duration::from_millis(10);
/// Rows of one transaction, a power of two; as many as take the time above.
const SIZES: std::ops::RangeInclusive<usize> = 16..=512;
/// Rows that are checked at once.
const CHECKED: usize = 512;
/// How often rows are tried together, when another writer came in between.
const TRIES: usize = 3;
/// Generated passwords in one event.
const TOLD: usize = 1000;

/// Rows that were found good, and what was looked up for them.
#[derive(Clone, Default)]
pub(super) struct Checked {
    pub(super) rows: Vec<Prepared>,
    pub(super) known: Known,
    /// What rows refer to and must be created with them.
    pub(super) missing: Vec<Reference>,
}

pub(super) struct Writer {
    pub(super) import: Import,
    events: mpsc::Sender<ImportEvent>,
    /// What rows that are good but not written have taken.
    pub(super) scratch: Option<Scratch>,
    /// How many those are.
    pub(super) found_good: u64,
    /// Those of an ATOMIC import.
    staged: Vec<Prepared>,
    created: u64,
    /// How many rows take the time of a transaction, as the last ones did.
    pace: f64,
}

impl Writer {
    pub(super) async fn new(import: Import, events: mpsc::Sender<ImportEvent>) -> Result<Self, Error> {
        let writes = !(import.request.dry_run || import.request.atomic);
        let scratch = if writes { None } else { Some(Scratch::open().await?) };
        let pace = *SIZES.start() as f64 * 4.0;
        Ok(Self { import, events, scratch, found_good: 0, staged: Vec::new(), created: 0, pace })
    }

    /// Takes rows until there are no more, or the import stops.
    pub(super) async fn run(&mut self, chunks: mpsc::Receiver<Vec<Outcome>>) -> Result<(), Error> {
        let done = self.take_all(chunks).await;
        if done.is_err() {
            self.import.stop.cancel();
        }
        done
    }

    async fn take_all(&mut self, mut chunks: mpsc::Receiver<Vec<Outcome>>) -> Result<(), Error> {
        let mut waiting: VecDeque<Outcome> = VecDeque::new();
        loop {
            if waiting.is_empty() {
                let Some(chunk) = chunks.recv().await else { return Ok(()) };
                waiting.extend(chunk);
            }
            while waiting.len() < CHECKED
                && let Ok(chunk) = chunks.try_recv()
            {
                waiting.extend(chunk);
            }
            if self.import.stop.is_cancelled() {
                return Ok(());
            }
            let chunk: Vec<_> = waiting.drain(..CHECKED.min(waiting.len())).collect();
            self.take(chunk).await?;
        }
    }

    async fn take(&mut self, chunk: Vec<Outcome>) -> Result<(), Error> {
        let checked = chunk.len();
        let (mut rows, mut bad) = (Vec::new(), Vec::new());
        for outcome in chunk {
            match outcome {
                Ok(row) => rows.push(row),
                Err(error) => bad.push(error),
            }
        }
        let done = if self.scratch.is_some() {
            self.stage(rows, &mut bad).await
        } else {
            self.write(rows, &mut bad).await
        };
        count(&self.import.progress.checked, checked);
        self.report(bad).await?;
        done
    }

    async fn stage(&mut self, rows: Vec<Prepared>, bad: &mut Vec<RowError>) -> Result<(), Error> {
        let Checked { rows, .. } = self.check(rows, false, bad).await?;
        self.found_good += rows.len() as u64;
        if self.import.request.atomic && !self.import.request.dry_run {
            self.staged.extend(rows);
        }
        Ok(())
    }

    /// Checks rows together, then writes them in portions.
    async fn write(&mut self, rows: Vec<Prepared>, bad: &mut Vec<RowError>) -> Result<(), Error> {
        let checked = self.check(rows, true, bad).await?;
        if !checked.missing.is_empty() {
            // It is created with the first rows that refer to it; the others must look it up again.
            return self.write_anew(checked.rows, bad).await;
        }
        let (mut rows, known) = (checked.rows, checked.known.of_references());
        while !rows.is_empty() && !self.import.stop.is_cancelled() {
            let rest = rows.split_off(self.portion().min(rows.len()));
            let portion = Checked { rows, known: known.clone(), missing: Vec::new() };
            rows = rest;
            let (portion, done) = self.commit(portion, None).await;
            match done {
                Ok(took) => self.written(portion.rows, took).await?,
                Err(error) if passing(&error) => self.write_anew(portion.rows, bad).await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Writes rows in portions that are checked each for itself; one by one those that other writers keep getting
    /// in the way of.
    async fn write_anew(&mut self, mut rows: Vec<Prepared>, bad: &mut Vec<RowError>) -> Result<(), Error> {
        while !rows.is_empty() && !self.import.stop.is_cancelled() {
            let rest = rows.split_off(self.portion().min(rows.len()));
            for row in self.attempt(rows, bad).await? {
                for row in self.attempt(vec![row], bad).await? {
                    let user = &row.new.user;
                    let (row, login) = (row.row, user.login.to_string());
                    let error = Error::Conflict(Resource::user(user.name()));
                    bad.push(RowError { row, login, error, fields: Vec::new() });
                }
            }
            rows = rest;
        }
        Ok(())
    }

    /// Answers the rows that could not be written, because another writer came in between each time.
    async fn attempt(
        &mut self,
        mut rows: Vec<Prepared>,
        bad: &mut Vec<RowError>,
    ) -> Result<Vec<Prepared>, Error> {
        for _ in 0..TRIES {
            let checked = self.check(rows, true, bad).await?;
            if checked.rows.is_empty() {
                return Ok(Vec::new());
            }
            let (checked, done) = self.commit(checked, None).await;
            match done {
                Ok(took) => {
                    self.written(checked.rows, took).await?;
                    return Ok(Vec::new());
                }
                Err(error) if passing(&error) => rows = checked.rows,
                Err(error) => return Err(error),
            }
        }
        Ok(rows)
    }

    /// Ends an import whose rows have ended.
    pub(super) async fn finish(&mut self) -> Result<ImportSummary, Error> {
        let request = &self.import.request;
        let errors = self.import.progress.counts().errors;
        if request.dry_run {
            self.created = if request.atomic && errors > 0 { 0 } else { self.found_good };
        } else if request.atomic && errors == 0 {
            self.write_all().await?;
        }
        let counts = self.import.progress.counts();
        Ok(ImportSummary {
            received: counts.received,
            created: self.created,
            errors: counts.errors,
            committed: counts.committed > 0,
        })
    }

    /// Writes all rows of an ATOMIC import, or none.
    async fn write_all(&mut self) -> Result<(), Error> {
        let mut rows = mem::take(&mut self.staged);
        for _ in 0..TRIES {
            let mut bad = Vec::new();
            let checked = self.check(rows, true, &mut bad).await?;
            if !bad.is_empty() {
                return self.report(bad).await;
            }
            if checked.rows.is_empty() {
                return Ok(());
            }
            let entry = self.import.entry();
            let (checked, done) = self.commit(checked, Some(entry)).await;
            match done {
                Ok(_) => return self.tell(checked.rows).await,
                Err(error) if passing(&error) => rows = checked.rows,
                Err(error) => return Err(error),
            }
        }
        Err(Error::Conflict(Resource::domain(self.import.domain.name())))
    }

    /// One transaction, which goes on when the import is dropped. Answers how long it held the writer.
    async fn commit(
        &self,
        checked: Checked,
        entry: Option<AuditEntry>,
    ) -> (Checked, Result<Duration, Error>) {
        let (import, checked) = (self.import.clone(), Arc::new(checked));
        let work = {
            let checked = checked.clone();
            move || {
                let (import, checked, entry) = (import.clone(), checked.clone(), entry.clone());
                async move { import.insert(&checked, entry).await }
            }
        };
        let done = detached(work).await;
        (Arc::unwrap_or_clone(checked), done)
    }

    /// Rows of the next transaction: each of its tables then is one statement, of few kinds.
    fn portion(&self) -> usize {
        1 << (self.pace as usize).clamp(*SIZES.start(), *SIZES.end()).ilog2()
    }

    /// Notes rows that are committed, and how long that took.
    async fn written(&mut self, rows: Vec<Prepared>, took: Duration) -> Result<(), Error> {
        // What is left of rows that were checked together says little.
        if rows.len() == self.portion() {
            let fit = rows.len() as f64 * TARGET.as_secs_f64() / took.as_secs_f64().max(1e-6);
            // Slowly up, at once down.
            self.pace = fit.min(self.pace * 1.25).clamp(*SIZES.start() as f64, *SIZES.end() as f64);
        }
        self.tell(rows).await
    }

    /// Tells of rows that are committed.
    async fn tell(&mut self, rows: Vec<Prepared>) -> Result<(), Error> {
        self.created += rows.len() as u64;
        count(&self.import.progress.committed, rows.len());
        let mut told = Vec::new();
        for Prepared { row, new, generated, .. } in rows {
            if generated.registration_password.is_empty() && generated.user_password.is_empty() {
                continue;
            }
            let (user, auth_username) = (new.user.name(), new.user.auth_username);
            told.push(GeneratedRow { row, user, auth_username, generated });
            if told.len() == TOLD {
                self.send(ImportEvent::Generated(mem::take(&mut told))).await?;
            }
        }
        if told.is_empty() { Ok(()) } else { self.send(ImportEvent::Generated(told)).await }
    }

    async fn report(&self, mut bad: Vec<RowError>) -> Result<(), Error> {
        if bad.is_empty() {
            return Ok(());
        }
        bad.sort_by_key(|error| error.row);
        let errors = count(&self.import.progress.errors, bad.len());
        let before = errors - bad.len() as u64;
        bad.truncate(usize::try_from(MAX_TOLD.saturating_sub(before)).unwrap_or(usize::MAX));
        if bad.is_empty() { Ok(()) } else { self.send(ImportEvent::Errors(bad)).await }
    }

    /// Errors: when the caller went away; nobody is told.
    async fn send(&self, event: ImportEvent) -> Result<(), Error> {
        let gone = |_| Error::Internal("the caller of an import went away".to_owned());
        self.events.send(event).await.map_err(gone)
    }
}

impl Import {
    async fn insert(&self, checked: &Checked, entry: Option<AuditEntry>) -> Result<Duration, Error> {
        let inner = &self.directory.inner;
        let tx = inner.store.begin().await?;
        let begun = Instant::now();
        let domain = domains::hold(&tx, self.domain.id, &self.domain.fqdn).await?;
        let (account, mut known) = (&domain.account, checked.known.clone());
        let created = tx.create_missing(&domain, &checked.missing, &mut known, Time::now()).await?;
        let new: Vec<_> = checked.rows.iter().map(|row| &row.new).collect();
        tx.insert_users(&new, &known).await?;
        let sets = created.into_iter().map(|(reference, uid)| {
            let name = referred(&domain.fqdn, reference);
            self.caller.entry(account, AuditAction::Create, name, uid, [""; 0])
        });
        let users = checked.rows.iter().map(|row| {
            let user = &row.new.user;
            self.caller.entry(account, AuditAction::Create, user.name(), user.uid, &row.fields)
        });
        tx.audit(sets.chain(users).chain(entry).collect()).await?;
        tx.take_quota(account, Quota::Users, new.len() as u64).await?;
        tx.commit().await?;
        for new in new {
            inner.forget_nobody(&new.user);
        }
        Ok(begun.elapsed())
    }
}

/// Whether another writer came in between, so that the rows must be checked again.
fn passing(error: &Error) -> bool {
    use StoreError as E;
    let Error::Store(error) = error else { return false };
    matches!(
        error,
        E::Taken(_)
            | E::Missing(_)
            | E::QuotaExceeded { .. }
            | E::Referenced
            | E::Changed
            | E::Unavailable(_)
    )
}
