//! Certificates, and clients that trust them.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::{fs, net::SocketAddr, path::Path};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Error, Identity};

/// A certification authority.
pub struct Ca {
    pub pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key, PEM.
pub struct Leaf {
    pub cert: String,
    pub key: String,
}

impl Ca {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![]).unwrap();
        // Its own name: a leaf of the same name would seem to have signed itself.
        params.distinguished_name.push(DnType::CommonName, "CA of the tests");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    pub fn leaf(&self) -> Leaf {
        self.leaf_with(|_| {})
    }

    /// A leaf that differs from the usual one.
    pub fn leaf_with(&self, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".into(), "127.0.0.1".into()]).unwrap();
        change(&mut params);
        let cert = params.signed_by(&key, &self.issuer).unwrap().pem();
        Leaf { cert, key: key.serialize_pem() }
    }

    /// Connects to a server that must show a certificate of this CA.
    pub async fn connect(&self, address: SocketAddr, own: Option<&Leaf>) -> Result<Channel, Error> {
        let trusted = Certificate::from_pem(&self.pem);
        let mut tls = ClientTlsConfig::new().ca_certificate(trusted).domain_name("localhost");
        if let Some(leaf) = own {
            tls = tls.identity(Identity::from_pem(&leaf.cert, &leaf.key));
        }
        let endpoint = Endpoint::from_shared(format!("https://{address}")).unwrap();
        endpoint.tls_config(tls)?.connect().await
    }
}

impl Leaf {
    /// Writes `cert.pem` and `key.pem`, and answers the flags of a server that uses them, for SIP too.
    pub fn write(&self, dir: &Path) -> Vec<String> {
        self.write_for("tls", dir)
    }

    /// As `write`, for flags that begin so: `sip-tls` is for SIP alone.
    pub fn write_for(&self, flags: &str, dir: &Path) -> Vec<String> {
        let (cert, key) = (dir.join("cert.pem"), dir.join("key.pem"));
        fs::write(&cert, &self.cert).unwrap();
        fs::write(&key, &self.key).unwrap();
        let text = |path: &Path| path.display().to_string();
        vec![format!("--{flags}-cert"), text(&cert), format!("--{flags}-key"), text(&key)]
    }
}
