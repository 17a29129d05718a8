//! Addresses: name-addr, addr-spec and SIP URIs (RFC 3261 §19.1, §20.10, §25.1).

use super::lex::{find_outside, is_space, is_token, number, quoted_len, trim};

/// The value of From, To, or one element of Contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameAddr<'a> {
    pub(crate) uri: &'a [u8],
    /// Header parameters, from the first `;` on.
    pub(crate) params: &'a [u8],
}

impl<'a> NameAddr<'a> {
    /// Takes `"name" <uri>;params`, `name <uri>;params` and `uri;params`. `None` for an unfinished
    /// quote or bracket, an unquoted display name with separators, a URI with white space, and a URI with
    /// `?` or `,` that is not in brackets (RFC 3261 §20).
    pub(crate) fn parse(value: &'a [u8]) -> Option<Self> {
        let value = trim(value);
        let open = match value.first()? {
            b'"' => {
                let end = quoted_len(value)?;
                let gap = value[end..].iter().position(|b| !is_space(*b))?;
                Some(end + gap).filter(|at| value[*at] == b'<')?
            }
            _ => match value.iter().position(|b| *b == b'<') {
                // Bytes above ASCII are no token characters, but phones send names in UTF-8 and Latin-1.
                Some(at) if value[..at].iter().all(|b| is_token(*b) || is_space(*b) || *b >= 0x80) => at,
                // A bracket inside a quoted parameter of a bare URI.
                Some(at) if find_outside(&value[..at], |b| b == b';').is_some() => {
                    return Self::bare(value);
                }
                Some(_) => return None,
                None => return Self::bare(value),
            },
        };
        let close = open + value[open..].iter().position(|b| *b == b'>')?;
        let params = trim(&value[close + 1..]);
        let ok = params.is_empty() || params.starts_with(b";");
        let uri = trim(&value[open + 1..close]);
        (ok && is_absolute(uri)).then_some(Self { uri, params })
    }

    fn bare(value: &'a [u8]) -> Option<Self> {
        let end = value.iter().position(|b| *b == b';').unwrap_or(value.len());
        let uri = trim(&value[..end]);
        let ok = is_absolute(uri) && !uri.iter().any(|b| b"?,".contains(b));
        ok.then_some(Self { uri, params: &value[end..] })
    }
}

/// The scheme of a URI; `None` when there is none.
pub(crate) fn scheme(uri: &[u8]) -> Option<&[u8]> {
    let scheme = &uri[..uri.iter().position(|b| *b == b':')?];
    let ok = scheme.first()?.is_ascii_alphabetic()
        && scheme.iter().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b));
    ok.then_some(scheme)
}

/// Whether this can be an absolute URI: a scheme, and nothing that must be escaped everywhere.
pub(crate) fn is_absolute(uri: &[u8]) -> bool {
    scheme(uri).is_some() && !uri.iter().any(|b| b.is_ascii_control() || b" <>\"".contains(b))
}

pub(crate) fn is_sip_scheme(scheme: &[u8]) -> bool {
    scheme.eq_ignore_ascii_case(b"sip") || scheme.eq_ignore_ascii_case(b"sips")
}

/// A `sip:` or `sips:` URI, as far as a registrar looks into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SipUri<'a> {
    /// Still escaped, without a password.
    pub(crate) user: Option<&'a [u8]>,
    /// An IPv6 address is in brackets.
    pub(crate) host: &'a [u8],
    pub(crate) port: Option<u16>,
    /// What follows `?`.
    pub(crate) headers: &'a [u8],
}

impl<'a> SipUri<'a> {
    pub(crate) fn parse(uri: &'a [u8]) -> Option<Self> {
        let scheme = scheme(uri).filter(|s| is_sip_scheme(s))?;
        let rest = &uri[scheme.len() + 1..];
        // The user part may hold ';' and '?', so it is cut off first.
        let (user, rest) = match rest.iter().rposition(|b| *b == b'@') {
            Some(at) => (Some(&rest[..at]), &rest[at + 1..]),
            None => (None, rest),
        };
        let user = match user {
            Some(user) => {
                let end = user.iter().position(|b| *b == b':').unwrap_or(user.len());
                Some(&user[..end]).filter(|u| !u.is_empty()).map(Some)?
            }
            None => None,
        };
        let cut = |text: &'a [u8], at: u8| match text.iter().position(|b| *b == at) {
            Some(i) => (&text[..i], &text[i + 1..]),
            None => (text, &text[text.len()..]),
        };
        let (rest, headers) = cut(rest, b'?');
        let (hostport, _params) = cut(rest, b';');
        let (host, port) = host_port(hostport)?;
        Some(Self { user, host, port, headers })
    }
}

/// Splits `host[:port]`, white space allowed around the colon (as Via has it).
pub(crate) fn host_port(text: &[u8]) -> Option<(&[u8], Option<u16>)> {
    let end = match text.first()? {
        b'[' => text.iter().position(|b| *b == b']')? + 1,
        _ => text.iter().position(|b| *b == b':').unwrap_or(text.len()),
    };
    let (host, rest) = (trim(&text[..end]), trim(&text[end..]));
    let host_ok = match host {
        [b'[', inner @ .., b']'] => {
            !inner.is_empty() && inner.iter().all(|b| b.is_ascii_hexdigit() || b":.".contains(b))
        }
        _ => !host.is_empty() && host.iter().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(b)),
    };
    let port = match rest {
        [] => None,
        [b':', port @ ..] => Some(u16::try_from(number(trim(port))?).ok()?),
        _ => return None,
    };
    host_ok.then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String)> {
        let s = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
        NameAddr::parse(text.as_bytes()).map(|a| (s(a.uri), s(a.params)))
    }

    #[test]
    fn the_three_forms() {
        let ok = |u: &str, p: &str| Some((u.to_owned(), p.to_owned()));
        assert_eq!(parts(r#""A, \"B\" <x>" <sip:a@h;lr>;tag=1"#), ok("sip:a@h;lr", ";tag=1"));
        assert_eq!(parts("Ünï Code <sip:a@h?x=y> ; tag=1"), ok("sip:a@h?x=y", "; tag=1"));
        assert_eq!(parts("<sip:a@h>"), ok("sip:a@h", ""));
        assert_eq!(parts("sip:a@h;tag=1"), ok("sip:a@h", ";tag=1"));
        assert_eq!(parts(r#"sip:a@h;+sip.instance="<urn:x>""#), ok("sip:a@h", r#";+sip.instance="<urn:x>""#));
    }

    #[test]
    fn refuses() {
        for bad in [
            "",
            "\"open <sip:a@h>",
            "Bell, A <sip:a@h>",
            "<sip:a@h",
            "<sip:a b@h>",
            "sip:a@h?x=y",
            "alice",
            "<sip:a@h> x",
            "\"q\" sip:a@h",
        ] {
            assert_eq!(parts(bad), None, "{bad}");
        }
    }

    #[test]
    fn sip_uris() {
        let u = SipUri::parse(b"sips:a;b?c:pw@[2001:db8::1]:5061;transport=tcp?h=v").unwrap();
        assert_eq!(u.user, Some(&b"a;b?c"[..]));
        assert_eq!((u.host, u.port, u.headers), (&b"[2001:db8::1]"[..], Some(5061), &b"h=v"[..]));
        assert_eq!(SipUri::parse(b"sip:h.test").unwrap().user, None);
        for bad in
            [&b"sip:"[..], b"sip:@h", b"sip:a@h:x", b"sip:a@h:99999", b"tel:1", b"sip:a@[::1", b"sip:a@h h"]
        {
            assert_eq!(SipUri::parse(bad), None);
        }
    }
}
