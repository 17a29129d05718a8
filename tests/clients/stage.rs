//! What a scenario plays on: a server, a proxy before it, a driver, and phones.

use crate::{
    driver::Driver,
    future,
    proxy::Proxy,
    scenario::{Scenario, ServerAction, Tls},
    support::{
        Backend, Client, Phone, Server,
        server::{ALL_SCOPES, rollcall},
        tls::{Ca, Leaf},
        until,
    },
};
use rollcall::pb::v1;
use serde_json::{Value, json};
use std::{collections::HashMap, fs, net::SocketAddr, path::PathBuf};
use tempfile::TempDir;

pub(crate) const DOMAIN: &str = "c.test";
const ACCOUNT: &str = "clients";
const PASSWORD: &str = "Conformance-42";

pub(crate) struct Stage {
    pub(crate) driver: Driver,
    pub(crate) proxy: Proxy,
    pub(crate) saved: HashMap<String, Value>,
    server: Option<Server>,
    phones: HashMap<String, Phone>,
    files: TempDir,
    tls: Tls,
}

impl Stage {
    pub(crate) async fn set(scenario: &Scenario, command: &[String]) -> Self {
        let files = tempfile::tempdir().unwrap();
        let tls = scenario.server.tls;
        let mut flags: Vec<String> = scenario.server.flags.clone();
        if tls != Tls::None {
            let ca = Ca::new();
            let write = |name: &str, text: &str| fs::write(files.path().join(name), text).unwrap();
            write("ca.pem", &ca.pem);
            let own: Leaf = ca.leaf();
            write("client.pem", &own.cert);
            write("client.key", &own.key);
            flags.extend(ca.leaf().write(files.path()));
            if tls == Tls::Mutual {
                flags.extend(["--tls-client-ca".into(), files.path().join("ca.pem").display().to_string()]);
            }
        }
        let (server, target) = if scenario.server.from_the_future {
            (None, future::serve().await)
        } else {
            let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
            let server = Server::with(Backend::Sqlite, &flags).await;
            let target = server.grpc();
            (Some(server), target)
        };
        let proxy = Proxy::start(target).await;
        let driver = Driver::start(command);
        let mut stage =
            Self { driver, proxy, saved: HashMap::new(), server, phones: HashMap::new(), files, tls };
        stage.write_token("1h", None).await;
        stage.people(&scenario.users).await;
        stage
    }

    /// What `${name}` stands for.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        let file = |name: &str| json!(self.files.path().join(name).display().to_string());
        Some(match name {
            "endpoint" => {
                let scheme = if self.tls == Tls::None { "http" } else { "https" };
                json!(format!("{scheme}://localhost:{}", self.proxy.address().port()))
            }
            "token" => json!(fs::read_to_string(self.token_file()).unwrap()),
            "token_file" => json!(self.token_file().display().to_string()),
            "ca" => file("ca.pem"),
            "cert" => file("client.pem"),
            "key" => file("client.key"),
            _ => self.saved.get(name)?.clone(),
        })
    }

    /// Writes a token of so long a life into the provider's file.
    pub(crate) async fn write_token(&self, ttl: &str, scope: Option<&str>) {
        let token = match &self.server {
            Some(server) => server.token_for(ACCOUNT, scope.unwrap_or(ALL_SCOPES), ttl),
            None => "of-the-future".to_owned(),
        };
        fs::write(self.token_file(), token).unwrap();
    }

    fn token_file(&self) -> PathBuf {
        self.files.path().join("token")
    }

    /// The endpoint without the proxy before it.
    pub(crate) fn direct(&self) -> String {
        format!("http://{}", self.server().grpc())
    }

    fn server(&self) -> &Server {
        self.server.as_ref().expect("this server is of the future")
    }

    /// The metrics listener.
    pub(crate) fn metrics(&self) -> SocketAddr {
        self.server().metrics()
    }

    /// A client of the suite's own, straight to the server.
    async fn client(&self) -> Client {
        let server = self.server();
        let token = server.token(ACCOUNT, ALL_SCOPES);
        match self.tls {
            Tls::None => Client::connect(server.grpc(), &token).await,
            _ => panic!("scenarios over TLS have no users of their own"),
        }
    }

    async fn people(&mut self, users: &[String]) {
        if users.is_empty() {
            return;
        }
        let mut client = self.client().await;
        let registration = v1::RegistrationPolicy { max_registrations: Some(1000), ..Default::default() };
        let domain = v1::Domain { registration: Some(registration), ..Default::default() };
        client.create_domain(DOMAIN, domain).await.unwrap();
        for login in users {
            let user = v1::User {
                auth_username: login.clone(),
                registration_password: PASSWORD.to_owned(),
                ..Default::default()
            };
            client.create_user(&format!("{login}@{DOMAIN}"), user).await.unwrap();
            let phone = Phone::new(self.server().sip("udp"), DOMAIN, login, PASSWORD).await;
            self.phones.insert(login.clone(), phone);
        }
    }

    pub(crate) async fn until_user(&self, login: &str) {
        let client = self.client().await;
        until("the user is there", async || {
            let name = format!("domains/{DOMAIN}/users/{login}");
            let request = v1::GetUserRequest { name, ..Default::default() };
            client.users.clone().get_user(request).await.ok().map(drop)
        })
        .await;
    }

    pub(crate) async fn register(&mut self, users: &[String], expires: u32) {
        let sip = self.server().sip("udp");
        for login in users {
            let phone = self.phones.get_mut(login).unwrap_or_else(|| panic!("there is no user {login}"));
            phone.meet(sip);
            let answer = phone.register(expires).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    }

    /// So many REGISTERs of a user, of so many contacts in turn.
    pub(crate) async fn burst(&mut self, login: &str, count: usize, contacts: usize) {
        let phone = self.phones.get_mut(login).unwrap_or_else(|| panic!("there is no user {login}"));
        phone.meet(self.server.as_ref().unwrap().sip("udp"));
        for n in 0..count {
            let headers = format!("Contact: <sip:{}@127.0.0.1:9>\r\nExpires: 600\r\n", n % contacts);
            let answer = phone.request(&headers).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    }

    pub(crate) async fn act(&mut self, action: ServerAction) {
        match action {
            ServerAction::Kill => self.server.as_mut().unwrap().kill().await,
            ServerAction::Start => {
                let server = self.server.take().unwrap().restart().await;
                self.proxy.turn_to(server.grpc());
                self.server = Some(server);
            }
            ServerAction::Terminate => {
                let server = self.server.as_mut().unwrap();
                server.signal("-TERM");
                server.wait().await;
            }
            ServerAction::CompactLog => self.compact().await,
        }
    }

    async fn compact(&self) {
        let server = self.server();
        let database = format!("sqlite:{}", server.data_dir().join("rollcall.db").display());
        until("the log is compacted", async || {
            let mut command = rollcall();
            command.args(["log", "compact", "--keep", "0s", "--database-url", &database]);
            command.output().unwrap().status.success().then_some(())
        })
        .await;
    }
}
