//! `rollcall log`.

use super::{
    arguments::{Logged, SettingArgs},
    block_on,
    failure::Failure,
    output,
};
use crate::{
    config::{LogPlaces, duration},
    model::{Revision, Time},
    registrar::{self, Compacted},
    store::{Expendable, LogStatus, PoolSizes, Store},
};
use clap::{Args, Subcommand};
use std::time::Duration;

/// Look at the change log, or shorten it
///
/// Works on the database itself, also while servers run.
#[derive(Debug, Args)]
pub(super) struct Log {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: SettingArgs<Logged>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Status(Status),
    Compact(Compact),
}

/// Show how far the change log reaches
#[derive(Debug, Args)]
struct Status {}

/// Forget old changes now
///
/// Servers do it by themselves, as --log-retention and --log-max-revisions say; without another option this does the
/// same. Watchers that have not read what is forgotten have to start with a snapshot. It may be broken off
/// and begun again. The newest revision always stays.
#[derive(Debug, Args)]
struct Compact {
    /// Forget what is older than this, such as 1h
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    keep: Option<Duration>,
    /// Forget all up to this revision
    #[arg(long, value_name = "N", conflicts_with = "keep", value_parser = clap::value_parser!(i64).range(0..))]
    upto_revision: Option<i64>,
}

impl Log {
    pub(super) fn run(self) -> Result<(), Failure> {
        let LogPlaces { places, retention } = self.settings.read(LogPlaces::load)?;
        if places.is_embedded() && !places.data_dir.exists() {
            return Err(Failure::usage(format_args!("--data-dir: {}: not there", places.data_dir.display())));
        }
        block_on(async {
            let store = Store::open(&places.database, PoolSizes::default()).await.map_err(Failure::other)?;
            let now = Time::now();
            let said = match self.command {
                Command::Status(Status {}) => status(&store.log_status().await.map_err(Failure::other)?, now),
                Command::Compact(Compact { keep, upto_revision }) => {
                    let last = store.log_position().await.map_err(Failure::other)?.last;
                    let what = match (keep, upto_revision) {
                        (Some(keep), _) => Expendable { before: now.before(keep), upto: Revision(0) },
                        (_, Some(upto)) => Expendable { before: Time(i64::MIN), upto: Revision(upto) },
                        _ => retention.expendable(now, last),
                    };
                    let done = registrar::compact(&store, &what, |_, _| {}).await;
                    compacted(&done.map_err(Failure::other)?)
                }
            };
            store.close().await.map_err(Failure::other)?;
            output::print(&said)
        })
    }
}

fn status(status: &LogStatus, now: Time) -> String {
    let LogStatus { position, rows, oldest } = status;
    let age = oldest.map_or(0, |oldest| now.since(oldest).as_secs());
    format!(
        "last revision       {}\n\
         compacted revision  {}\n\
         rows                {rows}\n\
         oldest row          {age} s old\n",
        position.last, position.compacted
    )
}

fn compacted(done: &Compacted) -> String {
    match done.upto {
        Some(upto) => format!("forgotten up to revision {upto}: {} rows\n", done.rows),
        None => "nothing to forget\n".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::LogPosition;

    #[test]
    fn what_is_said() {
        let position = LogPosition { last: Revision(12), compacted: Revision(7) };
        let at = LogStatus { position, rows: 5, oldest: Some(Time(1_000_000)) };
        assert_eq!(
            status(&at, Time(61_000_000)),
            "last revision       12\n\
             compacted revision  7\n\
             rows                5\n\
             oldest row          60 s old\n"
        );
        let done = Compacted { upto: Some(Revision(7)), rows: 3 };
        assert_eq!(compacted(&done), "forgotten up to revision 7: 3 rows\n");
        assert_eq!(compacted(&Compacted::default()), "nothing to forget\n");
    }
}
