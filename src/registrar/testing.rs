//! What the registrar's own tests are made of.

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
