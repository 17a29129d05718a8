//! What is written to a connection together leaves together.
//!
//! A thousand streams on twenty connections have something to say at once, each in a task of its own. The first of a
//! connection wakes the task that writes, and the runtime runs what was just woken next: so every message would be
//! written by itself, and cost a system call here and a wakening at the client. A connection that has little to send
//! lets the tasks that are ready run first, once, and then sends what they said, too. Nobody waits for a timer: where
//! nothing else is ready, it is its turn again at once.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite, BufWriter, ReadBuf};
use tonic::transport::server::Connected;

/// Octets that are worth a system call: with these ready, nobody is let run first.
const ENOUGH: usize = 4 << 10;
/// Octets held at most: the frames of HTTP/2 that are made in one go, and the payload of a large one.
const CAPACITY: usize = 32 << 10;

/// A connection that gathers what it is given to write until all who are ready have had their turn.
#[derive(Debug)]
pub(super) struct Gathered<S> {
    io: BufWriter<S>,
    turn: Turn,
}

#[derive(Debug, PartialEq, Eq)]
enum Turn {
    /// The next flush lets the others run first.
    New,
    /// They were let.
    Yielded,
    /// Something was sent since. A new turn begins when it is read again, which whoever serves a connection does
    /// whenever it is woken.
    Sent,
}

impl<S: AsyncRead + AsyncWrite> Gathered<S> {
    pub(super) fn new(io: S) -> Self {
        Self { io: BufWriter::with_capacity(CAPACITY, io), turn: Turn::New }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Gathered<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.turn == Turn::Sent {
            this.turn = Turn::New;
        }
        Pin::new(&mut this.io).poll_read(cx, to)
    }
}

/// Not vectored: HTTP/2 then copies small frames one behind the other, instead of writing each by itself.
impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Gathered<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write(cx, octets)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let held = this.io.buffer().len();
        if this.turn == Turn::New && (1..ENOUGH).contains(&held) {
            this.turn = Turn::Yielded;
            // A task that wakes itself goes behind those that are ready.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if held > 0 {
            this.turn = Turn::Sent;
        }
        Pin::new(&mut this.io).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(cx)
    }
}

impl<S: Connected + AsyncWrite> Connected for Gathered<S> {
    type ConnectInfo = S::ConnectInfo;

    fn connect_info(&self) -> S::ConnectInfo {
        self.io.get_ref().connect_info()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        task::{Wake, Waker},
    };

    /// Takes everything, and has nothing to read.
    #[derive(Debug, Default)]
    struct Peer {
        writes: Vec<String>,
        shut: bool,
    }

    impl AsyncRead for Peer {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }
    }

    impl AsyncWrite for Peer {
        fn poll_write(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            octets: &[u8],
        ) -> Poll<io::Result<usize>> {
            self.writes.push(String::from_utf8(octets.to_vec()).unwrap());
            Poll::Ready(Ok(octets.len()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.shut = true;
            Poll::Ready(Ok(()))
        }
    }

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A connection, and how its task drives it.
    struct Driven {
        io: Gathered<Peer>,
        woken: Arc<Woken>,
    }

    impl Driven {
        fn new() -> Self {
            Self { io: Gathered::new(Peer::default()), woken: Arc::default() }
        }

        fn with<T>(&mut self, poll: impl FnOnce(Pin<&mut Gathered<Peer>>, &mut Context<'_>) -> T) -> T {
            let waker = Waker::from(self.woken.clone());
            poll(Pin::new(&mut self.io), &mut Context::from_waker(&waker))
        }

        fn write(&mut self, text: &str) {
            let written = self.with(|io, cx| io.poll_write(cx, text.as_bytes()));
            assert!(matches!(written, Poll::Ready(Ok(n)) if n == text.len()));
        }

        /// Whether all is sent.
        fn flush(&mut self) -> bool {
            self.with(|io, cx| io.poll_flush(cx)).is_ready()
        }

        fn read(&mut self) {
            assert!(self.with(|io, cx| io.poll_read(cx, &mut ReadBuf::new(&mut [0; 8]))).is_pending());
        }

        fn sent(&self) -> &[String] {
            &self.io.io.get_ref().writes
        }

        fn woken(&self) -> usize {
            self.woken.0.load(Ordering::Relaxed)
        }
    }

    #[test]
    fn what_is_said_in_one_turn_leaves_together() {
        let mut driven = Driven::new();
        driven.read();
        driven.write("a");
        assert!(!driven.flush());
        assert_eq!(driven.woken(), 1, "its turn comes again");
        // The others had theirs.
        driven.read();
        driven.write("b");
        driven.write("c");
        assert!(driven.flush());
        assert_eq!(driven.sent(), ["abc"]);
        driven.write("d");
        assert!(driven.flush(), "once in a turn is enough");
        driven.read();
        driven.write("e");
        assert!(!driven.flush(), "the next turn");
        assert!(driven.flush());
        assert_eq!(driven.sent(), ["abc", "d", "e"]);
        assert_eq!(driven.woken(), 2);
    }

    #[test]
    fn who_has_much_to_say_waits_for_nobody() {
        let mut driven = Driven::new();
        driven.write(&"x".repeat(ENOUGH));
        assert!(driven.flush());
        assert_eq!((driven.sent().len(), driven.woken()), (1, 0));
        assert!(driven.flush(), "with nothing to send there is nothing to wait for");
    }

    #[test]
    fn more_than_is_held_is_passed_on() {
        let mut driven = Driven::new();
        driven.write("a");
        driven.write(&"x".repeat(CAPACITY));
        assert_eq!(driven.sent().concat().len(), 1 + CAPACITY);
    }

    #[test]
    fn the_last_words_are_sent() {
        let mut driven = Driven::new();
        driven.write("bye");
        assert!(!driven.flush());
        assert!(driven.with(|io, cx| io.poll_shutdown(cx)).is_ready());
        assert_eq!(driven.sent(), ["bye"]);
        assert!(driven.io.io.get_ref().shut);
    }
}
