//! A phone on the wire: the REGISTER that it sends, and what it reads in the answer.

use crate::{Outcome, data::DOMAIN};
use md5::{Digest, Md5};
use std::{fmt::Write, net::SocketAddr};

/// What the branches of the phones begin with: RFC 3261's cookie.
const BRANCH: &str = "branch=z9hG4bK";
const CNONCE: &str = "5ca1ab1e";

/// The user name and the password of user `n`.
pub(crate) fn credentials(n: usize) -> (String, String) {
    (format!("user{n}"), format!("pw{n}"))
}

/// The HA1 of user `n` (RFC 7616 §3.4.2), for whoever has to know it.
pub(crate) fn ha1(n: usize) -> String {
    ha1_in(n, DOMAIN)
}

fn ha1_in(n: usize, realm: &str) -> String {
    let (username, password) = credentials(n);
    md5(&format!("{username}:{realm}:{password}"))
}

/// Where user `n` says that it can be reached: always the same, so that everyone has one registration.
pub(crate) fn contact_host(n: usize) -> String {
    format!("10.{}.{}.{}:5060", n / 65_536, n / 256 % 256, n % 256)
}

/// The phone of user `n`.
pub(crate) struct Phone {
    user: usize,
    contact_host: String,
    call: u64,
    cseq: u32,
    challenge: Option<Challenge>,
    /// The last request, as it would be sent again.
    pub(crate) request: String,
}

/// What it was asked, and how often it has answered with it.
struct Challenge {
    realm: String,
    nonce: String,
    ha1: String,
    count: u32,
}

/// Which request a message answers, and with what.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) phone: usize,
    pub(crate) serial: u64,
    text: &'a str,
}

impl Phone {
    pub(crate) fn new(user: usize) -> Self {
        let (call, request) = (rand::random(), String::new());
        Self { user, contact_host: contact_host(user), call, cseq: 0, challenge: None, request }
    }

    /// Switched on anew: a new Call-ID, and no nonce to go on with.
    pub(crate) fn forget(&mut self) {
        (self.call, self.cseq, self.challenge) = (self.call.wrapping_add(1), 0, None);
    }

    /// Whether the last request carried an answer to a challenge that was answered for the first time: then another
    /// challenge is a refusal.
    pub(crate) fn has_just_answered(&self) -> bool {
        self.challenge.as_ref().is_some_and(|challenge| challenge.count == 1)
    }

    /// Makes the next request, number `serial` of all that are sent from `own`.
    pub(crate) fn compose(&mut self, serial: u64, own: SocketAddr) -> Outcome {
        self.cseq += 1;
        let Self { user, contact_host, call, cseq, challenge, request } = self;
        request.clear();
        write!(
            request,
            "REGISTER sip:{DOMAIN} SIP/2.0\r\n\
             Via: SIP/2.0/UDP {own};{BRANCH}{user}.{serial};rport\r\n\
             Max-Forwards: 70\r\n\
             From: <sip:user{user}@{DOMAIN}>;tag={call:x}\r\n\
             To: <sip:user{user}@{DOMAIN}>\r\n\
             Call-ID: {call:016x}@{contact_host}\r\n\
             CSeq: {cseq} REGISTER\r\n\
             Contact: <sip:user{user}@{contact_host}>\r\n\
             Expires: 3600\r\n\
             User-Agent: Yealink SIP-T46U 108.86.0.20\r\n"
        )?;
        if let Some(Challenge { realm, nonce, ha1, count }) = challenge {
            *count += 1;
            let ha2 = md5(&format!("REGISTER:sip:{DOMAIN}"));
            let response = md5(&format!("{ha1}:{nonce}:{count:08x}:{CNONCE}:auth:{ha2}"));
            write!(
                request,
                "Authorization: Digest username=\"user{user}\", realm=\"{realm}\", nonce=\"{nonce}\", \
                 uri=\"sip:{DOMAIN}\", response=\"{response}\", algorithm=MD5, cnonce=\"{CNONCE}\", qop=auth, \
                 nc={count:08x}\r\n"
            )?;
        }
        request.push_str("Content-Length: 0\r\n\r\n");
        Ok(())
    }

    /// Takes the challenge of a 401, to answer it in the next request.
    pub(crate) fn take_challenge(&mut self, answer: &Answer<'_>) -> Outcome {
        let found = answer.text.lines().find_map(|line| line.strip_prefix("WWW-Authenticate: Digest "));
        let challenge = found.ok_or("a 401 without a challenge")?;
        let value = |name: &str| {
            let (_, rest) = challenge.split_once(&format!("{name}=\""))?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        let (realm, nonce) =
            value("realm").zip(value("nonce")).ok_or("a challenge without realm or nonce")?;
        let ha1 = ha1_in(self.user, &realm);
        self.challenge = Some(Challenge { realm, nonce, ha1, count: 0 });
        Ok(())
    }
}

impl<'a> Answer<'a> {
    /// `None` for what is no final answer to a phone.
    pub(crate) fn read(datagram: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(datagram).ok()?;
        let status = text.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()?;
        let (_, branch) = text.split_once(BRANCH)?;
        let (phone, rest) = branch.split_once('.')?;
        let serial = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        let (phone, serial) = (phone.parse().ok()?, serial.parse().ok()?);
        (status >= 200).then_some(Self { status, phone, serial, text })
    }

    /// The first line, to show.
    pub(crate) fn status_line(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }
}

fn md5(text: &str) -> String {
    hex::encode(Md5::digest(text))
}
