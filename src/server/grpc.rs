//! The gRPC listener: its layers, its services, its end.

use super::{gathered::Gathered, web};
use crate::api::{self, AccountLayer, CodecErrorLayer, DeadlineLayer, StreamLimits, UnimplementedLayer};
use crate::auth::{AuthLayer, METHODS, Verifier, known_method};
use crate::config::WebOrigin;
use crate::directory::{Directory, RegistrationProbe};
use crate::model::Transport;
use crate::pb;
use crate::registrar::{EdgeRegistrar, Registrar};
use crate::telemetry::{Metrics, RpcLayer};
use crate::tls::ReloadingTls;
use futures::Stream;
use std::{collections::BTreeSet, io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{
    body::Body,
    service::RoutesBuilder,
    transport::{Server, server::Connected},
};
use tonic_health::pb::health_server::{Health, HealthServer};
use tower::util::option_layer;
use tower_http::map_response_body::MapResponseBodyLayer;

/// What the listener serves.
pub struct Parts<H> {
    pub directory: Directory,
    pub registrar: Registrar,
    /// Answers the REGISTERs of other edges.
    pub edge: Arc<dyn EdgeRegistrar>,
    /// Runs registration tests.
    pub probe: Arc<dyn RegistrationProbe>,
    pub verifier: Verifier,
    pub metrics: Metrics,
    pub limits: StreamLimits,
    /// What the server listens on for SIP.
    pub transports: Vec<Transport>,
    pub reflection: bool,
    /// The pages that may call by gRPC-Web; empty: it is not served.
    pub web_origins: Vec<WebOrigin>,
    pub health: HealthServer<H>,
}

const KEEPALIVE_EVERY: Duration = Duration::from_secs(30);
const KEEPALIVE_ANSWER: Duration = Duration::from_secs(20);
/// The longest that a unary call may take.
const LONGEST_CALL: Duration = Duration::from_secs(60);
/// Calls at once on one connection.
const STREAMS: u32 = 1024;
/// TLS handshakes under way at once.
const HANDSHAKES: usize = 256;
/// Octets of headers that one call may have.
const HEADERS: u32 = 16 << 10;

/// Serves until `stop`, then lets the calls under way end.
pub async fn serve<H: Health>(
    listener: TcpListener,
    tls: Option<ReloadingTls>,
    parts: Parts<H>,
    stop: CancellationToken,
) -> Result<(), tonic::transport::Error> {
    match tls {
        None => run(accept(listener, stop.clone(), |stream| async { Ok(stream) }), parts, stop).await,
        Some(tls) => {
            let handshake = move |stream| {
                let tls = tls.clone();
                async move { tls.accept(stream).await }
            };
            run(accept(listener, stop.clone(), handshake), parts, stop).await
        }
    }
}

async fn run<H, S>(
    incoming: impl Stream<Item = io::Result<S>>,
    parts: Parts<H>,
    stop: CancellationToken,
) -> Result<(), tonic::transport::Error>
where
    H: Health,
    S: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static,
{
    let refuse = |error| api::of_auth(error).into_http::<Body>();
    // Refused calls are counted too, so the count is around the authentication; what needs a caller is
    // inside it. The deadline begins with the call, whatever its token takes to verify. Outermost is what makes
    // gRPC of gRPC-Web, so that refusals are translated too. Browsers speak HTTP/1.1 where there is no TLS.
    Server::builder()
        .accept_http1(!parts.web_origins.is_empty())
        .http2_keepalive_interval(Some(KEEPALIVE_EVERY))
        .http2_keepalive_timeout(Some(KEEPALIVE_ANSWER))
        .http2_max_header_list_size(HEADERS)
        .max_concurrent_streams(STREAMS)
        .layer(option_layer(web::layer(&parts.web_origins)))
        .layer(MapResponseBodyLayer::new(Body::new))
        .layer(RpcLayer::new(parts.metrics.clone(), known_method))
        .layer(DeadlineLayer::new(LONGEST_CALL))
        .layer(AuthLayer::new(parts.verifier.clone(), refuse))
        .layer(AccountLayer::new(parts.directory.clone()))
        .layer(UnimplementedLayer)
        .layer(CodecErrorLayer)
        .add_routes(routes(parts))
        .serve_with_incoming_shutdown(incoming, stop.cancelled_owned())
        .await
}

fn routes<H: Health>(parts: Parts<H>) -> tonic::service::Routes {
    let mut routes = RoutesBuilder::default();
    routes.add_service(parts.health);
    if parts.reflection {
        match (reflection().build_v1(), reflection().build_v1alpha()) {
            (Ok(v1), Ok(v1alpha)) => drop(routes.add_service(v1).add_service(v1alpha)),
            (Err(error), _) | (_, Err(error)) => tracing::error!(%error, "no reflection"),
        }
    }
    let Parts { directory, registrar, edge, probe, limits, transports, .. } = parts;
    api::add_services(&mut routes, directory, registrar, edge, probe, limits, transports);
    routes.routes()
}

/// Reflection over the services of this server; what customers implement is not listed.
fn reflection() -> tonic_reflection::server::Builder<'static> {
    let services: BTreeSet<&str> =
        METHODS.iter().filter_map(|(path, _)| path.trim_start_matches('/').split('/').next()).collect();
    services.into_iter().fold(
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(pb::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET),
        tonic_reflection::server::Builder::with_service_name,
    )
}

/// Connections as they come, each after its handshake. One that is slow to shake hands holds up nobody.
fn accept<S, F>(
    listener: TcpListener,
    stop: CancellationToken,
    handshake: impl Fn(TcpStream) -> F + Clone + Send + 'static,
) -> impl Stream<Item = io::Result<Gathered<S>>>
where
    S: AsyncRead + AsyncWrite + Send + 'static,
    F: Future<Output = io::Result<S>> + Send,
{
    let (sender, connections) = mpsc::channel(HANDSHAKES);
    tokio::spawn(async move {
        let places = Arc::new(Semaphore::new(HANDSHAKES));
        loop {
            let Ok(place) = places.clone().acquire_owned().await else { return };
            let accepted = tokio::select! {
                () = stop.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Too many open files, mostly: wait for some to close.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let _best_effort = stream.set_nodelay(true);
            let (sender, handshake) = (sender.clone(), handshake.clone());
            tokio::spawn(async move {
                match handshake(stream).await {
                    Ok(connection) => drop(sender.send(Ok(Gathered::new(connection))).await),
                    Err(error) => tracing::debug!(%error, "no handshake"),
                }
                drop(place);
            });
        }
    });
    ReceiverStream::new(connections)
}
