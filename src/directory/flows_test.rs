use super::*;
use crate::model::{Login, UserName};

/// A loss whose grace is some milliseconds.
fn lost(n: u128, version: i64, grace: u64) -> Lost {
    let user = UserName { domain: Fqdn::parse("a.test").unwrap(), login: Login::parse("alice").unwrap() };
    let uid = Uuid::from_u128(n);
    Lost {
        name: RegistrationName { user, uid },
        etag: Etag::of(uid, version),
        due: Instant::now() + Duration::from_millis(grace),
        reason: "".into(),
        actor: "".into(),
    }
}

fn ids(lost: &[Lost]) -> Vec<u128> {
    lost.iter().map(|l| l.name.uid.as_u128()).collect()
}

#[tokio::test]
async fn each_comes_when_it_is_due_and_once() {
    let (graces, began) = (Graces::default(), Instant::now());
    let (first, second) = (lost(2, 1, 10), lost(1, 1, 40));
    graces.add(vec![second, first.clone(), Lost { due: first.due, ..lost(3, 1, 0) }], 10).unwrap();
    assert_eq!(ids(&graces.due(10).await), [2, 3]);
    assert!(began.elapsed() >= Duration::from_millis(10));
    assert_eq!(ids(&graces.due(10).await), [1]);
    assert!(began.elapsed() >= Duration::from_millis(40));
    assert!(futures::poll!(std::pin::pin!(graces.due(10))).is_pending());
}

#[tokio::test]
async fn one_that_is_due_sooner_wakes() {
    let graces = Graces::default();
    graces.add(vec![lost(1, 1, 3_600_000)], 10).unwrap();
    let (due, ()) = tokio::join!(graces.due(10), async {
        tokio::task::yield_now().await;
        graces.add(vec![lost(2, 1, 1)], 10).unwrap();
    });
    assert_eq!(ids(&due), [2]);
}

#[tokio::test]
async fn told_again_it_waits_no_longer_unless_it_had_come_back() {
    let graces = Graces::default();
    let (first, second) = (lost(1, 1, 10), lost(2, 1, 10));
    graces.add(vec![first.clone(), second.clone()], 10).unwrap();
    let later = Instant::now() + Duration::from_secs(3600);
    let again = lost(2, 2, 0);
    graces.add(vec![Lost { due: later, ..first }, Lost { due: later, ..again.clone() }], 10).unwrap();
    assert_eq!(ids(&graces.due(10).await), [1]);
    assert_eq!(graces.waiting().of(second.name.uid).map(|l| (l.etag, l.due)), Some((again.etag, later)));
}

#[tokio::test]
async fn what_is_full_takes_all_or_nothing() {
    let graces = Graces::default();
    graces.add(vec![lost(1, 1, 10), lost(2, 1, 10)], 3).unwrap();
    let refused = graces.add(vec![lost(3, 1, 10), lost(4, 1, 10)], 3);
    assert!(matches!(refused, Err(Error::Overloaded { .. })), "{refused:?}");
    // Those that wait already are none more.
    graces.add(vec![lost(1, 1, 10), lost(2, 2, 10), lost(3, 1, 10)], 3).unwrap();
    let far = Instant::now() + Duration::from_secs(1);
    assert_eq!(graces.waiting().take(far, 2).len(), 2, "as many as were asked for");
    assert_eq!(graces.waiting().take(far, 2).len(), 1);
}

#[tokio::test]
async fn what_could_not_be_ended_waits_on() {
    let graces = Graces::default();
    graces.add(vec![lost(1, 1, 1), lost(2, 1, 1)], 10).unwrap();
    let due = graces.due(1).await.into_iter().chain(graces.due(1).await).collect();
    graces.add(vec![lost(2, 2, 3_600_000)], 10).unwrap();
    graces.put_back(due);
    assert_eq!(ids(&graces.due(10).await), [1]);
    let again = graces.waiting().of(Uuid::from_u128(2)).map(|l| l.etag);
    assert_eq!(again, Some(Etag::of(Uuid::from_u128(2), 2)), "lost anew");
}
