//! A REGISTER from its parts, so that both forms that an edge may use go one way.

use crate::registrar::{EdgeContact, EdgeParts, EdgeSource};
use crate::sip::message::lex::is_token;
use bytes::Bytes;
use std::fmt::Write;

/// Writes the message. The parts keep their promises: nothing in them begins another header field or ends a URI.
pub(super) fn compose(parts: &EdgeParts, source: &EdgeSource) -> Bytes {
    let EdgeParts { request_uri, to_uri, call_id, cseq, user_agent, .. } = parts;
    let from_uri = if parts.from_uri.is_empty() { to_uri } else { &parts.from_uri };
    let transport = source.transport.as_str().to_ascii_uppercase();
    // Nobody answers by this Via: a message has to have one.
    let mut out = format!(
        "REGISTER {request_uri} SIP/2.0\r\nVia: SIP/2.0/{transport} {};branch=z9hG4bK0\r\nMax-Forwards: 70\r\n\
         From: <{from_uri}>;tag=0\r\nTo: <{to_uri}>\r\nCall-ID: {call_id}\r\nCSeq: {cseq} REGISTER\r\n",
        source.address
    );
    let mut header = |name: &str, value: &str| {
        for part in [name, ": ", value, "\r\n"] {
            out.push_str(part);
        }
    };
    if parts.wildcard {
        header("Contact", "*");
    }
    parts.contacts.iter().for_each(|c| header("Contact", &contact(c)));
    if let Some(expires) = parts.expires {
        header("Expires", &expires.to_string());
    }
    parts.path.iter().for_each(|uri| header("Path", &format!("<{uri}>")));
    for (name, tags) in [("Supported", &parts.supported), ("Require", &parts.require)] {
        if !tags.is_empty() {
            header(name, &tags.join(", "));
        }
    }
    if !user_agent.is_empty() {
        header("User-Agent", user_agent);
    }
    parts.authorization.iter().for_each(|value| header("Authorization", value));
    header("Content-Length", "0");
    out.push_str("\r\n");
    Bytes::from(out)
}

fn contact(contact: &EdgeContact) -> String {
    let EdgeContact { uri, q, expires, instance_id, reg_id, parameters } = contact;
    let mut out = format!("<{uri}>");
    // Writing to a String cannot fail.
    let mut add = |name: &str, value: Option<&str>| {
        let _ = match value {
            None => write!(out, ";{name}"),
            Some(value) => write!(out, ";{name}={value}"),
        };
    };
    if let Some(q) = q {
        add("q", Some(&format!("{q:.3}")));
    }
    if let Some(expires) = expires {
        add("expires", Some(&expires.to_string()));
    }
    if !instance_id.is_empty() {
        add("+sip.instance", Some(&quoted(&format!("<{instance_id}>"))));
    }
    if let Some(id) = reg_id {
        add("reg-id", Some(&id.to_string()));
    }
    for (name, value) in parameters {
        let value = value.as_ref().map(|value| {
            let token = !value.is_empty() && value.bytes().all(is_token);
            if token { value.clone() } else { quoted(value) }
        });
        add(name, value.as_deref());
    }
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
