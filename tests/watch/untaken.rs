//! A large answer of PostgreSQL that a node does not take, because it was stopped in the middle of it.

use crate::support::{data, postgres, sql, until};
use rollcall::{model::Time, store::DatabaseUrl};
use sea_orm::Database;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Instant,
};

/// Registrations, and octets of each: together far more than two sockets hold.
const COUNT: usize = 2000;
const OCTETS: usize = 32_000;

/// What a session does that cannot send.
const STUCK: &str = "SELECT COUNT(*) FROM pg_stat_activity \
                     WHERE datname = current_database() AND state = 'active' AND wait_event = 'ClientWrite'";

/// It holds its session, with a snapshot that keeps dead rows, not for ever: PostgreSQL gives it up. It is in no
/// statement of its own that could be timed, and idle in no transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_session_is_given_up() {
    let url = tokio::task::spawn_blocking(postgres::database).await.unwrap();
    let store = data::open(&DatabaseUrl::parse(&url).unwrap()).await;
    let domain = data::insert_domain(&store, data::domain("acme", "acme.test")).await;
    let user = data::insert_user(&store, data::user(&domain, "alice")).await;
    let path = vec![format!("<sip:{}>", "x".repeat(OCTETS))];
    let rows: Vec<_> = (0..COUNT)
        .map(|n| {
            let contact = format!("sip:{n}@a.test");
            rollcall::model::Registration { path: path.clone(), ..data::registration(&user, &contact) }
        })
        .collect();
    for rows in rows.chunks(100) {
        let tx = store.begin().await.unwrap();
        data::write(&tx, Time::now(), &[], &rows.iter().collect::<Vec<_>>(), &[]).await;
        tx.commit().await.unwrap();
    }
    let db = Database::connect(&url).await.unwrap();
    let stuck = async |sessions: i64| sql::numbers::<1>(&db, STUCK).await == [[sessions]];

    // It takes one, and then nothing until it is told to: as far as PostgreSQL can see it is stopped.
    let (go_on, told) = mpsc::channel::<()>();
    let (runtime, taken) = (tokio::runtime::Handle::current(), Arc::new(AtomicUsize::new(0)));
    let counted = taken.clone();
    let take = move |_| {
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            told.recv().unwrap();
        }
    };
    let reading = tokio::task::spawn_blocking(move || runtime.block_on(store.each_registration(take)));
    until("the answer does not fit", async || stuck(1).await.then_some(())).await;
    let began = Instant::now();
    until("the session is given up", async || stuck(0).await.then_some(())).await;
    println!("given up after {:.1?}", began.elapsed());
    go_on.send(()).unwrap();
    // One that goes on after all is told, and does not take what it has for everything.
    let read = reading.await.unwrap();
    let taken = taken.load(Ordering::SeqCst);
    assert!(taken < COUNT && read.is_err(), "{taken} taken, {read:?}");
}
