//! Calls of any method with JSON, over a connection whose own address is known.

use super::json;
use hyper_util::rt::TokioIo;
use prost::bytes::{Buf, BufMut};
use serde_json::Value;
use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
};
use tokio::net::TcpStream;
use tonic::{
    Request, Status,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    transport::{Channel, Endpoint},
};

/// One connection.
pub struct Connection {
    channel: Channel,
    pub local: SocketAddr,
}

/// What came back.
pub struct Answer {
    pub messages: Vec<Value>,
    /// As echoed in `x-request-id`.
    pub request_id: String,
}

impl Connection {
    pub async fn to(address: SocketAddr) -> Self {
        let local: Arc<OnceLock<SocketAddr>> = Arc::default();
        let known = local.clone();
        let connector = tower::service_fn(move |_| {
            let known = known.clone();
            async move {
                let stream = TcpStream::connect(address).await?;
                known.set(stream.local_addr()?).expect("one connection");
                Ok::<_, std::io::Error>(TokioIo::new(stream))
            }
        });
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        let channel = endpoint.connect_with_connector(connector).await.unwrap();
        Self { channel, local: *local.get().unwrap() }
    }

    /// Calls `rollcall.v1.{method}` with these messages, and waits for its end.
    pub async fn call(
        &self,
        method: &str,
        headers: &[(&'static str, &str)],
        messages: &[Value],
    ) -> Result<Answer, Status> {
        let full = format!("rollcall.v1.{}", method.replace('/', "."));
        let described = json::methods().into_iter().find(|m| m.full_name() == full).unwrap();
        let wire: Vec<_> = messages.iter().map(|m| json::encode(described.input(), m)).collect();
        let mut request = Request::new(futures::stream::iter(wire));
        for (name, value) in headers {
            request.metadata_mut().append(*name, value.parse().unwrap());
        }
        let mut client = tonic::client::Grpc::new(self.channel.clone());
        client.ready().await.unwrap();
        let path = format!("/rollcall.v1.{method}").parse().unwrap();
        // On the wire a single message is a stream of one.
        let answer = client.streaming(request, path, Raw).await?;
        let echoed = answer.metadata().get("x-request-id").unwrap().to_str().unwrap().to_owned();
        let (mut stream, mut messages) = (answer.into_inner(), Vec::new());
        while let Some(wire) = stream.message().await? {
            messages.push(json::decode(described.output(), &wire));
        }
        Ok(Answer { messages, request_id: echoed })
    }
}

/// Messages as octets.
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut item = vec![0; buffer.remaining()];
        buffer.copy_to_slice(&mut item);
        Ok(Some(item))
    }
}
