//! What is hard on subscriptions: requests that come twice, credentials that are no more, a node that is full or stops.

use super::{DOMAIN, Subscriber, World, is};
use crate::{
    doctor::hold,
    support::{Backend, PATIENCE, http::sample, until},
    wire::{Dialog, Tcp, Udp, nonce, options},
};
use rollcall::pb::v1::{self, ResetRegistrationCredentialsRequest as Reset};
use tokio::time::timeout;

/// RFC 3261 §8.2.2.2: what came already, by whichever way, is no second subscription, and does the first no harm.
#[tokio::test]
async fn a_merged_request_begins_none() {
    let world = World::new().await;
    let mut subscriber = world.connected().await;
    let headers = subscriber.headers(600);
    let challenge = subscriber.request(&headers);
    let nonce = nonce(&subscriber.link.ask(challenge).await);
    let answers = [1, 2, 3].map(|count| subscriber.digest.answer(&nonce, count));
    let request = subscriber.request(&format!("{headers}{}", answers[0]));
    assert_eq!(subscriber.link.ask(&request).await.status, 200);
    is(&subscriber.notified().await, "0 full", "init", &[]);
    for answer in &answers[1..] {
        let again = subscriber.link.ask(request.replace(&answers[0], answer)).await;
        assert_eq!(again.status, 482, "{}", again.text);
    }
    assert_eq!(sample(world.server.metrics(), "rollcall_sip_subscriptions").await as u64, 1);
    assert_eq!(world.phone().await.register(600).await.status, 200);
    is(&subscriber.notified().await, "1 partial", "active", &["active registered"]);
}

/// Nothing is registered that could end with it.
async fn it_ends_with_its_credential(backend: Backend) {
    let mut world = World::on(backend).await;
    let alice = format!("alice@{DOMAIN}");
    let reset = |password: &str, seconds| Reset {
        registration_password: password.to_owned(),
        overlap: Some(prost_types::Duration { seconds, nanos: 0 }),
        ..Default::default()
    };
    let ended = async |subscriber: &mut Subscriber, document: &str| {
        let last = subscriber.notified().await;
        is(&last, document, "init", &[]);
        assert_eq!(last.all("Subscription-State"), ["terminated;reason=deactivated"]);
        let headers = subscriber.headers(600);
        assert_eq!(subscriber.ask(&headers).await.status, 401);
    };
    let mut subscriber = world.subscriber().await;
    subscriber.subscribe(600).await;
    is(&subscriber.notified().await, "0 full", "init", &[]);
    // While the old one works it goes on.
    world.client.reset(&alice, reset("Battery-Staple-2", 3600)).await.unwrap();
    subscriber.subscribe(600).await;
    is(&subscriber.notified().await, "1 full", "init", &[]);
    world.client.reset(&alice, reset("Correct-Horse-3", 0)).await.unwrap();
    ended(&mut subscriber, "2 full").await;

    world.password = "Correct-Horse-3".to_owned();
    let mut subscriber = world.subscriber().await;
    subscriber.subscribe(600).await;
    is(&subscriber.notified().await, "0 full", "init", &[]);
    let user = v1::User {
        name: format!("domains/{DOMAIN}/users/alice"),
        registration_password: "Battery-Staple-4".to_owned(),
        ..Default::default()
    };
    world.client.update_user(user, &["registration_password"]).await.unwrap();
    ended(&mut subscriber, "1 full").await;
}

crate::on_both!(it_ends_with_its_credential);

/// However many requests are under way, a phone that answers has answered.
#[tokio::test]
async fn an_answer_needs_no_place_among_requests() {
    let world = World::new().await;
    let at = world.server.sip("udp");
    let mut subscriber = world.subscriber().await;
    subscriber.subscribe(600).await;
    let notify = subscriber.unanswered().await;
    let (phone, other) = (Udp::to(at).await, Udp::to(at).await);
    let mut dialog = Dialog::new(DOMAIN, "alice", &world.password);
    let nonce = phone.nonce(&mut dialog).await;
    let held = hold(&world.server).await;
    let mut count = 0;
    let crowd = async {
        while other.ask(options("room")).await.status == 200 {
            // A few at a time: what overflows the socket's buffer is lost.
            for _ in 0..64 {
                count += 1;
                phone.send(dialog.answered(&nonce, count)).await;
            }
        }
    };
    timeout(PATIENCE, crowd).await.expect("there are as many as may be");
    subscriber.link.send(Subscriber::<Udp>::answer(&notify, "200 OK")).await;
    assert_eq!(other.ask(options("still")).await.status, 503);
    let accepted = r#"rollcall_sip_notifies_total{transport="udp",outcome="accepted"}"#;
    let at = world.server.metrics();
    until("it is taken", async || (sample(at, accepted).await as u64 == 1).then_some(())).await;
    drop(held);
}

/// Connections stay until the phones on them are told; then they are closed, and the node ends.
#[tokio::test]
async fn a_node_that_stops_says_so_over_connections() {
    let mut world = World::new().await;
    let mut subscribers: Vec<Subscriber<Tcp>> = Vec::new();
    for _ in 0..8 {
        let mut subscriber = world.connected().await;
        subscriber.subscribe().await;
        is(&subscriber.notified().await, "0 full", "init", &[]);
        subscribers.push(subscriber);
    }
    let mut silent = Tcp::to(world.server.sip("tcp")).await;
    assert_eq!(silent.ask(options("before")).await.status, 200);
    world.server.signal("-TERM");
    for subscriber in &mut subscribers {
        let last = subscriber.notified().await;
        is(&last, "1 full", "init", &[]);
        assert_eq!(last.all("Subscription-State"), ["terminated;reason=probation;retry-after=5"]);
    }
    for subscriber in &mut subscribers {
        subscriber.link.is_closed().await;
    }
    silent.is_closed().await;
    assert!(world.server.wait().await.success());
}
