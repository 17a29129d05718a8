//! `request_id` (AIP-155): from the request to the directory and back.

use super::error;
use crate::directory::{Answered, Once};
use crate::directory::{Error, Violations};
use prost::Message;
use sha2::{Digest, Sha256};
use tonic::Status;
use uuid::Uuid;

/// What a retry of `request` is known by. `answer` makes the answer of what was done.
pub(super) fn read<T, A: Message>(
    method: &str,
    request_id: &str,
    request: &impl Message,
    answer: impl Fn(&T) -> A + Send + Sync + 'static,
) -> Result<Once<T>, Status> {
    let mut found = Violations::default();
    let once = noting(method, request_id, request, answer, &mut found);
    found.check().map_err(error::of_directory)?;
    Ok(once)
}

/// As [`read`], for a request with more fields that may be wrong: a bad id is one of them.
pub(super) fn noting<T, A: Message>(
    method: &str,
    request_id: &str,
    request: &impl Message,
    answer: impl Fn(&T) -> A + Send + Sync + 'static,
    found: &mut Violations,
) -> Once<T> {
    let id = match request_id {
        "" => None,
        text => Uuid::parse_str(text).map_err(|_| found.add("request_id", "a UUID, or empty", text)).ok(),
    };
    let mut hash = Sha256::new();
    hash.update(method);
    hash.update(request.encode_to_vec());
    Once::new(id, hash.finalize().into(), move |done| answer(done).encode_to_vec())
}

/// The answer to what was done now or before.
pub(super) fn answer<T, A: Message + Default>(
    answered: Result<Answered<T>, Error>,
    answer: impl Fn(&T) -> A,
) -> Result<A, Status> {
    match answered.map_err(error::of_directory)? {
        Answered::Now(done) => Ok(answer(&done)),
        Answered::Before(bytes) => A::decode(bytes.as_slice()).map_err(|why| error::internal(&why)),
    }
}
