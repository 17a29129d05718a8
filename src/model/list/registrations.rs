//! ListRegistrations, which is answered from memory.

use super::{Key, List, Listed, Order, Sort};
use crate::model::{ClientClass, Field, Registration, Term, Test, Transport};

pub static REGISTRATIONS: List = List {
    resource: "registrations",
    fields: &[
        Field::one_of("transport", "TRANSPORT_", &["UDP", "TCP", "TLS", "WS", "WSS"]),
        Field::one_of("client_class", "CLIENT_CLASS_", &["PHONE", "SOFTPHONE"]),
        Field::text("node"),
        Field::text("instance_id"),
        Field::time("expire_time"),
        Field::time("register_time"),
        Field::text("contact_uri"),
        Field::text("source_address"),
        Field::text("user_agent"),
    ],
    orders: &[],
    default: Order::BY_NAME,
    name: &[Sort::Text, Sort::Text, Sort::Text],
};

impl Registration {
    /// Whether one restriction of a filter is true of it.
    pub fn passes(&self, term: &Term) -> bool {
        match (&term.test, term.field) {
            (Test::Enum(name), "transport") => *name == transport(self.transport),
            (Test::Enum(name), "client_class") => *name == class(self.client_class),
            (Test::Time(comparison, time), "expire_time") => comparison.holds(self.expire_time.cmp(time)),
            (Test::Time(comparison, time), _) => comparison.holds(self.register_time.cmp(time)),
            (Test::Text(pattern), field) => pattern.matches(match field {
                "node" => &self.node,
                "instance_id" => self.instance_id.as_deref().unwrap_or_default(),
                "contact_uri" => self.contact.as_str(),
                "source_address" => &self.source_address,
                _ => &self.user_agent,
            }),
            _ => false,
        }
    }
}

fn transport(transport: Transport) -> &'static str {
    match transport {
        Transport::Udp => "UDP",
        Transport::Tcp => "TCP",
        Transport::Tls => "TLS",
        Transport::Ws => "WS",
        Transport::Wss => "WSS",
    }
}

fn class(class: ClientClass) -> &'static str {
    match class {
        ClientClass::Phone => "PHONE",
        ClientClass::Softphone => "SOFTPHONE",
    }
}

impl Listed for Registration {
    fn key(&self, _: &str) -> Option<Key> {
        None
    }

    fn name(&self) -> Vec<Key> {
        vec![
            self.user.domain.as_str().into(),
            self.user.login.as_str().into(),
            Key::Text(self.uid.to_string()),
        ]
    }
}
