//! The Contact header field of a REGISTER (RFC 3261 §10.2.1, §10.3 steps 6 and 7; RFC 5626 §6; RFC 5627 §5), and
//! of its answer (§10.3 step 8).

use crate::model::{ContactUri, QValue, Registration, Time};
use crate::registrar::{ContactRequest, Contacts};
use crate::sip::message::lex::{inner, number, one_line, pairs, param, trim, unquoted};
use crate::sip::message::{Message, Name, NameAddr, Refusal};
use std::fmt::{self, Write};

/// Bindings in one request.
const MAX_CONTACTS: usize = 32;
/// An instance id is a URN; the longest in use has 45 octets.
const MAX_INSTANCE: usize = 255;
/// Octets of the parameters that are kept only to come back.
const MAX_PARAMS: usize = 1024;
/// The parameters that have a place of their own, and those that only we give (RFC 5627 §5.1).
const READ: [&[u8]; 6] = [b"q", b"expires", b"+sip.instance", b"reg-id", b"pub-gruu", b"temp-gruu"];

/// The Expires header field. A malformed one counts as absent, and so gets the domain's default, which is
/// 3600 where nobody changed it: what RFC 3261 §10.2.1.1 asks for malformed values.
pub(super) fn expires(message: &Message) -> Option<u32> {
    message.first(Name::Expires).and_then(seconds)
}

/// Delta-seconds; what does not fit is as long as can be said (§20.19).
fn seconds(value: &[u8]) -> Option<u32> {
    number(inner(value)).map(|n| u32::try_from(n).unwrap_or(u32::MAX))
}

/// Reads all Contact lines; `gruu`: whether the phone wants GRUUs for those that have an instance.
pub(super) fn read(message: &Message, gruu: bool) -> Result<Contacts, Refusal> {
    if message.all(Name::Contact).any(|v| v == b"*") {
        let alone = message.list(Name::Contact).count() == 1;
        return match expires(message) {
            Some(0) if alone => Ok(Contacts::RemoveAll),
            _ if !alone => Err(Refusal::bad("Contact * With Other Contacts")),
            _ => Err(Refusal::bad("Contact * Needs Expires 0")),
        };
    }
    let mut contacts = Vec::new();
    for element in message.list(Name::Contact) {
        if contacts.len() == MAX_CONTACTS {
            return Err(Refusal::bad("Too Many Contacts"));
        }
        let contact = contact(element, gruu).ok_or(Refusal::bad(match element {
            b"*" => "Contact * With Other Contacts",
            _ => "Malformed Contact",
        }))?;
        if contact.params.len() > MAX_PARAMS {
            return Err(Refusal::bad("Contact Parameters Too Long"));
        }
        contacts.push(contact);
    }
    Ok(if contacts.is_empty() { Contacts::Fetch } else { Contacts::Each(contacts) })
}

fn contact(element: &[u8], gruu: bool) -> Option<ContactRequest> {
    let address = NameAddr::parse(element)?;
    let value = |name| param(address.params, name).flatten();
    let text = |bytes| std::str::from_utf8(bytes).ok();
    let instance_id = match value("+sip.instance") {
        Some(quoted) => Some(instance(quoted)?),
        None => None,
    };
    // Without an instance it means nothing (RFC 5626 §4.2).
    let reg_id = value("reg-id")
        .filter(|_| instance_id.is_some())
        .and_then(number)
        .and_then(|n| u32::try_from(n).ok())
        .filter(|n| *n > 0);
    Some(ContactRequest {
        uri: ContactUri::parse(text(address.uri)?).ok()?,
        expires: value("expires").and_then(seconds),
        q: value("q").and_then(text).and_then(|q| QValue::parse(q).ok()),
        gruu: gruu && instance_id.is_some(),
        instance_id,
        reg_id,
        params: others(address.params),
    })
}

/// The parameters that are not read, as they were sent.
fn others(params: &[u8]) -> String {
    let mut out = String::new();
    for (name, value) in
        pairs(params, b';').filter(|(name, _)| !READ.iter().any(|r| name.eq_ignore_ascii_case(r)))
    {
        out.push(';');
        out.push_str(&one_line(name));
        if let Some(value) = value {
            out.push('=');
            out.push_str(&one_line(value));
        }
    }
    out
}

/// `"<urn:…>"` without quotes and brackets.
fn instance(quoted: &[u8]) -> Option<String> {
    let text = unquoted(quoted);
    let text = trim(&text);
    let text = text.strip_prefix(b"<").and_then(|t| t.strip_suffix(b">")).unwrap_or(text);
    let ok = (1..=MAX_INSTANCE).contains(&text.len()) && text.iter().all(|b| b.is_ascii_graphic());
    ok.then(|| String::from_utf8_lossy(text).into_owned())
}

/// One binding as the answer lists it.
pub(super) struct Listed<'a> {
    pub(super) registration: &'a Registration,
    pub(super) now: Time,
    /// Whether the phone knows what a GRUU is.
    pub(super) gruu: bool,
}

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let r = self.registration;
        // Rounded up: what was just granted is listed as it was granted, and nothing live as 0.
        let left = r.expire_time.since(self.now).as_micros().div_ceil(1_000_000);
        write!(f, "<{}>;expires={left}", r.contact.as_str())?;
        if let Some(q) = r.q {
            let q = q.thousandths();
            match q % 1000 {
                0 => write!(f, ";q={}", q / 1000)?,
                part => write!(f, ";q=0.{}", format!("{part:03}").trim_end_matches('0'))?,
            }
        }
        if let Some(instance) = &r.instance_id {
            f.write_str(";+sip.instance=\"<")?;
            for c in instance.chars() {
                if matches!(c, '"' | '\\') {
                    f.write_char('\\')?;
                }
                f.write_char(c)?;
            }
            f.write_str(">\"")?;
        }
        if let Some(id) = r.reg_id {
            write!(f, ";reg-id={id}")?;
        }
        if let Some(gruu) = r.public_gruu().filter(|_| self.gruu) {
            write!(f, ";pub-gruu=\"{gruu}\"")?;
        }
        f.write_str(&r.contact_params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn of(headers: &str) -> Result<Contacts, &'static str> {
        let text = format!("REGISTER sip:h SIP/2.0\r\n{headers}\r\n\r\n");
        read(&Message::parse(Bytes::from(text)).unwrap(), true).map_err(|r| r.reason)
    }

    fn each(headers: &str) -> Vec<ContactRequest> {
        match of(headers) {
            Ok(Contacts::Each(list)) => list,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn several_on_several_lines() {
        let list =
            each("m: \"A, B\" <sip:a@1.2.3.4;ob>;q=0.5;expires=60, sip:b@h;expires=7\r\nContact: <tel:+49>");
        assert_eq!(
            list.iter().map(|c| c.uri.as_str()).collect::<Vec<_>>(),
            ["sip:a@1.2.3.4;ob", "sip:b@h", "tel:+49"]
        );
        assert_eq!(list.iter().map(|c| c.expires).collect::<Vec<_>>(), [Some(60), Some(7), None]);
        assert_eq!(list[0].q.unwrap().thousandths(), 500);
    }

    #[test]
    fn outbound_parameters() {
        let c = each("m: <sip:a@h>;+sip.instance=\"<urn:uuid:1>\";reg-id=2;expires=x;q=7").remove(0);
        assert_eq!(
            (c.instance_id.as_deref(), c.reg_id, c.expires, c.q),
            (Some("urn:uuid:1"), Some(2), None, None)
        );
        assert_eq!(each("m: <sip:a@h>;reg-id=2")[0].reg_id, None);
        assert_eq!(each("m: <sip:a@h>;expires=99999999999")[0].expires, Some(u32::MAX));
    }

    #[test]
    fn the_others_are_kept() {
        let c = each("m: <sip:a@h>;audio;q=1;Methods=\"INVITE, \\\"x\";expires=60 ; x = y\r\n ;z").remove(0);
        assert_eq!(c.params, ";audio;Methods=\"INVITE, \\\"x\";x=y;z");
        let long = format!("m: <sip:a@h>;x={}", "y".repeat(1022));
        assert_eq!(of(&long).unwrap_err(), "Contact Parameters Too Long");
    }

    #[test]
    fn gruus_are_of_instances_and_ours_to_give() {
        let gruus = "pub-gruu=\"sip:eve@h;gr=1\";Temp-Gruu=\"sip:eve@h;gr\"";
        let c =
            each(&format!("m: <sip:a@h>;+sip.instance=\"<urn:uuid:1>\";x;{gruus}, <sip:b@h>;y")).remove(0);
        assert_eq!((c.gruu, c.params.as_str()), (true, ";x"));
        assert!(!each("m: <sip:b@h>;y")[0].gruu, "it has no instance");
    }

    #[test]
    fn the_star() {
        assert!(matches!(of("m: *\r\nExpires: 0"), Ok(Contacts::RemoveAll)));
        assert!(matches!(of("X: y"), Ok(Contacts::Fetch)));
        assert_eq!(of("m: *").unwrap_err(), "Contact * Needs Expires 0");
        assert_eq!(of("m: *\r\nExpires: 1").unwrap_err(), "Contact * Needs Expires 0");
        assert_eq!(of("m: *, <sip:a@h>\r\nExpires: 0").unwrap_err(), "Contact * With Other Contacts");
        assert_eq!(of("m: *\r\nm: <sip:a@h>\r\nExpires: 0").unwrap_err(), "Contact * With Other Contacts");
    }

    #[test]
    fn malformed() {
        for bad in [
            "m: sip:u@h?Route=%3Csip:x%3E",
            "m: <alice>",
            "m: \"x",
            "m: <sip:\u{e9}\u{0}@h>",
            "m: <sip:a@h>;+sip.instance=\"\"",
        ] {
            assert_eq!(of(bad).unwrap_err(), "Malformed Contact", "{bad}");
        }
        let many = "m: <sip:a@h>\r\n".repeat(33);
        assert_eq!(of(&many).unwrap_err(), "Too Many Contacts");
    }
}
