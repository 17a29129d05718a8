//! What tests of delegated authentication, and of what has to do with it, are made of.

use super::{CallFailure, Delegated, DelegatedCalls, DigestAnswer, DigestUser, FetchedHa1};
use futures::future::BoxFuture;
use std::time::Duration;

/// A service that never answers, for tests in which nobody is asked.
pub(crate) struct Nobody;

impl DelegatedCalls for Nobody {
    fn verify<'c>(
        &'c self,
        _: &'c Delegated,
        _: &'c DigestAnswer,
        _: Duration,
    ) -> BoxFuture<'c, Result<bool, CallFailure>> {
        Box::pin(std::future::pending())
    }

    fn fetch<'c>(
        &'c self,
        _: &'c Delegated,
        _: &'c DigestUser,
        _: Duration,
    ) -> BoxFuture<'c, Result<Option<FetchedHa1>, CallFailure>> {
        Box::pin(std::future::pending())
    }

    fn sweep(&self) {}
}
