//! The body of a NOTIFY: `application/reginfo+xml` (RFC 3680 §5), with public GRUUs (RFC 5628).

use crate::model::{Change, ChangeKind, Registration, Time, UserName};
use std::fmt::{self, Display, Write};
use std::sync::Arc;

pub(super) const CONTENT_TYPE: &str = "application/reginfo+xml";

/// What is told of a user.
pub(super) enum News<'a> {
    /// All there is.
    Full(&'a [Arc<Registration>]),
    /// What changed since the last time, one change for each registration; and whether any registration is left.
    Partial { changes: Vec<&'a Change>, active: bool },
}

/// Writes the document. `version` rises by one with each of a subscription.
pub(super) fn document(user: &UserName, version: u32, news: &News<'_>, now: Time) -> String {
    let (state, active) = match news {
        News::Full(registrations) => ("full", !registrations.is_empty()),
        News::Partial { active, .. } => ("partial", *active),
    };
    let of_user = match (active, news) {
        (true, _) => "active",
        (false, News::Full(_)) => "init",
        (false, News::Partial { .. }) => "terminated",
    };
    let mut out = format!(
        "<?xml version=\"1.0\"?>\r\n\
         <reginfo xmlns=\"urn:ietf:params:xml:ns:reginfo\" xmlns:gr=\"urn:ietf:params:xml:ns:gruuinfo\" version=\"{version}\" state=\"{state}\">\r\n\
         <registration aor=\"sip:{}@{}\" id=\"r\" state=\"{of_user}\">\r\n",
        Text(user.login.as_str()),
        Text(user.domain.as_str()),
    );
    match news {
        News::Full(registrations) => {
            registrations.iter().for_each(|r| contact(&mut out, r, ChangeKind::Created, now));
        }
        News::Partial { changes, .. } => {
            changes.iter().for_each(|change| contact(&mut out, &change.registration, change.kind, now));
        }
    }
    out.push_str("</registration>\r\n</reginfo>\r\n");
    out
}

fn contact(out: &mut String, r: &Registration, kind: ChangeKind, now: Time) {
    let (state, left) = match kind.ends() {
        true => ("terminated", 0),
        false => ("active", r.expire_time.since(now).as_secs()),
    };
    // Writing to a String cannot fail.
    let mut put = |text: fmt::Arguments<'_>| {
        let _ = out.write_fmt(text);
    };
    put(format_args!(
        "<contact id=\"{}\" state=\"{state}\" event=\"{}\" duration-registered=\"{}\" expires=\"{left}\"",
        r.uid.simple(),
        event(kind),
        now.since(r.create_time()).as_secs(),
    ));
    if let Some(q) = r.q {
        put(format_args!(" q=\"{:.3}\"", f64::from(q.thousandths()) / 1000.0));
    }
    put(format_args!(" callid=\"{}\" cseq=\"{}\">\r\n", Text(&r.call_id), r.cseq));
    put(format_args!("<uri>{}</uri>\r\n", Text(r.contact.as_str())));
    let mut parameter = |name: &str, value: &dyn Display| {
        put(format_args!("<unknown-param name=\"{name}\">{value}</unknown-param>\r\n"));
    };
    if let Some(instance) = &r.instance_id {
        parameter("+sip.instance", &format_args!("\"&lt;{}&gt;\"", Text(instance)));
    }
    if let Some(id) = r.reg_id {
        parameter("reg-id", &id);
    }
    if let Some(gruu) = r.public_gruu() {
        put(format_args!("<gr:pub-gruu uri=\"{}\"/>\r\n", Text(&gruu.to_string())));
    }
    out.push_str("</contact>\r\n");
}

/// Our kinds in the words of RFC 3680 §4.1. What was ended for good is `rejected`: the phone should not come back by
/// itself; what a phone may mend is `deactivated`: it should.
fn event(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Created | ChangeKind::Replaced => "registered",
        ChangeKind::Refreshed => "refreshed",
        ChangeKind::Shortened => "shortened",
        ChangeKind::Unregistered => "unregistered",
        ChangeKind::Expired => "expired",
        ChangeKind::Deactivated | ChangeKind::FlowFailed => "deactivated",
        ChangeKind::Rejected | ChangeKind::Evicted => "rejected",
    }
}

/// A text within XML: what has a meaning there is escaped, what may not be there is a question mark.
struct Text<'a>(&'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => {
                f.write_char(c)
            }
            _ => f.write_char('?'),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ContactUri;
    use crate::registrar::testing;

    fn user() -> UserName {
        UserName::parse("domains/acme.test/users/alice").unwrap()
    }

    fn registration() -> Registration {
        Registration::clone(&testing::registration(&testing::user("acme.test", "alice"), 1, 60_000_000))
    }

    #[test]
    fn all_there_is() {
        let r = Arc::new(Registration {
            contact: ContactUri::parse("sip:a@192.0.2.1;x=&'1'").unwrap(),
            call_id: "c\u{1}<\"".into(),
            instance_id: Some("urn:uuid:1".into()),
            reg_id: Some(2),
            gruu: true,
            ..registration()
        });
        let text = document(&user(), 0, &News::Full(std::slice::from_ref(&r)), Time(20_000_000));
        for part in [
            "version=\"0\" state=\"full\"",
            "<registration aor=\"sip:alice@acme.test\" id=\"r\" state=\"active\">",
            "state=\"active\" event=\"registered\" duration-registered=\"20\" expires=\"40\"",
            "callid=\"c?&lt;&quot;\" cseq=\"1\"",
            "<uri>sip:a@192.0.2.1;x=&amp;'1'</uri>",
            "<unknown-param name=\"+sip.instance\">\"&lt;urn:uuid:1&gt;\"</unknown-param>",
            "<unknown-param name=\"reg-id\">2</unknown-param>",
            "<gr:pub-gruu uri=\"sip:alice@acme.test;gr=urn:uuid:1\"/>",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let none = document(&user(), 7, &News::Full(&[]), Time(0));
        assert!(none.contains("version=\"7\" state=\"full\"") && none.contains("state=\"init\""), "{none}");
    }

    #[test]
    fn what_changed() {
        let r = Arc::new(registration());
        let (gone, there) =
            (testing::change(ChangeKind::Evicted, &r), testing::change(ChangeKind::Refreshed, &r));
        let news = News::Partial { changes: vec![&gone, &there], active: true };
        let text = document(&user(), 1, &news, Time(0));
        assert!(
            text.contains("version=\"1\" state=\"partial\"")
                && text.contains("state=\"active\">\r\n<contact")
        );
        assert!(
            text.contains("state=\"terminated\" event=\"rejected\" duration-registered=\"0\" expires=\"0\"")
        );
        assert!(text.contains("event=\"refreshed\""), "{text}");
        let last = document(&user(), 2, &News::Partial { changes: vec![&gone], active: false }, Time(0));
        assert!(last.contains("id=\"r\" state=\"terminated\""), "{last}");
    }
}
