//! One order for everybody, and nobody is left out for being slow.

use crate::fleet::{self, ACCOUNT, PARENT, ok};
use crate::history::{Journal, revision, same};
use crate::support::{Backend, Phone, Server};
use crate::watcher::{Watcher, all, table};
use tokio::task::JoinSet;

const WATCHERS: usize = 50;

async fn all_see_the_same(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let phones = fleet::phones(&server, &client, 4, 4).await;
    let (done, finish) = tokio::sync::watch::channel(None::<String>);
    let mut readers = JoinSet::new();
    for n in 0..WATCHERS {
        let (client, mut finish) = (client.clone(), finish.clone());
        let mut watcher = Watcher::begin(&client, all(if n % 2 == 0 { PARENT } else { ACCOUNT })).await;
        readers.spawn(async move {
            let last = loop {
                tokio::select! {
                    read = watcher.read() => drop(read.unwrap()),
                    token = finish.wait_for(Option::is_some) => break token.unwrap().clone().unwrap(),
                }
            };
            watcher.reach(&last).await;
            watcher.history
        });
    }
    fleet::together(phones, async |mut phone: Phone| {
        for n in 0..20 {
            ok(&mut phone, if n % 7 == 6 { 0 } else { 60 + n }).await;
        }
        phone
    })
    .await;
    let (state, token) = table(&mut client, PARENT, 0).await;
    done.send_replace(Some(token));
    let histories = readers.join_all().await;
    for history in &histories {
        let mut journal = Journal::default();
        journal.take(history).unwrap();
        assert_eq!(journal.state, state);
        assert_eq!(journal.events.len(), 16 * 20);
        same(&histories[0], history).unwrap();
    }
    // Revisions are without gaps: a watcher of everything could tell a missing one.
    let revisions: Vec<i64> = histories[0].events().map(|e| e.revision).collect();
    assert!(revisions.windows(2).all(|w| w[1] - w[0] <= 1), "{revisions:?}");
}

/// Contacts of one phone: as many as a REGISTER may have.
const CONTACTS: u32 = 32;
const PHONES: usize = 16;
/// Together 20,480 changes, far more than the windows and buffers of a connection hold.
const ROUNDS: u32 = 40;

async fn a_slow_reader_gets_everything(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let phones = fleet::phones(&server, &client, PHONES, 1).await;
    // On a connection of its own, whose window fills up.
    let mut slow = Watcher::begin(&server.client("acme").await, all(PARENT)).await;
    fleet::together(phones, async |mut phone: Phone| {
        let line = |n| format!("Contact: <tel:{n}>\r\n");
        let headers: String = (0..CONTACTS).map(line).collect();
        for _ in 0..ROUNDS {
            let answer = phone.request(&headers).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        phone
    })
    .await;
    let (state, token) = table(&mut client, PARENT, 1000).await;
    assert!(slow.history.last_token().is_some_and(|at| revision(at) < revision(&token)));
    slow.reach(&token).await;
    // The replay tells an event that is missing from the middle; the count, one from anywhere.
    let mut journal = Journal::default();
    journal.take(&slow.history).unwrap();
    assert_eq!(journal.state, state);
    assert_eq!(journal.events.len(), PHONES * (CONTACTS * ROUNDS) as usize);
}

crate::on_both!(all_see_the_same, a_slow_reader_gets_everything);
