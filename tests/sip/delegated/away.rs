//! Services that are away, slow, or refuse us: nobody gets in.

use super::{Backend, DOMAIN, FEW, FetchHa1, Phone, RIGHT, Reply, VerifyDigest, World, sample, until};
use crate::{
    support::{Server, delegate::Service, delegate::TOKEN, tls::Ca},
    wire::{Dialog, Udp},
};
use rollcall::pb::v1;
use std::time::{Duration, Instant};
use tonic::Code;

async fn no_answer_is_503(backend: Backend) {
    for mode in [VerifyDigest, FetchHa1] {
        let mut world = World::new(backend, mode, &FEW).await;
        // Of one that hangs, after the domain's timeout.
        let mut setting = world.running.setting(mode);
        setting.timeout = Some(prost_types::Duration { seconds: 0, nanos: 300_000_000 });
        world.set(Some(setting)).await;
        world.service.always(Some(Reply::Hang));
        let mut phone = world.phone(RIGHT).await;
        let begun = Instant::now();
        let answer = phone.register(600).await;
        let took = begun.elapsed();
        assert_eq!((answer.status, answer.all("Retry-After").len()), (503, 1), "{}", answer.text);
        assert!(took >= Duration::from_millis(300) && took < Duration::from_secs(3), "{took:?}");
        assert!(!answer.text.contains("WWW-Authenticate"), "{}", answer.text);
        let method = if mode == VerifyDigest { "VerifyDigest" } else { "FetchHa1" };
        assert_eq!(world.outcomes(method, "timeout").await, 1.0);
        assert_eq!(world.registered().await, 0);
        let unanswered = "rollcall_sip_auth_failures_total{transport=\"udp\",reason=\"unanswered\"}";
        assert_eq!(sample(world.server.metrics(), unanswered).await, 1.0);

        // Whoever is not known here is answered the same.
        let mut nobody = Phone::new(world.server.sip("udp"), DOMAIN, "nobody", RIGHT).await;
        assert_eq!(nobody.register(600).await.status, 503);

        // It was no guess, however often.
        world.service.always(Some(Reply::Fail(Code::InvalidArgument)));
        for _ in 0..8 {
            assert_eq!(phone.register(600).await.status, 503);
        }
        world.service.always(None);
        assert_eq!(phone.register(600).await.status, 200);
    }
}

#[tokio::test]
async fn unavailable_is_tried_again_once() {
    let world = World::new(Backend::Sqlite, VerifyDigest, &[]).await;
    let fail = |code| Reply::Fail(code);
    for (replies, status, calls) in [
        (&[fail(Code::Unavailable)][..], 200, 2),
        (&[fail(Code::Unavailable), fail(Code::Unavailable)], 503, 2),
        (&[fail(Code::Internal)], 503, 1),
        (&[fail(Code::DeadlineExceeded)], 503, 1),
        (&[fail(Code::ResourceExhausted)], 503, 1),
        (&[], 200, 1),
    ] {
        world.service.next(replies);
        assert_eq!(world.register(RIGHT).await, status, "{replies:?}");
        assert_eq!(world.service.take().len(), calls, "{replies:?}");
    }
}

/// After 5 failures in a row nobody is asked, for 2 to 4 seconds.
#[tokio::test]
async fn one_that_keeps_failing_is_left_alone_for_a_while() {
    let world = World::new(Backend::Sqlite, VerifyDigest, &[]).await;
    world.service.always(Some(Reply::Fail(Code::Internal)));
    for _ in 0..4 {
        assert_eq!(world.register(RIGHT).await, 503);
    }
    world.service.next(&[]);
    world.service.always(None);
    assert_eq!(world.register(RIGHT).await, 200, "not in a row");
    world.service.always(Some(Reply::Fail(Code::Internal)));
    let mut phone = world.phone(RIGHT).await;
    for _ in 0..5 {
        assert_eq!(phone.register(600).await.status, 503);
    }
    let open = Instant::now();
    assert_eq!(world.service.take().len(), 10);
    // Each was answered before the breaker can have closed, or it proves nothing.
    let mut unasked = 0;
    for _ in 0..5 {
        let answer = phone.register(600).await;
        if open.elapsed() < Duration::from_millis(1900) {
            assert_eq!((answer.status, answer.all("Retry-After").len()), (503, 1), "{}", answer.text);
            assert_eq!(world.service.calls(), 0);
            unasked += 1;
        }
    }
    assert!(world.outcomes("VerifyDigest", "open").await >= f64::from(unasked));
    // One question is asked when its time is over, and closes it.
    world.service.always(None);
    until("it is asked again", async || (phone.register(600).await.status == 200).then_some(())).await;
    assert_eq!((world.register(RIGHT).await, world.service.take().len()), (200, 2));
    let log = world.server.log();
    assert!(log.contains("keeps failing") && log.contains("answers again"), "{log}");
}

#[tokio::test]
async fn one_that_is_away_lets_nobody_in_until_it_is_back() {
    for mode in [VerifyDigest, FetchHa1] {
        let mut world = World::new(Backend::Sqlite, mode, &[]).await;
        let mut phone = world.phone(RIGHT).await;
        assert_eq!(phone.register(600).await.status, 200);
        assert_eq!(phone.register(0).await.status, 200);
        let World { server, mut client, service, running, stored } = world;
        let at = running.stop().await;
        for password in [RIGHT, &stored, "guessed"] {
            phone.password = password.to_owned();
            let answer = phone.register(600).await;
            assert_eq!((answer.status, answer.all("Retry-After").len()), (503, 1), "{}", answer.text);
        }
        assert!(client.list("domains/acme.test").await.is_empty());
        phone.password = RIGHT.to_owned();
        let running = service.start_at(at, None).await;
        until("it is back", async || (phone.register(600).await.status == 200).then_some(())).await;
        world = World { server, client, service, running, stored };
        assert_eq!(world.registered().await, 1);
    }
}

#[tokio::test]
async fn a_wrong_token_lets_nobody_in() {
    let mut world = World::new(Backend::Sqlite, VerifyDigest, &[]).await;
    let good = world.running.setting(VerifyDigest);
    world.set(Some(v1::DelegatedAuthentication { bearer_token: "x".to_owned(), ..good.clone() })).await;
    assert_eq!(world.register(RIGHT).await, 503);
    // Named without a value, it is taken away.
    let domain = v1::Domain { name: format!("domains/{DOMAIN}"), ..Default::default() };
    world.client.update_domain(domain, &["delegated_authentication.bearer_token"]).await.unwrap();
    assert_eq!(world.register(RIGHT).await, 503);
    world.set(Some(good.clone())).await;
    assert_eq!(world.register(RIGHT).await, 200);
    // Not given, it stays; the same server by another name is another server, and gets none.
    world.set(Some(v1::DelegatedAuthentication { bearer_token: String::new(), ..good.clone() })).await;
    assert_eq!(world.register(RIGHT).await, 200);
    let endpoint = good.endpoint.replace("127.0.0.1", "localhost");
    let renamed = v1::DelegatedAuthentication { endpoint, bearer_token: String::new(), ..good };
    world.set(Some(renamed.clone())).await;
    assert_eq!(world.register(RIGHT).await, 503);
    world.set(Some(v1::DelegatedAuthentication { bearer_token: TOKEN.to_owned(), ..renamed })).await;
    assert_eq!(world.register(RIGHT).await, 200);
}

#[tokio::test]
async fn a_certificate_must_be_of_an_authority_that_the_system_trusts() {
    let (ca, dir) = (Ca::new(), tempfile::tempdir().unwrap());
    let file = dir.path().join("ca.pem");
    std::fs::write(&file, &ca.pem).unwrap();
    let (leaf, service) = (ca.leaf(), Service::default());
    service.password("alice", RIGHT);
    let running = service.start_at("127.0.0.1:0".parse().unwrap(), Some(&leaf)).await;
    for (env, status, calls) in [(None, 503, 0), (Some(&file), 200, 1)] {
        let env = env.map(|file| ("SSL_CERT_FILE".to_owned(), file.display().to_string()));
        let server = Server::with_env(Backend::Sqlite, &[], env.into_iter().collect()).await;
        let mut client = server.client("acme").await;
        let endpoint = format!("https://localhost:{}", running.address.port());
        let setting = v1::DelegatedAuthentication { endpoint, ..running.setting(FetchHa1) };
        let domain = v1::Domain { delegated_authentication: Some(setting), ..Default::default() };
        client.create_domain(DOMAIN, domain).await.unwrap();
        client.user(DOMAIN, "alice").await;
        let mut phone = Phone::new(server.sip("udp"), DOMAIN, "alice", RIGHT).await;
        let answer = phone.register(600).await;
        assert_eq!((answer.status, service.take().len()), (status, calls), "{}", answer.text);
    }
}

/// One domain's service takes so many questions at once and no more, and no other domain waits for it.
#[tokio::test]
async fn one_that_hangs_holds_up_no_other_domain() {
    let mut world = World::new(Backend::Sqlite, VerifyDigest, &[]).await;
    let domain = v1::Domain::default();
    world.client.create_domain("other.test", domain).await.unwrap();
    let password = world.client.user("other.test", "bob").await;
    world.service.always(Some(Reply::Hang));
    let udp = Udp::to(world.server.sip("udp")).await;
    let mut dialog = Dialog::new(DOMAIN, "alice", RIGHT);
    let nonce = udp.nonce(&mut dialog).await;
    let begun = Instant::now();
    // More than may be under way at once.
    for count in 1..=300 {
        udp.send(dialog.answered(&nonce, count)).await;
    }
    until("some are turned away", async || {
        (world.outcomes("VerifyDigest", "overloaded").await > 0.0).then_some(())
    })
    .await;
    let mut bob = Phone::new(world.server.sip("udp"), "other.test", "bob", &password).await;
    assert_eq!(bob.register(600).await.status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5), "while the service still hangs: {:?}", begun.elapsed());
    assert_eq!(udp.next().await.status, 503);
}

crate::on_both!(no_answer_is_503);
