//! Responses (RFC 3261 §8.2.6): strict in form, whatever the request looked like.

use super::lex::{list, pairs, param};
use super::{Message, Name, NameAddr, Via};
use bytes::Bytes;
use std::fmt::{self, Display};
use std::io::Write;
use std::net::SocketAddr;

/// What every response to one request shares.
#[derive(Clone, Copy)]
pub(crate) struct ReplyContext<'a> {
    pub(crate) message: &'a Message,
    pub(crate) via: Via<'a>,
    pub(crate) source: SocketAddr,
    /// The To tag, the same for every retransmission (§8.2.7).
    pub(crate) tag: Tag,
}

/// A tag of ours.
#[derive(Clone, Copy)]
pub(crate) struct Tag(pub(crate) u64);

impl Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A response being written.
pub(crate) struct Reply {
    out: Vec<u8>,
    pub(crate) status: u16,
    /// Where what is copied from the request ends.
    own: usize,
}

impl ReplyContext<'_> {
    /// Status line, Via with `received` and `rport`, From, To with a tag, Call-ID and CSeq.
    pub(crate) fn reply(&self, status: u16, reason: &str) -> Reply {
        let mut out = Vec::with_capacity(1024);
        put(&mut out, format_args!("SIP/2.0 {status} {reason}\r\n"));
        self.vias(&mut out);
        for (name, label) in
            [(Name::From, "From: "), (Name::To, "To: "), (Name::CallId, "Call-ID: "), (Name::CSeq, "CSeq: ")]
        {
            let Some(value) = self.message.first(name) else { continue };
            out.extend_from_slice(label.as_bytes());
            clean(&mut out, value);
            let untagged = |v| NameAddr::parse(v).is_some_and(|a| param(a.params, "tag").is_none());
            if name == Name::To && untagged(value) {
                put(&mut out, format_args!(";tag={}", self.tag));
            }
            out.extend_from_slice(b"\r\n");
        }
        Reply { own: out.len(), out, status }
    }

    fn vias(&self, out: &mut Vec<u8>) {
        for (line, value) in self.message.all(Name::Via).enumerate() {
            out.extend_from_slice(b"Via: ");
            if line == 0 {
                self.top_via(out);
                for element in list(value).skip(1) {
                    out.extend_from_slice(b", ");
                    clean(out, element);
                }
            } else {
                clean(out, value);
            }
            out.extend_from_slice(b"\r\n");
        }
    }

    /// What the client wrote as `received` or as the value of `rport` is replaced by what we saw.
    fn top_via(&self, out: &mut Vec<u8>) {
        clean(out, self.via.head);
        for (name, value) in pairs(self.via.params, b';') {
            if name.eq_ignore_ascii_case(b"received") || name.eq_ignore_ascii_case(b"rport") {
                continue;
            }
            out.push(b';');
            clean(out, name);
            if let Some(value) = value {
                out.push(b'=');
                clean(out, value);
            }
        }
        let rport = self.via.wants_rport();
        if rport || self.via.differs_from(self.source.ip()) {
            put(out, format_args!(";received={}", self.source.ip()));
        }
        if rport {
            put(out, format_args!(";rport={}", self.source.port()));
        }
    }
}

impl Reply {
    /// Adds a header field, on one line whatever the value is.
    pub(crate) fn header(mut self, name: &str, value: impl Display) -> Self {
        put_header(&mut self.out, name, value);
        self
    }

    /// The reason phrase, and the header fields besides those that every response copies from its request.
    pub(crate) fn told(&self) -> (String, Vec<(String, String)>) {
        let text = |part: &[u8]| String::from_utf8_lossy(part).into_owned();
        let line = self.out.split(|b| *b == b'\r').next().unwrap_or_default();
        let reason = line.splitn(3, |b| *b == b' ').nth(2).unwrap_or_default();
        // No value has a line end in it: see `header`.
        let own = text(&self.out[self.own..]);
        let headers = own.split("\r\n").filter_map(|line| line.split_once(": "));
        (text(reason), headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// Ends the message; there is no body.
    pub(crate) fn finish(mut self) -> Bytes {
        self.out.extend_from_slice(b"Content-Length: 0\r\n\r\n");
        Bytes::from(self.out)
    }
}

/// Writes a header field; control characters in the value become spaces, so that a value cannot begin another header.
pub(super) fn put_header(out: &mut Vec<u8>, name: &str, value: impl Display) {
    put(out, format_args!("{name}: "));
    let from = out.len();
    put(out, format_args!("{value}"));
    for b in &mut out[from..] {
        if b.is_ascii_control() {
            *b = b' ';
        }
    }
    out.extend_from_slice(b"\r\n");
}

pub(super) fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to a Vec cannot fail.
    let _ = out.write_fmt(text);
}

/// Copies a value onto one line.
fn clean(out: &mut Vec<u8>, value: &[u8]) {
    let from = out.len();
    out.extend_from_slice(value);
    for b in &mut out[from..] {
        if b.is_ascii_control() {
            *b = b' ';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_carries_the_request_back() {
        let m = Message::parse(Bytes::from_static(
            b"REGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:5070;rport;received=1.2.3.4;branch=z9hG4bKa, SIP/2.0/TCP b\r\n\
              v: SIP/2.0/TLS c\r\nf: <sip:a@h>;tag=x\r\nt: \"\xe9\"\r\n <sip:a@h>\r\ni: 1\r\nCSeq: 1 REGISTER\r\n\r\n",
        ))
        .unwrap();
        let source = "192.0.2.9:4321".parse().unwrap();
        let context = ReplyContext { message: &m, via: m.top_via().unwrap(), source, tag: Tag(10) };
        let reply = context.reply(200, "OK").header("X", "a\r\nb").header("Y", "1: 2");
        let own = [("X", "a  b"), ("Y", "1: 2")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(reply.told(), ("OK".to_owned(), own.to_vec()));
        let reply = reply.finish();
        let expected: &[u8] = b"SIP/2.0 200 OK\r\n\
            Via: SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKa;received=192.0.2.9;rport=4321, SIP/2.0/TCP b\r\n\
            Via: SIP/2.0/TLS c\r\nFrom: <sip:a@h>;tag=x\r\nTo: \"\xe9\"   <sip:a@h>;tag=000000000000000a\r\n\
            Call-ID: 1\r\nCSeq: 1 REGISTER\r\nX: a  b\r\nY: 1: 2\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(String::from_utf8_lossy(&reply), String::from_utf8_lossy(expected));
    }
}
