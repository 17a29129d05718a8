//! WebSocket and secure WebSocket (RFC 7118): each message of it is one of SIP.

use super::Shared;
use super::connection::{Connection, End, Sink};
use super::stream::Io;
use crate::sip::uas::Flow;
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config};
use tokio_util::sync::CancellationToken;

/// The subprotocol (RFC 7118 §4.1).
const SIP: &str = "sip";
const PROTOCOL: &str = "Sec-WebSocket-Protocol";
/// Room for one usual message, kept for each connection.
const READ: usize = 4096;

type Socket = WebSocketStream<Box<dyn Io>>;

pub(super) async fn serve(
    io: Box<dyn Io>,
    flow: Flow,
    local: SocketAddr,
    shared: &Arc<Shared>,
    stop: &CancellationToken,
) -> Option<Connection> {
    let largest = shared.limits.message;
    let config = WebSocketConfig::default()
        .read_buffer_size(READ)
        .write_buffer_size(0)
        .max_message_size(Some(largest))
        .max_frame_size(Some(largest));
    let handshake = accept_hdr_async_with_config(io, subprotocol, Some(config));
    let opened = tokio::select! {
        () = stop.cancelled() => return None,
        opened = tokio::time::timeout(shared.limits.one_message, handshake) => opened,
    };
    let source = flow.source;
    let socket = match opened {
        Ok(Ok(socket)) => socket,
        Ok(Err(error)) => {
            tracing::debug!(%source, %error, "a WebSocket handshake failed");
            return None;
        }
        Err(_) => {
            tracing::debug!(%source, "no WebSocket handshake in time");
            return None;
        }
    };
    let (sink, stream) = socket.split();
    let connection = Connection::new(shared, flow, local, Box::new(Messages(sink)), stop);
    connection.serve(read(stream, &connection)).await;
    Some(connection)
}

/// Agrees on the subprotocol, without which a client would not know what it talks to.
#[allow(clippy::result_large_err, reason = "the type is the library's")]
fn subprotocol(request: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    let offered = request.headers().get_all(PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    let mut offered = offered.flat_map(|value| value.split(','));
    if offered.any(|protocol| protocol.trim().eq_ignore_ascii_case(SIP)) {
        response.headers_mut().insert(PROTOCOL, http::HeaderValue::from_static(SIP));
        return Ok(response);
    }
    let mut refused = ErrorResponse::new(Some(format!("{PROTOCOL}: {SIP} is needed (RFC 7118)\n")));
    *refused.status_mut() = http::StatusCode::BAD_REQUEST;
    Err(refused)
}

struct Messages(SplitSink<Socket, Message>);

impl Sink for Messages {
    fn send(&mut self, message: Bytes) -> BoxFuture<'_, bool> {
        // Browsers get strings where they can: that is what their libraries expect.
        let message = match Utf8Bytes::try_from(message.clone()) {
            Ok(text) => Message::Text(text),
            Err(_) => Message::Binary(message),
        };
        Box::pin(async move { self.0.send(message).await.is_ok() })
    }

    fn close(&mut self) -> BoxFuture<'_, ()> {
        Box::pin(async move { drop(self.0.close().await) })
    }
}

async fn read(mut stream: SplitStream<Socket>, connection: &Connection) -> End {
    loop {
        let message = match tokio::time::timeout_at(connection.silent_at(), stream.next()).await {
            Ok(Some(Ok(message))) => message,
            Ok(_) => return End::Gone,
            Err(_) => return End::Said,
        };
        let raw = match message {
            Message::Text(text) => Bytes::from(text),
            Message::Binary(octets) => octets,
            // Pings are answered by the library.
            Message::Ping(_) | Message::Pong(_) => continue,
            // Nothing may be sent after it (RFC 6455 §5.5.1).
            Message::Close(_) | Message::Frame(_) => return End::Gone,
        };
        if raw.iter().all(|octet| matches!(octet, b'\r' | b'\n')) {
            // Some phones keep the connection open by CRLFs here too (RFC 5626 §4.4.1).
            if raw.starts_with(b"\r\n\r\n") {
                connection.send(Bytes::from_static(b"\r\n")).await;
            }
            continue;
        }
        connection.answer(raw).await;
    }
}
