//! The extensions that a REGISTER and its domain agree on: Path (RFC 3327), outbound (RFC 5626) and GRUUs (RFC 5627).

use super::unsupported;
use crate::model::{OutboundMode, PathMode, RegistrationPolicy};
use crate::sip::message::lex::{one_line, param};
use crate::sip::message::{Message, Name, NameAddr, Reply, ReplyContext};

const PATH: &str = "path";
const OUTBOUND: &str = "outbound";
const GRUU: &str = "gruu";
/// All that a Require may name, as far as a domain has not switched it off.
pub(super) const SUPPORTED: [&str; 3] = [PATH, OUTBOUND, GRUU];
/// Path values that are kept with a registration, and octets of one of them.
const MAX_PATH: usize = 8;
const MAX_VALUE: usize = 1024;

/// What was agreed.
pub(super) struct Extensions {
    /// The Path values to keep (RFC 3327 §5.3).
    pub(super) path: Vec<String>,
    /// Whether flows are told apart for this phone.
    pub(super) outbound: bool,
    /// Whether its devices are given GRUUs. The answer does not name the extension (RFC 5627 §5.3).
    pub(super) gruu: bool,
}

/// Option tags that do not go together with a domain's settings.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mismatch {
    /// 420: the request requires what the domain has off (RFC 3261 §8.2.2.3).
    Unsupported(String),
    /// 421: the domain needs what the phone does not offer (RFC 3261 §21.4.16).
    Required(&'static str),
    /// 439: the phone wants its flows told apart, and there is a proxy before it that cannot do that (RFC 5626 §11.6).
    FirstHop,
    /// 400: more of a Path than is kept.
    PathTooLong,
}

impl Mismatch {
    pub(super) fn reply(self, context: &ReplyContext<'_>) -> Reply {
        match self {
            Self::Unsupported(tags) => context.reply(420, "Bad Extension").header("Unsupported", tags),
            Self::Required(tag) => context.reply(421, "Extension Required").header("Require", tag),
            Self::FirstHop => context.reply(439, "First Hop Lacks Outbound Support"),
            Self::PathTooLong => context.reply(400, "Path Too Long"),
        }
    }
}

impl Extensions {
    pub(super) fn agree(message: &Message, policy: &RegistrationPolicy) -> Result<Self, Mismatch> {
        let (path, outbound) = (policy.path_mode, policy.outbound_mode);
        let on = [(PATH, path != PathMode::Off), (OUTBOUND, outbound != OutboundMode::Off), (GRUU, true)];
        let on: Vec<&str> = on.into_iter().filter(|(_, on)| *on).map(|(tag, _)| tag).collect();
        let unknown = unsupported(message, &on);
        if !unknown.is_empty() {
            return Err(Mismatch::Unsupported(unknown));
        }
        if path == PathMode::Strict && message.first(Name::Path).is_some() && !has(message, PATH) {
            return Err(Mismatch::Required(PATH));
        }
        if outbound == OutboundMode::Required && !has(message, OUTBOUND) {
            return Err(Mismatch::Required(OUTBOUND));
        }
        let values: Vec<String> = message.list(Name::Path).take(MAX_PATH + 1).map(one_line).collect();
        if values.len() > MAX_PATH || values.iter().any(|value| value.len() > MAX_VALUE) {
            return Err(Mismatch::PathTooLong);
        }
        let asked = outbound != OutboundMode::Off && has(message, OUTBOUND) && wants_flows(message);
        // The proxy that the phone is connected to says by `ob` that it keeps the flow.
        if asked && !is_direct(message) && !values.iter().any(|value| keeps_flow(value)) {
            return Err(Mismatch::FirstHop);
        }
        let path = if path == PathMode::Off { Vec::new() } else { values };
        Ok(Self { path, outbound: asked, gruu: has(message, GRUU) })
    }
}

/// Whether the phone supports an extension, or requires it, which it would not do without.
fn has(message: &Message, tag: &str) -> bool {
    let mut named = message.list(Name::Supported).chain(message.list(Name::Require));
    named.any(|value| value.eq_ignore_ascii_case(tag.as_bytes()))
}

/// Whether a contact has a `reg-id`; what it is worth without an instance is seen later.
fn wants_flows(message: &Message) -> bool {
    let mut contacts = message.list(Name::Contact).filter_map(NameAddr::parse);
    contacts.any(|contact| param(contact.params, "reg-id").flatten().is_some())
}

/// Whether it came from the phone itself.
pub(super) fn is_direct(message: &Message) -> bool {
    message.list(Name::Via).nth(1).is_none()
}

/// Whether a Path value has the URI parameter `ob` (RFC 5626 §5.1).
fn keeps_flow(path: &str) -> bool {
    let uri = path.split_once('<').map_or(path, |(_, rest)| rest.split('>').next().unwrap_or(rest));
    uri.split(';').skip(1).any(|parameter| parameter.trim().eq_ignore_ascii_case("ob"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn agree(
        headers: &str,
        path_mode: PathMode,
        outbound_mode: OutboundMode,
    ) -> Result<(usize, bool), Mismatch> {
        let text = format!("REGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/TCP a\r\n{headers}\r\n");
        let policy = RegistrationPolicy { path_mode, outbound_mode, ..RegistrationPolicy::default() };
        let agreed = Extensions::agree(&Message::parse(Bytes::from(text)).unwrap(), &policy);
        agreed.map(|agreed| (agreed.path.len(), agreed.outbound))
    }

    const FLOW: &str = "Supported: path, Outbound\r\nm: <sip:a@h>;+sip.instance=\"<urn:x>\";reg-id=1\r\n";

    #[test]
    fn outbound_is_for_those_who_ask() {
        use OutboundMode::{Off, Required, Supported};
        let ask = |headers: &str, mode| agree(headers, PathMode::Lazy, mode);
        assert_eq!(ask(FLOW, Supported), Ok((0, true)));
        assert_eq!(ask(FLOW, Required), Ok((0, true)));
        assert_eq!(ask(FLOW, Off), Ok((0, false)));
        let spaced = "Supported: outbound\r\nm: <sip:a@h> ; +sip.instance=\"<urn:x>\" ; REG-ID = 1\r\n";
        assert_eq!(ask(spaced, Supported), Ok((0, true)));
        let of_the_uri = "Supported: outbound\r\nm: <sip:a@h;reg-id=1>\r\n";
        assert_eq!(ask(of_the_uri, Supported), Ok((0, false)));
        let without = "m: <sip:a@h>\r\n";
        assert_eq!(ask(without, Supported), Ok((0, false)));
        assert_eq!(ask(without, Required), Err(Mismatch::Required("outbound")));
        let required = "Require: outbound\r\nm: <sip:a@h>;reg-id=1\r\n";
        assert_eq!(ask(required, Supported), Ok((0, true)));
        assert_eq!(ask(required, Off), Err(Mismatch::Unsupported("outbound".into())));
        assert_eq!(ask("Require: join\r\n", Supported), Err(Mismatch::Unsupported("join".into())));
    }

    #[test]
    fn a_proxy_in_between_keeps_the_flow_or_not() {
        let ask = |headers: &str| agree(&format!("{FLOW}{headers}"), PathMode::Lazy, OutboundMode::Supported);
        assert_eq!(ask("v: SIP/2.0/UDP b\r\n"), Err(Mismatch::FirstHop));
        assert_eq!(ask("v: SIP/2.0/UDP b\r\nPath: <sip:p;lr>\r\n"), Err(Mismatch::FirstHop));
        assert_eq!(ask("v: SIP/2.0/UDP b\r\nPath: <sip:q;lr>, <sip:t@p;lr;OB>\r\n"), Ok((2, true)));
        // `ob` of the header field is none of the URI.
        assert_eq!(ask("v: SIP/2.0/UDP b\r\nPath: <sip:p;lr>;ob\r\n"), Err(Mismatch::FirstHop));
    }

    #[test]
    fn gruus_are_for_those_who_ask() {
        let ask = |headers: &str| {
            let text = format!("REGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/TCP a\r\n{headers}\r\n");
            let message = Message::parse(Bytes::from(text)).unwrap();
            let policy =
                RegistrationPolicy { outbound_mode: OutboundMode::Off, ..RegistrationPolicy::default() };
            Extensions::agree(&message, &policy).map(|agreed| agreed.gruu)
        };
        for (headers, gruu) in [
            ("", false),
            ("Supported: path\r\n", false),
            ("k: path, GRUU\r\n", true),
            ("Require: gruu\r\n", true),
        ] {
            assert_eq!(ask(headers), Ok(gruu), "{headers}");
        }
    }

    #[test]
    fn path_is_kept_as_the_domain_says() {
        let ask = |headers: &str, mode| agree(headers, mode, OutboundMode::Supported);
        let path = "Path: <sip:p;lr>\r\n";
        assert_eq!(ask(path, PathMode::Lazy), Ok((1, false)));
        assert_eq!(ask(path, PathMode::Off), Ok((0, false)));
        assert_eq!(ask(path, PathMode::Strict), Err(Mismatch::Required("path")));
        let supported = format!("{path}Supported: path\r\n");
        assert_eq!(ask(&supported, PathMode::Strict), Ok((1, false)));
        let required = format!("{path}Require: path\r\n");
        assert_eq!(ask(&required, PathMode::Off), Err(Mismatch::Unsupported("path".into())));
    }

    #[test]
    fn path_is_bounded() {
        let ask = |headers: &str| agree(headers, PathMode::Lazy, OutboundMode::Supported);
        let path = "Path: <sip:p;lr>\r\n";
        assert_eq!(ask(&path.repeat(8)), Ok((8, false)));
        assert_eq!(ask(&path.repeat(9)), Err(Mismatch::PathTooLong));
        let of = |octets: usize| format!("Path: <sip:{}>\r\n", "p".repeat(octets - 6));
        assert_eq!(ask(&of(1024)), Ok((1, false)));
        assert_eq!(ask(&of(1025)), Err(Mismatch::PathTooLong));
    }
}
