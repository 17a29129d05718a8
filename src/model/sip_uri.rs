//! SIP URIs as contacts.

use super::Invalid;

/// A contact's URI, kept as it was sent, with RFC 3261 §19.1.4's equality for `sip:` and `sips:`.
///
/// Other schemes are compared octet by octet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactUri(Box<str>);

const MAX: usize = 2048;
/// Parameters that make two URIs differ when only one of them has it.
const SIGNIFICANT: [&str; 5] = ["user", "ttl", "method", "maddr", "transport"];

/// Characters that mean another thing when they are escaped (RFC 3261 §25.1, `reserved`).
const RESERVED: &[u8] = b";/?:@&=+$,";

struct Parts<'a> {
    sips: bool,
    user: Option<&'a str>,
    host: &'a str,
    port: Option<&'a str>,
    params: Vec<(&'a str, &'a str)>,
    headers: Vec<(&'a str, &'a str)>,
}

impl ContactUri {
    /// Takes an absolute URI of at most 2048 octets without white space or angle brackets. SIP URIs
    /// must have a host and, where there is one, a numeric port.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() > MAX {
            return Err(Invalid::new("a contact URI has at most 2048 octets"));
        }
        let scheme = text.split_once(':').map(|(s, _)| s).unwrap_or_default();
        let scheme_ok = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        if !scheme_ok
            || text.bytes().any(|b| b.is_ascii_whitespace() || b.is_ascii_control() || b"<>\"".contains(&b))
        {
            return Err(Invalid::new("not an absolute URI"));
        }
        if is_sip(scheme) && parts(text).is_none() {
            return Err(Invalid::new("not a SIP URI (RFC 3261 §19.1.1)"));
        }
        Ok(Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both name the same contact (RFC 3261 §19.1.4).
    pub fn equivalent(&self, other: &Self) -> bool {
        if self.0 == other.0 {
            return true;
        }
        match (parts(&self.0), parts(&other.0)) {
            (Some(a), Some(b)) => {
                a.sips == b.sips
                    && same_escaped(a.user, b.user)
                    && a.host.eq_ignore_ascii_case(b.host)
                    && a.port == b.port
                    && same_params(&a.params, &b.params)
                    && same_headers(&a.headers, &b.headers)
            }
            _ => false,
        }
    }
}

fn is_sip(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("sip") || scheme.eq_ignore_ascii_case("sips")
}

/// Splits a SIP URI; `None` when it is no SIP URI.
fn parts(text: &str) -> Option<Parts<'_>> {
    let (scheme, rest) = text.split_once(':').filter(|(s, _)| is_sip(s))?;
    // The user part may hold ';' and '?', so it is cut off first.
    let (user, rest) = match rest.rsplit_once('@') {
        Some((user, rest)) if !user.is_empty() => (Some(user), rest),
        Some(_) => return None,
        None => (None, rest),
    };
    let (rest, headers) = rest.split_once('?').unwrap_or((rest, ""));
    let (hostport, params) = rest.split_once(';').unwrap_or((rest, ""));
    let (host, port) = match hostport.rfind(']') {
        Some(end) if hostport.starts_with('[') => (
            &hostport[..=end],
            hostport[end + 1..].strip_prefix(':').or_else(|| (end + 1 == hostport.len()).then_some(""))?,
        ),
        Some(_) => return None,
        None => hostport.split_once(':').unwrap_or((hostport, "")),
    };
    let host_ok =
        host.starts_with('[') || host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    let port_ok = port.is_empty() || port.parse::<u16>().is_ok();
    if host.is_empty() || !host_ok || !port_ok {
        return None;
    }
    Some(Parts {
        sips: scheme.len() == 4,
        user,
        host,
        port: (!port.is_empty()).then_some(port),
        params: pairs(params, ';'),
        headers: pairs(headers, '&'),
    })
}

fn pairs(text: &str, separator: char) -> Vec<(&str, &str)> {
    text.split(separator).filter(|p| !p.is_empty()).map(|p| p.split_once('=').unwrap_or((p, ""))).collect()
}

fn find<'a>(list: &[(&'a str, &'a str)], name: &str) -> Option<&'a str> {
    list.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| *v)
}

fn same_params(a: &[(&str, &str)], b: &[(&str, &str)]) -> bool {
    let one_sided = |x: &[(&str, &str)], y: &[(&str, &str)]| {
        x.iter().all(|(name, value)| match find(y, name) {
            Some(other) => {
                let folded =
                    |text| unescaped(text).map(|(octet, escaped)| (octet.to_ascii_lowercase(), escaped));
                folded(value).eq(folded(other))
            }
            None => !SIGNIFICANT.iter().any(|s| s.eq_ignore_ascii_case(name)),
        })
    };
    one_sided(a, b) && one_sided(b, a)
}

fn same_headers(a: &[(&str, &str)], b: &[(&str, &str)]) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|(name, value)| find(b, name).is_some_and(|other| same_escaped(Some(value), Some(other))))
}

/// Compares with `%XX` undone, case-sensitively; a reserved character is another one than its escape.
fn same_escaped(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => unescaped(a).eq(unescaped(b)),
        _ => false,
    }
}

/// The octets, and whether each is a reserved one that was escaped.
fn unescaped(text: &str) -> impl Iterator<Item = (u8, bool)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let b = *bytes.get(at)?;
        let escape = (b == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        at += if escape.is_some() { 3 } else { 1 };
        let octet = escape.unwrap_or(b);
        Some((octet, escape.is_some() && RESERVED.contains(&octet)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let (a, b) = (ContactUri::parse(a).unwrap(), ContactUri::parse(b).unwrap());
        assert_eq!(a.equivalent(&b), b.equivalent(&a), "symmetric");
        a.equivalent(&b)
    }

    /// The examples of RFC 3261 §19.1.4.
    #[test]
    fn equality_of_the_rfc() {
        assert!(same("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"));
        assert!(same("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"));
        assert!(same("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5"));
        assert!(same(
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"
        ));
        assert!(same(
            "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:alice@atlanta.com?priority=urgent&subject=project%20x"
        ));
        assert!(!same("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"));
        assert!(!same("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"));
        assert!(!same("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"));
        assert!(!same("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"));
        assert!(!same("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"));
        assert!(!same("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"));
        assert!(!same("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"));
    }

    /// What each sentence of RFC 3261 §19.1.4 says besides its examples.
    #[test]
    fn equality_sentence_by_sentence() {
        assert!(!same("sip:a@h", "sips:a@h"), "a SIP and a SIPS URI are never equivalent");
        assert!(!same("sip:a@h", "sip:h"), "no user is another thing than a user");
        assert!(
            !same("sip:a:pw@h", "sip:a:PW@h") && !same("sip:a:pw@h", "sip:a@h"),
            "userinfo counts, with its case"
        );
        assert!(same("sip:%7Ea@h;x=%41", "sip:~a@h;X=a"), "an escape is its character");
        assert!(!same("sip:a%3Bb@h", "sip:a;b@h"), "unless that is a reserved one");
        assert!(same("sip:a%3bb@h", "sip:a%3Bb@h"));
        for parameter in ["user=phone", "ttl=1", "method=INVITE", "maddr=192.0.2.9", "transport=udp"] {
            assert!(!same("sip:a@h", &format!("sip:a@h;{parameter}")), "{parameter} is never ignored");
        }
        assert!(same("sip:a@h;lr", "sip:a@h") && !same("sip:a@h;x=1", "sip:a@h;x=2"));
        assert!(!same("sip:a@h?x=1", "sip:a@h?x=1&y=2"), "headers are never ignored");
        // Each equals the one in the middle, and not the other.
        assert!(same("sip:a@h;x=1", "sip:a@h") && same("sip:a@h", "sip:a@h;x=2"));
        assert!(same("tel:+49", "tel:+49") && !same("tel:+49", "TEL:+49"), "other schemes by their octets");
    }

    #[test]
    fn refuses_what_is_no_uri() {
        for bad in [
            "",
            "alice",
            "sip:",
            "sip:@host",
            "sip:a@host:99999",
            "sip:a@[::1",
            "sip:a b@host",
            "<sip:a@b>",
            "1:x",
        ] {
            assert!(ContactUri::parse(bad).is_err(), "{bad:?}");
        }
        for good in [
            "sip:a@[2001:db8::1]:5060",
            "sips:host",
            "tel:+4930",
            "sip:a;b?c@host;ob",
            "sip:u@h.invalid;transport=ws",
        ] {
            assert!(ContactUri::parse(good).is_ok(), "{good:?}");
        }
    }
}
