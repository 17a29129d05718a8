//! `cargo xtask test`.

use std::ffi::OsStr;

use crate::run::{Outcome, Run, failure};
use crate::tally::Tally;
use crate::{
    clients::{self, Profile},
    peers, setup,
};

/// The suites that are a test binary of their own: tests/NAME/main.rs.
const BINARIES: &[&str] = &["conformance", "watch", "sip", "robustness", "clients"];

/// What to test; no target means all.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Selection {
    targets: Vec<String>,
    args: Vec<String>,
}

impl Selection {
    pub(crate) fn parse(args: &[String]) -> Result<Self, String> {
        let mut selection = Self::default();
        let mut args = args.iter();
        for arg in args.by_ref() {
            match arg.as_str() {
                "--" => break,
                "unit" => selection.targets.extend(["--lib".into(), "--bins".into()]),
                suite if BINARIES.contains(&suite) => {
                    selection.targets.extend(["--test".into(), suite.into()])
                }
                other => return Err(format!("unknown suite `{other}`")),
            }
        }
        selection.args = args.cloned().collect();
        Ok(selection)
    }

    /// Whether a suite is among what is tested.
    fn has(&self, suite: &str) -> bool {
        self.targets.is_empty() || self.targets.iter().any(|target| target == suite)
    }
}

pub(crate) fn run(selection: &Selection) -> Outcome {
    let tools = setup::for_test()?;
    let cargo_test = || {
        Run::cargo()
            .args(["test", "--workspace", "--locked"])
            .args(&selection.targets)
            .env("ROLLCALL_TEST_GRPCURL", OsStr::new(&tools.grpcurl))
            .env("ROLLCALL_TEST_PG_BIN", OsStr::new(&tools.postgres_bin))
    };
    let mut told = if selection.has("sip") { peers::prepare()? } else { Vec::new() };
    // Apart, so that the time of the build and the time of the tests are told apart.
    cargo_test().arg("--no-run").run()?;
    // After it, for some of the clients' own tests run the server that it built.
    if selection.has("clients") {
        told.extend(clients::prepare(Profile::Debug)?);
    }
    let mut tally = Tally::default();
    let tests = cargo_test().args(["--no-fail-fast", "--"]).args(&selection.args);
    let tests = told.iter().fold(tests, |run, (variable, told)| run.env(variable, told));
    let outcome = tests.run_watched(|chunk| tally.read(chunk));
    if tally.binaries > 0 {
        crate::say(&tally);
    }
    outcome?;
    if tally.binaries > 0 && tally.passed == 0 {
        return Err(failure("no test ran"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Selection, String> {
        Selection::parse(&args.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn no_suite_is_all() {
        assert_eq!(parse(&[]), Ok(Selection::default()));
    }

    #[test]
    fn suites_and_arguments() {
        let selection = parse(&["unit", "sip", "--", "--nocapture", "unit"]).expect("is right");
        assert_eq!(selection.targets, ["--lib", "--bins", "--test", "sip"]);
        assert_eq!(selection.args, ["--nocapture", "unit"]);
    }

    #[test]
    fn unknown_suites_are_refused() {
        assert_eq!(parse(&["--nocapture"]), Err("unknown suite `--nocapture`".to_owned()));
    }
}
