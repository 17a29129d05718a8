//! The layer around every RPC: counts, times, names and logs it. Outermost, so that refused calls are counted too.

use super::{
    metrics::{Metrics, code_name},
    request_id::{self, REQUEST_ID_HEADER},
};
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Instant,
};
use tower::{Layer, Service};
use tracing::{Instrument, Span};

const CANCELLED: u16 = 1;
const UNKNOWN: u16 = 2;
const INTERNAL: u16 = 13;

/// The label of all methods that are not known.
const OTHER: &str = "other";

/// Puts [`RpcService`] around a gRPC service.
#[derive(Clone)]
pub struct RpcLayer {
    metrics: Metrics,
    known: fn(&str) -> Option<&'static str>,
}

impl RpcLayer {
    /// `known` gives the path of a method that the server has, so that only those become labels.
    pub fn new(metrics: Metrics, known: fn(&str) -> Option<&'static str>) -> Self {
        Self { metrics, known }
    }
}

impl<S> Layer<S> for RpcLayer {
    type Service = RpcService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        RpcService { inner, layer: self.clone() }
    }
}

/// Counts and times each RPC to the end of its answer, in a span with its method and request id; puts the
/// [`RequestId`](crate::model::RequestId) into the request's extensions and the answer's headers; logs one line when it has ended.
#[derive(Clone)]
pub struct RpcService<S> {
    inner: S,
    layer: RpcLayer,
}

impl<S, B, A> Service<Request<B>> for RpcService<S>
where
    S: Service<Request<B>, Response = Response<A>>,
    S::Future: Send + 'static,
    S::Error: 'static,
    A: Body + Unpin,
{
    type Response = Response<RpcBody<A>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let id = request_id::of(request.headers());
        let method = (self.layer.known)(request.uri().path()).unwrap_or(OTHER);
        let span = tracing::info_span!("rpc", method, request_id = %id);
        let mut rpc = Rpc::start(self.layer.metrics.clone(), method, span.clone());
        request.extensions_mut().insert(id.clone());
        let answer = span.in_scope(|| self.inner.call(request));
        let whole = async move {
            let mut response = match answer.await {
                Ok(response) => response,
                Err(error) => {
                    rpc.finish(UNKNOWN);
                    return Err(error);
                }
            };
            if let Some(value) = request_id::header(&id) {
                response.headers_mut().insert(REQUEST_ID_HEADER, value);
            }
            // Trailers-only: the headers have the status, no body follows.
            if let Some(code) = grpc_status(response.headers()) {
                rpc.finish(code);
            }
            Ok(response.map(|body| RpcBody { body, rpc }))
        };
        Box::pin(whole.instrument(span))
    }
}

/// One RPC under way. Dropped before its end, it was cancelled.
struct Rpc {
    metrics: Metrics,
    method: &'static str,
    started: Instant,
    span: Span,
    finished: bool,
}

impl Rpc {
    fn start(metrics: Metrics, method: &'static str, span: Span) -> Self {
        metrics.rpc_started(method);
        Self { metrics, method, started: Instant::now(), span, finished: false }
    }

    fn finish(&mut self, code: u16) {
        if std::mem::replace(&mut self.finished, true) {
            return;
        }
        let took = self.started.elapsed();
        self.metrics.rpc_finished(self.method, code, took);
        let code_name = code_name(code);
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.span.in_scope(|| match code {
            UNKNOWN | INTERNAL => tracing::warn!(code = code_name, took_us, "rpc finished"),
            _ => tracing::debug!(code = code_name, took_us, "rpc finished"),
        });
    }
}

impl Drop for Rpc {
    fn drop(&mut self) {
        self.finish(CANCELLED);
    }
}

/// The body of an answer, watched for its end.
pub struct RpcBody<A> {
    body: A,
    rpc: Rpc,
}

impl<A: Body + Unpin> Body for RpcBody<A> {
    type Data = A::Data;
    type Error = A::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<A::Data>, A::Error>>> {
        let Self { body, rpc } = &mut *self;
        let frame = ready!(rpc.span.in_scope(|| Pin::new(body).poll_frame(cx)));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(trailers) = frame.trailers_ref() {
                    rpc.finish(grpc_status(trailers).unwrap_or(UNKNOWN));
                }
            }
            // Without trailers there was no status.
            Some(Err(_)) | None => rpc.finish(UNKNOWN),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn grpc_status(headers: &HeaderMap) -> Option<u16> {
    let status = headers.get("grpc-status")?;
    Some(status.to_str().ok().and_then(|text| text.parse().ok()).unwrap_or(UNKNOWN))
}

#[cfg(test)]
#[path = "rpc_tests.rs"]
mod tests;
