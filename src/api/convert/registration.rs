//! Registrations and their events.

use super::{timestamp, transport};
use crate::model::{ChangeKind, ClientClass, Registration};
use crate::pb::v1;
use crate::registrar::Event;

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

/// Every kind there is.
pub(in crate::api) fn all_kinds() -> impl Iterator<Item = ChangeKind> {
    KINDS.iter().map(|(kind, _)| *kind)
}

pub(in crate::api) fn registration(r: &Registration) -> v1::Registration {
    in_state(r, v1::RegistrationState::Active)
}

pub(in crate::api) fn event(event: &Event) -> v1::RegistrationEvent {
    let Event { revision, time, change } = event;
    let state = match change.kind.ends() {
        true => v1::RegistrationState::Ended,
        false => v1::RegistrationState::Active,
    };
    let kind = KINDS.iter().find(|(k, _)| *k == change.kind).map(|(_, k)| *k);
    v1::RegistrationEvent {
        revision: revision.0,
        time: Some(timestamp(*time)),
        kind: kind.unwrap_or_default().into(),
        registration: Some(in_state(&change.registration, state)),
        reason: change.reason.clone(),
        actor: change.actor.clone(),
        registration_count: i32::try_from(change.registration_count).unwrap_or(i32::MAX),
    }
}

fn in_state(r: &Registration, state: v1::RegistrationState) -> v1::Registration {
    v1::Registration {
        name: r.name().to_string(),
        contact_uri: r.contact.as_str().to_owned(),
        instance_id: r.instance_id.as_deref().unwrap_or_default().to_owned(),
        reg_id: r.reg_id.unwrap_or_default(),
        call_id: r.call_id.to_string(),
        cseq: r.cseq,
        q: r.q.map(|q| f64::from(q.thousandths()) / 1000.0),
        path: r.path.clone(),
        transport: transport(r.transport).into(),
        source_address: r.source_address.to_string(),
        user_agent: r.user_agent.to_string(),
        client_class: match r.client_class {
            ClientClass::Phone => v1::ClientClass::Phone.into(),
            ClientClass::Softphone => v1::ClientClass::Softphone.into(),
        },
        register_time: Some(timestamp(r.register_time)),
        refresh_time: Some(timestamp(r.refresh_time)),
        expire_time: Some(timestamp(r.expire_time)),
        node: r.node.to_string(),
        state: state.into(),
        uid: r.uid.to_string(),
        create_time: Some(timestamp(r.register_time)),
        update_time: Some(timestamp(r.refresh_time)),
        etag: r.etag().to_string(),
        ..Default::default()
    }
}
