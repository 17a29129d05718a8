//! gRPC-Web, by which pages in browsers call: its translation, and who may (CORS).

use crate::config::WebOrigin;
use http::{HeaderName, Method};
use std::time::Duration;
use tonic_web::GrpcWebLayer;
use tower::layer::util::Stack;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// What a page may send. A token is a header of its own, never a cookie, so no credentials are allowed.
const SENT: [HeaderName; 7] = [
    http::header::CONTENT_TYPE,
    http::header::AUTHORIZATION,
    HeaderName::from_static("x-auth-token"),
    HeaderName::from_static("x-grpc-web"),
    HeaderName::from_static("x-user-agent"),
    HeaderName::from_static("grpc-timeout"),
    HeaderName::from_static("x-request-id"),
];

/// What a page may read.
const READ: [HeaderName; 4] = [
    HeaderName::from_static("grpc-status"),
    HeaderName::from_static("grpc-message"),
    HeaderName::from_static("grpc-status-details-bin"),
    HeaderName::from_static("x-request-id"),
];

/// How long a browser may remember that it may call; they cut it to two hours or less.
const REMEMBERED: Duration = Duration::from_hours(2);

/// Serves gRPC-Web to pages of these origins, and leaves everything else as it is. `None` when there is none.
pub(super) fn layer(origins: &[WebOrigin]) -> Option<Stack<GrpcWebLayer, CorsLayer>> {
    if origins.is_empty() {
        return None;
    }
    let named = origins.iter().filter_map(|origin| match origin {
        WebOrigin::All => None,
        WebOrigin::Of(origin) => Some(origin.clone()),
    });
    let allowed = match origins.contains(&WebOrigin::All) {
        true => AllowOrigin::any(),
        false => AllowOrigin::list(named),
    };
    let cors = CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::POST])
        .allow_headers(SENT)
        .expose_headers(READ)
        .max_age(REMEMBERED);
    Some(Stack::new(GrpcWebLayer::new(), cors))
}
