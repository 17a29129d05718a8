//! Messages out of a stream (RFC 3261 §18.3, keepalives of RFC 5626 §4.4.1).

use crate::sip::message::Message;
use bytes::{Buf, Bytes, BytesMut};

/// Finds where messages end.
#[derive(Debug)]
pub(crate) struct Framer {
    limit: usize,
    /// How far the buffer is known to hold no end of headers, so that a message that comes octet by
    /// octet is not searched from its beginning each time.
    searched: usize,
    /// The length of the whole message, once its headers are there.
    whole: Option<usize>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    Message(Bytes),
    /// A double CRLF: answer with one.
    Ping,
    /// Nothing whole. `begun` when part of a message is there.
    More {
        begun: bool,
    },
    /// Whole headers, but no way to tell where the message ends. The stream is lost after it.
    Broken(Bytes),
    /// Whole headers of a message that is too large. The stream is lost after it.
    TooLarge(Bytes),
    /// Not SIP, or headers without an end.
    Hopeless,
}

impl Framer {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, searched: 0, whole: None }
    }

    /// Takes the next frame off the buffer.
    pub(crate) fn next(&mut self, buffer: &mut BytesMut) -> Frame {
        if self.whole.is_none() {
            if let Some(frame) = self.between(buffer) {
                return frame;
            }
            let Some(head) = self.end_of_headers(buffer) else {
                let full = buffer.len() > self.limit;
                return if full { Frame::Hopeless } else { Frame::More { begun: true } };
            };
            let headers = Bytes::copy_from_slice(&buffer[..head]);
            let Ok(message) = Message::parse(headers.clone()) else { return Frame::Hopeless };
            // Required on streams (§20.14); without one there is no body, as with most phones.
            let body = match message.content_length() {
                Ok(length) => length.unwrap_or(0),
                Err(_) => return Frame::Broken(headers),
            };
            let whole = usize::try_from(body).ok().and_then(|body| head.checked_add(body));
            match whole.filter(|whole| *whole <= self.limit) {
                Some(whole) => self.whole = Some(whole),
                None => return Frame::TooLarge(headers),
            }
        }
        match self.whole {
            Some(whole) if buffer.len() >= whole => {
                self.whole = None;
                self.searched = 0;
                Frame::Message(Bytes::copy_from_slice(&buffer.split_to(whole)))
            }
            _ => Frame::More { begun: true },
        }
    }

    /// Passes over what may stand between messages.
    fn between(&mut self, buffer: &mut BytesMut) -> Option<Frame> {
        if self.searched > 0 {
            return None;
        }
        loop {
            match &buffer[..] {
                [b'\r', b'\n', b'\r', b'\n', ..] => {
                    buffer.advance(4);
                    return Some(Frame::Ping);
                }
                // Perhaps the first half of a ping.
                [] | [b'\r'] | [b'\r', b'\n'] | [b'\r', b'\n', b'\r'] => {
                    return Some(Frame::More { begun: false });
                }
                [b'\r', b'\n', ..] => buffer.advance(2),
                [b'\n' | b'\r', ..] => buffer.advance(1),
                _ => return None,
            }
        }
    }

    /// Just after the empty line.
    fn end_of_headers(&mut self, buffer: &[u8]) -> Option<usize> {
        let mut at = self.searched;
        while let Some(lf) = buffer[at..].iter().position(|b| *b == b'\n').map(|i| at + i) {
            match &buffer[lf + 1..] {
                [b'\n', ..] => return Some(lf + 2),
                [b'\r', b'\n', ..] => return Some(lf + 3),
                // The next octets decide: search again from this LF.
                [] | [b'\r'] => {
                    self.searched = lf;
                    return None;
                }
                _ => at = lf + 1,
            }
        }
        self.searched = buffer.len();
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "OPTIONS sip:h SIP/2.0\r\nl: 4\r\n\r\nbody";
    const B: &str = "REGISTER sip:h SIP/2.0\r\nX: y\r\n\r\n";

    fn frames(text: &str, step: usize) -> Vec<Frame> {
        let (mut framer, mut buffer, mut out) = (Framer::new(200), BytesMut::new(), Vec::new());
        for piece in text.as_bytes().chunks(step) {
            buffer.extend_from_slice(piece);
            loop {
                match framer.next(&mut buffer) {
                    Frame::More { .. } => break,
                    frame @ (Frame::Message(_) | Frame::Ping) => out.push(frame),
                    end => {
                        out.push(end);
                        return out;
                    }
                }
            }
        }
        out
    }

    #[test]
    fn however_it_is_cut() {
        let text = format!("\r\n{A}\r\n\r\n{B}{A}\r\n");
        let m = |t: &'static str| Frame::Message(Bytes::from_static(t.as_bytes()));
        for step in 1..text.len() {
            assert_eq!(frames(&text, step), [m(A), Frame::Ping, m(B), m(A)], "{step}");
        }
    }

    #[test]
    fn ends_that_cannot_be_found() {
        let with = |l: &str| frames(&format!("OPTIONS sip:h SIP/2.0\r\nl: {l}\r\n\r\n"), 10).pop();
        assert!(matches!(with("-1"), Some(Frame::Broken(_))));
        assert!(matches!(with("1\r\nl: 2"), Some(Frame::Broken(_))));
        assert!(matches!(with("99999999999999999999999"), Some(Frame::TooLarge(_))));
        assert!(matches!(with("1000"), Some(Frame::TooLarge(_))));
        assert_eq!(frames(&"x".repeat(300), 100), [Frame::Hopeless]);
        assert_eq!(frames("GET / HTTP/1.1\r\n\r\n", 100), [Frame::Hopeless]);
    }
}
