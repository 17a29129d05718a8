//! `/metrics`, `/healthz` and `/readyz` over HTTP, for scrapers and orchestrators.

use super::Metrics;
use axum::{
    Router,
    http::{StatusCode, header::CONTENT_TYPE},
    routing::get,
};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long connections that are open may take to end after `stop`.
const DRAIN: Duration = Duration::from_secs(2);

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves on `listener` until `stop`, then waits up to two seconds for open connections:
/// - `/metrics`: OpenMetrics text;
/// - `/healthz`: 200, the process is up;
/// - `/readyz`: 200 while `ready`, otherwise 503.
///
/// There is no authentication: bind it where only operators are.
///
/// # Errors
/// Those of accepting connections.
pub async fn serve(
    listener: TcpListener,
    metrics: Metrics,
    ready: Arc<AtomicBool>,
    stop: CancellationToken,
) -> io::Result<()> {
    let readiness = move || async move {
        if ready.load(Ordering::Relaxed) {
            (StatusCode::OK, "ready\n")
        } else {
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    };
    let router = Router::new()
        .route("/metrics", get(move || async move { ([(CONTENT_TYPE, OPEN_METRICS)], metrics.encode()) }))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(readiness));
    let serving = axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        served = serving => served,
        () = overdue => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    async fn get(address: std::net::SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn the_endpoints_answer_until_stopped() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (metrics, ready, stop) =
            (Metrics::new(), Arc::new(AtomicBool::new(false)), CancellationToken::new());
        let serving = tokio::spawn(serve(listener, metrics.clone(), Arc::clone(&ready), stop.clone()));

        assert!(get(address, "/healthz").await.starts_with("HTTP/1.1 200 "));
        assert!(get(address, "/readyz").await.starts_with("HTTP/1.1 503 "));
        ready.store(true, Ordering::Relaxed);
        assert!(get(address, "/readyz").await.starts_with("HTTP/1.1 200 "));
        metrics.registrations(42);
        let answer = get(address, "/metrics").await;
        assert!(answer.contains("content-type: application/openmetrics-text; version=1.0.0"), "{answer}");
        assert!(answer.contains("\nrollcall_registrations 42\n"), "{answer}");
        assert!(get(address, "/else").await.starts_with("HTTP/1.1 404 "));

        stop.cancel();
        serving.await.unwrap().unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }

    #[tokio::test]
    async fn a_connection_that_stays_does_not_hold_up_the_end() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving =
            tokio::spawn(serve(listener, Metrics::new(), Arc::new(AtomicBool::new(true)), stop.clone()));
        let mut half = TcpStream::connect(address).await.unwrap();
        half.write_all(b"GET /healthz HT").await.unwrap();
        stop.cancel();
        tokio::time::timeout(DRAIN * 5, serving).await.unwrap().unwrap().unwrap();
    }
}
