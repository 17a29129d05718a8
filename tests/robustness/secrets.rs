//! Where passwords must not be: in the database, in the logs, in the metrics, in any file of the server.

use crate::support::{Backend, Phone, Server, http, postgres::psql};
use md5::{Digest, Md5};
use rollcall::pb::v1;
use sha2::Sha256;
use std::fs;

const REGISTRATION: &str = "Correct-Horse-Battery-1";
const PORTAL: &str = "Staple-Of-The-Portal-2";
const CHANGED: &str = "Another-Horse-Battery-3";

async fn passwords_and_their_hashes_are_nowhere(backend: Backend) {
    let server = Server::with(backend, &["--log", "debug", "--sip-listen", "udp:127.0.0.1:0"]).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let user = v1::User {
        auth_username: "alice".to_owned(),
        registration_password: REGISTRATION.to_owned(),
        user_password: PORTAL.to_owned(),
        ..Default::default()
    };
    acme.create_user("alice@acme.test", user).await.unwrap();
    let bob = acme.user("acme.test", "bob").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", REGISTRATION).await;
    assert_eq!(phone.register(60).await.status, 200);
    phone.password = "Wrong-Horse-Battery-4".to_owned();
    assert_eq!(phone.register(60).await.status, 401);
    let change = v1::User {
        name: "domains/acme.test/users/alice".to_owned(),
        registration_password: CHANGED.to_owned(),
        ..Default::default()
    };
    acme.update_user(change, &["registration_password"]).await.unwrap();

    let mut secrets = vec![REGISTRATION.to_owned(), PORTAL.to_owned(), CHANGED.to_owned(), bob.clone()];
    for (name, password) in [("alice", REGISTRATION), ("alice", CHANGED), ("bob", &bob)] {
        let clear = format!("{name}:acme.test:{password}");
        secrets.push(hex::encode(Md5::digest(&clear)));
        secrets.push(hex::encode(Sha256::digest(&clear)));
    }
    let (_, metrics) = http::get(server.metrics(), "/metrics").await.unwrap();
    let mut places =
        vec![("the log".to_owned(), server.log().into_bytes()), ("/metrics".into(), metrics.into())];
    for entry in fs::read_dir(server.data_dir()).unwrap() {
        let path = entry.unwrap().path();
        places.push((path.display().to_string(), fs::read(&path).unwrap()));
    }
    if let Some(url) = server.database_url() {
        for table in ["users", "user_credentials", "domains", "registrations", "registration_log"] {
            let sql = format!("SELECT encode(convert_to(t::text, 'UTF8'), 'escape') FROM {table} t");
            places.push((table.to_owned(), psql(url, &sql).into_bytes()));
        }
    }
    // The scan sees what is there: the login, in the tables or in the file and its log.
    let rows = places.iter().filter(|(_, text)| contains(text, "alice"));
    assert!(rows.clone().count() > 0);
    assert!(
        backend == Backend::Postgres || rows.into_iter().any(|(name, _)| name.ends_with("rollcall.db-wal"))
    );
    for (name, text) in &places {
        for secret in &secrets {
            let raw = hex::decode(secret).unwrap_or_else(|_| secret.clone().into_bytes());
            let upper = secret.to_uppercase();
            let found =
                contains(text, secret) || contains(text, &upper) || text.windows(raw.len()).any(|w| w == raw);
            assert!(!found, "a secret is in {name}");
        }
    }
    // Where the key is, nobody else can look.
    for file in ["sealing.key", "signing-key.p8"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(server.data_dir().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file}");
    }
}

fn contains(text: &[u8], what: &str) -> bool {
    text.windows(what.len()).any(|window| window == what.as_bytes())
}

crate::on_both!(passwords_and_their_hashes_are_nowhere);
