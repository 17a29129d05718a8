//! Registrations and their events.

use super::{timestamp, transport};
use crate::model::{Change, ChangeKind, ClientClass, Registration, Revision, Time};
use crate::pb::v1;
use crate::registrar::Reachability;
use std::fmt::{Display, Write};

const KINDS: [(ChangeKind, v1::EventKind); 10] = [
    (ChangeKind::Created, v1::EventKind::Created),
    (ChangeKind::Refreshed, v1::EventKind::Refreshed),
    (ChangeKind::Shortened, v1::EventKind::Shortened),
    (ChangeKind::Unregistered, v1::EventKind::Unregistered),
    (ChangeKind::Expired, v1::EventKind::Expired),
    (ChangeKind::Deactivated, v1::EventKind::Deactivated),
    (ChangeKind::Rejected, v1::EventKind::Rejected),
    (ChangeKind::Evicted, v1::EventKind::Evicted),
    (ChangeKind::Replaced, v1::EventKind::Replaced),
    (ChangeKind::FlowFailed, v1::EventKind::FlowFailed),
];

/// The model's kind of an enum value that means something.
pub(in crate::api) fn kind(value: i32) -> Option<ChangeKind> {
    KINDS.iter().find(|(_, k)| i32::from(*k) == value).map(|(kind, _)| *kind)
}

pub(in crate::api) fn registration(r: &Registration) -> v1::Registration {
    let mut message = v1::Registration::default();
    into_registration(r, &mut message);
    message
}

/// Makes a registration of a message that was one before: its texts keep their memory.
pub(in crate::api) fn into_registration(r: &Registration, message: &mut v1::Registration) {
    fill(message, r, v1::RegistrationState::Active);
}

pub(in crate::api) fn event(revision: Revision, time: Time, change: &Change) -> v1::RegistrationEvent {
    let state = match change.kind.ends() {
        true => v1::RegistrationState::Ended,
        false => v1::RegistrationState::Active,
    };
    let kind = KINDS.iter().find(|(k, _)| *k == change.kind).map(|(_, k)| *k);
    let mut registration = v1::Registration::default();
    fill(&mut registration, &change.registration, state);
    v1::RegistrationEvent {
        revision: revision.0,
        time: Some(timestamp(time)),
        kind: kind.unwrap_or_default().into(),
        registration: Some(registration),
        reason: change.reason.clone(),
        actor: change.actor.clone(),
        registration_count: i32::try_from(change.registration_count).unwrap_or(i32::MAX),
    }
}

pub(in crate::api) fn reachability(found: Reachability) -> v1::Reachability {
    let state = match found.round_trip {
        Some(_) => v1::ReachabilityState::Reachable,
        None => v1::ReachabilityState::Unreachable,
    };
    v1::Reachability {
        state: state.into(),
        round_trip_time: found.round_trip.and_then(|time| time.try_into().ok()),
        check_time: Some(timestamp(found.check_time)),
    }
}

/// Sets every field but those that only a read tells.
fn fill(to: &mut v1::Registration, r: &Registration, state: v1::RegistrationState) {
    set(&mut to.name, &r.name());
    put(&mut to.contact_uri, r.contact.as_str());
    put(&mut to.instance_id, r.instance_id.as_deref().unwrap_or_default());
    to.reg_id = r.reg_id.unwrap_or_default();
    put(&mut to.call_id, &r.call_id);
    to.cseq = r.cseq;
    to.q = r.q.map(|q| f64::from(q.thousandths()) / 1000.0);
    to.path.clone_from(&r.path);
    to.transport = transport(r.transport).into();
    put(&mut to.source_address, &r.source_address);
    put(&mut to.user_agent, &r.user_agent);
    to.client_class = match r.client_class {
        ClientClass::Phone => v1::ClientClass::Phone.into(),
        ClientClass::Softphone => v1::ClientClass::Softphone.into(),
    };
    to.register_time = Some(timestamp(r.register_time));
    to.refresh_time = Some(timestamp(r.refresh_time));
    to.expire_time = Some(timestamp(r.expire_time));
    put(&mut to.node, &r.node);
    put(&mut to.flow_token, r.given_flow_token());
    to.public_gruu.clear();
    if let Some(gruu) = r.public_gruu() {
        set(&mut to.public_gruu, &gruu);
    }
    to.state = state.into();
    put(&mut to.uid, r.uid.hyphenated().encode_lower(&mut [0; 36]));
    to.create_time = Some(timestamp(r.create_time()));
    to.update_time = Some(timestamp(r.refresh_time));
    set(&mut to.etag, &r.etag());
}

fn put(to: &mut String, text: &str) {
    to.clear();
    to.push_str(text);
}

fn set(to: &mut String, value: &impl Display) {
    to.clear();
    // A string takes everything.
    let _written = write!(to, "{value}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, ContactUri, Fqdn, Login, QValue, Transport, UserRef};
    use crate::registrar::{octets, octets_of_event};
    use prost::Message;
    use std::{sync::Arc, time::Duration};
    use uuid::Uuid;

    /// A registration whose texts have so many octets, as far as each may.
    fn sized(n: usize) -> Registration {
        let text = |most: usize| "x".repeat(n.min(most));
        let at = Time(i64::from(i32::MAX) * 1_000_000 + 999_999);
        Registration {
            uid: Uuid::max(),
            user: Arc::new(UserRef {
                user_id: i64::MAX,
                domain_id: i64::MAX,
                account: AccountId::parse("acme").unwrap(),
                domain: Fqdn::parse(&format!("{}.test", text(60).to_lowercase() + "a")).unwrap(),
                login: Login::parse(&format!("a{}", text(60))).unwrap(),
            }),
            contact: ContactUri::parse(&format!("sip:{}@h", text(1900) + "x")).unwrap(),
            instance_id: Some(text(250).replace("xx", "x;").into()),
            reg_id: Some(u32::MAX),
            call_id: text(1000).into(),
            cseq: u32::MAX,
            q: Some(QValue::parse("0.123").unwrap()),
            path: vec![text(4000); 16],
            transport: Transport::Wss,
            source_address: "[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]:65535".into(),
            user_agent: text(256).into(),
            client_class: ClientClass::Softphone,
            register_time: at,
            refresh_time: at,
            expire_time: at,
            node: text(64).into(),
            flow_token: text(256).into(),
            contact_params: Default::default(),
            gruu: true,
        }
    }

    #[test]
    fn a_message_that_was_another_keeps_nothing_of_it() {
        let bare = Registration {
            instance_id: None,
            reg_id: None,
            q: None,
            path: Vec::new(),
            client_class: ClientClass::Phone,
            transport: Transport::Udp,
            gruu: false,
            ..sized(0)
        };
        let mut message = registration(&sized(300));
        into_registration(&bare, &mut message);
        assert_eq!(message, registration(&bare));
    }

    #[test]
    fn estimates_of_sizes_are_never_too_small_and_not_far_off() {
        for n in [0, 10, 60, 300, 4000] {
            let r = sized(n);
            // As one of a list: a tag and its length are before it.
            let mut whole = registration(&r);
            let (check_time, round_trip) = (Time(i64::MAX), Some(Duration::from_nanos(31_999_999_999)));
            whole.reachability = Some(reachability(Reachability { check_time, round_trip }));
            let size = whole.encoded_len() + 5;
            assert!((size..size + 450).contains(&octets(&r)), "{n}: {size} {}", octets(&r));
            let change = Change {
                kind: ChangeKind::FlowFailed,
                registration: Arc::new(r),
                reason: "r".repeat(n),
                actor: "a".repeat(n),
                registration_count: u32::MAX,
            };
            let guess = octets_of_event(&change);
            let size = event(Revision(i64::MAX), Time(i64::MAX), &change).encoded_len() + 5;
            assert!((size..size + 500).contains(&guess), "{n}: {size} {guess}");
        }
    }
}
