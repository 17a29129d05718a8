//! TCP and TLS: a stream of octets (RFC 3261 §18.3).

use super::{Answer, Bytes, Io, LARGEST, no_sip};
use crate::sip::transport::framing::{Frame, Framer};
use bytes::BytesMut;
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

pub(super) struct Octets {
    io: Box<dyn Io>,
    framer: Framer,
    buffer: BytesMut,
}

impl Octets {
    pub(super) fn new(io: Box<dyn Io>) -> Self {
        Self { io, framer: Framer::new(LARGEST), buffer: BytesMut::new() }
    }

    pub(super) async fn exchange(
        &mut self,
        request: &[u8],
        meant: impl Fn(Bytes) -> Option<Answer>,
    ) -> io::Result<Answer> {
        self.io.write_all(request).await?;
        // TLS holds octets back until it is flushed.
        self.io.flush().await?;
        loop {
            match self.framer.next(&mut self.buffer) {
                Frame::Message(raw) => {
                    if let Some(answer) = meant(raw) {
                        return Ok(answer);
                    }
                }
                Frame::Ping => {}
                Frame::More { .. } => {
                    if self.io.read_buf(&mut self.buffer).await? == 0 {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Frame::Broken(_) | Frame::TooLarge(_) | Frame::Hopeless => return Err(no_sip()),
            }
        }
    }
}
