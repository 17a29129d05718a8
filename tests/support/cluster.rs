//! Several nodes on one database, which can each be killed, paused and started again, and so can the database.

use super::{Backend, Client, Postgres, Server, postgres, postgres::Stop};
use std::{
    net::SocketAddr,
    process::Command,
    sync::{Arc, RwLock},
};
use tokio::sync::Mutex;

/// Nodes with names `n0`, `n1`, and so on.
pub struct Cluster {
    nodes: Vec<Node>,
    /// Of account `acme`, good on every node.
    token: String,
    postgres: Option<Arc<Postgres>>,
}

struct Node {
    server: Mutex<Option<Server>>,
    /// Where it listens, or listened last.
    at: RwLock<At>,
}

/// Where a node listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    pub grpc: SocketAddr,
    pub sip: SocketAddr,
}

impl At {
    fn of(server: &Server) -> Self {
        Self { grpc: server.grpc(), sip: server.sip("udp") }
    }
}

impl Cluster {
    /// Starts so many nodes, on SQLite one.
    pub async fn start(backend: Backend, nodes: usize, extra: &[&str]) -> Self {
        let url = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(tokio::task::spawn_blocking(postgres::database).await.unwrap()),
        };
        Self::over(url, None, nodes, extra).await
    }

    /// Starts so many nodes on a PostgreSQL of their own, which can be stopped.
    pub async fn with_database(nodes: usize, extra: &[&str]) -> Self {
        let postgres = tokio::task::spawn_blocking(|| Arc::new(Postgres::start())).await.unwrap();
        let url = Some(postgres.database());
        Self::over(url, Some(postgres), nodes, extra).await
    }

    async fn over(
        url: Option<String>,
        postgres: Option<Arc<Postgres>>,
        nodes: usize,
        extra: &[&str],
    ) -> Self {
        let named = |name: String| -> Vec<String> {
            // Phones of users who are switched off do not tire, and all come from one address.
            let own = ["--sip-auth-failures", "0", "--node", &name];
            extra.iter().copied().chain(own).map(str::to_owned).collect()
        };
        let flags = named("n0".to_owned());
        let first = Server::over(url.clone(), &flags.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let mut servers = vec![first];
        for n in 1..nodes {
            let flags = named(format!("n{n}"));
            servers.push(servers[0].beside(&flags.iter().map(String::as_str).collect::<Vec<_>>()).await);
        }
        let token = servers[0].token("acme", super::server::ALL_SCOPES);
        let node =
            |server: Server| Node { at: RwLock::new(At::of(&server)), server: Mutex::new(Some(server)) };
        let nodes: Vec<Node> = servers.into_iter().map(node).collect();
        Self { nodes, token, postgres }
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Where a node listens, or listened before it was killed.
    pub fn at(&self, node: usize) -> At {
        *self.nodes[node].at.read().unwrap()
    }

    /// A client of account `acme` at one node, connected with its first call.
    pub fn client(&self, node: usize) -> Client {
        Client::lazily(self.at(node).grpc, &self.token)
    }

    /// What the operator of the platform has, at one node.
    pub async fn operator(&self, node: usize) -> Client {
        self.nodes[node].server.lock().await.as_ref().unwrap().operator().await
    }

    /// `kill -9`.
    pub async fn kill(&self, node: usize) {
        self.nodes[node].server.lock().await.as_mut().unwrap().kill().await;
    }

    /// Starts a node that was killed, on new ports.
    pub async fn again(&self, node: usize) {
        let mut server = self.nodes[node].server.lock().await;
        let started = server.take().unwrap().restart().await;
        *self.nodes[node].at.write().unwrap() = At::of(&started);
        *server = Some(started);
    }

    /// Stops a node in the middle of whatever it does, until [`Cluster::go_on`].
    pub async fn pause(&self, node: usize) {
        self.nodes[node].server.lock().await.as_ref().unwrap().signal("-STOP");
    }

    pub async fn go_on(&self, node: usize) {
        self.nodes[node].server.lock().await.as_ref().unwrap().signal("-CONT");
    }

    /// What a node has logged.
    pub async fn log(&self, node: usize) -> String {
        self.nodes[node].server.lock().await.as_ref().unwrap().log()
    }

    pub async fn stop_database(&self, how: Stop) {
        let postgres = self.postgres.clone().expect("a database that can be stopped");
        tokio::task::spawn_blocking(move || postgres.stop(how)).await.unwrap();
    }

    pub async fn start_database(&self) {
        let postgres = self.postgres.clone().expect("a database that can be started");
        tokio::task::spawn_blocking(move || postgres.again()).await.unwrap();
    }

    /// Runs SQL in the database below the nodes.
    pub async fn sql(&self, sql: &str) {
        let server = self.nodes[0].server.lock().await;
        let url = server.as_ref().unwrap().database_url().expect("a PostgreSQL").to_owned();
        let sql = sql.to_owned();
        tokio::task::spawn_blocking(move || postgres::psql(&url, &sql)).await.unwrap();
    }

    /// A command of `rollcall` on the database of the nodes.
    pub async fn command(&self, arguments: &[&str]) -> Command {
        let server = self.nodes[0].server.lock().await;
        let server = server.as_ref().unwrap();
        let mut command = super::server::rollcall();
        command.args(arguments).arg("--data-dir").arg(server.data_dir());
        if let Some(url) = server.database_url() {
            command.args(["--database-url", url]);
        }
        command
    }

    /// Where a node tells its metrics.
    pub async fn metrics(&self, node: usize) -> SocketAddr {
        self.nodes[node].server.lock().await.as_ref().unwrap().metrics()
    }

    /// Does something with the store below the nodes.
    pub async fn store(&self) -> rollcall::store::Store {
        let server = self.nodes[0].server.lock().await;
        super::data::of_server(server.as_ref().unwrap()).await
    }
}
