//! An import as two streams of messages: what the caller sends, in its order, and what it is answered.

use super::{codec_errors, convert, error, stream_limits::Life};
use crate::directory::{
    Caller, Directory, ImportEnd, ImportEvent, ImportProgress, ImportRow, ImportUsers, Violations,
};
use crate::model::DomainName;
use crate::pb::v1::{self, import_users_request::Message};
use futures::{Stream, StreamExt, stream};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    time::{Instant, MissedTickBehavior, interval_at, sleep_until},
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming, codegen::BoxStream};
use tracing::Instrument;

type Answers = mpsc::Sender<Result<v1::ImportUsersResponse, Status>>;

/// Answers that wait for the caller to take them.
const WAITING: usize = 8;
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
const MAX_ROWS: usize = 1000;
/// How long an import may go on after its time, for what was begun and for the caller to take the answers.
const GRACE: Duration = Duration::from_secs(30);

pub(super) fn answers(
    directory: Directory,
    caller: Caller,
    requests: Streaming<v1::ImportUsersRequest>,
    life: Life,
    permit: OwnedSemaphorePermit,
) -> BoxStream<v1::ImportUsersResponse> {
    let (out, answers) = mpsc::channel(WAITING);
    let import = async move {
        let last = tokio::select! {
            last = run(directory, &caller, requests, &life, &out) => last,
            () = sleep_until(life.end + GRACE) => Err(life.farewell.clone()),
        };
        drop(permit);
        // Nobody waits where the caller went away.
        let _gone = out.send(last).await;
    };
    tokio::spawn(import.in_current_span());
    ReceiverStream::new(answers).boxed()
}

async fn run(
    directory: Directory,
    caller: &Caller,
    requests: Streaming<v1::ImportUsersRequest>,
    life: &Life,
    out: &Answers,
) -> Result<v1::ImportUsersResponse, Status> {
    let method = caller.call.method;
    let mut incoming = Incoming { requests, life, out, method, last_row: 0 };
    let request = incoming.config().await?;
    let progress = Arc::new(ImportProgress::default());
    let (events, told) = mpsc::channel(1);
    let import = directory.import_users(caller, request, incoming.rows(), events, progress.clone());
    let (ended, ()) = tokio::join!(import, tell(told, &progress, out));
    match ended {
        Ok(summary) => Ok(convert::summary(summary)),
        Err(ImportEnd::Stopped(status)) => Err(status),
        Err(ImportEnd::Failed(_)) if out.is_closed() => Err(gone()),
        Err(ImportEnd::Failed(error)) => Err(error::of_directory(error)),
    }
}

/// Passes on what the import tells, and how far it is.
async fn tell(mut told: mpsc::Receiver<ImportEvent>, progress: &ImportProgress, out: &Answers) {
    let mut ticks = interval_at(Instant::now() + PROGRESS_EVERY, PROGRESS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let messages = tokio::select! {
            event = told.recv() => match event {
                None => return,
                Some(ImportEvent::Errors(bad)) => convert::row_errors(bad),
                Some(ImportEvent::Generated(rows)) => convert::generated_rows(rows),
            },
            _ = ticks.tick() => {
                // A caller who does not read needs no progress.
                let _full = out.try_send(Ok(convert::progress(progress.counts())));
                continue;
            }
        };
        for message in messages {
            if out.send(Ok(message)).await.is_err() {
                return;
            }
        }
    }
}

/// What the caller sends.
struct Incoming<'a> {
    requests: Streaming<v1::ImportUsersRequest>,
    life: &'a Life,
    out: &'a Answers,
    method: &'static str,
    last_row: i64,
}

impl Incoming<'_> {
    /// The next message; `None` once the caller has half-closed.
    async fn next(&mut self) -> Result<Option<Message>, Status> {
        let next = tokio::select! {
            biased;
            () = self.life.drain.cancelled() => return Err(error::draining()),
            () = sleep_until(self.life.end) => return Err(self.life.farewell.clone()),
            () = self.out.closed() => return Err(gone()),
            next = self.requests.message() => next,
        };
        match next {
            Ok(None) => Ok(None),
            Ok(Some(v1::ImportUsersRequest { message: Some(message) })) => Ok(Some(message)),
            Ok(Some(_)) => Err(error::bad_field("message", "is a config or rows", "")),
            Err(status) => Err(codec_errors::of_contract(&status, self.method).unwrap_or(status)),
        }
    }

    async fn config(&mut self) -> Result<ImportUsers, Status> {
        match self.next().await? {
            Some(Message::Config(config)) => read(config),
            Some(Message::Rows(_)) => Err(error::bad_field("config", "is the first message", "rows")),
            None => Err(error::bad_field("config", "is the first message; there is none", "")),
        }
    }

    fn rows(self) -> impl Stream<Item = Result<Vec<ImportRow>, Status>> {
        stream::unfold(Some(self), |incoming| async {
            let mut incoming = incoming?;
            match incoming.batch().await {
                Ok(Some(rows)) => Some((Ok(rows), Some(incoming))),
                Ok(None) => None,
                Err(status) => Some((Err(status), None)),
            }
        })
    }

    async fn batch(&mut self) -> Result<Option<Vec<ImportRow>>, Status> {
        let rows = match self.next().await? {
            None => return Ok(None),
            Some(Message::Rows(rows)) => rows.rows,
            Some(Message::Config(_)) => {
                return Err(error::bad_field("config", "is the first message only", ""));
            }
        };
        if !(1..=MAX_ROWS).contains(&rows.len()) {
            let why = format!("1 to {MAX_ROWS} rows");
            return Err(error::bad_field("rows.rows", why, rows.len()));
        }
        for (at, row) in rows.iter().enumerate() {
            if row.row <= self.last_row {
                let why = format!("rises from row to row: the one before is {}", self.last_row);
                return Err(error::bad_field(&format!("rows.rows[{at}].row"), why, row.row));
            }
            self.last_row = row.row;
        }
        Ok(Some(rows.into_iter().map(convert::import_row).collect()))
    }
}

fn read(config: v1::ImportUsersConfig) -> Result<ImportUsers, Status> {
    let mut found = Violations::default();
    let domain = found.parse("config.parent", &config.parent, DomainName::parse);
    let atomic = match config.mode() {
        v1::ImportMode::Atomic => true,
        v1::ImportMode::BestEffort => false,
        v1::ImportMode::Unspecified => {
            found.add("config.mode", "ATOMIC or BEST_EFFORT", config.mode);
            false
        }
    };
    found.check().map_err(error::of_directory)?;
    let DomainName(domain) =
        domain.ok_or_else(|| error::internal("a domain that is neither good nor bad"))?;
    Ok(ImportUsers {
        domain,
        dry_run: config.dry_run,
        atomic,
        generate_missing: config.generate_missing,
        create_missing: config.create_missing,
    })
}

/// What a caller who went away would be told.
fn gone() -> Status {
    Status::cancelled("the caller went away")
}
