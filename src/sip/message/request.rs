//! Requests of our own (RFC 3261 §8.1.1): strict in form.

use super::build::{put, put_header};
use bytes::Bytes;
use std::fmt::Display;

/// A request being written.
pub(crate) struct Request {
    out: Vec<u8>,
}

impl Request {
    /// The request line, by the headers of `uri` shorter, and the Via. `uri` has been parsed once: nothing in it ends the line.
    pub(crate) fn new(method: &str, uri: &str, via: impl Display) -> Self {
        let mut out = Vec::with_capacity(1024);
        put(&mut out, format_args!("{method} {} SIP/2.0\r\n", without_headers(uri)));
        put_header(&mut out, "Via", via);
        put_header(&mut out, "Max-Forwards", 70);
        Self { out }
    }

    /// Adds a header field, on one line whatever the value is.
    pub(crate) fn header(mut self, name: &str, value: impl Display) -> Self {
        put_header(&mut self.out, name, value);
        self
    }

    /// Ends the message, with a body or an empty one.
    pub(crate) fn finish(self, body: &[u8]) -> Bytes {
        let mut out = self.header("Content-Length", body.len()).out;
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(body);
        Bytes::from(out)
    }
}

/// A URI as a request line may have it (§19.1.1, table 1).
pub(crate) fn without_headers(uri: &str) -> &str {
    let host = uri.rfind('@').unwrap_or_default();
    let end = uri[host..].find('?').map_or(uri.len(), |at| host + at);
    &uri[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::message::{Message, Name, check};

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

    #[test]
    fn what_is_written_is_read() {
        let request = Request::new(
            "OPTIONS",
            "sip:a@h;x=y?Route=z",
            "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx;rport",
        )
        .header("From", "<sip:h>;tag=1")
        .header("To", "<sip:a@h>")
        .header("Call-ID", "c")
        .header("User-Agent", "u\r\nX: y")
        .header("CSeq", "1 OPTIONS")
        .finish(b"body");
        let message = Message::parse(request).unwrap();
        assert_eq!(check(&message).unwrap().cseq, 1);
        assert_eq!(message.request_line().unwrap().uri, b"sip:a@h;x=y");
        assert_eq!((message.first(Name::UserAgent), message.body_len()), (Some(&b"u  X: y"[..]), 4));
        assert_eq!(message.content_length().unwrap(), Some(4));
    }
}
