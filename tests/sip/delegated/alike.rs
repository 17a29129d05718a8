//! Strangers cannot tell whom the service was asked about: not by the answer, and not by the time of one try.

use super::{Backend, DOMAIN, FetchHa1, RIGHT, Reply, VerifyDigest, World};
use crate::{
    auth::alike::shape,
    wire::{Dialog, Udp, nonce},
};
use std::time::{Duration, Instant};

/// What a service takes for each answer, in a network far away.
const SLOW: Duration = Duration::from_millis(200);

#[tokio::test]
async fn refusals_are_alike() {
    for mode in [VerifyDigest, FetchHa1] {
        let world = World::new(Backend::Sqlite, mode, &["--sip-auth-failures", "0"]).await;
        world.service.ttl(Duration::from_secs(3600));
        world.service.always(Some(Reply::Slow(SLOW)));
        let udp = Udp::to(world.server.sip("udp")).await;
        assert_eq!(udp.register(&mut Dialog::new(DOMAIN, "alice", RIGHT)).await.status, 200);
        let dialog = |login: &str, username: &str| Dialog {
            username: username.to_owned(),
            ..Dialog::new(DOMAIN, login, "guessed")
        };
        let mut shapes = Vec::new();
        for (what, mut dialog) in [
            ("a wrong password", dialog("alice", "alice")),
            ("no such user", dialog("nobod", "nobod")),
            ("a user name that the service does not know", dialog("alice", "nobod")),
            ("a text that no message can carry", dialog("alice", "ali\u{1}e")),
            ("no possible address of record", dialog("a%00%0", "alice")),
        ] {
            let challenge = udp.ask(dialog.request("")).await;
            let begun = Instant::now();
            let refused = udp.ask(dialog.answered(&nonce(&challenge), 1)).await;
            let took = begun.elapsed();
            assert_eq!(refused.status, 401, "{mode:?} {what}");
            // How much longer is the machine's matter.
            assert!(took >= SLOW.mul_f64(0.9), "{mode:?} {what}: {took:?}");
            shapes.push((what, shape(&refused, &dialog)));
        }
        for (what, shape) in &shapes {
            assert_eq!(shape, &shapes[0].1, "{mode:?} {what}");
        }
        // And while it fails, nobody is told more.
        world.service.always(Some(Reply::Fail(tonic::Code::Internal)));
        for login in ["alice", "nobod"] {
            let mut dialog = dialog(login, "another");
            let challenge = udp.ask(dialog.request("")).await;
            assert_eq!(udp.ask(dialog.answered(&nonce(&challenge), 1)).await.status, 503, "{mode:?} {login}");
        }
    }
}
