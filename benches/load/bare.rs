//! The floor: a tonic server that answers or streams octets which are ready, at the same path, to the same client, and
//! knows nothing else.

use crate::{Outcome, threads::ServerThreads};
use bytes::{BufMut, Bytes};
use futures::{StreamExt, stream::BoxStream};
use http::{Request, Response};
use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::net::TcpListener;
use tonic::{
    Status,
    body::Body,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    server::{Grpc, NamedService, ServerStreamingService, UnaryService},
    transport::{Server, server::TcpIncoming},
};
use tower::Service;

/// Makes the stream of each new subscriber.
pub(crate) type Source = Arc<dyn Fn() -> BoxStream<'static, Bytes> + Send + Sync>;

/// Serves what a source makes, until it is dropped.
pub(crate) struct Serving {
    pub(crate) address: SocketAddr,
    _threads: ServerThreads,
}

/// Streams what `source` makes.
pub(crate) async fn stream(source: Source) -> Outcome<Serving> {
    serve(Bare::<_, REGISTRATIONS>(source)).await
}

/// Gives this answer to every call of one of the services.
pub(crate) async fn answer<const SERVICE: usize>(answer: Bytes) -> Outcome<Serving> {
    serve(Bare::<_, SERVICE>(answer)).await
}

async fn serve<S>(service: S) -> Outcome<Serving>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
        + NamedService
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
{
    let threads = ServerThreads::start()?;
    let serving = async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let server = Server::builder().add_service(service);
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        tokio::spawn(server.serve_with_incoming(incoming));
        Ok(address)
    };
    Ok(Serving { address: threads.run(serving).await?, _threads: threads })
}

/// The services that it stands in for, and their places.
const SERVICES: [&str; 2] = ["rollcall.v1.UserService", "rollcall.v1.RegistrationService"];
pub(crate) const USERS: usize = 0;
pub(crate) const REGISTRATIONS: usize = 1;

/// One of the services, with what it answers.
#[derive(Clone)]
struct Bare<A, const SERVICE: usize>(A);

impl<A, const SERVICE: usize> NamedService for Bare<A, SERVICE> {
    const NAME: &'static str = SERVICES[SERVICE];
}

/// How an answer answers a request.
trait Answer: Clone + Send + 'static {
    fn to(self, request: Request<Body>) -> impl Future<Output = Response<Body>> + Send;
}

impl Answer for Source {
    async fn to(self, request: Request<Body>) -> Response<Body> {
        Grpc::new(Octets).server_streaming(Streamed(self), request).await
    }
}

impl Answer for Bytes {
    async fn to(self, request: Request<Body>) -> Response<Body> {
        Grpc::new(Octets).unary(Told(self), request).await
    }
}

impl<A: Answer, const SERVICE: usize> Service<Request<Body>> for Bare<A, SERVICE> {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let answer = self.0.clone();
        Box::pin(async move { Ok(answer.to(request).await) })
    }
}

struct Streamed(Source);

impl ServerStreamingService<()> for Streamed {
    type Response = Bytes;
    type ResponseStream = BoxStream<'static, Result<Bytes, Status>>;
    type Future = std::future::Ready<Result<tonic::Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, _: tonic::Request<()>) -> Self::Future {
        std::future::ready(Ok(tonic::Response::new((self.0)().map(Ok).boxed())))
    }
}

struct Told(Bytes);

impl UnaryService<()> for Told {
    type Response = Bytes;
    type Future = std::future::Ready<Result<tonic::Response<Bytes>, Status>>;

    fn call(&mut self, _: tonic::Request<()>) -> Self::Future {
        std::future::ready(Ok(tonic::Response::new(self.0.clone())))
    }
}

/// Messages that are encoded already.
struct Octets;

impl Codec for Octets {
    type Encode = Bytes;
    type Decode = ();
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Octets {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put(item);
        Ok(())
    }
}

impl Decoder for Octets {
    type Item = ();
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        use bytes::Buf;
        from.advance(from.remaining());
        Ok(Some(()))
    }
}
