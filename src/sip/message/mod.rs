//! SIP messages as views into the bytes they came in (RFC 3261 §7).
//!
//! One pass notes where each header field is; what it says is read only when somebody asks. Values are
//! bytes: a Latin-1 display name or a NUL is nothing special here.

mod address;
mod build;
mod check;
pub(crate) mod lex;
mod name;
mod parse;
mod request;
#[cfg(test)]
mod torture;
mod via;

pub(crate) use address::{NameAddr, SipUri, is_sip_scheme, scheme};
pub(crate) use build::{Reply, ReplyContext, Tag};
pub(crate) use check::{Essentials, Refusal, check};
pub(crate) use name::Name;
pub(crate) use request::{Request, without_headers};
pub(crate) use via::Via;

use bytes::Bytes;
use std::ops::Range;

/// One message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    raw: Bytes,
    start: Start,
    headers: Vec<Header>,
    /// Where the body begins.
    body: usize,
}

#[derive(Debug, Clone)]
enum Start {
    Request { method: Range<usize>, uri: Range<usize>, supported: bool },
    Response { status: Option<u16> },
}

#[derive(Debug, Clone)]
struct Header {
    name: Name,
    value: Range<usize>,
}

/// The start line of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestLine<'a> {
    /// Case-sensitive, any token.
    pub(crate) method: &'a [u8],
    pub(crate) uri: &'a [u8],
    /// Whether the version is SIP/2.0.
    pub(crate) supported: bool,
}

impl Message {
    /// The request line; `None` for a response.
    pub(crate) fn request_line(&self) -> Option<RequestLine<'_>> {
        match &self.start {
            Start::Request { method, uri, supported } => Some(RequestLine {
                method: &self.raw[method.clone()],
                uri: &self.raw[uri.clone()],
                supported: *supported,
            }),
            Start::Response { .. } => None,
        }
    }

    /// The status code; `None` for a request, and for a response whose code cannot be read.
    pub(crate) fn status(&self) -> Option<u16> {
        match self.start {
            Start::Response { status } => status,
            Start::Request { .. } => None,
        }
    }

    /// The values of every header field called `name`, in order, trimmed; folds are still in them.
    pub(crate) fn all(&self, name: Name) -> impl Iterator<Item = &[u8]> {
        self.headers.iter().filter(move |h| h.name == name).map(|h| lex::trim(&self.raw[h.value.clone()]))
    }

    pub(crate) fn first(&self, name: Name) -> Option<&[u8]> {
        self.all(name).next()
    }

    /// The elements of a list-valued header field, over all its lines.
    pub(crate) fn list(&self, name: Name) -> impl Iterator<Item = &[u8]> {
        self.all(name).flat_map(lex::list)
    }

    /// The topmost Via; `None` when it is missing or beyond reading.
    pub(crate) fn top_via(&self) -> Option<Via<'_>> {
        self.list(Name::Via).next().and_then(Via::parse)
    }

    /// Content-Length: `Ok(None)` when absent, `Err` when malformed or said twice (RFC 3261 §20.14).
    pub(crate) fn content_length(&self) -> Result<Option<u64>, Refusal> {
        let mut values = self.all(Name::ContentLength);
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) => {
                lex::number(value).map(Some).ok_or(Refusal::bad("Malformed Content-Length"))
            }
            (Some(_), Some(_)) => Err(Refusal::bad("Repeated Content-Length")),
        }
    }

    /// Where the first header field called `name` has its value, or where the headers end when there is none.
    pub(crate) fn offset_of(&self, name: Name) -> usize {
        self.headers.iter().find(|h| h.name == name).map_or(self.body, |h| h.value.start)
    }

    /// Octets after the headers.
    pub(crate) fn body_len(&self) -> usize {
        self.raw.len() - self.body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Message {
        Message::parse(Bytes::copy_from_slice(text.as_bytes())).unwrap()
    }

    #[test]
    fn finds_headers_by_any_name() {
        let m = parse("\r\nREGISTER sip:h SIP/2.0\r\nv: a\r\nVIA : b,\r\n c\r\nX: y\nf:z\r\n\r\nbody");
        assert_eq!(m.request_line().unwrap().method, b"REGISTER");
        assert_eq!(m.list(Name::Via).collect::<Vec<_>>(), [b"a", b"b", b"c"]);
        assert_eq!(m.first(Name::From), Some(&b"z"[..]));
        assert_eq!(m.body_len(), 4);
    }

    #[test]
    fn methods_are_exact_and_open() {
        assert_eq!(parse("register sip:h SIP/2.0\r\n\r\n").request_line().unwrap().method, b"register");
        assert!(!parse("X sip:h SIP/7.0\r\n\r\n").request_line().unwrap().supported);
        assert!(parse("SIP/2.0 200 OK\r\n\r\n").request_line().is_none());
    }

    #[test]
    fn status_codes() {
        for (line, status) in [
            ("SIP/2.0 200 OK", Some(200)),
            ("sip/2.0 699", Some(699)),
            ("SIP/2.0 99 x", None),
            ("SIP/2.0 700 x", None),
            ("SIP/2.0 2x0 OK", None),
            ("SIP/2.0", None),
            ("X sip:h SIP/2.0", None),
        ] {
            assert_eq!(parse(&format!("{line}\r\n\r\n")).status(), status, "{line}");
        }
    }

    #[test]
    fn what_is_no_message() {
        for bad in ["", "\r\n\r\n", "jaK", "GET / HTTP/1.1\r\n\r\n", "A B\r\n", "\0\0\0\0", "SIP sip:x"] {
            assert!(Message::parse(Bytes::from_static(bad.as_bytes())).is_err(), "{bad:?}");
        }
        let many = format!("X sip:h SIP/2.0\r\n{}\r\n", "a: b\r\n".repeat(500));
        let refused = Message::parse(Bytes::from(many)).unwrap_err();
        assert_eq!((refused.what, refused.offset), ("too many header fields", 17 + 200 * 6));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            if let Ok(m) = Message::parse(Bytes::from(bytes)) {
                let _ = check(&m);
            }
        }

        #[test]
        fn never_panics_on_headers(value in "[\\x00-\\x7f]{0,60}") {
            for name in ["Via", "From", "To", "CSeq", "Contact", "Authorization"] {
                let text = format!("REGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\n{name}: {value}\r\n\r\n");
                let m = Message::parse(Bytes::from(text)).unwrap();
                let _ = check(&m);
                for e in m.list(Name::Contact) { let _ = NameAddr::parse(e).map(|a| SipUri::parse(a.uri)); }
            }
        }
    }
}
