//! What is more than one message holds.

use crate::fleet::{self, ACCOUNT, PARENT};
use crate::history::Journal;
use crate::support::{Backend, Server};
use crate::watcher::{Watcher, all, table};
use rollcall::pb::v1::{self, EventKind, watch_registrations_response::Message};

/// As many contacts as one REGISTER may have.
const CONTACTS: usize = 32;
const PHONES: usize = 16;
const ROUNDS: usize = 5;
const TOTAL: usize = PHONES * ROUNDS * CONTACTS;

async fn a_large_snapshot_and_a_large_revision_come_in_parts(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    fleet::together(fleet::phones(&server, &client, PHONES, 1).await, async |mut phone| {
        for round in 0..ROUNDS {
            let line = |n| format!("Contact: <tel:{}>\r\n", round * CONTACTS + n);
            let headers: String = (0..CONTACTS).map(line).collect();
            assert_eq!(phone.request(&headers).await.status, 200);
        }
        phone
    })
    .await;
    let mut watcher = Watcher::begin(&client, all(ACCOUNT)).await;
    assert_eq!(watcher.history.messages.len(), TOTAL.div_ceil(1000) + 1);
    let (state, _) = table(&mut client, PARENT, 1000).await;
    let mut journal = Journal::default();
    journal.take(&watcher.history).unwrap();
    assert_eq!((state.len(), &journal.state), (TOTAL, &state));

    let delete = v1::DeleteDomainRequest { name: PARENT.to_owned(), force: true, ..Default::default() };
    let token = client.domains.delete_domain(delete).await.unwrap().into_inner().resume_token;
    let before = watcher.history.messages.len();
    watcher.reach(&token).await;
    let parts = &watcher.history.messages[before..];
    assert_eq!(parts.len(), TOTAL.div_ceil(1000));
    let tokens: Vec<bool> = parts.iter().map(|m| !m.resume_token.is_empty()).collect();
    assert_eq!(tokens, [false, false, true], "a token only when all of the revision was sent");
    assert!(parts.iter().all(|m| matches!(m.message, Some(Message::Changes(_)))));
    let rejected = watcher.history.events().filter(|e| e.kind() == EventKind::Rejected).count();
    assert_eq!(rejected, TOTAL);
    let mut journal = Journal::default();
    journal.take(&watcher.history).unwrap();
    assert!(journal.state.is_empty());
}

crate::on_both!(a_large_snapshot_and_a_large_revision_come_in_parts);
