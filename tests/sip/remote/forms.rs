//! Both forms of a request are one: a table of requests, each asked as a message and in parts.

use super::{Edge, parts};
use crate::{
    support::{Backend, Server},
    wire::Dialog,
};
use rollcall::pb::v1::{
    self, RegisterResponse, SipContact, SipParameter, SipRegister, register_request::Request,
};

/// One request: the lines of the message besides those that all have, and the parts that say the same.
struct Case {
    name: &'static str,
    status: i32,
    lines: &'static str,
    edit: fn(&mut SipRegister),
    /// Whom the edge vouches for; nobody: the phone has to prove itself.
    trusted: bool,
}

fn case(name: &'static str, status: i32, lines: &'static str, edit: fn(&mut SipRegister)) -> Case {
    Case { name, status, lines, edit, trusted: true }
}

fn contact(uri: &str) -> SipContact {
    SipContact { uri: uri.to_owned(), ..Default::default() }
}

fn parameter(name: &str, value: Option<&str>) -> SipParameter {
    SipParameter { name: name.to_owned(), value: value.map(str::to_owned) }
}

/// `$D` stands for the domain.
fn cases() -> Vec<Case> {
    vec![
        Case { trusted: false, ..case("a challenge", 401, "Contact: <sip:a@h>\r\n", |_| {}) },
        case("one contact", 200, "Contact: <sip:alice@192.0.2.7>\r\n", |s| {
            s.contacts = vec![contact("sip:alice@192.0.2.7")];
        }),
        case(
            "all that a contact has",
            200,
            "Contact: <sip:a@h;ob>;q=0.5;expires=90;+sip.instance=\"<urn:uuid:1>\";reg-id=1;audio;x=\"a \\\"b\"\r\n",
            |s| {
                s.contacts = vec![SipContact {
                    q: Some(0.5),
                    expires: Some(90),
                    instance_id: "<urn:uuid:1>".to_owned(),
                    reg_id: Some(1),
                    parameters: vec![parameter("audio", None), parameter("x", Some("a \"b"))],
                    ..contact("sip:a@h;ob")
                }];
            },
        ),
        case(
            "several, and a header",
            200,
            "Contact: <sip:b@h>, <sip:c@h>;expires=70\r\nExpires: 80\r\n",
            |s| {
                s.contacts = vec![contact("sip:b@h"), SipContact { expires: Some(70), ..contact("sip:c@h") }];
                s.expires = Some(80);
            },
        ),
        case("a fetch", 200, "", |s| s.contacts.clear()),
        case("a removal", 200, "Contact: <sip:b@h>;expires=0\r\n", |s| {
            s.contacts = vec![SipContact { expires: Some(0), ..contact("sip:b@h") }];
        }),
        case(
            "a path",
            200,
            "Contact: <sip:b@h>\r\nPath: <sip:p1;lr>\r\nPath: <sip:p2;lr>\r\nSupported: path, gruu\r\n",
            |s| {
                s.contacts = vec![contact("sip:b@h")];
                s.path = vec!["sip:p1;lr".to_owned(), "<sip:p2;lr>".to_owned()];
                s.supported = vec!["path".to_owned(), "gruu".to_owned()];
            },
        ),
        case(
            "a GRUU",
            200,
            "Contact: <sip:b@h>;+sip.instance=\"<urn:uuid:1>\"\r\nSupported: gruu\r\n",
            |s| {
                s.contacts = vec![SipContact { instance_id: "urn:uuid:1".to_owned(), ..contact("sip:b@h") }];
                s.supported = vec!["gruu".to_owned()];
            },
        ),
        case(
            "a path that is required",
            200,
            "Contact: <sip:b@h>\r\nPath: <sip:p1;lr>\r\nRequire: path\r\n",
            |s| {
                s.contacts = vec![contact("sip:b@h")];
                s.path = vec!["sip:p1;lr".to_owned()];
                s.require = vec!["path".to_owned()];
            },
        ),
        case("extensions that nobody knows", 420, "Contact: <sip:b@h>\r\nRequire: path, x, y\r\n", |s| {
            s.require = ["path", "x", "y"].map(str::to_owned).to_vec();
        }),
        case("too brief", 423, "Contact: <sip:b@h>;expires=59\r\n", |s| {
            s.contacts = vec![SipContact { expires: Some(59), ..contact("sip:b@h") }];
        }),
        case("no URI", 400, "Contact: <alice>\r\n", |s| s.contacts = vec![contact("alice")]),
        case("white space in a URI", 400, "Contact: <sip:a b@h>\r\n", |s| {
            s.contacts = vec![contact("sip:a b@h")]
        }),
        case("a Contact of none", 400, "Contact: *\r\n", |s| {
            s.contacts.clear();
            s.wildcard = true;
        }),
        case("a Contact of none and one", 400, "Contact: *\r\nContact: <sip:b@h>\r\nExpires: 0\r\n", |s| {
            s.contacts = vec![contact("sip:b@h")];
            (s.wildcard, s.expires) = (true, Some(0));
        }),
        case("a Call-ID with white space", 400, "Contact: <sip:b@h>\r\nCall-ID: a b\r\n", |s| {
            s.call_id = "a b".to_owned();
        }),
        case("a CSeq that is too large", 400, "Contact: <sip:b@h>\r\nCSeq: 2147483648 REGISTER\r\n", |s| {
            s.cseq = 1 << 31;
        }),
        case("a CSeq of before", 500, "Contact: <sip:b@h>\r\nCSeq: 1 REGISTER\r\n", |s| {
            s.contacts = vec![contact("sip:b@h")];
            s.cseq = 1;
        }),
        case("a To that is no SIP URI", 400, "Contact: <sip:b@h>\r\nTo: <tel:+4930>\r\n", |s| {
            s.to_uri = "tel:+4930".to_owned();
        }),
        case("a To without a user", 400, "Contact: <sip:b@h>\r\nTo: <sip:$D>\r\n", |s| {
            s.to_uri = s.request_uri.clone();
        }),
        case("another user's To", 403, "Contact: <sip:b@h>\r\nTo: <sip:bob@$D>\r\n", |s| {
            s.to_uri = s.to_uri.replace("alice", "bob");
        }),
        case("no domain", 404, "Contact: <sip:b@h>\r\nTo: <sip:alice@nowhere.test>\r\n", |s| {
            s.to_uri = "sip:alice@nowhere.test".to_owned();
        }),
        case("one phone too many", 403, "Contact: <sip:1@h>, <sip:2@h>, <sip:3@h>, <sip:4@h>\r\n", |s| {
            s.contacts = (1..=4).map(|n| contact(&format!("sip:{n}@h"))).collect();
        }),
        case(
            "an agent that is a softphone",
            200,
            "Contact: <sip:soft@h>\r\nUser-Agent: Linphone/5\r\n",
            |s| {
                s.contacts = vec![contact("sip:soft@h")];
                s.user_agent = "Linphone/5".to_owned();
            },
        ),
        case("the removal of all", 200, "Contact: *\r\nExpires: 0\r\n", |s| {
            s.contacts.clear();
            (s.wildcard, s.expires) = (true, Some(0));
        }),
    ]
}

/// The message: a line of the case takes the place of the one that all have.
fn message(domain: &str, cseq: u32, lines: &str) -> String {
    let lines = lines.replace("$D", domain);
    let mut out = format!("REGISTER sip:{domain} SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.7;branch=z9hG4bKx\r\n");
    for (name, value) in [
        ("From", format!("<sip:alice@{domain}>;tag=1")),
        ("To", format!("<sip:alice@{domain}>")),
        ("Call-ID", "call-of-alice".to_owned()),
        ("CSeq", format!("{cseq} REGISTER")),
    ] {
        if !lines.contains(&format!("{name}: ")) {
            out.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    out + &lines + "Content-Length: 0\r\n\r\n"
}

/// What is to be the same: without what each answer has for itself.
fn told(mut answer: RegisterResponse, domain: &str) -> RegisterResponse {
    answer.headers.retain(|h| h.name != "Date");
    answer.resume_token.clear();
    answer.user = answer.user.replace(domain, "$D");
    for header in &mut answer.headers {
        if let Some((before, rest)) = header.value.split_once("nonce=\"") {
            let after = rest.split_once('"').unwrap().1;
            header.value = format!("{before}{after}");
        }
        header.value = header.value.replace(domain, "$D");
    }
    for b in &mut answer.bindings {
        b.public_gruu = b.public_gruu.replace(domain, "$D");
        // What is left of a lifetime and the order of the contacts are the same.
        for own in [&mut b.name, &mut b.uid, &mut b.etag] {
            own.clear();
        }
        for time in [
            &mut b.register_time,
            &mut b.refresh_time,
            &mut b.expire_time,
            &mut b.create_time,
            &mut b.update_time,
        ] {
            *time = None;
        }
    }
    // Seconds that are left go down meanwhile.
    for header in answer.headers.iter_mut().filter(|h| h.name == "Contact") {
        let params = header.value.split(';').map(|p| if p.starts_with("expires=") { "expires" } else { p });
        header.value = params.collect::<Vec<_>>().join(";");
    }
    answer
}

async fn both_forms_are_answered_alike(backend: Backend) {
    let server = Server::with(backend, &["--sip-listen", "none"]).await;
    let mut client = server.client("acme").await;
    let domains = ["raw.test", "parts.test"];
    for domain in domains {
        let policy = v1::RegistrationPolicy { max_registrations: Some(6), ..Default::default() };
        client.domain_with(domain, policy).await;
        client.user(domain, "alice").await;
    }
    let edge = Edge::new(&server, "acme", "kam1").await.flow("f1");
    for (cseq, case) in (100..).zip(cases()) {
        let ask = async |domain: &str, request: Request| {
            let user = format!("domains/{domain}/users/alice");
            let trusted = v1::TrustedIdentity { user, ..Default::default() };
            let answer = edge.ask(v1::RegisterRequest {
                request: Some(request),
                source: Some(edge.source.clone()),
                trusted_identity: case.trusted.then_some(trusted),
            });
            told(answer.await.unwrap_or_else(|e| panic!("{}: {e:?}", case.name)), domain)
        };
        let raw = Request::RawMessage(message(domains[0], cseq, case.lines).into_bytes());
        let raw = ask(domains[0], raw).await;
        let mut sip = parts("alice", domains[1], cseq);
        (case.edit)(&mut sip);
        let parts = ask(domains[1], Request::Sip(sip)).await;
        assert_eq!(raw.status_code, case.status, "{}: {raw:?}", case.name);
        assert_eq!(raw, parts, "{}", case.name);
    }
}

/// With a digest, too: what the phone says passes through either form.
async fn both_forms_carry_the_digest(backend: Backend) {
    let server = Server::with(backend, &["--sip-listen", "none"]).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let edge = Edge::new(&server, "acme", "kam1").await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    let challenge = edge.raw(dialog.request("")).await.unwrap();
    assert_eq!((challenge.status_code, &*challenge.reason_phrase), (401, "Unauthorized"));
    let value = super::all(&challenge, "WWW-Authenticate")[0];
    let nonce = &crate::support::phone::params(value)["nonce"];
    let answer = edge.raw(dialog.answered(nonce, 1)).await.unwrap();
    assert_eq!((answer.status_code, &*answer.user), (200, "domains/acme.test/users/alice"));
    // A count is good once, by whichever form.
    let sip = |line: String| v1::SipRegister {
        authorization: vec![line.trim().strip_prefix("Authorization: ").unwrap().to_owned()],
        ..parts("alice", "acme.test", 1)
    };
    let ask = async |count: u32, dialog: &Dialog| {
        let request = Some(Request::Sip(sip(dialog.answer(nonce, count))));
        let source = Some(edge.source.clone());
        edge.ask(v1::RegisterRequest { request, source, ..Default::default() }).await.unwrap()
    };
    let stale = ask(1, &dialog).await;
    assert!(super::all(&stale, "WWW-Authenticate")[0].ends_with("stale=true"), "{stale:?}");
    let wrong = ask(2, &Dialog { password: "guessed".to_owned(), ..dialog.clone() }).await;
    assert_eq!((wrong.status_code, wrong.bindings.len(), &*wrong.user), (401, 0, ""));
    let right = ask(2, &dialog).await;
    assert_eq!((right.status_code, right.bindings.len()), (200, 2), "{right:?}");
    // The token is good for reads.
    let list = v1::ListRegistrationsRequest {
        parent: "domains/acme.test".to_owned(),
        at_least: right.resume_token,
        ..Default::default()
    };
    let listed = client.registrations.list_registrations(list).await.unwrap().into_inner().registrations;
    assert_eq!(listed, right.bindings);
}

crate::on_both!(both_forms_are_answered_alike, both_forms_carry_the_digest);
