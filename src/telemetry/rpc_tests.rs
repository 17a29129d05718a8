use super::*;
use bytes::Bytes;
use std::{collections::VecDeque, convert::Infallible, future::poll_fn, task::Waker};
use tower::{ServiceExt, service_fn};

const METHOD: &str = "/rollcall.v1.UserService/GetUser";

fn known(path: &str) -> Option<&'static str> {
    (path == METHOD).then_some(METHOD)
}

/// A body of these frames; with `open`, it never ends.
struct Frames {
    frames: VecDeque<Result<Frame<Bytes>, &'static str>>,
    open: bool,
}

impl Body for Frames {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        match self.frames.pop_front() {
            None if self.open => Poll::Pending,
            frame => Poll::Ready(frame),
        }
    }
}

fn trailers(status: &'static str) -> Frame<Bytes> {
    Frame::trailers(HeaderMap::from_iter([("grpc-status".parse().unwrap(), status.parse().unwrap())]))
}

fn data() -> Frame<Bytes> {
    Frame::data(Bytes::from_static(b"x"))
}

async fn call(
    metrics: &Metrics,
    path: &str,
    header_status: Option<&'static str>,
    frames: Vec<Result<Frame<Bytes>, &'static str>>,
    open: bool,
) -> Response<RpcBody<Frames>> {
    let frames = std::sync::Mutex::new(Some(Frames { frames: frames.into(), open }));
    let service = service_fn(move |request: Request<()>| {
        assert!(request.extensions().get::<crate::model::RequestId>().is_some());
        let mut response = Response::new(frames.lock().unwrap().take().unwrap());
        if let Some(status) = header_status {
            response.headers_mut().insert("grpc-status", status.parse().unwrap());
        }
        async move { Ok::<_, Infallible>(response) }
    });
    let request = Request::post(path).header(REQUEST_ID_HEADER, "mine").body(()).unwrap();
    RpcLayer::new(metrics.clone(), known).layer(service).oneshot(request).await.unwrap()
}

async fn drain(response: Response<RpcBody<Frames>>) {
    let mut body = response.into_body();
    while let Some(Ok(_)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {}
}

fn assert_one(metrics: &Metrics, method: &str, code: &str) {
    let text = metrics.encode();
    let finished: Vec<_> = text.lines().filter(|l| l.starts_with("rollcall_rpc_finished_total{")).collect();
    let wanted = format!(r#"rollcall_rpc_finished_total{{method="{method}",code="{code}"}} 1"#);
    assert_eq!(finished, [wanted]);
    assert!(text.contains(&format!("rollcall_rpc_in_flight{{method=\"{method}\"}} 0\n")), "{text}");
}

#[tokio::test]
async fn the_status_is_read_from_the_trailers() {
    for (status, code) in [("0", "OK"), ("13", "INTERNAL"), ("77", "UNKNOWN"), ("x", "UNKNOWN")] {
        let metrics = Metrics::new();
        let response = call(&metrics, METHOD, None, vec![Ok(data()), Ok(trailers(status))], false).await;
        assert_eq!(response.headers()[REQUEST_ID_HEADER], "mine");
        drain(response).await;
        assert_one(&metrics, METHOD, code);
    }
}

#[tokio::test]
async fn the_status_is_read_from_a_trailers_only_answer() {
    let metrics = Metrics::new();
    let response = call(&metrics, METHOD, Some("16"), vec![], false).await;
    assert_one(&metrics, METHOD, "UNAUTHENTICATED");
    drain(response).await;
    assert_one(&metrics, METHOD, "UNAUTHENTICATED");
}

#[tokio::test]
async fn an_answer_without_status_or_with_an_error_is_unknown() {
    for frames in
        [vec![Ok(data())], vec![Ok(data()), Err("reset")], vec![Ok(Frame::trailers(HeaderMap::new()))]]
    {
        let metrics = Metrics::new();
        drain(call(&metrics, METHOD, None, frames, false).await).await;
        assert_one(&metrics, METHOD, "UNKNOWN");
    }
}

#[tokio::test]
async fn a_body_dropped_before_its_end_is_cancelled() {
    let metrics = Metrics::new();
    let mut response = call(&metrics, METHOD, None, vec![Ok(data())], true).await;
    poll_fn(|cx| Pin::new(response.body_mut()).poll_frame(cx)).await.unwrap().unwrap();
    let pending = Pin::new(response.body_mut()).poll_frame(&mut Context::from_waker(Waker::noop()));
    assert!(pending.is_pending());
    drop(response);
    assert_one(&metrics, METHOD, "CANCELLED");
}

#[tokio::test]
async fn a_call_dropped_before_its_answer_is_cancelled() {
    let metrics = Metrics::new();
    let service = service_fn(|_: Request<()>| std::future::pending::<Result<Response<Frames>, Infallible>>());
    let request = Request::post(METHOD).body(()).unwrap();
    let mut call = Box::pin(RpcLayer::new(metrics.clone(), known).layer(service).oneshot(request));
    assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(call);
    assert_one(&metrics, METHOD, "CANCELLED");
}

#[tokio::test]
async fn an_unknown_method_is_other() {
    let metrics = Metrics::new();
    drain(call(&metrics, "/made/up", None, vec![Ok(trailers("12"))], false).await).await;
    assert_one(&metrics, "other", "UNIMPLEMENTED");
}
