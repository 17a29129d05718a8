//! The real `rollcall serve`, in a process and a data directory of its own.

use super::{Client, postgres};
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
};
use tempfile::TempDir;

/// The database under a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

pub const ALL_SCOPES: &str = "domains:write,users:write,registrations:write,registrar,audit:read";

/// A running server. Dropped, it is killed.
pub struct Server {
    child: Child,
    /// Shared by the nodes of one database, for their keys.
    dir: Arc<TempDir>,
    url: Option<String>,
    extra: Vec<String>,
    env: Vec<(String, String)>,
    log: Arc<Mutex<String>>,
    /// The `ready` line and what came after it, as far as it was read.
    ready: HashMap<String, Vec<String>>,
    ready_line: String,
}

impl Server {
    pub async fn start(backend: Backend) -> Self {
        Self::with(backend, &[]).await
    }

    /// Starts with more flags.
    pub async fn with(backend: Backend, extra: &[&str]) -> Self {
        Self::with_env(backend, extra, Vec::new()).await
    }

    /// Starts with more flags, and variables that are not Rollcall's.
    pub async fn with_env(backend: Backend, extra: &[&str], env: Vec<(String, String)>) -> Self {
        let url = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(tokio::task::spawn_blocking(postgres::database).await.unwrap()),
        };
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let extra = extra.iter().map(ToString::to_string).collect::<Vec<_>>();
        Self::spawn(dir, url, extra, env).await
    }

    /// Starts over a database that is made already; without one, over a file in a new data directory.
    pub async fn over(url: Option<String>, extra: &[&str]) -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let extra = extra.iter().map(ToString::to_string).collect::<Vec<_>>();
        Self::spawn(dir, url, extra, Vec::new()).await
    }

    /// Starts one more node on the same database, with the same keys.
    pub async fn beside(&self, extra: &[&str]) -> Self {
        let extra = extra.iter().map(ToString::to_string).collect::<Vec<_>>();
        Self::spawn(self.dir.clone(), self.url.clone(), extra, self.env.clone()).await
    }

    async fn spawn(
        dir: Arc<TempDir>,
        url: Option<String>,
        extra: Vec<String>,
        env: Vec<(String, String)>,
    ) -> Self {
        tokio::task::spawn_blocking(move || Self::spawn_blocking(dir, url, extra, env)).await.unwrap()
    }

    fn spawn_blocking(
        dir: Arc<TempDir>,
        url: Option<String>,
        extra: Vec<String>,
        env: Vec<(String, String)>,
    ) -> Self {
        let mut command = rollcall();
        command.arg("serve").arg("--data-dir").arg(dir.path());
        command.args(["--grpc-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"]);
        if !extra.iter().any(|flag| flag == "--sip-listen") {
            command.args(["--sip-listen", "udp:127.0.0.1:0", "--sip-listen", "tcp:127.0.0.1:0"]);
        }
        if let Some(url) = &url {
            command.args(["--database-url", url]);
        }
        command.args(&extra).envs(env.iter().cloned()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (mut errors, kept) = (child.stderr.take().unwrap(), log.clone());
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(n @ 1..) = errors.read(&mut chunk) {
                kept.lock().unwrap().push_str(&String::from_utf8_lossy(&chunk[..n]));
            }
        });
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut ready_line = String::new();
        out.read_line(&mut ready_line).unwrap();
        // What comes after it is read too, so that the server never waits for a full pipe.
        let rest = log.clone();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                rest.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        if !ready_line.starts_with("ready ") {
            let status = child.wait();
            panic!("no server: {status:?} {ready_line:?}\n{}", log.lock().unwrap());
        }
        let mut ready: HashMap<String, Vec<String>> = HashMap::new();
        for (key, value) in ready_line.split_whitespace().filter_map(|word| word.split_once('=')) {
            ready.entry(key.to_owned()).or_default().push(value.to_owned());
        }
        Self { child, dir, url, extra, env, log, ready, ready_line }
    }

    /// `kill -9`, and waits until it is gone.
    pub async fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts again over the same data, on new ports. The old process must be gone.
    pub async fn restart(mut self) -> Self {
        let _gone = self.child.kill();
        self.child.wait().unwrap();
        Self::spawn(self.dir.clone(), self.url.clone(), self.extra.clone(), self.env.clone()).await
    }

    pub fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Waits for the process to end by itself.
    pub async fn wait(&mut self) -> ExitStatus {
        super::until("the server ends", async || self.child.try_wait().unwrap()).await
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn grpc(&self) -> SocketAddr {
        self.ready["grpc"][0].parse().unwrap()
    }

    pub fn metrics(&self) -> SocketAddr {
        self.ready["metrics"][0].parse().unwrap()
    }

    /// The first listener of a transport, such as `udp`.
    pub fn sip(&self, transport: &str) -> SocketAddr {
        self.sip_all(transport)[0]
    }

    /// All listeners of a transport, as they were asked for.
    pub fn sip_all(&self, transport: &str) -> Vec<SocketAddr> {
        let prefix = format!("{transport}:");
        let found = self.ready["sip"].iter().filter_map(|at| at.strip_prefix(&prefix));
        found.map(|address| address.parse().unwrap()).collect()
    }

    pub fn ready_line(&self) -> &str {
        &self.ready_line
    }

    pub fn data_dir(&self) -> &Path {
        self.dir.path()
    }

    pub fn database_url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// What the server wrote to standard error, and to standard output after the `ready` line.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// A token of the server's own key.
    pub fn token(&self, account: &str, scopes: &str) -> String {
        self.token_for(account, scopes, "1h")
    }

    pub fn token_for(&self, account: &str, scopes: &str, ttl: &str) -> String {
        let out = rollcall()
            .args(["token", "--account", account, "--scope", scopes, "--ttl", ttl, "--data-dir"])
            .arg(self.data_dir())
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap().trim().to_owned()
    }

    /// A client of an account with every scope but `admin`.
    pub async fn client(&self, account: &str) -> Client {
        Client::connect(self.grpc(), &self.token(account, ALL_SCOPES)).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _status = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- the server's log\n{}", self.log());
        }
    }
}

/// The program under test, without the environment's own settings.
pub fn rollcall() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rollcall"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ROLLCALL_") {
            command.env_remove(name);
        }
    }
    command
}
