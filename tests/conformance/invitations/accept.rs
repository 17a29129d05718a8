//! AcceptInvitation.

use super::{acceptance, name, preset, start, wish};
use crate::support::{
    Backend, Phone, Server, refused,
    sql::{of_server, texts},
};
use rollcall::pb::v1;
use sea_orm::ConnectionTrait;
use tonic::Code;

async fn whoever_has_the_token_becomes_a_user(backend: Backend) {
    let (server, mut acme, invitations) = start(backend).await;
    let preset = v1::User { auth_username: "alice".to_owned(), ..preset() };
    let (_, token) = invitations.invite("alice", Some(preset.clone())).await;
    let accept = v1::AcceptInvitationRequest { last_name: "Apfel".to_owned(), ..acceptance(&token, "alice") };
    let accepted = invitations.accept(accept.clone()).await.unwrap().into_inner();
    let (user, settings) = (accepted.user.unwrap(), accepted.sip_settings.unwrap());
    assert_eq!(user, acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap());
    assert_eq!(user.name, "domains/acme.test/users/alice");
    let expected = v1::User {
        name: user.name.clone(),
        uid: user.uid.clone(),
        login: "alice".to_owned(),
        last_name: "Apfel".to_owned(),
        email: "alice@acme.example".to_owned(),
        etag: user.etag.clone(),
        domain: user.domain.clone(),
        presence: user.presence,
        create_time: user.create_time,
        update_time: user.update_time,
        ..preset
    };
    assert_eq!(user, expected);

    assert_eq!(settings.address_of_record, "sip:alice@acme.test");
    assert_eq!((settings.domain.as_str(), settings.auth_username.as_str()), ("acme.test", "alice"));
    assert_eq!(settings.registration_password.len(), 20, "generated");
    let transports: Vec<_> = settings.transports().collect();
    assert_eq!(transports, [v1::Transport::Udp, v1::Transport::Tcp], "those that the server listens on");
    let password = &settings.registration_password;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", password).await;
    assert_eq!(phone.register(60).await.status, 200);
    let verify = v1::VerifyUserPasswordRequest {
        parent: "domains/acme.test".to_owned(),
        identifier: "alice".to_owned(),
        user_password: "Battery-Staple-2".to_owned(),
    };
    assert!(acme.users.verify_user_password(verify).await.unwrap().into_inner().verified);

    let invitation = invitations.read("alice").await;
    assert_eq!((invitation.state(), &invitation.user), (v1::InvitationState::Accepted, &user.name));
    for failure in [
        refused(invitations.accept(accept).await),
        refused(invitations.accept(acceptance(&token, "bob")).await),
        refused(invitations.revoke("alice", "").await),
    ] {
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "INVITATION_NOT_PENDING"));
        assert_eq!(failure.metadata["state"], "ACCEPTED");
    }
    let sql = "SELECT method, resource, resource_uid, changed_fields FROM audit_entries \
               WHERE actor = 'invitation:alice' ORDER BY id";
    let entries = texts::<4>(&of_server(&server).await, sql).await;
    let method = "rollcall.v1.InvitationService/AcceptInvitation";
    assert_eq!(entries.len(), 2, "{entries:?}");
    assert_eq!(entries[0], [method, &name("alice"), &invitation.uid, r#"["state","user"]"#]);
    assert_eq!(entries[1][..3], [method, &user.name, &user.uid]);
    assert!(entries[1][3].contains("user_password") && entries[1][3].contains("number_leases"));
}

async fn a_preset_fixes_the_login(backend: Backend) {
    let (_server, _acme, invitations) = start(backend).await;
    let fixed = v1::User { login: "alice".to_owned(), ..Default::default() };
    let (_, token) = invitations.invite("one", Some(fixed.clone())).await;
    let failure = refused(invitations.accept(acceptance(&token, "bob")).await);
    assert_eq!(
        (failure.reason.as_str(), &failure.fields[..]),
        ("FIELD_INVALID", &["user_id".to_owned()][..])
    );
    let chosen = v1::AcceptInvitationRequest {
        registration_password: "Correct-Horse-1".to_owned(),
        ..acceptance(&token, "")
    };
    let accepted = invitations.accept(chosen).await.unwrap().into_inner();
    assert_eq!(accepted.user.unwrap().login, "alice");
    let settings = accepted.sip_settings.unwrap();
    assert_eq!(
        (settings.registration_password.as_str(), settings.auth_username.len()),
        ("Correct-Horse-1", 12)
    );
    // Taken meanwhile: the invitation stays, and waits for the name to be free.
    let (_, token) = invitations.invite("two", Some(fixed)).await;
    let failure = refused(invitations.accept(acceptance(&token, "alice")).await);
    assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert_eq!(failure.metadata["field"], "name");
    assert_eq!(invitations.read("two").await.state(), v1::InvitationState::Pending);
}

async fn what_is_wrong_is_told_by_the_fields_of_the_request(backend: Backend) {
    let (_server, mut acme, invitations) = start(backend).await;
    let (_, token) = invitations.invite("alice", Some(preset())).await;
    let bad = v1::AcceptInvitationRequest {
        token: token.clone(),
        user_id: "a b".to_owned(),
        user_password: "short".to_owned(),
        registration_password: "short".to_owned(),
        first_name: "x".repeat(65),
        last_name: "a\u{7}".to_owned(),
        ..Default::default()
    };
    let sorted = |mut fields: Vec<String>| {
        fields.sort();
        fields
    };
    let failure = refused(invitations.accept(bad.clone()).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    let own = ["first_name", "last_name", "registration_password", "user_id", "user_password"];
    assert_eq!(sorted(failure.fields), own);
    assert!(!failure.refused.keys().any(|field| field.ends_with("password")));
    let nothing = refused(invitations.accept(v1::AcceptInvitationRequest::default()).await);
    assert_eq!(sorted(nothing.fields), ["token", "user_password"]);
    let tokenless = v1::AcceptInvitationRequest { token: String::new(), ..bad };
    let failure = refused(invitations.accept(tokenless).await);
    assert_eq!(sorted(failure.fields), ["first_name", "last_name", "token", "user_id"]);
    for wrong in ["x", "!", &token[1..], &format!("{token}=")] {
        let failure = refused(invitations.accept(acceptance(wrong, "alice")).await);
        assert_eq!(failure.kind(), (Code::NotFound, "INVITATION_TOKEN_INVALID"));
    }
    // What only one may have, and somebody has.
    let taken = v1::User { email: "ALICE@acme.example".to_owned(), ..Default::default() };
    acme.create_user("bob@acme.test", taken).await.unwrap();
    let failure = refused(invitations.accept(acceptance(&token, "alice")).await);
    assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert_eq!(failure.fields, ["invitation.preset.email"]);
    assert!(!failure.metadata.contains_key("resource"), "who has it is not told");
    acme.delete_user("bob@acme.test").await.unwrap();
    assert_eq!(
        invitations.read("alice").await.state(),
        v1::InvitationState::Pending,
        "as if nothing was tried"
    );
}

/// What a preset refers to, and is gone when it is accepted.
async fn a_preset_that_is_out_of_date_is_told(backend: Backend) {
    let (server, mut acme, invitations) = start(backend).await;
    let on = |organization_management| v1::Domain {
        name: "domains/acme.test".to_owned(),
        organization_management,
        ..Default::default()
    };
    let (_, token) = invitations.invite("alice", Some(preset())).await;
    let db = of_server(&server).await;
    db.execute_unprepared("DELETE FROM roles WHERE role_id = 'employee'").await.unwrap();
    let failure = refused(invitations.accept(acceptance(&token, "alice")).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    assert_eq!(failure.fields, ["token"]);
    acme.update_domain(on(true), &["organization_management"]).await.unwrap();
    assert_eq!(invitations.read("alice").await.state(), v1::InvitationState::Pending);
}

async fn domains_that_are_closed_take_nobody(backend: Backend) {
    let (server, mut acme, invitations) = start(backend).await;
    let (_, token) = invitations.invite("alice", None).await;
    let disabled =
        |disabled| v1::Domain { name: "domains/acme.test".to_owned(), disabled, ..Default::default() };
    acme.update_domain(disabled(true), &["disabled"]).await.unwrap();
    let failure = refused(invitations.accept(acceptance(&token, "alice")).await);
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "DOMAIN_DISABLED"));
    assert_eq!(failure.metadata["resource"], "domains/acme.test");
    acme.update_domain(disabled(false), &["disabled"]).await.unwrap();

    let db = of_server(&server).await;
    let (yes, no) = if backend == Backend::Sqlite { ("1", "0") } else { ("true", "false") };
    db.execute_unprepared(&format!("UPDATE accounts SET disabled = {yes}")).await.unwrap();
    let failure = refused(invitations.accept(acceptance(&token, "alice")).await);
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "DOMAIN_DISABLED"), "as if each were disabled");
    db.execute_unprepared(&format!("UPDATE accounts SET disabled = {no}, max_users = 0")).await.unwrap();
    let failure = refused(invitations.accept(acceptance(&token, "alice")).await);
    assert_eq!(failure.kind(), (Code::ResourceExhausted, "QUOTA_EXCEEDED"));
    db.execute_unprepared("UPDATE accounts SET max_users = NULL").await.unwrap();

    acme.delete_domain("acme.test", true).await.unwrap();
    let failure = refused(invitations.accept(acceptance(&token, "alice")).await);
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "RESOURCE_DELETED"));
    assert_eq!(failure.metadata["resource"], "domains/acme.test");
    let undelete = v1::UndeleteDomainRequest { name: "domains/acme.test".to_owned(), ..Default::default() };
    acme.domains.undelete_domain(undelete).await.unwrap();
    assert_eq!(refused(acme.get_user("alice@acme.test").await).reason, "RESOURCE_NOT_FOUND");
    invitations.accept(acceptance(&token, "alice")).await.unwrap();
}

async fn a_retry_gets_the_passwords_again(backend: Backend) {
    let (server, mut acme, invitations) = start(backend).await;
    let (_, token) = invitations.invite("alice", None).await;
    let request_id = uuid::Uuid::new_v4().to_string();
    let accept = v1::AcceptInvitationRequest { request_id, ..acceptance(&token, "alice") };
    let first = invitations.accept(accept.clone()).await.unwrap().into_inner();
    acme.delete_user("alice@acme.test").await.unwrap();
    let server = server.restart().await;
    let invitations = super::Invitations::of(&server, "acme").await;
    let again = invitations.accept(accept.clone()).await.unwrap().into_inner();
    assert_eq!(again, first, "whatever became of it");
    let other = v1::AcceptInvitationRequest { user_id: "bob".to_owned(), ..accept.clone() };
    assert_eq!(refused(invitations.accept(other).await).kind(), (Code::InvalidArgument, "REQUEST_ID_REUSED"));
    // Another token is another caller.
    let (_, token) = invitations.invite("carol", None).await;
    let carol = v1::AcceptInvitationRequest { token, user_id: "carol".to_owned(), ..accept.clone() };
    assert_eq!(invitations.accept(carol).await.unwrap().into_inner().user.unwrap().login, "carol");
    let bad = v1::AcceptInvitationRequest { request_id: "x".to_owned(), ..accept };
    assert_eq!(refused(invitations.accept(bad).await).fields, ["request_id"]);
}

async fn sip_settings_have_what_the_domain_allows(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let policy = v1::RegistrationPolicy {
        transports: vec![v1::Transport::Wss.into(), v1::Transport::Tcp.into()],
        ..Default::default()
    };
    acme.domain_with("acme.test", policy).await;
    let invitations = super::Invitations::of(&server, "acme").await;
    let (_, token) = invitations.invite("alice", None).await;
    let accepted = invitations.accept(acceptance(&token, "alice")).await.unwrap().into_inner();
    assert_eq!(accepted.sip_settings.unwrap().transports, [i32::from(v1::Transport::Tcp)]);
}

/// The counts are of the node, so one database is enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_source_tries_so_often() {
    let (_server, _acme, invitations) = start(Backend::Sqlite).await;
    invitations.create(wish("alice", None)).await.unwrap();
    let mut tries = 0;
    let limited = loop {
        let failure = refused(invitations.accept(acceptance("guess", "alice")).await);
        match failure.reason.as_str() {
            "INVITATION_TOKEN_INVALID" => tries += 1,
            _ => break failure,
        }
        assert!(tries < 10_000, "one try a second comes back, no more");
    };
    assert!(tries >= 60, "{tries}");
    assert_eq!(limited.kind(), (Code::ResourceExhausted, "RATE_LIMITED"));
    assert_eq!(limited.metadata["limit"], "acceptances from this source");
    assert!(limited.details.iter().any(|detail| detail == "google.rpc.RetryInfo"), "{limited:?}");
}

crate::on_both!(
    whoever_has_the_token_becomes_a_user,
    a_preset_fixes_the_login,
    what_is_wrong_is_told_by_the_fields_of_the_request,
    a_preset_that_is_out_of_date_is_told,
    domains_that_are_closed_take_nobody,
    a_retry_gets_the_passwords_again,
    sip_settings_have_what_the_domain_allows,
);
