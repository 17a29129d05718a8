//! The tower layer that lets calls through or answers them.

use super::{
    caller::Caller,
    error::AuthError,
    methods::{Requirement, known_method, requirement},
    verifier::Verifier,
};
use http::{HeaderMap, Request, Response, header::AUTHORIZATION};
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tower::{Layer, Service};

const X_AUTH_TOKEN: &str = "x-auth-token";

/// Puts [`AuthService`] around a gRPC service.
///
/// `refuse` makes the whole answer to a refused call, a trailers-only response:
/// `|error| api::error::auth_status(error).into_http()`. So this layer knows neither tonic nor error details.
#[derive(Clone)]
pub struct AuthLayer<R> {
    verifier: Verifier,
    refuse: R,
}

impl<R> AuthLayer<R> {
    pub fn new(verifier: Verifier, refuse: R) -> Self {
        Self { verifier, refuse }
    }
}

impl<S, R: Clone> Layer<S> for AuthLayer<R> {
    type Service = AuthService<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        AuthService { inner, verifier: self.verifier.clone(), refuse: self.refuse.clone() }
    }
}

/// The method that is called, such as `rollcall.v1.UserService/GetUser`. In the extensions of every request
/// that was let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Method(pub &'static str);

/// Verifies the caller of each request and puts the [`Caller`] into its extensions.
///
/// In this order: an open method passes, without a `Caller`; a call without a token is `TokenMissing`; a bad token is
/// `TokenInvalid` or `TokenExpired`; a method that is not in the table is `MethodUnknown`, so that only those with a
/// token learn which methods there are; then the scope. The token's headers go no further than here.
#[derive(Clone)]
pub struct AuthService<S, R> {
    inner: S,
    verifier: Verifier,
    refuse: R,
}

impl<S, R, B, A> Service<Request<B>> for AuthService<S, R>
where
    S: Service<Request<B>, Response = Response<A>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    R: Fn(AuthError) -> Response<A> + Clone + Send + 'static,
    B: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        // The one that was polled ready serves this call.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let (verifier, refuse) = (self.verifier.clone(), self.refuse.clone());
        Box::pin(async move {
            let token = take_token(request.headers_mut());
            match authorize(&verifier, request.uri().path(), token).await {
                Ok(caller) => {
                    if let Some(method) = known_method(request.uri().path()) {
                        request.extensions_mut().insert(Method(method.trim_start_matches('/')));
                    }
                    if let Some(caller) = caller {
                        request.extensions_mut().insert(caller);
                    }
                    inner.call(request).await
                }
                Err(error) => Ok(refuse(error)),
            }
        })
    }
}

async fn authorize(
    verifier: &Verifier,
    path: &str,
    token: Result<Option<String>, AuthError>,
) -> Result<Option<Caller>, AuthError> {
    let requirement = requirement(path);
    if requirement == Some(Requirement::Open) {
        return Ok(None);
    }
    let token = token?.ok_or(AuthError::TokenMissing)?;
    let caller = verifier.verify(&token).await?;
    match (requirement, known_method(path)) {
        (Some(Requirement::Scope(needs)), Some(_)) if caller.has(needs) => Ok(Some(Caller::clone(&caller))),
        (Some(Requirement::Scope(needs)), Some(method)) => Err(AuthError::ScopeMissing { method, needs }),
        _ => Err(AuthError::MethodUnknown { method: path.chars().take(256).collect() }),
    }
}

/// Takes the token out of the headers: `authorization: Bearer` (RFC 6750 §2.1, the scheme in any case) or
/// `x-auth-token`. Several are refused unless they are the same.
fn take_token(headers: &mut HeaderMap) -> Result<Option<String>, AuthError> {
    let mut found: Option<String> = None;
    let mut fault = None;
    for (name, bearer) in [(AUTHORIZATION.as_str(), true), (X_AUTH_TOKEN, false)] {
        for value in headers.get_all(name) {
            match read_token(value.as_bytes(), bearer) {
                Ok(token) if found.as_deref().is_none_or(|earlier| earlier == token) => {
                    found = Some(token.to_owned());
                }
                Ok(_) => fault = Some("several tokens were sent, and they differ"),
                Err(why) => fault = Some(why),
            }
        }
        headers.remove(name);
    }
    fault.map_or(Ok(found), |why| Err(AuthError::TokenInvalid(why)))
}

fn read_token(value: &[u8], bearer: bool) -> Result<&str, &'static str> {
    let mut text = std::str::from_utf8(value).map_err(|_| "malformed")?;
    if bearer {
        text = match text.split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => rest,
            _ => return Err("authorization is not a bearer token"),
        };
    }
    match text.trim() {
        "" => Err("empty"),
        token => Ok(token),
    }
}
