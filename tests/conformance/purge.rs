//! The purge, driven in this process: what goes, in what portions, and what wins over it.

use crate::support::{
    Backend,
    data::{self, account},
    postgres::{self, psql},
};
use rollcall::{
    api::DelegatedClient,
    directory::{
        Caller, CreateDomain, Delegations, DeleteDomain, DeleteUser, Directory, DomainDraft, Error, Once,
        Options, Sealer, Swept, UndeleteDomain, UndeleteUser,
    },
    model::{
        AccountScope, ChangeKind, DigestAlgorithm, Domain, DomainName, Quota, Revision, Time, User, UserName,
    },
    registrar::{Registrar, RegistrarConfig},
    store::{DatabaseUrl, RequestKey, Store},
    telemetry::Metrics,
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use std::{sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const RETENTION: Duration = Duration::from_secs(3600);

/// A database without a server, and one domain in it.
struct Scene {
    url: String,
    store: Store,
    domain: Domain,
    dir: TempDir,
}

impl Scene {
    async fn new(backend: Backend) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = match backend {
            Backend::Sqlite => format!("sqlite:{}", dir.path().join("test.db").display()),
            Backend::Postgres => tokio::task::spawn_blocking(postgres::database).await.unwrap(),
        };
        let store = data::open(&DatabaseUrl::parse(&url).unwrap()).await;
        let tx = store.begin().await.unwrap();
        tx.ensure_account(&account("acme")).await.unwrap();
        let domain = tx.insert_domain(data::domain("acme", "acme.test")).await.unwrap();
        tx.take_quota(&account("acme"), Quota::Domains, 1).await.unwrap();
        tx.commit().await.unwrap();
        Self { url, store, domain, dir }
    }

    async fn users(&self, logins: impl IntoIterator<Item = String>) -> Vec<User> {
        let tx = self.store.begin().await.unwrap();
        let mut users = Vec::new();
        for login in logins {
            users.push(tx.insert_user(data::user(&self.domain, &login), None).await.unwrap());
        }
        tx.take_quota(&account("acme"), Quota::Users, users.len() as u64).await.unwrap();
        tx.commit().await.unwrap();
        users
    }

    /// The directory of the node that the scene's store is of.
    async fn directory(&self) -> Directory {
        self.directory_over(self.store.clone()).await
    }

    /// The directory of another node.
    async fn other_node(&self) -> Directory {
        self.directory_over(data::open(&DatabaseUrl::parse(&self.url).unwrap()).await).await
    }

    async fn directory_over(&self, store: Store) -> Directory {
        let stop = CancellationToken::new();
        let started = Registrar::start(store.clone(), RegistrarConfig::default(), Metrics::new(), stop).await;
        let sealer = Sealer::load_or_create(&self.dir.path().join("sealing.key")).unwrap();
        let delegations = Delegations::new(Arc::new(DelegatedClient::default()), 1024, Metrics::new());
        let options = Options { purge_after: RETENTION };
        Directory::new(store, started.unwrap().0, sealer, delegations, options)
    }

    /// The database behind the store's back.
    async fn sql(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.unwrap()
    }

    async fn number(&self, sql: &str) -> i64 {
        let db = self.sql().await;
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
        db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }

    fn name(&self) -> DomainName {
        self.domain.name()
    }
}

fn caller() -> Caller {
    Caller { scope: AccountScope::One(account("acme")), account: Some(account("acme")), ..Caller::system() }
}

/// When what is deleted now has had its time, and a little.
fn due() -> Time {
    Time::now().plus(RETENTION).plus(Duration::from_secs(60))
}

async fn delete(directory: &Directory, name: UserName) {
    directory.delete_user(&caller(), DeleteUser { name, etag: String::new() }).await.unwrap();
}

async fn delete_domain(directory: &Directory, name: DomainName) {
    let request = DeleteDomain { name, etag: String::new(), force: true };
    directory.delete_domain(&caller(), request).await.unwrap();
}

async fn only_what_is_due_goes(backend: Backend) {
    let scene = Scene::new(backend).await;
    let users = scene.users(["alice", "bob", "carol"].map(str::to_owned)).await;
    let directory = scene.directory().await;
    delete(&directory, users[0].name()).await;
    delete(&directory, users[1].name()).await;
    assert_eq!(directory.sweep(Time::now(), 100).await.unwrap(), Swept::default(), "not yet");
    let undelete = UndeleteUser { name: users[1].name(), etag: String::new() };
    directory.undelete_user(&caller(), undelete).await.unwrap();
    assert_eq!(directory.sweep(due(), 100).await.unwrap(), Swept { users: 1, ..Swept::default() });
    assert!(matches!(directory.user(&caller(), &users[0].name()).await, Err(Error::NotFound(_))));
    for user in &users[1..] {
        directory.user(&caller(), &user.name()).await.unwrap();
    }
    assert_eq!(directory.sweep(due(), 100).await.unwrap(), Swept::default());
    let count = "SELECT user_count FROM accounts WHERE account = 'acme'";
    assert_eq!(scene.number(count).await, 2);
    let audited = format!(
        "SELECT count(*) FROM audit_entries WHERE account = 'acme' AND action = 5 AND actor = 'system' \
         AND resource = '{}' AND resource_uid = '{}'",
        users[0].name(),
        users[0].uid
    );
    assert_eq!(scene.number(&audited).await, 1);
}

/// An undelete that is about to be committed when the purge comes by.
async fn an_undelete_in_between_wins(backend: Backend) {
    let scene = Scene::new(backend).await;
    let alice = scene.users(["alice".to_owned()]).await.remove(0);
    let directory = scene.directory().await;
    delete(&directory, alice.name()).await;
    let deleted = directory.user(&caller(), &alice.name()).await.unwrap();
    let tx = scene.store.begin().await.unwrap();
    let back = User { delete_time: None, purge_time: None, ..deleted.clone() };
    tx.update_user(&deleted, back, None).await.unwrap();
    let sweep = tokio::spawn({
        let directory = directory.clone();
        async move { directory.sweep(due(), 100).await.unwrap() }
    });
    if backend == Backend::Postgres {
        // It does not wait: the user is another's work for now.
        assert_eq!(sweep.await.unwrap(), Swept::default());
        tx.commit().await.unwrap();
    } else {
        tx.commit().await.unwrap();
        assert_eq!(sweep.await.unwrap(), Swept::default());
    }
    assert_eq!(directory.sweep(due(), 100).await.unwrap(), Swept::default());
    directory.user(&caller(), &alice.name()).await.unwrap();
}

/// A domain that is half purged is gone, and never comes back as a half.
async fn a_purge_that_began_is_finished(backend: Backend) {
    let scene = Scene::new(backend).await;
    let users = scene.users((0..25).map(|n| format!("u{n:02}"))).await;
    let directory = scene.directory().await;
    delete_domain(&directory, scene.name()).await;
    // The first transaction of the purge; then the node goes down.
    let tx = scene.store.begin().await.unwrap();
    let domain = tx.domain_to_purge(due()).await.unwrap().unwrap();
    let first = tx.users_below(&domain, 10).await.unwrap();
    assert_eq!(first.len(), 10);
    tx.delete_users(&first).await.unwrap();
    tx.commit().await.unwrap();

    let undelete = UndeleteDomain { name: scene.name(), etag: String::new() };
    let undeleted = directory.undelete_domain(&caller(), undelete).await;
    assert!(matches!(undeleted, Err(Error::NotFound(_))), "{undeleted:?}");
    assert!(matches!(directory.domain(&caller(), &scene.domain.fqdn).await, Err(Error::NotFound(_))));
    assert!(matches!(directory.user(&caller(), &users[24].name()).await, Err(Error::NotFound(_))));
    let undelete = UndeleteUser { name: users[24].name(), etag: String::new() };
    assert!(matches!(directory.undelete_user(&caller(), undelete).await, Err(Error::NotFound(_))));
    let create = async || {
        let create = CreateDomain { domain_id: "acme.test".to_owned(), draft: DomainDraft::default() };
        directory.create_domain(&caller(), create, Once::anonymous()).await
    };
    let early = create().await;
    assert!(matches!(early, Err(Error::AlreadyExists { readable: false, .. })), "{early:?}");

    let rest = directory.sweep(Time::now(), 10).await.unwrap();
    assert_eq!(rest, Swept { users: 15, domains: 1, ..Swept::default() });
    assert_eq!(scene.number("SELECT domain_count FROM accounts").await, 0);
    create().await.unwrap();
}

/// An undelete that read the domain before its purge began, and writes after.
async fn an_undelete_that_comes_too_late_finds_nothing(backend: Backend) {
    let scene = Scene::new(backend).await;
    scene.users(["alice".to_owned()]).await;
    let directory = scene.directory().await;
    delete_domain(&directory, scene.name()).await;
    let read = directory.domain(&caller(), &scene.domain.fqdn).await.unwrap();
    let tx = scene.store.begin().await.unwrap();
    tx.domain_to_purge(due()).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let tx = scene.store.begin().await.unwrap();
    let back = Domain { delete_time: None, purge_time: None, ..read };
    assert!(tx.update_domain(back).await.is_err(), "it is not the version that was read");
}

const MANY: usize = 3000;
const CHUNK: usize = 150;

/// A domain of many users, deleted with them, while somebody else writes all the time: he gets his turn
/// between any two transactions, and none of them deletes more than a chunk.
async fn a_large_domain_goes_in_small_portions(backend: Backend) {
    let scene = Scene::new(backend).await;
    let users = scene.users((0..MANY).map(|n| format!("u{n:04}"))).await;
    let directory = scene.directory().await;
    // Some have been deleted by themselves before.
    for user in &users[..3] {
        delete(&directory, user.name()).await;
    }
    delete_domain(&directory, scene.name()).await;
    let stop = CancellationToken::new();
    let purge = async {
        let swept = directory.sweep(due(), CHUNK as u64).await.unwrap();
        stop.cancel();
        swept
    };
    let others = async {
        let mut left = vec![MANY - 3];
        while !stop.is_cancelled() {
            let tx = scene.store.begin().await.unwrap();
            left.push(usize::try_from(tx.count_users(&scene.domain).await.unwrap()).unwrap());
            tx.ensure_account(&account("other")).await.unwrap();
            tx.commit().await.unwrap();
        }
        left
    };
    let (swept, left) = tokio::join!(purge, others);
    assert_eq!(swept, Swept { users: MANY as u64, domains: 1, ..Swept::default() });
    let largest = left.windows(2).map(|pair| pair[0] - pair[1]).max().unwrap();
    let turns = left.iter().filter(|left| (1..MANY - 3).contains(*left)).count();
    if backend == Backend::Sqlite {
        // One writes at a time, in turn: who waits sees every step.
        assert!(largest <= CHUNK, "{left:?}");
    } else {
        // A transaction leaves its number on the rows that it writes.
        let per_transaction = "SELECT max(n) FROM (SELECT count(*) AS n FROM audit_entries \
                               WHERE action = 5 GROUP BY xmin::text) AS t";
        assert_eq!(psql(&scene.url, per_transaction).trim(), CHUNK.to_string());
    }
    let least = if backend == Backend::Sqlite { MANY / CHUNK / 2 } else { 1 };
    assert!(turns >= least, "{left:?}");
    assert_eq!(scene.number("SELECT count(*) FROM users").await, 0);
    assert_eq!(scene.number("SELECT count(*) FROM domains").await, 0);
    assert_eq!(scene.number("SELECT CAST(sum(user_count + domain_count) AS BIGINT) FROM accounts").await, 0);
    assert_eq!(scene.number("SELECT count(*) FROM audit_entries WHERE action = 5").await, MANY as i64 + 1);
}

/// A registration that was taken after all ends first; it does not keep the user from going.
async fn a_stray_registration_ends_with_its_user(backend: Backend) {
    let scene = Scene::new(backend).await;
    let users = scene.users(["alice", "bob"].map(str::to_owned)).await;
    let tx = scene.store.begin().await.unwrap();
    let deleted = User { delete_time: Some(Time(1)), purge_time: Some(Time(2)), ..users[0].clone() };
    tx.update_user(&users[0], deleted, None).await.unwrap();
    let far = due();
    let stray = rollcall::model::Registration {
        expire_time: far,
        ..data::registration(&users[0], "sip:alice@192.0.2.1")
    };
    let other = rollcall::model::Registration {
        expire_time: far,
        ..data::registration(&users[1], "sip:bob@192.0.2.1")
    };
    let changes = [data::created(&stray), data::created(&other)];
    data::write(&tx, Time::now(), &changes, &[&stray, &other], &[]).await;
    tx.commit().await.unwrap();
    let directory = scene.directory().await;
    assert_eq!(directory.sweep(Time::now(), 100).await.unwrap(), Swept { users: 1, ..Swept::default() });
    let log = scene.store.read_log(Revision(1), 10).await.unwrap();
    let ended: Vec<_> =
        log.iter().flat_map(|batch| &batch.changes).map(|c| (c.kind, c.registration.uid)).collect();
    assert_eq!(ended, [(ChangeKind::Rejected, stray.uid)]);
    assert_eq!(scene.store.load_registrations().await.unwrap().1, [other]);
}

async fn what_has_expired_is_forgotten(backend: Backend) {
    let scene = Scene::new(backend).await;
    let alice = scene.users(["alice".to_owned()]).await.remove(0);
    let directory = scene.directory().await;
    let tx = scene.store.begin().await.unwrap();
    for n in 0..25 {
        let key = RequestKey { account: "acme".to_owned(), actor: "a".to_owned(), id: Uuid::new_v4() };
        tx.begin_request(&key, Time(0), Time(if n < 23 { n } else { due().0 })).await.unwrap();
    }
    let sealed = DigestAlgorithm::ALL.map(|algorithm| (algorithm, b"sealed".to_vec()));
    tx.replace_credentials(&alice, Time(1), sealed.to_vec()).await.unwrap();
    tx.commit().await.unwrap();
    let expire = format!(
        "UPDATE user_credentials SET expire_time = CASE algorithm WHEN 1 THEN 1 WHEN 2 THEN {} END",
        due().0
    );
    scene.sql().await.execute_unprepared(&expire).await.unwrap();
    let swept = directory.sweep(Time::now(), 10).await.unwrap();
    assert_eq!(swept, Swept { requests: 23, credentials: 1, ..Swept::default() });
    assert_eq!(scene.number("SELECT count(*) FROM requests").await, 2);
    assert_eq!(scene.number("SELECT count(*) FROM user_credentials").await, 2);
}

/// Nodes of one database purge at the same time: each row goes once, and is counted once.
async fn several_nodes_purge_at_once(backend: Backend) {
    let scene = Scene::new(backend).await;
    let users = scene.users((0..400).map(|n| format!("u{n:03}"))).await;
    let first = scene.directory().await;
    for user in &users[..150] {
        delete(&first, user.name()).await;
    }
    delete_domain(&first, scene.name()).await;
    let mut sweeps = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let directory = scene.other_node().await;
        sweeps.spawn(async move { directory.sweep(due(), 20).await.unwrap() });
    }
    let swept = sweeps.join_all().await;
    let rest = first.sweep(due(), 20).await.unwrap();
    let all = || swept.iter().chain([&rest]);
    assert_eq!(all().map(|s| s.users).sum::<u64>(), 400, "{swept:?} {rest:?}");
    assert_eq!(all().map(|s| s.domains).sum::<u64>(), 1);
    assert_eq!(scene.number("SELECT CAST(sum(user_count + domain_count) AS BIGINT) FROM accounts").await, 0);
    assert_eq!(scene.number("SELECT count(*) FROM audit_entries WHERE action = 5").await, 401);
}

crate::on_both!(
    only_what_is_due_goes,
    an_undelete_in_between_wins,
    a_purge_that_began_is_finished,
    an_undelete_that_comes_too_late_finds_nothing,
    a_stray_registration_ends_with_its_user,
    what_has_expired_is_forgotten,
);

/// On one thread the two take turns as the database lets them, not as the machine does.
#[tokio::test]
async fn a_large_domain_in_small_portions_sqlite() {
    a_large_domain_goes_in_small_portions(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_large_domain_in_small_portions_postgres() {
    a_large_domain_goes_in_small_portions(Backend::Postgres).await;
}

/// A SQLite database has one node.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_nodes_of_postgres() {
    several_nodes_purge_at_once(Backend::Postgres).await;
}
