//! The registrar behind its real gRPC services, in this process, and clients of it on loopback.

use crate::{
    Outcome,
    data::{self, Database},
};
use rollcall::api::{
    self, AccountLayer, CodecErrorLayer, DeadlineLayer, DelegatedClient, MaxWatchers, StreamLimits,
};
use rollcall::auth::{
    AuthLayer, Keys, LocalKey, NewToken, ScopeSet, Verifier, VerifierOptions, known_method,
};
use rollcall::directory::{Delegations, Directory, Options, Sealer};
use rollcall::model::AccountId;
use rollcall::pb::v1::{
    WatchRegistrationsRequest, WatchRegistrationsResponse,
    registration_service_client::RegistrationServiceClient,
};
use rollcall::registrar::{Registrar, RegistrarConfig};
use rollcall::sip::{Prober, SipConfig, SipEdge};
use rollcall::store::Store;
use rollcall::telemetry::{Metrics, RpcLayer};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tonic::{
    Request, Streaming,
    metadata::MetadataValue,
    service::RoutesBuilder,
    transport::{Channel, Endpoint, Server, server::TcpIncoming},
};

/// Watchers that share a connection.
const PER_CHANNEL: usize = 50;

pub(crate) struct Served {
    pub(crate) registrar: Registrar,
    pub(crate) address: SocketAddr,
    pub(crate) token: String,
    store: Store,
    stop: CancellationToken,
    writer: JoinHandle<()>,
    server: JoinHandle<Result<(), tonic::transport::Error>>,
}

impl Served {
    pub(crate) async fn start(database: &Database) -> Outcome<Self> {
        let (store, metrics, stop) = (database.open().await?, Metrics::new(), CancellationToken::new());
        let config = RegistrarConfig::default();
        let (registrar, writer) =
            Registrar::start(store.clone(), config, metrics.clone(), stop.clone()).await?;
        let dir = database.dir.path();
        let sealer = Sealer::load_or_create(&dir.join("sealing-key"))?;
        let delegations = Delegations::new(Arc::new(DelegatedClient::default()), 1024, metrics.clone());
        let directory =
            Directory::new(store.clone(), registrar.clone(), sealer, delegations, Options::default());
        let key = LocalKey::load_or_create(dir)?;
        let verifier = Verifier::new(Keys::local(&key), VerifierOptions::default(), |_| {})?;
        let token = key.mint(&NewToken {
            subject: "bench".to_owned(),
            account: Some(AccountId::parse(data::ACCOUNT)?),
            scopes: ScopeSet::parse("registrations:read admin"),
            ttl: Duration::from_secs(3600),
        })?;
        let max = MaxWatchers { all: 10_000, of_caller: 10_000 };
        let limits = StreamLimits::new(max, Duration::from_secs(3600), stop.clone());
        let mut routes = RoutesBuilder::default();
        let sip = SipConfig::new(Vec::new(), rand::random());
        let edge =
            SipEdge::bind(sip, directory.clone(), registrar.clone(), metrics.clone())?.for_other_edges();
        let probe = Arc::new(Prober::new(directory.clone(), registrar.clone(), Vec::new(), None));
        api::add_services(&mut routes, directory.clone(), registrar.clone(), edge, probe, limits, Vec::new());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let refuse = |error| api::of_auth(error).into_http::<tonic::body::Body>();
        // What the builder says of TCP does not hold for connections that are accepted elsewhere.
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        // As src/server/grpc.rs has them.
        let server = Server::builder()
            .layer(RpcLayer::new(metrics, known_method))
            .layer(DeadlineLayer::new(Duration::from_secs(60)))
            .layer(AuthLayer::new(verifier, refuse))
            .layer(AccountLayer::new(directory))
            .layer(CodecErrorLayer)
            .add_routes(routes.routes())
            .serve_with_incoming_shutdown(incoming, stop.clone().cancelled_owned());
        Ok(Self { registrar, address, token, store, stop, writer, server: tokio::spawn(server) })
    }

    pub(crate) async fn stop(self) -> Outcome {
        self.stop.cancel();
        self.writer.await?;
        self.server.await??;
        Ok(self.store.close().await?)
    }
}

/// Streams of messages, `PER_CHANNEL` on a connection.
pub(crate) async fn watch(
    address: SocketAddr,
    token: &str,
    watchers: usize,
    request: &WatchRegistrationsRequest,
) -> Outcome<Vec<Streaming<WatchRegistrationsResponse>>> {
    let mut streams = Vec::with_capacity(watchers);
    let mut channel: Option<Channel> = None;
    for n in 0..watchers {
        if n.is_multiple_of(PER_CHANNEL) {
            let endpoint = Endpoint::from_shared(format!("http://{address}"))?.tcp_nodelay(true);
            channel = Some(endpoint.connect().await?);
        }
        let Some(channel) = channel.clone() else { continue };
        let mut request = Request::new(request.clone());
        let bearer: MetadataValue<_> = format!("Bearer {token}").parse()?;
        request.metadata_mut().insert("authorization", bearer);
        let mut client = RegistrationServiceClient::new(channel).max_decoding_message_size(64 << 20);
        streams.push(client.watch_registrations(request).await?.into_inner());
    }
    Ok(streams)
}
