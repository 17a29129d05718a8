//! A database of the first release, with all that was in it, is brought up to date.

use crate::support::{
    Backend, Client, Phone, Server, data,
    postgres::{self, psql},
    sql,
};
use futures::future::join_all;
use rollcall::{
    pb::{Date, v1},
    store::DatabaseUrl,
};
use rollcall_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend};

/// The tables of the first release and their columns, those that refer to others last.
const RELEASED: [(&str, &str); 6] = [
    (
        "domains",
        "id, uid, account, fqdn, realm, disabled, registration_policy, password_policy, default_call_policy, \
         organization_management, labels, create_time, update_time, version",
    ),
    (
        "users",
        "id, uid, account, domain_id, login, extension_number, first_name, last_name, display_name, email, \
         phone_number, mobile_number, job_title, date_of_birth, gender, avatar_uri, caller_id, disabled, \
         auth_username, max_registrations, call_policy, labels, password_hash, create_time, update_time, version",
    ),
    ("user_credentials", "id, user_id, algorithm, sealed_ha1, create_time, expire_time"),
    (
        "registrations",
        "uid, user_id, contact_uri, instance_id, reg_id, call_id, cseq, q, path, transport, source_address, \
         user_agent, client_class, register_time, refresh_time, expire_time, node",
    ),
    ("registration_log", "revision, time, changes"),
    ("log_state", "id, store_id, last_revision, compacted_revision"),
];

/// In the order of their bytes.
const NAMES: [&str; 6] = ["%C3%A9", "B", "Z", "_", "a", "b"];
const FIRST_NAMES: [&str; 6] = ["B", "Z", "a", "ab", "b", "é"];

async fn run(db: &DatabaseConnection, statement: &str) {
    db.execute_unprepared(statement).await.unwrap_or_else(|why| panic!("{statement}: {why}"));
}

/// Makes the database what the first release would have made of the same data.
async fn downgrade(db: &DatabaseConnection) {
    for (table, columns) in RELEASED {
        run(db, &format!("CREATE TABLE kept_{table} AS SELECT {columns} FROM {table}")).await;
    }
    let names = match db.get_database_backend() {
        DbBackend::Postgres => "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    let tables = sql::texts::<1>(db, names).await;
    if db.get_database_backend() == DbBackend::Sqlite {
        run(db, "PRAGMA foreign_keys = OFF").await;
    }
    for [table] in tables.iter().filter(|[table]| !table.starts_with("kept_")) {
        let cascade = if db.get_database_backend() == DbBackend::Postgres { "CASCADE" } else { "" };
        run(db, &format!("DROP TABLE \"{table}\" {cascade}")).await;
    }
    Migrator::up(db, Some(2)).await.unwrap();
    for (table, columns) in RELEASED {
        run(db, &format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_{table}")).await;
        run(db, &format!("DROP TABLE kept_{table}")).await;
        if db.get_database_backend() == DbBackend::Postgres && columns.starts_with("id, u") {
            let next =
                format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}");
            run(db, &next).await;
        }
    }
}

/// One connection, so that a setting of SQLite holds for all that follows.
async fn connect(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1);
    Database::connect(options).await.unwrap()
}

/// A database that sorts as people do unless it is told otherwise.
fn people_sort() -> String {
    let plain = postgres::database();
    let name = format!("{}_icu", plain.rsplit('/').next().unwrap());
    let create = format!(
        "CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8'"
    );
    psql(&plain, &create);
    let url = format!("{}/{name}", plain.rsplit_once('/').unwrap().0);
    assert_eq!(psql(&url, "SELECT string_agg(x, '' ORDER BY x) FROM (VALUES ('B'), ('a')) v(x)"), "aB\n");
    url
}

/// A user with every field that the first release knew.
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
        date_of_birth: Some(Date { year: 2000, month: 2, day: 29 }),
        gender: v1::Gender::Female.into(),
        avatar_uri: "https://acme.example/alice.png".to_owned(),
        caller_id: "1001".to_owned(),
        auth_username: "alice".to_owned(),
        max_registrations: Some(2),
        call_policy: Some(v1::CallPolicy { same_domain_calls_only: Some(true), ..Default::default() }),
        registration_password: "Correct-Horse-1".to_owned(),
        labels: [("team".to_owned(), "nörth \"x\" \\ y".to_owned()), ("a-b_1".to_owned(), String::new())]
            .into(),
        ..Default::default()
    }
}

/// All domains and users of an account.
async fn everything(client: &mut Client) -> (Vec<v1::Domain>, Vec<v1::User>) {
    let domains = client.page_of_domains(0, "").await.0;
    let mut users = Vec::new();
    for domain in &domains {
        let fqdn = domain.name.strip_prefix("domains/").unwrap();
        users.extend(client.list_users(fqdn, 0, "").await.unwrap().into_inner().users);
    }
    (domains, users)
}

async fn all_of_the_first_release_is_there(backend: Backend) {
    let url = match backend {
        Backend::Sqlite => None,
        Backend::Postgres => Some(tokio::task::spawn_blocking(people_sort).await.unwrap()),
    };
    let flags: Vec<&str> = url.iter().flat_map(|url| ["--database-url", url]).collect();
    let mut server = Server::with(Backend::Sqlite, &flags).await;
    let file = format!("sqlite:{}", server.data_dir().join("rollcall.db").display());
    let url = url.as_deref().unwrap_or(&file);
    let (mut acme, mut evil) = (server.client("acme").await, server.client("evil").await);
    for fqdn in ["acme.test", "b-acme.test"] {
        acme.domain(fqdn).await;
    }
    evil.domain("evil.test").await;
    let labels = [("x".to_owned(), "y".to_owned())].into();
    let change = v1::Domain {
        name: "domains/acme.test".into(),
        organization_management: true,
        labels,
        ..Default::default()
    };
    acme.update_domain(change, &[]).await.unwrap();
    acme.create_user("alice@acme.test", full()).await.unwrap();
    for (login, first_name) in NAMES.iter().zip(FIRST_NAMES) {
        let user = v1::User { first_name: first_name.into(), ..Default::default() };
        acme.create_user(&format!("{login}@b-acme.test"), user).await.unwrap();
    }
    let same = v1::User { email: full().email, ..Default::default() };
    evil.create_user("alice@evil.test", same).await.unwrap();
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", "Correct-Horse-1").await;
    assert_eq!(phone.register(600).await.status, 200);
    let before = (everything(&mut acme).await, everything(&mut evil).await);
    let registrations = acme.list("domains/-").await;
    assert_eq!((before.0.1.len(), registrations.len()), (7, 1));

    server.kill().await;
    let db = connect(url).await;
    downgrade(&db).await;
    db.close().await.unwrap();
    server = server.restart().await;

    (acme, evil) = (server.client("acme").await, server.client("evil").await);
    assert_eq!((everything(&mut acme).await, everything(&mut evil).await), before);
    assert_eq!(acme.list("domains/-").await, registrations);
    phone.server(server.sip("udp"));
    assert_eq!(phone.register(600).await.status, 200, "with the credential that it had");
    acme.create_user("new@acme.test", v1::User::default()).await.unwrap();
    acme.delete_user("b@b-acme.test").await.unwrap();

    let db = connect(url).await;
    tables(&db).await;
    order(&db, &mut acme).await;
}

/// What only the new tables have.
async fn tables(db: &DatabaseConnection) {
    let one = async |statement: &str| sql::numbers::<1>(db, statement).await[0][0];
    let accounts = "SELECT account, display_name FROM accounts ORDER BY account";
    let accounts = sql::texts::<2>(db, accounts).await;
    assert_eq!(accounts, [["acme".to_owned(), "acme".into()], ["evil".into(), "evil".into()]]);
    let domains = "SELECT count(*) FROM accounts a WHERE domain_count <> \
                   (SELECT count(*) FROM domains d WHERE d.account = a.account)";
    assert_eq!(one(domains).await, 0);
    let users = "SELECT count(*) FROM accounts a WHERE user_count <> \
                 (SELECT count(*) FROM users u WHERE u.account = a.account)";
    assert_eq!(one(users).await, 0, "counted before, and counted on");
    let unlimited = "SELECT count(*) FROM accounts WHERE max_domains IS NULL AND max_users IS NULL \
                     AND max_registrations IS NULL AND NOT disabled";
    assert_eq!(one(unlimited).await, 2);

    let roles = "SELECT d.fqdn, r.role_id FROM roles r JOIN domains d ON d.id = r.domain_id \
                 WHERE r.predefined AND r.account = d.account ORDER BY d.fqdn, r.role_id";
    let roles = sql::texts::<2>(db, roles).await;
    let ids =
        ["accounting", "administrator", "employee", "human-resources", "none", "operator", "supervisor"];
    let all = ["acme.test", "b-acme.test", "evil.test"];
    let expected: Vec<_> = all.iter().flat_map(|d| ids.map(|r| [(*d).to_owned(), r.to_owned()])).collect();
    assert_eq!(roles, expected);

    let stray = "SELECT count(*) FROM user_credentials c LEFT JOIN users u ON u.id = c.user_id \
                 AND u.domain_id = c.domain_id AND u.auth_username = c.auth_username WHERE u.id IS NULL";
    assert_eq!(one(stray).await, 0);
    assert!(one("SELECT count(*) FROM user_credentials").await >= 8);
    let labels = "SELECT l.key, l.value, l.login FROM user_labels l JOIN users u ON u.id = l.user_id \
                  AND u.domain_id = l.domain_id AND u.login = l.login ORDER BY l.key";
    let labels = sql::texts::<3>(db, labels).await;
    let expected = full().labels.into_iter().map(|(key, value)| [key, value, "alice".to_owned()]);
    assert_eq!(labels, expected.collect::<Vec<_>>());
}

/// Both databases sort by bytes, in every column that lists are in the order of.
async fn order(db: &DatabaseConnection, acme: &mut Client) {
    let users = acme.list_users("b-acme.test", 0, "").await.unwrap().into_inner().users;
    let live: Vec<_> = users.into_iter().map(|user| user.login).filter(|login| login != "b").collect();
    assert_eq!(live, NAMES[..5]);
    for (text, expected) in [("login", NAMES), ("first_name", FIRST_NAMES)] {
        let sorted = format!(
            "SELECT {text} FROM users WHERE first_name <> 'Alice' AND first_name <> '' ORDER BY {text}"
        );
        let sorted: Vec<_> = sql::texts::<1>(db, &sorted).await.into_iter().map(|[value]| value).collect();
        let expected: Vec<_> = expected.iter().filter(|value| sorted.iter().any(|s| s == *value)).collect();
        assert_eq!(sorted.iter().collect::<Vec<_>>(), expected, "{text}");
    }
    if db.get_database_backend() == DbBackend::Postgres {
        let others = "SELECT table_name || '.' || column_name FROM information_schema.columns \
                      WHERE table_schema = 'public' AND collation_name IS DISTINCT FROM 'C' \
                      AND data_type IN ('text', 'character varying') AND column_name IN \
                      ('fqdn', 'login', 'extension_number', 'first_name', 'last_name', 'display_name', 'email', \
                       'role_id', 'organization_id', 'group_id', 'invitation_id', 'key', 'value') \
                      AND (table_name, column_name) <> ('invitations', 'login')";
        assert_eq!(sql::texts::<1>(db, others).await, Vec::<[String; 1]>::new());
    }
}

/// Nodes that start together over an old database.
async fn many_bring_it_up_to_date_at_once(backend: Backend) {
    let dir = tempfile::tempdir().unwrap();
    let url = match backend {
        Backend::Sqlite => format!("sqlite:{}?mode=rwc", dir.path().join("old.db").display()),
        Backend::Postgres => tokio::task::spawn_blocking(postgres::database).await.unwrap(),
    };
    let db = connect(&url).await;
    Migrator::up(&db, Some(2)).await.unwrap();
    let uid = match backend {
        Backend::Sqlite => "x'00000000000040008000000000000001'",
        Backend::Postgres => "'00000000-0000-4000-8000-000000000001'",
    };
    let domain = format!(
        "INSERT INTO domains (uid, account, fqdn, realm, disabled, registration_policy, password_policy, \
         default_call_policy, organization_management, labels, create_time, update_time, version) \
         VALUES ({uid}, 'acme', 'acme.test', 'acme.test', false, '{{}}', '{{}}', '{{}}', false, '{{}}', 1, 1, 1)"
    );
    run(&db, &domain).await;
    let url = DatabaseUrl::parse(&url).unwrap();
    let stores = join_all((0..6).map(|_| data::open(&url))).await;
    let ids: Vec<_> = stores.iter().map(rollcall::store::Store::id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(sql::numbers::<2>(&db, "SELECT domain_count, user_count FROM accounts").await, [[1, 0]]);
    assert_eq!(sql::numbers::<1>(&db, "SELECT count(*) FROM roles").await, [[7]]);
    let applied = i64::try_from(Migrator::migrations().len()).unwrap();
    assert_eq!(sql::numbers::<1>(&db, "SELECT count(*) FROM seaql_migrations").await, [[applied]]);
}

crate::on_both!(all_of_the_first_release_is_there, many_bring_it_up_to_date_at_once);
