//! The other end of our own listeners, for a test of them. Who answers must show what we serve: a test that believed
//! any authority would not see that something else answers, and ours need be of none that this machine knows.

use super::{Chain, HANDSHAKE_TIMEOUT, ReloadingTls};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use std::{fmt, io, sync::Arc};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// Why there is no TLS with our own listener.
#[derive(Debug, thiserror::Error)]
pub enum HandshakeError {
    #[error("what answers shows another certificate than the one that the server has")]
    NotOurs,
    #[error("no TLS handshake: {0}")]
    Io(#[from] io::Error),
}

impl ReloadingTls {
    /// Does the handshake with a listener of ours, asking for this name as a phone does. Gives what it showed: the
    /// server's certificate, then its intermediates. Dates and names are for the caller to judge.
    ///
    /// # Errors
    /// [`HandshakeError`]; `TimedOut` after ten seconds.
    pub async fn connect<IO>(
        &self,
        name: ServerName<'static>,
        stream: IO,
    ) -> Result<(TlsStream<IO>, Vec<CertificateDer<'static>>), HandshakeError>
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        let provider = Arc::clone(&self.0.provider);
        let algorithms = provider.signature_verification_algorithms;
        let ours = Ours { tls: self.clone(), before: self.chain(), algorithms };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(ours))
            .with_no_client_auth();
        let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
        let connected = tokio::time::timeout(HANDSHAKE_TIMEOUT, connecting).await;
        let stream =
            connected.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?.map_err(|error| match error
                .get_ref()
                .and_then(|inner| inner.downcast_ref())
            {
                Some(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)) => {
                    HandshakeError::NotOurs
                }
                _ => HandshakeError::Io(error),
            })?;
        let shown = stream.get_ref().1.peer_certificates().unwrap_or_default().to_vec();
        Ok((stream, shown))
    }
}

/// Believes what is served, and nothing else.
struct Ours {
    tls: ReloadingTls,
    /// What was served when the connection began: new certificates may be taken in between.
    before: Chain,
    algorithms: WebPkiSupportedAlgorithms,
}

impl fmt::Debug for Ours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ours").finish_non_exhaustive()
    }
}

impl ServerCertVerifier for Ours {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = || std::iter::once(end_entity).chain(intermediates);
        if shown().eq(self.before.iter()) || shown().eq(self.tls.chain().iter()) {
            return Ok(ServerCertVerified::assertion());
        }
        Err(CertificateError::ApplicationVerificationFailure.into())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
