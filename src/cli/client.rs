//! The one place that makes a channel to the server.

use super::{
    arguments::{DataDir, SettingArgs},
    credentials::{Bearer, Target, minted},
    failure::{Failure, UNAVAILABLE, root},
    output::Format,
    token,
};
use crate::{
    config::Places,
    pb::v1::{
        domain_service_client::DomainServiceClient, registration_service_client::RegistrationServiceClient,
        user_service_client::UserServiceClient,
    },
};
use clap::Args;
use std::{path::PathBuf, time::Duration};
use tonic::{
    Request, Status,
    service::interceptor::InterceptedService,
    transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity},
};

const UNARY_DEADLINE: Duration = Duration::from_secs(30);
const LARGEST_PAGE: i32 = 1000;

#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(super) struct ClientArgs {
    /// The server, http:// or https://
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "ROLLCALL_ENDPOINT",
        default_value = "http://127.0.0.1:50051"
    )]
    endpoint: String,
    /// The token to send; without one, and with an endpoint on this machine, one is made with the key in the data
    /// directory. Prefer the variable: other users can read a command line
    #[arg(long, global = true, value_name = "JWT", env = "ROLLCALL_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// The account of a token that is made
    #[arg(long, global = true, env = "ROLLCALL_ACCOUNT", default_value = "demo", value_parser = token::account)]
    account: token::Account,
    /// Trust the CAs in this PEM file instead of the system's
    #[arg(long, global = true, value_name = "FILE", env = "ROLLCALL_CA")]
    ca: Option<PathBuf>,
    /// The client certificate for mTLS, PEM
    #[arg(long, global = true, value_name = "FILE", env = "ROLLCALL_CERT")]
    cert: Option<PathBuf>,
    /// The private key of --cert, PEM
    #[arg(long, global = true, value_name = "FILE", env = "ROLLCALL_KEY")]
    key: Option<PathBuf>,
    /// Send the token in plaintext to another machine
    #[arg(long, global = true)]
    insecure_plaintext: bool,
    /// How to print results
    #[arg(long, global = true, env = "ROLLCALL_FORMAT", default_value = "table")]
    pub(super) format: Format,
    #[command(flatten)]
    settings: SettingArgs<DataDir>,
}

type Service = InterceptedService<Channel, Bearer>;

/// A connection that sends the token with every call.
pub(super) struct Client {
    channel: Channel,
    bearer: Bearer,
    /// Whether the token was made here, and a new one can be.
    pub(super) minted: bool,
}

impl ClientArgs {
    /// Checks the flags and connects.
    pub(super) async fn connect(&self) -> Result<Client, Failure> {
        self.format.of_answers()?;
        self.connect_for_files().await
    }

    /// The same for a command that reads or writes files, in formats of its own.
    pub(super) async fn connect_for_files(&self) -> Result<Client, Failure> {
        let target = Target::parse(&self.endpoint)?;
        target.may_see_tokens(self.insecure_plaintext)?;
        let endpoint = self.endpoint(&target)?;
        let given = self.token.as_deref().filter(|token| !token.is_empty());
        let bearer = match given {
            Some(token) => Bearer::new(token)?,
            None if target.loopback => {
                Bearer::new(&minted(&self.account, &self.settings.read(Places::load)?.data_dir)?)?
            }
            None => return Err(Failure::usage("--token: is needed for a server on another machine")),
        };
        let channel = endpoint.connect().await.map_err(|e| {
            Failure::new(
                UNAVAILABLE,
                format_args!("UNAVAILABLE: cannot connect to {}: {}", target.uri, root(&e)),
            )
        })?;
        Ok(Client { channel, bearer, minted: given.is_none() })
    }

    fn endpoint(&self, target: &Target) -> Result<Endpoint, Failure> {
        let endpoint = Endpoint::from(target.uri.clone())
            .connect_timeout(Duration::from_secs(10))
            .http2_keep_alive_interval(Duration::from_secs(20))
            .keep_alive_timeout(Duration::from_secs(10))
            .keep_alive_while_idle(true);
        if !target.tls {
            let given = [("ca", &self.ca), ("cert", &self.cert), ("key", &self.key)];
            return match given.iter().find(|(_, file)| file.is_some()) {
                Some((flag, _)) => Err(Failure::usage(format_args!("--{flag}: is for https:// only"))),
                None => Ok(endpoint),
            };
        }
        let mut tls = ClientTlsConfig::new();
        tls = match &self.ca {
            Some(file) => tls.ca_certificate(Certificate::from_pem(read("ca", file)?)),
            None => tls.with_native_roots(),
        };
        tls = match (&self.cert, &self.key) {
            (Some(cert), Some(key)) => {
                tls.identity(Identity::from_pem(read("cert", cert)?, read("key", key)?))
            }
            (None, None) => tls,
            (Some(_), None) => return Err(Failure::usage("--key: is needed with --cert")),
            (None, Some(_)) => return Err(Failure::usage("--cert: is needed with --key")),
        };
        endpoint
            .tls_config(tls)
            .map_err(|e| Failure::usage(format_args!("--ca, --cert or --key: {}", root(&e))))
    }
}

impl Client {
    pub(super) fn domains(&self) -> DomainServiceClient<Service> {
        DomainServiceClient::with_interceptor(self.channel.clone(), self.bearer.clone())
    }

    pub(super) fn users(&self) -> UserServiceClient<Service> {
        UserServiceClient::with_interceptor(self.channel.clone(), self.bearer.clone())
    }

    pub(super) fn registrations(&self) -> RegistrationServiceClient<Service> {
        RegistrationServiceClient::with_interceptor(self.channel.clone(), self.bearer.clone())
    }
}

/// A unary call with its deadline, which travels as `grpc-timeout`.
pub(super) fn unary<M>(message: M) -> Request<M> {
    let mut request = Request::new(message);
    request.set_timeout(UNARY_DEADLINE);
    request
}

/// Follows the page tokens to the end, or to `limit` items. `fetch` takes a page size and a page token.
pub(super) async fn pages<T>(
    limit: Option<usize>,
    mut fetch: impl AsyncFnMut(i32, String) -> Result<(Vec<T>, String), Status>,
) -> Result<Vec<T>, Failure> {
    let limit = limit.unwrap_or(usize::MAX);
    let (mut items, mut token) = (Vec::new(), String::new());
    while items.len() < limit {
        let size = i32::try_from(limit - items.len()).unwrap_or(LARGEST_PAGE).min(LARGEST_PAGE);
        let (page, next) = fetch(size, token).await?;
        items.extend(page);
        if next.is_empty() {
            break;
        }
        token = next;
    }
    items.truncate(limit);
    Ok(items)
}

fn read(flag: &str, file: &PathBuf) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|e| Failure::usage(format_args!("--{flag}: {}: {e}", file.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pages_are_followed_to_the_end_or_the_limit() {
        let all: Vec<usize> = (0..2500).collect();
        for (limit, calls) in
            [(None, 3), (Some(0), 0), (Some(1), 1), (Some(1000), 1), (Some(1001), 2), (Some(9999), 3)]
        {
            let mut asked = 0;
            let got = pages(limit, async |size, token: String| {
                asked += 1;
                let from: usize = token.parse().unwrap_or(0);
                let to = all.len().min(from + usize::try_from(size).unwrap());
                let next = if to < all.len() { to.to_string() } else { String::new() };
                Ok((all[from..to].to_vec(), next))
            });
            assert_eq!(got.await.unwrap(), all[..limit.unwrap_or(2500).min(2500)]);
            assert_eq!(asked, calls, "{limit:?}");
        }
    }

    #[test]
    fn a_unary_call_has_a_deadline() {
        assert_eq!(unary(()).metadata().get("grpc-timeout").unwrap(), "30000000u");
    }
}
