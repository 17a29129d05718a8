//! What one node changes, all follow.

use super::{Asked, Backend, DOMAIN, FetchHa1, Phone, RIGHT, VerifyDigest, World, until};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_reaches_every_node() {
    let mut world = World::new(Backend::Postgres, FetchHa1, &[]).await;
    world.service.ttl(Duration::from_secs(3600));
    let beside = world.server.beside(&[]).await;
    let phone = async |password: &str| {
        let mut phone = Phone::new(beside.sip("udp"), DOMAIN, "alice", password).await;
        phone.register(600).await.status
    };
    assert_eq!(phone(RIGHT).await, 200);
    assert_eq!(world.service.take().len(), 1);
    // The other node keeps an HA1 and the setting; neither outlives the change.
    let setting = world.running.setting(VerifyDigest);
    world.set(Some(setting)).await;
    until("the mode is another one there", async || {
        assert_eq!(phone(RIGHT).await, 200);
        world.service.take().iter().any(|asked| matches!(asked, Asked::Verify(_))).then_some(())
    })
    .await;
    world.set(None).await;
    let stored = world.stored.clone();
    until("it is off there", async || (phone(&stored).await == 200).then_some(())).await;
    assert_eq!(phone(RIGHT).await, 401);
}
