//! What kind of client a request comes from.

use crate::model::{ClientClass, Transport};

/// How the User-Agent of softphones begins, in any case. What is not listed counts as a phone, which is
/// what limits are about. A client can say what it likes here: the class is for counting, not for trust.
const SOFTPHONES: [&str; 8] =
    ["Rollcall", "JsSIP", "SIP.js", "Linphone", "Zoiper", "MicroSIP", "Bria", "Jitsi"];

/// A browser (RFC 7118) or a listed softphone; else a phone.
pub(super) fn class(transport: Transport, user_agent: &[u8]) -> ClientClass {
    let listed = SOFTPHONES
        .iter()
        .any(|p| user_agent.get(..p.len()).is_some_and(|start| start.eq_ignore_ascii_case(p.as_bytes())));
    if listed || matches!(transport, Transport::Ws | Transport::Wss) {
        ClientClass::Softphone
    } else {
        ClientClass::Phone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        assert_eq!(class(Transport::Udp, b"Yealink SIP-T46S"), ClientClass::Phone);
        assert_eq!(class(Transport::Udp, b""), ClientClass::Phone);
        assert_eq!(class(Transport::Wss, b""), ClientClass::Softphone);
        assert_eq!(class(Transport::Tcp, b"jssip 3.13"), ClientClass::Softphone);
    }
}
