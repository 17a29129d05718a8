//! The registrar behind its real gRPC services, in this process, and clients of it on loopback.

use crate::{
    Outcome,
    data::{self, Database},
    threads::ServerThreads,
};
use rollcall::api::{DelegatedClient, MaxWatchers, StreamLimits};
use rollcall::auth::{Keys, LocalKey, NewToken, ScopeSet, Verifier, VerifierOptions};
use rollcall::directory::{Delegations, Directory, Options, Sealer};
use rollcall::model::AccountId;
use rollcall::pb::v1::{
    WatchRegistrationsRequest, WatchRegistrationsResponse,
    registration_service_client::RegistrationServiceClient,
};
use rollcall::registrar::{Registrar, RegistrarConfig};
use rollcall::server::grpc::{self, Parts};
use rollcall::sip::{Prober, SipConfig, SipEdge};
use rollcall::store::{DatabaseUrl, Store};
use rollcall::telemetry::Metrics;
use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tonic::{
    Request, Streaming,
    metadata::MetadataValue,
    transport::{Channel, Endpoint},
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
    /// Those that it runs on, and nothing else.
    threads: Option<ServerThreads>,
}

impl Served {
    pub(crate) async fn start(database: &Database) -> Outcome<Self> {
        let (url, dir) = (database.url.clone(), database.dir.path().to_owned());
        let threads = ServerThreads::start()?;
        let mut served = threads.run(async move { Self::open(&url, &dir).await }).await?;
        served.threads = Some(threads);
        Ok(served)
    }

    async fn open(url: &DatabaseUrl, dir: &Path) -> Outcome<Self> {
        let (store, metrics, stop) = (data::open(url).await?, Metrics::new(), CancellationToken::new());
        let config = RegistrarConfig::default();
        let (registrar, writer) =
            Registrar::start(store.clone(), config, metrics.clone(), stop.clone()).await?;
        let sealer = Sealer::load_or_create(&dir.join("sealing-key"))?;
        let delegations = Delegations::new(Arc::new(DelegatedClient::default()), 1024, metrics.clone());
        let directory =
            Directory::new(store.clone(), registrar.clone(), sealer, delegations, Options::default());
        let key = LocalKey::load_or_create(dir)?;
        let verifier = Verifier::new(Keys::local(&key), VerifierOptions::default(), |_| {})?;
        let token = key.mint(&NewToken {
            subject: "bench".to_owned(),
            account: Some(AccountId::parse(data::ACCOUNT)?),
            scopes: ScopeSet::parse("registrations:read users:read admin"),
            ttl: Duration::from_secs(3600),
        })?;
        let max = MaxWatchers { all: 10_000, of_caller: 10_000 };
        let limits = StreamLimits::new(max, Duration::from_secs(3600), stop.clone());
        let sip = SipConfig::new(Vec::new(), rand::random());
        let edge = SipEdge::bind(sip, directory.clone(), registrar.clone(), metrics.clone())?;
        let probe = Prober::new(directory.clone(), registrar.clone(), Vec::new(), None);
        let (_, health) = tonic_health::server::health_reporter();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let parts = Parts {
            directory,
            registrar: registrar.clone(),
            edge: edge.for_other_edges(),
            probe: Arc::new(probe),
            verifier,
            metrics,
            limits,
            transports: Vec::new(),
            reflection: false,
            web_origins: Vec::new(),
            health,
        };
        let server = tokio::spawn(grpc::serve(listener, None, parts, stop.clone()));
        Ok(Self { registrar, address, token, store, stop, writer, server, threads: None })
    }

    pub(crate) async fn stop(self) -> Outcome {
        self.stop.cancel();
        self.writer.await?;
        self.server.await??;
        Ok(self.store.close().await?)
    }
}

pub(crate) async fn connect(address: SocketAddr) -> Outcome<Channel> {
    Ok(Endpoint::from_shared(format!("http://{address}"))?.tcp_nodelay(true).connect().await?)
}

/// A request with its token.
pub(crate) fn request<T>(message: T, token: &str) -> Outcome<Request<T>> {
    let mut request = Request::new(message);
    let bearer: MetadataValue<_> = format!("Bearer {token}").parse()?;
    request.metadata_mut().insert("authorization", bearer);
    Ok(request)
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
            channel = Some(connect(address).await?);
        }
        let Some(channel) = channel.clone() else { continue };
        let request = self::request(request.clone(), token)?;
        let mut client = RegistrationServiceClient::new(channel).max_decoding_message_size(64 << 20);
        streams.push(client.watch_registrations(request).await?.into_inner());
    }
    Ok(streams)
}
