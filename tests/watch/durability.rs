//! `kill -9`: what was acknowledged holds, and nothing else is half there.

use crate::fleet::{self, ACCOUNT, DOMAIN, PARENT, ok};
use crate::history::{Journal, State, soon};
use crate::support::{Backend, Phone, Server};
use crate::watcher::{Watcher, all, resume, table};
use rollcall::pb::v1::{EventKind, Registration};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::Notify, task::JoinSet};
use tokio_util::sync::CancellationToken;

async fn killed_right_after_the_answer(backend: Backend) {
    let mut server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let watcher = Watcher::begin(&client, all(PARENT)).await;
    let mut journal = Journal::default();
    journal.take(&watcher.history).unwrap();
    for (round, expires) in [60, 120, 0, 60].into_iter().enumerate() {
        ok(&mut alice, expires).await;
        server.kill().await;
        server = server.restart().await;
        client = server.client("acme").await;
        let listed = client.list(PARENT).await;
        assert_eq!(listed.len(), usize::from(expires > 0), "round {round}");
        assert!(listed.iter().all(|r| r.cseq == alice.cseq && r.call_id == alice.call_id));
        let mut resumed = Watcher::begin(&client, resume(PARENT, &journal.token)).await;
        resumed.event().await;
        journal.take(&resumed.history).unwrap();
        assert_eq!(journal.events.len(), round + 1, "one change, once");
        assert_eq!(journal.state, table(&mut client, PARENT, 0).await.0);
        alice.server(server.sip("udp"));
    }
}

/// A change that a phone asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Asked {
    cseq: u32,
    expires: u32,
}

/// A phone, what it was promised last, and what it has not heard about.
struct Device {
    phone: Phone,
    promised: Option<Asked>,
    open: Option<Asked>,
    /// The CSeq of every registration that was acknowledged.
    acknowledged: Vec<u32>,
}

impl Device {
    fn new(phone: Phone) -> Self {
        Self { phone, promised: None, open: None, acknowledged: Vec::new() }
    }

    /// Registers and unregisters until the server is gone.
    async fn live(mut self, dead: CancellationToken, count: impl Fn()) -> Self {
        loop {
            let expires = if rand::random_range(0..4) == 0 { 0 } else { rand::random_range(60..7200) };
            let answered = tokio::select! {
                biased;
                answer = self.phone.register(expires) => Some(answer),
                () = dead.cancelled() => None,
            };
            let asked = Asked { cseq: self.phone.cseq, expires };
            let Some(answer) = answered else {
                self.open = Some(asked);
                return self;
            };
            assert_eq!(answer.status, 200, "{}", answer.text);
            self.promised = Some(asked);
            if expires > 0 {
                self.acknowledged.push(asked.cseq);
            }
            count();
        }
    }

    /// Checks that the table has what was promised, or what was asked for since, whole; takes that over.
    fn check(&mut self, state: &State) {
        let (promised, open) = (self.promised, self.open.take());
        let contact = self.phone.contact.trim_matches(['<', '>']);
        let mut mine = state.values().filter(|r| r.contact_uri == contact);
        let (found, none) = (mine.next(), mine.next());
        assert_eq!(none, None, "two bindings of one contact");
        let fits = |asked: Option<Asked>| match (asked, found) {
            (None | Some(Asked { expires: 0, .. }), found) => found.is_none(),
            (Some(_), None) => false,
            (Some(asked), Some(r)) => {
                let lifetime = r.expire_time.unwrap().seconds - r.refresh_time.unwrap().seconds;
                r.cseq == asked.cseq && lifetime == i64::from(asked.expires) && self.is_mine(r)
            }
        };
        if !fits(promised) {
            assert!(open.is_some() && fits(open), "{found:?} is neither {promised:?} nor {open:?}");
            self.promised = open;
        }
    }

    fn is_mine(&self, r: &Registration) -> bool {
        r.call_id == self.phone.call_id
            && r.name.starts_with(&format!("{PARENT}/users/{}/", self.phone.user))
            && r.user_agent == "test phone"
    }

    /// The same phone with a new socket, in which no old answer waits.
    async fn reconnect(&mut self, server: &Server) {
        let Phone { user, password, contact, call_id, cseq, .. } = &self.phone;
        let mut phone = Phone::new(server.sip("udp"), DOMAIN, user, password).await;
        (phone.contact, phone.call_id, phone.cseq) = (contact.clone(), call_id.clone(), *cseq);
        self.phone = phone;
    }
}

/// Over the two databases 50.
const KILLS: usize = 25;

async fn killed_under_load(backend: Backend) {
    let began = Instant::now();
    let mut server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let phones = fleet::phones(&server, &client, 4, 4).await;
    let mut devices: Vec<Device> = phones.into_iter().map(Device::new).collect();
    let mut watcher = Watcher::begin(&client, all(ACCOUNT)).await;
    let mut journal = Journal::default();
    for _ in 0..KILLS {
        let (dead, now, answers) = (CancellationToken::new(), Arc::new(Notify::new()), Arc::default());
        let kill_at = rand::random_range(20..150);
        // Not always when an answer has just come, which is when the next commit begins.
        let phase = Duration::from_micros(rand::random_range(0..10_000));
        let mut living = JoinSet::new();
        for device in devices {
            let (now, answers): (_, Arc<AtomicUsize>) = (now.clone(), Arc::clone(&answers));
            living.spawn(device.live(dead.clone(), move || {
                if answers.fetch_add(1, Ordering::Relaxed) == kill_at {
                    now.notify_one();
                }
            }));
        }
        let reader = tokio::spawn(async move {
            watcher.end().await;
            watcher
        });
        soon("so many answers", now.notified()).await;
        tokio::time::sleep(phase).await;
        server.kill().await;
        dead.cancel();
        devices = living.join_all().await;
        journal.take(&reader.await.unwrap().history).unwrap();

        server = server.restart().await;
        client = server.client("acme").await;
        let (state, token) = table(&mut client, PARENT, 0).await;
        for device in &mut devices {
            device.check(&state);
            device.reconnect(&server).await;
        }
        // What it learns now it has to learn again with the next stream; the checks are of this moment.
        let mut resumed = Watcher::begin(&client, resume(ACCOUNT, &journal.token)).await;
        resumed.reach(&token).await;
        journal.take(&resumed.history).unwrap();
        assert_eq!(journal.state, state);
        watcher = Watcher::begin(&client, resume(ACCOUNT, &journal.token)).await;
    }
    let mut told: HashMap<(String, u32), usize> = HashMap::new();
    let mut unique = HashSet::new();
    for event in &journal.events {
        let r = event.registration.as_ref().unwrap();
        assert!(unique.insert((event.revision, r.name.clone(), event.kind, r.cseq)), "twice: {event:?}");
        if matches!(event.kind(), EventKind::Created | EventKind::Refreshed | EventKind::Shortened) {
            *told.entry((r.call_id.clone(), r.cseq)).or_default() += 1;
        }
    }
    for device in &devices {
        for cseq in &device.acknowledged {
            let key = (device.phone.call_id.clone(), *cseq);
            assert_eq!(told.get(&key), Some(&1), "acknowledged, and not told once: {key:?}");
        }
    }
    let acknowledged: usize = devices.iter().map(|d| d.acknowledged.len()).sum();
    let events = journal.events.len();
    println!(
        "{backend:?}: {KILLS} kills, {acknowledged} acknowledged, {events} events, {:.1?}",
        began.elapsed()
    );
    assert!(events > KILLS * 20);
}

crate::on_both!(killed_right_after_the_answer, killed_under_load);
