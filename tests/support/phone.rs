//! A phone of our own making, for what real ones do not let us do: exact messages and exact answers.

use md5::{Digest, Md5};
use std::{collections::HashMap, net::SocketAddr, time::Duration};
use tokio::net::UdpSocket;

/// One phone on UDP.
pub struct Phone {
    socket: UdpSocket,
    server: SocketAddr,
    pub domain: String,
    pub user: String,
    /// Of digest authentication: the login, unless set otherwise.
    pub username: String,
    pub password: String,
    pub contact: String,
    pub call_id: String,
    pub cseq: u32,
    nonce: Option<(String, String)>,
    count: u32,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub text: String,
}

impl Answer {
    /// The values of a header field.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.text
            .lines()
            .filter_map(|line| line.split_once(':'))
            .filter(|(n, _)| n.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect()
    }
}

impl Phone {
    pub async fn new(server: SocketAddr, domain: &str, user: &str, password: &str) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let contact = format!("<sip:{user}@{}>", socket.local_addr().unwrap());
        Self {
            socket,
            server,
            domain: domain.to_owned(),
            user: user.to_owned(),
            username: user.to_owned(),
            password: password.to_owned(),
            contact,
            call_id: uuid::Uuid::new_v4().to_string(),
            cseq: 0,
            nonce: None,
            count: 0,
        }
    }

    /// After a restart of the server.
    pub fn server(&mut self, server: SocketAddr) {
        self.server = server;
        self.nonce = None;
    }

    /// Turns to a server, if it is not there already.
    pub fn meet(&mut self, server: SocketAddr) {
        if self.server != server {
            self.server(server);
        }
    }

    /// Where it receives.
    pub fn local(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    /// Registers the phone's contact for so many seconds; 0 unregisters.
    pub async fn register(&mut self, expires: u32) -> Answer {
        let headers = format!("Contact: {}\r\nExpires: {expires}\r\n", self.contact);
        self.request(&headers).await
    }

    /// Sends a REGISTER with these header lines, answering one challenge.
    pub async fn request(&mut self, headers: &str) -> Answer {
        let answer = self.send(headers).await;
        let challenge = answer.all("WWW-Authenticate").first().map(ToString::to_string);
        match (answer.status, challenge) {
            (401, Some(challenge)) => {
                let params = params(&challenge);
                self.nonce = Some((params["nonce"].clone(), params["realm"].clone()));
                self.count = 0;
                self.send(headers).await
            }
            _ => answer,
        }
    }

    /// Like [`Phone::request`], but gives up after a while. What was asked for may be carried out all the same.
    pub async fn attempt(&mut self, headers: &str, within: Duration) -> Option<Answer> {
        tokio::time::timeout(within, self.request(headers)).await.ok()
    }

    async fn send(&mut self, headers: &str) -> Answer {
        self.cseq += 1;
        let message = self.message(headers);
        let mut answer = self.exchange(message.as_bytes()).await;
        // One to an earlier request, on which the phone had given up, is not meant.
        while !answer.all("CSeq").contains(&&*format!("{} REGISTER", self.cseq)) {
            answer = self.receive().await;
        }
        answer
    }

    /// The text of a REGISTER with the current CSeq.
    pub fn message(&mut self, headers: &str) -> String {
        let local = self.socket.local_addr().unwrap();
        let Self { domain, user, call_id, cseq, .. } = &*self;
        let branch = uuid::Uuid::new_v4().simple().to_string();
        let mut message = format!(
            "REGISTER sip:{domain} SIP/2.0\r\n\
             Via: SIP/2.0/UDP {local};branch=z9hG4bK{branch};rport\r\n\
             Max-Forwards: 70\r\n\
             From: <sip:{user}@{domain}>;tag=t{branch}\r\n\
             To: <sip:{user}@{domain}>\r\n\
             Call-ID: {call_id}\r\n\
             CSeq: {cseq} REGISTER\r\n\
             User-Agent: test phone\r\n\
             {headers}"
        );
        if let Some(authorization) = self.authorization() {
            message.push_str(&authorization);
        }
        message.push_str("Content-Length: 0\r\n\r\n");
        message
    }

    /// Sends octets as they are, and waits for the final answer.
    pub async fn exchange(&self, message: &[u8]) -> Answer {
        self.socket.send_to(message, self.server).await.unwrap();
        self.receive().await
    }

    async fn receive(&self) -> Answer {
        let mut buffer = vec![0; 65_535];
        let received = tokio::time::timeout(super::PATIENCE, self.socket.recv(&mut buffer));
        let n = received.await.expect("the edge answers").unwrap();
        let text = String::from_utf8_lossy(&buffer[..n]).into_owned();
        let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap();
        Answer { status, text }
    }

    fn authorization(&mut self) -> Option<String> {
        let (nonce, realm) = self.nonce.as_ref()?;
        self.count += 1;
        let Self { domain, username: user, password, count, .. } = &*self;
        let uri = format!("sip:{domain}");
        let ha1 = md5(&format!("{user}:{realm}:{password}"));
        let ha2 = md5(&format!("REGISTER:{uri}"));
        let response = md5(&format!("{ha1}:{nonce}:{count:08x}:abcd:auth:{ha2}"));
        Some(format!(
            "Authorization: Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             response=\"{response}\", algorithm=MD5, cnonce=\"abcd\", qop=auth, nc={count:08x}\r\n"
        ))
    }
}

/// The parameters of a challenge.
pub fn params(challenge: &str) -> HashMap<String, String> {
    let rest = challenge.trim_start().strip_prefix("Digest").unwrap_or(challenge);
    rest.split(',')
        .filter_map(|p| p.split_once('='))
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().trim_matches('"').to_owned()))
        .collect()
}

fn md5(text: &str) -> String {
    hex::encode(Md5::digest(text))
}
