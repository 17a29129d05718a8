//! The flags of delegated authentication, alike for `create` and `update`.

use super::Failure;
use crate::{cli::changes::Changes, cli::user::first_line, config::duration, model::ServiceUrl, pb::v1};
use clap::{Args, ValueEnum};
use std::io;
use std::time::Duration;

const TOKEN: &str = "--auth-bearer-token-stdin";
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);
/// As the field's path of an update mask begins.
const WHOLE: &str = "delegated_authentication";

/// Which service of the account decides who gets in.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Delegated authentication")]
pub(super) struct Delegation {
    /// The service that checks passwords, such as https://auth.example.com:443
    #[arg(long, value_name = "URL", value_parser = endpoint)]
    auth_endpoint: Option<String>,
    /// What it does: checks the phone's answer, or gives the HA1 for Rollcall to check
    #[arg(long, value_name = "MODE")]
    auth_mode: Option<Mode>,
    /// How long one question to it may take, a retry included: 100ms to 5s [default: 1s]
    #[arg(long, value_name = "DURATION", value_parser = timeout)]
    auth_timeout: Option<Duration>,
    /// Read the bearer token that it is sent from the first line of standard input [default: none]
    #[arg(long)]
    auth_bearer_token_stdin: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Mode {
    VerifyDigest,
    FetchHa1,
}

impl From<Mode> for v1::DelegationMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::VerifyDigest => Self::VerifyDigest,
            Mode::FetchHa1 => Self::FetchHa1,
        }
    }
}

/// As the server checks it, so that what is wrong is told with the name of the flag.
fn endpoint(text: &str) -> Result<String, String> {
    ServiceUrl::parse(text).map(|_| text.to_owned()).map_err(|why| why.to_string())
}

fn timeout(text: &str) -> Result<Duration, String> {
    let timeout = duration(text)?;
    match SHORTEST <= timeout && timeout <= LONGEST {
        true => Ok(timeout),
        false => Err("100ms to 5s".to_owned()),
    }
}

impl Delegation {
    fn is_given(&self) -> bool {
        self.auth_endpoint.is_some()
            || self.auth_mode.is_some()
            || self.auth_timeout.is_some()
            || self.auth_bearer_token_stdin
    }

    /// The whole of it, for a new domain; `None`: no flag is given.
    pub(super) fn whole(self) -> Result<Option<v1::DelegatedAuthentication>, Failure> {
        if !self.is_given() {
            return Ok(None);
        }
        let missing =
            |flag: &str| Failure::usage(format_args!("{flag}: needed for delegated authentication"));
        if self.auth_endpoint.is_none() {
            return Err(missing("--auth-endpoint"));
        }
        if self.auth_mode.is_none() {
            return Err(missing("--auth-mode"));
        }
        let mut all = v1::DelegatedAuthentication::default();
        self.apply(&mut Changes::default(), &mut all)?;
        Ok(Some(all))
    }

    /// Those parts whose flags are given.
    pub(super) fn apply(
        self,
        changes: &mut Changes,
        to: &mut v1::DelegatedAuthentication,
    ) -> Result<(), Failure> {
        let path = |field: &str| format!("{WHOLE}.{field}");
        let timeout = self.auth_timeout.map(super::wire);
        changes.set(&path("endpoint"), self.auth_endpoint, &mut to.endpoint);
        changes.set(&path("mode"), self.auth_mode.map(v1::DelegationMode::from), &mut to.mode);
        changes.set(&path("timeout"), timeout, &mut to.timeout);
        if self.auth_bearer_token_stdin {
            let token = first_line(TOKEN, "token", &mut io::stdin().lock())?;
            changes.set(&path("bearer_token"), Some(token), &mut to.bearer_token);
        }
        Ok(())
    }
}
