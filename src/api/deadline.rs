//! Deadlines of unary calls: DEADLINE_EXCEEDED, as gRPC says, a moment before tonic's own timer would
//! answer CANCELLED. Streams end by rules of their own.

use super::error;
use futures::future::BoxFuture;
use http::{HeaderMap, Request, Response};
use std::{
    task::{Context, Poll},
    time::Duration,
};
use tonic::body::Body;
use tower::{Layer, Service};

/// Gives every call the caller's deadline, or `longest` if that is sooner.
#[derive(Debug, Clone, Copy)]
pub struct DeadlineLayer {
    longest: Duration,
}

/// How much sooner than the caller we give up.
const MARGIN: Duration = Duration::from_millis(3);

impl DeadlineLayer {
    pub fn new(longest: Duration) -> Self {
        Self { longest }
    }
}

impl<S> Layer<S> for DeadlineLayer {
    type Service = DeadlineService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        DeadlineService { inner, longest: self.longest }
    }
}

#[derive(Debug, Clone)]
pub struct DeadlineService<S> {
    inner: S,
    longest: Duration,
}

impl<S, B> Service<Request<B>> for DeadlineService<S>
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
        let asked = asked(request.headers());
        let timeout = asked.unwrap_or(self.longest).min(self.longest);
        // One so short that it has passed by now is not begun.
        let time = timeout.checked_sub(MARGIN).filter(|time| !time.is_zero());
        let answer = time.map(|time| tokio::time::timeout(time, self.inner.call(request)));
        Box::pin(async move {
            if let Some(answer) = answer
                && let Ok(answer) = answer.await
            {
                return answer;
            }
            Ok(error::deadline_exceeded(timeout).into_http())
        })
    }
}

/// The `grpc-timeout` header: at most eight digits and a unit.
fn asked(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let n: u64 = digits.parse().ok().filter(|_| digits.len() <= 8)?;
    match unit {
        "H" => Some(Duration::from_secs(n * 3600)),
        "M" => Some(Duration::from_secs(n * 60)),
        "S" => Some(Duration::from_secs(n)),
        "m" => Some(Duration::from_millis(n)),
        "u" => Some(Duration::from_micros(n)),
        "n" => Some(Duration::from_nanos(n)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_read() {
        let of = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", text.parse().unwrap());
            asked(&headers)
        };
        assert_eq!(of("100m"), Some(Duration::from_millis(100)));
        assert_eq!(of("1H"), Some(Duration::from_secs(3600)));
        for bad in ["", "m", "1", "1x", "123456789S", "-1S"] {
            assert_eq!(of(bad), None, "{bad:?}");
        }
    }
}
