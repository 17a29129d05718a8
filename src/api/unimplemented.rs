//! What is in the contract and not in this version: the one list, and the layer that says so.

use super::error;
use http::{Request, Response};
use std::{
    future::{Ready, ready},
    task::{Context, Poll},
};
use tonic::body::Body;
use tower::{Layer, Service};

/// Methods that answer UNIMPLEMENTED with reason NOT_IMPLEMENTED, to callers who have their scope.
pub const UNIMPLEMENTED: &[&str] = &["rollcall.v1.RegistrarService/LookupTargets"];

/// Answers the methods of [`UNIMPLEMENTED`]; all others pass.
#[derive(Debug, Clone, Copy, Default)]
pub struct UnimplementedLayer;

impl<S> Layer<S> for UnimplementedLayer {
    type Service = UnimplementedService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        UnimplementedService { inner }
    }
}

#[derive(Debug, Clone)]
pub struct UnimplementedService<S> {
    inner: S,
}

impl<S, B> Service<Request<B>> for UnimplementedService<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = futures::future::Either<Ready<Result<Response<Body>, S::Error>>, S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let method = request.uri().path().trim_start_matches('/');
        if UNIMPLEMENTED.contains(&method) {
            let answer = error::not_implemented(method).into_http();
            return futures::future::Either::Left(ready(Ok(answer)));
        }
        futures::future::Either::Right(self.inner.call(request))
    }
}
