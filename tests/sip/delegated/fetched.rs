//! HA1s that the service gives, and how long they are kept.

use super::{Backend, DOMAIN, FetchHa1, Phone, RIGHT, Reply, World, until};
use rollcall::pb::v1;
use std::time::Duration;

#[tokio::test]
async fn an_ha1_is_kept_for_as_long_as_the_service_says() {
    let mut world = World::new(Backend::Sqlite, FetchHa1, &[]).await;
    // Not at all.
    let mut phone = world.phone(RIGHT).await;
    assert_eq!((phone.register(600).await.status, phone.register(600).await.status), (200, 200));
    assert_eq!(world.service.take().len(), 2);

    world.service.ttl(Duration::from_secs(3600));
    for _ in 0..3 {
        assert_eq!((phone.register(600).await.status, world.register("guessed").await), (200, 401));
    }
    assert_eq!(world.service.take().len(), 1);
    assert_eq!(world.outcomes("FetchHa1", "kept").await, 5.0);
    // As long as it is kept, the service may be away, and what it would say by now is no matter.
    world.service.always(Some(Reply::Hang));
    assert_eq!((phone.register(600).await.status, world.service.calls()), (200, 0));
    world.service.always(None);

    // Any change of the domain forgets it.
    let setting = world.running.setting(FetchHa1);
    world.service.ttl(Duration::from_millis(300));
    world.set(Some(setting)).await;
    assert_eq!((phone.register(600).await.status, world.service.calls()), (200, 1));
    until("its time is over", async || {
        assert_eq!(phone.register(600).await.status, 200);
        (world.service.calls() >= 2).then_some(())
    })
    .await;
}

/// Rollcall's own word on the user comes first, whatever is kept.
#[tokio::test]
async fn a_kept_ha1_lets_nobody_in_who_may_not() {
    let mut world = World::new(Backend::Sqlite, FetchHa1, &[]).await;
    world.service.ttl(Duration::from_secs(3600));
    let mut phone = world.phone(RIGHT).await;
    assert_eq!(phone.register(600).await.status, 200);
    let alice =
        v1::User { name: "domains/acme.test/users/alice".into(), disabled: true, ..Default::default() };
    world.client.update_user(alice.clone(), &["disabled"]).await.unwrap();
    assert_eq!((phone.register(600).await.status, world.registered().await), (401, 0));
    world.client.update_user(v1::User { disabled: false, ..alice }, &["disabled"]).await.unwrap();
    assert_eq!(phone.register(600).await.status, 200);
    world.client.delete_user("alice@acme.test").await.unwrap();
    assert_eq!((phone.register(600).await.status, world.registered().await), (401, 0));
    assert_eq!(world.service.calls(), 1);
}

/// The service may know a user name for one address of record and not for another.
#[tokio::test]
async fn an_ha1_is_for_one_address_of_record() {
    let mut world = World::new(Backend::Sqlite, FetchHa1, &[]).await;
    world.service.ttl(Duration::from_secs(3600));
    world.client.user(DOMAIN, "bob").await;
    assert_eq!(world.register(RIGHT).await, 200);
    let mut thief = Phone::new(world.server.sip("udp"), DOMAIN, "bob", RIGHT).await;
    thief.username = "alice".to_owned();
    world.service.next(&[Reply::Ha1("0".repeat(32))]);
    assert_eq!(thief.register(600).await.status, 401);
    assert_eq!(world.service.calls(), 2);
}

#[tokio::test]
async fn only_an_ha1_lets_somebody_in() {
    let mut world = World::new(Backend::Sqlite, FetchHa1, &[]).await;
    // Another one than the phone has.
    world.service.next(&[Reply::Ha1("0".repeat(32))]);
    assert_eq!(world.register(RIGHT).await, 401);
    world.service.next(&[Reply::Unspecified]);
    assert_eq!(world.register(RIGHT).await, 401);
    // What is none: the service is at fault, not the phone.
    for broken in ["", "0", &"0".repeat(64), &"x".repeat(32)] {
        world.service.next(&[Reply::Ha1(broken.to_owned())]);
        assert_eq!(world.register(RIGHT).await, 503, "{broken}");
        // So that the failures are not in a row.
        assert_eq!(world.register("guessed").await, 401);
    }
    assert_eq!(world.registered().await, 0);
    assert_eq!(world.register(RIGHT).await, 200);
}
