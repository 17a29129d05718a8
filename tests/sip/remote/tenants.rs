//! What an edge of one account may do: nothing for the others, and it does not learn that they are there.

use super::{Edge, all, parts};
use crate::{
    support::{Backend, Server, phone::params},
    wire::Dialog,
};
use rollcall::pb::v1;

async fn another_accounts_domain_is_none(backend: Backend) {
    let server = Server::with(backend, &["--sip-listen", "none"]).await;
    let (mut acme, mut rival) = (server.client("acme").await, server.client("rival").await);
    acme.domain("acme.test").await;
    let own = acme.user("acme.test", "alice").await;
    rival.domain("rival.test").await;
    let password = rival.user("rival.test", "eve").await;

    let tenants = Edge::new(&server, "acme", "kam1").await;
    let every = Edge::new(&server, "-", "kam2").await;
    let mut dialog = Dialog::new("rival.test", "eve", &password);
    let challenge = every.raw(dialog.request("")).await.unwrap();
    assert_eq!(challenge.status_code, 401);
    let nonce = params(all(&challenge, "WWW-Authenticate")[0])["nonce"].clone();
    let unknown = |domain: &str| Dialog::new(domain, "eve", &password);
    // Right credentials or none, a user or not: all is as for a domain that is not there.
    let nowhere = tenants.raw(unknown("nowhere.test").request("")).await.unwrap();
    assert_eq!((nowhere.status_code, &*nowhere.reason_phrase), (404, "Unknown Domain"));
    let mut eve = dialog.clone();
    for request in [
        eve.answered(&nonce, 1),
        eve.request(""),
        Dialog::new("rival.test", "nobody", "x").request(""),
        // The own domain in one place, the other's in the other.
        eve.request("").replace("REGISTER sip:rival.test", "REGISTER sip:acme.test"),
    ] {
        assert_eq!(tenants.raw(&request).await.unwrap(), nowhere, "{request}");
    }
    let word = tenants.trusted("domains/rival.test/users/eve", parts("eve", "rival.test", 1)).await;
    assert_eq!(word, nowhere);
    assert_eq!(rival.list("domains/rival.test").await, []);

    // A Request-URI that is none of its domains gives way to the To, whether or not somebody else has it.
    let mut alice = Dialog::new("acme.test", "alice", &own);
    for uri in ["sip:nowhere.test", "sip:rival.test", "sip:acme.test"] {
        let asked = alice.request("").replace("REGISTER sip:acme.test", &format!("REGISTER {uri}"));
        let answer = tenants.raw(asked).await.unwrap();
        assert_eq!(answer.status_code, 401, "{uri}");
        let nonce = params(all(&answer, "WWW-Authenticate")[0])["nonce"].clone();
        let asked = alice.answered(&nonce, 1).replace("REGISTER sip:acme.test", &format!("REGISTER {uri}"));
        assert_eq!(tenants.raw(asked).await.unwrap().status_code, 200, "{uri}");
    }
    // One for all serves all; there the two disagree.
    let answer = every.raw(eve.answered(&nonce, 2)).await.unwrap();
    assert_eq!((answer.status_code, &*answer.user), (200, "domains/rival.test/users/eve"));
    let mixed = alice.request("").replace("REGISTER sip:acme.test", "REGISTER sip:rival.test");
    assert_eq!(every.raw(mixed).await.unwrap().status_code, 404);
}

async fn another_accounts_flows_are_none(backend: Backend) {
    let server = Server::with(backend, &["--sip-listen", "none"]).await;
    let every = Edge::new(&server, "-", "kam1").await.flow("f1");
    let mut names = Vec::new();
    for (account, user) in [("acme", "alice@acme.test"), ("rival", "eve@rival.test")] {
        let (login, domain) = user.split_once('@').unwrap();
        let mut client = server.client(account).await;
        let grace = Some(prost_types::Duration { seconds: 0, nanos: 0 });
        client.domain_with(domain, v1::RegistrationPolicy { flow_grace: grace, ..Default::default() }).await;
        client.user(domain, login).await;
        names.push(every.registered(user, 1).await.name);
    }
    // Both have the same flow of the same edge.
    let tenants = Edge::new(&server, "acme", "kam1").await;
    let lost = tenants.lost(&[], &[&names[1]]).await;
    assert_eq!(lost.affected_count, 0);
    let lost = tenants.lost(&["f1"], &[&names[0], &names[1]]).await;
    assert_eq!(lost.affected_count, 1);
    let mut rival = server.client("rival").await;
    assert_eq!(rival.list("domains/rival.test").await[0].name, names[1]);
    assert_eq!(server.client("acme").await.list("domains/acme.test").await, []);
    assert_eq!(every.lost(&["f1"], &[]).await.affected_count, 1);
    assert_eq!(rival.list("domains/rival.test").await, []);
}

crate::on_both!(another_accounts_domain_is_none, another_accounts_flows_are_none);
