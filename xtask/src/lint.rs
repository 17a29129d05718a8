//! `cargo xtask lint` and `cargo xtask baseline`.

use std::path::Path;
use std::time::Duration;

use crate::run::{Outcome, Run, failure};
use crate::setup::LintTools;
use crate::{generate, paths, setup};

/// The contract as last released, as an image that buf reads.
const BASELINE: &str = "proto/baseline.binpb";
/// Our module of buf's workspace. An image can be compared with one module only, so it is always named.
const CONTRACT: &str = "proto";
/// How long to try for the database of advisories, on a machine that may not reach it.
const ADVISORIES_WITHIN: Duration = Duration::from_secs(60);

/// Runs every check, also after one that failed, so that one run tells all.
pub(crate) fn run() -> Outcome {
    let tools = setup::for_lint()?;
    let checks = [fmt(), contract(&tools), generate::check(), deny(&tools), clippy()];
    let failed: Vec<String> = checks.into_iter().filter_map(Result::err).map(|failed| failed.text).collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(failure(format!("lint found faults:\n  {}", failed.join("\n  "))))
}

/// Declares the contract as it stands to be the released one.
pub(crate) fn baseline() -> Outcome {
    let buf = setup::buf()?;
    run_buf(&buf)?.args(["build", CONTRACT, "--exclude-source-info", "-o", BASELINE]).run()?;
    eprintln!("xtask: wrote {BASELINE}: commit it with the release that it describes");
    Ok(())
}

fn fmt() -> Outcome {
    Run::cargo().args(["fmt", "--all", "--check"]).run()
}

fn clippy() -> Outcome {
    let targets = ["clippy", "--workspace", "--all-targets", "--locked"];
    Run::cargo().args(targets).args(["--", "-D", "warnings"]).run()
}

fn contract(tools: &LintTools) -> Outcome {
    run_buf(&tools.buf)?.arg("lint").run()?;
    if !paths::root().join(BASELINE).is_file() {
        return Err(failure(format!(
            "{BASELINE} does not exist, so breaking changes cannot be seen: `cargo xtask baseline` writes it"
        )));
    }
    run_buf(&tools.buf)?.args(["breaking", CONTRACT, "--against", BASELINE]).run()
}

fn run_buf(buf: &Path) -> Outcome<Run> {
    Ok(Run::new(buf).env("BUF_CACHE_DIR", paths::tools()?.join("buf-cache")))
}

fn deny(tools: &LintTools) -> Outcome {
    let deny = || Run::new(&tools.cargo_deny).args(["--workspace", "--locked"]);
    let check = ["check", "--hide-inclusion-graph"];
    deny().args(check).args(["bans", "licenses", "sources"]).run()?;
    if !Run::new(&tools.cargo_deny).args(["fetch", "db"]).succeeds_within(ADVISORIES_WITHIN)? {
        eprintln!("xtask: advisories are left out: their database could not be fetched");
        return Ok(());
    }
    deny().arg("--offline").args(check).arg("advisories").run()
}
