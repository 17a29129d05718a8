//! JsSIP and SIP.js in Node.js, by the programs beside this file.

use super::{Account, process::Process, tool};
use std::path::Path;

pub(super) const NODE: &str = "ROLLCALL_TEST_NODE";
/// The directory in which npm installed them.
pub(super) const MODULES: &str = "ROLLCALL_TEST_NODE_PEERS";

/// Starts one of them; it does what it is told.
pub(crate) fn start(library: &str, account: &Account) -> Process {
    let Account { user, password, domain, transport, ca, .. } = account;
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/sip/peers/{library}.mjs"));
    let (node, modules) = (tool(NODE), tool(MODULES));
    Process::start(&node, tempfile::tempdir().unwrap(), |command| {
        command.arg(program).args([user, password, domain]);
        command.arg(format!("{transport}://{}", account.host())).env("PEER_MODULES", modules);
        if let Some(ca) = ca {
            command.env("NODE_EXTRA_CA_CERTS", ca);
        }
    })
}
