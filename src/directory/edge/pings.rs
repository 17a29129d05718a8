//! Which domains want their registrations pinged, and how often.

use super::super::{Directory, Error};
use crate::model::Fqdn;
use std::time::Duration;
use tokio::sync::broadcast::{self, error::RecvError};

/// Tells of every domain whose pings may have changed. A domain of which it does not tell wants none, but for those
/// that [`Directory::pinged_domains`] knows of.
pub struct PingNews(broadcast::Receiver<Option<Fqdn>>);

impl PingNews {
    /// The next domain; `None` when it may be any. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Fqdn> {
        match self.0.recv().await {
            Ok(news) => news,
            Err(RecvError::Lagged(_)) => None,
            // The directory has gone: there is no news any more.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

impl Directory {
    /// News from now on.
    pub fn ping_news(&self) -> PingNews {
        PingNews(self.inner.edge.ping_news.subscribe())
    }

    /// The domains that want pings.
    pub async fn pinged_domains(&self) -> Result<Vec<Fqdn>, Error> {
        let domains = self.inner.store.pinged_domains().await?;
        Ok(domains.into_iter().map(|domain| domain.fqdn).collect())
    }

    /// How often each registration of a domain is to be pinged; `None` is never, as for a domain that is switched off
    /// or is not there.
    pub async fn ping_interval(&self, fqdn: &Fqdn) -> Result<Option<Duration>, Error> {
        let domain = self.edge_domain(fqdn).await?.filter(|domain| !domain.disabled);
        let seconds = domain.and_then(|domain| domain.policy.options_ping_interval);
        Ok(seconds.map(|seconds| Duration::from_secs(seconds.into())))
    }
}
