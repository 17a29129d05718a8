//! The one suite of the store, which both databases pass.

use crate::support::{
    Backend,
    data::{self, account, insert_domain, insert_user},
};
use rollcall::{
    model::{
        AccountScope, Batch, CivilDate, DOMAINS, DigestAlgorithm, Domain, ExtensionNumber, Gender, Listing,
        Login, PhoneNumber, QValue, Registration, Revision, Time, USERS, User,
    },
    store::{BatchRows, DatabaseUrl, Online, Store, StoreError, UniqueRule},
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tempfile::TempDir;

/// A store of its own, with its directory.
struct Fresh {
    store: Store,
    url: DatabaseUrl,
    _dir: TempDir,
}

async fn fresh(backend: Backend) -> Fresh {
    let dir = tempfile::tempdir().unwrap();
    let url = data::url(backend, dir.path()).await;
    Fresh { store: data::open(&url).await, url, _dir: dir }
}

fn only(id: &str) -> AccountScope {
    AccountScope::One(account(id))
}

fn debug<T: std::fmt::Debug>(value: &T) -> String {
    format!("{value:?}")
}

async fn domains(backend: Backend) {
    let Fresh { store, _dir, .. } = fresh(backend).await;
    let mut new = data::domain("acme", "acme.test");
    new.registration.max_registrations = None;
    new.password_policy.min_length = 33;
    new.default_call_policy.allow_direct_app_calling = Some(false);
    new.labels.insert("a".into(), "ü\n".into());
    let domain = insert_domain(&store, new).await;
    let read = store.domain(&only("acme"), &domain.fqdn).await.unwrap().unwrap();
    assert_eq!(debug(&read), debug(&domain));

    let tx = store.begin().await.unwrap();
    let taken = tx.insert_domain(data::domain("other", "acme.test")).await.unwrap_err();
    assert_eq!(taken, StoreError::Taken(UniqueRule::DomainFqdn));
    drop(tx);

    let tx = store.begin().await.unwrap();
    let changed = tx.update_domain(Domain { disabled: true, ..read.clone() }).await.unwrap();
    assert_eq!(changed.version, 2);
    let stale = tx.update_domain(read).await.unwrap_err();
    assert_eq!(stale, StoreError::Changed, "of a version that has passed");
    assert!(tx.domain(&AccountScope::All, &domain.fqdn).await.unwrap().unwrap().disabled);
    drop(tx);
    let after = store.domain(&AccountScope::All, &domain.fqdn).await.unwrap().unwrap();
    assert_eq!(debug(&after), debug(&domain), "what was not committed did not happen");

    let tx = store.begin().await.unwrap();
    tx.delete_domain(&domain).await.unwrap();
    tx.commit().await.unwrap();
    assert!(store.domain(&AccountScope::All, &domain.fqdn).await.unwrap().is_none());
}

async fn users(backend: Backend) {
    let Fresh { store, _dir, .. } = fresh(backend).await;
    let domain = insert_domain(&store, data::domain("acme", "acme.test")).await;
    let new = User {
        extension_number: Some(ExtensionNumber::parse("1001").unwrap()),
        email: Some("alice@acme.test".into()),
        phone_number: Some(PhoneNumber::parse("+4930123456").unwrap()),
        date_of_birth: Some(CivilDate::new(2000, 2, 29).unwrap()),
        gender: Some(Gender::Other),
        max_registrations: Some(0),
        ..data::user(&domain, "alice")
    };
    let alice = insert_user(&store, new.clone()).await;
    let read = store.user(&only("acme"), &alice.name()).await.unwrap().unwrap();
    assert_eq!(debug(&read), debug(&alice));

    let bob = || data::user(&domain, "bob");
    let rules = [
        (User { login: alice.login.clone(), ..bob() }, UniqueRule::UserLogin),
        (User { auth_username: "auth-alice".into(), ..bob() }, UniqueRule::UserAuthUsername),
        (User { extension_number: new.extension_number.clone(), ..bob() }, UniqueRule::UserExtensionNumber),
        (User { email: new.email.clone(), ..bob() }, UniqueRule::UserEmail),
    ];
    for (user, rule) in rules {
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.insert_user(user, None).await.unwrap_err(), StoreError::Taken(rule));
    }
    // Several may have none of them.
    insert_user(&store, bob()).await;
    insert_user(&store, data::user(&domain, "carol")).await;

    let tx = store.begin().await.unwrap();
    assert_eq!(tx.delete_domain(&domain).await.unwrap_err(), StoreError::Referenced);
    drop(tx);
    let tx = store.begin().await.unwrap();
    assert_eq!(tx.count_users(&domain).await.unwrap(), 3);
    let gone = User { delete_time: Some(Time(1)), purge_time: Some(Time(9)), ..alice.clone() };
    tx.update_user(&alice, gone, None).await.unwrap();
    assert_eq!(tx.count_users(&domain).await.unwrap(), 2, "but who is soft-deleted");
    let below = tx.users_below(&domain, 9).await.unwrap();
    assert_eq!(
        below.iter().map(|user| user.name.login.as_str()).collect::<Vec<_>>(),
        ["alice", "bob", "carol"]
    );
    tx.delete_users(&below).await.unwrap();
    tx.delete_domain(&domain).await.unwrap();
    tx.commit().await.unwrap();

    let tx = store.begin().await.unwrap();
    let orphan = tx.insert_user(bob(), None).await.unwrap_err();
    assert_eq!(orphan, StoreError::Referenced, "its domain is gone");
}

async fn credentials(backend: Backend) {
    let Fresh { store, _dir, .. } = fresh(backend).await;
    let domain = insert_domain(&store, data::domain("acme", "acme.test")).await;
    let alice = insert_user(&store, data::user(&domain, "alice")).await;
    let (now, later, sealed) = (Time(1_000), Time(2_000), |text: &[u8]| {
        DigestAlgorithm::ALL.map(|algorithm| (algorithm, text.to_vec())).to_vec()
    });
    let renew = async |user: &User, overlap, text: &[u8]| {
        let tx = store.begin().await.unwrap();
        let lives_on = tx.renew_credentials(user, now, overlap, sealed(text)).await.unwrap();
        tx.commit().await.unwrap();
        lives_on
    };
    let live = async |name: &str, at| {
        let found = store.digest_user(domain.id, name, at).await.unwrap()?;
        assert_eq!((found.id, found.uid, &found.login), (alice.id, alice.uid, &alice.login));
        let mut texts: Vec<_> = found.secrets.into_iter().map(|s| (s.sealed, s.expire_time)).collect();
        texts.sort();
        texts.dedup();
        Some(texts)
    };
    let of = |text: &[u8], until| (text.to_vec(), until);
    assert_eq!(live("auth-alice", now).await, None, "without a credential there is nobody to be");
    for round in [b"one".as_slice(), b"two"] {
        assert!(!renew(&alice, None, round).await);
        assert_eq!(live("auth-alice", now).await, Some(vec![of(round, None)]), "replaced, not added");
    }
    // Each overlap leaves the two newest; each credential keeps the user name that it was made with.
    assert!(renew(&alice, Some(later), b"three").await);
    let both = vec![of(b"three", None), of(b"two", Some(later))];
    assert_eq!(live("auth-alice", now).await, Some(both));
    let renamed = User { auth_username: "new".to_owned(), ..alice.clone() };
    assert!(renew(&renamed, Some(later), b"four").await);
    assert_eq!(live("auth-alice", now).await, Some(vec![of(b"three", Some(later))]));
    assert_eq!(live("new", later).await, Some(vec![of(b"four", None)]));
    assert_eq!(live("auth-alice", later).await, None);
    let tx = store.begin().await.unwrap();
    assert_eq!(tx.forget_credentials(later, 100).await.unwrap(), 3);
    tx.commit().await.unwrap();
    assert_eq!(live("auth-alice", now).await, None);
    // They go with their user.
    let tx = store.begin().await.unwrap();
    tx.delete_users(&tx.users_below(&domain, 9).await.unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(live("new", now).await, None);
}

async fn every_query_keeps_to_its_scope(backend: Backend) {
    let Fresh { store, _dir, .. } = fresh(backend).await;
    let domain = insert_domain(&store, data::domain("acme", "acme.test")).await;
    let alice = insert_user(&store, data::user(&domain, "alice")).await;
    let domains = Listing::first(&DOMAINS, None, 10);
    let users = Listing::first(&USERS, None, 10);
    let online = Online::default();
    let logins = [Login::parse("alice").unwrap(), Login::parse("nobody").unwrap()];
    for (scope, sees) in [(only("acme"), true), (AccountScope::All, true), (only("evil"), false)] {
        let count = usize::from(sees);
        assert_eq!(store.domain(&scope, &domain.fqdn).await.unwrap().is_some(), sees);
        assert_eq!(store.domains(&scope, &domains).await.unwrap().len(), count);
        assert_eq!(store.user(&scope, &alice.name()).await.unwrap().is_some(), sees);
        assert_eq!(store.users(&scope, &domain, &users, &online).await.unwrap().len(), count);
        let existing = store.existing_logins(&scope, &domain.fqdn, &logins).await.unwrap();
        assert_eq!(existing, logins[..count]);
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.domain(&scope, &domain.fqdn).await.unwrap().is_some(), sees);
        assert_eq!(tx.user(&scope, &alice.name()).await.unwrap().is_some(), sees);
    }
}

async fn registrations_and_the_log(backend: Backend) {
    let Fresh { store, url, _dir } = fresh(backend).await;
    let domain = insert_domain(&store, data::domain("acme", "acme.test")).await;
    let alice = insert_user(&store, data::user(&domain, "alice")).await;
    let mut first = data::registration(&alice, "sip:alice@192.0.2.1:5060");
    let mut second = data::registration(&alice, "sip:alice@192.0.2.2:5060;transport=tcp");
    second.q = Some(QValue::from_thousandths(500).unwrap());
    (second.instance_id, second.reg_id, second.path) = (None, None, vec![]);
    // Texts are whatever a phone sends.
    (second.call_id, second.user_agent) = ("\"\\,[\u{1}]'".into(), "T\u{e9}l\u{1f4de}\t\\u0041".into());

    let tx = store.begin().await.unwrap();
    let changes = [data::created(&first), data::created(&second)];
    assert_eq!(data::write(&tx, Time(9), &changes, &[&first, &second], &[]).await, Revision(1));
    tx.commit().await.unwrap();
    first.expire_time = Time(99_000_000);
    let tx = store.begin().await.unwrap();
    data::write(&tx, Time(10), &[data::created(&first)], &[&first], &[]).await;
    tx.commit().await.unwrap();

    // Another process sees the same.
    let again = data::open(&url).await;
    assert_eq!(again.id(), store.id());
    let (position, mut rows) = again.load_registrations().await.unwrap();
    rows.sort_by_key(|r| r.contact.as_str().to_owned());
    assert_eq!(rows, [first.clone(), second.clone()]);
    assert_eq!((position.last, position.compacted), (Revision(2), Revision(0)));
    let log = again.read_log(Revision(0), 10).await.unwrap();
    assert_eq!(log.iter().map(|b| b.revision.0).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((log[0].time, &log[0].changes[..]), (Time(9), &changes[..]));
    assert_eq!(again.read_log(Revision(0), 1).await.unwrap().len(), 1);
    assert_eq!(again.read_log(Revision(1), 10).await.unwrap(), log[1..]);
    assert_eq!(again.read_log(Revision(2), 10).await.unwrap(), []);

    let tx = store.begin().await.unwrap();
    data::write(&tx, Time(11), &[], &[], &[first.uid]).await;
    tx.commit().await.unwrap();
    assert_eq!(store.load_registrations().await.unwrap().1, [second]);
    let tx = store.begin().await.unwrap();
    let users = tx.users_below(&domain, 9).await.unwrap();
    assert_eq!(tx.delete_users(&users).await.unwrap_err(), StoreError::Referenced);
}

/// Batches of any number of rows, by themselves and within a transaction.
async fn a_batch_is_written_whole_and_under_the_next_revision_alone(backend: Backend) {
    let Fresh { store, _dir, .. } = fresh(backend).await;
    let domain = insert_domain(&store, data::domain("acme", "acme.test")).await;
    let alice = insert_user(&store, data::user(&domain, "alice")).await;
    let first = data::registration(&alice, "sip:alice@192.0.2.1");
    let state = async || {
        let (position, mut rows) = store.load_registrations().await.unwrap();
        rows.sort_unstable_by_key(|r| r.uid);
        (position.last, rows)
    };
    let mut there: Vec<Registration> = Vec::new();
    let mut last = Revision(0);
    for count in [1, 0, 5, 512, 513, 1100] {
        let next = last.next();
        // Some of those there go, some of the others change, and some are new.
        let delete: Vec<_> = there.iter().step_by(3).map(|r| r.uid).collect();
        let kept = there.iter().filter(|r| !delete.contains(&r.uid));
        let changed = kept.clone().step_by(2).map(|r| Registration {
            cseq: r.cseq + 1,
            register_time: Time(r.register_time.0 + 1),
            ..r.clone()
        });
        let new = (0..count).map(|_| Registration { uid: uuid::Uuid::new_v4(), ..first.clone() });
        let put: Vec<_> = changed.chain(new).collect();
        let mut expected: Vec<_> = kept.skip(1).step_by(2).cloned().chain(put.clone()).collect();
        expected.sort_unstable_by_key(|r| r.uid);
        let batch = |revision| Batch {
            revision,
            time: Time(7),
            changes: vec![data::created(&first)],
            settings: Vec::new(),
        };
        let rows = |revision| BatchRows {
            batch: Arc::new(batch(revision)),
            put: put.iter().cloned().map(Arc::new).collect(),
            delete: delete.clone(),
        };
        for other in [last, next.next()] {
            assert!(!store.commit_batch(&rows(other)).await.unwrap(), "{other} after {last}");
            let tx = store.begin().await.unwrap();
            let refused = tx.write_batch(&rows(other)).await.unwrap_err();
            assert!(
                matches!(&refused, StoreError::Internal(why) if why.contains("is not the next")),
                "{refused}"
            );
        }
        assert_eq!(state().await, (last, there));
        assert_eq!(store.read_log(last, 9).await.unwrap(), []);
        if count % 2 == 0 {
            assert!(store.commit_batch(&rows(next)).await.unwrap());
        } else {
            let tx = store.begin().await.unwrap();
            assert_eq!(tx.lock_log().await.unwrap(), next);
            tx.write_batch(&rows(next)).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(state().await, (next, expected.clone()), "{count}");
        assert_eq!(store.read_log(last, 9).await.unwrap(), [batch(next)]);
        (there, last) = (expected, next);
    }
}

async fn compaction_is_said(backend: Backend) {
    let Fresh { store, _dir, .. } = fresh(backend).await;
    let domain = insert_domain(&store, data::domain("acme", "acme.test")).await;
    let alice = insert_user(&store, data::user(&domain, "alice")).await;
    let change = data::created(&data::registration(&alice, "sip:alice@192.0.2.1"));
    for _ in 0..5 {
        append(&store, &change).await;
    }
    for (upto, gone) in [(3, 3), (3, 0), (2, 0), (99, 0)] {
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.compact_log(Revision(upto)).await.unwrap(), gone, "{upto}");
        tx.commit().await.unwrap();
        let position = store.log_position().await.unwrap();
        assert_eq!((position.last, position.compacted), (Revision(5), Revision(3)));
    }
    for after in 0..3 {
        let compacted = store.read_log(Revision(after), 10).await.unwrap_err();
        assert_eq!(compacted, StoreError::Compacted { compacted: 3 });
    }
    assert_eq!(store.read_log(Revision(3), 10).await.unwrap().len(), 2);
}

async fn append(store: &Store, change: &rollcall::model::Change) -> Revision {
    let tx = store.begin().await.unwrap();
    let revision = data::log(&tx, Time::now(), std::slice::from_ref(change)).await;
    tx.commit().await.unwrap();
    revision
}

/// 16 writers, each over a store of its own, some of whom give up: what a reader sees has no gap, ever.
async fn revision_order_is_commit_order(backend: Backend) {
    const WRITERS: usize = 16;
    const EACH: usize = 12;
    let Fresh { store, url, _dir } = fresh(backend).await;
    let domain = insert_domain(&store, data::domain("acme", "acme.test")).await;
    let alice = insert_user(&store, data::user(&domain, "alice")).await;
    let change = Arc::new(data::created(&data::registration(&alice, "sip:alice@192.0.2.1")));
    let done = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn({
        let (store, done) = (data::open(&url).await, done.clone());
        async move {
            let mut seen = 0;
            loop {
                let last = done.load(Ordering::SeqCst);
                for batch in store.read_log(Revision(seen), 1000).await.unwrap() {
                    seen += 1;
                    assert_eq!(batch.revision, Revision(seen), "no gap");
                }
                if last {
                    return seen;
                }
                tokio::task::yield_now().await;
            }
        }
    });
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..WRITERS {
        let (url, change) = (url.clone(), change.clone());
        writers.spawn(async move {
            let store = data::open(&url).await;
            let mut own = Vec::new();
            for round in 0..EACH {
                if (n + round) % 3 == 0 {
                    let tx = store.begin().await.unwrap();
                    data::log(&tx, Time::now(), std::slice::from_ref(&change)).await;
                    drop(tx);
                }
                own.push(append(&store, &change).await.0);
            }
            assert!(own.is_sorted(), "one writer's commits in their order");
            own
        });
    }
    let mut all: Vec<i64> = writers.join_all().await.concat();
    done.store(true, Ordering::SeqCst);
    all.sort_unstable();
    let total = i64::try_from(WRITERS * EACH).unwrap();
    assert_eq!(all, (1..=total).collect::<Vec<_>>(), "each revision once, none for what was given up");
    assert_eq!(reader.await.unwrap(), total);
}

async fn many_openers_migrate_once(backend: Backend) {
    let dir = tempfile::tempdir().unwrap();
    let url = data::url(backend, dir.path()).await;
    let opened = futures::future::join_all((0..8).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { data::open(&url).await })
    }));
    let stores: Vec<Store> = opened.await.into_iter().map(Result::unwrap).collect();
    assert!(stores.iter().all(|store| store.id() == stores[0].id()), "one identity");
    for (n, store) in stores.iter().enumerate() {
        insert_domain(store, data::domain("acme", &format!("d{n}.test"))).await;
    }
    let all = Listing::first(&DOMAINS, None, 100);
    assert_eq!(stores[0].domains(&AccountScope::All, &all).await.unwrap().len(), 8);
}

crate::on_both!(
    domains,
    users,
    credentials,
    every_query_keeps_to_its_scope,
    registrations_and_the_log,
    a_batch_is_written_whole_and_under_the_next_revision_alone,
    compaction_is_said,
    revision_order_is_commit_order,
    many_openers_migrate_once,
);

/// That each connection is `synchronous=FULL` is for a unit test of the store: only the connection can tell.
#[tokio::test]
async fn sqlite_has_a_write_ahead_log() {
    let Fresh { store, url, _dir: dir } = fresh(Backend::Sqlite).await;
    insert_domain(&store, data::domain("acme", "acme.test")).await;
    let header = std::fs::read(dir.path().join("test.db")).unwrap();
    // Write and read version 2 (https://www.sqlite.org/fileformat2.html, 1.3).
    assert_eq!(header[18..20], [2, 2], "WAL");
    assert!(dir.path().join("test.db-wal").exists());
    assert!(url.is_sqlite());
}
