//! What other edges ask of the registrar, and what they are answered.

use super::{known, registration, transport_of};
use crate::directory::Violations;
use crate::model::{Invalid, UserName};
use crate::pb::v1;
use crate::registrar::{EdgeAnswer, EdgeContact, EdgeParts, EdgeSource};
use std::net::SocketAddr;

const MAX_EDGE: usize = 64;
const MAX_FLOW_TOKEN: usize = 256;
const MAX_METHOD: usize = 256;
/// Path values, and octets of the URI of one: in its angle brackets it is as long as one may be over SIP.
const MAX_PATH: usize = 8;
const MAX_PATH_URI: usize = 1024 - 2;
/// Contact parameters that have a field of their own.
const FIELDS: [&str; 4] = ["q", "expires", "+sip.instance", "reg-id"];

/// The name of an edge.
pub(in crate::api) fn edge(field: &str, text: &str, found: &mut Violations) {
    let known = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    if !(1..=MAX_EDGE).contains(&text.len()) || !text.bytes().all(known) {
        found.add(field, "1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-'", text);
    }
}

/// What an edge calls a flow.
pub(in crate::api) fn flow_token(field: &str, text: &str, found: &mut Violations) {
    found.text(field, text, MAX_FLOW_TOKEN);
}

/// `node`: this one, whose own registrations have its name.
pub(in crate::api) fn sip_source(
    source: Option<v1::SipSource>,
    node: &str,
    found: &mut Violations,
) -> Option<EdgeSource> {
    let Some(source) = source else {
        found.add("source", "is required", "");
        return None;
    };
    edge("source.edge", &source.edge, found);
    if source.edge == node {
        found.add("source.edge", "is the name of a node; an edge has one of its own", &source.edge);
    }
    flow_token("source.flow_token", &source.flow_token, found);
    let transport = known("source.transport", source.transport, transport_of, found);
    let address = |text: &str| -> Result<SocketAddr, Invalid> {
        text.parse().map_err(|_| Invalid::new("an address is ip:port, IPv6 in brackets"))
    };
    if !source.local_address.is_empty() {
        found.parse("source.local_address", &source.local_address, address);
    }
    let address = found.parse("source.source_address", &source.source_address, address);
    Some(EdgeSource {
        transport: transport?,
        address: address?,
        edge: source.edge,
        flow_token: source.flow_token,
    })
}

/// Whom the edge has authenticated.
pub(in crate::api) fn trusted_user(
    identity: &v1::TrustedIdentity,
    found: &mut Violations,
) -> Option<UserName> {
    found.text("trusted_identity.method", &identity.method, MAX_METHOD);
    found.parse("trusted_identity.user", &identity.user, UserName::parse)
}

/// The parts of a REGISTER. What is wrong in terms of SIP is left for the SIP answer; refused is what a message cannot
/// be written with.
pub(in crate::api) fn sip_register(sip: v1::SipRegister, found: &mut Violations) -> EdgeParts {
    let required = |field: &str, text: &str, found: &mut Violations| {
        if text.is_empty() {
            found.add(field, "is required", text);
        }
    };
    required("sip.request_uri", &sip.request_uri, found);
    required("sip.to_uri", &sip.to_uri, found);
    required("sip.call_id", &sip.call_id, found);
    line("sip.request_uri", &sip.request_uri, found);
    line("sip.call_id", &sip.call_id, found);
    line("sip.user_agent", &sip.user_agent, found);
    uri("sip.to_uri", &sip.to_uri, found);
    uri("sip.from_uri", &sip.from_uri, found);
    for (at, value) in sip.authorization.iter().enumerate() {
        if value.chars().any(char::is_control) {
            found.add_secret(&format!("sip.authorization[{at}]"), "has no control characters");
        }
    }
    let path: Vec<String> = sip.path.into_iter().map(unbracketed).collect();
    if path.len() > MAX_PATH {
        found.add("sip.path", format_args!("at most {MAX_PATH}"), path.len());
    }
    for (at, value) in path.iter().take(MAX_PATH).enumerate() {
        let field = format!("sip.path[{at}]");
        required(&field, value, found);
        uri(&field, value, found);
        if value.len() > MAX_PATH_URI {
            found.add(&field, format_args!("has at most {MAX_PATH_URI} octets"), value.len());
        }
    }
    for (field, tags) in [("supported", &sip.supported), ("require", &sip.require)] {
        for (at, tag) in tags.iter().enumerate() {
            token(&format!("sip.{field}[{at}]"), tag, "an option tag", found);
        }
    }
    if !(0..=65_535).contains(&sip.body_length) {
        found.add("sip.body_length", "0 to 65535", sip.body_length);
    }
    let contacts = sip.contacts.into_iter().enumerate();
    EdgeParts {
        contacts: contacts.map(|(at, c)| contact(&format!("sip.contacts[{at}]"), c, found)).collect(),
        request_uri: sip.request_uri,
        to_uri: sip.to_uri,
        from_uri: sip.from_uri,
        call_id: sip.call_id,
        cseq: sip.cseq,
        wildcard: sip.wildcard,
        expires: sip.expires,
        path,
        supported: sip.supported,
        require: sip.require,
        user_agent: sip.user_agent,
        authorization: sip.authorization,
    }
}

fn contact(field: &str, contact: v1::SipContact, found: &mut Violations) -> EdgeContact {
    let of = |name: &str| format!("{field}.{name}");
    if contact.uri.is_empty() {
        found.add(&of("uri"), "is required", "");
    }
    uri(&of("uri"), &contact.uri, found);
    if let Some(q) = contact.q.filter(|q| !(0.0..=1.0).contains(q)) {
        found.add(&of("q"), "0 to 1", q);
    }
    let instance_id = unbracketed(contact.instance_id);
    line(&of("instance_id"), &instance_id, found);
    let parameters =
        contact.parameters.into_iter().enumerate().map(|(at, v1::SipParameter { name, value })| {
            let of = |part: &str| format!("{field}.parameters[{at}].{part}");
            token(&of("name"), &name, "a parameter's name", found);
            if FIELDS.iter().any(|own| name.eq_ignore_ascii_case(own)) {
                found.add(&of("name"), "has a field of its own", &name);
            }
            line(&of("value"), value.as_deref().unwrap_or_default(), found);
            (name, value)
        });
    EdgeContact {
        parameters: parameters.collect(),
        uri: contact.uri,
        q: contact.q,
        expires: contact.expires,
        instance_id,
        reg_id: contact.reg_id,
    }
}

/// With or without angle brackets.
fn unbracketed(text: String) -> String {
    match text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        Some(inner) => inner.to_owned(),
        None => text,
    }
}

/// What goes on one header line.
fn line(field: &str, text: &str, found: &mut Violations) {
    if text.chars().any(char::is_control) {
        found.add(field, "has no control characters", text.escape_default());
    }
}

/// What goes between angle brackets.
fn uri(field: &str, text: &str, found: &mut Violations) {
    line(field, text, found);
    if text.contains(['<', '>']) {
        found.add(field, "has no angle brackets", text.escape_default());
    }
}

fn token(field: &str, text: &str, what: &str, found: &mut Violations) {
    let known = |b: u8| b.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&b);
    if text.is_empty() || !text.bytes().all(known) {
        found.add(field, format_args!("{what} is a token (RFC 3261 §25.1)"), text.escape_default());
    }
}

pub(in crate::api) fn register_response(
    answer: EdgeAnswer,
    resume_token: impl Fn(crate::model::Revision) -> String,
) -> v1::RegisterResponse {
    let EdgeAnswer { status, reason, headers, registered } = answer;
    let headers = headers.into_iter().map(|(name, value)| v1::SipHeader { name, value });
    let mut response = v1::RegisterResponse {
        status_code: status.into(),
        reason_phrase: reason,
        headers: headers.collect(),
        ..Default::default()
    };
    if let Some(registered) = registered {
        response.bindings = registered.state.registrations.iter().map(|r| registration(r)).collect();
        response.user = registered.user.to_string();
        response.resume_token = resume_token(registered.state.revision);
        response.flow_timer = registered.flow_timer.and_then(|d| prost_types::Duration::try_from(d).ok());
    }
    response
}
