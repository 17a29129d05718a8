//! A server of a version to come: it sends what the contract of today does not know. And it says of the token `expired`
//! that it is, which a real one does only some time after.

use bytes::{BufMut, Bytes, BytesMut};
use futures::{StreamExt, stream, stream::BoxStream};
use http::{Request, Response};
use prost::Message;
use rollcall::pb::v1::{self, watch_registrations_response::Message as Case};
use std::{
    collections::HashMap,
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Code, Status,
    body::Body,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    server::{Grpc, NamedService, ServerStreamingService, UnaryService},
    transport::Server,
};
use tonic_types::{ErrorDetails, StatusExt};
use tower::Service;

/// An enum value that nobody knows.
const NEW: i32 = 99;

pub(crate) async fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::builder().add_service(Registrations).add_service(Users);
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    address
}

/// A snapshot of one; a message of a case that is not known, with a token; an event of a kind that is not known.
fn messages() -> Vec<Bytes> {
    let registration = |state: i32| v1::Registration {
        name: "domains/c.test/users/alice/registrations/1".to_owned(),
        contact_uri: "sip:alice@127.0.0.1:9".to_owned(),
        transport: NEW,
        state,
        ..Default::default()
    };
    let active = v1::RegistrationState::Active.into();
    let whole = |message: Case, token: &str| v1::WatchRegistrationsResponse {
        message: Some(message),
        resume_token: token.to_owned(),
        bookmark_interval: None,
    };
    let snapshot = v1::RegistrationSnapshot { registrations: vec![registration(active)] };
    let event = v1::RegistrationEvent {
        revision: 2,
        kind: NEW,
        registration: Some(registration(active)),
        registration_count: 1,
        ..Default::default()
    };
    let changes = v1::RegistrationChanges { events: vec![event] };
    vec![
        whole(Case::Snapshot(snapshot), "").encode_to_vec().into(),
        whole(Case::SnapshotEnd(v1::RegistrationSnapshotEnd { registration_count: 1 }), "t1")
            .encode_to_vec()
            .into(),
        of_a_new_case(),
        whole(Case::Changes(changes), "t2").encode_to_vec().into(),
    ]
}

/// A message whose only field has a number that is not given yet.
fn of_a_new_case() -> Bytes {
    let mut out = BytesMut::new();
    prost::encoding::encode_key(1000, prost::encoding::WireType::LengthDelimited, &mut out);
    prost::encoding::encode_varint(3, &mut out);
    out.put_slice(b"new");
    out.freeze()
}

#[derive(Clone)]
struct Registrations;

impl NamedService for Registrations {
    const NAME: &'static str = "rollcall.v1.RegistrationService";
}

impl ServerStreamingService<()> for Registrations {
    type Response = Bytes;
    type ResponseStream = BoxStream<'static, Result<Bytes, Status>>;
    type Future = std::future::Ready<Result<tonic::Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, _: tonic::Request<()>) -> Self::Future {
        let open = stream::iter(messages()).map(Ok).chain(stream::pending());
        std::future::ready(Ok(tonic::Response::new(open.boxed())))
    }
}

#[derive(Clone)]
struct Users;

impl NamedService for Users {
    const NAME: &'static str = "rollcall.v1.UserService";
}

impl UnaryService<()> for Users {
    type Response = Bytes;
    type Future = std::future::Ready<Result<tonic::Response<Bytes>, Status>>;

    fn call(&mut self, request: tonic::Request<()>) -> Self::Future {
        if request.metadata().get("authorization").is_some_and(|token| token == "Bearer expired") {
            let info = ErrorDetails::with_error_info("TOKEN_EXPIRED", "rollcall.dev", HashMap::new());
            let refused = Status::with_error_details(Code::Unauthenticated, "it has expired", info);
            return std::future::ready(Err(refused));
        }
        let name = "domains/c.test/users/alice".to_owned();
        let answer = v1::GetUserResponse { user: Some(v1::User { name, gender: NEW, ..Default::default() }) };
        std::future::ready(Ok(tonic::Response::new(answer.encode_to_vec().into())))
    }
}

macro_rules! served {
    ($service:ident, $kind:ident) => {
        impl Service<Request<Body>> for $service {
            type Response = Response<Body>;
            type Error = Infallible;
            type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: Request<Body>) -> Self::Future {
                let service = self.clone();
                Box::pin(async move { Ok(Grpc::new(Octets).$kind(service, request).await) })
            }
        }
    };
}

served!(Registrations, server_streaming);
served!(Users, unary);

/// Messages that are encoded already; what is sent is not looked at.
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
