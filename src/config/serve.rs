//! What `rollcall serve` runs with.

use super::{
    ConfigError, Places, Sources,
    places::{host_name, log_retention},
    values,
};
use crate::{
    model::Transport,
    store::{DatabaseUrl, Retention},
    telemetry::LogFormat,
};
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// Everything that the server needs to know, checked. See [`settings::SETTINGS`](super::settings::SETTINGS)
/// for flags, defaults and meanings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeConfig {
    pub data_dir: PathBuf,
    pub database: DatabaseUrl,
    pub grpc_listen: SocketAddr,
    /// The pages that may call by gRPC-Web; empty: it is not served.
    pub grpc_web_origins: Vec<WebOrigin>,
    /// Empty: no SIP.
    pub sip_listen: Vec<(Transport, SocketAddr)>,
    /// 0: no limit.
    pub sip_auth_failures: u32,
    /// Longer than 0.
    pub sip_auth_back_off: Duration,
    /// From 1 on.
    pub sip_max_connections: u32,
    /// 0: no limit.
    pub sip_max_connections_per_source: u32,
    /// Longer than 0.
    pub sip_anonymous_timeout: Duration,
    pub metrics_listen: SocketAddr,
    pub demo: bool,
    pub reflection: bool,
    /// `None`: a key generated in the data directory. Then `grpc_listen` is a loopback address.
    pub jwks: Option<JwksSource>,
    pub jwt_issuer: String,
    pub jwt_audience: String,
    /// `None`: a key generated in the data directory.
    pub sealing_key_file: Option<PathBuf>,
    pub tls: Option<TlsFiles>,
    /// Set when a listener of SIP is `tls` or `wss`.
    pub sip_tls: Option<TlsFiles>,
    /// Directives of `tracing_subscriber::EnvFilter`, known to parse.
    pub log_filter: String,
    pub log_format: LogFormat,
    pub drain_timeout: Duration,
    pub node: String,
    /// Longer than 0.
    pub bookmark_interval: Duration,
    /// Longer than 0.
    pub max_stream_lifetime: Duration,
    /// From 1 on, as the next one.
    pub max_watchers: u32,
    pub max_watchers_per_caller: u32,
    pub log_retention: Retention,
    /// At most ten years.
    pub purge_after: Duration,
}

/// Where the public keys of tokens are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JwksSource {
    File(PathBuf),
    /// `https`, or `http` on loopback.
    Url(String),
}

/// Who may call from a browser (RFC 6454).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebOrigin {
    All,
    /// `scheme://host[:port]`, as browsers write it.
    Of(http::HeaderValue),
}

/// The files of TLS, PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    pub cert: PathBuf,
    pub key: PathBuf,
    /// Set: clients must show a certificate of one of these.
    pub client_ca: Option<PathBuf>,
}

impl ServeConfig {
    /// Reads all settings and checks them against each other.
    pub fn load(sources: &Sources<'_>) -> Result<Self, ConfigError> {
        let Places { data_dir, database } = Places::load(sources)?;
        let config = Self {
            data_dir,
            database,
            grpc_listen: sources.required("grpc-listen", values::address)?,
            grpc_web_origins: sources.list("grpc-web-origin", values::web_origin)?.unwrap_or_default(),
            sip_listen: sip_listen(sources)?,
            sip_auth_failures: sources.required("sip-auth-failures", values::limit)?,
            sip_auth_back_off: sources.required("sip-auth-back-off", values::interval)?,
            sip_max_connections: sources.required("sip-max-connections", values::count)?,
            sip_max_connections_per_source: sources
                .required("sip-max-connections-per-source", values::limit)?,
            sip_anonymous_timeout: sources.required("sip-anonymous-timeout", values::interval)?,
            metrics_listen: sources.required("metrics-listen", values::address)?,
            demo: sources.required("demo", values::boolean)?,
            reflection: sources.required("reflection", values::boolean)?,
            jwks: sources.optional("jwks", values::jwks)?,
            jwt_issuer: sources.required("jwt-issuer", values::words)?,
            jwt_audience: sources.required("jwt-audience", values::words)?,
            sealing_key_file: sources.optional("sealing-key-file", values::readable)?,
            tls: tls(sources)?,
            sip_tls: sip_tls(sources)?,
            log_filter: sources.required("log", values::log_filter)?,
            log_format: sources.required("log-format", values::log_format)?,
            drain_timeout: sources.required("drain-timeout", values::duration)?,
            node: sources.optional("node", values::node)?.unwrap_or_else(|| host_name(sources)),
            bookmark_interval: sources.required("bookmark-interval", values::interval)?,
            max_stream_lifetime: sources.required("max-stream-lifetime", values::interval)?,
            max_watchers: sources.required("max-watchers", values::count)?,
            max_watchers_per_caller: sources.required("max-watchers-per-caller", values::count)?,
            log_retention: log_retention(sources)?,
            purge_after: sources.required("purge-after", values::retention)?,
        };
        config.check(sources)?;
        Ok(config)
    }

    fn check(&self, sources: &Sources<'_>) -> Result<(), ConfigError> {
        let grpc = self.grpc_listen;
        if self.jwks.is_none() && !grpc.ip().to_canonical().is_loopback() {
            let why = format!(
                "is needed when --grpc-listen ({grpc}) is no loopback address: a generated key is for loopback only"
            );
            return Err(ConfigError::flag("jwks", why));
        }
        if self.jwks.is_some() && !sources.is_given("jwt-issuer")? {
            return Err(ConfigError::flag("jwt-issuer", "is needed with --jwks: who issues the tokens"));
        }
        let secured = |t: &Transport| matches!(t, Transport::Tls | Transport::Wss);
        let secure = self.sip_listen.iter().find(|(t, _)| secured(t));
        if let (Some((transport, _)), None) = (secure, &self.sip_tls) {
            let why = format!("this, or --tls-cert, is needed with --sip-listen {}:…", transport.as_str());
            return Err(ConfigError::flag("sip-tls-cert", why));
        }
        Ok(())
    }
}

fn sip_listen(sources: &Sources<'_>) -> Result<Vec<(Transport, SocketAddr)>, ConfigError> {
    let parse = |text: &str| if text == "none" { Ok(None) } else { values::sip_address(text).map(Some) };
    let given = sources.list("sip-listen", parse)?.unwrap_or_default();
    if given.len() > 1 && given.contains(&None) {
        return Err(ConfigError::flag("sip-listen", "\"none\" must stand alone"));
    }
    let listeners: Vec<_> = given.into_iter().flatten().collect();
    for (i, listener) in listeners.iter().enumerate() {
        if listener.1.port() != 0 && listeners[..i].contains(listener) {
            let why = format!("{}:{} is given twice", listener.0.as_str(), listener.1);
            return Err(ConfigError::flag("sip-listen", why));
        }
    }
    Ok(listeners)
}

/// Those of the API, unless SIP has its own: names differ where phones and services use different ones.
fn sip_tls(sources: &Sources<'_>) -> Result<Option<TlsFiles>, ConfigError> {
    let cert = sources.optional("sip-tls-cert", values::readable)?;
    let key = sources.optional("sip-tls-key", values::readable)?;
    match (cert, key) {
        (Some(cert), Some(key)) => Ok(Some(TlsFiles { cert, key, client_ca: None })),
        (Some(_), None) => Err(ConfigError::flag("sip-tls-key", "is needed with --sip-tls-cert")),
        (None, Some(_)) => Err(ConfigError::flag("sip-tls-cert", "is needed with --sip-tls-key")),
        // Phones are known by their digest, and asked for no certificate.
        (None, None) => Ok(tls(sources)?.map(|files| TlsFiles { client_ca: None, ..files })),
    }
}

fn tls(sources: &Sources<'_>) -> Result<Option<TlsFiles>, ConfigError> {
    let cert = sources.optional("tls-cert", values::readable)?;
    let key = sources.optional("tls-key", values::readable)?;
    let client_ca = sources.optional("tls-client-ca", values::readable)?;
    match (cert, key) {
        (Some(cert), Some(key)) => Ok(Some(TlsFiles { cert, key, client_ca })),
        (Some(_), None) => Err(ConfigError::flag("tls-key", "is needed with --tls-cert")),
        (None, Some(_)) => Err(ConfigError::flag("tls-cert", "is needed with --tls-key")),
        (None, None) if client_ca.is_some() => {
            Err(ConfigError::flag("tls-cert", "is needed with --tls-client-ca"))
        }
        (None, None) => Ok(None),
    }
}
