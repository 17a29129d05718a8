//! What a ping says.

use crate::model::Registration;
use crate::sip::message::{Request, without_headers};
use crate::sip::outgoing::Sender;
use bytes::Bytes;
use uuid::Uuid;

pub(super) const METHOD: &str = "OPTIONS";

/// An OPTIONS to the contact of a registration, by the way that its REGISTER came (RFC 3261 §11.1, RFC 3327 §5.3).
pub(super) fn options(registration: &Registration, via: &Sender) -> Bytes {
    let contact = registration.contact.as_str();
    let mut request = Request::new(METHOD, contact, via);
    for value in &registration.path {
        request = request.header("Route", value);
    }
    let tag: u64 = rand::random();
    request
        .header("From", format_args!("<sip:{}>;tag={tag:016x}", registration.user.domain.as_str()))
        .header("To", format_args!("<{}>", without_headers(contact)))
        .header("Call-ID", Uuid::new_v4())
        .header("CSeq", format_args!("1 {METHOD}"))
        .header("Accept", "application/sdp")
        .header("User-Agent", concat!("Rollcall/", env!("CARGO_PKG_VERSION")))
        .finish(b"")
}
