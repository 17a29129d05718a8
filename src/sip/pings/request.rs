//! What a ping says.

use crate::model::Registration;
use crate::sip::message::Request;
use crate::sip::outgoing::Sender;
use bytes::Bytes;
use uuid::Uuid;

pub(super) const METHOD: &str = "OPTIONS";

/// An OPTIONS to the contact of a registration, by the way that its REGISTER came (RFC 3261 §11.1, RFC 3327 §5.3).
pub(super) fn options(registration: &Registration, via: &Sender) -> Bytes {
    let uri = without_headers(registration.contact.as_str());
    let mut request = Request::new(METHOD, uri, via);
    for value in &registration.path {
        request = request.header("Route", value);
    }
    let tag: u64 = rand::random();
    request
        .header("From", format_args!("<sip:{}>;tag={tag:016x}", registration.user.domain.as_str()))
        .header("To", format_args!("<{uri}>"))
        .header("Call-ID", Uuid::new_v4())
        .header("CSeq", format_args!("1 {METHOD}"))
        .header("Accept", "application/sdp")
        .header("User-Agent", concat!("Rollcall/", env!("CARGO_PKG_VERSION")))
        .finish(b"")
}

/// A URI as a request line may have it (§19.1.1, table 1).
fn without_headers(uri: &str) -> &str {
    let host = uri.rfind('@').unwrap_or_default();
    let end = uri[host..].find('?').map_or(uri.len(), |at| host + at);
    &uri[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_line_has_no_headers() {
        for (uri, expected) in [
            ("sip:a@h;x=y", "sip:a@h;x=y"),
            ("sip:h?Subject=x", "sip:h"),
            ("sip:a?b@h:5060;ob?To=c", "sip:a?b@h:5060;ob"),
        ] {
            assert_eq!(without_headers(uri), expected);
        }
    }
}
