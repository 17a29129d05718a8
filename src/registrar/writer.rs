//! The group-commit writer: while one commit is under way, requests gather; the next takes them all.

use super::{
    RegisterError, Registered,
    command::{Contacts, Register},
    commit::{Committer, Inner},
    draft::Draft,
    fences::Fenced,
    rules::{self, Here, Step},
    table::LocationTable,
};
use crate::model::{ChangeKind, Registration, Revision, Time};
use crate::store::{BatchRows, StoreError};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// A request and where its answer goes.
pub(super) struct Job {
    command: Register,
    reply: oneshot::Sender<Result<Registered, RegisterError>>,
}

/// Registrations that one commit lets expire at most, so that requests never wait for a long one.
const MAX_EXPIRED: usize = 512;
/// How long to wait before trying again after the store failed.
const BACK_OFF: Duration = Duration::from_millis(500);
/// The clock may be set, so the next expiry is looked at again at least this often.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

pub(super) async fn submit(inner: &Inner, command: Register) -> Result<Registered, RegisterError> {
    if matches!(command.contacts, Contacts::Fetch) {
        let table = inner.table();
        let user = command.user.name();
        return Ok(Registered {
            registrations: table.of_user(&user),
            revision: table.revision(),
            time: Time::now(),
        });
    }
    // PostgreSQL keeps no NUL: one would fail the commit of everybody who is in it.
    if has_nul(&command) {
        return Err(RegisterError::BadRequest("NUL in a Header Field"));
    }
    let (reply, answer) = oneshot::channel();
    inner.queue.try_send(Job { command, reply }).map_err(|_| RegisterError::Overloaded)?;
    answer.await.unwrap_or_else(|_| {
        Err(RegisterError::Store(StoreError::Unavailable("the registrar stopped".to_owned())))
    })
}

fn has_nul(command: &Register) -> bool {
    let Register { call_id, contacts, source, .. } = command;
    let contacts = match contacts {
        Contacts::Each(contacts) => contacts.as_slice(),
        Contacts::Fetch | Contacts::RemoveAll => &[],
    };
    let kept = [call_id, &source.address, &source.user_agent].into_iter().chain(&source.path);
    kept.chain(contacts.iter().filter_map(|c| c.instance_id.as_ref())).any(|text| text.contains('\0'))
}

/// Runs until `stop`, then answers what is queued and ends.
pub(super) async fn run(inner: Arc<Inner>, mut queue: mpsc::Receiver<Job>, stop: CancellationToken) {
    let mut jobs = Vec::new();
    let mut rest = Duration::ZERO;
    loop {
        let expiry = inner.table().next_expiry().map(|at| at.since(Time::now()));
        let sleep = expiry.unwrap_or(LOOK_AGAIN).min(LOOK_AGAIN).max(rest);
        let first = tokio::select! {
            biased;
            job = queue.recv() => job,
            () = tokio::time::sleep(sleep) => None,
            () = stop.cancelled(), if !queue.is_closed() => { queue.close(); None }
        };
        if first.is_none() && queue.is_closed() && queue.is_empty() {
            return;
        }
        jobs.extend(first);
        while jobs.len() < inner.config.max_batch
            && let Ok(job) = queue.try_recv()
        {
            jobs.push(job);
        }
        rest = match cycle(&inner, &mut jobs).await {
            Ok(()) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(%error, "registrations could not be written");
                BACK_OFF
            }
        };
    }
}

/// What a cycle makes of the requests.
struct Decision {
    draft: Draft,
    answers: Vec<Result<Vec<Arc<Registration>>, RegisterError>>,
    time: Time,
    expired: usize,
}

impl Decision {
    /// Takes what is to be written out of it.
    fn rows(&mut self, revision: Revision) -> BatchRows {
        std::mem::take(&mut self.draft).into_rows(revision, self.time, Vec::new())
    }
}

/// One commit: what has expired, then the requests in their order.
async fn cycle(inner: &Inner, jobs: &mut Vec<Job>) -> Result<(), StoreError> {
    let mut committer = inner.committer.lock().await;
    let done = commit(inner, &mut committer, jobs).await;
    drop(committer);
    match done {
        Ok((revision, Decision { answers, time, expired, .. })) => {
            for (job, answer) in jobs.drain(..).zip(answers) {
                let answer = answer.map(|registrations| Registered { registrations, revision, time });
                // Nobody waits any more where the edge gave up; what was decided stands.
                let _gone = job.reply.send(answer);
            }
            inner.metrics.expired(expired as u64);
            Ok(())
        }
        Err(error) => {
            for job in jobs.drain(..) {
                let _gone = job.reply.send(Err(RegisterError::Store(error.clone())));
            }
            Err(error)
        }
    }
}

/// Decides and writes. Answers the revision that the answers are as of.
async fn commit(
    inner: &Inner,
    committer: &mut Committer,
    jobs: &[Job],
) -> Result<(Revision, Decision), StoreError> {
    inner.settle(committer).await?;
    let mut decision = decide(inner, committer, jobs);
    // Where other nodes commit too, a refusal rests on what they did as much as a change does.
    if decision.draft.changes.is_empty() && (jobs.is_empty() || inner.store.is_sole()) {
        return Ok((inner.table().revision(), decision));
    }
    let tried = committer.alone && !decision.draft.changes.is_empty();
    if tried {
        let revision = inner.next_revision();
        if inner.commit_next(committer, decision.rows(revision)).await? {
            return Ok((revision, decision));
        }
    }
    let began = Instant::now();
    let tx = inner.store.begin().await?;
    let (revision, moved) = inner.enter(committer, &tx).await?;
    if moved || tried {
        decision = decide(inner, committer, jobs);
    }
    if decision.draft.changes.is_empty() {
        return Ok((inner.table().revision(), decision));
    }
    let rows = decision.rows(revision);
    tx.write_batch(&rows).await?;
    inner.commit(committer, tx, rows.batch, began).await?;
    Ok((revision, decision))
}

/// Decides on the table as it is.
fn decide(inner: &Inner, committer: &Committer, jobs: &[Job]) -> Decision {
    let now = Time::now();
    let here = Here { node: &inner.config.node, now };
    let epoch = inner.epoch();
    let mut draft = Draft::default();
    let table = inner.table();
    for registration in table.expired(now, MAX_EXPIRED) {
        draft.add(&table, Step { kind: ChangeKind::Expired, registration }, "", "");
    }
    let expired = draft.changes.len();
    let answers = jobs.iter().map(|Job { command, .. }| {
        let (user, basis, fences) = (&command.user, &command.basis, &committer.fences);
        let current = basis.epoch == epoch
            && fences.let_pass(Fenced::User(user.user_id), basis.user_version)
            && fences.let_pass(Fenced::Domain(user.domain_id), basis.domain_version)
            && fences.let_pass(Fenced::Account(basis.account.id), basis.account.version);
        if !current {
            return Err(RegisterError::Stale);
        }
        let bindings = draft.bindings(&table, &user.domain, &user.login);
        let steps = rules::decide(bindings, command, &here)?;
        for step in within_quota(&draft, &table, command, steps)? {
            draft.add(&table, step, "", "");
        }
        Ok(draft.bindings(&table, &user.domain, &user.login).to_vec())
    });
    let answers = answers.collect();
    drop(table);
    Decision { draft, answers, time: now, expired }
}

/// Refuses what would give the account more registrations than it may have. A step that adds nothing passes
/// also where there are too many, because a quota that was lowered ends nothing.
fn within_quota(
    draft: &Draft,
    table: &LocationTable,
    command: &Register,
    steps: Vec<Step>,
) -> Result<Vec<Step>, RegisterError> {
    let Some(limit) = command.basis.account.max_registrations else { return Ok(steps) };
    let created = steps.iter().filter(|s| s.kind == ChangeKind::Created).count();
    let ended = steps.iter().filter(|s| s.kind.ends()).count();
    let more = created.saturating_sub(ended);
    let there = draft.of_account(table, &command.user.account);
    if more > 0 && (there + more) as u64 > limit {
        return Err(RegisterError::QuotaExceeded { limit });
    }
    Ok(steps)
}
