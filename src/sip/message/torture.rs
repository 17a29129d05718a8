//! The messages of RFC 4475, read from where `ROLLCALL_TEST_RFC4475` says.

use super::*;

#[derive(Debug, PartialEq)]
enum Expected {
    /// Well-formed for us; what comes of it is the UAS's matter.
    Request,
    Response,
    Refused(u16, &'static str),
}
use Expected::{Refused, Request, Response};

const TABLE: [(&str, Expected); 49] = [
    // Lenient: white space inside the brackets of To is trimmed (RFC 4475 §3.1.2.14 allows both).
    ("badaspec", Request),
    ("badbranch", Request),
    ("baddate", Request),
    ("baddn", Refused(400, "Malformed From")),
    ("badinv01", Refused(400, "Malformed Via")),
    ("badvers", Refused(505, "Version Not Supported")),
    ("bcast", Response),
    ("bext01", Request),
    ("bigcode", Response),
    ("clerr", Refused(400, "Content-Length Exceeds Message")),
    ("cparam01", Request),
    ("cparam02", Request),
    ("dblreq", Request),
    ("esc01", Request),
    ("esc02", Request),
    ("escnull", Request),
    ("escruri", Refused(400, "Malformed Request-URI")),
    ("insuf", Refused(400, "Missing From")),
    ("intmeth", Request),
    ("inv2543", Request),
    ("invut", Request),
    ("longreq", Request),
    ("ltgtruri", Refused(400, "Malformed Request-URI")),
    ("lwsdisp", Request),
    ("lwsruri", Refused(400, "Malformed Request-URI")),
    // Lenient: too much white space in the start line is passed over (§3.1.2.9 allows both).
    ("lwsstart", Request),
    ("mcl01", Refused(400, "Repeated Content-Length")),
    ("mismatch01", Refused(400, "CSeq Method Mismatch")),
    ("mismatch02", Refused(400, "CSeq Method Mismatch")),
    ("mpart01", Request),
    ("multi01", Refused(400, "Repeated From")),
    ("ncl", Refused(400, "Malformed Content-Length")),
    ("noreason", Response),
    ("novelsc", Request),
    ("quotbal", Refused(400, "Malformed To")),
    ("regaut01", Request),
    // Refused where the contacts are read.
    ("regbadct", Request),
    ("regescrt", Request),
    ("scalar02", Refused(400, "Malformed CSeq")),
    ("scalarlg", Response),
    ("sdp01", Request),
    ("semiuri", Request),
    ("transports", Request),
    ("trws", Request),
    ("unkscm", Request),
    ("unksm2", Request),
    ("unreason", Response),
    ("wsinv", Request),
    ("zeromf", Request),
];

#[test]
fn every_message_is_judged_as_written_down() {
    let Some(folder) = std::env::var_os("ROLLCALL_TEST_RFC4475") else { return };
    let mut wrong = Vec::new();
    for (name, expected) in &TABLE {
        let path = std::path::Path::new(&folder).join(format!("{name}.dat"));
        let message = Message::parse(Bytes::from(std::fs::read(&path).unwrap())).unwrap();
        let outcome = match (message.request_line(), check(&message)) {
            (None, _) => Response,
            (_, Ok(_)) => Request,
            (_, Err(refusal)) => Refused(refusal.status, refusal.reason),
        };
        if outcome != *expected {
            wrong.push(format!("{name}: {outcome:?} instead of {expected:?}"));
        }
        for element in message.list(Name::Contact) {
            let _ = NameAddr::parse(element).map(|a| SipUri::parse(a.uri));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
