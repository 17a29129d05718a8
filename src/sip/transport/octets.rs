//! TCP and TLS: a stream of octets, in which Content-Length tells where messages end (RFC 3261 §18.3).

use super::Shared;
use super::connection::{Connection, End, Sink};
use super::framing::{Frame, Framer};
use super::stream::Io;
use crate::sip::message::Refusal;
use crate::sip::uas::Flow;
use bytes::{Bytes, BytesMut};
use futures::future::BoxFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Room for one usual message, kept for each connection.
const READ: usize = 2048;

pub(super) async fn serve(
    io: Box<dyn Io>,
    flow: Flow,
    local: SocketAddr,
    shared: &Arc<Shared>,
    stop: &CancellationToken,
) -> Connection {
    let (reader, writer) = tokio::io::split(io);
    let connection = Connection::new(shared, flow, local, Box::new(Octets(writer)), stop);
    connection.serve(read(reader, &connection)).await;
    connection
}

struct Octets(WriteHalf<Box<dyn Io>>);

impl Sink for Octets {
    fn send(&mut self, message: Bytes) -> BoxFuture<'_, bool> {
        // TLS holds octets back until it is flushed.
        Box::pin(async move { self.0.write_all(&message).await.is_ok() && self.0.flush().await.is_ok() })
    }

    fn close(&mut self) -> BoxFuture<'_, ()> {
        Box::pin(async move { drop(self.0.shutdown().await) })
    }
}

async fn read(mut reader: ReadHalf<Box<dyn Io>>, connection: &Connection) -> End {
    let limits = connection.shared.limits;
    let mut framer = Framer::new(limits.message);
    let mut buffer = BytesMut::with_capacity(READ);
    // By when the message that has begun must be whole, however slowly it trickles.
    let mut due: Option<Instant> = None;
    loop {
        loop {
            match framer.next(&mut buffer) {
                Frame::Message(raw) => {
                    due = None;
                    connection.answer(raw).await;
                }
                Frame::Ping => {
                    due = None;
                    connection.send(Bytes::from_static(b"\r\n")).await;
                }
                Frame::More { begun: true } => {
                    due.get_or_insert_with(|| Instant::now() + limits.one_message);
                    break;
                }
                Frame::More { begun: false } => {
                    due = None;
                    break;
                }
                Frame::Broken(head) => {
                    connection.refuse(head, Refusal::bad("Malformed Content-Length")).await;
                    return End::Said;
                }
                Frame::TooLarge(head) => {
                    connection.refuse(head, Refusal::new(513, "Message Too Large")).await;
                    return End::Said;
                }
                Frame::Hopeless => return End::Said,
            }
        }
        let deadline = due.unwrap_or_else(|| connection.silent_at());
        if buffer.capacity() - buffer.len() < READ {
            buffer.reserve(READ);
        }
        match tokio::time::timeout_at(deadline, reader.read_buf(&mut buffer)).await {
            Ok(Ok(n)) if n > 0 => {}
            // It has said all it has to say, or is silent for too long.
            Ok(Ok(_)) | Err(_) => return End::Said,
            Ok(Err(_)) => return End::Gone,
        }
    }
}
