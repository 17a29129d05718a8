//! The shortest way through everything.

use crate::support::{Backend, Phone, Server};

async fn a_phone_registers(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    let answer = phone.register(60).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(client.list("domains/acme.test").await.len(), 1);
    assert_eq!(phone.register(0).await.status, 200);
    assert_eq!(client.list("domains/acme.test").await.len(), 0);
}

crate::on_both!(a_phone_registers);
