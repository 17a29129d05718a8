//! Limits hold over all nodes: whoever comes to two of them at once does not get in twice.

use super::nodes::{domain_of_one, phone, second, settled};
use crate::fleet::{DOMAIN, PARENT, ok};
use crate::support::{Backend, Cluster, Phone};
use crate::watcher::{Watcher, now, table};
use rollcall::pb::v1::{self, EventKind};
use tokio::task::JoinSet;

const RACES: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_devices_wins() {
    let cluster = Cluster::start(Backend::Postgres, 2, &[]).await;
    let mut client = cluster.client(0);
    client.domain_with(DOMAIN, domain_of_one()).await;
    let mut here = phone(&cluster, 0, DOMAIN, "alice", 0).await;
    let mut there = second(&cluster, &here, 1).await;
    let mut wins = [0; 2];
    for race in 0..RACES {
        let (a, b) = tokio::join!(here.register(60), there.register(60));
        let winner = match (a.status, b.status) {
            (200, 403) => 0,
            (403, 200) => 1,
            _ => panic!("race {race}: not exactly one of two nodes let a device in:\n{}\n{}", a.text, b.text),
        };
        wins[winner] += 1;
        ok([&mut here, &mut there][winner], 0).await;
    }
    println!("of {RACES} races n0 won {} and n1 {}", wins[0], wins[1]);
    // The last to go may have gone at n1: n0 has it once it has what n1 has.
    assert_eq!(settled(&cluster, 1, 0).await.0.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_oldest_is_evicted_wherever_it_registered() {
    let cluster = Cluster::start(Backend::Postgres, 2, &[]).await;
    let mut client = cluster.client(0);
    let policy =
        v1::RegistrationPolicy { limit_policy: v1::LimitPolicy::EvictOldest.into(), ..domain_of_one() };
    client.domain_with(DOMAIN, policy).await;
    let mut here = phone(&cluster, 0, DOMAIN, "alice", 0).await;
    let mut there = second(&cluster, &here, 1).await;
    let mut watcher = Watcher::begin(&cluster.client(1), now(PARENT)).await;
    for race in 0..RACES {
        let (a, b) = tokio::join!(here.register(60), there.register(60));
        assert_eq!((a.status, b.status), (200, 200), "race {race}");
        // Contacts in the answers: the later one was told of itself alone.
        assert!(a.all("Contact").len() == 1 && b.all("Contact").len() == 1, "{}\n{}", a.text, b.text);
    }
    let (state, token) = table(&mut client, PARENT, 0).await;
    assert_eq!(state.len(), 1);
    watcher.reach(&token).await;
    let (mut there, mut evicted) = (0, 0);
    for event in watcher.history.events() {
        match event.kind() {
            EventKind::Created => there += 1,
            EventKind::Evicted => (there, evicted) = (there - 1, evicted + 1),
            EventKind::Refreshed | EventKind::Shortened => {}
            other => panic!("{other:?}"),
        }
        assert!((0..=1).contains(&there), "{there} devices after {event:?}");
    }
    println!("{evicted} evictions in {RACES} races");
    assert!(evicted >= RACES - 1, "only {evicted} evictions");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quota_of_registrations_is_of_the_account() {
    const QUOTA: usize = 20;
    let cluster = Cluster::start(Backend::Postgres, 3, &[]).await;
    let mut client = cluster.client(0);
    client.domain(DOMAIN).await;
    let quotas = v1::AccountQuotas { max_registrations: Some(QUOTA as i64), ..Default::default() };
    cluster.operator(1).await.limit("acme", quotas).await;
    let mut phones: Vec<Phone> = Vec::new();
    for n in 0..3 * QUOTA {
        phones.push(phone(&cluster, n % 3, DOMAIN, &format!("user{n}"), n % 3).await);
    }
    for round in 0..5 {
        let mut asking = JoinSet::new();
        for mut phone in phones {
            asking.spawn(async move {
                let status = phone.register(60).await.status;
                (phone, status)
            });
        }
        let answered = asking.join_all().await;
        let of = |wanted: u16| answered.iter().filter(|(_, status)| *status == wanted).count();
        assert_eq!((of(200), of(503)), (QUOTA, 2 * QUOTA), "round {round}: the quota is {QUOTA}");
        let kick = v1::DeregisterUserRequest::default();
        phones = Vec::new();
        for (phone, status) in answered {
            if status == 200 {
                let name = format!("{PARENT}/users/{}", phone.user);
                let kick = v1::DeregisterUserRequest { name, ..kick.clone() };
                assert_eq!(
                    client.registrations.deregister_user(kick).await.unwrap().into_inner().ended_count,
                    1
                );
            }
            phones.push(phone);
        }
    }
}
