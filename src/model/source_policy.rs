//! Who may send to a domain at all.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Networks and programs that may register, and those that may not. What is denied is denied, whatever allows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SourcePolicy {
    /// Empty: all.
    pub allow: Vec<IpNet>,
    pub deny: Vec<IpNet>,
    /// How User-Agent may begin, in this case. Empty: in any way.
    pub allow_user_agents: Vec<String>,
    pub deny_user_agents: Vec<String>,
}

impl SourcePolicy {
    /// Whether a request from this address with this User-Agent, which may be empty, is let in.
    pub fn permits(&self, address: IpAddr, user_agent: &[u8]) -> bool {
        let address = address.to_canonical();
        let within = |nets: &[IpNet]| nets.iter().any(|net| net.contains(&address));
        let begins = |list: &[String]| list.iter().any(|prefix| user_agent.starts_with(prefix.as_bytes()));
        let Self { allow, deny, allow_user_agents, deny_user_agents } = self;
        (allow.is_empty() || within(allow))
            && !within(deny)
            && (allow_user_agents.is_empty() || begins(allow_user_agents))
            && !begins(deny_user_agents)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(policy: &SourcePolicy, address: &str, agent: &str) -> bool {
        policy.permits(address.parse().unwrap(), agent.as_bytes())
    }

    #[test]
    fn nothing_said_lets_everybody_in() {
        assert!(permits(&SourcePolicy::default(), "192.0.2.1", ""));
    }

    #[test]
    fn denied_wins_over_allowed() {
        let nets = |list: &[&str]| list.iter().map(|net| net.parse().unwrap()).collect();
        let policy = SourcePolicy {
            allow: nets(&["192.0.2.0/24", "2001:db8::/32"]),
            deny: nets(&["192.0.2.128/25"]),
            allow_user_agents: vec!["Yealink".into(), "Snom".into()],
            deny_user_agents: vec!["Yealink SIP-T1".into()],
        };
        assert!(permits(&policy, "192.0.2.1", "Yealink SIP-T46S"));
        assert!(permits(&policy, "2001:db8::1", "Snom/1"));
        assert!(permits(&policy, "::ffff:192.0.2.1", "Snom/1"), "one of IPv4 on a listener of IPv6");
        for (address, agent) in [
            ("192.0.2.200", "Yealink SIP-T46S"),
            ("198.51.100.1", "Yealink SIP-T46S"),
            ("192.0.2.1", "Yealink SIP-T19P"),
            ("192.0.2.1", "yealink"),
            ("192.0.2.1", ""),
        ] {
            assert!(!permits(&policy, address, agent), "{address} {agent}");
        }
    }
}
