//! From bytes to the shape of a message: start line, where each header is, body (RFC 3261 §7).
//!
//! Lenient: LF alone ends a line, the start line may have too much white space, a line without a colon
//! is passed over. Nothing is decoded here.

use super::lex::{is_space, number, trim};
use super::{Header, Message, Name, Start};
use bytes::Bytes;
use std::ops::Range;

/// More header fields than any phone or chain of proxies sends.
const MAX_HEADERS: usize = 200;

/// How every version begins. No method begins so.
const VERSION: &[u8] = b"SIP/";

/// Why bytes are no SIP message. There is nobody to answer, so it has no status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what}, at octet {offset}")]
pub(crate) struct Unreadable {
    pub(crate) what: &'static str,
    pub(crate) offset: usize,
}

fn unreadable(what: &'static str, offset: usize) -> Unreadable {
    Unreadable { what, offset }
}

impl Message {
    /// Whether these bytes are a response, should they be a message at all.
    pub(crate) fn is_response(raw: &[u8]) -> bool {
        let begin = raw.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(raw.len());
        raw[begin..].get(..VERSION.len()).is_some_and(|start| start.eq_ignore_ascii_case(VERSION))
    }

    /// Finds the parts of one message. The body is whatever follows the headers.
    pub(crate) fn parse(raw: Bytes) -> Result<Self, Unreadable> {
        if u32::try_from(raw.len()).is_err() {
            return Err(unreadable("message too large", 0));
        }
        let text: &[u8] = &raw;
        // Empty lines before the start line are to be ignored (§7.5).
        let begin = text.iter().position(|b| !matches!(b, b'\r' | b'\n'));
        let begin = begin.ok_or(unreadable("no SIP start line", 0))?;
        let (line, mut at) = next_line(text, begin);
        let start = start_line(text, line).ok_or(unreadable("no SIP start line", begin))?;
        let mut headers: Vec<Header> = Vec::with_capacity(24);
        // Whether a folded line has a header to belong to.
        let mut open = false;
        while at < text.len() {
            let (line, next) = next_line(text, at);
            at = next;
            if line.is_empty() {
                break;
            }
            if matches!(text[line.start], b' ' | b'\t') {
                // A folded line belongs to the one before it; the spans are adjacent.
                if let Some(last) = headers.last_mut().filter(|_| open) {
                    last.value.end = line.end;
                }
                continue;
            }
            let Some(colon) = text[line.clone()].iter().position(|b| *b == b':') else {
                open = false;
                continue;
            };
            if headers.len() == MAX_HEADERS {
                return Err(unreadable("too many header fields", line.start));
            }
            let name = Name::of(trim(&text[line.start..line.start + colon]));
            open = true;
            headers.push(Header { name, value: line.start + colon + 1..line.end });
        }
        Ok(Self { start, headers, body: at.min(text.len()), raw })
    }
}

/// The line at `from` without its end, and where the next begins.
fn next_line(text: &[u8], from: usize) -> (Range<usize>, usize) {
    match text[from..].iter().position(|b| *b == b'\n') {
        Some(len) => {
            let end = from + len;
            let trimmed = if len > 0 && text[end - 1] == b'\r' { end - 1 } else { end };
            (from..trimmed, end + 1)
        }
        None => (from..text.len(), text.len()),
    }
}

/// `Method SP Request-URI SP SIP-Version`, or `SIP-Version SP …` for a response. The URI is all between
/// the first and the last space, so that one with white space in it can be refused by name.
fn start_line(text: &[u8], line: Range<usize>) -> Option<Start> {
    let bytes = &text[line.clone()];
    if is_version(bytes.split(|b| *b == b' ').next()?) {
        return Some(Start::Response { status: status(bytes) });
    }
    let bytes = trim(bytes);
    let first = bytes.iter().position(|b| is_space(*b))?;
    let last = bytes.iter().rposition(|b| is_space(*b))?;
    let (method, version) = (&bytes[..first], &bytes[last + 1..]);
    let uri = trim(bytes.get(first..last)?);
    let method_ok = method.len() <= 64 && method.iter().all(|b| super::lex::is_token(*b));
    if !method_ok || uri.is_empty() || !is_version(version) {
        return None;
    }
    let span = |part: &[u8]| {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        start..start + part.len()
    };
    Some(Start::Request {
        method: span(method),
        uri: span(uri),
        supported: version.eq_ignore_ascii_case(b"SIP/2.0"),
    })
}

/// `None` for what is no status code, which makes a response that answers nothing.
fn status(line: &[u8]) -> Option<u16> {
    let code = line.split(|b| *b == b' ').nth(1).and_then(number)?;
    u16::try_from(code).ok().filter(|code| (100..700).contains(code))
}

fn is_version(text: &[u8]) -> bool {
    text.len() > VERSION.len() && text[..VERSION.len()].eq_ignore_ascii_case(VERSION)
}
