//! ListRegistrations and GetRegistration.

use crate::fleet::{self, ACCOUNT, DOMAIN, PARENT, ok};
use crate::history::revision;
use crate::support::{Backend, Server, reason};
use crate::watcher::table;
use rollcall::pb::v1;
use tonic::Code;

async fn pages(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    fleet::together(fleet::phones(&server, &client, 3, 5).await, async |mut phone| {
        ok(&mut phone, 60).await;
        phone
    })
    .await;
    let (whole, token) = table(&mut client, PARENT, 0).await;
    assert_eq!(whole.len(), 15);
    for parent in [ACCOUNT, PARENT, "domains/-"] {
        for size in [1, 4, 5, 15, 16, 5000] {
            let (paged, at) = table(&mut client, parent, size).await;
            assert_eq!((&paged, &at), (&whole, &token), "{parent} by {size}");
        }
    }
    let (of_one, _) = table(&mut client, &format!("{PARENT}/users/user1"), 2).await;
    assert_eq!(of_one.len(), 5);
    let ordered: Vec<String> = client.list(PARENT).await.into_iter().map(|r| r.name).collect();
    assert_eq!(ordered, whole.into_keys().collect::<Vec<_>>(), "by name");

    let first =
        v1::ListRegistrationsRequest { parent: PARENT.to_owned(), page_size: 1, ..Default::default() };
    let page = client.registrations.list_registrations(first.clone()).await.unwrap().into_inner();
    let elsewhere = v1::ListRegistrationsRequest {
        parent: ACCOUNT.to_owned(),
        page_token: page.next_page_token,
        ..first.clone()
    };
    let garbage = v1::ListRegistrationsRequest { page_token: "nonsense".to_owned(), ..first.clone() };
    for bad in [elsewhere, garbage] {
        let refused = client.registrations.list_registrations(bad).await.unwrap_err();
        assert_eq!((refused.code(), &*reason(&refused)), (Code::InvalidArgument, "PAGE_TOKEN_INVALID"));
    }
    let negative = v1::ListRegistrationsRequest { page_size: -1, ..first };
    let refused = client.registrations.list_registrations(negative).await.unwrap_err();
    assert_eq!((refused.code(), &*reason(&refused)), (Code::InvalidArgument, "FIELD_INVALID"));
}

async fn one_registration(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    ok(&mut alice, 90).await;
    let listed = client.list(PARENT).await.remove(0);
    let get = |name: &str| v1::GetRegistrationRequest { name: name.to_owned(), ..Default::default() };
    let answer = client.registrations.get_registration(get(&listed.name)).await.unwrap().into_inner();
    let got = answer.registration.unwrap();
    assert_eq!(got, listed);
    assert_eq!(got.contact_uri, alice.contact.trim_matches(['<', '>']));
    assert_eq!((got.call_id, got.cseq, &*got.user_agent), (alice.call_id.clone(), alice.cseq, "test phone"));
    assert_eq!(got.name, format!("domains/{DOMAIN}/users/alice/registrations/{}", got.uid));
    let seconds = |t: Option<prost_types::Timestamp>| t.unwrap().seconds;
    assert_eq!(seconds(got.expire_time) - seconds(got.refresh_time), 90);

    // Read your writes, and what is gone is gone.
    ok(&mut alice, 0).await;
    let (_, token) = table(&mut client, PARENT, 0).await;
    assert_eq!(revision(&token), revision(&answer.resume_token) + 1);
    let read = v1::GetRegistrationRequest { at_least: token, ..get(&listed.name) };
    let mut foreign = server.client("rival").await;
    ok(&mut alice, 60).await;
    let there = client.list(PARENT).await.remove(0).name;
    for refused in [
        client.registrations.get_registration(read).await,
        foreign.registrations.get_registration(get(&there)).await,
    ] {
        let refused = refused.unwrap_err();
        assert_eq!((refused.code(), &*reason(&refused)), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    }
    let refused = client.registrations.get_registration(get("nonsense")).await.unwrap_err();
    assert_eq!(reason(&refused), "FIELD_INVALID");
}

crate::on_both!(pages, one_registration);
