//! The load drivers behind docs/performance.md: `cargo xtask bench` runs them.
//!
//! Every figure stands beside what the machine could do in the same run with nothing of Rollcall in the way: its
//! floor. The table goes to standard output, what is going on to standard error.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is a program, its table is its output")]

mod bare;
mod commits;
mod data;
mod etcd;
mod fanout;
mod floor;
mod latency;
mod process;
mod served;
mod sip;
mod snapshot;
mod start;
mod table;
mod watchers;

#[path = "../../tests/support/postgres.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the tests")]
mod postgres;

use data::Backend;
use std::process::ExitCode;
use table::Table;

/// A driver stops at the first thing that goes wrong, and says what.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How long and how much is measured.
#[derive(Debug, Clone, Copy)]
struct Scale {
    quick: bool,
}

impl Scale {
    /// How long one figure is measured.
    fn seconds(self) -> u64 {
        if self.quick { 2 } else { 6 }
    }

    /// Registrations of the large table.
    fn million(self) -> u64 {
        if self.quick { 100_000 } else { 1_000_000 }
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    // The server that is measured as a process is this program again.
    if args.first().is_some_and(|arg| arg == "serve") {
        return rollcall::cli::main();
    }
    let measured = rollcall::server::runtime().map_err(Into::into).and_then(|rt| rt.block_on(run(args)));
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Vec<String>) -> Outcome {
    let scale = Scale { quick: args.iter().any(|arg| arg == "--quick") };
    let parts: Vec<&str> = args.iter().map(String::as_str).filter(|arg| !arg.starts_with("--")).collect();
    let all = parts.is_empty() && !args.iter().any(|arg| arg.starts_with("--sip-against="));
    let wanted = |part: &str| all || parts.contains(&part);
    let mut table = Table::default();
    if wanted("registrar") {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            commits::run(&mut table, backend, scale).await?;
        }
    }
    if wanted("sip") {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            sip::run(&mut table, backend, scale).await?;
        }
    }
    if let Some(address) = args.iter().find_map(|arg| arg.strip_prefix("--sip-against=")) {
        sip::against(&mut table, address.parse()?, scale)?;
    }
    // The watch has three parts, which can be run alone.
    if wanted("watch") || wanted("latency") {
        watchers::run(&mut table, scale).await?;
    }
    if wanted("watch") || wanted("fanout") {
        fanout::run(&mut table, scale).await?;
    }
    if wanted("watch") || wanted("million") {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            start::run(&mut table, backend, scale).await?;
        }
    }
    println!("{table}");
    Ok(())
}
