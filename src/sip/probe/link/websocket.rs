//! WebSocket and secure WebSocket (RFC 7118), as a browser speaks them.

use super::{Answer, Bytes, ConnectError, Io, LARGEST};
use futures::{SinkExt, StreamExt};
use http::HeaderValue;
use std::{io, net::SocketAddr};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::WebSocketConfig},
};

const PROTOCOL: &str = "Sec-WebSocket-Protocol";
/// The subprotocol (RFC 7118 §4.1). The library holds the listener to it.
const SIP: HeaderValue = HeaderValue::from_static("sip");

pub(super) struct WebSocket(WebSocketStream<Box<dyn Io>>);

impl WebSocket {
    /// The scheme is that of WebSocket either way: what is to be secured, is.
    pub(super) async fn open(io: Box<dyn Io>, server: SocketAddr) -> Result<Self, ConnectError> {
        let refused = |error: Error| match error {
            Error::Io(error) => ConnectError::Io(error),
            error => ConnectError::WebSocket(error.to_string()),
        };
        let mut request = format!("ws://{server}/").into_client_request().map_err(refused)?;
        request.headers_mut().insert(PROTOCOL, SIP);
        let config = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
        let opening = client_async_with_config(request, io, Some(config)).await;
        Ok(Self(opening.map_err(refused)?.0))
    }

    pub(super) async fn exchange(
        &mut self,
        request: &str,
        meant: impl Fn(Bytes) -> Option<Answer>,
    ) -> io::Result<Answer> {
        self.0.send(Message::text(request)).await.map_err(broken)?;
        while let Some(message) = self.0.next().await {
            let raw = match message.map_err(broken)? {
                Message::Text(text) => Bytes::from(text),
                Message::Binary(octets) => octets,
                // Pings are answered by the library.
                Message::Ping(_) | Message::Pong(_) => continue,
                Message::Close(_) | Message::Frame(_) => break,
            };
            if let Some(answer) = meant(raw) {
                return Ok(answer);
            }
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

fn broken(error: Error) -> io::Error {
    match error {
        Error::Io(error) => error,
        error => io::Error::new(io::ErrorKind::InvalidData, error.to_string()),
    }
}
