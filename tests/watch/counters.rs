//! How many are online, as the domain and the user tell.

use crate::fleet::{self, DOMAIN, PARENT, ok};
use crate::support::{Backend, Client, Phone, Server};
use rollcall::pb::v1::{self, PresenceState};

/// Users online and registrations, by GetDomain and by ListDomains.
async fn domain(client: &mut Client, fqdn: &str) -> (i64, i64) {
    let one = client.get_domain(fqdn).await.unwrap().into_inner().domain.unwrap();
    let (all, _) = client.page_of_domains(100, "").await;
    assert_eq!(all.iter().find(|domain| domain.name == one.name), Some(&one));
    let presence = one.presence.unwrap();
    (presence.online_user_count, presence.registration_count)
}

async fn user(client: &mut Client, login: &str) -> (PresenceState, i32) {
    let user = client.get_user(&format!("{login}@{DOMAIN}")).await.unwrap().into_inner().user.unwrap();
    let presence = user.presence.unwrap();
    (presence.state(), presence.registration_count)
}

async fn count_what_is_registered(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    client.domain("other.test").await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let mut desk = Phone::new(server.sip("udp"), DOMAIN, "alice", &alice.password).await;
    let mut bob = fleet::phone(&server, &mut client, "bob").await;
    assert_eq!(
        (domain(&mut client, DOMAIN).await, user(&mut client, "bob").await),
        ((0, 0), (PresenceState::Offline, 0))
    );
    for (phone, counts) in [(&mut alice, (1, 1)), (&mut desk, (1, 2)), (&mut bob, (2, 3))] {
        // A refresh counts nothing.
        for _ in 0..2 {
            ok(phone, 60).await;
            assert_eq!(domain(&mut client, DOMAIN).await, counts);
        }
    }
    assert_eq!(user(&mut client, "alice").await, (PresenceState::Online, 2));
    assert_eq!(domain(&mut client, "other.test").await, (0, 0));
    ok(&mut alice, 0).await;
    assert_eq!(domain(&mut client, DOMAIN).await, (2, 2));
    let off = v1::DeregisterUserRequest { name: format!("{PARENT}/users/bob"), ..Default::default() };
    client.registrations.deregister_user(off).await.unwrap();
    assert_eq!(domain(&mut client, DOMAIN).await, (1, 1));
    // They are of the table, which a restart reads again.
    let server = server.restart().await;
    let mut client = server.client("acme").await;
    assert_eq!(domain(&mut client, DOMAIN).await, (1, 1));
    assert_eq!(user(&mut client, "alice").await, (PresenceState::Online, 1));
}

crate::on_both!(count_what_is_registered);
