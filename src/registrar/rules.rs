//! RFC 3261 §10.3 as a pure function: the bindings of one user, one request, the time → what changes.

use super::{Basis, ContactRequest, Contacts, Register, RegisterError};
use crate::model::{ChangeKind, ClientClass, LimitPolicy, MAX_BINDINGS, OutboundMode, Registration, Time};
use std::{borrow::Cow, collections::BTreeMap, sync::Arc, time::Duration};
use uuid::Uuid;

/// One change that a request makes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub(super) kind: ChangeKind,
    pub(super) registration: Arc<Registration>,
}

/// What of the node a decision needs.
pub(super) struct Here<'a> {
    pub(super) node: &'a str,
    pub(super) now: Time,
}

/// Decides a request, all or nothing: an error means that nothing changes.
pub(super) fn decide(
    bindings: &[Arc<Registration>],
    request: &Register,
    here: &Here<'_>,
) -> Result<Vec<Step>, RegisterError> {
    match &request.contacts {
        Contacts::Fetch => Ok(Vec::new()),
        Contacts::RemoveAll => bindings
            .iter()
            .filter_map(|b| match order(b, request) {
                Order::Later => Some(Ok(ended(ChangeKind::Unregistered, b))),
                Order::Repeated => None,
                Order::Earlier => Some(Err(RegisterError::OutOfOrder)),
            })
            .collect(),
        Contacts::Each(contacts) => {
            let mut draft = Draft { bindings: bindings.to_vec(), steps: Vec::new(), request, here };
            for contact in contacts {
                draft.contact(contact)?;
            }
            Ok(draft.steps)
        }
    }
}

/// Where a request stands to the last one that touched a binding (RFC 3261 §10.3, step 7).
enum Order {
    Later,
    /// The same request again: it was carried out already, so doing nothing answers it rightly.
    Repeated,
    Earlier,
}

fn order(binding: &Registration, request: &Register) -> Order {
    if *binding.call_id != request.call_id {
        return Order::Later;
    }
    match request.cseq.cmp(&binding.cseq) {
        std::cmp::Ordering::Greater => Order::Later,
        std::cmp::Ordering::Equal => Order::Repeated,
        std::cmp::Ordering::Less => Order::Earlier,
    }
}

fn ended(kind: ChangeKind, binding: &Arc<Registration>) -> Step {
    Step { kind, registration: binding.clone() }
}

struct Draft<'a> {
    bindings: Vec<Arc<Registration>>,
    steps: Vec<Step>,
    request: &'a Register,
    here: &'a Here<'a>,
}

impl Draft<'_> {
    fn contact(&mut self, contact: &ContactRequest) -> Result<(), RegisterError> {
        let policy = &self.request.basis.policy;
        let contact = &*match policy.outbound_mode {
            OutboundMode::Off => Cow::Owned(ContactRequest { reg_id: None, ..contact.clone() }),
            OutboundMode::Supported | OutboundMode::Required => Cow::Borrowed(contact),
        };
        let wish = contact.expires.or(self.request.expires).unwrap_or(policy.default_expiry);
        let (mut later, mut repeated) = (Vec::new(), false);
        for binding in named(&self.bindings, contact) {
            match order(binding, self.request) {
                Order::Later => later.push(binding.uid),
                Order::Repeated => repeated = true,
                Order::Earlier => return Err(RegisterError::OutOfOrder),
            }
        }
        if repeated || wish == 0 {
            // Where this request has already put a binding that the contact means too, that one stands for it.
            later.iter().for_each(|uid| self.end(*uid));
            return Ok(());
        }
        if wish < policy.min_expiry {
            let min = Duration::from_secs(policy.min_expiry.into());
            return Err(RegisterError::IntervalTooBrief { min });
        }
        let lifetime = Duration::from_secs(wish.min(policy.max_expiry).into());
        let expire_time = self.here.now.plus(lifetime);
        match later.split_first() {
            Some((first, others)) => {
                others.iter().for_each(|uid| self.end(*uid));
                self.refresh(*first, contact, expire_time);
            }
            None => {
                self.make_room(contact)?;
                self.create(contact, expire_time);
            }
        }
        Ok(())
    }

    fn end(&mut self, uid: Uuid) {
        let Some(at) = self.bindings.iter().position(|b| b.uid == uid) else { return };
        let binding = self.bindings.remove(at);
        self.steps.push(ended(ChangeKind::Unregistered, &binding));
    }

    fn refresh(&mut self, uid: Uuid, contact: &ContactRequest, expire_time: Time) {
        let Some(at) = self.bindings.iter().position(|b| b.uid == uid) else { return };
        let (old, source) = (&self.bindings[at], &self.request.source);
        let moved = contact.reg_id.is_some()
            && (*old.source_address != source.address
                || old.transport != source.transport
                || *old.node != *self.node()
                || *old.flow_token != *source.flow_token
                || !old.contact.equivalent(&contact.uri));
        let kind = if moved {
            ChangeKind::Replaced
        } else if expire_time < old.expire_time {
            ChangeKind::Shortened
        } else {
            ChangeKind::Refreshed
        };
        let register_time = if moved { self.here.now } else { old.register_time };
        let new = Arc::new(self.registration(contact, old.uid, register_time, expire_time));
        self.bindings[at] = new.clone();
        self.steps.push(Step { kind, registration: new });
    }

    fn create(&mut self, contact: &ContactRequest, expire_time: Time) {
        let now = self.here.now;
        let new = Arc::new(self.registration(contact, Uuid::now_v7(), now, expire_time));
        self.bindings.push(new.clone());
        self.steps.push(Step { kind: ChangeKind::Created, registration: new });
    }

    /// Applies the limits before one more binding gets in.
    fn make_room(&mut self, contact: &ContactRequest) -> Result<(), RegisterError> {
        self.make_room_for_device(contact)?;
        let there = u32::try_from(self.bindings.len()).unwrap_or(u32::MAX);
        match there < MAX_BINDINGS {
            true => Ok(()),
            false => Err(RegisterError::TooManyRegistrations { limit: MAX_BINDINGS }),
        }
    }

    fn make_room_for_device(&mut self, contact: &ContactRequest) -> Result<(), RegisterError> {
        let Basis { policy, max_registrations, .. } = &self.request.basis;
        let Some(limit) = max_registrations.or(policy.max_registrations) else { return Ok(()) };
        let counts = |class| policy.count_softphones || class == ClientClass::Phone;
        if !counts(self.request.source.client_class) {
            return Ok(());
        }
        loop {
            let mut devices: BTreeMap<Device<'_>, Held> = BTreeMap::new();
            for b in self.bindings.iter().filter(|b| counts(b.client_class)) {
                let held =
                    devices.entry(device(b)).or_insert(Held { age: (b.refresh_time, b.uid), bindings: 0 });
                held.age = (b.refresh_time.max(held.age.0), b.uid.min(held.age.1));
                held.bindings += 1;
            }
            let own = contact.instance_id.as_deref().and_then(|id| devices.get(&Device::Instance(id)));
            let there: usize = devices.values().map(|held| held.bindings.div_ceil(FLOWS)).sum();
            let has_room = own.is_some_and(|held| !held.bindings.is_multiple_of(FLOWS));
            if has_room || there < usize::try_from(limit).unwrap_or(usize::MAX) {
                return Ok(());
            }
            let oldest =
                devices.into_iter().map(|(device, held)| (device, held.age)).min_by_key(|(_, age)| *age);
            let (LimitPolicy::EvictOldest, Some((oldest, _))) = (policy.limit_policy, oldest) else {
                return Err(RegisterError::TooManyRegistrations { limit });
            };
            // All flows of the device: one of them alone would make no room.
            let goes = |b: &Registration| counts(b.client_class) && device(b) == oldest;
            let (evicted, kept) = self.bindings.iter().cloned().partition(|b| goes(b));
            let evicted: Vec<Arc<Registration>> = evicted;
            self.steps.extend(evicted.iter().map(|b| ended(ChangeKind::Evicted, b)));
            self.bindings = kept;
        }
    }

    /// Whether its device was given one before, by this binding or another: nobody takes it back.
    fn has_gruu(&self, contact: &ContactRequest) -> bool {
        let instance = contact.instance_id.as_deref();
        instance.is_some() && self.bindings.iter().any(|b| b.gruu && b.instance_id.as_deref() == instance)
    }

    fn node(&self) -> &str {
        self.request.source.edge.as_deref().unwrap_or(self.here.node)
    }

    fn registration(
        &self,
        contact: &ContactRequest,
        uid: Uuid,
        register_time: Time,
        expire_time: Time,
    ) -> Registration {
        let Register { user, call_id, cseq, source, .. } = self.request;
        Registration {
            uid,
            user: user.clone(),
            contact: contact.uri.clone(),
            instance_id: contact.instance_id.as_deref().map(Into::into),
            reg_id: contact.reg_id,
            call_id: call_id.as_str().into(),
            cseq: *cseq,
            q: contact.q,
            path: source.path.clone(),
            transport: source.transport,
            source_address: source.address.as_str().into(),
            user_agent: source.user_agent.as_str().into(),
            client_class: source.client_class,
            register_time,
            refresh_time: self.here.now,
            expire_time,
            node: self.node().into(),
            flow_token: source.flow_token.as_str().into(),
            contact_params: contact.params.as_str().into(),
            gruu: contact.gruu || self.has_gruu(contact),
        }
    }
}

/// Bindings that are one device at most: far more flows than any phone has (RFC 5626 §3.1 speaks of two), so that nobody
/// passes the limit under one instance id.
const FLOWS: usize = 8;

/// What there is of a device.
struct Held {
    /// When it was last refreshed; among equals the one that came first is the oldest.
    age: (Time, Uuid),
    bindings: usize,
}

/// What the limit counts: an instance (RFC 5626) is one device, whether or not its bindings have a `reg-id`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Device<'a> {
    Instance(&'a str),
    Binding(Uuid),
}

fn device(binding: &Registration) -> Device<'_> {
    match binding.instance_id.as_deref() {
        Some(id) => Device::Instance(id),
        None => Device::Binding(binding.uid),
    }
}

/// The bindings that a contact names, the one that it goes on as first: by flow where it has one (RFC 5626 §6), else by
/// the URI's equality (RFC 3261 §10.3, step 7).
///
/// That equality is not transitive: of two bindings that differ, both may equal a contact that leaves out the parameter
/// in which they do. Then the contact means both, and only one of them can go on. A flow may have the URI of a binding
/// without one; then the latter is meant, so that there are never two without a flow and with one URI.
fn named<'a>(bindings: &'a [Arc<Registration>], contact: &ContactRequest) -> Vec<&'a Arc<Registration>> {
    if let Some(flow) = contact.instance_id.as_deref().zip(contact.reg_id) {
        return bindings.iter().filter(|b| b.instance_id.as_deref().zip(b.reg_id) == Some(flow)).collect();
    }
    let same = |b: &&Arc<Registration>| b.contact.equivalent(&contact.uri);
    let mut plain: Vec<_> = bindings.iter().filter(|b| b.reg_id.is_none()).filter(same).collect();
    if plain.is_empty() {
        plain.extend(bindings.iter().find(same));
    }
    plain.sort_by_key(|b| b.contact != contact.uri);
    plain
}

#[cfg(test)]
#[path = "rules_test.rs"]
mod tests;
