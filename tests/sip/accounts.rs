//! What phones feel of their account: its quota of registrations, and that it is switched off.

use crate::support::{Backend, Client, Phone, Server};
use futures::future::join_all;
use rollcall::pb::v1::{self, AccountQuotas, LimitPolicy, RegistrationPolicy};

const DOMAINS: [&str; 2] = ["a.test", "b.test"];

fn registrations(max: i64) -> AccountQuotas {
    AccountQuotas { max_registrations: Some(max), ..Default::default() }
}

/// A server with two domains of one account, and as many phones, each of a user of its own.
async fn phones(backend: Backend, count: usize) -> (Server, Client, Client, Vec<Phone>) {
    let server = Server::start(backend).await;
    let (operator, mut acme) = (server.operator().await, server.client("acme").await);
    for fqdn in DOMAINS {
        acme.domain(fqdn).await;
    }
    let mut phones = Vec::new();
    for n in 0..count {
        let (fqdn, login) = (DOMAINS[n % 2], format!("u{n}"));
        let password = acme.user(fqdn, &login).await;
        phones.push(Phone::new(server.sip("udp"), fqdn, &login, &password).await);
    }
    (server, operator, acme, phones)
}

async fn held(acme: &mut Client) -> usize {
    acme.list("accounts/acme").await.len()
}

async fn as_many_registrations_as_allowed(backend: Backend) {
    let (_server, mut operator, mut acme, mut phones) = phones(backend, 10).await;
    // Known to the edge before there is a quota.
    assert_eq!(phones[0].register(600).await.status, 200);
    operator.limit("acme", registrations(4)).await;
    let answers = join_all(phones[1..].iter_mut().map(|phone| phone.register(600))).await;
    let (taken, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|a| a.status == 200);
    assert_eq!((taken.len(), refused.len()), (3, 6));
    for answer in &refused {
        assert_eq!((answer.status, answer.all("Retry-After").len()), (503, 0), "{}", answer.text);
    }
    assert_eq!(held(&mut acme).await, 4);
    // Who is in may stay, and who asks what he has may ask.
    assert_eq!(phones[0].register(900).await.status, 200);
    assert_eq!(phones[0].request("").await.status, 200);
    // Lower than what there is ends nothing.
    operator.limit("acme", registrations(2)).await;
    assert_eq!(phones[0].register(900).await.status, 200);
    assert_eq!(held(&mut acme).await, 4);
    // Refused until there is room; each place that becomes free is given once.
    let names: Vec<_> = acme.list("accounts/acme").await.into_iter().map(|r| r.name).collect();
    for name in &names[..3] {
        let kick = v1::DeleteRegistrationRequest { name: name.clone(), ..Default::default() };
        acme.registrations.delete_registration(kick).await.unwrap();
    }
    let answers = join_all(phones[1..].iter_mut().map(|phone| phone.register(600))).await;
    let there = held(&mut acme).await;
    assert_eq!(there, 2, "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    operator.limit("acme", registrations(0)).await;
    assert_eq!(phones[9].register(0).await.status, 200, "nobody is kept from leaving");
    // Raised, it holds at once.
    operator.limit("acme", registrations(10)).await;
    for phone in &mut phones {
        assert_eq!(phone.register(600).await.status, 200);
    }
    assert_eq!(held(&mut acme).await, 10);
}

/// A device that takes the place of another is not one more; two domains of another account do not count.
async fn who_makes_room_may_come_in(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut operator, mut acme) = (server.operator().await, server.client("acme").await);
    let policy = RegistrationPolicy {
        max_registrations: Some(1),
        limit_policy: LimitPolicy::EvictOldest.into(),
        ..Default::default()
    };
    acme.domain_with("acme.test", policy).await;
    let password = acme.user("acme.test", "alice").await;
    operator.limit("acme", registrations(1)).await;
    let udp = server.sip("udp");
    let mut first = Phone::new(udp, "acme.test", "alice", &password).await;
    let mut second = Phone::new(udp, "acme.test", "alice", &password).await;
    assert_eq!(first.register(600).await.status, 200);
    let answer = second.register(600).await;
    assert_eq!((answer.status, answer.all("Contact").len()), (200, 1), "{}", answer.text);
    let mut other = server.client("other").await;
    other.domain("other.test").await;
    let password = other.user("other.test", "bob").await;
    let mut bob = Phone::new(udp, "other.test", "bob", &password).await;
    assert_eq!(bob.register(600).await.status, 200);
    // After a restart it counts what it finds.
    let server = server.restart().await;
    let bobs = acme_after_restart(&server).await;
    let mut third = Phone::new(server.sip("udp"), "acme.test", "bob", &bobs).await;
    assert_eq!(third.register(600).await.status, 503);
}

async fn acme_after_restart(server: &Server) -> String {
    server.client("acme").await.user("acme.test", "bob").await
}

async fn a_disabled_account_is_out_and_back_at_once(backend: Backend) {
    let (server, mut operator, mut acme, mut phones) = phones(backend, 4).await;
    let mut other = server.client("other").await;
    other.domain("other.test").await;
    let password = other.user("other.test", "bob").await;
    let mut bob = Phone::new(server.sip("udp"), "other.test", "bob", &password).await;
    for phone in phones.iter_mut().chain([&mut bob]) {
        assert_eq!(phone.register(600).await.status, 200);
    }
    operator.switch("acme", true).await;
    assert_eq!(operator.list("accounts/acme").await.len(), 0);
    for phone in &mut phones {
        let answer = phone.register(600).await;
        assert_eq!(answer.status, 403, "{}", answer.text);
    }
    // Only its own users learn that it is switched off.
    let mut stranger = Phone::new(server.sip("udp"), "a.test", "u0", "wrong").await;
    assert_eq!(stranger.register(600).await.status, 401);
    assert_eq!(bob.register(600).await.status, 200);
    assert_eq!(operator.list("accounts/acme").await.len(), 0);

    operator.switch("acme", false).await;
    for phone in &mut phones {
        assert_eq!(phone.register(600).await.status, 200);
    }
    assert_eq!(held(&mut acme).await, 4);
}

/// Phones register all the time while the account is switched off: nothing that rests on the time before gets in
/// behind the change.
async fn nobody_slips_in_behind_the_change(backend: Backend) {
    let (_server, mut operator, _acme, mut phones) = phones(backend, 8).await;
    for phone in &mut phones {
        assert_eq!(phone.register(600).await.status, 200);
    }
    for _ in 0..5 {
        let (done, flag) = (std::sync::atomic::AtomicBool::new(false), &std::sync::atomic::Ordering::SeqCst);
        let storm = join_all(phones.iter_mut().map(|phone| {
            let done = &done;
            async move {
                while !done.load(*flag) {
                    let status = phone.register(600).await.status;
                    assert!([200, 401, 403, 503].contains(&status), "{status}");
                }
            }
        }));
        let switch = async {
            operator.switch("acme", true).await;
            let left = operator.list("accounts/acme").await;
            assert_eq!(left.len(), 0);
            done.store(true, *flag);
        };
        tokio::join!(storm, switch);
        assert_eq!(operator.list("accounts/acme").await.len(), 0);
        operator.switch("acme", false).await;
        for phone in &mut phones {
            assert_eq!(phone.register(600).await.status, 200);
        }
    }
}

crate::on_both!(
    as_many_registrations_as_allowed,
    who_makes_room_may_come_in,
    a_disabled_account_is_out_and_back_at_once,
    nobody_slips_in_behind_the_change,
);
