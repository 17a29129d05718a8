//! Phones on one UDP socket and one thread, so that the driver costs as little as can be beside what it drives.

use super::phone::{Answer, Phone};
use crate::{Outcome, latency::Latencies};
use socket2::{Domain, Socket, Type};
use std::{
    collections::VecDeque,
    io::ErrorKind,
    net::{SocketAddr, UdpSocket},
    time::{Duration, Instant},
};

/// Asked of the system, so that a burst of answers is not lost.
const RECEIVE_BUFFER: usize = 8 << 20;
/// RFC 3261's T1: after it a request is sent again, then after twice of it, and so on up to T2.
const T1: Duration = Duration::from_millis(500);
const T2: Duration = Duration::from_secs(4);
/// How often one is sent again before it is given up.
const RESENDS: u32 = 6;
/// How often is looked for what is to be sent again.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Registrations begun for each message that comes, until as many are under way as shall be.
const RAMP: usize = 2;
/// How long the last answers are waited for.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// What the phones do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    /// Each registration with a new Call-ID and no nonce, or each with the nonce that the phone has.
    pub(crate) cold: bool,
    /// Registrations under way at once, at most.
    pub(crate) at_once: usize,
    /// How many phones take part, each in its turn.
    pub(crate) phones: usize,
    /// Registrations begun each second; without it the next begins when one ends.
    pub(crate) pace: Option<f64>,
}

/// What came of it.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) registered: Latencies,
    pub(crate) refused: u64,
    pub(crate) resent: u64,
    /// An answer that nobody wanted, to show.
    pub(crate) complaint: Option<String>,
}

/// A registration that waits for an answer.
struct Waiting {
    /// When it was to begin.
    due: Instant,
    serial: u64,
    resend: Instant,
    resends: u32,
}

/// The phones of all users, and what they know, over all loads.
pub(crate) struct Driver {
    socket: UdpSocket,
    own: SocketAddr,
    phones: Vec<Phone>,
    waiting: Vec<Option<Waiting>>,
    serial: u64,
}

/// One load, under way.
pub(crate) struct Running<'a> {
    driver: &'a mut Driver,
    load: Load,
    idle: VecDeque<usize>,
    under_way: usize,
    began: Instant,
    begun: usize,
    look: Instant,
    tally: Tally,
}

impl Driver {
    pub(crate) fn new(server: SocketAddr, users: usize) -> Outcome<Self> {
        let socket = Socket::new(Domain::IPV4, Type::DGRAM, None)?;
        let _granted_less = socket.set_recv_buffer_size(RECEIVE_BUFFER);
        let local: SocketAddr = "127.0.0.1:0".parse()?;
        socket.bind(&local.into())?;
        let socket = UdpSocket::from(socket);
        socket.connect(server)?;
        let own = socket.local_addr()?;
        let waiting = std::iter::repeat_with(|| None).take(users).collect();
        Ok(Self { socket, own, phones: (0..users).map(Phone::new).collect(), waiting, serial: 0 })
    }

    pub(crate) fn users(&self) -> usize {
        self.phones.len()
    }

    /// Registers everyone once; nobody may be refused.
    pub(crate) fn register_all(&mut self) -> Outcome {
        let users = self.users();
        let mut running = self.begin(Load { cold: true, at_once: 64, phones: users, pace: None })?;
        while running.begun < users {
            running.step(Instant::now(), true)?;
        }
        let begun = running.begun;
        let tally = running.end()?;
        match tally.complaint {
            None if tally.registered.len() == begun => Ok(()),
            complaint => Err(format!("not everyone could register: {complaint:?}").into()),
        }
    }

    /// Begins a load. Nothing is sent before the first [`Running::measure`].
    pub(crate) fn begin(&mut self, load: Load) -> Outcome<Running<'_>> {
        self.socket.set_nonblocking(load.pace.is_some())?;
        self.socket.set_read_timeout(Some(Duration::from_millis(1)))?;
        let (idle, began) = ((0..load.phones.min(self.users())).collect(), Instant::now());
        let tally = Tally::default();
        Ok(Running { driver: self, load, idle, under_way: 0, began, begun: 0, look: began, tally })
    }
}

impl Running<'_> {
    /// Goes on with the load for a while, and answers what came in that time.
    pub(crate) fn measure(&mut self, lasts: Duration) -> Outcome<Tally> {
        let until = Instant::now() + lasts;
        loop {
            let now = Instant::now();
            if now >= until {
                return Ok(std::mem::take(&mut self.tally));
            }
            self.step(now, true)?;
        }
    }

    /// Begins nothing more, and waits for the last answers.
    pub(crate) fn end(mut self) -> Outcome<Tally> {
        let until = Instant::now() + LAST_ANSWERS;
        while self.under_way > 0 && Instant::now() < until {
            self.step(Instant::now(), false)?;
        }
        self.driver.waiting.iter_mut().for_each(|waiting| *waiting = None);
        Ok(self.tally)
    }

    fn step(&mut self, now: Instant, begin: bool) -> Outcome {
        if begin {
            self.begin_due(now)?;
        }
        let mut datagram = [0; 4096];
        match self.driver.socket.recv(&mut datagram) {
            Ok(len) => {
                if let Some(answer) = Answer::read(&datagram[..len]) {
                    self.take(&answer)?;
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if self.load.pace.is_some() {
                    // The timeout of a socket is too coarse for a pace.
                    std::thread::park_timeout(Duration::from_micros(50));
                }
            }
            Err(error) => return Err(error.into()),
        }
        if now >= self.look {
            self.look = now + LOOK_EVERY;
            self.resend(now)?;
        }
        Ok(())
    }

    /// Begins what is due: at a pace all of that, else a few, so that a load grows fast and does not begin with a burst.
    fn begin_due(&mut self, now: Instant) -> Outcome {
        let most = self.load.pace.map_or(RAMP, |_| self.load.at_once);
        for _ in 0..most.min(self.load.at_once - self.under_way) {
            let due = match self.load.pace {
                Some(pace) => self.began + Duration::from_secs_f64(self.begun as f64 / pace),
                None => now,
            };
            let Some(at) = self.idle.front().copied().filter(|_| due <= now) else { break };
            self.idle.pop_front();
            (self.under_way, self.begun) = (self.under_way + 1, self.begun + 1);
            if self.load.cold {
                self.driver.phones[at].forget();
            }
            self.send(at, due)?;
        }
        Ok(())
    }

    /// Sends the next request of a phone.
    fn send(&mut self, at: usize, due: Instant) -> Outcome {
        let Driver { socket, own, phones, waiting, serial } = &mut *self.driver;
        *serial += 1;
        phones[at].compose(*serial, *own)?;
        waiting[at] = Some(Waiting { due, serial: *serial, resend: Instant::now() + T1, resends: 0 });
        socket.send(phones[at].request.as_bytes())?;
        Ok(())
    }

    fn take(&mut self, answer: &Answer<'_>) -> Outcome {
        let at = answer.phone;
        let Some(Some(waiting)) = self.driver.waiting.get(at) else { return Ok(()) };
        if waiting.serial != answer.serial {
            return Ok(());
        }
        let due = waiting.due;
        match answer.status {
            200 => self.tally.registered.add(due.elapsed()),
            401 if !self.driver.phones[at].has_just_answered() => {
                self.driver.phones[at].take_challenge(answer)?;
                return self.send(at, due);
            }
            _ => self.refused(at, answer.status_line()),
        }
        self.ended(at);
        Ok(())
    }

    fn resend(&mut self, now: Instant) -> Outcome {
        for at in 0..self.driver.users() {
            let Driver { socket, phones, waiting, .. } = &mut *self.driver;
            let Some(late) = waiting[at].as_mut().filter(|waiting| waiting.resend <= now) else { continue };
            if late.resends == RESENDS {
                self.refused(at, "no answer");
                self.ended(at);
                continue;
            }
            late.resends += 1;
            late.resend = now + T2.min(T1 * (1 << late.resends));
            self.tally.resent += 1;
            socket.send(phones[at].request.as_bytes())?;
        }
        Ok(())
    }

    fn refused(&mut self, at: usize, complaint: &str) {
        self.tally.refused += 1;
        self.tally.complaint.get_or_insert_with(|| complaint.to_owned());
        self.driver.phones[at].forget();
    }

    fn ended(&mut self, at: usize) {
        self.driver.waiting[at] = None;
        self.under_way -= 1;
        self.idle.push_back(at);
    }
}
