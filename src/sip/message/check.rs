//! What every request must have before anyone looks at what it wants (RFC 3261 §8.1.1, §8.2).

use super::lex::{is_space, number, param};
use super::{Message, Name, NameAddr, RequestLine, SipUri, Via, is_sip_scheme, scheme};

/// A status and its reason phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) reason: &'static str,
}

impl Refusal {
    pub(crate) const fn new(status: u16, reason: &'static str) -> Self {
        Self { status, reason }
    }

    /// 400 with a reason that helps whoever reads a trace.
    pub(crate) const fn bad(reason: &'static str) -> Self {
        Self::new(400, reason)
    }
}

/// The parts that every well-formed request has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Essentials<'a> {
    pub(crate) line: RequestLine<'a>,
    pub(crate) via: Via<'a>,
    pub(crate) from_tag: Option<&'a [u8]>,
    pub(crate) to: NameAddr<'a>,
    pub(crate) call_id: &'a [u8],
    pub(crate) cseq: u32,
}

/// A Call-ID is stored with each binding, so it is bounded.
const MAX_CALL_ID: usize = 512;

/// Checks the form of a request. The order matters only to the reason phrase.
pub(crate) fn check(message: &Message) -> Result<Essentials<'_>, Refusal> {
    let bad = Refusal::bad;
    let line = message.request_line().ok_or(bad("Not a Request"))?;
    if !line.supported {
        return Err(Refusal::new(505, "Version Not Supported"));
    }
    let ours = |via: &Via<'_>| via.version == b"2.0";
    let mut vias = message.list(Name::Via).map(|via| Via::parse(via).filter(ours));
    let via = vias.next().flatten().ok_or(bad("Malformed or Missing Via"))?;
    if vias.any(|via| via.is_none()) {
        return Err(bad("Malformed Via"));
    }
    let from = single(message, Name::From, "Missing From", "Repeated From")?;
    let from = NameAddr::parse(from).ok_or(bad("Malformed From"))?;
    let to = single(message, Name::To, "Missing To", "Repeated To")?;
    let to = NameAddr::parse(to).ok_or(bad("Malformed To"))?;
    let call_id = single(message, Name::CallId, "Missing Call-ID", "Repeated Call-ID")?;
    if call_id.is_empty() || call_id.len() > MAX_CALL_ID || call_id.iter().any(|b| is_space(*b)) {
        return Err(bad("Malformed Call-ID"));
    }
    let cseq = single(message, Name::CSeq, "Missing CSeq", "Repeated CSeq")?;
    let cseq = cseq_number(cseq, line.method)?;
    let mut max_forwards = message.all(Name::MaxForwards);
    let too_much = max_forwards.next().is_some_and(|v| number(v).is_none_or(|n| n > 255));
    if too_much || max_forwards.next().is_some() {
        return Err(bad("Malformed Max-Forwards"));
    }
    let length = message.content_length()?;
    if length.is_some_and(|n| n > message.body_len() as u64) {
        return Err(bad("Content-Length Exceeds Message"));
    }
    request_uri(line.uri)?;
    Ok(Essentials { line, via, from_tag: param(from.params, "tag").flatten(), to, call_id, cseq })
}

fn single<'a>(
    message: &'a Message,
    name: Name,
    missing: &'static str,
    repeated: &'static str,
) -> Result<&'a [u8], Refusal> {
    let mut values = message.all(name);
    let value = values.next().ok_or(Refusal::bad(missing))?;
    if values.next().is_some() { Err(Refusal::bad(repeated)) } else { Ok(value) }
}

/// `CSeq: number method`: below 2^31, and the method of the request line (§8.1.1.5).
fn cseq_number(value: &[u8], method: &[u8]) -> Result<u32, Refusal> {
    let mut words = value.split(|b| is_space(*b)).filter(|w| !w.is_empty());
    let (Some(n), Some(name), None) = (words.next(), words.next(), words.next()) else {
        return Err(Refusal::bad("Malformed CSeq"));
    };
    let n = number(n).and_then(|n| u32::try_from(n).ok()).filter(|n| *n < 1 << 31);
    let n = n.ok_or(Refusal::bad("Malformed CSeq"))?;
    if name == method { Ok(n) } else { Err(Refusal::bad("CSeq Method Mismatch")) }
}

/// A URI of a scheme that is not ours is somebody else's matter (416); one of ours must be whole, and
/// may carry no headers (§19.1.1, table 1).
fn request_uri(uri: &[u8]) -> Result<(), Refusal> {
    let malformed = Refusal::bad("Malformed Request-URI");
    if uri.iter().any(|b| b.is_ascii_control() || b" <>\"".contains(b)) {
        return Err(malformed);
    }
    let scheme = scheme(uri).ok_or(malformed)?;
    match SipUri::parse(uri) {
        _ if !is_sip_scheme(scheme) => Ok(()),
        Some(uri) if uri.headers.is_empty() => Ok(()),
        _ => Err(malformed),
    }
}
