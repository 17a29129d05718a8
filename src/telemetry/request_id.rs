//! The header of request ids.

use crate::model::RequestId;
use http::{HeaderMap, HeaderValue};

/// The header of the id, in requests and in answers.
pub const REQUEST_ID_HEADER: &str = "x-request-id";

/// The caller's id when it sent exactly one good one; a new one otherwise.
pub(super) fn of(headers: &HeaderMap) -> RequestId {
    let mut sent = headers.get_all(REQUEST_ID_HEADER).iter();
    let id = match (sent.next(), sent.next()) {
        (Some(only), None) => Some(only.as_bytes()),
        _ => None,
    };
    RequestId::or_new(id)
}

/// `None` never: an id is visible ASCII.
pub(super) fn header(id: &RequestId) -> Option<HeaderValue> {
    HeaderValue::from_str(id.as_str()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_values(values: &[&[u8]]) -> RequestId {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(REQUEST_ID_HEADER, HeaderValue::from_bytes(value).unwrap());
        }
        of(&headers)
    }

    #[test]
    fn a_good_id_is_kept() {
        assert_eq!(of_values(&[b"a!~9"]).as_str(), "a!~9");
        assert_eq!(of_values(&[&[b'x'; 128]]).as_str().len(), 128);
    }

    #[test]
    fn any_other_is_replaced_by_a_uuid() {
        for bad in [&[][..], &[b"" as &[u8]], &[&[b'x'; 129]], &[b"a b"], &[b"\xff"], &[b"a", b"a"]] {
            assert!(uuid::Uuid::parse_str(of_values(bad).as_str()).is_ok(), "{bad:?}");
        }
        assert_ne!(of_values(&[]), of_values(&[]));
    }
}
