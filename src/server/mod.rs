//! Puts the parts together, starts them in order, and drains them.

mod demo;
mod gathered;
pub mod grpc;
mod health;
mod lock;
mod web;

use crate::api::{DelegatedClient, MaxWatchers, StreamLimits};
use crate::auth::{KeyError, KeyOptions, Keys, LocalKey, Verifier, VerifierOptions};
use crate::config::{self, JwksSource, ServeConfig, sealing_key};
use crate::directory::{self, Delegations, Directory, Options, SealError, Sealer};
use crate::registrar::{self, Registrar, RegistrarConfig};
use crate::sip::{BindError, ListenAddress, Prober, SipConfig, SipEdge};
use crate::store::{PoolSizes, Store, StoreError};
use crate::telemetry::{self, Metrics};
use crate::tls::{ReloadingTls, TlsError, TlsFiles};
use std::{
    fs::DirBuilder,
    io::{self, Write},
    net::SocketAddr,
    os::unix::fs::DirBuilderExt,
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

/// Offered by ALPN to callers of the API.
const GRPC_PROTOCOLS: &[&[u8]] = &[b"h2"];

/// Why the server did not start or went down.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("--data-dir: {path}: {source}")]
    DataDir { path: String, source: io::Error },
    #[error("--data-dir: {0} is in use by another process")]
    InUse(String),
    #[error("{flag}: cannot listen on {address}: {source}")]
    Bind { flag: &'static str, address: SocketAddr, source: io::Error },
    #[error("--sip-listen: {0}")]
    Sip(#[from] BindError),
    #[error("--database-url: {0}")]
    Store(#[from] StoreError),
    #[error("--sealing-key-file: {0}")]
    Seal(#[from] SealError),
    #[error("--sealing-key-file: {0}; give the server the key that sealed them")]
    SealingKey(String),
    #[error("--jwks: {0}")]
    Keys(#[from] KeyError),
    #[error("{flag}: {source}")]
    Tls { flag: &'static str, source: TlsError },
    #[error("--log: {0}")]
    Log(String),
    #[error("--demo: {0}")]
    Demo(String),
    #[error("{0}")]
    Failed(String),
}

impl ServeError {
    /// The exit code: 1, because what is wrong with the command line was told before (64).
    pub fn exit_code(&self) -> u8 {
        1
    }
}

/// Every so many tasks a worker looks for what was woken from outside of the runtime.
const LOOK_OUTSIDE_EVERY: u32 = 2;

/// The runtime that the server is made for.
///
/// Busy workers look only now and then for what was woken from outside of them, as the registrar's writer is by the thread
/// that has SQLite's connection. A commit is half a dozen such steps, and everybody waits for it: so they look often.
pub fn runtime() -> io::Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.global_queue_interval(LOOK_OUTSIDE_EVERY).enable_all().build()
}

/// Serves until SIGTERM or SIGINT, then drains and returns.
pub async fn run(config: ServeConfig) -> Result<(), ServeError> {
    telemetry::init(config.log_format, &config.log_filter).map_err(|e| ServeError::Log(e.to_string()))?;
    let fault = |source| ServeError::DataDir { path: config.data_dir.display().to_string(), source };
    DirBuilder::new().recursive(true).mode(0o700).create(&config.data_dir).map_err(fault)?;
    // Held until the process ends: two of them would each have half of the truth in memory.
    let _lock = if config.database.is_sqlite() { Some(lock::take(&config.data_dir)?) } else { None };

    let stopping = CancellationToken::new();
    let keys = keys(&config).await?;
    let sealer = match &config.sealing_key_file {
        Some(path) => Sealer::load(path)?,
        None => Sealer::load_or_create(&sealing_key(&config.data_dir))?,
    };
    let metrics = Metrics::new();
    let on_cache = {
        let metrics = metrics.clone();
        move |hit| metrics.auth_cache(hit)
    };
    let options = VerifierOptions {
        issuer: config.jwt_issuer.clone(),
        audience: config.jwt_audience.clone(),
        ..VerifierOptions::default()
    };
    let verifier = Verifier::new(keys.clone(), options, on_cache)?;
    tokio::spawn(keys.run(stopping.clone()));
    let load = |flag, files, protocols| tls(flag, files, protocols, &stopping);
    let tls = load("--tls-cert", config.tls.as_ref(), GRPC_PROTOCOLS)?;
    let sip_tls = load("--sip-tls-cert", config.sip_tls.as_ref(), &[])?;

    // Everything binds before anything serves.
    let grpc = bind("--grpc-listen", config.grpc_listen).await?;
    let scrapes = bind("--metrics-listen", config.metrics_listen).await?;
    let store = Store::open(&config.database, PoolSizes::default()).await?;
    let registrar_config = RegistrarConfig {
        node: config.node.clone(),
        bookmark_interval: config.bookmark_interval,
        ..RegistrarConfig::default()
    };
    let stop_writer = CancellationToken::new();
    let (registrar, writer) =
        Registrar::start(store.clone(), registrar_config, metrics.clone(), stop_writer.clone()).await?;
    let options = Options { purge_after: config.purge_after };
    let listeners: Vec<ListenAddress> =
        config.sip_listen.iter().map(|&(transport, address)| ListenAddress { transport, address }).collect();
    let sip_config = SipConfig {
        tls: sip_tls.clone(),
        auth_failures: config.sip_auth_failures,
        auth_back_off: config.sip_auth_back_off,
        max_connections: usize::try_from(config.sip_max_connections).unwrap_or(usize::MAX),
        max_connections_per_source: usize::try_from(config.sip_max_connections_per_source)
            .unwrap_or(usize::MAX),
        anonymous_timeout: config.sip_anonymous_timeout,
        ..SipConfig::new(listeners, rand::random())
    };
    // Most requests under way are always left to domains that ask nobody.
    let questions = sip_config.max_in_flight / 4;
    let delegations = Delegations::new(Arc::new(DelegatedClient::default()), questions, metrics.clone());
    let directory = Directory::new(store.clone(), registrar.clone(), sealer, delegations, options);
    let unfit = |error: directory::Error| ServeError::SealingKey(error.to_string());
    directory.check_sealing_keys().await.map_err(unfit)?;
    let edge = SipEdge::bind(sip_config, directory.clone(), registrar.clone(), metrics.clone())?;

    let addresses = Addresses {
        grpc: local("--grpc-listen", config.grpc_listen, &grpc)?,
        metrics: local("--metrics-listen", config.metrics_listen, &scrapes)?,
        sip: edge.local_addresses(),
        tls: tls.is_some(),
    };
    let demo = match config.demo {
        true => Some(demo::prepare(&directory, &config.data_dir).await?),
        false => None,
    };

    let ready = Arc::new(AtomicBool::new(true));
    let drain = CancellationToken::new();
    let max = MaxWatchers { all: config.max_watchers, of_caller: config.max_watchers_per_caller };
    let limits = StreamLimits::new(max, config.max_stream_lifetime, drain.clone());
    let (reporter, health) =
        health::start(registrar.clone(), metrics.clone(), ready.clone(), drain.clone()).await;
    let purge = tokio::spawn(directory.clone().sweep_until(stopping.clone()));
    let compaction = tokio::spawn(registrar::compact_until(
        store.clone(),
        config.log_retention,
        metrics.clone(),
        stopping.clone(),
    ));
    tokio::spawn(store.clone().checkpoint_until(stop_writer.clone()));
    let graces = tokio::spawn(directory.clone().end_lost_flows_until(stopping.clone()));
    let probe = Prober::new(directory.clone(), registrar.clone(), addresses.sip.clone(), sip_tls);
    let parts = grpc::Parts {
        directory,
        registrar,
        probe: Arc::new(probe.clone()),
        edge: edge.for_other_edges(),
        verifier,
        metrics: metrics.clone(),
        limits,
        transports: addresses.sip.iter().map(|at| at.transport).collect(),
        reflection: config.reflection,
        web_origins: config.grpc_web_origins.clone(),
        health,
    };
    let grpc = tokio::spawn(grpc::serve(grpc, tls, parts, stopping.clone()));
    let scraping = tokio::spawn(telemetry::serve(scrapes, metrics, ready, stop_writer.clone()));
    let sip = tokio::spawn(edge.run(stopping.clone()));
    say(&addresses, demo.as_ref(), &config).map_err(|e| ServeError::Failed(e.to_string()))?;

    terminated().await?;
    tracing::info!("draining");
    // Not serving any more, then the last bookmarks, then no new connections, then a bounded wait.
    drain.cancel();
    let _reported = reporter.await;
    stopping.cancel();
    let rest = async {
        let _served = grpc.await;
        probe.finished().await;
        let _served = sip.await;
        let _swept = purge.await;
        let _compacted = compaction.await;
        let _ended = graces.await;
    };
    if tokio::time::timeout(config.drain_timeout, rest).await.is_err() {
        tracing::warn!("calls that were under way at the end of --drain-timeout are cut off");
    }
    stop_writer.cancel();
    let _written = writer.await;
    let _scraped = scraping.await;
    store.close().await?;
    tracing::info!("stopped");
    Ok(())
}

/// Where everything listens.
struct Addresses {
    grpc: SocketAddr,
    metrics: SocketAddr,
    sip: Vec<ListenAddress>,
    tls: bool,
}

/// The line that says that all listeners accept, and how to go on with the demo.
fn say(addresses: &Addresses, demo: Option<&demo::Demo>, config: &ServeConfig) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let sip: String = addresses.sip.iter().map(|at| format!(" sip={at}")).collect();
    writeln!(out, "ready grpc={}{sip} metrics={}", addresses.grpc, addresses.metrics)?;
    if let Some(demo) = demo {
        write!(out, "{}", demo.guide(addresses, &config.data_dir))?;
    }
    out.flush()
}

async fn keys(config: &ServeConfig) -> Result<Keys, ServeError> {
    Ok(match &config.jwks {
        Some(JwksSource::File(path)) => Keys::file(path, KeyOptions::default()).await?,
        Some(JwksSource::Url(url)) => {
            let keys = Keys::url(url, KeyOptions::default())?;
            if let Err(error) = keys.refresh().await {
                tracing::warn!(%error, "--jwks does not answer; calls are refused until it does");
            }
            keys
        }
        None => Keys::local(&LocalKey::load_or_create(&config.data_dir)?),
    })
}

/// Loads certificates, and loads them again when they change, until `stop`.
fn tls(
    flag: &'static str,
    files: Option<&config::TlsFiles>,
    protocols: &'static [&'static [u8]],
    stop: &CancellationToken,
) -> Result<Option<ReloadingTls>, ServeError> {
    let Some(config::TlsFiles { cert, key, client_ca }) = files.cloned() else { return Ok(None) };
    let loaded = ReloadingTls::load(TlsFiles { cert, key, client_ca }, protocols);
    let tls = loaded.map_err(|source| ServeError::Tls { flag, source })?;
    tokio::spawn(tls.clone().run(stop.clone()));
    Ok(Some(tls))
}

async fn bind(flag: &'static str, address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Bind { flag, address, source })
}

fn local(flag: &'static str, address: SocketAddr, at: &TcpListener) -> Result<SocketAddr, ServeError> {
    at.local_addr().map_err(|source| ServeError::Bind { flag, address, source })
}

async fn terminated() -> Result<(), ServeError> {
    let of = |kind| signal(kind).map_err(|e| ServeError::Failed(e.to_string()));
    let (mut term, mut int) = (of(SignalKind::terminate())?, of(SignalKind::interrupt())?);
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}

/// The path of this program as the user would type it.
fn program() -> String {
    std::env::args_os()
        .next()
        .map_or_else(|| "rollcall".to_owned(), |path| Path::new(&path).display().to_string())
}
