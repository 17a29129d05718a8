//! sipp, with the scenarios beside this file.

use super::{Account, process::Process};
use std::{path::Path, process::ExitStatus};

/// Runs a scenario once; it succeeds when every answer is the one that the scenario waits for.
pub(crate) async fn run(scenario: &str, account: &Account, expires: i64) -> ExitStatus {
    let Account { user, password, domain, proxy, transport, .. } = account;
    // An address of IPv6 stands in brackets.
    let own = if proxy.is_ipv6() { "[::1]" } else { "127.0.0.1" };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/sip/scenarios/{scenario}.xml"));
    let mut process = Process::start("sipp", tempfile::tempdir().unwrap(), |command| {
        command
            .arg(proxy.to_string())
            .arg("-sf")
            .arg(file)
            .args(["-t", if *transport == "tcp" { "t1" } else { "u1" }, "-i", own])
            .args(["-m", "1", "-nostdin", "-timeout", "20", "-timeout_error"])
            .args(["-s", user, "-au", user, "-ap", password, "-key", "domain", domain])
            .args(["-key", "contact", &format!("sip:{user}@{own}:5999")])
            .args(["-key", "expires", &expires.to_string()]);
    });
    let status = process.ended().await;
    if !status.success() {
        eprintln!("--- {scenario} in {}\n{}", process.dir().display(), process.output());
    }
    status
}
