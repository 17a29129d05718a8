//! Registrations so large that a thousand of them are more than a client takes in one message.

use crate::fleet::{self, ACCOUNT, DOMAIN, PARENT};
use crate::history::Journal;
use crate::support::{Backend, Server};
use crate::watcher::{Watcher, all, resume, table};
use prost::Message as _;
use rollcall::pb::v1::{self, WatchRegistrationsResponse, watch_registrations_response::Message};

/// As many contacts as one REGISTER may have.
const CONTACTS: usize = 32;
const PHONES: usize = 34;
const TOTAL: usize = PHONES * CONTACTS;
/// What one message holds at most, but for one that is larger by itself.
const LIMIT: usize = 1 << 20;

fn octets(messages: &[WatchRegistrationsResponse]) -> Vec<usize> {
    messages.iter().map(WatchRegistrationsResponse::encoded_len).collect()
}

async fn come_in_messages_below_the_limit(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    let policy = v1::RegistrationPolicy {
        max_registrations: Some(1000),
        path_mode: v1::PathMode::Lazy.into(),
        ..Default::default()
    };
    client.domain_with(DOMAIN, policy).await;
    let start = Watcher::begin(&client, all(ACCOUNT)).await.history.last_token().unwrap().to_owned();
    fleet::together(fleet::phones(&server, &client, PHONES, 1).await, async |mut phone| {
        let proxy = |n| format!("Path: <sip:p{n}.test;lr;x={}>\r\n", "x".repeat(530));
        let path: String = (0..8).map(proxy).collect();
        let contacts: String = (0..CONTACTS).map(|n| format!("Contact: <tel:{n}>\r\n")).collect();
        assert_eq!(phone.request(&format!("{path}{contacts}")).await.status, 200);
        phone
    })
    .await;

    let mut watcher = Watcher::begin(&client, all(ACCOUNT)).await;
    let sizes = octets(&watcher.history.messages);
    assert!(sizes.iter().sum::<usize>() > 4 * LIMIT, "one message of them all would not arrive: {sizes:?}");
    assert!(sizes.iter().all(|size| *size <= LIMIT), "{sizes:?}");
    // Messages are filled, not cut up.
    assert!(sizes.len() < 8, "{sizes:?}");
    // Pages of a list are cut in the same way.
    let (state, _) = table(&mut client, PARENT, 1000).await;
    let mut journal = Journal::default();
    journal.take(&watcher.history).unwrap();
    assert_eq!((state.len(), &journal.state), (TOTAL, &state));

    // One revision that ends all of them.
    let delete = v1::DeleteDomainRequest { name: PARENT.to_owned(), force: true, ..Default::default() };
    let token = client.domains.delete_domain(delete).await.unwrap().into_inner().resume_token;
    let before = watcher.history.messages.len();
    watcher.reach(&token).await;
    let parts = &watcher.history.messages[before..];
    assert!(octets(parts).iter().all(|size| *size <= LIMIT), "{:?}", octets(parts));
    assert!(parts.len() >= 4, "{}", parts.len());
    let (last, others) = parts.split_last().unwrap();
    assert!(others.iter().all(|part| part.resume_token.is_empty()), "a token only when all was sent");
    assert_eq!(last.resume_token, token);
    assert!(parts.iter().all(|m| matches!(m.message, Some(Message::Changes(_)))));

    // The whole history, from the log or the ring: a token where a revision is whole.
    let mut journal = Journal { token: start.clone(), ..Default::default() };
    let mut again = Watcher::begin(&client, resume(ACCOUNT, &start)).await;
    again.reach(&token).await;
    assert!(octets(&again.history.messages).iter().all(|size| *size <= LIMIT));
    journal.take(&again.history).unwrap();
    assert_eq!((journal.events.len(), journal.state.len()), (2 * TOTAL, 0));
}

crate::on_both!(come_in_messages_below_the_limit);
