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
mod growth;
mod latency;
mod process;
mod reads;
mod served;
mod sip;
mod snapshot;
mod start;
mod table;
mod threads;
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
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Outcome {
    let scale = Scale { quick: args.iter().any(|arg| arg == "--quick") };
    let parts: Vec<&str> = args.iter().map(String::as_str).filter(|arg| !arg.starts_with("--")).collect();
    let all = parts.is_empty() && !args.iter().any(|arg| arg.starts_with("--sip-against="));
    let wanted = |part: &str| all || parts.contains(&part);
    let mut table = Table::default();
    let runtime = rollcall::server::runtime()?;
    if wanted("registrar") {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            runtime.block_on(commits::run(&mut table, backend, scale))?;
        }
    }
    if wanted("sip") {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            runtime.block_on(sip::run(&mut table, backend, scale))?;
        }
    }
    if let Some(address) = args.iter().find_map(|arg| arg.strip_prefix("--sip-against=")) {
        sip::against(&mut table, address.parse()?, scale)?;
    }
    let runtime = threads::clients()?;
    if wanted("reads") {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            runtime.block_on(reads::run(&mut table, backend, scale))?;
        }
    }
    // The watch has three parts, which can be run alone.
    if wanted("watch") || wanted("latency") {
        runtime.block_on(watchers::run(&mut table, scale))?;
    }
    if wanted("watch") || wanted("fanout") {
        runtime.block_on(fanout::run(&mut table, scale))?;
    }
    if wanted("watch") || wanted("million") {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            runtime.block_on(start::run(&mut table, backend, scale))?;
        }
    }
    println!("{table}");
    Ok(())
}
