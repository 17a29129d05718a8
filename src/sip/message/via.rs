//! Via (RFC 3261 §20.42) and where a response goes (§18.2.2, RFC 3581).

use super::address::host_port;
use super::lex::{find_outside, param, trim};
use std::net::{IpAddr, SocketAddr};

/// One Via value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Via<'a> {
    /// `SIP/2.0/UDP host:port`, as it was sent.
    pub(crate) head: &'a [u8],
    /// `2.0`; another one's request is refused, and the refusal needs its Via.
    pub(crate) version: &'a [u8],
    pub(crate) transport: &'a [u8],
    /// `host[:port]`, as it was sent.
    pub(crate) sent_by: &'a [u8],
    pub(crate) host: &'a [u8],
    pub(crate) port: Option<u16>,
    pub(crate) params: &'a [u8],
}

impl<'a> Via<'a> {
    pub(crate) fn parse(value: &'a [u8]) -> Option<Self> {
        let end = find_outside(value, |b| b == b';').unwrap_or(value.len());
        let head = trim(&value[..end]);
        let mut parts = head.splitn(3, |b| *b == b'/');
        let (protocol, version, rest) = (trim(parts.next()?), trim(parts.next()?), trim(parts.next()?));
        if !protocol.eq_ignore_ascii_case(b"SIP") || version.is_empty() {
            return None;
        }
        let gap = rest.iter().position(|b| super::lex::is_space(*b))?;
        let (transport, sent_by) = (&rest[..gap], trim(&rest[gap..]));
        let (host, port) = host_port(sent_by)?;
        Some(Self { head, version, transport, sent_by, host, port, params: &value[end..] })
    }

    /// The branch, where it is there and not empty.
    pub(crate) fn branch(&self) -> Option<&'a [u8]> {
        param(self.params, "branch").flatten().filter(|b| !b.is_empty())
    }

    /// Whether the client asked for the source port (RFC 3581 §3).
    pub(crate) fn wants_rport(&self) -> bool {
        param(self.params, "rport").is_some()
    }

    /// Whether `sent-by` names another host than the packet came from (§18.2.1).
    pub(crate) fn differs_from(&self, source: IpAddr) -> bool {
        let text = std::str::from_utf8(self.host).unwrap_or_default();
        let text = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
        text.parse::<IpAddr>().ok() != Some(source)
    }

    /// Where an unreliable transport sends the response: always the address that the request came from,
    /// at its port with `rport`, else at the port of `sent-by`. `maddr` is ignored: it would let anyone
    /// have our answers sent to a third party.
    pub(crate) fn destination(&self, source: SocketAddr) -> SocketAddr {
        let mut to = source;
        if !self.wants_rport() {
            to.set_port(self.port.filter(|p| *p != 0).unwrap_or(5060));
        }
        to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_everywhere() {
        let v =
            Via::parse(b"SIP / 2.0\r\n / UDP first.example.com: 4000;ttl=16 ; branch = z9hG4bKa").unwrap();
        assert_eq!((v.transport, v.host, v.port), (&b"UDP"[..], &b"first.example.com"[..], Some(4000)));
        assert_eq!(v.branch(), Some(&b"z9hG4bKa"[..]));
        assert!(Via::parse(b"SIP/2.0/UDP").is_none());
        assert!(Via::parse(b"SIP/2.0/UDP h:99999").is_none());
        assert!(Via::parse(b"HTTP/1.1/TCP h").is_none());
    }

    #[test]
    fn destinations() {
        let source: SocketAddr = "192.0.2.9:4321".parse().unwrap();
        let to = |v: &str| Via::parse(v.as_bytes()).unwrap().destination(source).to_string();
        assert_eq!(to("SIP/2.0/UDP 10.0.0.1:5070;rport;branch=x"), "192.0.2.9:4321");
        assert_eq!(to("SIP/2.0/UDP 10.0.0.1:5070"), "192.0.2.9:5070");
        assert_eq!(to("SIP/2.0/UDP 10.0.0.1;maddr=198.51.100.1"), "192.0.2.9:5060");
        assert!(Via::parse(b"SIP/2.0/UDP [2001:db8::1]").unwrap().differs_from(source.ip()));
        assert!(!Via::parse(b"SIP/2.0/UDP 192.0.2.9:1").unwrap().differs_from(source.ip()));
    }
}
