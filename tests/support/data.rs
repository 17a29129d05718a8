//! The store itself, and rows for it.

use super::{Backend, Server, postgres};
use rollcall::{
    model::{
        AccountId, Batch, CallPolicy, Change, ChangeKind, ClientClass, ContactUri, Domain, Fqdn, Labels,
        Login, PasswordPolicy, Registration, RegistrationPolicy, Revision, Time, Transport, User, UserRef,
    },
    store::{BatchRows, DatabaseUrl, PoolSizes, Store, WriteTx},
};
use std::{path::Path, sync::Arc, time::Duration};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

/// A new database; `dir` holds it if it is a file.
pub async fn url(backend: Backend, dir: &Path) -> DatabaseUrl {
    match backend {
        Backend::Sqlite => DatabaseUrl::sqlite_file(&dir.join("test.db")),
        Backend::Postgres => {
            let url = tokio::task::spawn_blocking(postgres::database).await.unwrap();
            DatabaseUrl::parse(&url).unwrap()
        }
    }
}

pub async fn open(url: &DatabaseUrl) -> Store {
    Store::open(url, PoolSizes::default()).await.unwrap()
}

/// The database that a server runs on, opened beside it.
pub async fn of_server(server: &Server) -> Store {
    let file = || DatabaseUrl::sqlite_file(&server.data_dir().join("rollcall.db"));
    open(&server.database_url().map_or_else(file, |url| DatabaseUrl::parse(url).unwrap())).await
}

/// A transaction that is open until this is dropped, however long that takes: it is never idle for so long that
/// PostgreSQL would end it.
pub struct Held {
    _until: DropGuard,
}

impl Held {
    pub fn new(tx: WriteTx) -> Self {
        let dropped = CancellationToken::new();
        let until = dropped.clone();
        tokio::spawn(async move {
            let waking = async {
                loop {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    tx.read_log(Revision(0), 1).await.unwrap();
                }
            };
            let _dropped: Option<()> = until.run_until_cancelled(waking).await;
        });
        Self { _until: dropped.drop_guard() }
    }
}

/// Runs SQL in the database of a server, and answers the first column of each row, a text.
pub async fn execute(server: &Server, sql: &str) -> Vec<String> {
    use sea_orm::{ConnectionTrait, Database, Statement};
    let file = || format!("sqlite:{}", server.data_dir().join("rollcall.db").display());
    let url = server.database_url().map_or_else(file, str::to_owned);
    let db = Database::connect(url).await.unwrap();
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

pub fn account(id: &str) -> AccountId {
    AccountId::parse(id).unwrap()
}

pub fn domain(owner: &str, fqdn: &str) -> Domain {
    let domain = Domain::new(Fqdn::parse(fqdn).unwrap(), account(owner), Time(1_000_000));
    Domain { update_time: Time(2_000_000), ..domain }
}

pub fn user(domain: &Domain, login: &str) -> User {
    let user = User::new(domain, Login::parse(login).unwrap(), Time(1_000_000));
    User { auth_username: format!("auth-{login}"), update_time: Time(2_000_000), ..user }
}

pub fn registration(user: &User, contact: &str) -> Registration {
    Registration {
        uid: Uuid::new_v4(),
        user: Arc::new(UserRef {
            user_id: user.id,
            domain_id: user.domain_id,
            account: user.account.clone(),
            domain: user.domain.clone(),
            login: user.login.clone(),
        }),
        contact: ContactUri::parse(contact).unwrap(),
        instance_id: Some("urn:uuid:00000000-0000-1000-8000-000a95a0e128".into()),
        reg_id: Some(1),
        call_id: "call".into(),
        cseq: 7,
        q: None,
        path: vec!["<sip:p1.test;lr>".to_owned(), "<sip:p2.test;lr>".to_owned()],
        transport: Transport::Tcp,
        source_address: "192.0.2.1:5060".into(),
        user_agent: "phone".into(),
        client_class: ClientClass::Phone,
        register_time: Time(3_000_000),
        refresh_time: Time(4_000_000),
        expire_time: Time(5_000_000),
        node: "n1".into(),
        flow_token: "flow 1".into(),
        contact_params: ";audio".into(),
        gruu: true,
    }
}

pub fn created(registration: &Registration) -> Change {
    Change {
        kind: ChangeKind::Created,
        registration: Arc::new(registration.clone()),
        reason: "why".to_owned(),
        actor: "who".to_owned(),
        registration_count: 1,
    }
}

/// Writes a batch into the log of a transaction.
pub async fn log(tx: &WriteTx, time: Time, changes: &[Change]) -> Revision {
    write(tx, time, changes, &[], &[]).await
}

/// Writes registrations, deletes others, and writes a batch into the log of a transaction.
pub async fn write(
    tx: &WriteTx,
    time: Time,
    changes: &[Change],
    put: &[&Registration],
    delete: &[Uuid],
) -> Revision {
    let revision = tx.lock_log().await.unwrap();
    let batch = Batch { revision, time, changes: changes.to_vec(), settings: Vec::new() };
    let put = put.iter().map(|r| Arc::new((*r).clone())).collect();
    tx.write_batch(&BatchRows { batch: Arc::new(batch), put, delete: delete.to_vec() }).await.unwrap();
    revision
}

/// Inserts a domain by itself.
pub async fn insert_domain(store: &Store, domain: Domain) -> Domain {
    let tx = store.begin().await.unwrap();
    let domain = tx.insert_domain(domain).await.unwrap();
    tx.commit().await.unwrap();
    domain
}

/// Inserts a user by itself.
pub async fn insert_user(store: &Store, user: User) -> User {
    let tx = store.begin().await.unwrap();
    let user = tx.insert_user(user, None).await.unwrap();
    tx.commit().await.unwrap();
    user
}
