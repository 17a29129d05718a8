//! Delegated authentication: a service of the account's own that decides the digest checks of a domain.

use super::Invalid;
use http::Uri;
use serde::{Deserialize, Serialize};
use std::{fmt, net::IpAddr};
use zeroize::Zeroize;

/// Where the service of a domain is, and how it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    pub endpoint: ServiceUrl,
    /// How long one exchange may take, in milliseconds.
    pub timeout: u32,
    pub mode: DelegationMode,
    pub token: Option<SealedToken>,
}

/// What the service does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DelegationMode {
    /// It checks the answer itself.
    VerifyDigest,
    /// It gives the HA1 to check with.
    FetchHa1,
}

/// A bearer token as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedToken(pub Vec<u8>);

impl fmt::Debug for SealedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedToken(…)")
    }
}

/// A bearer token in clear. It never shows itself and is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken(String);

/// Octets of a bearer token.
const MAX_TOKEN: usize = 4096;

impl BearerToken {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() || text.len() > MAX_TOKEN || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Invalid::new(format!("1 to {MAX_TOKEN} visible ASCII characters")));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text, for the sealer and the header only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for BearerToken {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken(…)")
    }
}

/// The URL of a gRPC server: `https`, or `http` to the machine itself; nothing behind the port.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceUrl(String);

/// Octets of a URL.
const MAX_URL: usize = 512;

impl ServiceUrl {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refuse = |why: &str| Err(Invalid::new(why));
        if text.is_empty() {
            return refuse("is needed");
        }
        if text.len() > MAX_URL {
            return Err(Invalid::new(format!("has at most {MAX_URL} octets")));
        }
        let Ok(uri) = text.parse::<Uri>() else { return refuse("is not a URL") };
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return refuse("is not https://HOST:PORT");
        };
        if authority.as_str().contains('@') {
            return refuse("has a user or password in it");
        }
        if authority.host().is_empty() || authority.as_str().ends_with(':') || authority.port_u16() == Some(0)
        {
            return refuse("is not https://HOST:PORT");
        }
        if authority.port().is_none() && authority.as_str().len() != authority.host().len() {
            return refuse("has a bad port");
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || text.contains('#') {
            return refuse("has something behind the port");
        }
        match scheme {
            "https" => {}
            "http" if is_loopback(authority.host()) => {}
            "http" => return refuse("must be https: over http anybody on the way could let phones in"),
            _ => return refuse("must be https"),
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_secured(&self) -> bool {
        self.0.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"))
    }

    /// Whether both are one server: of the same scheme, host and port. What was given for the one may then be sent to
    /// the other.
    pub fn is_same_server(&self, other: &Self) -> bool {
        self.place() == other.place()
    }

    /// The server that it names, however it is spelled.
    pub fn place(&self) -> ServicePlace {
        // It was parsed before.
        let uri = self.0.parse::<Uri>().unwrap_or_default();
        let host = uri.host().unwrap_or_default();
        let port = uri.port_u16().unwrap_or(if self.is_secured() { 443 } else { 80 });
        let host = match ip(host) {
            Some(ip) => ip.to_string(),
            None => host.to_ascii_lowercase(),
        };
        ServicePlace { secured: self.is_secured(), host, port }
    }
}

/// A server: scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ServicePlace {
    secured: bool,
    host: String,
    port: u16,
}

impl TryFrom<String> for ServiceUrl {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<ServiceUrl> for String {
    fn from(url: ServiceUrl) -> Self {
        url.0
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || ip(host).is_some_and(|ip| ip.to_canonical().is_loopback())
}

fn ip(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_or_this_machine() {
        for good in [
            "https://auth.example.com",
            "https://auth.example.com:8443/",
            "https://[2001:db8::1]:1",
            "http://127.0.0.9:1",
            "http://[::1]",
            "http://localhost:50051",
            "HTTPS://Auth.Example.com",
        ] {
            let url = ServiceUrl::parse(good).unwrap_or_else(|why| panic!("{good}: {why}"));
            assert_eq!(url.as_str(), good);
        }
        for bad in [
            "",
            "auth.example.com:443",
            "ftp://auth.example.com",
            "http://auth.example.com",
            "http://192.0.2.1:1",
            "http://localhost.example.com",
            "https://user@auth.example.com",
            "https://auth.example.com/path",
            "https://auth.example.com?x=1",
            "https://auth.example.com#x",
            "https://auth.example.com:0",
            "https://auth.example.com:",
            "https://auth.example.com:70000",
            "https://a b",
            "/",
        ] {
            assert!(ServiceUrl::parse(bad).is_err(), "{bad}");
        }
        assert!(ServiceUrl::parse(&format!("https://{}.test", "a".repeat(600))).is_err());
    }

    #[test]
    fn a_server_is_scheme_host_and_port() {
        let same =
            |a: &str, b: &str| ServiceUrl::parse(a).unwrap().is_same_server(&ServiceUrl::parse(b).unwrap());
        assert!(same("https://A.test", "https://a.test:443/"));
        assert!(same("http://localhost:80", "HTTP://localhost"));
        assert!(same("https://[2001:DB8::1]", "https://[2001:db8:0::1]:443"));
        for other in ["https://b.test", "https://a.test:444"] {
            assert!(!same("https://a.test", other), "{other}");
        }
        assert!(!same("https://localhost:80", "http://localhost:80"));
    }

    #[test]
    fn tokens_do_not_show() {
        let token = BearerToken::parse("s3cret").unwrap();
        assert!(!format!("{token:?} {:?}", SealedToken(b"s3cret".to_vec())).contains("s3cret"));
        for bad in ["", "a b", "a\n", "é", &"x".repeat(4097)] {
            assert!(BearerToken::parse(bad).is_err(), "{bad}");
        }
    }
}
