//! `rollcall watch`.

mod line;
mod responses;

use super::{
    client::ClientArgs,
    failure::{Failure, UNAVAILABLE},
    names,
    output::{self, note},
};
use clap::Args;
use rollcall_client::{Item, Start, WatchOptions};
use std::future::pending;

/// Print every change of registrations as it happens
///
/// One line per change: time, kind, user, contact, transport, source, and how many registrations the user has after
/// it. First come the registrations that there are, as kind ONLINE. With `--format json`, one object per line: answers
/// of WatchRegistrations, without what a broken stream left unfinished.
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
            ended = self.follow() => ended,
            () = interrupted => Ok(()),
        }
    }

    /// Prints until something final happens.
    async fn follow(&self) -> Result<(), Failure> {
        let start = match &self.resume_token {
            Some(token) => Start::After(token.clone()),
            None if self.no_snapshot => Start::Now,
            None => Start::Snapshot,
        };
        let options = WatchOptions { start, include_refreshes: self.include_refreshes, ..Default::default() };
        let mut watch = self.client.connect().await?.watch(&*self.parent, options);
        // Before anything came, a failure is more likely a mistake than an accident.
        let mut begun = false;
        while let Some(item) = watch.next().await {
            match item? {
                Item::Disconnected { error } => {
                    let ended = || Failure::new(UNAVAILABLE, "UNAVAILABLE: the stream ended");
                    let failure = error.map_or_else(ended, Failure::from);
                    if !begun {
                        return Err(failure);
                    }
                    note(&format!("{}; connecting again", failure.message));
                }
                Item::Resync { reason } => {
                    note(&format!(
                        "{reason}: what changed since the last token is unknown; all that there is follows"
                    ));
                }
                item => {
                    begun = true;
                    for response in responses::of(item) {
                        output::print(&line::lines(&response, self.client.format, self.print_tokens)?)?;
                    }
                }
            }
        }
        Ok(())
    }
}
