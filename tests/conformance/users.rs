//! UserService: create, get, list, update, delete.

use crate::support::{Backend, Server, data, refused};
use prost::Message;
use rollcall::pb::{Date, v1};
use tonic::Code;

/// Every field of a user that this version takes, but passwords.
fn full() -> v1::User {
    v1::User {
        extension_number: "1001".to_owned(),
        first_name: "Alice".to_owned(),
        last_name: "Äpfel".to_owned(),
        display_name: "Alice at Acme".to_owned(),
        email: "alice@acme.example".to_owned(),
        phone_number: "+4930123456".to_owned(),
        mobile_number: "+49170123456".to_owned(),
        job_title: "Operator".to_owned(),
        date_of_birth: Some(Date { year: 1990, month: 2, day: 28 }),
        gender: v1::Gender::Female.into(),
        avatar_uri: "https://acme.example/alice.png".to_owned(),
        caller_id: "1001".to_owned(),
        disabled: true,
        auth_username: "a-1001".to_owned(),
        max_registrations: Some(2),
        call_policy: Some(v1::CallPolicy {
            same_domain_calls_only: Some(true),
            allow_direct_app_calling: Some(false),
            ..Default::default()
        }),
        labels: [("team".to_owned(), "north".to_owned())].into(),
        ..Default::default()
    }
}

/// What a caller wrote of a user as it is answered.
fn written(u: v1::User) -> v1::User {
    let mut all = v1::User { uid: String::new(), name: String::new(), login: String::new(), ..u };
    (all.etag, all.domain, all.presence) = (String::new(), None, None);
    (all.create_time, all.update_time) = (None, None);
    all
}

async fn start(backend: Backend) -> (Server, crate::support::Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    (server, acme)
}

async fn fields_round_trip(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let created = acme.create_user("alice@acme.test", full()).await.unwrap().into_inner().user.unwrap();
    let read = acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap();
    assert_eq!(created, read);
    assert_eq!(read.name, "domains/acme.test/users/alice");
    assert_eq!(read.login, "alice");
    assert!(uuid::Uuid::parse_str(&read.uid).is_ok() && !read.etag.is_empty());
    let presence = read.presence.unwrap();
    assert_eq!((presence.state(), presence.registration_count), (v1::PresenceState::Offline, 0));
    let domain = read.domain.clone().unwrap();
    assert_eq!(domain.name, "domains/acme.test");
    assert!(domain.create_time.is_some() && domain.update_time.is_some());
    assert_eq!(written(read.clone()), full());
    let listed = acme.list_users("acme.test", 0, "").await.unwrap().into_inner();
    assert_eq!(listed.users, [read]);
}

async fn generated_secrets_are_told_once(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let answer = acme.create_user("alice@acme.test", v1::User::default()).await.unwrap().into_inner();
    let v1::GeneratedSecrets { registration_password, user_password } = answer.generated.unwrap();
    let user = answer.user.unwrap();
    assert_eq!((registration_password.len(), user_password.len()), (20, 20));
    assert_ne!(registration_password, user_password);
    assert_eq!((user.registration_password.as_str(), user.user_password.as_str()), ("", ""));
    assert_eq!(user.auth_username.len(), 12, "generated, and no secret: {}", user.auth_username);

    let mut answers = vec![
        user.encode_to_vec(),
        acme.get_user("alice@acme.test").await.unwrap().into_inner().encode_to_vec(),
        acme.list_users("acme.test", 0, "").await.unwrap().into_inner().encode_to_vec(),
    ];
    let change = v1::User { name: user.name.clone(), first_name: "A".to_owned(), ..Default::default() };
    answers.push(acme.update_user(change, &[]).await.unwrap().into_inner().encode_to_vec());
    answers.push(acme.delete_user("alice@acme.test").await.unwrap().into_inner().encode_to_vec());
    answers.push(server.log().into_bytes());
    for (at, answer) in answers.iter().enumerate() {
        for secret in [&registration_password, &user_password] {
            assert!(!answer.windows(20).any(|w| w == secret.as_bytes()), "answer {at}");
        }
    }
}

async fn chosen_secrets_are_not_told_at_all(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let user = v1::User {
        registration_password: "Correct-Horse-1".to_owned(),
        user_password: "Battery-Staple-2".to_owned(),
        ..Default::default()
    };
    let answer = acme.create_user("alice@acme.test", user.clone()).await.unwrap().into_inner();
    assert!(answer.generated.is_none(), "nothing was generated");
    let text = answer.encode_to_vec();
    assert!(!text.windows(5).any(|w| w == b"Horse" || w == b"Stapl"));
    // One given, one generated.
    let half = v1::User { user_password: String::new(), ..user };
    let generated = acme.create_user("bob@acme.test", half).await.unwrap().into_inner().generated.unwrap();
    assert_eq!((generated.registration_password.len(), generated.user_password.len()), (0, 20));
}

async fn pages(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let store = data::of_server(&server).await;
    let scope = rollcall::model::AccountScope::All;
    let fqdn = rollcall::model::Fqdn::parse("acme.test").unwrap();
    let domain = store.domain(&scope, &fqdn).await.unwrap().unwrap();
    let tx = store.begin().await.unwrap();
    for n in 0..1005 {
        tx.insert_user(data::user(&domain, &format!("u{:04}", n * 7 % 1005)), None).await.unwrap();
    }
    tx.commit().await.unwrap();
    acme.domain("other.test").await;

    let mut list = async |size, token: &str| {
        let page = acme.list_users("acme.test", size, token).await.unwrap().into_inner();
        (page.users.into_iter().map(|u| u.login).collect::<Vec<_>>(), page.next_page_token)
    };
    let (default, next) = list(0, "").await;
    assert_eq!((default.len(), default[49].as_str()), (50, "u0049"));
    let (capped, last) = list(1001, "").await;
    assert_eq!(capped.len(), 1000);
    assert!(capped.is_sorted());
    let (rest, end) = list(1000, &last).await;
    assert_eq!((rest.last().unwrap().as_str(), end.as_str()), ("u1004", ""));
    let (mut all, mut token) = list(400, "").await;
    while !token.is_empty() {
        let (page, following) = list(400, &token).await;
        all.extend(page);
        token = following;
    }
    assert_eq!(all.len(), 1005);
    assert!(all.is_sorted_by(|a, b| a < b), "each once, in order");

    let foreign = refused(acme.list_users("other.test", 0, &next).await);
    assert_eq!(foreign.kind(), (Code::InvalidArgument, "PAGE_TOKEN_INVALID"), "bound to its parent");
    let negative = refused(acme.list_users("acme.test", -5, "").await);
    assert_eq!(
        (negative.reason.as_str(), &negative.fields[..]),
        ("FIELD_INVALID", &["page_size".into()][..])
    );
    let missing = refused(acme.list_users("nowhere.test", 0, "").await);
    assert_eq!(missing.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(missing.metadata["resource"], "domains/nowhere.test");
}

async fn a_mask_writes_its_fields_only(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let before = acme.create_user("alice@acme.test", full()).await.unwrap().into_inner().user.unwrap();
    let draft = v1::User {
        name: before.name.clone(),
        first_name: "Alicia".to_owned(),
        call_policy: Some(v1::CallPolicy { same_domain_calls_only: Some(false), ..Default::default() }),
        ..Default::default()
    };
    type Apply = fn(&mut v1::User);
    let mut expected = before;
    for (path, apply) in [
        ("first_name", (|u| u.first_name = "Alicia".to_owned()) as Apply),
        ("call_policy.same_domain_calls_only", |u| {
            u.call_policy.as_mut().unwrap().same_domain_calls_only = Some(false);
        }),
        ("email", |u| u.email.clear()),
        ("date_of_birth", |u| u.date_of_birth = None),
        ("max_registrations", |u| u.max_registrations = None),
        ("disabled", |u| u.disabled = false),
        ("labels", |u| u.labels.clear()),
    ] {
        let after = acme.update_user(draft.clone(), &[path]).await.unwrap().into_inner().user.unwrap();
        apply(&mut expected);
        assert_ne!(after.etag, expected.etag, "{path}");
        expected.etag.clone_from(&after.etag);
        expected.update_time = after.update_time;
        assert_eq!(after, expected, "{path}");
        assert_eq!(acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap(), expected);
    }
}

async fn a_star_writes_all_but_secrets_and_no_mask_what_is_set(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let before = acme.create_user("alice@acme.test", full()).await.unwrap().into_inner().user.unwrap();
    let name = before.name.clone();
    let draft = v1::User { name: name.clone(), job_title: "Boss".to_owned(), ..Default::default() };
    let after = acme.update_user(draft, &[]).await.unwrap().into_inner().user.unwrap();
    assert_eq!(written(after), v1::User { job_title: "Boss".to_owned(), ..full() });

    // All that is written: what is empty is emptied; the name of the credential cannot be.
    let auth_username = before.auth_username.clone();
    let draft = v1::User { name, auth_username: auth_username.clone(), ..Default::default() };
    let after = acme.update_user(draft, &["*"]).await.unwrap().into_inner().user.unwrap();
    let nothing = v1::CallPolicy::default();
    let emptied = v1::User { auth_username, call_policy: Some(nothing), ..Default::default() };
    assert_eq!(written(after.clone()), emptied);
    assert_eq!((after.login, after.uid), (before.login, before.uid));
}

async fn masks_are_checked_and_output_only_values_ignored(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let before = acme.create_user("alice@acme.test", full()).await.unwrap().into_inner().user.unwrap();
    let draft = v1::User {
        name: before.name.clone(),
        uid: uuid::Uuid::nil().to_string(),
        create_time: Some(prost_types::Timestamp::default()),
        presence: Some(v1::Presence { registration_count: 99, ..Default::default() }),
        ..full()
    };
    for mask in [&["*"][..], &[], &["name", "login", "etag"]] {
        let after = acme.update_user(draft.clone(), mask).await.unwrap().into_inner().user.unwrap();
        assert_eq!((after.uid.clone(), after.create_time), (before.uid.clone(), before.create_time));
        assert_eq!((after.presence, written(after)), (before.presence, full()));
    }
    let failure = refused(acme.update_user(draft, &["email", "nonsense", "presence", "call_policy.x"]).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    assert_eq!(failure.fields, ["update_mask"; 3]);
}

async fn etags_guard(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let first = acme.create_user("alice@acme.test", full()).await.unwrap().into_inner().user.unwrap();
    let change = |etag: &str| v1::User {
        name: first.name.clone(),
        etag: etag.to_owned(),
        first_name: "B".to_owned(),
        ..Default::default()
    };
    let second = acme.update_user(change(&first.etag), &[]).await.unwrap().into_inner().user.unwrap();
    let failure = refused(acme.update_user(change(&first.etag), &[]).await);
    assert_eq!(failure.kind(), (Code::Aborted, "ETAG_MISMATCH"));
    assert_eq!(failure.metadata["etag"], second.etag);
    assert_eq!(failure.metadata["resource"], first.name);
    let delete = async |etag: &str| {
        let request = v1::DeleteUserRequest { name: first.name.clone(), etag: etag.to_owned() };
        acme.users.clone().delete_user(request).await
    };
    assert_eq!(refused(delete(&first.etag).await).reason, "ETAG_MISMATCH");
    delete(&second.etag).await.unwrap();
    assert_eq!(refused(delete("").await).kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
}

async fn exclusive_values_are_refused_by_their_field(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.create_user("alice@acme.test", full()).await.unwrap();
    acme.domain("second.test").await;
    let base = v1::User::default;
    let cases = [
        ("alice@acme.test", "name", base(), ""),
        (
            "bob@acme.test",
            "user.extension_number",
            v1::User { extension_number: "1001".into(), ..base() },
            "1001",
        ),
        (
            "bob@acme.test",
            "user.auth_username",
            v1::User { auth_username: "a-1001".into(), ..base() },
            "a-1001",
        ),
        (
            "bob@acme.test",
            "user.email",
            v1::User { email: "ALICE@Acme.example".into(), ..base() },
            "alice@acme.example",
        ),
        // In the account, not the domain only.
        (
            "bob@second.test",
            "user.email",
            v1::User { email: "alice@acme.example".into(), ..base() },
            "alice@acme.example",
        ),
    ];
    for (name, field, user, value) in cases {
        let failure = refused(acme.create_user(name, user).await);
        assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"), "{field}");
        assert_eq!(failure.metadata["field"], field);
        assert_eq!(failure.metadata["resource_type"], "rollcall.dev/User");
        match field {
            "name" => assert_eq!(failure.metadata["resource"], "domains/acme.test/users/alice"),
            _ => {
                assert_eq!(failure.fields, [field]);
                assert_eq!(failure.refused[field], value);
            }
        }
    }
    // The same in an update; and what is exclusive in a domain may be in another.
    acme.create_user("bob@acme.test", v1::User { extension_number: "1002".into(), ..base() }).await.unwrap();
    let taken = v1::User { name: user("bob"), extension_number: "1001".into(), ..base() };
    let failure = refused(acme.update_user(taken, &[]).await);
    assert_eq!(
        (failure.reason.as_str(), &failure.fields[..]),
        ("RESOURCE_ALREADY_EXISTS", &["user.extension_number".to_owned()][..])
    );
    let same = v1::User { email: String::new(), ..full() };
    acme.create_user("alice@second.test", same).await.unwrap();
    // Who is soft-deleted keeps them.
    acme.delete_user("alice@acme.test").await.unwrap();
    assert_eq!(refused(acme.create_user("carol@acme.test", full()).await).reason, "RESOURCE_ALREADY_EXISTS");
}

fn user(login: &str) -> String {
    format!("domains/acme.test/users/{login}")
}

async fn an_authentication_name_changes_with_its_password_only(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.create_user("alice@acme.test", full()).await.unwrap();
    let renamed =
        v1::User { name: user("alice"), auth_username: "new-name".to_owned(), ..Default::default() };
    let failure = refused(acme.update_user(renamed.clone(), &[]).await);
    assert_eq!(
        (failure.reason.as_str(), &failure.fields[..]),
        ("FIELD_INVALID", &["user.auth_username".to_owned()][..])
    );
    let both = v1::User { registration_password: "Correct-Horse-1".to_owned(), ..renamed };
    let after = acme.update_user(both, &[]).await.unwrap().into_inner().user.unwrap();
    assert_eq!(after.auth_username, "new-name");
}

async fn a_new_password_ends_what_was_registered(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let password = acme.user("acme.test", "alice").await;
    let sip = server.sip("udp");
    let mut phone = crate::support::Phone::new(sip, "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
    let online = acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap();
    assert_eq!(online.presence.unwrap().state(), v1::PresenceState::Online);
    let change = v1::User {
        name: user("alice"),
        registration_password: "Correct-Horse-1".to_owned(),
        ..Default::default()
    };
    acme.update_user(change, &["registration_password"]).await.unwrap();
    assert!(acme.list("domains/acme.test").await.is_empty());
    assert_eq!(phone.register(60).await.status, 401);
    phone.password = "Correct-Horse-1".to_owned();
    assert_eq!(phone.register(60).await.status, 200);
}

async fn logins_are_exact_and_may_be_in_two_domains(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.domain("second.test").await;
    for name in ["alice@acme.test", "Alice@acme.test", "alice@second.test", "a%2Fb@acme.test"] {
        acme.create_user(name, v1::User::default()).await.unwrap();
        let read = acme.get_user(name).await.unwrap().into_inner().user.unwrap();
        assert_eq!(read.login, name.split('@').next().unwrap());
    }
    assert_eq!(refused(acme.get_user("ALICE@acme.test").await).reason, "RESOURCE_NOT_FOUND");
    let other = v1::User { login: "bob".to_owned(), ..Default::default() };
    let failure = refused(acme.create_user("carol@acme.test", other.clone()).await);
    assert_eq!(
        (failure.reason.as_str(), &failure.fields[..]),
        ("FIELD_INVALID", &["user.login".to_owned()][..])
    );
    acme.create_user("bob@acme.test", other).await.unwrap();
}

crate::on_both!(
    fields_round_trip,
    generated_secrets_are_told_once,
    chosen_secrets_are_not_told_at_all,
    pages,
    a_mask_writes_its_fields_only,
    a_star_writes_all_but_secrets_and_no_mask_what_is_set,
    masks_are_checked_and_output_only_values_ignored,
    etags_guard,
    exclusive_values_are_refused_by_their_field,
    an_authentication_name_changes_with_its_password_only,
    a_new_password_ends_what_was_registered,
    logins_are_exact_and_may_be_in_two_domains,
);
