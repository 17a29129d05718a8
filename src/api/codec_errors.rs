//! Around every handler: what its errors tell of the call, and messages that tonic refuses before a handler
//! sees them, whose bare statuses become errors of the contract.

use super::{MAX_MESSAGE, error};
use crate::model::RequestId;
use futures::{FutureExt, future::BoxFuture};
use http::{Request, Response};
use std::task::{Context, Poll};
use tonic::{Code, Status, body::Body};
use tower::{Layer, Service};

/// Gives REQUEST_MALFORMED and MESSAGE_TOO_LARGE to messages that cannot be decoded.
#[derive(Debug, Clone, Copy, Default)]
pub struct CodecErrorLayer;

impl<S> Layer<S> for CodecErrorLayer {
    type Service = CodecErrorService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CodecErrorService { inner }
    }
}

#[derive(Debug, Clone)]
pub struct CodecErrorService<S> {
    inner: S,
}

impl<S, B> Service<Request<B>> for CodecErrorService<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let method = request.uri().path().trim_start_matches('/').to_owned();
        let id = request.extensions().get::<RequestId>().cloned();
        let answer = self.inner.call(request);
        error::of_call(id, async move {
            let answer = answer.await?;
            // All of ours have details; and what is refused before a handler has no body.
            let bare = Status::from_header_map(answer.headers()).filter(|s| s.details().is_empty());
            Ok(match bare.and_then(|status| of_contract(&status, &method)) {
                Some(status) => status.into_http(),
                None => answer,
            })
        })
        .boxed()
    }
}

/// What a bare status of tonic's is in the contract.
pub(super) fn of_contract(bare: &Status, method: &str) -> Option<Status> {
    match bare.code() {
        Code::Internal => Some(error::malformed(method)),
        Code::OutOfRange => {
            let size = bare.message().split_once("found ")?.1.split(' ').next()?;
            Some(error::too_large(size, MAX_MESSAGE))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_tonic_says_of_messages_is_mapped() {
        let long =
            "Error, decoded message length too large: found 5000000 bytes, the limit is: 4194304 bytes";
        let map = |status: Status| of_contract(&status, "x.Y/Z").map(|s| (s.code(), s.message().to_owned()));
        let large =
            (Code::ResourceExhausted, "the message has 5000000 bytes, the limit is 4194304".to_owned());
        assert_eq!(map(Status::out_of_range(long)), Some(large));
        assert_eq!(map(Status::internal("invalid wire type")).unwrap().0, Code::InvalidArgument);
        assert_eq!(map(Status::not_found("unknown service")), None);
        assert_eq!(map(Status::out_of_range("else")), None);
    }
}
