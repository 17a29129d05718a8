//! Making the machine ready: quick, and silent, when everything is there. Versions are pinned where each tool is
//! installed; beside Debian packages nothing goes outside `<target directory>/tools`.

use std::path::PathBuf;

use crate::run::{Outcome, Run, failure};
use crate::{apt, go, paths, peers, python, stamp};

const CARGO_DENY: &str = "0.20.2";

/// What the tests are told by environment variables.
pub(crate) struct TestTools {
    pub(crate) grpcurl: PathBuf,
    pub(crate) postgres_bin: PathBuf,
}

/// What lint runs beside cargo's own.
pub(crate) struct LintTools {
    pub(crate) buf: PathBuf,
    pub(crate) cargo_deny: PathBuf,
}

pub(crate) fn everything() -> Outcome {
    let test = for_test()?;
    let peers = peers::prepare()?;
    let lint = for_lint()?;
    eprintln!("xtask: ready");
    for tool in [test.grpcurl, test.postgres_bin, lint.buf, lint.cargo_deny] {
        eprintln!("       {}", tool.display());
    }
    for (_, tool) in peers {
        eprintln!("       {tool}");
    }
    Ok(())
}

pub(crate) fn for_test() -> Outcome<TestTools> {
    apt::ensure(apt::PEERS, true)?;
    Ok(TestTools { grpcurl: go::grpcurl()?, postgres_bin: postgres_bin()? })
}

/// For the load drivers: PostgreSQL's programs, and the peers of the watch and of SIP.
pub(crate) fn for_bench() -> Outcome<PathBuf> {
    apt::ensure(apt::BENCH_PEERS, true)?;
    postgres_bin()
}

fn postgres_bin() -> Outcome<PathBuf> {
    match paths::chosen("ROLLCALL_TEST_PG_BIN") {
        Some(chosen) => Ok(chosen),
        None => paths::postgres_bin()
            .ok_or_else(|| failure("PostgreSQL was installed, but its initdb is not found")),
    }
}

pub(crate) fn for_lint() -> Outcome<LintTools> {
    Ok(LintTools { buf: buf()?, cargo_deny: cargo_deny()? })
}

pub(crate) fn buf() -> Outcome<PathBuf> {
    apt::ensure(apt::PYTHON, false)?;
    python::buf()
}

fn cargo_deny() -> Outcome<PathBuf> {
    let tools = paths::tools()?;
    let program = tools.join("bin/cargo-deny");
    stamp::once("cargo-deny", CARGO_DENY, &program, || {
        let scratch = tools.join("cargo-deny-scratch");
        // A build directory of its own, for a mix with ours would be of no use to either.
        Run::cargo()
            .args(["install", "--quiet", "--locked", "--debug", "--force"])
            .arg(format!("cargo-deny@{CARGO_DENY}"))
            .arg("--root")
            .arg(&tools)
            .env("CARGO_TARGET_DIR", &scratch)
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .run()?;
        std::fs::remove_dir_all(&scratch)
            .map_err(|error| failure(format!("cannot remove {}: {error}", scratch.display())))
    })?;
    Ok(program)
}
