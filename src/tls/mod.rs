//! TLS for the listeners (RFC 8446, RFC 7301): certificates that change while the server runs, and mutual TLS.

mod certificate;
mod ours;

pub use certificate::Certificate;
pub use ours::HandshakeError;

use rustls::{
    RootCertStore, ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use sha2::{Digest, Sha256};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::sync::CancellationToken;

const POLL_EVERY: Duration = Duration::from_secs(5);

/// A peer that connects and says nothing gives up its place after this.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Where certificates are, all PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The server's certificate, then its intermediates.
    pub cert: PathBuf,
    /// Its private key: PKCS #8, PKCS #1 or SEC 1.
    pub key: PathBuf,
    /// Roots of client certificates. When set, a client must have one of theirs.
    pub client_ca: Option<PathBuf>,
}

/// Why TLS cannot start, or did not take new certificates. Names the file at fault.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", .path.display())]
pub struct TlsError {
    pub path: PathBuf,
    pub why: String,
}

impl TlsError {
    fn new(path: &Path, why: impl ToString) -> Self {
        Self { path: path.to_owned(), why: why.to_string() }
    }
}

type Chain = Arc<[CertificateDer<'static>]>;

/// Accepts TLS connections with the newest good certificates. Clones share them.
#[derive(Clone)]
pub struct ReloadingTls(Arc<Inner>);

struct Inner {
    files: TlsFiles,
    /// What is offered by ALPN; empty: nothing, and whatever a client asks for is no matter.
    protocols: &'static [&'static [u8]],
    provider: Arc<CryptoProvider>,
    current: RwLock<Current>,
}

struct Current {
    config: Arc<ServerConfig>,
    /// What it shows: the server's certificate, then its intermediates.
    chain: Chain,
    /// Whether the files that were tried last were bad.
    refused: bool,
    /// SHA-256 of the files that were tried last, good or bad: bad ones are warned of once.
    tried: [u8; 32],
}

impl ReloadingTls {
    /// Loads the files. It offers these protocols by ALPN (none, if it is empty), TLS 1.2 and 1.3, with aws-lc-rs.
    ///
    /// # Errors
    /// [`TlsError`] naming the file that is missing, unreadable or does not fit the others.
    pub fn load(files: TlsFiles, protocols: &'static [&'static [u8]]) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let read = Material::read(&files)?;
        let (config, chain) = read.config(&files, protocols, &provider)?;
        let current = RwLock::new(Current { config, chain, refused: false, tried: read.digest() });
        Ok(Self(Arc::new(Inner { files, protocols, provider, current })))
    }

    /// Does the handshake with the certificates of now; a connection keeps those that it began with.
    ///
    /// # Errors
    /// Those of the handshake; `TimedOut` after ten seconds.
    pub async fn accept<IO>(&self, stream: IO) -> io::Result<TlsStream<IO>>
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        let config = Arc::clone(&self.0.current.read().unwrap_or_else(PoisonError::into_inner).config);
        tokio::time::timeout(HANDSHAKE_TIMEOUT, TlsAcceptor::from(config).accept(stream))
            .await
            .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "no TLS handshake in time"))?
    }

    /// Looks at the files, and takes them when they have changed; says whether it did. Blocks for the reading.
    ///
    /// # Errors
    /// [`TlsError`] when they have changed and are bad: the old certificates stay, and the same bad files are not
    /// complained of again. When a file cannot be read, each time.
    pub fn reload(&self) -> Result<bool, TlsError> {
        let read = Material::read(&self.0.files)?;
        let digest = read.digest();
        let mut current = self.0.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.tried == digest {
            return Ok(false);
        }
        current.tried = digest;
        current.refused = true;
        (current.config, current.chain) = read.config(&self.0.files, self.0.protocols, &self.0.provider)?;
        current.refused = false;
        Ok(true)
    }

    /// Whether newer files are there that are bad, so that the old certificates stay.
    pub fn refused(&self) -> bool {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).refused
    }

    fn chain(&self) -> Chain {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).chain.clone()
    }

    /// [Reloads](Self::reload) every five seconds until `stop`. Logs one line when certificates are taken, and one
    /// warning when they are bad.
    pub async fn run(self, stop: CancellationToken) {
        self.run_every(POLL_EVERY, stop).await;
    }

    async fn run_every(self, every: Duration, stop: CancellationToken) {
        let mut complaint = None;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(every) => {}
            }
            self.look(&mut complaint).await;
        }
    }

    /// One round of the poller; `complaint` is what it warned of last.
    async fn look(&self, complaint: &mut Option<String>) {
        let this = self.clone();
        // It fails only when the runtime stops.
        let Ok(reloaded) = tokio::task::spawn_blocking(move || this.reload()).await else { return };
        match reloaded {
            Ok(true) => {
                *complaint = None;
                tracing::info!(cert = %self.0.files.cert.display(), "took new TLS certificates");
            }
            Ok(false) => {}
            Err(error) => {
                let why = Some(error.to_string());
                if *complaint != why {
                    tracing::warn!(%error, "bad TLS files: the old certificates stay");
                    *complaint = why;
                }
            }
        }
    }
}

/// What the files have in them.
struct Material {
    cert: Vec<u8>,
    key: zeroize::Zeroizing<Vec<u8>>,
    client_ca: Option<Vec<u8>>,
}

impl Material {
    fn read(files: &TlsFiles) -> Result<Self, TlsError> {
        let read = |path: &PathBuf| fs::read(path).map_err(|error| TlsError::new(path, error));
        Ok(Self {
            cert: read(&files.cert)?,
            key: read(&files.key)?.into(),
            client_ca: files.client_ca.as_ref().map(read).transpose()?,
        })
    }

    /// Of each file apart, so that moving bytes from one to another is a change.
    fn digest(&self) -> [u8; 32] {
        let client_ca = self.client_ca.as_deref().unwrap_or_default();
        let parts = [&self.cert[..], &self.key[..], client_ca].map(Sha256::digest);
        Sha256::digest(parts.concat()).into()
    }

    fn config(
        &self,
        files: &TlsFiles,
        protocols: &[&[u8]],
        provider: &Arc<CryptoProvider>,
    ) -> Result<(Arc<ServerConfig>, Chain), TlsError> {
        let chain = certificates(&files.cert, &self.cert)?;
        let shown = chain.as_slice().into();
        let key =
            PrivateKeyDer::from_pem_slice(&self.key).map_err(|error| TlsError::new(&files.key, error))?;
        let builder = ServerConfig::builder_with_provider(Arc::clone(provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| TlsError::new(&files.cert, error))?;
        let builder = match (&files.client_ca, &self.client_ca) {
            (Some(path), Some(pem)) => {
                let mut roots = RootCertStore::empty();
                for root in certificates(path, pem)? {
                    roots.add(root).map_err(|error| TlsError::new(path, error))?;
                }
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
                        .build()
                        .map_err(|error| TlsError::new(path, error))?;
                builder.with_client_cert_verifier(verifier)
            }
            _ => builder.with_no_client_auth(),
        };
        // Fails when the key is not that of the certificate.
        let mut config =
            builder.with_single_cert(chain, key).map_err(|error| TlsError::new(&files.key, error))?;
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        Ok((Arc::new(config), shown))
    }
}

/// The certificates of a PEM file; none at all is an error.
fn certificates(path: &Path, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| TlsError::new(path, error))?;
    if found.is_empty() {
        return Err(TlsError::new(path, "no certificate in it"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
