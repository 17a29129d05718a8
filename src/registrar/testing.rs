//! What the registrar's own tests are made of.

use super::{Basis, ContactRequest, Contacts, Register, Source};
use crate::model::{
    AccountId, Batch, Change, ChangeKind, ClientClass, ContactUri, Fqdn, Login, Registration, Revision, Time,
    Transport, UserRef,
};
use std::sync::Arc;
use uuid::Uuid;

/// `login@domain`, of account `acme`.
pub(crate) fn user(domain: &str, login: &str) -> Arc<UserRef> {
    Arc::new(UserRef {
        user_id: 1,
        domain_id: 1,
        account: AccountId::parse("acme").unwrap(),
        domain: Fqdn::parse(domain).unwrap(),
        login: Login::parse(login).unwrap(),
    })
}

/// A registration of `user` with the number `n` as its id, which expires at `expires`.
pub(crate) fn registration(user: &Arc<UserRef>, n: u128, expires: i64) -> Arc<Registration> {
    Arc::new(Registration {
        uid: Uuid::from_u128(n),
        user: user.clone(),
        contact: ContactUri::parse(&format!("sip:{n}@192.0.2.1")).unwrap(),
        instance_id: None,
        reg_id: None,
        call_id: "call".into(),
        cseq: 1,
        q: None,
        path: Vec::new(),
        transport: Transport::Udp,
        source_address: "192.0.2.1:5060".into(),
        user_agent: "".into(),
        client_class: ClientClass::Phone,
        register_time: Time(0),
        refresh_time: Time(0),
        expire_time: Time(expires),
        node: "node".into(),
        flow_token: Default::default(),
        contact_params: Default::default(),
        gruu: false,
    })
}

pub(crate) fn change(kind: ChangeKind, registration: &Arc<Registration>) -> Change {
    Change {
        kind,
        registration: registration.clone(),
        reason: String::new(),
        actor: String::new(),
        registration_count: 0,
    }
}

/// A batch of so many changes, each of a registration of its own.
pub(super) fn batch(revision: Revision, changes: u128) -> Batch {
    let user = user("d.test", "alice");
    let changes = (0..changes).map(|n| change(ChangeKind::Created, &registration(&user, n, 60))).collect();
    Batch { revision, time: Time(0), changes, settings: Vec::new() }
}

/// A contact without parameters.
pub(crate) fn contact(uri: &str) -> ContactRequest {
    ContactRequest {
        uri: ContactUri::parse(uri).unwrap(),
        expires: None,
        q: None,
        instance_id: None,
        reg_id: None,
        gruu: false,
        params: String::new(),
    }
}

/// What a phone sends by UDP; its CSeq is 1.
pub(crate) fn register(user: Arc<UserRef>, basis: Basis, call_id: &str, contacts: Contacts) -> Register {
    Register {
        user,
        basis,
        call_id: call_id.to_owned(),
        cseq: 1,
        expires: None,
        contacts,
        source: Source {
            transport: Transport::Udp,
            address: "192.0.2.1:5060".to_owned(),
            path: Vec::new(),
            user_agent: String::new(),
            client_class: ClientClass::Phone,
            edge: None,
            flow_token: String::new(),
        },
    }
}
