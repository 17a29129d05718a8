//! Fetching a JWK set over HTTP.

use super::error::KeyError;
use reqwest::{Client, Url, redirect};
use std::time::Duration;

/// No JWK set is larger.
const MOST_BYTES: usize = 1 << 20;

/// Where a JWK set is fetched from.
pub(super) struct Endpoint {
    url: Url,
    client: Client,
}

impl Endpoint {
    /// `https`, or `http` to the machine itself. Redirects are not followed: they could lead anywhere.
    pub(super) fn new(url: &str, timeout: Duration) -> Result<Self, KeyError> {
        let url = Url::parse(url).map_err(|_| KeyError::Url("is not a URL"))?;
        let loopback = match url.host_str() {
            Some("localhost") => true,
            Some(host) => host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback()),
            None => return Err(KeyError::Url("has no host")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(KeyError::Url("has a user or password in it"));
        }
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => {
                return Err(KeyError::Url("must be https: over http anybody on the way could change keys"));
            }
            _ => return Err(KeyError::Url("must be https")),
        }
        let mut builder = Client::builder()
            .timeout(timeout)
            .connect_timeout(timeout)
            .redirect(redirect::Policy::none())
            .https_only(!loopback);
        if loopback {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| KeyError::Crypto(error.to_string()))?;
        Ok(Self { url, client })
    }

    /// Scheme, host and path: a query may have a key in it.
    pub(super) fn name(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        url.set_fragment(None);
        url.into()
    }

    pub(super) async fn fetch(&self) -> Result<Vec<u8>, KeyError> {
        let failed = |why: String| KeyError::Fetch { url: self.name(), why };
        let cause = |error: reqwest::Error| {
            let error = error.without_url();
            let why =
                std::error::Error::source(&error).map_or_else(String::new, |source| format!(": {source}"));
            failed(format!("{error}{why}"))
        };
        let request =
            self.client.get(self.url.clone()).header("accept", "application/jwk-set+json, application/json");
        let mut response = request.send().await.map_err(cause)?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(failed(format!("it answered {}", response.status().as_u16())));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(cause)? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(failed(format!("the answer has more than {MOST_BYTES} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}
