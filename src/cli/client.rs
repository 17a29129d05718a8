//! The one place that makes a connection to the server.

use super::{
    arguments::{DataDir, SettingArgs},
    credentials::{Target, minted},
    failure::Failure,
    output::Format,
    token,
};
use crate::config::Places;
use clap::Args;
use futures::{Stream, StreamExt, TryStreamExt};
use rollcall_client::{Client, Error};
use std::path::{Path, PathBuf};

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
        let mut builder = Client::builder(self.endpoint.as_str()).insecure_plaintext(self.insecure_plaintext);
        builder = match self.token.as_deref().filter(|token| !token.is_empty()) {
            Some(token) if token.bytes().all(|octet| octet.is_ascii_graphic()) => builder.token(token),
            Some(_) => return Err(Failure::usage("--token: is not a JWT")),
            None if target.loopback => {
                let (account, places) = (self.account.clone(), self.settings.read(Places::load)?);
                // Now, so that the reason is told if none can be made; later ones are made before this one expires.
                minted(&account, &places.data_dir)?;
                builder.token_provider(move || {
                    minted(&account, &places.data_dir).map_err(|failure| failure.message.into())
                })
            }
            None => return Err(Failure::usage("--token: is needed for a server on another machine")),
        };
        let given = [("ca", &self.ca), ("cert", &self.cert), ("key", &self.key)];
        if let Some((flag, _)) = given.iter().find(|(_, file)| !target.tls && file.is_some()) {
            return Err(Failure::usage(format_args!("--{flag}: is for https:// only")));
        }
        if let Some(file) = &self.ca {
            builder = builder.ca(read("ca", file)?);
        }
        builder = match (&self.cert, &self.key) {
            (Some(cert), Some(key)) => builder.identity(read("cert", cert)?, read("key", key)?),
            (None, None) => builder,
            (Some(_), None) => return Err(Failure::usage("--key: is needed with --cert")),
            (None, Some(_)) => return Err(Failure::usage("--cert: is needed with --key")),
        };
        builder.connect().await.map_err(|error| match error {
            Error::Unusable(why) => Failure::usage(format_args!("--ca, --cert or --key: {why}")),
            error => error.into(),
        })
    }
}

/// The items of a list, to the end or to `limit`. `list` takes a page size.
pub(super) async fn all<T, S>(limit: Option<usize>, list: impl FnOnce(i32) -> S) -> Result<Vec<T>, Failure>
where
    S: Stream<Item = Result<T, Error>>,
{
    let limit = limit.unwrap_or(usize::MAX);
    if limit == 0 {
        return Ok(Vec::new());
    }
    let page = i32::try_from(limit).unwrap_or(LARGEST_PAGE).min(LARGEST_PAGE);
    Ok(list(page).take(limit).try_collect().await?)
}

fn read(flag: &str, file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|e| Failure::usage(format_args!("--{flag}: {}: {e}", file.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lists_end_at_their_end_or_the_limit() {
        for (limit, page, count) in [
            (None, 1000, 2500),
            (Some(1), 1, 1),
            (Some(1000), 1000, 1000),
            (Some(1001), 1000, 1001),
            (Some(9999), 1000, 2500),
        ] {
            let listed = all(limit, |size| {
                assert_eq!(size, page, "{limit:?}");
                futures::stream::iter((0..2500).map(Ok))
            });
            assert_eq!(listed.await.unwrap(), (0..count).collect::<Vec<i32>>());
        }
        let none =
            all(Some(0), |_| -> futures::stream::Empty<Result<i32, Error>> { panic!("nothing to ask for") });
        assert!(none.await.unwrap().is_empty());
    }
}
