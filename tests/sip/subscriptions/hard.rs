//! What is hard on subscriptions: requests that come twice, credentials that are no more.

use super::{DOMAIN, Subscriber, World, is};
use crate::{
    support::{Backend, http::sample},
    wire::nonce,
};
use rollcall::pb::v1::{self, ResetRegistrationCredentialsRequest as Reset};

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
