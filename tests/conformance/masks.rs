//! What an update mask says about passwords (AIP-134).

use crate::support::{Backend, Phone, Server, calls::user_name, refused};
use rollcall::pb::v1;
use tonic::Code;

/// A password is never "cleared": a mask that names one without a value is a mistake, and told.
async fn a_mask_that_names_a_password_needs_one(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let password = acme.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
    let empty = || v1::User {
        name: user_name("alice@acme.test"),
        first_name: "A".to_owned(),
        auth_username: "alice".to_owned(),
        ..Default::default()
    };
    for (mask, fields) in [
        (&["registration_password"][..], &["user.registration_password"][..]),
        (&["first_name", "user_password"], &["user.user_password"]),
        (&["user_password", "registration_password"], &["user.registration_password", "user.user_password"]),
    ] {
        let failure = refused(acme.update_user(empty(), mask).await);
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"), "{mask:?}");
        assert_eq!(failure.fields, fields, "{mask:?}");
        assert!(failure.refused.is_empty(), "{mask:?}");
    }
    let user = acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap();
    assert_eq!(user.first_name, "", "nothing of a refused update is written");
    // All fields, and no mask, leave passwords alone that have no value.
    for mask in [&["*"][..], &[]] {
        acme.update_user(empty(), mask).await.unwrap();
    }
    assert_eq!(acme.list("domains/acme.test").await.len(), 1, "the credential is the same");
    assert_eq!(phone.register(60).await.status, 200);
}

crate::on_both!(a_mask_that_names_a_password_needs_one);
