//! The server that the phones register with: all transports, on ports that it has again after a restart.

use crate::support::{Backend, Client, Server, tls::Ca};
use rollcall::pb::v1::{DigestAlgorithm, LimitPolicy, RegistrationPolicy};
use std::{
    net::{SocketAddr, TcpListener, UdpSocket},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// The domain of phones that are told when to refresh. It resolves everywhere, which sipsak wants.
pub(crate) const TOLD: &str = "localhost";
/// That of phones that refresh by themselves, and that with SHA-256 alone.
pub(crate) const MD5: &str = "phones.test";
pub(crate) const SHA_256: &str = "sha256.test";

/// Long enough for a phone that refreshes at nine tenths of it on a busy machine, short enough to wait for.
const EXPIRY: i64 = 20;
/// Longer than the others take for their refreshes and the restart.
const TOLD_EXPIRY: i64 = 120;

pub(crate) struct Site {
    server: Server,
    /// The CA's certificate.
    dir: TempDir,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let ca = Ca::new();
        std::fs::write(ca_file(&dir), &ca.pem).unwrap();
        let mut flags = ca.leaf().write_for("sip-tls", dir.path());
        // Their wrong passwords all come from one address, and baresip does not tire of trying.
        flags.extend(["--sip-auth-failures".to_owned(), "0".to_owned()]);
        let mut ports = free_ports();
        let listeners = ["udp", "tcp", "tls", "ws", "wss"].map(|transport| format!("{transport}:127.0.0.1"));
        let ipv6 = has_ipv6().then(|| "udp:[::1]".to_owned());
        for listener in listeners.into_iter().chain(ipv6) {
            flags.extend(["--sip-listen".to_owned(), format!("{listener}:{}", ports.next().unwrap())]);
        }
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let server = Server::with(Backend::Sqlite, &flags).await;
        let site = Self { server, dir };
        let mut client = site.client().await;
        client.domain_with(TOLD, policy(TOLD_EXPIRY, DigestAlgorithm::Md5)).await;
        client.domain_with(MD5, policy(EXPIRY, DigestAlgorithm::Md5)).await;
        client.domain_with(SHA_256, policy(EXPIRY, DigestAlgorithm::Sha256)).await;
        site
    }

    /// Kills the server and starts it again on the same ports and data.
    pub(crate) async fn restart(self) -> Self {
        Self { server: self.server.restart().await, dir: self.dir }
    }

    pub(crate) async fn client(&self) -> Client {
        self.server.client("acme").await
    }

    pub(crate) fn ca(&self) -> PathBuf {
        ca_file(&self.dir)
    }

    /// Where a transport is listened on, if this machine has it.
    pub(crate) fn at(&self, transport: &str, ipv6: bool) -> Option<SocketAddr> {
        self.server.sip_all(transport).into_iter().find(|address| address.is_ipv6() == ipv6)
    }
}

fn ca_file(dir: &TempDir) -> PathBuf {
    Path::new(dir.path()).join("ca.pem")
}

/// A phone has one contact; one that it comes back with after a lost connection takes the place of the other.
fn policy(expiry: i64, algorithm: DigestAlgorithm) -> RegistrationPolicy {
    let duration = |seconds| Some(prost_types::Duration { seconds, nanos: 0 });
    RegistrationPolicy {
        min_expiry: duration(EXPIRY),
        default_expiry: duration(expiry),
        max_expiry: duration(expiry),
        max_registrations: Some(1),
        limit_policy: LimitPolicy::EvictOldest.into(),
        algorithms: vec![algorithm.into()],
        ..Default::default()
    }
}

fn has_ipv6() -> bool {
    UdpSocket::bind("[::1]:0").is_ok()
}

/// Ports that nobody listens on, below those that the system gives away: nobody gets them while the server is gone.
fn free_ports() -> impl Iterator<Item = u16> {
    let first = 10_000 + u16::try_from(std::process::id() % 20_000).unwrap();
    (first..32_000).filter(|port| {
        let free = |host: &str| {
            let at = format!("{host}:{port}");
            TcpListener::bind(&at).is_ok() && UdpSocket::bind(&at).is_ok()
        };
        free("127.0.0.1") && (!has_ipv6() || free("[::1]"))
    })
}
