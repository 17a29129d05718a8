use super::*;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsConnector;

struct Ca {
    pem: String,
    der: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

fn ca() -> Ca {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let cert = params.self_signed(&key).unwrap();
    Ca { pem: cert.pem(), der: cert.der().clone(), issuer: Issuer::new(params, key) }
}

/// Certificate and key, both PEM.
fn leaf(ca: &Ca) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".into()]).unwrap();
    (params.signed_by(&key, &ca.issuer).unwrap().pem(), key.serialize_pem())
}

struct Server {
    tls: ReloadingTls,
    dir: tempfile::TempDir,
    address: std::net::SocketAddr,
}

impl Server {
    /// Answers each connection with one byte, after the handshake.
    async fn start(ca: &Ca, client_ca: Option<&Ca>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        write(&dir, &leaf(ca));
        if let Some(ca) = client_ca {
            fs::write(dir.path().join("ca.pem"), &ca.pem).unwrap();
        }
        let mut files = files(&dir);
        files.client_ca = client_ca.map(|_| dir.path().join("ca.pem"));
        let tls = ReloadingTls::load(files, &[b"h2"]).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let accepting = tls.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let tls = accepting.clone();
                tokio::spawn(async move {
                    if let Ok(mut stream) = tls.accept(stream).await {
                        stream.write_all(b"!").await.unwrap();
                        stream.shutdown().await.unwrap();
                    }
                });
            }
        });
        Self { tls, dir, address }
    }

    /// Connects, reads the byte, gives the server's certificate.
    async fn visit(
        &self,
        trusted: &Ca,
        own: Option<(String, String)>,
    ) -> io::Result<CertificateDer<'static>> {
        let mut roots = RootCertStore::empty();
        roots.add(trusted.der.clone()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match own {
            None => builder.with_no_client_auth(),
            Some((cert, key)) => {
                let chain = certificates(Path::new("client"), cert.as_bytes()).unwrap();
                let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
                builder.with_client_auth_cert(chain, key).unwrap()
            }
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        let stream = TcpStream::connect(self.address).await?;
        let name = ServerName::try_from("localhost").unwrap();
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
        assert_eq!(stream.read_u8().await?, b'!');
        let (_, session) = stream.get_ref();
        assert_eq!(session.alpn_protocol(), Some(&b"h2"[..]));
        Ok(session.peer_certificates().unwrap()[0].clone())
    }
}

fn files(dir: &tempfile::TempDir) -> TlsFiles {
    TlsFiles { cert: dir.path().join("cert.pem"), key: dir.path().join("key.pem"), client_ca: None }
}

fn write(dir: &tempfile::TempDir, (cert, key): &(String, String)) {
    fs::write(dir.path().join("cert.pem"), cert).unwrap();
    fs::write(dir.path().join("key.pem"), key).unwrap();
}

fn der(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

#[tokio::test]
async fn changed_certificates_are_taken_and_bad_ones_are_not() {
    let ca = ca();
    let server = Server::start(&ca, None).await;
    let first = server.visit(&ca, None).await.unwrap();
    assert!(!server.tls.reload().unwrap(), "nothing has changed");

    let second = leaf(&ca);
    write(&server.dir, &second);
    assert!(server.tls.reload().unwrap());
    let seen = server.visit(&ca, None).await.unwrap();
    assert_eq!(seen, der(&second.0));
    assert_ne!(seen, first);

    // The key of another certificate, as between the two writes of a rotation.
    let third = leaf(&ca);
    fs::write(server.dir.path().join("cert.pem"), &third.0).unwrap();
    let error = server.tls.reload().unwrap_err();
    assert_eq!(error.path, server.dir.path().join("key.pem"));
    assert!(!server.tls.reload().unwrap(), "complained of twice");
    assert_eq!(server.visit(&ca, None).await.unwrap(), der(&second.0));

    fs::write(server.dir.path().join("key.pem"), &third.1).unwrap();
    assert!(server.tls.reload().unwrap());
    assert_eq!(server.visit(&ca, None).await.unwrap(), der(&third.0));
}

#[tokio::test]
async fn a_missing_or_broken_file_keeps_the_old_certificate() {
    let ca = ca();
    let server = Server::start(&ca, None).await;
    let first = server.visit(&ca, None).await.unwrap();
    fs::remove_file(server.dir.path().join("key.pem")).unwrap();
    assert!(server.tls.reload().is_err());
    assert_eq!(server.visit(&ca, None).await.unwrap(), first);
    write(&server.dir, &("not a certificate".into(), "not a key".into()));
    assert_eq!(server.tls.reload().unwrap_err().path, server.dir.path().join("cert.pem"));
    assert_eq!(server.visit(&ca, None).await.unwrap(), first);
}

#[tokio::test]
async fn mutual_tls_wants_a_certificate_of_its_own_authority() {
    let (ours, clients, strangers) = (ca(), ca(), ca());
    let server = Server::start(&ours, Some(&clients)).await;
    server.visit(&ours, Some(leaf(&clients))).await.unwrap();
    assert!(server.visit(&ours, None).await.is_err());
    assert!(server.visit(&ours, Some(leaf(&strangers))).await.is_err());
    // The authority may change too.
    fs::write(server.dir.path().join("ca.pem"), &strangers.pem).unwrap();
    assert!(server.tls.reload().unwrap());
    server.visit(&ours, Some(leaf(&strangers))).await.unwrap();
    assert!(server.visit(&ours, Some(leaf(&clients))).await.is_err());
}

#[test]
fn errors_at_the_start_name_the_file() {
    let ca = ca();
    let dir = tempfile::tempdir().unwrap();
    let at_fault = |files: TlsFiles| ReloadingTls::load(files, &[b"h2"]).err().unwrap().path;
    assert_eq!(at_fault(files(&dir)), files(&dir).cert);
    let good = leaf(&ca);
    fs::write(files(&dir).cert, &good.0).unwrap();
    assert_eq!(at_fault(files(&dir)), files(&dir).key);
    fs::write(files(&dir).key, "nonsense").unwrap();
    assert_eq!(at_fault(files(&dir)), files(&dir).key);
    write(&dir, &(String::new(), good.1.clone()));
    assert_eq!(at_fault(files(&dir)), files(&dir).cert);
    write(&dir, &(good.0, leaf(&ca).1));
    assert_eq!(at_fault(files(&dir)), files(&dir).key, "the key of another certificate");
    write(&dir, &leaf(&ca));
    let no_roots = TlsFiles { client_ca: Some(files(&dir).key), ..files(&dir) };
    assert_eq!(at_fault(no_roots), files(&dir).key);
    ReloadingTls::load(files(&dir), &[b"h2"]).unwrap();
}

/// Sends the level of each event of this module.
struct Levels(tokio::sync::mpsc::Sender<tracing::Level>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Levels {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        if event.metadata().target().ends_with("rollcall::tls") {
            self.0.try_send(*event.metadata().level()).unwrap();
        }
    }
}

fn levels() -> (tokio::sync::mpsc::Receiver<tracing::Level>, tracing::subscriber::DefaultGuard) {
    use tracing_subscriber::layer::SubscriberExt;
    let (sender, receiver) = tokio::sync::mpsc::channel(64);
    let subscriber = tracing_subscriber::registry().with(Levels(sender));
    (receiver, tracing::subscriber::set_default(subscriber))
}

#[tokio::test]
async fn bad_files_are_warned_of_once() {
    let (mut logged, _guard) = levels();
    let ca = ca();
    let server = Server::start(&ca, None).await;
    let mut complaint = None;
    let mut logged_in_rounds = async |rounds: usize| {
        for _ in 0..rounds {
            server.tls.look(&mut complaint).await;
        }
        std::iter::from_fn(|| logged.try_recv().ok()).collect::<Vec<_>>()
    };
    use tracing::Level;
    assert!(logged_in_rounds(2).await.is_empty());
    fs::remove_file(files(&server.dir).key).unwrap();
    assert_eq!(logged_in_rounds(3).await, [Level::WARN], "missing");
    fs::write(files(&server.dir).key, leaf(&ca).1).unwrap();
    assert_eq!(logged_in_rounds(3).await, [Level::WARN], "of another certificate");
    write(&server.dir, &leaf(&ca));
    assert_eq!(logged_in_rounds(3).await, [Level::INFO]);
    fs::remove_file(files(&server.dir).key).unwrap();
    assert_eq!(logged_in_rounds(3).await, [Level::WARN], "missing again");
}

#[tokio::test]
async fn the_poller_takes_changes() {
    let (mut logged, _guard) = levels();
    let ca = ca();
    let server = Server::start(&ca, None).await;
    let stop = CancellationToken::new();
    let polling = tokio::spawn(server.tls.clone().run_every(Duration::from_millis(1), stop.clone()));
    let next = leaf(&ca);
    write(&server.dir, &next);
    // It may meet the new certificate with the old key first, and warn.
    while logged.recv().await.unwrap() != tracing::Level::INFO {}
    assert_eq!(server.visit(&ca, None).await.unwrap(), der(&next.0));
    stop.cancel();
    polling.await.unwrap();
}
