//! The guard by a clock of the test's own.

use super::*;

const SECOND: u64 = 1000;

fn guard() -> Guard {
    Guard::new(10, Duration::from_secs(30), 1 << 10)
}

fn who(guard: &Guard, source: &str, user: &str) -> Who {
    guard.who(None, source.parse().unwrap(), 1, user.as_bytes())
}

fn fail(guard: &Guard, who: &Who, times: u32, now: u64) {
    (0..times).for_each(|_| guard.failed(who, now));
}

fn seconds(guard: &Guard, who: &Who, now: u64) -> u64 {
    guard.held(who, now).map_or(0, |wait| wait.as_secs())
}

/// From one source, a failure for each of so many users.
fn spray(guard: &Guard, source: &str, users: u32, now: u64) {
    (0..users).for_each(|n| fail(guard, &who(guard, source, &format!("u{n}-{now}")), 1, now));
}

#[test]
fn a_source_is_held_back_for_one_user_first() {
    let guard = guard();
    let thief = who(&guard, "192.0.2.1", "alice");
    fail(&guard, &thief, 9, 1000);
    assert_eq!(guard.held(&thief, 1000), None);
    fail(&guard, &thief, 1, 1000);
    assert_eq!(seconds(&guard, &thief, 1000), 30);
    assert_eq!(guard.held(&who(&guard, "192.0.2.2", "alice"), 1000), None);
    assert_eq!(guard.held(&who(&guard, "192.0.2.1", "bob"), 1000), None);
    assert_eq!(guard.held(&thief, 1000 + 30 * SECOND), None);
}

#[test]
fn a_source_that_tries_many_is_held_back_for_all() {
    let guard = guard();
    spray(&guard, "192.0.2.1", 39, 1000);
    assert_eq!(guard.held(&who(&guard, "192.0.2.1", "bob"), 1000), None);
    spray(&guard, "192.0.2.1", 1, 1000);
    assert_eq!(seconds(&guard, &who(&guard, "192.0.2.1", "bob"), 1000), 30);
    assert_eq!(guard.held(&who(&guard, "192.0.2.2", "bob"), 1000), None);
}

/// A phone that hurries to try the same wrong password for ever, with and without a right one beside it.
#[test]
fn one_misconfigured_phone_is_nobody_elses_matter() {
    let guard = guard();
    let wrong = who(&guard, "192.0.2.1", "alice");
    for good in [false, true] {
        if good {
            guard.succeeded(&wrong, 1000);
        }
        for now in (1000..3_600_000).step_by(500) {
            if guard.held(&wrong, now).is_none() {
                fail(&guard, &wrong, 5, now);
            }
            assert_eq!(guard.held(&who(&guard, "192.0.2.1", "new"), now), None, "{now}");
            assert_eq!(guard.held(&who(&guard, "192.0.2.2", "alice"), now), None, "{now}");
        }
    }
}

#[test]
fn the_wait_doubles_up_to_a_bound_and_is_forgiven() {
    let guard = guard();
    let thief = who(&guard, "192.0.2.1", "alice");
    let mut now = 1000;
    for wait in [30, 60, 120, 240, 300, 300] {
        spray(&guard, "192.0.2.1", 40, now);
        assert_eq!(seconds(&guard, &thief, now), wait);
        // What was under way, or comes meanwhile, does not make it longer.
        spray(&guard, "192.0.2.1", 100, now + 1);
        assert_eq!(seconds(&guard, &thief, now), wait);
        now += wait * SECOND;
    }
    now += FORGIVEN;
    spray(&guard, "192.0.2.1", 40, now);
    assert_eq!(seconds(&guard, &thief, now), 30);
}

#[test]
fn failures_of_more_than_a_minute_do_not_add_up() {
    let guard = guard();
    let clumsy = who(&guard, "192.0.2.1", "alice");
    for minute in 0..100 {
        fail(&guard, &clumsy, 9, 1000 + minute * WINDOW);
        assert_eq!(guard.held(&clumsy, 1000 + minute * WINDOW), None);
    }
}

#[test]
fn a_user_is_held_back_for_sources_that_are_not_good() {
    let guard = guard();
    let (home, new) = (who(&guard, "198.51.100.1", "alice"), who(&guard, "198.51.100.2", "alice"));
    guard.succeeded(&home, 1000);
    for n in 0..10 {
        fail(&guard, &who(&guard, &format!("192.0.2.{n}"), "alice"), 4, 2000);
    }
    assert_eq!(seconds(&guard, &new, 2000), 30);
    assert_eq!(guard.held(&home, 2000), None);
    assert_eq!(guard.held(&who(&guard, "198.51.100.2", "bob"), 2000), None);
    // Not for ever.
    let later = 1000 + GOOD;
    for n in 0..10 {
        fail(&guard, &who(&guard, &format!("192.0.2.{n}"), "alice"), 4, later);
    }
    assert!(guard.held(&home, later).is_some());
}

/// Who shares an address with a guesser goes on; only newcomers there wait.
#[test]
fn a_good_user_of_a_held_source_is_let_through() {
    let guard = guard();
    let (alice, bob) = (who(&guard, "192.0.2.1", "alice"), who(&guard, "192.0.2.1", "bob"));
    guard.succeeded(&alice, 1000);
    spray(&guard, "192.0.2.1", 40, 2000);
    assert_eq!(guard.held(&alice, 2000), None);
    assert!(guard.held(&bob, 2000).is_some());
}

#[test]
fn a_success_takes_back_what_failed_for_that_user_only() {
    let guard = guard();
    let (own, other) = (who(&guard, "192.0.2.1", "mallory"), who(&guard, "192.0.2.1", "alice"));
    // To succeed as oneself in between gains nothing.
    for n in 0..10 {
        assert_eq!(guard.held(&other, 1000), None, "{n}");
        fail(&guard, &other, 1, 1000);
        guard.succeeded(&own, 1000);
    }
    assert!(guard.held(&other, 1000).is_some());
    spray(&guard, "192.0.2.1", 30, 1000);
    assert!(guard.held(&who(&guard, "192.0.2.1", "new"), 1000).is_some(), "the ten still count");
    // To mistype does no harm once it is right.
    for n in 0..10 {
        let typing = who(&guard, "192.0.2.9", &format!("u{n}"));
        fail(&guard, &typing, 5, 1000);
        guard.succeeded(&typing, 1000);
    }
    assert_eq!(guard.held(&who(&guard, "192.0.2.9", "new"), 1000), None);
}

#[test]
fn what_an_edge_says_holds_back_nobody_elsewhere() {
    let guard = guard();
    let source = "192.0.2.1".parse().unwrap();
    let scope = AccountScope::One(crate::model::AccountId::parse("acme").unwrap());
    let there = guard.who(Some((&scope, "edge-1")), source, 1, b"alice");
    fail(&guard, &there, 10, 1000);
    assert!(guard.held(&there, 1000).is_some());
    assert_eq!(guard.held(&guard.who(None, source, 1, b"alice"), 1000), None);
    assert_eq!(guard.held(&guard.who(Some((&scope, "edge-2")), source, 1, b"alice"), 1000), None);
}

#[test]
fn switched_off() {
    let guard = Guard::new(0, Duration::from_secs(30), 1 << 17);
    let thief = who(&guard, "192.0.2.1", "alice");
    fail(&guard, &thief, 1000, 1000);
    assert_eq!(guard.held(&thief, 1000), None);
}

/// The figure of [`Guard`]'s comment, and of the guide.
#[test]
fn octets() {
    assert_eq!(3 * size_of::<(u64, Tries)>() + size_of::<(u64, Proved)>(), 112);
}
