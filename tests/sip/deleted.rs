//! What is soft-deleted is not there: the same octets as for what never was, until it is brought back.

use crate::{
    support::{Backend, Client, Server, phone::Answer},
    wire::{Dialog, Udp, nonce},
};

/// The answer without what is different in every answer, and with one name for all.
fn shape(answer: &Answer, dialog: &Dialog) -> String {
    let line = |line: &str| match line.split_once(':') {
        Some(("Via" | "From" | "To" | "Call-ID" | "CSeq", _)) => None,
        Some(("WWW-Authenticate", value)) => {
            Some(value.replace(&nonce(answer), "").replace(&dialog.domain, "DOMAIN"))
        }
        _ => Some(line.to_owned()),
    };
    answer.text.lines().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// What a phone gets to see: the challenge, and what its answer is answered.
async fn seen(udp: &Udp, dialog: &mut Dialog) -> Vec<String> {
    let first = udp.ask(dialog.request("")).await;
    let mut shapes = vec![shape(&first, dialog)];
    if first.status == 401 {
        let second = udp.ask(dialog.answered(&nonce(&first), 1)).await;
        shapes.push(shape(&second, dialog));
    }
    shapes
}

async fn start(backend: Backend) -> (Server, Client, String) {
    // Phones of somebody deleted do not tire, and all come from one address.
    let server = Server::with(backend, &["--sip-auth-failures", "0"]).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    (server, client, password)
}

async fn a_deleted_user_is_like_nobody(backend: Backend) {
    let (server, mut client, password) = start(backend).await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut alice = Dialog::new("acme.test", "alice", &password);
    let nobody = seen(&udp, &mut Dialog::new("acme.test", "nobod", &password)).await;
    assert_eq!(nobody.len(), 2);
    // Known to the edge before, and not.
    for registered in [true, false] {
        if registered {
            assert_eq!(udp.register(&mut alice).await.status, 200);
        }
        client.delete_user("alice@acme.test").await.unwrap();
        assert!(client.list("domains/acme.test").await.is_empty());
        assert_eq!(seen(&udp, &mut alice).await, nobody);
        assert_eq!(seen(&udp, &mut Dialog::new("acme.test", "alice", "guessed")).await, nobody);
        client.undelete_user("alice@acme.test").await.unwrap();
        assert!(client.list("domains/acme.test").await.is_empty(), "registrations do not come back");
    }
    // At once, though the edge had just looked for it in vain.
    assert_eq!(udp.register(&mut alice).await.status, 200);
    assert_eq!(client.list("domains/acme.test").await.len(), 1);
}

async fn a_deleted_domain_is_like_none(backend: Backend) {
    let (server, mut client, password) = start(backend).await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut alice = Dialog::new("acme.test", "alice", &password);
    let nowhere = seen(&udp, &mut Dialog::new("gone.test", "alice", &password)).await;
    for registered in [true, false] {
        if registered {
            assert_eq!(udp.register(&mut alice).await.status, 200);
        }
        client.delete_domain("acme.test", true).await.unwrap();
        assert!(client.list("domains/-").await.is_empty());
        assert_eq!(seen(&udp, &mut alice).await, nowhere);
        client.undelete_domain("acme.test").await.unwrap();
        assert!(client.list("domains/-").await.is_empty(), "registrations do not come back");
    }
    assert_eq!(udp.register(&mut alice).await.status, 200);
    assert_eq!(client.list("domains/acme.test").await.len(), 1);
}

/// What is deleted at the same time as it registers: there is never a registration of somebody deleted.
async fn a_delete_and_registers_cross(backend: Backend) {
    let (server, mut client, password) = start(backend).await;
    for _ in 0..5 {
        let phones = (0..6).map(|_| async {
            let udp = Udp::to(server.sip("udp")).await;
            let mut dialog = Dialog::new("acme.test", "alice", &password);
            for _ in 0..5 {
                let status = udp.register(&mut dialog).await.status;
                assert!([200, 401].contains(&status), "{status}");
            }
        });
        let mut other = client.clone();
        let delete = async { other.delete_user("alice@acme.test").await.unwrap() };
        tokio::join!(futures::future::join_all(phones), delete);
        assert!(client.list("domains/acme.test").await.is_empty());
        client.undelete_user("alice@acme.test").await.unwrap();
    }
}

crate::on_both!(a_deleted_user_is_like_nobody, a_deleted_domain_is_like_none, a_delete_and_registers_cross);
