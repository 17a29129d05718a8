use super::*;
use crate::model::{
    Account, AccountId, AccountScope, ChangeKind, Domain, Fqdn, Login, RegistrationPolicy, Time, User,
    UserRef,
};
use crate::registrar::testing::{contact, register};
use crate::registrar::{
    AccountBasis, Basis, Contacts, Exclusive, RegisterError, Registered, Registrar, Selection, Start,
    WatchItem,
};
use crate::store::{DatabaseUrl, PoolSizes};
use tokio_util::sync::CancellationToken;

/// A registrar over a store of its own, with one user in it.
struct World {
    registrar: Registrar,
    store: Store,
    user: User,
    /// What the account may have.
    quota: Option<u64>,
    _dir: tempfile::TempDir,
    _stop: tokio_util::sync::DropGuard,
}

impl World {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::sqlite_file(&dir.path().join("db"));
        let store = Store::open(&url, PoolSizes::default()).await.unwrap();
        let tx = store.begin().await.unwrap();
        let domain = tx.insert_domain(domain()).await.unwrap();
        let user = tx.insert_user(user(&domain), None).await.unwrap();
        tx.commit().await.unwrap();
        let stop = CancellationToken::new();
        let config = RegistrarConfig::default();
        let started = Registrar::start(store.clone(), config, Metrics::new(), stop.clone()).await;
        Self { registrar: started.unwrap().0, store, user, quota: None, _dir: dir, _stop: stop.drop_guard() }
    }

    async fn exclusive(&self) -> (Exclusive, WriteTx) {
        self.registrar.exclusive(self.store.begin()).await.unwrap()
    }

    async fn register(&self, version: i64, call_id: &str) -> Result<Registered, RegisterError> {
        let User { id, account, domain_id, domain, login, .. } = self.user.clone();
        let user = Arc::new(UserRef { user_id: id, domain_id, account, domain, login });
        let basis = Basis {
            policy: Arc::new(RegistrationPolicy { max_registrations: None, ..Default::default() }),
            max_registrations: None,
            user_version: version,
            domain_version: version,
            account: AccountBasis { id: 1, version, max_registrations: self.quota },
            epoch: 0,
        };
        let contact = contact(&format!("sip:{}@192.0.2.1", call_id.trim_end_matches('\0')));
        let command = register(user, basis, call_id, Contacts::Each(vec![contact]));
        self.registrar.register(command).await
    }
}

fn domain() -> Domain {
    Domain::new(Fqdn::parse("a.test").unwrap(), AccountId::parse("acme").unwrap(), Time(0))
}

fn user(domain: &Domain) -> User {
    let user = User::new(domain, Login::parse("alice").unwrap(), Time(0));
    User { auth_username: "alice".to_owned(), ..user }
}

fn account(version: i64) -> Account {
    Account { id: 1, version, ..Account::new(AccountId::parse("acme").unwrap(), Time(0)) }
}

#[tokio::test]
async fn a_committed_change_fences_off_what_rests_on_older_versions() {
    let world = World::new().await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = told.clone();
    world.registrar.on_settings(move |changed| tell.lock().unwrap().push(changed.cloned()));
    assert_eq!(world.register(1, "a").await.unwrap().revision, Revision(1));
    let (mut exclusive, tx) = world.exclusive().await;
    let changed = User { version: 2, ..world.user.clone() };
    exclusive.fence_user(&world.user, &changed);
    assert_eq!(exclusive.commit(tx).await.unwrap(), Revision(2));
    assert_eq!(world.register(1, "b").await.unwrap_err(), RegisterError::Stale);
    assert_eq!(world.register(2, "b").await.unwrap().registrations.len(), 2);
    let (mut exclusive, tx) = world.exclusive().await;
    exclusive.fence_domain(&Domain { id: world.user.domain_id, version: 3, ..domain() });
    exclusive.commit(tx).await.unwrap();
    assert_eq!(world.register(2, "c").await.unwrap_err(), RegisterError::Stale);
    assert_eq!(world.register(3, "c").await.unwrap().registrations.len(), 3);
    let (mut exclusive, tx) = world.exclusive().await;
    exclusive.fence_account(&account(4));
    exclusive.commit(tx).await.unwrap();
    assert_eq!(world.register(3, "d").await.unwrap_err(), RegisterError::Stale);
    assert_eq!(world.register(4, "d").await.unwrap().registrations.len(), 4);
    let told = std::mem::take(&mut *told.lock().unwrap());
    assert!(
        matches!(
            &told[..],
            [Some(Settings::User { .. }), Some(Settings::Domain { .. }), Some(Settings::Account { .. })]
        ),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_change_that_was_given_up_shuts_nobody_out() {
    let world = World::new().await;
    let (mut exclusive, tx) = world.exclusive().await;
    exclusive.fence_user(&world.user, &User { version: i64::MAX, ..world.user.clone() });
    exclusive.fence_domain(&Domain { id: world.user.domain_id, version: i64::MAX, ..domain() });
    drop((exclusive, tx));
    let answer = world.register(1, "a").await.unwrap();
    assert_eq!((answer.registrations.len(), answer.revision), (1, Revision(1)), "no revision is lost");
}

/// Another node's commits: what this one decides rests on them, and so does what it refuses.
#[tokio::test]
async fn what_another_node_committed_is_read_before_anything_is_decided() {
    let world = World::new().await;
    let config = RegistrarConfig::default();
    let stop = CancellationToken::new();
    let other = Registrar::start(world.store.clone(), config, Metrics::new(), stop.clone()).await.unwrap().0;
    let mine = world.register(1, "a").await.unwrap();
    let (mut exclusive, tx) = other.exclusive(world.store.begin()).await.unwrap();
    assert_eq!(other.revision(), mine.revision, "it has caught up");
    let all = Selection::of_user(world.user.name());
    assert_eq!(exclusive.end(&all, |_| true, ChangeKind::Rejected, "", ""), 1);
    exclusive.fence_user(&world.user, &User { version: 2, ..world.user.clone() });
    assert_eq!(exclusive.commit(tx).await.unwrap(), Revision(2));
    // This one has not heard of it, and tries to commit.
    assert_eq!(world.registrar.revision(), Revision(1));
    assert_eq!(world.register(1, "b").await.unwrap_err(), RegisterError::Stale);
    let answer = world.register(2, "c").await.unwrap();
    assert_eq!((answer.registrations.len(), answer.revision), (1, Revision(3)));
    stop.cancel();
}

/// A node that slept while its log was compacted away.
#[tokio::test]
async fn a_node_that_the_log_has_left_behind_begins_anew() {
    let world = World::new().await;
    let mut watch = world.registrar.watch(Selection::all(AccountScope::All), Start::Now).await.unwrap();
    let config = RegistrarConfig::default();
    let stop = CancellationToken::new();
    let other = World {
        registrar: Registrar::start(world.store.clone(), config, Metrics::new(), stop.clone())
            .await
            .unwrap()
            .0,
        store: world.store.clone(),
        user: world.user.clone(),
        quota: None,
        _dir: tempfile::tempdir().unwrap(),
        _stop: stop.drop_guard(),
    };
    for call in ["a", "b", "c"] {
        other.register(1, call).await.unwrap();
    }
    let tx = world.store.begin().await.unwrap();
    tx.compact_log(Revision(2)).await.unwrap();
    tx.commit().await.unwrap();
    // What was read before does not count any more, as nobody can tell what it has missed.
    assert_eq!(world.register(1, "d").await.unwrap_err(), RegisterError::Stale);
    assert_eq!(world.registrar.epoch(), 1);
    assert_eq!(
        (world.registrar.revision(), world.registrar.of_user(&world.user.name()).len()),
        (Revision(3), 3)
    );
    assert!(matches!(watch.next().await, Ok(WatchItem::Bookmark(Revision(0)))));
    assert_eq!(watch.next().await.unwrap_err(), crate::registrar::WatchError::Compacted(Revision(2)));
}

#[tokio::test]
async fn the_quota_of_an_account_holds_within_a_batch() {
    let mut world = World::new().await;
    world.quota = Some(3);
    world.register(1, "first").await.unwrap();
    // While a change holds the right to commit, all of them gather for one batch.
    let exclusive = world.exclusive().await;
    let names: Vec<String> = (0..8).map(|n| format!("n{n}")).collect();
    let mut waiting: Vec<_> = names.iter().map(|name| Box::pin(world.register(1, name))).collect();
    for register in &mut waiting {
        assert!(futures::poll!(register).is_pending());
    }
    drop(exclusive);
    let answers = futures::future::join_all(waiting).await;
    let (taken, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(taken.iter().flatten().map(|r| r.revision).collect::<Vec<_>>(), [Revision(2); 2]);
    assert!(refused.into_iter().all(|r| r.unwrap_err() == RegisterError::QuotaExceeded { limit: 3 }));

    // A refresh is not one more, also where the quota was lowered below what there is.
    world.quota = Some(1);
    assert_eq!(world.register(1, "first").await.unwrap().registrations.len(), 3, "a repeat");
    assert_eq!(world.register(1, "more").await.unwrap_err(), RegisterError::QuotaExceeded { limit: 1 });
    // Places that become free are given again.
    let (mut exclusive, tx) = world.exclusive().await;
    let all = Selection::of_account(world.user.account.clone());
    assert_eq!(exclusive.end(&all, |_| true, ChangeKind::Rejected, "", ""), 3);
    exclusive.commit(tx).await.unwrap();
    assert_eq!(world.register(1, "more").await.unwrap().registrations.len(), 1);
}

#[tokio::test]
async fn a_table_that_fell_behind_the_log_catches_up_before_the_next_decision() {
    let world = World::new().await;
    let mine = world.register(1, "a").await.unwrap().registrations.remove(0);
    // As another node does, or a commit that went through although its answer was lost.
    let tx = world.store.begin().await.unwrap();
    let change = crate::registrar::testing::change(ChangeKind::Deactivated, &mine);
    let revision = tx.lock_log().await.unwrap();
    assert_eq!(revision, Revision(2));
    let batch = Batch { revision, time: Time::now(), changes: vec![change], settings: Vec::new() };
    let rows = BatchRows { batch: Arc::new(batch), put: Vec::new(), delete: vec![mine.uid] };
    tx.write_batch(&rows).await.unwrap();
    tx.commit().await.unwrap();
    world.registrar.inner.committer.lock().await.unsure = true;
    let answer = world.register(1, "b").await.unwrap();
    assert_eq!((answer.registrations.len(), answer.revision), (1, Revision(3)));
    assert_eq!(world.registrar.revision(), Revision(3));
}

#[tokio::test]
async fn what_a_database_cannot_keep_is_refused_alone() {
    let world = World::new().await;
    let refused = world.register(1, "a\0").await.unwrap_err();
    assert!(matches!(refused, RegisterError::BadRequest(_)), "{refused:?}");
    assert_eq!(world.registrar.revision(), Revision(0));
}

#[tokio::test]
async fn a_watch_that_the_ring_has_left_behind_reads_the_log() {
    let world = World::new().await;
    let everything = Selection::all(AccountScope::All);
    let mut watch = world.registrar.watch(everything, Start::Snapshot).await.unwrap();
    assert!(matches!(watch.next().await, Ok(WatchItem::SnapshotEnd { count: 0, .. })));
    for n in 0..100 {
        world.register(1, &format!("before{n}")).await.unwrap();
    }
    // As when so many batches came that these have fallen out.
    *world.registrar.inner.ring() = Ring::new(world.registrar.revision());
    for n in 0..100 {
        world.register(1, &format!("after{n}")).await.unwrap();
    }
    let mut revisions = Vec::new();
    while revisions.len() < 200 {
        let WatchItem::Changes { events, complete } = watch.next().await.unwrap() else { continue };
        revisions.extend(events.iter().map(|e| e.revision().0));
        assert_eq!(complete.map(|r| r.0), revisions.last().copied());
    }
    assert_eq!(revisions, (1..=200).collect::<Vec<i64>>());
}
