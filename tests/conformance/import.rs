//! ImportUsers.

use crate::support::{
    Backend, Client, Failure, Phone, Server,
    bulk::{Imported, atomic, best_effort, login, of_config, of_rows, rows},
    data,
};
use md5::{Digest, Md5};
use rollcall::pb::v1;
use tonic::Code;

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    (server, acme)
}

async fn logins(client: &mut Client, domain: &str) -> Vec<String> {
    client.export(domain).await.unwrap().into_iter().map(|row| row.user.unwrap().login).collect()
}

fn many(prefix: &str, count: usize) -> Vec<v1::ImportUsersRow> {
    rows((0..count).map(|n| login(format!("{prefix}{n:05}"))))
}

fn ha1(username: &str, realm: &str, password: &str) -> String {
    hex::encode(Md5::digest(format!("{username}:{realm}:{password}")))
}

fn credential(hash: String) -> v1::ImportedCredential {
    let ha1 = vec![v1::ImportedHa1 { algorithm: v1::DigestAlgorithm::Md5.into(), hash }];
    v1::ImportedCredential { ha1, ..Default::default() }
}

/// Good and bad rows side by side: the good ones are there, each bad one is named with all of its fields.
async fn best_effort_takes_the_good_rows(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.create_user(
        "taken@acme.test",
        v1::User {
            extension_number: "100".to_owned(),
            email: "taken@acme.example".to_owned(),
            auth_username: "a-taken".to_owned(),
            number_leases: vec!["6f1c0000-0000-4000-8000-000000000001".to_owned()],
            ..Default::default()
        },
    )
    .await
    .unwrap();
    let lease = |n: u8| format!("6f1c0000-0000-4000-8000-00000000000{n}");
    let users = [
        login("alice"),
        v1::User { email: "nonsense".to_owned(), extension_number: "x1".to_owned(), ..login("bob") },
        login("not good"),
        login("taken"),
        v1::User {
            extension_number: "100".to_owned(),
            email: "Taken@acme.EXAMPLE".to_owned(),
            auth_username: "a-taken".to_owned(),
            number_leases: vec![lease(2), lease(1)],
            ..login("carol")
        },
        // Of a row that was taken, nothing is taken.
        v1::User { number_leases: vec![lease(2)], ..login("dave") },
        // Twice in the file.
        login("alice"),
        v1::User { number_leases: vec![lease(2)], ..login("erin") },
        v1::User { groups: vec!["domains/acme.test/groups/no".to_owned()], ..login("frank") },
        v1::User { role: "domains/other.test/roles/no".to_owned(), ..login("grace") },
        v1::User { organizations: vec!["domains/acme.test/organizations/o".to_owned()], ..login("heidi") },
        v1::User { user_password: "short".to_owned(), ..login("ivan") },
        v1::User::default(),
    ];
    let imported = acme.import(best_effort("acme.test"), rows(users)).await.unwrap();
    assert_eq!(imported.counts(), (13, 2, 11, true));
    assert_eq!(
        imported.bad(),
        [
            (2, "FIELD_INVALID", vec!["user.extension_number", "user.email"]),
            (3, "FIELD_INVALID", vec!["user.login"]),
            (4, "RESOURCE_ALREADY_EXISTS", vec!["user.login"]),
            (
                5,
                "RESOURCE_ALREADY_EXISTS",
                vec!["user.auth_username", "user.extension_number", "user.email", "user.number_leases[1]"]
            ),
            (7, "RESOURCE_ALREADY_EXISTS", vec!["user.login"]),
            (8, "RESOURCE_ALREADY_EXISTS", vec!["user.number_leases[0]"]),
            (9, "RESOURCE_NOT_FOUND", vec!["user.groups[0]"]),
            (10, "RESOURCE_NOT_FOUND", vec!["user.role"]),
            (11, "ORGANIZATIONS_DISABLED", vec!["user.organizations"]),
            (12, "FIELD_INVALID", vec!["user.user_password"]),
            (13, "FIELD_INVALID", vec!["user.login"]),
        ]
    );
    let carol = &imported.errors[3];
    assert_eq!(carol.login, "carol");
    let refused: Vec<_> = carol.refused_values.iter().map(|r| (r.field.as_str(), r.value.as_str())).collect();
    assert_eq!(refused[0], ("user.auth_username", "a-taken"));
    assert_eq!(refused[2], ("user.email", "taken@acme.example"));
    let ivan = imported.errors.iter().find(|e| e.row == 12).unwrap();
    assert!(ivan.refused_values.is_empty(), "no value of a secret: {ivan:?}");
    assert!(!format!("{ivan:?}").contains("short"));
    assert_eq!(logins(&mut acme, "acme.test").await, ["alice", "dave", "taken"]);

    // Nothing is doubled by a repeat.
    let again = acme.import(best_effort("acme.test"), rows([login("alice"), login("zoe")])).await.unwrap();
    assert_eq!(again.counts(), (2, 1, 1, true));
}

async fn atomic_is_all_or_none(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let mut users = many("u", 1500);
    users[1200].user = Some(login("u00001"));
    let failed = acme.import(atomic("acme.test"), users.clone()).await.unwrap();
    assert_eq!(failed.counts(), (1500, 0, 1, false));
    assert_eq!(failed.bad(), [(1201, "RESOURCE_ALREADY_EXISTS", vec!["user.login"])]);
    assert!(logins(&mut acme, "acme.test").await.is_empty());

    users[1200].user = Some(login("other"));
    let done = acme.import(atomic("acme.test"), users).await.unwrap();
    assert_eq!(done.counts(), (1500, 1500, 0, true));
    assert_eq!(logins(&mut acme, "acme.test").await.len(), 1500);
    let none = acme.import(atomic("acme.test"), Vec::new()).await.unwrap();
    assert_eq!(none.counts(), (0, 0, 0, false));

    let too_many = acme.import(atomic("acme.test"), many("x", 10_001)).await.unwrap_err();
    let failure = Failure::of(&too_many);
    assert_eq!(failure.kind(), (Code::ResourceExhausted, "QUOTA_EXCEEDED"));
    assert_eq!(failure.metadata["quota"], "max_atomic_import_rows");
    assert_eq!(failure.metadata["limit"], "10000");
    assert_eq!(logins(&mut acme, "acme.test").await.len(), 1500);
}

async fn a_dry_run_checks_all_and_creates_nothing(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.create_user("taken@acme.test", v1::User::default()).await.unwrap();
    let mut users = many("u", 2500);
    users[2400].user = Some(login("u00001"));
    users[2401].user = Some(login("taken"));
    users[2402].user = Some(v1::User { groups: vec!["domains/acme.test/groups/g".to_owned()], ..login("g") });
    for (base, created) in [(best_effort("acme.test"), 2497), (atomic("acme.test"), 0)] {
        let config = v1::ImportUsersConfig { dry_run: true, generate_missing: true, ..base.clone() };
        let dry = acme.import(config.clone(), users.clone()).await.unwrap();
        assert_eq!(dry.counts(), (2500, created, 3, false));
        assert_eq!(dry.bad().iter().map(|b| b.0).collect::<Vec<_>>(), [2401, 2402, 2403]);
        assert!(dry.generated.is_empty());
        // What would be created counts as there.
        let config = v1::ImportUsersConfig { create_missing: true, ..config };
        let good = [&users[..2400], &users[2402..]].concat();
        assert_eq!(acme.import(config, good).await.unwrap().counts(), (2498, 2498, 0, false));
    }
    assert_eq!(logins(&mut acme, "acme.test").await, ["taken"]);
}

async fn generated_passwords_work(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let config = v1::ImportUsersConfig { generate_missing: true, ..best_effort("acme.test") };
    let given = v1::User {
        registration_password: "Correct-Horse-1".to_owned(),
        auth_username: "b-1".to_owned(),
        ..login("bob")
    };
    let imported = acme.import(config, rows([login("alice"), given])).await.unwrap();
    assert_eq!(imported.counts(), (2, 2, 0, true));
    let [alice, bob] = &imported.generated[..] else { panic!("{:?}", imported.generated.len()) };
    assert_eq!((alice.row, alice.user.as_str()), (1, "domains/acme.test/users/alice"));
    assert_eq!(alice.auth_username.len(), 12);
    let secrets = alice.generated.clone().unwrap();
    assert_eq!((secrets.registration_password.len(), secrets.user_password.len()), (20, 20));
    let of_bob = bob.generated.clone().unwrap();
    assert_eq!((of_bob.registration_password.len(), of_bob.user_password.len()), (0, 20));
    for (auth, user, password) in [
        (alice.auth_username.as_str(), "alice", secrets.registration_password.as_str()),
        ("b-1", "bob", "Correct-Horse-1"),
    ] {
        let mut phone = Phone::new(server.sip("udp"), "acme.test", user, password).await;
        phone.username = auth.to_owned();
        assert_eq!(phone.register(60).await.status, 200, "{user}");
    }
    assert!(!server.log().contains(&secrets.user_password));
}

async fn hashes_from_elsewhere_work(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let hash = |name: &str| ha1(name, "acme.test", "old secret");
    let row = |row, user: &str, credential| v1::ImportUsersRow {
        row,
        user: Some(login(user)),
        credential: Some(credential),
    };
    let named = |name: &str, realm: &str| v1::ImportedCredential {
        auth_username: name.to_owned(),
        realm: realm.to_owned(),
        ..credential(hash(name).to_uppercase())
    };
    let sha = v1::ImportedHa1 { algorithm: v1::DigestAlgorithm::Sha256.into(), hash: hash("x") };
    let twice = credential(hash("erin")).ha1[0].clone();
    let mut both = row(7, "grace", credential(hash("grace")));
    both.user.as_mut().unwrap().registration_password = "Correct-Horse-1".to_owned();
    let all = vec![
        row(1, "alice", credential(hash("alice"))),
        row(2, "bob", named("bob-phone", "acme.test")),
        row(3, "carol", named("carol", "other.test")),
        row(4, "dave", v1::ImportedCredential { ha1: vec![sha], ..Default::default() }),
        row(5, "erin", v1::ImportedCredential { ha1: vec![twice.clone(), twice], ..Default::default() }),
        row(6, "frank", v1::ImportedCredential::default()),
        both,
        row(8, "heidi", credential("é".repeat(16))),
        row(
            9,
            "ivan",
            v1::ImportedCredential { ha1: vec![v1::ImportedHa1::default()], ..Default::default() },
        ),
    ];
    let imported = acme.import(best_effort("acme.test"), all).await.unwrap();
    assert_eq!(imported.counts(), (9, 2, 7, true));
    let expected = [
        (3, vec!["credential.realm"]),
        (4, vec!["credential.ha1[0].hash"]),
        (5, vec!["credential.ha1[1].algorithm"]),
        (6, vec!["credential.ha1"]),
        (7, vec!["credential"]),
        (8, vec!["credential.ha1[0].hash"]),
        (9, vec!["credential.ha1[0].algorithm"]),
    ];
    let bad: Vec<_> = imported.bad().into_iter().map(|(row, _, fields)| (row, fields)).collect();
    assert_eq!(bad, expected);
    let text = format!("{:?}", imported.errors);
    assert!(!text.contains(&hash("x")), "no hash is told");
    for (auth, user) in [("alice", "alice"), ("bob-phone", "bob")] {
        let mut phone = Phone::new(server.sip("udp"), "acme.test", user, "old secret").await;
        phone.username = auth.to_owned();
        assert_eq!(phone.register(60).await.status, 200, "{user}");
    }
}

/// A user without a password is there, cannot register, and can once it has one.
async fn without_passwords_there_is_no_credential(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let user = v1::User { auth_username: "alice".to_owned(), ..login("alice") };
    let imported = acme.import(best_effort("acme.test"), rows([user])).await.unwrap();
    assert_eq!(imported.counts(), (1, 1, 0, true));
    assert!(imported.generated.is_empty());
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", "").await;
    assert!(phone.register(60).await.status >= 400);
    let change = v1::User {
        name: "domains/acme.test/users/alice".to_owned(),
        registration_password: "Correct-Horse-1".to_owned(),
        ..Default::default()
    };
    acme.update_user(change, &["registration_password"]).await.unwrap();
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", "Correct-Horse-1").await;
    assert_eq!(phone.register(60).await.status, 200);
}

async fn messages_out_of_order_are_refused(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let config = || of_config(best_effort("acme.test"));
    let unspecified = v1::ImportUsersConfig { mode: 0, ..best_effort("acme test") };
    let numbered = |numbers: &[i64]| {
        of_rows(numbers.iter().map(|n| v1::ImportUsersRow { row: *n, ..Default::default() }).collect())
    };
    for (messages, fields) in [
        (vec![], vec!["config"]),
        (vec![numbered(&[1])], vec!["config"]),
        (vec![config(), config()], vec!["config"]),
        (vec![of_config(unspecified)], vec!["config.parent", "config.mode"]),
        (vec![v1::ImportUsersRequest::default()], vec!["message"]),
        (vec![config(), numbered(&[])], vec!["rows.rows"]),
        (vec![config(), of_rows(many("u", 1001))], vec!["rows.rows"]),
        (vec![config(), numbered(&[0])], vec!["rows.rows[0].row"]),
        (vec![config(), numbered(&[1, 3, 3])], vec!["rows.rows[2].row"]),
        (vec![config(), numbered(&[7]), numbered(&[7])], vec!["rows.rows[0].row"]),
    ] {
        let failure = Failure::of(&acme.import_messages(messages).await.unwrap_err());
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
        assert_eq!(failure.fields, fields);
    }
    let nowhere = acme.import(best_effort("nowhere.test"), many("u", 1)).await.unwrap_err();
    assert_eq!(Failure::of(&nowhere).kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert!(logins(&mut acme, "acme.test").await.is_empty());
}

async fn another_accounts_domain_is_not_found(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let mut other = server.client("other").await;
    let answer = other.import(best_effort("acme.test"), many("u", 1)).await.unwrap_err();
    assert_eq!(Failure::of(&answer).kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(Failure::of(&other.export("acme.test").await.unwrap_err()).code, Code::NotFound);
    assert!(logins(&mut acme, "acme.test").await.is_empty());
}

/// As many as the quota allows, to the row; and then row errors.
async fn a_quota_is_filled_exactly(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    limit(&server, 700).await;
    let dry = v1::ImportUsersConfig { dry_run: true, ..best_effort("acme.test") };
    assert_eq!(acme.import(dry, many("u", 1000)).await.unwrap().counts(), (1000, 700, 300, false));
    let none = acme.import(atomic("acme.test"), many("u", 1000)).await.unwrap();
    assert_eq!(none.counts(), (1000, 0, 300, false));
    let imported = acme.import(best_effort("acme.test"), many("u", 1000)).await.unwrap();
    assert_eq!(imported.counts(), (1000, 700, 300, true));
    assert_eq!(imported.errors[0].row, 701);
    assert!(imported.bad().iter().all(|(_, reason, _)| *reason == "QUOTA_EXCEEDED"));
    assert_eq!(logins(&mut acme, "acme.test").await.len(), 700);
}

/// What a soft-deleted user or an overlapping credential has is taken; a soft-deleted domain takes nobody.
async fn what_may_come_back_stays_taken(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.user("acme.test", "alice").await;
    acme.user("acme.test", "bob").await;
    acme.delete_user("bob@acme.test").await.unwrap();
    let reset = v1::ResetRegistrationCredentialsRequest {
        name: "domains/acme.test/users/alice".to_owned(),
        auth_username: "alice-2".to_owned(),
        overlap: Some(prost_types::Duration { seconds: 3600, nanos: 0 }),
        ..Default::default()
    };
    acme.users.reset_registration_credentials(reset).await.unwrap();
    let named = |user: &str, auth: &str| v1::User { auth_username: auth.to_owned(), ..login(user) };
    let users = [named("carol", "alice"), named("dave", "alice-2"), named("bob", "b"), named("erin", "erin")];
    let imported = acme.import(best_effort("acme.test"), rows(users)).await.unwrap();
    assert_eq!(imported.counts(), (4, 1, 3, true));
    let taken = |row, field| (row, "RESOURCE_ALREADY_EXISTS", vec![field]);
    let auth = "user.auth_username";
    assert_eq!(imported.bad(), [taken(1, auth), taken(2, auth), taken(3, "user.login")]);

    acme.delete_domain("acme.test", true).await.unwrap();
    let refused = acme.import(best_effort("acme.test"), many("u", 1)).await.unwrap_err();
    assert_eq!(Failure::of(&refused).kind(), (Code::FailedPrecondition, "RESOURCE_DELETED"));
}

/// Sets the limit of users in the database itself.
async fn limit(server: &Server, users: u32) {
    let sql = format!("UPDATE accounts SET max_users = {users} WHERE account = 'acme'");
    data::execute(server, &sql).await;
}

/// Two imports of the same users at once: each user is created once, and nobody fails.
async fn two_imports_at_once_share_the_users(backend: Backend) {
    let (_server, acme) = start(backend).await;
    let import = |mut client: Client| async move {
        let imported = client.import(best_effort("acme.test"), many("u", 3000)).await.unwrap();
        let (received, created, errors, _) = imported.counts();
        assert_eq!((received, created + errors), (3000, 3000));
        assert!(imported.bad().iter().all(|(_, reason, _)| *reason == "RESOURCE_ALREADY_EXISTS"));
        created
    };
    let (one, two) = tokio::join!(import(acme.clone()), import(acme.clone()));
    assert_eq!(one + two, 3000);
    assert_eq!(logins(&mut acme.clone(), "acme.test").await.len(), 3000);
}

/// What was committed stays; nothing is created of rows that come no more.
async fn a_caller_who_goes_away_stops_it(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let mut importing = acme.begin_import().await;
    importing.send(of_config(best_effort("acme.test"))).await;
    importing.send(of_rows(many("u", 50))).await;
    // Committed, without waiting for the end of the rows.
    while let Some(answer) = importing.answers.message().await.unwrap() {
        let Some(v1::import_users_response::Message::Progress(progress)) = answer.message else { continue };
        if progress.committed_count == 50 {
            break;
        }
    }
    drop(importing.answers);
    drop(importing.requests);
    assert_eq!(logins(&mut acme, "acme.test").await.len(), 50);

    let importing = acme.begin_import().await;
    importing.send(of_config(atomic("acme.test"))).await;
    importing.send(of_rows(many("x", 50))).await;
    // The call is cancelled while the rows have not ended.
    drop(importing.answers);
    drop(importing.requests);
    // An import that ended lets its place go: there is room for as many as there may be at once.
    for _ in 0..10 {
        crate::support::until("a place for an import", async || {
            acme.import(best_effort("acme.test"), Vec::new()).await.ok()
        })
        .await;
    }
    assert_eq!(logins(&mut acme, "acme.test").await.len(), 50, "half a file is not all of it");
    drop(server);
}

async fn a_drain_ends_it(backend: Backend) {
    let (mut server, mut acme) = start(backend).await;
    let importing = acme.begin_import().await;
    importing.send(of_config(best_effort("acme.test"))).await;
    importing.send(of_rows(many("u", 10))).await;
    server.signal("-TERM");
    let requests = importing.requests.clone();
    let failure = Failure::of(&crate::support::bulk::read(importing.answers).await.unwrap_err());
    assert_eq!(failure.kind(), (Code::Unavailable, "DRAINING"));
    drop(requests);
    assert!(server.wait().await.success());
}

/// An entry for each user, and one for the import.
async fn the_audit_tells_of_it(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let user = v1::User { first_name: "A".to_owned(), ..login("alice") };
    acme.import(best_effort("acme.test"), rows([user, login("bob")])).await.unwrap();
    acme.import(atomic("acme.test"), rows([login("carol")])).await.unwrap();
    let sql = "SELECT action || '|' || resource || '|' || changed_fields || '|' || method || '|' || reason \
               FROM audit_entries WHERE method LIKE '%ImportUsers' ORDER BY id";
    let lines = data::execute(&server, sql).await;
    let method = "rollcall.v1.UserService/ImportUsers";
    assert_eq!(
        lines,
        [
            format!(r#"1|domains/acme.test/users/alice|["first_name","auth_username"]|{method}|"#),
            format!(r#"1|domains/acme.test/users/bob|["auth_username"]|{method}|"#),
            format!("12|domains/acme.test|[]|{method}|"),
            format!(r#"1|domains/acme.test/users/carol|["auth_username"]|{method}|"#),
            format!("12|domains/acme.test|[]|{method}|"),
        ]
    );
}

async fn row_errors_are_told_up_to_a_limit(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let bad = rows((0..10_500).map(|_| login("not good")));
    let imported: Imported = acme.import(best_effort("acme.test"), bad).await.unwrap();
    assert_eq!(imported.counts(), (10_500, 0, 10_500, false));
    assert_eq!(imported.errors.len(), 10_000);
    assert_eq!(imported.errors.last().unwrap().row, 10_000);
}

/// The edge has remembered that there is nobody, and forgets it.
async fn the_edge_knows_them_at_once(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let mut early = Phone::new(server.sip("udp"), "acme.test", "alice", "old secret").await;
    assert!(early.register(60).await.status >= 400, "nobody has this name yet");
    let hash = ha1("alice", "acme.test", "old secret");
    let row = v1::ImportUsersRow { row: 1, user: Some(login("alice")), credential: Some(credential(hash)) };
    acme.import(best_effort("acme.test"), vec![row]).await.unwrap();
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", "old secret").await;
    assert_eq!(phone.register(60).await.status, 200);
}

crate::on_both!(
    a_caller_who_goes_away_stops_it,
    a_drain_ends_it,
    a_dry_run_checks_all_and_creates_nothing,
    a_quota_is_filled_exactly,
    another_accounts_domain_is_not_found,
    atomic_is_all_or_none,
    best_effort_takes_the_good_rows,
    generated_passwords_work,
    hashes_from_elsewhere_work,
    messages_out_of_order_are_refused,
    row_errors_are_told_up_to_a_limit,
    the_audit_tells_of_it,
    the_edge_knows_them_at_once,
    two_imports_at_once_share_the_users,
    what_may_come_back_stays_taken,
    without_passwords_there_is_no_credential,
);
