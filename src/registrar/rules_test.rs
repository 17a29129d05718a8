//! RFC 3261 §10.3 rule by rule, and against a model that is too simple to be wrong.

#[path = "rules_test/equality.rs"]
mod equality;
#[path = "rules_test/flows.rs"]
mod flows;
#[path = "rules_test/limits.rs"]
mod limits;
#[path = "rules_test/model.rs"]
mod model;
#[path = "rules_test/register.rs"]
mod register;

use super::*;
use crate::model::{ContactUri, RegistrationPolicy, Transport};
use crate::registrar::AccountBasis;
use crate::registrar::testing::{contact, register, user};

pub(super) const HOUR: u32 = 3600;

/// An address of record, and what was decided for it.
struct Aor {
    policy: RegistrationPolicy,
    own_limit: Option<u32>,
    bindings: Vec<Arc<Registration>>,
    now: Time,
}

impl Aor {
    /// Without a limit.
    fn new() -> Self {
        let policy = RegistrationPolicy { max_registrations: None, ..Default::default() };
        Self { policy, own_limit: None, bindings: Vec::new(), now: Time(1_000_000_000_000) }
    }

    fn limited(limit: u32, limit_policy: LimitPolicy) -> Self {
        let mut aor = Self::new();
        aor.policy = RegistrationPolicy { max_registrations: Some(limit), limit_policy, ..aor.policy };
        aor
    }

    fn later(&mut self, seconds: u32) {
        self.now = self.now.plus(Duration::from_secs(seconds.into()));
    }

    /// Decides, and carries the steps out.
    fn take(&mut self, mut request: Register) -> Result<Vec<Step>, RegisterError> {
        request.basis.policy = Arc::new(self.policy.clone());
        request.basis.max_registrations = self.own_limit;
        let steps = decide(&self.bindings, &request, &Here { node: "here", now: self.now })?;
        for step in &steps {
            let at = self.bindings.iter().position(|b| b.uid == step.registration.uid);
            match (step.kind, at) {
                (ChangeKind::Created, None) => self.bindings.push(step.registration.clone()),
                (kind, Some(at)) if kind.ends() => drop(self.bindings.remove(at)),
                (ChangeKind::Created, Some(_)) | (_, None) => panic!("{step:?} of {:?}", self.bindings),
                (_, Some(at)) => self.bindings[at] = step.registration.clone(),
            }
        }
        Ok(steps)
    }

    /// The kinds of what changes.
    fn kinds(&mut self, request: Register) -> Vec<ChangeKind> {
        self.take(request).unwrap().into_iter().map(|step| step.kind).collect()
    }

    fn uris(&self) -> Vec<&str> {
        self.bindings.iter().map(|b| b.contact.as_str()).collect()
    }

    /// How many seconds a binding has left.
    fn left(&self, at: usize) -> u64 {
        self.bindings[at].expire_time.since(self.now).as_secs()
    }
}

fn lasting(uri: &str, expires: u32) -> ContactRequest {
    ContactRequest { expires: Some(expires), ..contact(uri) }
}

fn flow(uri: &str, instance: &str, reg_id: u32) -> ContactRequest {
    ContactRequest { instance_id: Some(instance.to_owned()), reg_id: Some(reg_id), ..contact(uri) }
}

fn request(call_id: &str, cseq: u32, contacts: Contacts) -> Register {
    let basis = Basis {
        policy: Arc::default(),
        max_registrations: None,
        user_version: 1,
        domain_version: 1,
        account: AccountBasis::default(),
        epoch: 0,
    };
    Register { cseq, ..register(user("a.test", "alice"), basis, call_id, contacts) }
}

/// A REGISTER for these contacts.
fn each<const N: usize>(call_id: &str, cseq: u32, contacts: [ContactRequest; N]) -> Register {
    request(call_id, cseq, Contacts::Each(contacts.into()))
}

/// The same request by a flow of another edge.
fn over(mut request: Register, edge: &str, flow_token: &str) -> Register {
    request.source.edge = Some(edge.to_owned());
    request.source.flow_token = flow_token.to_owned();
    request
}

fn softphone(mut request: Register) -> Register {
    request.source.client_class = ClientClass::Softphone;
    request
}
