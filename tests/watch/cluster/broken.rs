//! That the checks see what they are for in a server that runs: the database below it is spoiled on purpose.

use super::ledger::{Kept, Progress};
use super::nodes::phone;
use crate::fleet::{DOMAIN, PARENT};
use crate::history::{Journal, same};
use crate::support::{Backend, Cluster};
use crate::watcher::{Watcher, all, table};
use tokio::{sync::watch, task::JoinSet};
use tokio_util::sync::CancellationToken;

const NODES: usize = 2;
/// At each node.
const PHONES: usize = 6;
const REGISTERS: u32 = 60;

/// Revisions come from a sequence: handed out at once, to whoever commits when, and nobody waits for the one before.
const SEQUENCE: &str = "
    CREATE SEQUENCE bare;
    SELECT setval('bare', GREATEST(last_revision, 1), last_revision > 0) FROM log_state;
    ALTER TABLE log_state RENAME TO log_state_row;
    CREATE FUNCTION unlocked() RETURNS SETOF log_state_row LANGUAGE sql AS 'SELECT * FROM log_state_row';
    CREATE VIEW log_state AS SELECT id, store_id, compacted_revision,
      (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM bare) AS last_revision FROM unlocked();
    CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER nothing INSTEAD OF UPDATE ON log_state FOR EACH ROW EXECUTE FUNCTION nothing();
    CREATE FUNCTION take() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN NEW.revision := nextval(''bare''); RETURN NEW; END';
    CREATE TRIGGER take BEFORE INSERT ON registration_log FOR EACH ROW EXECUTE FUNCTION take();";

/// Of some commits nobody but the node that made them hears.
const SKIPS: &str = "
    CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN IF NEW.revision % 40 = 0 THEN RETURN NULL; END IF; RETURN NEW; END';
    CREATE TRIGGER skip BEFORE INSERT ON registration_log FOR EACH ROW EXECUTE FUNCTION skip();";

/// Phones at two nodes and a watcher at each; answers what the checks have to say.
async fn faults(spoil: &str) -> Vec<String> {
    let cluster = Cluster::start(Backend::Postgres, NODES, &[]).await;
    cluster.client(0).domain(DOMAIN).await;
    let mut phones = Vec::new();
    for n in 0..NODES * PHONES {
        phones.push(phone(&cluster, 0, DOMAIN, &format!("user{n}"), n % NODES).await);
    }
    let store = cluster.store().await;
    if !spoil.is_empty() {
        cluster.sql(spoil).await;
    }
    let (stop, (progress, _)) = (CancellationToken::new(), watch::channel(Progress::default()));
    let ledger = tokio::spawn(Kept::follow(store, progress, stop.clone()));
    let mut watchers = Vec::new();
    for node in 0..NODES {
        watchers.push(Watcher::begin(&cluster.client(node), all(PARENT)).await);
    }
    let mut living = JoinSet::new();
    let sound = spoil.is_empty();
    for mut phone in phones {
        living.spawn(async move {
            for n in 0..REGISTERS {
                let answer = phone.register(if n % 4 == 3 { 0 } else { 60 + n }).await;
                assert!(!sound || answer.status == 200, "{answer:?}");
            }
        });
    }
    living.join_all().await;
    let mut faults = Vec::new();
    for (node, watcher) in watchers.iter_mut().enumerate() {
        let (state, token) = table(&mut cluster.client(node), PARENT, 0).await;
        watcher.reach(&token).await;
        let mut journal = Journal::default();
        match journal.take(&watcher.history) {
            Ok(()) if journal.state == state => {}
            Ok(()) => faults.push(format!("the watcher at n{node} has another table than n{node}")),
            Err(why) => faults.push(format!("the watcher at n{node}: {why}")),
        }
    }
    faults
        .extend(same(&watchers[0].history, &watchers[1].history).err().map(|why| format!("reliable: {why}")));
    stop.cancel();
    faults.extend(ledger.await.unwrap().err().map(|why| format!("the ledger: {why}")));
    faults.iter_mut().for_each(|why| why.truncate(why.floor_char_boundary(300)));
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_one_is_not_accused() {
    assert_eq!(faults("").await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bare_sequence_is_caught() {
    let faults = faults(SEQUENCE).await;
    println!("revisions from a bare sequence:\n  {}", faults.join("\n  "));
    assert!(faults.iter().any(|why| why.contains("watcher") || why.contains("reliable")), "{faults:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_skipped_batch_is_caught() {
    let faults = faults(SKIPS).await;
    println!("skipped batches:\n  {}", faults.join("\n  "));
    assert!(faults.iter().any(|why| why.contains("watcher") || why.contains("reliable")), "{faults:?}");
    assert!(faults.iter().any(|why| why.starts_with("the ledger")), "{faults:?}");
}
