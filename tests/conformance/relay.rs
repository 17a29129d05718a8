//! A TCP relay before PostgreSQL, so that a test can take its own server's database away and bring it back.

use std::net::SocketAddr;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

pub(crate) struct Relay {
    /// With this as its place, the database is behind the relay.
    url: String,
    address: SocketAddr,
    target: SocketAddr,
    running: Option<JoinHandle<()>>,
}

impl Relay {
    /// Before the database of a URL `postgres://user@ip:port/name`.
    pub(crate) async fn start(url: &str) -> Self {
        let host = url.split('@').nth(1).unwrap().split('/').next().unwrap();
        let target = host.parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = url.replace(host, &address.to_string());
        Self { url, address, target, running: Some(tokio::spawn(relay(listener, target))) }
    }

    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    /// Ends all connections, and takes no new ones.
    pub(crate) async fn cut(&mut self) {
        let running = self.running.take().expect("it was not cut");
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
    }

    pub(crate) async fn mend(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.running = Some(tokio::spawn(relay(listener, self.target)));
    }
}

async fn relay(listener: TcpListener, target: SocketAddr) {
    // Dropped with this task, and all connections with it.
    let mut connections = JoinSet::new();
    loop {
        let (mut from, _) = listener.accept().await.unwrap();
        connections.spawn(async move {
            if let Ok(mut to) = TcpStream::connect(target).await {
                let _ended = copy_bidirectional(&mut from, &mut to).await;
            }
        });
    }
}
