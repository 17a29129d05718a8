//! Request ids: what a caller quotes to find its call in the logs.

use http::{HeaderMap, HeaderValue};
use std::{fmt, sync::Arc};

/// The header of the id, in requests and in answers.
pub const REQUEST_ID_HEADER: &str = "x-request-id";

/// The id of one RPC. In the extensions of every request that went through the [layer](super::RpcLayer).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The caller's id when it sent exactly one of 1 to 128 visible ASCII characters; a new UUID otherwise.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut sent = headers.get_all(REQUEST_ID_HEADER).iter();
        let id = match (sent.next(), sent.next()) {
            (Some(only), None) => visible(only.as_bytes()),
            _ => None,
        };
        Self(id.map_or_else(|| uuid::Uuid::new_v4().to_string().into(), Into::into))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `None` never: both sources of an id are visible ASCII.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn visible(bytes: &[u8]) -> Option<&str> {
    let fits = (1..=128).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic);
    fits.then(|| std::str::from_utf8(bytes).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&[u8]]) -> RequestId {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(REQUEST_ID_HEADER, HeaderValue::from_bytes(value).unwrap());
        }
        RequestId::of(&headers)
    }

    #[test]
    fn a_good_id_is_kept() {
        assert_eq!(of(&[b"a!~9"]).as_str(), "a!~9");
        assert_eq!(of(&[&[b'x'; 128]]).as_str().len(), 128);
    }

    #[test]
    fn any_other_is_replaced_by_a_uuid() {
        for bad in [&[][..], &[b"" as &[u8]], &[&[b'x'; 129]], &[b"a b"], &[b"\xff"], &[b"a", b"a"]] {
            assert!(uuid::Uuid::parse_str(of(bad).as_str()).is_ok(), "{bad:?}");
        }
        assert_ne!(of(&[]), of(&[]));
    }
}
