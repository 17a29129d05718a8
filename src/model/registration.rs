//! Registrations: the bindings of RFC 3261 §10.

use super::{
    AccountId, ContactUri, Etag, Fqdn, Invalid, Login, PublicGruu, RareText, RegistrationName, SharedText,
    Time, Transport, UserName,
};
use std::sync::Arc;
use uuid::Uuid;

/// Whose registration it is: enough to name the user and its tenant without a query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserRef {
    pub user_id: i64,
    pub domain_id: i64,
    pub account: AccountId,
    pub domain: Fqdn,
    pub login: Login,
}

impl UserRef {
    pub fn name(&self) -> UserName {
        UserName { domain: self.domain.clone(), login: self.login.clone() }
    }
}

/// What kind of client registered; limits count phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientClass {
    Phone,
    Softphone,
}

/// A preference from 0 to 1 in thousandths (RFC 3261 §20.10 `q`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QValue(u16);

impl QValue {
    pub fn from_thousandths(n: u16) -> Result<Self, Invalid> {
        if n > 1000 {
            return Err(Invalid::new("a q value is 0 to 1"));
        }
        Ok(Self(n))
    }

    /// Parses RFC 3261's `qvalue`: `0` or `1`, with at most three decimals.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let bad = || Invalid::new("a q value is 0 to 1 with at most three decimals");
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        let decimals: u16 = format!("{decimals:0<3}").parse().map_err(|_| bad())?;
        match whole {
            "0" => Self::from_thousandths(decimals),
            "1" if decimals == 0 => Ok(Self(1000)),
            _ => Err(bad()),
        }
    }

    pub fn thousandths(self) -> u16 {
        self.0
    }
}

/// The flow token of a registration whose edge is none of ours and gave none. No edge can give this one. Nodes give none to
/// what comes by UDP: so it is known whose a flow is, also where an edge has the name of a node.
pub const UNNAMED_FLOW: &str = "\u{1}";

/// One binding of an address of record to a contact, as it is stored. A node holds all there are in memory, so
/// its texts have no room to grow, and those of which there are few are shared.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    pub uid: Uuid,
    pub user: Arc<UserRef>,
    pub contact: ContactUri,
    /// `+sip.instance` (RFC 5626), without the angle brackets.
    pub instance_id: Option<Box<str>>,
    pub reg_id: Option<u32>,
    pub call_id: Box<str>,
    pub cseq: u32,
    pub q: Option<QValue>,
    /// Path values (RFC 3327), topmost first.
    pub path: Vec<String>,
    pub transport: Transport,
    /// `ip:port` the request came from.
    pub source_address: Box<str>,
    pub user_agent: SharedText,
    pub client_class: ClientClass,
    /// When it was first registered over the flow that it has now.
    pub register_time: Time,
    pub refresh_time: Time,
    pub expire_time: Time,
    /// The node or edge that holds the flow.
    pub node: SharedText,
    /// What that edge calls the flow, or [`UNNAMED_FLOW`]; empty: none.
    pub flow_token: RareText,
    /// The other parameters of the Contact as they were sent, from the first `;` on; empty: none.
    pub contact_params: RareText,
    /// Whether the phone asked for GRUUs (RFC 5627), and so was given the public one of its instance.
    pub gruu: bool,
}

impl Registration {
    pub fn name(&self) -> RegistrationName {
        RegistrationName { user: self.user.name(), uid: self.uid }
    }

    /// Whether a node has the flow itself, and no edge that goes by its name.
    pub fn is_of_node(&self, node: &str) -> bool {
        *self.node == *node && (self.transport != Transport::Udp || self.flow_token.is_empty())
    }

    /// What its edge called the flow.
    pub fn given_flow_token(&self) -> &str {
        match &*self.flow_token {
            UNNAMED_FLOW => "",
            token => token,
        }
    }

    /// The public GRUU that was given out.
    pub fn public_gruu(&self) -> Option<PublicGruu<'_>> {
        let instance_id = self.instance_id.as_deref().filter(|_| self.gruu)?;
        Some(PublicGruu { user: &self.user, instance_id })
    }

    /// When it was created, whatever flows it went over since, to the millisecond: its id tells (RFC 9562 §5.7).
    pub fn create_time(&self) -> Time {
        let Some(at) = self.uid.get_timestamp() else { return self.register_time };
        let (seconds, nanos) = at.to_unix();
        let micros = i64::try_from(seconds).ok().and_then(|s| s.checked_mul(1_000_000));
        micros.map_or(self.register_time, |micros| Time(micros.saturating_add(i64::from(nanos / 1_000))))
    }

    /// Changes with every refresh.
    pub fn etag(&self) -> Etag {
        Etag::of(self.uid, self.refresh_time.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q_values() {
        for (text, n) in [("0", 0), ("1", 1000), ("0.5", 500), ("0.123", 123), ("1.000", 1000), ("0.", 0)] {
            assert_eq!(QValue::parse(text).unwrap().thousandths(), n, "{text}");
        }
        for bad in ["", "2", "1.1", "0.1234", "-1", "x", ".5"] {
            assert!(QValue::parse(bad).is_err(), "{bad}");
        }
    }
}
