//! How a call is made: with a token and a deadline, and again where that is safe.

use crate::{Error, error::root, retry::RetryPolicy, token::Tokens};
use futures::Stream;
use http::uri::PathAndQuery;
use prost::Message;
use std::{error::Error as _, time::Duration};
use tokio::time::{Instant, sleep, timeout_at};
use tonic::{
    Code, Request, Status, Streaming,
    client::Grpc,
    metadata::{Ascii, MetadataValue},
    transport::Channel,
};
use tonic_prost::ProstCodec;

/// Messages that may be larger than gRPC's 4 MiB: none is sent today, and a page of one may come.
const LARGEST: usize = 16 << 20;

/// Longer deadlines are as good as none.
const LONGEST: Duration = Duration::from_hours(24 * 365);

/// What every service client calls by.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) channel: Channel,
    pub(crate) tokens: Tokens,
    /// Of a unary call.
    pub(crate) deadline: Duration,
}

impl Caller {
    pub(crate) async fn unary<Q, A>(&self, path: &'static str, message: Q) -> Result<A, Error>
    where
        Q: Message + Clone + 'static,
        A: Message + Default + 'static,
    {
        let until = Instant::now() + self.deadline.min(LONGEST);
        let policy = RetryPolicy::of(path);
        let (mut attempt, mut refreshed) = (1, false);
        let mut header = self.token_by(until).await?;
        loop {
            let mut request = self.request(message.clone(), header.clone());
            request.set_timeout(until.saturating_duration_since(Instant::now()));
            let done = timeout_at(until, self.attempt(path, request)).await;
            let status = match done {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(status)) if !is_of_our_timer(&status) => status,
                _ => self.too_late(),
            };
            let error = Error::from(told_apart(status));
            if error.reason() == "TOKEN_EXPIRED" && !refreshed {
                refreshed = true;
                let fresh = self.token_by(until).await?;
                if fresh != header {
                    header = fresh;
                    continue;
                }
            }
            let wait = match policy {
                Some(policy) if policy.allows(attempt, error.code()) => policy.wait(attempt),
                // Only when the server says that it may be asked again, and when.
                Some(policy) if error.code() == Code::ResourceExhausted && attempt < policy.max_attempts => {
                    match error.retry_after() {
                        Some(after) => after,
                        None => return Err(error),
                    }
                }
                _ => return Err(error),
            };
            if Instant::now() + wait >= until {
                return Err(error);
            }
            sleep(wait).await;
            attempt += 1;
        }
    }

    /// Opens a stream of answers. It has no deadline, and is not tried again.
    pub(crate) async fn server_stream<Q, A>(
        &self,
        path: &'static str,
        message: Q,
    ) -> Result<Streaming<A>, Error>
    where
        Q: Message + 'static,
        A: Message + Default + 'static,
    {
        let header = self.tokens.header().await.map_err(Error::Token)?;
        let request = self.request(message, header);
        let mut grpc = self.ready().await?;
        let opened = grpc.server_streaming(request, path_of(path), ProstCodec::default()).await;
        opened.map(tonic::Response::into_inner).map_err(|status| told_apart(status).into())
    }

    /// Opens a stream both ways. It has no deadline, and is not tried again.
    pub(crate) async fn both_streams<Q, A>(
        &self,
        path: &'static str,
        messages: impl Stream<Item = Q> + Send + 'static,
    ) -> Result<Streaming<A>, Error>
    where
        Q: Message + 'static,
        A: Message + Default + 'static,
    {
        let header = self.tokens.header().await.map_err(Error::Token)?;
        let request = self.request(messages, header);
        let mut grpc = self.ready().await?;
        let opened = grpc.streaming(request, path_of(path), ProstCodec::default()).await;
        opened.map(tonic::Response::into_inner).map_err(|status| told_apart(status).into())
    }

    /// The token of a unary call, whose deadline holds for its provider too.
    async fn token_by(&self, until: Instant) -> Result<Option<MetadataValue<Ascii>>, Error> {
        let asked = timeout_at(until, self.tokens.header()).await;
        asked.map_err(|_| Error::from(self.too_late()))?.map_err(Error::Token)
    }

    fn too_late(&self) -> Status {
        Status::deadline_exceeded(format!("no answer within {:?}", self.deadline))
    }

    async fn attempt<Q, A>(&self, path: &'static str, request: Request<Q>) -> Result<A, Status>
    where
        Q: Message + 'static,
        A: Message + Default + 'static,
    {
        let mut grpc = self.ready().await?;
        let answer = grpc.unary(request, path_of(path), ProstCodec::default()).await?;
        Ok(answer.into_inner())
    }

    async fn ready(&self) -> Result<Grpc<Channel>, Status> {
        let mut grpc = Grpc::new(self.channel.clone()).max_decoding_message_size(LARGEST);
        grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        Ok(grpc)
    }

    fn request<M>(&self, message: M, header: Option<MetadataValue<Ascii>>) -> Request<M> {
        let mut request = Request::new(message);
        if let Some(header) = header {
            request.metadata_mut().insert("authorization", header);
        }
        request
    }
}

fn path_of(path: &'static str) -> PathAndQuery {
    PathAndQuery::from_static(path)
}

/// tonic keeps the deadline that it sends, too, and answers CANCELLED.
fn is_of_our_timer(status: &Status) -> bool {
    status.code() == Code::Cancelled && status.message() == "Timeout expired"
}

/// A connection that was lost is UNAVAILABLE, as gRPC says; tonic calls some of these UNKNOWN or CANCELLED. They have a
/// cause on this side, which a status that was sent has not.
pub(crate) fn told_apart(status: Status) -> Status {
    match (status.code(), status.source()) {
        (Code::Unknown | Code::Cancelled | Code::Internal | Code::Unavailable, Some(cause)) => {
            Status::unavailable(format!("the connection broke: {}", root(cause)))
        }
        _ => status,
    }
}

/// A new id for a request that is to be done once, however often it is sent (AIP-155).
pub(crate) fn request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{TokenError, TokenProvider, v1};
    use futures::future::BoxFuture;

    /// Never has a token.
    struct Hanging;

    impl TokenProvider for Hanging {
        fn token(&self) -> BoxFuture<'_, Result<String, TokenError>> {
            Box::pin(std::future::pending())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_deadline_of_a_call_holds_for_its_token_too() {
        let channel = Channel::from_static("http://127.0.0.1:9").connect_lazy();
        let caller = Caller { channel, tokens: Tokens::from(Hanging), deadline: Duration::from_secs(5) };
        let called = caller.unary::<_, v1::GetUserResponse>("/x/Y", v1::GetUserRequest::default());
        let error = called.await.unwrap_err();
        assert_eq!(error.code(), Code::DeadlineExceeded, "{error}");
    }
}
