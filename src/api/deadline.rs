//! Deadlines of calls, of streams until they begin: DEADLINE_EXCEEDED, as gRPC says, a moment before tonic's own timer would
//! answer CANCELLED. Streams end by rules of their own.

use super::error;
use futures::future::BoxFuture;
use http::{HeaderMap, Request, Response};
use std::{
    task::{Context, Poll},
    time::{Duration, Instant},
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
/// What is kept of the rest of a call's time, for its answer to arrive.
const ANSWER: Duration = Duration::from_millis(20);

tokio::task_local! {
    /// Until when the caller of the call that is being answered waits, if it says so.
    static DEADLINE: Option<Instant>;
}

/// How long the call that is being answered may wait for something, so that its caller still gets an answer;
/// `None` when the caller has no deadline.
pub(super) fn remaining() -> Option<Duration> {
    let deadline = DEADLINE.try_with(|deadline| *deadline).ok()??;
    Some(spare(deadline.saturating_duration_since(Instant::now())))
}

/// A twentieth is left, or a bit more of short times; half of what is very short.
fn spare(rest: Duration) -> Duration {
    rest.saturating_sub(ANSWER.max(rest / 20)).max(rest / 2)
}

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
        let deadline = asked.map(|_| Instant::now() + timeout);
        let answer =
            time.map(|time| tokio::time::timeout(time, DEADLINE.scope(deadline, self.inner.call(request))));
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
    fn time_is_left_for_the_answer() {
        let of = |ms| spare(Duration::from_millis(ms)).as_micros();
        assert_eq!([0, 10, 100, 1000, 60_000].map(of), [0, 5_000, 80_000, 950_000, 57_000_000]);
    }

    #[tokio::test]
    async fn only_a_caller_with_a_deadline_has_one() {
        assert_eq!(remaining(), None);
        assert_eq!(DEADLINE.scope(None, async { remaining() }).await, None);
        let at = Instant::now() + Duration::from_secs(10);
        let left = DEADLINE.scope(Some(at), async { remaining() }).await.unwrap();
        assert!(left > Duration::from_secs(8) && left < Duration::from_secs(10), "{left:?}");
        assert_eq!(DEADLINE.scope(Some(Instant::now()), async { remaining() }).await, Some(Duration::ZERO));
    }

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
