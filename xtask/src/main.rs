//! What developers and CI run: `cargo xtask help` lists it.

mod apt;
mod bench;
mod clients;
mod generate;
mod go;
mod java;
mod lint;
mod node;
mod paths;
mod peers;
mod python;
mod run;
mod setup;
mod stamp;
mod tally;
mod test;

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use run::{Failure, Outcome};

const USAGE: &str = "\
cargo xtask <command>

  test [SUITE...] [-- ARGS]  make the machine ready, then run the tests: all of them, or the suites named
                             (unit, conformance, watch, sip, robustness, clients); ARGS go to the test binaries
  bench [PART...] [--quick]  run the load drivers (registrar, sip, reads, watch, clients) with the release profile, print
                             their tables and write them into docs/performance.md; --quick measures shortly and writes
                             nothing
  lint                       rustfmt, clippy, buf lint and breaking, cargo deny, generated code is fresh
  gen                        write all generated code of the clients anew, as buf.gen.yaml says
  baseline                   write the contract as it stands to proto/baseline.binpb, which lint compares with
  setup                      only make the machine ready for test and lint
  help                       this text";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {}", failure.text);
            ExitCode::from(failure.code)
        }
    }
}

fn dispatch(args: &[String]) -> Outcome {
    let Some((command, rest)) = args.split_first() else {
        return Err(usage("no command given"));
    };
    match command.as_str() {
        "test" => {
            let selection = test::Selection::parse(rest).map_err(|error| usage(&error))?;
            test::run(&selection)
        }
        "bench" => {
            let selection = bench::Selection::parse(rest).map_err(|error| usage(&error))?;
            bench::run(&selection)
        }
        "lint" => alone(rest).and_then(|()| lint::run()),
        "gen" => alone(rest).and_then(|()| generate::run()),
        "baseline" => alone(rest).and_then(|()| lint::baseline()),
        "setup" => alone(rest).and_then(|()| setup::everything()),
        "help" | "--help" | "-h" => {
            say(USAGE);
            Ok(())
        }
        other => Err(usage(&format!("unknown command `{other}`"))),
    }
}

/// Prints to standard output, where nobody may be reading any more (`| head`).
fn say(text: impl Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn alone(rest: &[String]) -> Outcome {
    match rest.first() {
        None => Ok(()),
        Some(arg) => Err(usage(&format!("unexpected argument `{arg}`"))),
    }
}

/// Exit code 64 is EX_USAGE of sysexits.h.
fn usage(error: &str) -> Failure {
    Failure { code: 64, text: format!("{error}\n\n{USAGE}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(args: &[&str]) -> Failure {
        let args: Vec<String> = args.iter().map(ToString::to_string).collect();
        dispatch(&args).expect_err("must be refused")
    }

    #[test]
    fn unknown_arguments_are_usage_errors() {
        for args in [
            &[][..],
            &["tset"],
            &["test", "nosuch"],
            &["lint", "now"],
            &["setup", "--fast"],
            &["bench", "nosuch"],
        ] {
            let failure = refused(args);
            assert_eq!(failure.code, 64, "{args:?}");
            assert!(failure.text.contains("cargo xtask <command>"), "{args:?}");
        }
        assert!(refused(&["test", "nosuch"]).text.contains("`nosuch`"));
    }
}
