//! `rollcall watch`.

mod backoff;
mod line;
mod progress;
mod stream;

use super::{client::ClientArgs, failure::Failure, names};
use clap::Args;
use std::future::pending;

/// Print every change of registrations as it happens
///
/// One line per change: time, kind, user, contact, transport, source, and how many registrations the user has after
/// it. First come the registrations that there are, as kind ONLINE. With `--format json`, one object per line: the
/// answers of WatchRegistrations as they arrive.
///
/// When the stream ends, the watch connects again and goes on where it was. It ends with Ctrl-C.
#[derive(Debug, Args)]
pub(super) struct Watch {
    /// A user, a domain, accounts/ID, or domains/- for all of the account
    #[arg(default_value = "domains/-", value_parser = names::parent)]
    parent: String,
    /// Begin with what changes from now on
    #[arg(long)]
    no_snapshot: bool,
    /// Go on after this token of an earlier watch
    #[arg(long, value_name = "TOKEN", conflicts_with = "no_snapshot")]
    resume_token: Option<String>,
    /// Print a line `TOKEN …` wherever the watch could be resumed; with `--format json`, bookmarks
    #[arg(long)]
    print_tokens: bool,
    /// Print refreshes too
    #[arg(long)]
    include_refreshes: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Watch {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let interrupted = async {
            // Without a handler, the signal ends the process by itself.
            if tokio::signal::ctrl_c().await.is_err() {
                pending::<()>().await;
            }
        };
        tokio::select! {
            ended = stream::follow(&self) => ended,
            () = interrupted => Ok(()),
        }
    }
}
