//! An account's own authentication service, on real sockets.

use super::tls::Leaf;
use md5::{Digest, Md5};
use rollcall::pb::{
    server::delegated_authentication_service_server::{
        DelegatedAuthenticationService, DelegatedAuthenticationServiceServer,
    },
    v1::{self, DelegatedDecision, DelegationMode, DigestAlgorithm},
};
use sha2::{Sha256, Sha512_256};
use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle};
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::{
    Code, Request, Response, Status, async_trait,
    transport::{Identity, Server, ServerTlsConfig},
};

pub const TOKEN: &str = "Bearer-Of-The-Service-7";

/// What it does instead of deciding.
#[derive(Debug, Clone)]
pub enum Reply {
    Fail(Code),
    Hang,
    /// Decides after so long.
    Slow(Duration),
    /// Decides once there is a permit.
    Wait(Arc<Semaphore>),
    Unspecified,
    /// Accepts, and gives this as the HA1.
    Ha1(String),
}

/// One question.
#[derive(Debug, Clone)]
pub enum Asked {
    Verify(Box<v1::VerifyDigestRequest>),
    Fetch(v1::FetchHa1Request),
}

#[derive(Default)]
struct State {
    /// By user name.
    passwords: HashMap<String, String>,
    ttl: Duration,
    /// For the next calls.
    next: VecDeque<Reply>,
    /// For all calls after these.
    always: Option<Reply>,
    asked: Vec<Asked>,
}

/// The service. Clones are one.
#[derive(Clone, Default)]
pub struct Service(Arc<Mutex<State>>);

impl Service {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub fn password(&self, username: &str, password: &str) {
        self.state().passwords.insert(username.to_owned(), password.to_owned());
    }

    /// How long HA1s may be kept.
    pub fn ttl(&self, ttl: Duration) {
        self.state().ttl = ttl;
    }

    pub fn next(&self, replies: &[Reply]) {
        self.state().next = replies.iter().cloned().collect();
    }

    pub fn always(&self, reply: Option<Reply>) {
        self.state().always = reply;
    }

    /// How many questions there were.
    pub fn calls(&self) -> usize {
        self.state().asked.len()
    }

    /// The questions since the last time.
    pub fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state().asked)
    }

    /// What to do about a question: the password of the user name, if there is one.
    async fn answer(&self, metadata: Option<String>, asked: Asked) -> Result<Answer, Status> {
        let (username, reply) = {
            let mut state = self.state();
            let username = match &asked {
                Asked::Verify(v) => v.username.clone(),
                Asked::Fetch(f) => f.username.clone(),
            };
            state.asked.push(asked);
            (username, state.next.pop_front().or_else(|| state.always.clone()))
        };
        if metadata != Some(format!("Bearer {TOKEN}")) {
            return Err(Status::unauthenticated("who are you?"));
        }
        match reply {
            None => {}
            Some(Reply::Fail(code)) => return Err(Status::new(code, "as it was told to")),
            Some(Reply::Hang) => std::future::pending().await,
            Some(Reply::Slow(time)) => tokio::time::sleep(time).await,
            Some(Reply::Wait(permit)) => permit.acquire().await.unwrap().forget(),
            Some(Reply::Unspecified) => return Ok(Answer::Unspecified),
            Some(Reply::Ha1(text)) => return Ok(Answer::Ha1(text)),
        }
        let password = self.state().passwords.get(&username).cloned();
        Ok(password.map_or(Answer::Nobody, Answer::Password))
    }

    /// Serves at a port of the system's choice.
    pub async fn start(&self) -> Running {
        self.start_at("127.0.0.1:0".parse().unwrap(), None).await
    }

    pub async fn start_at(&self, at: SocketAddr, tls: Option<&Leaf>) -> Running {
        let listener = TcpListener::bind(at).await.unwrap();
        let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
        let mut server = Server::builder();
        if let Some(leaf) = tls {
            let identity = Identity::from_pem(&leaf.cert, &leaf.key);
            server = server.tls_config(ServerTlsConfig::new().identity(identity)).unwrap();
        }
        let serving = server
            .add_service(DelegatedAuthenticationServiceServer::new(self.clone()))
            .serve_with_incoming_shutdown(TcpListenerStream::new(listener), stop.clone().cancelled_owned());
        let task = tokio::spawn(async move { serving.await.unwrap() });
        Running { address, stop, task }
    }
}

enum Answer {
    Password(String),
    Nobody,
    Unspecified,
    Ha1(String),
}

/// A listener of the service.
pub struct Running {
    pub address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Running {
    /// Goes away, connections included.
    pub async fn stop(self) -> SocketAddr {
        self.stop.cancel();
        self.task.await.unwrap();
        self.address
    }

    pub fn setting(&self, mode: DelegationMode) -> v1::DelegatedAuthentication {
        v1::DelegatedAuthentication {
            endpoint: format!("http://{}", self.address),
            timeout: Some(prost_types::Duration { seconds: 5, nanos: 0 }),
            mode: mode.into(),
            bearer_token: TOKEN.to_owned(),
        }
    }
}

fn token<T>(request: &Request<T>) -> Option<String> {
    request.metadata().get("authorization").map(|value| value.to_str().unwrap().to_owned())
}

#[async_trait]
impl DelegatedAuthenticationService for Service {
    async fn verify_digest(
        &self,
        request: Request<v1::VerifyDigestRequest>,
    ) -> Result<Response<v1::VerifyDigestResponse>, Status> {
        let token = token(&request);
        let v = request.into_inner();
        let decision = match self.answer(token, Asked::Verify(Box::new(v.clone()))).await? {
            Answer::Password(password) => {
                let ha1 = hash(v.algorithm(), &format!("{}:{}:{password}", v.username, v.realm));
                let ha2 = hash(v.algorithm(), &format!("{}:{}", v.method, v.uri));
                let (nonce, count, cnonce, qop) = (&v.nonce, &v.nonce_count, &v.cnonce, &v.qop);
                let right = hash(v.algorithm(), &format!("{ha1}:{nonce}:{count}:{cnonce}:{qop}:{ha2}"));
                if right == v.response { DelegatedDecision::Accept } else { DelegatedDecision::Deny }
            }
            Answer::Nobody => DelegatedDecision::Deny,
            Answer::Unspecified | Answer::Ha1(_) => DelegatedDecision::Unspecified,
        };
        Ok(Response::new(v1::VerifyDigestResponse { decision: decision.into() }))
    }

    async fn fetch_ha1(
        &self,
        request: Request<v1::FetchHa1Request>,
    ) -> Result<Response<v1::FetchHa1Response>, Status> {
        let token = token(&request);
        let f = request.into_inner();
        let (decision, ha1) = match self.answer(token, Asked::Fetch(f.clone())).await? {
            Answer::Password(password) => {
                let ha1 = hash(f.algorithm(), &format!("{}:{}:{password}", f.username, f.realm));
                (DelegatedDecision::Accept, ha1)
            }
            Answer::Ha1(text) => (DelegatedDecision::Accept, text),
            Answer::Nobody => (DelegatedDecision::Deny, String::new()),
            // Not even a right one lets anybody in.
            Answer::Unspecified => {
                let password = self.state().passwords.get(&f.username).cloned().unwrap_or_default();
                let ha1 = hash(f.algorithm(), &format!("{}:{}:{password}", f.username, f.realm));
                (DelegatedDecision::Unspecified, ha1)
            }
        };
        let cache_ttl = prost_types::Duration::try_from(self.state().ttl).ok();
        Ok(Response::new(v1::FetchHa1Response { decision: decision.into(), ha1, cache_ttl }))
    }
}

pub fn hash(algorithm: DigestAlgorithm, text: &str) -> String {
    match algorithm {
        DigestAlgorithm::Unspecified => panic!("no algorithm"),
        DigestAlgorithm::Md5 => hex::encode(Md5::digest(text)),
        DigestAlgorithm::Sha256 => hex::encode(Sha256::digest(text)),
        DigestAlgorithm::Sha512256 => hex::encode(Sha512_256::digest(text)),
    }
}
