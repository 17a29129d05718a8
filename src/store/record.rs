//! How a batch is written in the log: a protobuf message of the store's own, so that a later version can
//! read what an earlier one wrote. Field numbers are never reused.

use super::{StoreError, settings_record::SettingsRecord};
use crate::model::{
    AccountId, Batch, Change, ChangeKind, ClientClass, ContactUri, Fqdn, Login, QValue, Registration,
    Revision, Time, Transport, UserRef,
};
use prost::Message;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Clone, PartialEq, Message)]
struct BatchRecord {
    #[prost(message, repeated, tag = "1")]
    changes: Vec<ChangeRecord>,
    #[prost(message, repeated, tag = "2")]
    settings: Vec<SettingsRecord>,
}

#[derive(Clone, PartialEq, Message)]
struct ChangeRecord {
    #[prost(int32, tag = "1")]
    kind: i32,
    #[prost(message, optional, tag = "2")]
    registration: Option<RegistrationRecord>,
    #[prost(string, tag = "3")]
    reason: String,
    #[prost(string, tag = "4")]
    actor: String,
    #[prost(uint32, tag = "5")]
    registration_count: u32,
}

#[derive(Clone, PartialEq, Message)]
struct RegistrationRecord {
    #[prost(bytes = "vec", tag = "1")]
    uid: Vec<u8>,
    #[prost(int64, tag = "2")]
    user_id: i64,
    #[prost(int64, tag = "3")]
    domain_id: i64,
    #[prost(string, tag = "4")]
    account: String,
    #[prost(string, tag = "5")]
    domain: String,
    #[prost(string, tag = "6")]
    login: String,
    #[prost(string, tag = "7")]
    contact: String,
    #[prost(string, optional, tag = "8")]
    instance_id: Option<String>,
    #[prost(uint32, optional, tag = "9")]
    reg_id: Option<u32>,
    #[prost(string, tag = "10")]
    call_id: String,
    #[prost(uint32, tag = "11")]
    cseq: u32,
    #[prost(uint32, optional, tag = "12")]
    q: Option<u32>,
    #[prost(string, repeated, tag = "13")]
    path: Vec<String>,
    #[prost(int32, tag = "14")]
    transport: i32,
    #[prost(string, tag = "15")]
    source_address: String,
    #[prost(string, tag = "16")]
    user_agent: String,
    #[prost(int32, tag = "17")]
    client_class: i32,
    #[prost(int64, tag = "18")]
    register_time: i64,
    #[prost(int64, tag = "19")]
    refresh_time: i64,
    #[prost(int64, tag = "20")]
    expire_time: i64,
    #[prost(string, tag = "21")]
    node: String,
    #[prost(string, tag = "22")]
    flow_token: String,
    #[prost(string, tag = "23")]
    contact_params: String,
    #[prost(bool, tag = "24")]
    gruu: bool,
}

const KINDS: [(ChangeKind, i32); 10] = [
    (ChangeKind::Created, 1),
    (ChangeKind::Refreshed, 2),
    (ChangeKind::Shortened, 3),
    (ChangeKind::Unregistered, 4),
    (ChangeKind::Expired, 5),
    (ChangeKind::Deactivated, 6),
    (ChangeKind::Rejected, 7),
    (ChangeKind::Evicted, 8),
    (ChangeKind::Replaced, 9),
    (ChangeKind::FlowFailed, 10),
];
const TRANSPORTS: [(Transport, i16); 5] =
    [(Transport::Udp, 1), (Transport::Tcp, 2), (Transport::Tls, 3), (Transport::Ws, 4), (Transport::Wss, 5)];
const CLASSES: [(ClientClass, i16); 2] = [(ClientClass::Phone, 1), (ClientClass::Softphone, 2)];

fn code_of<T: PartialEq + Copy, N: Copy + Default>(table: &[(T, N)], value: T) -> N {
    table.iter().find(|(v, _)| *v == value).map(|(_, n)| *n).unwrap_or_default()
}

fn value_of<T: Copy, N: PartialEq + Copy + std::fmt::Display>(
    table: &[(T, N)],
    code: N,
) -> Result<T, StoreError> {
    table
        .iter()
        .find(|(_, n)| *n == code)
        .map(|(v, _)| *v)
        .ok_or_else(|| StoreError::corrupt(format_args!("code {code}")))
}

pub(super) fn transport_code(transport: Transport) -> i16 {
    code_of(&TRANSPORTS, transport)
}

pub(super) fn transport_of(code: i16) -> Result<Transport, StoreError> {
    value_of(&TRANSPORTS, code)
}

pub(super) fn class_code(class: ClientClass) -> i16 {
    code_of(&CLASSES, class)
}

pub(super) fn class_of(code: i16) -> Result<ClientClass, StoreError> {
    value_of(&CLASSES, code)
}

pub(super) fn encode(batch: &Batch) -> Vec<u8> {
    let changes = batch.changes.iter().map(ChangeRecord::from).collect();
    let settings = batch.settings.iter().map(SettingsRecord::from).collect();
    BatchRecord { changes, settings }.encode_to_vec()
}

pub(super) fn decode(revision: i64, time: i64, bytes: &[u8]) -> Result<Batch, StoreError> {
    let BatchRecord { changes, settings } = BatchRecord::decode(bytes).map_err(StoreError::corrupt)?;
    Ok(Batch {
        revision: Revision(revision),
        time: Time(time),
        changes: changes.into_iter().map(ChangeRecord::into_change).collect::<Result<_, _>>()?,
        settings: settings.into_iter().map(SettingsRecord::into_change).collect::<Result<_, _>>()?,
    })
}

impl From<&Change> for ChangeRecord {
    fn from(c: &Change) -> Self {
        let r = &c.registration;
        Self {
            kind: code_of(&KINDS, c.kind),
            registration: Some(RegistrationRecord {
                uid: r.uid.as_bytes().to_vec(),
                user_id: r.user.user_id,
                domain_id: r.user.domain_id,
                account: r.user.account.as_str().to_owned(),
                domain: r.user.domain.as_str().to_owned(),
                login: r.user.login.as_str().to_owned(),
                contact: r.contact.as_str().to_owned(),
                instance_id: r.instance_id.as_deref().map(str::to_owned),
                reg_id: r.reg_id,
                call_id: r.call_id.to_string(),
                cseq: r.cseq,
                q: r.q.map(|q| u32::from(q.thousandths())),
                path: r.path.clone(),
                transport: i32::from(transport_code(r.transport)),
                source_address: r.source_address.to_string(),
                user_agent: r.user_agent.to_string(),
                client_class: i32::from(class_code(r.client_class)),
                register_time: r.register_time.0,
                refresh_time: r.refresh_time.0,
                expire_time: r.expire_time.0,
                node: r.node.to_string(),
                flow_token: r.flow_token.to_string(),
                contact_params: r.contact_params.to_string(),
                gruu: r.gruu,
            }),
            reason: c.reason.clone(),
            actor: c.actor.clone(),
            registration_count: c.registration_count,
        }
    }
}

impl ChangeRecord {
    fn into_change(self) -> Result<Change, StoreError> {
        let r = self.registration.ok_or_else(|| StoreError::corrupt("change without registration"))?;
        let bad = |e: crate::model::Invalid| StoreError::corrupt(e);
        Ok(Change {
            kind: value_of(&KINDS, self.kind)?,
            registration: Arc::new(Registration {
                uid: Uuid::from_slice(&r.uid).map_err(StoreError::corrupt)?,
                user: Arc::new(UserRef {
                    user_id: r.user_id,
                    domain_id: r.domain_id,
                    account: AccountId::parse(&r.account).map_err(bad)?,
                    domain: Fqdn::parse(&r.domain).map_err(bad)?,
                    login: Login::parse(&r.login).map_err(bad)?,
                }),
                contact: ContactUri::parse(&r.contact).map_err(bad)?,
                instance_id: r.instance_id.map(Into::into),
                reg_id: r.reg_id,
                call_id: r.call_id.into(),
                cseq: r.cseq,
                q: r.q.map(q_of).transpose()?,
                path: r.path,
                transport: transport_of(i16::try_from(r.transport).unwrap_or_default())?,
                source_address: r.source_address.into(),
                user_agent: r.user_agent.into(),
                client_class: class_of(i16::try_from(r.client_class).unwrap_or_default())?,
                register_time: Time(r.register_time),
                refresh_time: Time(r.refresh_time),
                expire_time: Time(r.expire_time),
                node: r.node.into(),
                flow_token: r.flow_token.into(),
                contact_params: r.contact_params.into(),
                gruu: r.gruu,
            }),
            reason: self.reason,
            actor: self.actor,
            registration_count: self.registration_count,
        })
    }
}

pub(super) fn q_of<N: TryInto<u16>>(n: N) -> Result<QValue, StoreError> {
    let n = n.try_into().map_err(|_| StoreError::corrupt("q"))?;
    QValue::from_thousandths(n).map_err(StoreError::corrupt)
}
