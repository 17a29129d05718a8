//! pjsua2, by the program beside this file.

use super::{Account, process::Process, tool};
use std::path::Path;

/// A Python that has pjsua2.
pub(super) const PYTHON: &str = "ROLLCALL_TEST_PJSUA2_PYTHON";

/// Starts it; it does what it is told.
pub(crate) fn start(account: &Account) -> Process {
    let Account { user, password, domain, transport, ca, .. } = account;
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sip/peers/pjsua.py");
    let python = tool(PYTHON);
    Process::start(&python, tempfile::tempdir().unwrap(), |command| {
        command.arg(program).args([user, password, domain, &account.host(), *transport]).args(ca);
    })
}
