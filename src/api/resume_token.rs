//! Resume tokens: a revision of one store, opaque.

use super::error::Failure;
use crate::model::{Revision, StoreId};
use crate::pb::v1::ErrorReason;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tonic::{Code, Status};
use uuid::Uuid;

const VERSION: u8 = 1;

pub(super) fn write(store: StoreId, revision: Revision) -> String {
    let parts = [&[VERSION][..], store.0.as_bytes(), &revision.0.to_be_bytes()];
    URL_SAFE_NO_PAD.encode(parts.concat())
}

/// Reads the token in `field`. Errors: RESUME_TOKEN_INVALID, RESUME_TOKEN_FOREIGN.
pub(super) fn read(field: &str, token: &str, store: StoreId) -> Result<Revision, Status> {
    let refuse = |reason, message: &str| -> Status {
        Failure::new(Code::InvalidArgument, reason, message).with("field", field).into()
    };
    let parsed = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| {
        let (version, rest) = bytes.split_first()?;
        let (id, revision) = rest.split_first_chunk::<16>()?;
        let revision = i64::from_be_bytes(revision.try_into().ok()?);
        (*version == VERSION && revision >= 0).then(|| (Uuid::from_bytes(*id), Revision(revision)))
    });
    let Some((id, revision)) = parsed else {
        let message = "not a token of this service";
        return Err(refuse(ErrorReason::ResumeTokenInvalid, message));
    };
    if id != store.0 {
        let message = "a token of another store; start with a snapshot";
        return Err(refuse(ErrorReason::ResumeTokenForeign, message));
    }
    Ok(revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip_and_refusals() {
        let (here, there) = (StoreId(Uuid::new_v4()), StoreId(Uuid::new_v4()));
        let token = write(here, Revision(42));
        assert_eq!(read("resume_token", &token, here).unwrap(), Revision(42));
        assert!(read("resume_token", &token, there).unwrap_err().message().contains("another store"));
        for bad in ["", "x", "AAAA", &token[1..], &format!("{token}A")] {
            assert_eq!(read("resume_token", bad, here).unwrap_err().code(), Code::InvalidArgument, "{bad}");
        }
    }
}
