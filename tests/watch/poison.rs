//! One phone's request cannot spoil those of the others that are committed with it.

use crate::fleet::{self, PARENT, ok};
use crate::support::{Backend, Phone, Server};

/// PostgreSQL refuses NUL in text, and a Call-ID is kept as text.
async fn a_nul_in_a_call_id_hurts_nobody_else(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut bad = fleet::phone(&server, &mut client, "bad").await;
    let phones = fleet::phones(&server, &client, 4, 2).await;
    bad.call_id = "a\0b".to_owned();
    let spoil = tokio::spawn(async move {
        for _ in 0..40 {
            assert_eq!(bad.register(60).await.status, 400);
        }
    });
    fleet::together(phones, async |mut phone: Phone| {
        for _ in 0..20 {
            ok(&mut phone, 60).await;
        }
        phone
    })
    .await;
    spoil.await.unwrap();
    assert_eq!(client.list(PARENT).await.len(), 8);
}

crate::on_both!(a_nul_in_a_call_id_hurts_nobody_else);
