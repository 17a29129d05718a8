//! That the checks of what ends registrations catch what they are for.

use super::causes::{Cause, check};
use super::checks_test::kept;
use crate::history_test::event;
use rollcall::pb::v1::{EventKind, RegistrationEvent};

const USER: &str = "domains/a.test/users/u/";

/// 1 and 2 come over flows of their names; then 1 is ended like this.
fn told(kind: EventKind, reason: &str) -> Vec<RegistrationEvent> {
    let mut events = vec![
        event(1, EventKind::Created, 1, 1, 1),
        event(2, EventKind::Created, 2, 1, 2),
        event(3, kind, 1, 1, 1),
    ];
    reason.clone_into(&mut events[2].reason);
    for (event, flow) in events.iter_mut().zip(["1", "2", "1"]) {
        flow.clone_into(&mut event.registration.as_mut().unwrap().flow_token);
    }
    events
}

#[test]
fn an_ending_needs_its_cause() {
    let failed = kept(&told(EventKind::FlowFailed, "lost"));
    assert_eq!(check(&failed, &[Cause::flow("lost", "1")]), [""; 0]);
    let rejected = kept(&told(EventKind::Rejected, "changed"));
    assert_eq!(check(&rejected, &[Cause::under(EventKind::Rejected, "changed", USER)]), [""; 0]);
    for wrong in [
        Cause::flow("lost", "2"),
        Cause::flow("found", "1"),
        Cause::under(EventKind::Rejected, "lost", USER),
        Cause::under(EventKind::FlowFailed, "lost", "domains/b.test/"),
    ] {
        let faults = check(&failed, &[wrong]);
        assert!(matches!(&faults[..], [why] if why.starts_with("nobody has ended it")), "{faults:?}");
    }
}

#[test]
fn what_outlives_its_end_is_seen() {
    let failed = kept(&told(EventKind::FlowFailed, "lost"));
    let by = |cause: Cause, at| cause.acknowledged(Some(at));
    // Not before it was done, and not of others.
    for (cause, left) in [
        (by(Cause::flow("lost", "1"), 3), 0),
        (by(Cause::flow("lost", "1"), 2), 1),
        (by(Cause::flow("lost", "2"), 3), 1),
        (by(Cause::under(EventKind::Rejected, "changed", USER), 0), 0),
        (by(Cause::under(EventKind::Rejected, "changed", USER), 2), 2),
        (by(Cause::under(EventKind::Rejected, "changed", USER), 9), 1),
    ] {
        let faults = check(&failed, &[cause.clone(), Cause::flow("lost", "1")]);
        assert_eq!(faults.len(), left, "{cause:?}: {faults:?}");
        assert!(faults.iter().all(|why| why.starts_with("acknowledged and not done")), "{faults:?}");
    }
}
