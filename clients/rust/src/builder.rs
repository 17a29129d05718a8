//! The client, and how it is made.

use crate::{
    Error, Online, TokenProvider, Watch, WatchOptions,
    call::Caller,
    error::root,
    services::{
        Accounts, Audit, Domains, Groups, Invitations, Organizations, Registrar, Registrations, Roles, Users,
    },
    token::Tokens,
};
use http::Uri;
use std::{net::IpAddr, time::Duration};
use tonic::{
    Status,
    transport::{Certificate, ClientTlsConfig, Endpoint, Identity},
};

/// How long a unary call may take unless said otherwise.
pub const DEADLINE: Duration = Duration::from_secs(30);
/// How long without traffic before the connection is probed, and for how long an answer is waited for.
const KEEPALIVE: Duration = Duration::from_secs(20);
const KEEPALIVE_ANSWER: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(10);

/// Options of a [`Client`]. [`Builder::build`] makes it; nothing is sent before the first call.
#[derive(Debug)]
pub struct Builder {
    endpoint: String,
    tokens: Tokens,
    ca: Option<Vec<u8>>,
    identity: Option<(Vec<u8>, Vec<u8>)>,
    insecure_plaintext: bool,
    deadline: Duration,
    keepalive: Duration,
}

impl Builder {
    /// Sends this access token.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.tokens = Tokens::fixed(token.into());
        self
    }

    /// Asks for the access token of each request and each new stream.
    #[must_use]
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.tokens = Tokens::from(provider);
        self
    }

    /// Trusts the CAs in this PEM instead of the system's.
    #[must_use]
    pub fn ca(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.ca = Some(pem.into());
        self
    }

    /// Shows the server this certificate (mTLS), with its key; both PEM.
    #[must_use]
    pub fn identity(mut self, cert: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.identity = Some((cert.into(), key.into()));
        self
    }

    /// Allows to send a token over `http://` to another machine, where everybody on the way can read it.
    #[must_use]
    pub fn insecure_plaintext(mut self, allowed: bool) -> Self {
        self.insecure_plaintext = allowed;
        self
    }

    /// How long a unary call may take, attempts and waits included; [`DEADLINE`] by default.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// After how long without traffic the connection is probed; 20 s by default.
    #[must_use]
    pub fn keepalive(mut self, every: Duration) -> Self {
        self.keepalive = every;
        self
    }

    /// Makes the client. It connects with the first call, and again whenever the connection is lost. Must be called
    /// within a tokio runtime.
    ///
    /// Errors: [`Error::PlaintextRefused`]; [`Error::Unusable`] for an endpoint that is no URL, or certificates that
    /// cannot be read.
    pub fn build(self) -> Result<Client, Error> {
        let channel = self.endpoint()?.connect_lazy();
        Ok(Client { caller: Caller { channel, tokens: self.tokens, deadline: self.deadline } })
    }

    /// As [`Builder::build`], but connects first.
    ///
    /// Errors: also UNAVAILABLE when that fails.
    pub async fn connect(self) -> Result<Client, Error> {
        let connected = self.endpoint()?.connect().await;
        let channel = connected.map_err(|error| {
            Status::unavailable(format!("cannot connect to {}: {}", self.endpoint, root(&error)))
        })?;
        Ok(Client { caller: Caller { channel, tokens: self.tokens, deadline: self.deadline } })
    }

    fn endpoint(&self) -> Result<Endpoint, Error> {
        let uri: Uri = self.endpoint.parse().map_err(|_| unusable(&self.endpoint, "is no URL"))?;
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return Err(unusable(&self.endpoint, "is not http://HOST:PORT or https://HOST:PORT"));
        };
        let tls = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(unusable(&self.endpoint, "is neither http:// nor https://")),
        };
        if !tls && self.tokens.are_there() && !self.insecure_plaintext && !is_loopback(host) {
            return Err(Error::PlaintextRefused { endpoint: self.endpoint.clone() });
        }
        let endpoint = Endpoint::from(uri)
            .connect_timeout(CONNECT)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(self.keepalive)
            .keep_alive_timeout(KEEPALIVE_ANSWER)
            .keep_alive_while_idle(true);
        if tls {
            let mut config = match &self.ca {
                Some(pem) => ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem)),
                None => ClientTlsConfig::new().with_native_roots(),
            };
            if let Some((cert, key)) = &self.identity {
                config = config.identity(Identity::from_pem(cert, key));
            }
            return endpoint.tls_config(config).map_err(|e| unusable("a certificate or key", &root(&e)));
        }
        if self.ca.is_some() || self.identity.is_some() {
            return Err(unusable(&self.endpoint, "is http://, so certificates are of no use"));
        }
        Ok(endpoint)
    }
}

/// A connection to Rollcall. Clones share it.
#[derive(Debug, Clone)]
pub struct Client {
    caller: Caller,
}

macro_rules! services {
    ($($(#[$doc:meta])* $name:ident: $service:ident),* $(,)?) => {
        impl Client {$(
            $(#[$doc])*
            pub fn $name(&self) -> $service {
                $service::new(self.caller.clone())
            }
        )*}
    };
}

services! {
    /// Accounts and their quotas.
    accounts: Accounts,
    /// The audit of changes.
    audit: Audit,
    /// SIP domains.
    domains: Domains,
    /// Groups of users.
    groups: Groups,
    /// Invitations of users to come.
    invitations: Invitations,
    /// Trees of organizations.
    organizations: Organizations,
    /// For SIP edges: REGISTERs by gRPC.
    registrar: Registrar,
    /// Who is registered.
    registrations: Registrations,
    /// Roles and permissions.
    roles: Roles,
    /// Users, their credentials, import and export.
    users: Users,
}

impl Client {
    /// Begins to make a client for `http://HOST:PORT` or `https://HOST:PORT`.
    pub fn builder(endpoint: impl Into<String>) -> Builder {
        Builder {
            endpoint: endpoint.into(),
            tokens: Tokens::none(),
            ca: None,
            identity: None,
            insecure_plaintext: false,
            deadline: DEADLINE,
            keepalive: KEEPALIVE,
        }
    }

    /// Follows the registrations of `domains/{fqdn}`, `domains/-`, `accounts/{account}` or
    /// `domains/{fqdn}/users/{login}`, for ever. See [`Watch`].
    pub fn watch(&self, parent: impl Into<String>, options: WatchOptions) -> Watch {
        Watch::new(self.caller.clone(), parent.into(), options)
    }

    /// A view of who is online, kept right by a task until it is dropped. Must be called within a tokio runtime.
    pub fn online(&self, parent: impl Into<String>) -> Online {
        Online::follow(self.watch(parent, WatchOptions::default()))
    }
}

/// Whether a host of a URL is this machine.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

fn unusable(what: &str, why: &str) -> Error {
    Error::Unusable(format!("{what} {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_token_goes_in_plaintext_to_this_machine_only() {
        let build = |endpoint: &str| Client::builder(endpoint).token("t").build();
        for loopback in ["http://localhost:1", "http://127.0.0.9:1", "http://[::1]:1", "https://example.com"]
        {
            assert!(build(loopback).is_ok(), "{loopback}");
        }
        for other in ["http://192.0.2.1:50051", "http://localhost.example:1", "http://[2001:db8::1]:1"] {
            let refused = build(other).unwrap_err();
            assert!(matches!(refused, Error::PlaintextRefused { .. }), "{other}: {refused}");
            assert!(Client::builder(other).token("t").insecure_plaintext(true).build().is_ok());
            assert!(Client::builder(other).build().is_ok(), "without a token there is nothing to protect");
        }
        let refused = Client::builder("http://127.0.0.1:1").connect().await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::Unavailable);
        assert!(refused.to_string().contains("cannot connect to http://127.0.0.1:1: "), "{refused}");
        for bad in ["", "127.0.0.1:50051", "ftp://x", "http://a b"] {
            assert!(matches!(build(bad), Err(Error::Unusable(_))), "{bad}");
        }
    }
}
