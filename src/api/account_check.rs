//! Refuses tokens of accounts that are switched off.

use super::error;
use crate::auth::{Caller, Scope};
use crate::directory::Directory;
use crate::model::AccountId;
use http::{Request, Response};
use std::{
    pin::Pin,
    task::{Context, Poll},
};
use tonic::body::Body;
use tower::{Layer, Service};

/// The account whose standing a caller depends on. Scope `admin` is the operator's: it must be able to
/// switch the account on again, whichever account its token is of.
pub(super) fn guarded(caller: &Caller) -> Option<&AccountId> {
    caller.account.as_ref().filter(|_| !caller.has(Scope::Admin))
}

/// Looks at the account of every caller whom the authentication layer let through.
#[derive(Clone)]
pub struct AccountLayer {
    directory: Directory,
}

impl AccountLayer {
    pub fn new(directory: Directory) -> Self {
        Self { directory }
    }
}

impl<S> Layer<S> for AccountLayer {
    type Service = AccountService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AccountService { inner, directory: self.directory.clone() }
    }
}

#[derive(Clone)]
pub struct AccountService<S> {
    inner: S,
    directory: Directory,
}

impl<S, B> Service<Request<B>> for AccountService<S>
where
    S: Service<Request<B>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    B: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let account = request.extensions().get::<Caller>().and_then(guarded).cloned();
        let Some(account) = account else { return Box::pin(self.inner.call(request)) };
        // The one that was polled ready serves this call.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let directory = self.directory.clone();
        Box::pin(async move {
            match directory.account_disabled(&account).await {
                Ok(false) => inner.call(request).await,
                Ok(true) => Ok(error::account_disabled(&account).into_http()),
                Err(failed) => Ok(error::of_directory(failed).into_http()),
            }
        })
    }
}
