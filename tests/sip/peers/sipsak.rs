//! sipsak: one request, answering one challenge, and out.

use super::{Account, process::Process};

/// Registers for so many seconds; 0 unregisters. Answers what it wrote when it fails. The account's domain must
/// resolve.
pub(crate) async fn register(account: &Account, expires: i64) -> Result<(), String> {
    let Account { user, password, domain, proxy, transport, .. } = account;
    let mut process = Process::start("sipsak", tempfile::tempdir().unwrap(), |command| {
        command
            .args(["--usrloc-mode", "--numeric", "--ignore-redirects", "--hostname", "127.0.0.1"])
            .args(["--sip-uri", &format!("sip:{user}@{domain}"), "--outbound-proxy", &proxy.to_string()])
            .args(["--auth-username", user, "--password", password, "-v"])
            .args(["--expires", &expires.to_string(), "--transport", transport])
            .args(["--contact", &format!("sip:{user}@127.0.0.1:5999")]);
    });
    let status = process.ended().await;
    // Its output is whole only when its end was read.
    if status.success() { Ok(()) } else { Err(process.rest().await) }
}
