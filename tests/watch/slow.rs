//! Readers that stand still are served from the log.

use crate::fleet::{self, PARENT};
use crate::history::{Journal, revision};
use crate::support::{Backend, Client, Phone, Server, server::ALL_SCOPES};
use crate::watcher::{Watcher, all, table};
use rollcall::pb::v1::WatchRegistrationsRequest;
use tonic::transport::Endpoint;

/// Contacts of one phone: as many as a REGISTER may have.
const CONTACTS: usize = 32;
const PHONES: usize = 16;
/// Those whose phones the reader follows: a part is enough to fill its connection.
const FOLLOWED: usize = 4;
const ROUNDS: usize = 132;
/// Changes that are kept in memory for those who keep up.
const RING: usize = 65_536;

/// More passes than memory keeps, while a reader of a narrow connection has read one message.
async fn the_whole_ring_passes(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let phones = fleet::phones(&server, &client, PHONES, 1).await;
    let endpoint = Endpoint::from_shared(format!("http://{}", server.grpc())).unwrap();
    let narrow = endpoint.initial_stream_window_size(1 << 16).initial_connection_window_size(1 << 16);
    let still = Client::over(narrow.connect().await.unwrap(), &server.token("acme", ALL_SCOPES));
    let users: Vec<String> = (0..FOLLOWED).map(|n| format!("{PARENT}/users/user{n}")).collect();
    let request = WatchRegistrationsRequest { users: users.clone(), ..all(PARENT) };
    let mut still = Watcher::begin(&still, request).await;
    fleet::together(phones, async |mut phone: Phone| {
        let headers: String = (0..CONTACTS).map(|n| format!("Contact: <tel:{n}>\r\n")).collect();
        for _ in 0..ROUNDS {
            let answer = phone.request(&headers).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        phone
    })
    .await;
    const { assert!(PHONES * CONTACTS * ROUNDS > RING + 1000) };
    let (mut state, token) = table(&mut client, PARENT, 1000).await;
    assert!(still.history.last_token().is_some_and(|at| revision(at) < revision(&token)));
    still.reach(&token).await;
    // The replay tells an event that is missing from the middle; the count, one from anywhere.
    let mut journal = Journal::default();
    journal.take(&still.history).unwrap();
    state.retain(|name, _| users.iter().any(|user| name.starts_with(&format!("{user}/"))));
    assert_eq!(journal.state, state);
    assert_eq!(journal.events.len(), FOLLOWED * CONTACTS * ROUNDS);
}

crate::on_both!(the_whole_ring_passes);
