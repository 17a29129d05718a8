//! Calls of the services that decide for domains: the client of `DelegatedAuthenticationService`.

use super::convert;
use crate::directory::{CallFailure, Delegated, DelegatedCalls, DigestAnswer, DigestUser, FetchedHa1};
use crate::model::{AccountId, DigestAlgorithm, Ha1, ServicePlace, ServiceUrl};
use crate::pb::v1::{
    self, DelegatedDecision,
    delegated_authentication_service_client::DelegatedAuthenticationServiceClient as Client,
};
use futures::future::BoxFuture;
use std::{error::Error, time::Duration};
use tonic::{
    Code, Request, Status, TimeoutExpired,
    metadata::MetadataValue,
    transport::{Channel, ClientTlsConfig, Endpoint},
};

/// Connections that are kept, for so long after their last call.
const CHANNELS: u64 = 1024;
const KEPT: Duration = Duration::from_secs(600);
const CONNECT: Duration = Duration::from_secs(5);
/// How long without traffic before a connection is probed, and for how long an answer is waited for.
const KEEPALIVE: Duration = Duration::from_secs(20);
const KEEPALIVE_ANSWER: Duration = Duration::from_secs(5);
/// No answer is larger.
const MAX_ANSWER: usize = 16 << 10;
/// Characters of an error that are told.
const SHOWN: usize = 200;

/// One connection for each service of an account, made with the first call and again whenever it is lost.
pub struct DelegatedClient {
    channels: moka::sync::Cache<(AccountId, ServicePlace), Channel>,
}

impl Default for DelegatedClient {
    fn default() -> Self {
        Self { channels: moka::sync::Cache::builder().max_capacity(CHANNELS).time_to_idle(KEPT).build() }
    }
}

impl DelegatedClient {
    fn client(&self, to: &Delegated) -> Result<Client<Channel>, CallFailure> {
        let key = (to.account.clone(), to.endpoint.place());
        let channel = match self.channels.get(&key) {
            Some(channel) => channel,
            None => {
                let made = channel(&to.endpoint).map_err(|why| CallFailure::Failed(shown(&root(&why))))?;
                self.channels.get_with(key, || made)
            }
        };
        Ok(Client::new(channel).max_decoding_message_size(MAX_ANSWER))
    }
}

impl DelegatedCalls for DelegatedClient {
    fn verify<'c>(
        &'c self,
        to: &'c Delegated,
        answer: &'c DigestAnswer,
        within: Duration,
    ) -> BoxFuture<'c, Result<bool, CallFailure>> {
        Box::pin(async move {
            let message = convert::verify_digest(answer);
            let call = self.client(to)?.verify_digest(request(message, to, within)?).await;
            let answer = call.map_err(|status| failure(&status))?.into_inner();
            Ok(answer.decision() == DelegatedDecision::Accept)
        })
    }

    fn fetch<'c>(
        &'c self,
        to: &'c Delegated,
        who: &'c DigestUser,
        within: Duration,
    ) -> BoxFuture<'c, Result<Option<FetchedHa1>, CallFailure>> {
        Box::pin(async move {
            let call = self.client(to)?.fetch_ha1(request(convert::fetch_ha1(who), to, within)?).await;
            let answer = call.map_err(|status| failure(&status))?.into_inner();
            if answer.decision() != DelegatedDecision::Accept {
                return Ok(None);
            }
            fetched(answer, who.algorithm).map(Some)
        })
    }

    fn sweep(&self) {
        self.channels.run_pending_tasks();
    }
}

fn channel(endpoint: &ServiceUrl) -> Result<Channel, tonic::transport::Error> {
    let mut at = Endpoint::from_shared(endpoint.as_str().to_owned())?
        .user_agent(concat!("rollcall/", env!("CARGO_PKG_VERSION")))?
        .connect_timeout(CONNECT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEPALIVE)
        .keep_alive_timeout(KEEPALIVE_ANSWER)
        .keep_alive_while_idle(true);
    if endpoint.is_secured() {
        at = at.tls_config(ClientTlsConfig::new().with_native_roots())?;
    }
    Ok(at.connect_lazy())
}

fn request<T>(message: T, to: &Delegated, within: Duration) -> Result<Request<T>, CallFailure> {
    let mut request = Request::new(message);
    request.set_timeout(within);
    if let Some(token) = &to.token {
        let mut value = MetadataValue::try_from(format!("Bearer {}", token.expose()))
            .map_err(|_| CallFailure::Failed("the bearer token is no header".to_owned()))?;
        // So that nothing below shows it.
        value.set_sensitive(true);
        request.metadata_mut().insert("authorization", value);
    }
    Ok(request)
}

fn fetched(answer: v1::FetchHa1Response, algorithm: DigestAlgorithm) -> Result<FetchedHa1, CallFailure> {
    let v1::FetchHa1Response { ha1: mut text, cache_ttl, .. } = answer;
    text.make_ascii_lowercase();
    let ha1 = Ha1::from_hex(text);
    let digits = match algorithm {
        DigestAlgorithm::Md5 => 32,
        DigestAlgorithm::Sha256 | DigestAlgorithm::Sha512_256 => 64,
    };
    if ha1.expose().len() != digits || !ha1.expose().bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(CallFailure::Broken("it gave what is no HA1 of the algorithm"));
    }
    // A negative time is as good as none.
    let keep = cache_ttl.and_then(|ttl| Duration::try_from(ttl).ok()).unwrap_or_default();
    Ok(FetchedHa1 { ha1, keep })
}

/// What a status says of the service. A status with a source was made on this side of the connection.
fn failure(status: &Status) -> CallFailure {
    let cause = std::iter::successors(Error::source(status), |&e| e.source()).last();
    if cause.is_some_and(|cause| cause.is::<TimeoutExpired>()) {
        return CallFailure::TimedOut;
    }
    let why = format!("{}: {}", status.code().description(), status.message());
    let why = shown(&cause.map_or(why, |cause| cause.to_string()));
    match status.code() {
        Code::Unavailable => CallFailure::Unavailable(why),
        Code::DeadlineExceeded => CallFailure::TimedOut,
        Code::Unknown | Code::Internal | Code::Cancelled if cause.is_some() => CallFailure::Unavailable(why),
        Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange => CallFailure::Refused(why),
        _ => CallFailure::Failed(why),
    }
}

fn root(error: &dyn Error) -> String {
    std::iter::successors(Some(error), |&e| e.source()).last().map(ToString::to_string).unwrap_or_default()
}

/// On one line, and not much of it: it may be anybody's text.
fn shown(text: &str) -> String {
    text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ha1_is_of_its_algorithm() {
        let answer = |ha1: &str, seconds| v1::FetchHa1Response {
            decision: DelegatedDecision::Accept.into(),
            ha1: ha1.to_owned(),
            cache_ttl: Some(prost_types::Duration { seconds, nanos: 0 }),
        };
        let good = fetched(answer(&"Ab".repeat(16), 60), DigestAlgorithm::Md5).unwrap();
        assert_eq!((good.ha1.expose(), good.keep.as_secs()), (&*"ab".repeat(16), 60));
        assert!(fetched(answer(&"0".repeat(64), -1), DigestAlgorithm::Sha256).unwrap().keep.is_zero());
        for (bad, algorithm) in [
            ("", DigestAlgorithm::Md5),
            (&*"0".repeat(64), DigestAlgorithm::Md5),
            (&*"0".repeat(32), DigestAlgorithm::Sha512_256),
            (&*"x".repeat(32), DigestAlgorithm::Md5),
        ] {
            assert!(matches!(fetched(answer(bad, 60), algorithm), Err(CallFailure::Broken(_))), "{bad}");
        }
    }

    #[test]
    fn only_what_says_nothing_of_the_next_question_is_refused() {
        let of = |code| failure(&Status::new(code, "a\nb"));
        assert_eq!(of(Code::Unavailable), CallFailure::Unavailable(shown(&of_text(Code::Unavailable))));
        assert_eq!(of(Code::DeadlineExceeded), CallFailure::TimedOut);
        assert!(matches!(of(Code::InvalidArgument), CallFailure::Refused(_)));
        for code in [Code::Unauthenticated, Code::Unimplemented, Code::Internal, Code::Unknown] {
            assert!(matches!(of(code), CallFailure::Failed(why) if why.ends_with("a b")), "{code:?}");
        }
    }

    fn of_text(code: Code) -> String {
        format!("{}: a b", code.description())
    }
}
