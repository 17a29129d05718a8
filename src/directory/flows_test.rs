use super::*;
use crate::model::{Login, UserName};

fn lost(n: u128, version: i64, grace: u64) -> Lost {
    let user = UserName { domain: Fqdn::parse("a.test").unwrap(), login: Login::parse("alice").unwrap() };
    let uid = Uuid::from_u128(n);
    Lost {
        name: RegistrationName { user, uid },
        etag: Etag::of(uid, version),
        due: Instant::now() + Duration::from_secs(grace),
        reason: "".into(),
        actor: "".into(),
    }
}

fn ids(lost: &[Lost]) -> Vec<u128> {
    lost.iter().map(|l| l.name.uid.as_u128()).collect()
}

#[tokio::test(start_paused = true)]
async fn each_comes_when_it_is_due_and_once() {
    let graces = Graces::default();
    graces.add(vec![lost(1, 1, 20), lost(2, 1, 10), lost(3, 1, 10)], 10).unwrap();
    let began = Instant::now();
    assert_eq!(ids(&graces.due(10).await), [2, 3]);
    assert_eq!(began.elapsed(), Duration::from_secs(10));
    assert_eq!(ids(&graces.due(10).await), [1]);
    assert!(futures::poll!(std::pin::pin!(graces.due(10))).is_pending());
}

#[tokio::test(start_paused = true)]
async fn one_that_is_due_sooner_wakes() {
    let graces = Graces::default();
    graces.add(vec![lost(1, 1, 60)], 10).unwrap();
    let (due, ()) = tokio::join!(graces.due(10), async {
        tokio::task::yield_now().await;
        graces.add(vec![lost(2, 1, 1)], 10).unwrap();
    });
    assert_eq!(ids(&due), [2]);
}

#[tokio::test(start_paused = true)]
async fn told_again_it_waits_no_longer_unless_it_had_come_back() {
    let graces = Graces::default();
    graces.add(vec![lost(1, 1, 10), lost(2, 1, 10)], 10).unwrap();
    tokio::time::advance(Duration::from_secs(5)).await;
    graces.add(vec![lost(1, 1, 10), lost(2, 2, 10)], 10).unwrap();
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(ids(&graces.due(10).await), [1]);
    let again = graces.due(10).await;
    assert_eq!((ids(&again), again[0].etag), (vec![2], Etag::of(Uuid::from_u128(2), 2)));
}

#[tokio::test(start_paused = true)]
async fn what_is_full_takes_all_or_nothing() {
    let graces = Graces::default();
    graces.add(vec![lost(1, 1, 10), lost(2, 1, 10)], 3).unwrap();
    let refused = graces.add(vec![lost(3, 1, 10), lost(4, 1, 10)], 3);
    assert!(matches!(refused, Err(Error::Overloaded { .. })), "{refused:?}");
    // Those that wait already are none more.
    graces.add(vec![lost(1, 1, 10), lost(2, 2, 10), lost(3, 1, 10)], 3).unwrap();
    let all = graces.due(2).await;
    assert_eq!(all.len(), 2, "as many as were asked for");
    assert_eq!(graces.due(2).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_ended_waits_on() {
    let graces = Graces::default();
    graces.add(vec![lost(1, 1, 1), lost(2, 1, 1)], 10).unwrap();
    let due = graces.due(10).await;
    graces.add(vec![lost(2, 2, 5)], 10).unwrap();
    graces.put_back(due);
    assert_eq!(ids(&graces.due(10).await), [1]);
    let again = graces.due(10).await;
    assert_eq!(again[0].etag, Etag::of(Uuid::from_u128(2), 2), "lost anew");
}
