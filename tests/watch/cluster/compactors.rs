//! One compaction in the middle of another, on PostgreSQL.

use crate::support::{data, postgres, sql, until};
use rollcall::{
    model::{Revision, Time},
    store::{DatabaseUrl, Store, StoreError},
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, TransactionTrait};
use tokio::task::JoinSet;

/// A log of ten revisions.
async fn ten(store: &Store) {
    for n in 1..=10 {
        let tx = store.begin().await.unwrap();
        assert_eq!(data::log(&tx, Time(n), &[]).await, Revision(n));
        tx.commit().await.unwrap();
    }
}

/// Compacts as whoever may, and answers the rows.
async fn forget(store: Store, upto: i64) -> Result<u64, StoreError> {
    let tx = store.begin().await?;
    let rows = tx.compact_log(Revision(upto)).await?;
    tx.commit().await?;
    Ok(rows)
}

async fn opened(url: &str) -> Store {
    data::open(&DatabaseUrl::parse(url).unwrap()).await
}

async fn new_database() -> String {
    tokio::task::spawn_blocking(postgres::database).await.unwrap()
}

/// Waits until so many sessions of a database wait for a lock.
async fn waits(db: &DatabaseConnection, sessions: i64) {
    let sql = "SELECT COUNT(*) FROM pg_stat_activity \
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    until("they wait for each other", async || {
        (sql::numbers::<1>(db, sql).await == [[sessions]]).then_some(())
    })
    .await;
}

/// One compaction begins in the middle of another; what is left when both are over is told by `kept`.
async fn beside(first: i64, second: i64, commits: bool, kept: i64) {
    let url = new_database().await;
    let (store, db) = (opened(&url).await, Database::connect(&url).await.unwrap());
    ten(&store).await;
    // Opened before: that waits for whoever commits, too.
    let other = opened(&url).await;
    let tx = store.begin().await.unwrap();
    assert_eq!(tx.compact_log(Revision(first)).await.unwrap(), first as u64);
    let waiting = tokio::spawn(forget(other, second));
    waits(&db, 1).await;
    // What is under way nobody sees.
    assert_eq!(store.read_log(Revision(0), 20).await.unwrap().len(), 10);
    let gone = if commits {
        tx.commit().await.unwrap();
        first
    } else {
        tx.rollback().await.unwrap();
        0
    };
    let rows = waiting.await.unwrap().unwrap();
    assert_eq!(i64::try_from(rows).unwrap() + gone, kept, "{first}, then {second}: each row once");
    assert_eq!(store.log_position().await.unwrap().compacted, Revision(kept), "{first}, then {second}");
    let left = store.read_log(Revision(kept), 20).await.unwrap();
    assert!(left.iter().map(|batch| batch.revision.0).eq(kept + 1..=10), "{left:?}");
    let refused = store.read_log(Revision(kept - 1), 20).await;
    assert!(matches!(refused, Err(StoreError::Compacted { compacted }) if compacted == kept), "{refused:?}");
}

/// The compacted revision rises, whoever is last.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_waits_for_the_other() {
    for (first, second, commits, kept) in
        [(5, 5, true, 5), (5, 8, true, 8), (8, 5, true, 8), (5, 5, false, 5), (8, 5, false, 5)]
    {
        beside(first, second, commits, kept).await;
    }
}

/// PostgreSQL may find the rows of one in the order of their revisions, and those of another as they lie, which is
/// another order once space was used again. Neither may hold what the other needs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_whatever_order_they_find_the_rows() {
    let url = new_database().await;
    let (store, db) = (opened(&url).await, Database::connect(&url).await.unwrap());
    ten(&store).await;
    db.execute_unprepared(
        "BEGIN; CREATE TEMP TABLE kept AS SELECT * FROM registration_log; DELETE FROM registration_log; \
         INSERT INTO registration_log SELECT * FROM kept ORDER BY revision DESC; COMMIT",
    )
    .await
    .unwrap();
    let held = db.begin().await.unwrap();
    let middle = "SELECT revision FROM registration_log WHERE revision = 5 FOR UPDATE";
    held.execute_unprepared(middle).await.unwrap();
    let mut both = JoinSet::new();
    for never in
        ["-c enable_seqscan=off -c enable_bitmapscan=off", "-c enable_indexscan=off -c enable_bitmapscan=off"]
    {
        let planned = format!("{url}?options={}", never.replace(' ', "%20"));
        both.spawn(forget(opened(&planned).await, 9));
    }
    let watching = Database::connect(&url).await.unwrap();
    waits(&watching, 2).await;
    held.rollback().await.unwrap();
    let mut rows: Vec<u64> = both.join_all().await.into_iter().map(Result::unwrap).collect();
    rows.sort_unstable();
    assert_eq!(rows, [0, 9], "one has done it all");
    assert_eq!(store.log_position().await.unwrap().compacted, Revision(9));
}
