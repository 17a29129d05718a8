//! Where access tokens come from.

use futures::future::BoxFuture;
use std::{error::Error as StdError, fmt, sync::Arc};
use tonic::metadata::{Ascii, MetadataValue};

/// Why there is no token.
pub type TokenError = Box<dyn StdError + Send + Sync>;

/// Gives the access token of each request and of each new stream. It is asked every time, so it should keep what it
/// has until that is about to expire.
pub trait TokenProvider: Send + Sync + 'static {
    /// The token (a JWT), without `Bearer`.
    fn token(&self) -> BoxFuture<'_, Result<String, TokenError>>;
}

impl<F> TokenProvider for F
where
    F: Fn() -> Result<String, TokenError> + Send + Sync + 'static,
{
    fn token(&self) -> BoxFuture<'_, Result<String, TokenError>> {
        Box::pin(std::future::ready(self()))
    }
}

/// A token that stays the same.
struct Fixed(String);

impl TokenProvider for Fixed {
    fn token(&self) -> BoxFuture<'_, Result<String, TokenError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}

/// The tokens of one client, if it has any.
#[derive(Clone)]
pub(crate) struct Tokens(Option<Arc<dyn TokenProvider>>);

impl Tokens {
    pub(crate) fn none() -> Self {
        Self(None)
    }

    pub(crate) fn fixed(token: String) -> Self {
        Self(Some(Arc::new(Fixed(token))))
    }

    pub(crate) fn from(provider: impl TokenProvider) -> Self {
        Self(Some(Arc::new(provider)))
    }

    pub(crate) fn are_there(&self) -> bool {
        self.0.is_some()
    }

    /// The value of `authorization`, if there is to be one.
    pub(crate) async fn header(&self) -> Result<Option<MetadataValue<Ascii>>, TokenError> {
        let Some(provider) = &self.0 else { return Ok(None) };
        let token = provider.token().await?;
        let mut value: MetadataValue<Ascii> =
            format!("Bearer {token}").parse().map_err(|_| "a token has printable ASCII characters only")?;
        value.set_sensitive(true);
        Ok(Some(value))
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.are_there() { "Tokens(…)" } else { "Tokens(none)" })
    }
}
