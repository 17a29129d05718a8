//! The streams of a watch, one after another.

use super::{
    super::{
        client::Client,
        failure::{self, Failure, UNAVAILABLE},
        output::{self, note},
    },
    Watch,
    backoff::Backoff,
    line::lines,
    progress::Progress,
};
use crate::pb::v1::{WatchRegistrationsRequest, WatchRegistrationsResponse};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tonic::{Code, Status};

/// How long the first answer may take. Later ones may take three bookmark intervals.
const FIRST_ANSWER: Duration = Duration::from_secs(30);

/// Why a stream is over.
enum End {
    /// Worth another try from the last token.
    Broken(String),
    /// The token is older than the server's log.
    Compacted,
    /// Not worth another try.
    Final(Failure),
}

/// Prints until something final happens.
pub(super) async fn follow(watch: &Watch) -> Result<(), Failure> {
    let mut progress = Progress::new(watch.resume_token.clone(), watch.no_snapshot);
    let mut backoff = Backoff::new();
    loop {
        match stream(watch, &mut progress, &mut backoff).await {
            End::Final(failure) => return Err(failure),
            End::Compacted => {
                note("the changes since the last token are no longer kept: starting again with a snapshot");
                progress.begin_again();
            }
            End::Broken(why) => {
                let wait = backoff.next();
                let how = if progress.resumes() { "resuming" } else { "starting again" };
                note(&format!("{why}; {how} in {:.1} s", wait.as_secs_f64()));
                sleep(wait).await;
            }
        }
    }
}

async fn stream(watch: &Watch, progress: &mut Progress, backoff: &mut Backoff) -> End {
    let client = match watch.client.connect().await {
        Ok(client) => client,
        Err(failure) if failure.exit == UNAVAILABLE && progress.begun => return End::Broken(failure.message),
        Err(failure) => return End::Final(failure),
    };
    match receive(watch, &client, progress, backoff).await {
        Ok(Some(status)) => judge(status, progress, client.minted),
        Ok(None) => End::Broken("the stream ended".to_owned()),
        Err(failure) => End::Final(failure),
    }
}

/// Prints one stream. Gives the status that it ended with, if it is an error.
async fn receive(
    watch: &Watch,
    client: &Client,
    progress: &mut Progress,
    backoff: &mut Backoff,
) -> Result<Option<Status>, Failure> {
    let request = WatchRegistrationsRequest {
        parent: watch.parent.clone(),
        include_refreshes: watch.include_refreshes,
        start: Some(progress.start()),
        ..Default::default()
    };
    let silent = || Status::unavailable("the server is silent");
    let mut registrations = client.registrations();
    let mut messages = match timeout(FIRST_ANSWER, registrations.watch_registrations(request)).await {
        Ok(Ok(response)) => response.into_inner(),
        Ok(Err(status)) => return Ok(Some(status)),
        Err(_) => return Ok(Some(silent())),
    };
    let mut patience = FIRST_ANSWER;
    loop {
        let mut response = match timeout(patience, messages.message()).await {
            Ok(Ok(Some(response))) => response,
            Ok(Ok(None)) => return Ok(None),
            Ok(Err(status)) => return Ok(Some(status)),
            Err(_) => return Ok(Some(silent())),
        };
        backoff.reset();
        patience = bookmark_interval(&response).map_or(patience, |interval| interval * 3);
        if progress.fresh(&mut response) {
            output::print(&lines(&response, watch.client.format, watch.print_tokens)?)?;
        } else if watch.print_tokens {
            // Nothing new but perhaps the token.
            response.message = None;
            output::print(&lines(&response, watch.client.format, true)?)?;
        }
        progress.delivered(&response);
    }
}

fn bookmark_interval(response: &WatchRegistrationsResponse) -> Option<Duration> {
    let interval = Duration::try_from(response.bookmark_interval?).ok()?;
    Some(interval.max(Duration::from_secs(1)))
}

fn judge(status: Status, progress: &Progress, minted: bool) -> End {
    let reason = failure::reason(&status).unwrap_or_default();
    let again = match status.code() {
        Code::OutOfRange if reason == "REVISION_COMPACTED" && progress.resumes() => return End::Compacted,
        // The next connection makes another token.
        Code::Unauthenticated => minted && reason == "TOKEN_EXPIRED",
        Code::InvalidArgument | Code::NotFound | Code::AlreadyExists | Code::PermissionDenied => false,
        Code::FailedPrecondition | Code::OutOfRange | Code::Unimplemented | Code::DataLoss => false,
        Code::Ok | Code::Cancelled | Code::Unknown | Code::DeadlineExceeded | Code::ResourceExhausted => true,
        Code::Aborted | Code::Internal | Code::Unavailable => true,
    };
    let failure = Failure::from(status);
    if again && progress.begun { End::Broken(failure.message) } else { End::Final(failure) }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
