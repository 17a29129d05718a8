//! Which token a command sends, and where it may send one.

use super::{
    failure::{Failure, PERMISSION},
    token::{self, Account},
};
use crate::{
    auth::{NewToken, Scope},
    config::is_loopback_host,
};
use http::Uri;
use std::{path::Path, time::Duration};

const MINTED_FOR: Duration = Duration::from_secs(3600);

/// Where a command talks to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    uri: Uri,
    pub(super) tls: bool,
    pub(super) loopback: bool,
}

impl Target {
    pub(super) fn parse(endpoint: &str) -> Result<Self, Failure> {
        let wrong = || {
            let why = "an endpoint is http://HOST:PORT or https://HOST:PORT";
            Failure::usage(format_args!("--endpoint: {endpoint:?}: {why}"))
        };
        let uri: Uri = endpoint.parse().map_err(|_| wrong())?;
        let tls = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(wrong()),
        };
        let loopback = is_loopback_host(uri.host().ok_or_else(wrong)?);
        Ok(Self { uri, tls, loopback })
    }

    /// Refuses to let a token go where others can read it.
    pub(super) fn may_see_tokens(&self, insecure_plaintext: bool) -> Result<(), Failure> {
        if self.tls || self.loopback || insecure_plaintext {
            return Ok(());
        }
        Err(Failure::usage(format_args!(
            "--endpoint: {}: no token is sent in plaintext to another machine; use https://, or --insecure-plaintext",
            self.uri
        )))
    }
}

/// A token with all scopes of the account, signed with the local key. Not `admin`, which reaches over every account.
pub(super) fn minted(account: &Account, data_dir: &Path) -> Result<String, Failure> {
    let token = NewToken {
        subject: "rollcall-cli".to_owned(),
        account: account.clone().id(),
        scopes: Scope::ALL.into_iter().filter(|scope| *scope != Scope::Admin).collect(),
        ttl: MINTED_FOR,
    };
    let hint = "give --token or ROLLCALL_TOKEN, or the --data-dir of the server on this machine";
    token::mint(data_dir, &token).map_err(|e| Failure::new(PERMISSION, format_args!("{}; {hint}", e.message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(endpoint: &str) -> Target {
        Target::parse(endpoint).unwrap()
    }

    #[test]
    fn tokens_stay_out_of_plaintext() {
        for safe in [
            "http://127.0.0.1:1",
            "http://localhost:1",
            "http://[::1]:1",
            "https://192.0.2.1",
            "https://x.example",
        ] {
            assert!(target(safe).may_see_tokens(false).is_ok(), "{safe}");
        }
        // A host name that only looks like this machine is another one.
        for open in [
            "http://192.0.2.1:1",
            "http://x.example",
            "http://127.0.0.1.x.example",
            "http://localhost.x.example",
        ] {
            let failure = target(open).may_see_tokens(false).unwrap_err();
            assert!(failure.exit == 64 && failure.message.contains("--insecure-plaintext"), "{failure:?}");
            assert!(target(open).may_see_tokens(true).is_ok());
        }
        // Nor does a user name in front make it one.
        assert!(!target("http://127.0.0.1@x.example:1").loopback);
    }

    #[test]
    fn endpoints() {
        for bad in ["", "127.0.0.1:50051", "ftp://x", "http://", "/x", "http:/x"] {
            assert_eq!(Target::parse(bad).unwrap_err().exit, 64, "{bad:?}");
        }
    }
}
