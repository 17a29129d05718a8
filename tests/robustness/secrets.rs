//! Where passwords must not be: in the database, in the logs, in the metrics, in any file of the server.

use crate::support::{
    Backend, Client, Phone, Server,
    delegate::{Service, TOKEN},
    http,
    postgres::psql,
    server::{ALL_SCOPES, rollcall},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use md5::{Digest, Md5};
use rollcall::pb::v1::{self, ResetRegistrationCredentialsRequest as Reset};
use sha2::{Sha256, Sha512_256};
use std::{collections::HashMap, fs};

const REGISTRATION: &str = "Correct-Horse-Battery-1";
const PORTAL: &str = "Staple-Of-The-Portal-2";
const CHANGED: &str = "Another-Horse-Battery-3";
const WRONG: &str = "Wrong-Horse-Battery-4";
const RESET: &str = "Given-At-A-Reset-5";
const PORTAL_CHANGED: &str = "Another-Portal-Staple-6";
const DELEGATED: &str = "Known-To-A-Service-8";

/// What must not be seen anywhere, in every form that it could be written in.
#[derive(Default)]
struct Secrets {
    forms: HashMap<[u8; 8], Vec<Vec<u8>>>,
}

impl Secrets {
    fn add(&mut self, secret: &str) {
        let mut forms = vec![
            secret.as_bytes().to_vec(),
            secret.to_uppercase().into_bytes(),
            // As a database prints octets, and as JSON may hold them.
            hex::encode(secret).into_bytes(),
            STANDARD.encode(secret).into_bytes(),
        ];
        forms.extend(hex::decode(secret));
        for form in forms {
            self.forms.entry(form[..8].try_into().unwrap()).or_default().push(form);
        }
    }

    /// A registration password and what is made of it.
    fn add_password(&mut self, username: &str, password: &str) {
        let clear = format!("{username}:acme.test:{password}");
        self.add(password);
        self.add(&hex::encode(Md5::digest(&clear)));
        self.add(&hex::encode(Sha256::digest(&clear)));
        self.add(&hex::encode(Sha512_256::digest(&clear)));
    }

    fn are_in(&self, text: &[u8]) -> bool {
        text.windows(8).enumerate().any(|(at, start)| {
            let known = self.forms.get(start).into_iter().flatten();
            known.into_iter().any(|form| text[at..].starts_with(form))
        })
    }
}

/// Carol, whose password a service knows: asked in both ways, and refused what it is not to take.
async fn delegated(server: &Server, acme: &mut Client) -> v1::Domain {
    let service = Service::default();
    service.password("carol", DELEGATED);
    service.ttl(std::time::Duration::from_secs(600));
    let running = service.start().await;
    let setting = running.setting(v1::DelegationMode::FetchHa1);
    let domain = v1::Domain {
        name: "domains/service.test".to_owned(),
        realm: "acme.test".to_owned(),
        delegated_authentication: Some(setting.clone()),
        ..Default::default()
    };
    let request = v1::CreateDomainRequest {
        domain_id: "service.test".to_owned(),
        domain: Some(domain.clone()),
        request_id: uuid::Uuid::new_v4().to_string(),
    };
    acme.domains.create_domain(request).await.unwrap();
    acme.user("service.test", "carol").await;
    let mut phone = Phone::new(server.sip("udp"), "service.test", "carol", DELEGATED).await;
    assert_eq!(phone.register(60).await.status, 200);
    let mask = ["delegated_authentication"];
    let bad = v1::DelegatedAuthentication { bearer_token: format!("{TOKEN} {TOKEN}"), ..setting.clone() };
    let refused = v1::Domain { delegated_authentication: Some(bad), ..domain.clone() };
    acme.update_domain(refused, &mask).await.unwrap_err();
    let other = v1::DelegatedAuthentication { mode: v1::DelegationMode::VerifyDigest.into(), ..setting };
    let changed = v1::Domain { delegated_authentication: Some(other), ..domain };
    let changed = acme.update_domain(changed, &mask).await.unwrap().into_inner().domain.unwrap();
    assert_eq!((phone.register(60).await.status, service.calls()), (200, 2));
    changed
}

async fn passwords_and_their_hashes_are_nowhere(backend: Backend) {
    let server = Server::with(backend, &["--log", "trace", "--sip-listen", "udp:127.0.0.1:0"]).await;
    let token = server.token("acme", ALL_SCOPES);
    let mut acme = Client::connect(server.grpc(), &token).await;
    let mut secrets = Secrets::default();
    secrets.add(token.rsplit('.').next().unwrap());
    acme.domain("acme.test").await;
    let user = v1::User {
        auth_username: "alice".to_owned(),
        registration_password: REGISTRATION.to_owned(),
        user_password: PORTAL.to_owned(),
        ..Default::default()
    };
    let create = v1::CreateUserRequest {
        parent: "domains/acme.test".to_owned(),
        user_id: "alice".to_owned(),
        user: Some(user),
        request_id: uuid::Uuid::new_v4().to_string(),
    };
    let created = acme.users.create_user(create.clone()).await.unwrap().into_inner();
    assert_eq!(acme.users.create_user(create).await.unwrap().into_inner(), created);
    // Generated ones, told again to a retry.
    let generated = v1::CreateUserRequest {
        parent: "domains/acme.test".to_owned(),
        user_id: "bob".to_owned(),
        user: Some(v1::User { auth_username: "bob".to_owned(), ..Default::default() }),
        request_id: uuid::Uuid::new_v4().to_string(),
    };
    let bob = acme.users.create_user(generated.clone()).await.unwrap().into_inner();
    assert_eq!(acme.users.create_user(generated).await.unwrap().into_inner(), bob);
    let bob = bob.generated.unwrap();
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", REGISTRATION).await;
    assert_eq!(phone.register(60).await.status, 200);
    phone.password = WRONG.to_owned();
    assert_eq!(phone.register(60).await.status, 401);
    let change = v1::User {
        name: "domains/acme.test/users/alice".to_owned(),
        registration_password: CHANGED.to_owned(),
        user_password: PORTAL_CHANGED.to_owned(),
        ..Default::default()
    };
    acme.update_user(change, &["registration_password", "user_password"]).await.unwrap();
    let reset = |password: &str| Reset {
        registration_password: password.to_owned(),
        overlap: Some(prost_types::Duration { seconds: 60, nanos: 0 }),
        request_id: uuid::Uuid::new_v4().to_string(),
        ..Default::default()
    };
    let mut made = Vec::new();
    for request in [reset(RESET), reset(""), reset("")] {
        let answer = acme.reset("alice@acme.test", request.clone()).await.unwrap().into_inner();
        assert_eq!(acme.reset("alice@acme.test", request).await.unwrap().into_inner(), answer);
        made.extend(answer.generated.map(|generated| generated.registration_password));
    }
    assert_eq!(made.len(), 2);
    phone.password.clone_from(&made[1]);
    assert_eq!(phone.register(60).await.status, 200);
    let test =
        v1::TestRegistrationRequest { name: "domains/acme.test/users/alice".into(), ..Default::default() };
    let tested = acme.users.test_registration(test).await.unwrap().into_inner();
    assert!(tested.passed, "{tested:?}");
    let delegated = delegated(&server, &mut acme).await;
    // What a refusal tells, and what is logged of it.
    for password in [WRONG, PORTAL_CHANGED] {
        let verify = v1::VerifyUserPasswordRequest {
            parent: "domains/acme.test".to_owned(),
            identifier: "alice".to_owned(),
            user_password: password.to_owned(),
        };
        let _either = acme.users.verify_user_password(verify).await;
    }
    let refused = acme.reset("alice@acme.test", Reset { auth_username: "a:b".into(), ..reset(RESET) }).await;
    let refused = format!("{:?}", refused.unwrap_err());
    // Everything sealed anew.
    for flags in [&["--new-key"][..], &[]] {
        let mut command = rollcall();
        command.arg("rekey").args(flags).arg("--data-dir").arg(server.data_dir());
        command.args(server.database_url().iter().flat_map(|url| ["--database-url", url]));
        let done = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(done.status.success());
    }
    assert_eq!(phone.register(60).await.status, 200);

    for password in [REGISTRATION, CHANGED, WRONG, RESET, &made[0], &made[1]] {
        secrets.add_password("alice", password);
    }
    secrets.add_password("bob", &bob.registration_password);
    secrets.add_password("carol", DELEGATED);
    secrets.add(TOKEN);
    for password in [PORTAL, PORTAL_CHANGED, &bob.user_password] {
        secrets.add(password);
    }
    let (_, metrics) = http::get(server.metrics(), "/metrics").await.unwrap();
    let mut places = vec![
        ("the log".to_owned(), server.log().into_bytes()),
        ("/metrics".into(), metrics.into()),
        ("an error".into(), refused.into_bytes()),
        ("a registration test".into(), format!("{tested:?}").into_bytes()),
        ("a domain with a service".into(), prost::Message::encode_to_vec(&delegated)),
    ];
    let list = acme.list_users("acme.test", 0, "").await.unwrap().into_inner();
    places.push(("a list".into(), prost::Message::encode_to_vec(&list)));
    for entry in fs::read_dir(server.data_dir()).unwrap() {
        let path = entry.unwrap().path();
        places.push((path.display().to_string(), fs::read(&path).unwrap()));
    }
    if let Some(url) = server.database_url() {
        let tables =
            psql(url, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
        for table in ["users", "user_credentials", "requests", "audit_entries"] {
            assert!(tables.lines().any(|name| name == table), "{table}");
        }
        for table in tables.lines() {
            let sql = format!("SELECT encode(convert_to(t::text, 'UTF8'), 'escape') FROM \"{table}\" t");
            places.push((table.to_owned(), psql(url, &sql).into_bytes()));
        }
    }
    // The scan sees what is there: the login, in the tables or in the file and its log; and what it looks for.
    let rows = places.iter().filter(|(_, text)| text.windows(5).any(|w| w == b"alice"));
    let rows: Vec<_> = rows.map(|(name, _)| name.as_str()).collect();
    assert!(backend == Backend::Postgres || rows.iter().any(|name| name.ends_with("rollcall.db-wal")));
    assert!(backend == Backend::Sqlite || rows.contains(&"users") && rows.contains(&"audit_entries"));
    assert!(server.log().contains("TRACE"), "at trace level");
    assert!(secrets.are_in(format!("x{}", made[1]).as_bytes()));
    assert!(secrets.are_in(&[&b"x"[..], &Md5::digest(format!("alice:acme.test:{CHANGED}"))[..]].concat()));
    for (name, text) in &places {
        assert!(!secrets.are_in(text), "a secret is in {name}");
    }
    // Where the key is, nobody else can look.
    for file in ["sealing.key", "signing-key.p8"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(server.data_dir().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file}");
    }
}

crate::on_both!(passwords_and_their_hashes_are_nowhere);
