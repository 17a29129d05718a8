//! A TCP proxy before the server, which breaks connections in every way that networks do.

use crate::scenario::ProxyAction;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// How the proxy behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mode {
    target: SocketAddr,
    refuse: bool,
    stall: bool,
    lose_answers: bool,
    /// Octets a second to the client.
    rate: Option<u64>,
    /// Connections of another generation end.
    generation: u64,
}

pub(crate) struct Proxy {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    connections: Arc<AtomicUsize>,
}

impl Proxy {
    pub(crate) async fn start(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let plain =
            Mode { target, refuse: false, stall: false, lose_answers: false, rate: None, generation: 0 };
        let (mode, seen) = watch::channel(plain);
        let connections = Arc::new(AtomicUsize::new(0));
        tokio::spawn(accept(listener, seen, connections.clone()));
        Self { address, mode, connections }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// The server has another address.
    pub(crate) fn turn_to(&self, target: SocketAddr) {
        self.mode.send_modify(|mode| mode.target = target);
    }

    pub(crate) fn act(&self, action: ProxyAction) {
        self.mode.send_modify(|mode| match action {
            ProxyAction::Cut => (mode.refuse, mode.generation) = (true, mode.generation + 1),
            ProxyAction::Reset => mode.generation += 1,
            ProxyAction::Stall => mode.stall = true,
            ProxyAction::LoseAnswers => mode.lose_answers = true,
            ProxyAction::Slow(rate) => mode.rate = Some(rate),
            ProxyAction::Mend => {
                // What was kept back is lost: its connections end.
                let broken = mode.stall || mode.lose_answers;
                *mode = Mode {
                    refuse: false,
                    stall: false,
                    lose_answers: false,
                    rate: None,
                    generation: mode.generation + u64::from(broken),
                    ..*mode
                };
            }
        });
    }
}

async fn accept(listener: TcpListener, mode: watch::Receiver<Mode>, connections: Arc<AtomicUsize>) {
    while let Ok((client, _)) = listener.accept().await {
        if mode.borrow().refuse {
            // Dropped at once, with a reset.
            let _set = client.set_zero_linger();
            continue;
        }
        connections.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(connection(client, mode.clone()));
    }
}

async fn connection(client: TcpStream, mode: watch::Receiver<Mode>) {
    let Mode { target, generation, .. } = *mode.borrow();
    let mut ended = mode.clone();
    let Ok(server) = TcpStream::connect(target).await else { return };
    let _set = (client.set_nodelay(true), server.set_nodelay(true), client.set_zero_linger());
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        () = forward(from_client, to_server, mode.clone(), false) => {}
        () = forward(from_server, to_client, mode, true) => {}
        _ = ended.wait_for(|mode| mode.generation != generation) => {}
    }
}

/// Forwards until an end, as the mode says at the time.
async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut mode: watch::Receiver<Mode>,
    to_client: bool,
) {
    let mut chunk = vec![0; 16 << 10];
    loop {
        let now = *mode.borrow_and_update();
        if now.stall {
            if mode.changed().await.is_err() {
                return;
            }
            continue;
        }
        let rate = now.rate.filter(|_| to_client);
        // A tenth of a second at once.
        let most =
            rate.map_or(chunk.len(), |rate| usize::try_from(rate / 10).unwrap_or(1).clamp(1, chunk.len()));
        let read = tokio::select! {
            read = from.read(&mut chunk[..most]) => read,
            changed = mode.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return,
            },
        };
        let Ok(n @ 1..) = read else { return };
        // It may have changed while this was waited for.
        let now = *mode.borrow();
        if to_client && now.lose_answers {
            continue;
        }
        if now.stall {
            // What was read is forwarded, or lost with the connection, once it is over.
            if mode.wait_for(|mode| !mode.stall).await.is_err() {
                return;
            }
        }
        if to.write_all(&chunk[..n]).await.is_err() {
            return;
        }
        if rate.is_some() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
