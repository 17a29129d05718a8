use super::*;
use crate::model::{AccountId, AccountScope, Change, ChangeKind, UserRef};
use crate::registrar::testing::{change, registration, user};
use proptest::prelude::*;
use std::collections::HashMap;

const DOMAINS: [&str; 3] = ["a.test", "b.test", "c.test"];
const LOGINS: [&str; 3] = ["alice", "bob", "carol"];

fn someone(n: u128) -> Arc<UserRef> {
    user(DOMAINS[(n % 3) as usize], LOGINS[(n / 3 % 3) as usize])
}

fn everything() -> Selection {
    Selection::all(AccountScope::All)
}

fn apply(table: &mut LocationTable, changes: Vec<Change>) {
    let revision = table.revision().next();
    table.apply(&Batch { revision, time: Time(0), changes, settings: Vec::new() });
}

fn filled(ids: impl IntoIterator<Item = u128>) -> LocationTable {
    let rows = ids.into_iter().map(|n| (*registration(&someone(n), n, 1000 + n as i64)).clone());
    LocationTable::new(Revision(1), rows.collect())
}

/// All pages of a listing, with `between` done to the table after each.
fn pages(
    table: &mut LocationTable,
    selection: &Selection,
    size: usize,
    mut between: impl FnMut(&mut LocationTable, usize),
) -> Vec<u128> {
    let (mut seen, mut after) = (Vec::new(), None);
    for page in 0.. {
        let rows = table.list(selection, after.as_ref(), false, size);
        let Some(last) = rows.last() else { break };
        after = Some(Position::from(&**last));
        seen.extend(rows.iter().map(|r| r.uid.as_u128()));
        between(table, page);
    }
    seen
}

#[test]
fn selections_are_parts_of_the_whole_in_order() {
    let mut table = filled(0..27);
    let all = pages(&mut table, &everything(), 4, |_, _| {});
    let mut ordered: Vec<u128> = (0..27).collect();
    ordered.sort_by_key(|n| (n % 3, n / 3 % 3, *n));
    assert_eq!(all, ordered);

    let b = Fqdn::parse("b.test").unwrap();
    let domain = Selection::domain(AccountScope::All, b.clone());
    let of_b: Vec<u128> = ordered.iter().copied().filter(|n| n % 3 == 1).collect();
    assert_eq!(pages(&mut table, &domain, 2, |_, _| {}), of_b);

    let bob = UserName { domain: b, login: Login::parse("bob").unwrap() };
    let of_bob: Vec<u128> = of_b.iter().copied().filter(|n| n / 3 % 3 == 1).collect();
    assert_eq!(pages(&mut table, &Selection::user(AccountScope::All, bob.clone()), 1, |_, _| {}), of_bob);

    let some = Selection { users: Some([bob.clone()].into()), ..everything() };
    assert_eq!(pages(&mut table, &some, 2, |_, _| {}), of_bob);
    let foreign = AccountScope::One(AccountId::parse("other").unwrap());
    assert!(table.list(&Selection::all(foreign), None, false, 99).is_empty());
    assert_eq!(table.presence(&bob.domain), (3, 9));
}

#[test]
fn a_page_after_a_place_that_is_gone_goes_on_behind_it() {
    let mut table = filled(0..9);
    let seen = pages(&mut table, &everything(), 1, |table, page| {
        // The one that the token names ends, and with it its user and, at last, its domain.
        let first = table.list(&everything(), None, false, 1).remove(0);
        assert!(page < 9);
        apply(table, vec![change(ChangeKind::Unregistered, &first)]);
    });
    assert_eq!(seen.len(), 9);
    assert_eq!((table.len(), table.next_expiry()), (0, None));
    assert!(table.domains.is_empty(), "nothing is kept of users and domains without registrations");
}

#[test]
fn a_refresh_moves_the_expiry() {
    let mut table = filled([1, 2]);
    assert_eq!(table.next_expiry(), Some(Time(1001)));
    apply(&mut table, vec![change(ChangeKind::Refreshed, &registration(&someone(1), 1, 5000))]);
    assert_eq!(table.next_expiry(), Some(Time(1002)));
    assert_eq!(table.expired(Time(1001), 9), []);
    assert_eq!(table.expired(Time(1002), 9).len(), 1);
    assert_eq!(table.expired(Time(9999), 1).len(), 1, "as many as asked for, no more");
    assert_eq!(table.expired(Time(9999), 9).len(), 2);
    assert_eq!((table.len(), table.revision()), (2, Revision(2)));
}

/// One step of a table's life: an id, an expiry, and whether it ends.
fn life() -> impl Strategy<Value = Vec<(u128, i64, bool)>> {
    prop::collection::vec((0u128..40, 0i64..100, any::<bool>()), 0..200)
}

proptest! {
    /// Every registration that stays is listed exactly once, whatever comes and goes between the pages;
    /// nothing is listed twice.
    #[test]
    fn pages_are_stable(
        stay in prop::collection::btree_set(0u128..60, 1..30),
        size in 1usize..7,
        others in prop::collection::vec((0u128..60, any::<bool>()), 0..80),
    ) {
        let mut table = filled(stay.iter().copied());
        let mut others = others.into_iter().filter(|(n, _)| !stay.contains(n));
        let seen = pages(&mut table, &everything(), size, |table, _| {
            for (n, comes) in others.by_ref().take(4) {
                let kind = if comes { ChangeKind::Created } else { ChangeKind::Expired };
                apply(table, vec![change(kind, &registration(&someone(n), n, 0))]);
            }
        });
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), seen.len(), "twice: {:?}", seen);
        prop_assert!(stay.iter().all(|n| seen.contains(n)), "missed: {:?}", seen);
    }

    /// The table and its expiry index are what a plain map would be.
    #[test]
    fn is_a_map_with_an_index(life in life(), now in 0i64..100) {
        let mut table = LocationTable::default();
        let mut plain: HashMap<u128, i64> = HashMap::new();
        for (n, expires, ends) in life {
            let kind = if ends { ChangeKind::Expired } else { ChangeKind::Created };
            apply(&mut table, vec![change(kind, &registration(&someone(n), n, expires))]);
            if ends { plain.remove(&n); } else { plain.insert(n, expires); }
        }
        prop_assert_eq!(table.len(), plain.len());
        prop_assert_eq!(table.expiries.len(), plain.len());
        prop_assert_eq!(table.next_expiry(), plain.values().min().map(|t| Time(*t)));
        let expired = table.expired(Time(now), usize::MAX);
        prop_assert!(expired.is_sorted_by_key(|r| r.expire_time));
        prop_assert_eq!(expired.len(), plain.values().filter(|t| **t <= now).count());
        let online: usize = DOMAINS.iter().map(|d| table.presence(&Fqdn::parse(d).unwrap()).1).sum();
        prop_assert_eq!(online, plain.len());
        prop_assert_eq!(table.of_account(&AccountId::parse("acme").unwrap()), plain.len());
        prop_assert_eq!(table.accounts.len(), usize::from(!plain.is_empty()), "nothing is kept of the others");
    }
}
