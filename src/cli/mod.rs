//! The command line: one file per subcommand. All but `serve`, `migrate`, `rekey`, `log` and `token` talk gRPC
//! like any other client.

mod arguments;
mod changes;
mod client;
mod credentials;
mod doctor;
mod domain;
mod failure;
mod format;
mod log;
mod migrate;
mod names;
mod output;
mod registration;
mod rekey;
mod serve;
mod token;
mod usage;
mod user;
mod watch;

use clap::{Parser, Subcommand};
use failure::Failure;
use std::process::ExitCode;

const EXIT_CODES: &str = "\
Exit codes:
  0   done
  1   any other failure
  64  a flag, an environment variable or the configuration file is wrong
  65  the server refused the data
  69  the server cannot be reached, or does not answer in time
  77  no token, or not permitted";

#[derive(Debug, Parser)]
#[command(name = "rollcall", version, about = "The SIP directory and roll call of a voice platform")]
#[command(after_help = EXIT_CODES, arg_required_else_help = true, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    Rekey(rekey::Rekey),
    Log(log::Log),
    Token(token::Token),
    Domain(domain::Domain),
    User(user::User),
    Registration(registration::Registration),
    Watch(watch::Watch),
    Doctor(doctor::Doctor),
}

/// Parses the command line, runs it, and tells how it went.
pub fn main() -> ExitCode {
    let outcome = match Cli::try_parse() {
        Ok(cli) => run(cli.command),
        Err(error) => usage::answer(&error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(serve) => serve.run(),
        Command::Migrate(migrate) => migrate.run(),
        Command::Rekey(rekey) => rekey.run(),
        Command::Log(log) => log.run(),
        Command::Token(token) => token.run(),
        Command::Domain(domain) => block_on(domain.run()),
        Command::User(user) => block_on(user.run()),
        Command::Registration(registration) => block_on(registration.run()),
        Command::Watch(watch) => block_on(watch.run()),
        Command::Doctor(doctor) => block_on(doctor.run()),
    }
}

/// Runs a command that is one task.
fn block_on(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::other)?.block_on(command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
