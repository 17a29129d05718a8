//! Who may send to a domain, and by which routes its phones are to send.

use super::Violations;
use crate::model::{ContactUri, SourcePolicy};
use ipnet::IpNet;

const MAX_NETS: usize = 256;
const MAX_PREFIXES: usize = 64;
const MAX_PREFIX: usize = 256;
const MAX_ROUTES: usize = 8;
const MAX_ROUTE: usize = 512;

/// A source policy as a caller sent it.
#[derive(Debug, Clone, Default)]
pub struct SourcePolicyDraft {
    /// In CIDR notation.
    pub allow: Vec<String>,
    pub deny: Vec<String>,
    pub allow_user_agents: Vec<String>,
    pub deny_user_agents: Vec<String>,
}

impl SourcePolicyDraft {
    pub(super) fn checked(&self, found: &mut Violations) -> SourcePolicy {
        SourcePolicy {
            allow: nets("allow_cidrs", &self.allow, found),
            deny: nets("deny_cidrs", &self.deny, found),
            allow_user_agents: prefixes("allow_user_agent_prefixes", &self.allow_user_agents, found),
            deny_user_agents: prefixes("deny_user_agent_prefixes", &self.deny_user_agents, found),
        }
    }
}

fn nets(field: &str, list: &[String], found: &mut Violations) -> Vec<IpNet> {
    let field = format!("domain.registration.source_policy.{field}");
    few(&field, list.len(), MAX_NETS, found);
    let mut nets = Vec::with_capacity(list.len());
    for (at, text) in list.iter().enumerate() {
        match text.parse::<IpNet>() {
            // Written with bits of a host, a network is likely to be another one than was meant.
            Ok(net) if net.trunc() == net => nets.push(net),
            Ok(net) => {
                let why = format!("has bits of a host; the network is {}", net.trunc());
                found.add(&format!("{field}[{at}]"), why, text);
            }
            Err(_) => {
                found.add(&format!("{field}[{at}]"), "a network such as 192.0.2.0/24 or 2001:db8::/32", text)
            }
        }
    }
    nets
}

fn prefixes(field: &str, list: &[String], found: &mut Violations) -> Vec<String> {
    let field = format!("domain.registration.source_policy.{field}");
    few(&field, list.len(), MAX_PREFIXES, found);
    for (at, text) in list.iter().enumerate() {
        if text.is_empty() || text.len() > MAX_PREFIX || text.chars().any(char::is_control) {
            let why = format!("1 to {MAX_PREFIX} octets, without control characters");
            found.add(&format!("{field}[{at}]"), why, text);
        }
    }
    list.to_vec()
}

/// SIP URIs, in order (RFC 3608).
pub(super) fn service_routes(list: &[String], found: &mut Violations) -> Vec<String> {
    let field = "domain.registration.service_routes";
    few(field, list.len(), MAX_ROUTES, found);
    for (at, text) in list.iter().enumerate() {
        let sip = ContactUri::parse(text).is_ok() && (text.starts_with("sip:") || text.starts_with("sips:"));
        if !sip || text.len() > MAX_ROUTE || !text.is_ascii() {
            let why = format!("a SIP URI of at most {MAX_ROUTE} octets, such as sip:proxy.example.com;lr");
            found.add(&format!("{field}[{at}]"), why, text);
        }
    }
    list.to_vec()
}

fn few(field: &str, count: usize, most: usize, found: &mut Violations) {
    if count > most {
        found.add(field, format!("at most {most}"), count);
    }
}
