//! RFC 3261 §10.3 as a pure function: the bindings of one user, one request, the time → what changes.

use super::{Basis, ContactRequest, Contacts, Register, RegisterError};
use crate::model::{ChangeKind, ClientClass, LimitPolicy, OutboundMode, Registration, Time};
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
        let at = named(&self.bindings, contact);
        if let Some(at) = at {
            match order(&self.bindings[at], self.request) {
                Order::Later => {}
                Order::Repeated => return Ok(()),
                Order::Earlier => return Err(RegisterError::OutOfOrder),
            }
        }
        if wish == 0 {
            if let Some(at) = at {
                let binding = self.bindings.remove(at);
                self.steps.push(ended(ChangeKind::Unregistered, &binding));
            }
            return Ok(());
        }
        if wish < policy.min_expiry {
            let min = Duration::from_secs(policy.min_expiry.into());
            return Err(RegisterError::IntervalTooBrief { min });
        }
        let lifetime = Duration::from_secs(wish.min(policy.max_expiry).into());
        let expire_time = self.here.now.plus(lifetime);
        match at {
            Some(at) => self.refresh(at, contact, expire_time),
            None => {
                self.make_room(contact)?;
                self.create(contact, expire_time);
            }
        }
        Ok(())
    }

    fn refresh(&mut self, at: usize, contact: &ContactRequest, expire_time: Time) {
        let old = &self.bindings[at];
        let moved = contact.reg_id.is_some()
            && (*old.source_address != self.request.source.address
                || old.transport != self.request.source.transport
                || !old.contact.equivalent(&contact.uri));
        let kind = if moved {
            ChangeKind::Replaced
        } else if expire_time < old.expire_time {
            ChangeKind::Shortened
        } else {
            ChangeKind::Refreshed
        };
        let new = Arc::new(self.registration(contact, old.uid, old.register_time, expire_time));
        self.bindings[at] = new.clone();
        self.steps.push(Step { kind, registration: new });
    }

    fn create(&mut self, contact: &ContactRequest, expire_time: Time) {
        let now = self.here.now;
        let new = Arc::new(self.registration(contact, Uuid::now_v7(), now, expire_time));
        self.bindings.push(new.clone());
        self.steps.push(Step { kind: ChangeKind::Created, registration: new });
    }

    /// Applies the limit before one more device gets in.
    fn make_room(&mut self, contact: &ContactRequest) -> Result<(), RegisterError> {
        let Basis { policy, max_registrations, .. } = &self.request.basis;
        let Some(limit) = max_registrations.or(policy.max_registrations) else { return Ok(()) };
        let counts = |class| policy.count_softphones || class == ClientClass::Phone;
        if !counts(self.request.source.client_class) {
            return Ok(());
        }
        loop {
            // When each device was last refreshed; among equals the one that came first is the oldest.
            let mut devices: BTreeMap<Device<'_>, (Time, Uuid)> = BTreeMap::new();
            for b in self.bindings.iter().filter(|b| counts(b.client_class)) {
                let (last, first) = devices.entry(device(b)).or_insert((b.refresh_time, b.uid));
                *last = b.refresh_time.max(*last);
                *first = b.uid.min(*first);
            }
            let known =
                contact.instance_id.as_deref().is_some_and(|id| devices.contains_key(&Device::Instance(id)));
            if known || devices.len() < usize::try_from(limit).unwrap_or(usize::MAX) {
                return Ok(());
            }
            let oldest = devices.into_iter().min_by_key(|(_, age)| *age);
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
            node: self.here.node.into(),
        }
    }
}

/// What the limit counts: an instance (RFC 5626) is one device however many flows it has.
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

/// The binding that a contact names: by flow where it has one (RFC 5626 §6), else by the URI's equality
/// (RFC 3261 §10.3, step 7). A flow may have the URI of a binding without one; then the latter is meant,
/// so that there are never two without a flow and with one URI.
fn named(bindings: &[Arc<Registration>], contact: &ContactRequest) -> Option<usize> {
    if let Some(flow) = contact.instance_id.as_deref().zip(contact.reg_id) {
        return bindings.iter().position(|b| b.instance_id.as_deref().zip(b.reg_id) == Some(flow));
    }
    let same = |b: &Arc<Registration>| b.contact.equivalent(&contact.uri);
    let plain = bindings.iter().position(|b| b.reg_id.is_none() && same(b));
    plain.or_else(|| bindings.iter().position(same))
}

#[cfg(test)]
#[path = "rules_test.rs"]
mod tests;
