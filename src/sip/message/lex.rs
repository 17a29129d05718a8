//! The small tokens of SIP's grammar (RFC 3261 §25.1), over bytes.

use std::borrow::Cow;

/// Linear white space; a folded line's CR and LF count, so that values need no copying to be read.
pub(crate) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\r' | b'\n')
}

/// The characters of `token`.
pub(crate) fn is_token(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&b)
}

pub(crate) fn trim(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text {
        if !is_space(*first) {
            break;
        }
        text = rest;
    }
    while let [rest @ .., last] = text {
        if !is_space(*last) {
            break;
        }
        text = rest;
    }
    text
}

/// A number of digits only; what is too large becomes `u64::MAX`.
pub(crate) fn number(text: &[u8]) -> Option<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(text.iter().fold(0u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0'))))
}

/// The length of the quoted string that `text` begins with, both quotes included.
/// `None` when it does not end.
pub(crate) fn quoted_len(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    while let Some(b) = text.get(at) {
        match b {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}

/// The first place outside quotes and angle brackets where `stop` holds. A quote that never ends
/// hides the rest.
pub(crate) fn find_outside(text: &[u8], stop: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = 0;
    let mut angle = false;
    while let Some(&b) = text.get(at) {
        match b {
            b'"' if !angle => {
                at += quoted_len(&text[at..])?;
                continue;
            }
            _ if !angle && stop(b) => return Some(at),
            b'<' => angle = true,
            b'>' => angle = false,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The elements of a list separated by commas, empty ones left out.
pub(crate) fn list(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let now = rest?;
        let (element, tail) = match find_outside(now, |b| b == b',') {
            Some(at) => (&now[..at], Some(&now[at + 1..])),
            None => (now, None),
        };
        rest = tail;
        Some(trim(element))
    })
    .filter(|element| !element.is_empty())
}

/// `name` or `name=value` pairs separated by `separator`; a value is raw, its quotes still on.
pub(crate) fn pairs(text: &[u8], separator: u8) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let end = find_outside(rest, |b| b == separator).unwrap_or(rest.len());
            let pair = trim(&rest[..end]);
            rest = rest.get(end + 1..).unwrap_or_default();
            if pair.is_empty() {
                continue;
            }
            return Some(match pair.iter().position(|b| *b == b'=') {
                Some(at) => (trim(&pair[..at]), Some(trim(&pair[at + 1..]))),
                None => (pair, None),
            });
        }
    })
}

/// The parameter `name` of a `;`-separated list; `Some(None)` when it has no value.
pub(crate) fn param<'a>(params: &'a [u8], name: &str) -> Option<Option<&'a [u8]>> {
    pairs(params, b';').find(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes())).map(|(_, v)| v)
}

/// What stands between the quotes, or the text itself where there are none.
pub(crate) fn inner(text: &[u8]) -> &[u8] {
    match text {
        [b'"', inner @ .., b'"'] => inner,
        _ => text,
    }
}

/// A value with its quotes and backslashes undone.
pub(crate) fn unquoted(text: &[u8]) -> Cow<'_, [u8]> {
    let inner = inner(text);
    if inner.len() == text.len() || !inner.contains(&b'\\') {
        return Cow::Borrowed(inner);
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter();
    while let Some(&b) = bytes.next() {
        out.push(if b == b'\\' { bytes.next().copied().unwrap_or(b) } else { b });
    }
    Cow::Owned(out)
}

/// A value as text on one line: folds become one space, what is no UTF-8 is replaced.
pub(crate) fn one_line(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    if !text.bytes().any(|b| b.is_ascii_control()) {
        return text.into_owned();
    }
    text.split(|c: char| c.is_ascii_control())
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_quotes_and_brackets_do_not_split() {
        let value = br#""Bell, A" <sip:a,b@h>;q=1, <sip:c@h> ,, sip:d@h"#;
        let parts: Vec<_> = list(value).collect();
        assert_eq!(parts, [&br#""Bell, A" <sip:a,b@h>;q=1"#[..], b"<sip:c@h>", b"sip:d@h"]);
    }

    #[test]
    fn parameters() {
        let p = br#";a ; b = "x;\"y" ;C=3"#;
        assert_eq!(param(p, "a"), Some(None));
        assert_eq!(unquoted(param(p, "B").unwrap().unwrap()).as_ref(), br#"x;"y"#);
        assert_eq!(param(p, "c"), Some(Some(&b"3"[..])));
        assert_eq!(param(p, "d"), None);
    }

    #[test]
    fn numbers() {
        assert_eq!(number(b"0068"), Some(68));
        assert_eq!(number(b"36893488147419103232"), Some(u64::MAX));
        for bad in [&b""[..], b"-1", b"+1", b"1a", b" 1"] {
            assert_eq!(number(bad), None);
        }
    }
}
