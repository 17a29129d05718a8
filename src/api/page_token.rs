//! Page tokens (AIP-158): opaque, and bound to the request that they continue.

use super::error::{self, Failure};
use crate::pb::v1::ErrorReason;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use tonic::{Code, Status};

const DEFAULT_SIZE: i32 = 50;
const MAX_SIZE: i32 = 1000;
const BINDING: usize = 8;
/// Why a negative size is refused.
pub(super) const NEGATIVE: &str = "is not negative";

/// The page that a request asks for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) size: usize,
    /// The key after which the page begins.
    pub(super) after: Option<String>,
    binding: [u8; BINDING],
}

/// Reads size and token. `request` is everything of the request that must stay the same from page to page.
pub(super) fn read(size: i32, token: &str, request: &[&str]) -> Result<Asked, Status> {
    let size = match size {
        ..0 => return Err(error::bad_field("page_size", NEGATIVE, size)),
        0 => DEFAULT_SIZE,
        size => size.min(MAX_SIZE),
    };
    let binding = binding(request);
    let after = match token {
        "" => None,
        token => Some(open(token, binding).ok_or_else(invalid)?),
    };
    Ok(Asked { size: usize::try_from(size).unwrap_or_default(), after, binding })
}

/// What a token of another request answers.
pub(super) fn invalid() -> Status {
    let message = "the page token is not of this request; start from the first page";
    Failure::new(Code::InvalidArgument, ErrorReason::PageTokenInvalid, message).into()
}

impl Asked {
    /// One more than the page holds, to know whether there is another.
    pub(super) fn limit(&self) -> usize {
        self.size + 1
    }

    /// Cuts what was read to the page, and makes the token of the next one.
    pub(super) fn finish<T>(&self, rows: &mut Vec<T>, key: impl Fn(&T) -> String) -> String {
        self.finish_at(usize::MAX, rows, key)
    }

    /// The same for a page of which at most `most` rows fit into one message.
    pub(super) fn finish_at<T>(&self, most: usize, rows: &mut Vec<T>, key: impl Fn(&T) -> String) -> String {
        let size = self.size.min(most.max(1));
        if rows.len() <= size {
            return String::new();
        }
        rows.truncate(size);
        let last = rows.last().map(key).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([&self.binding[..], last.as_bytes()].concat())
    }
}

fn binding(request: &[&str]) -> [u8; BINDING] {
    let mut hash = Sha256::new();
    for part in request {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    let mut binding = [0; BINDING];
    binding.copy_from_slice(&hash.finalize()[..BINDING]);
    binding
}

fn open(token: &str, binding: [u8; BINDING]) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let key = bytes.strip_prefix(&binding)?;
    String::from_utf8(key.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other() {
        let asked = read(2, "", &["domains/a", ""]).unwrap();
        let mut rows = vec!["x", "y", "z"];
        let token = asked.finish(&mut rows, ToString::to_string);
        assert_eq!(rows, ["x", "y"]);
        let next = read(2, &token, &["domains/a", ""]).unwrap();
        assert_eq!(next.after.as_deref(), Some("y"));
        assert_eq!(next.finish(&mut vec!["z"], ToString::to_string), "");
    }

    #[test]
    fn tokens_of_other_requests_are_refused() {
        let token = read(1, "", &["domains/a"]).unwrap().finish(&mut vec!["x", "y"], ToString::to_string);
        assert_eq!(read(1, &token, &["domains/b"]).unwrap_err().code(), Code::InvalidArgument);
        assert_eq!(read(1, "nonsense!", &["domains/a"]).unwrap_err().code(), Code::InvalidArgument);
        assert_eq!(read(-1, "", &[]).unwrap_err().code(), Code::InvalidArgument);
        assert_eq!(read(0, "", &[]).unwrap().size, 50);
        assert_eq!(read(5000, "", &[]).unwrap().size, 1000);
    }
}
