//! What is an error of the call, and not an answer of SIP.

use super::{Edge, parts};
use crate::{
    support::{Backend, Server, refused},
    wire,
};
use rollcall::pb::v1::{self, SipContact, SipParameter, register_request::Request};
use tonic::Code;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn what_cannot_be_answered_is_malformed() {
    let server = Server::with(Backend::Sqlite, &["--sip-listen", "none"]).await;
    let edge = Edge::new(&server, "-", "kam1").await;
    let many = format!("REGISTER sip:h SIP/2.0\r\n{}", "a: b\r\n".repeat(201));
    let answer = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\n\r\n";
    for (message, offset, why) in [
        ("", 0, "no SIP start line"),
        ("\r\n\r\nhello\r\n\r\n", 4, "no SIP start line"),
        ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", 0, "no SIP start line"),
        (&many, 24 + 200 * 6, "too many header fields"),
        (answer, 0, "not a request"),
        ("ACK sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n", 0, "an ACK has no answer"),
        ("REGISTER sip:h SIP/2.0\r\nTo: <sip:a@h>\r\n\r\nbody", 41, "no Via that can be read"),
        ("REGISTER sip:h SIP/2.0\r\nVia: x\r\n\r\n", 28, "no Via that can be read"),
    ] {
        let failure = refused(edge.raw(message).await.map(tonic::Response::new));
        assert_eq!(failure.kind(), (Code::InvalidArgument, "SIP_MESSAGE_MALFORMED"), "{message:?}");
        assert_eq!(failure.metadata["offset"], offset.to_string(), "{message:?}");
        assert!(failure.message.ends_with(why), "{failure:?}");
    }
    // What can be answered is, however wrong it is.
    let options = edge.raw(wire::options("1")).await.unwrap();
    assert_eq!((options.status_code, super::all(&options, "Allow")), (405, vec!["REGISTER"]));
    let bare = edge.raw("REGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n").await.unwrap();
    assert_eq!((bare.status_code, &*bare.reason_phrase, bare.headers.len()), (400, "Missing From", 0));
    let version = edge.raw("REGISTER sip:h SIP/3.0\r\nVia: SIP/2.0/UDP h\r\n\r\n").await.unwrap();
    assert_eq!(version.status_code, 505);
}

#[tokio::test]
async fn bad_fields_come_all_at_once() {
    let server = Server::with(Backend::Sqlite, &["--sip-listen", "none", "--log", "debug"]).await;
    let edge = Edge::new(&server, "-", "kam1").await;
    let ask = async |request, source, trusted_identity| {
        let asked = edge.ask(v1::RegisterRequest { request, source, trusted_identity }).await;
        let failure = refused(asked.map(tonic::Response::new));
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
        failure
    };
    assert_eq!(ask(None, None, None).await.fields, ["request", "source"]);
    let large = Some(Request::RawMessage(vec![b'a'; (64 << 10) + 1]));
    let source = v1::SipSource {
        transport: 99,
        source_address: "phone.test:5060".to_owned(),
        local_address: "x".to_owned(),
        edge: "kam/1".to_owned(),
        flow_token: "x".repeat(257),
    };
    let identity = v1::TrustedIdentity { user: "alice".to_owned(), method: "x".repeat(257) };
    let failure = ask(large, Some(source), Some(identity)).await;
    let mut fields = failure.fields;
    fields.sort();
    assert_eq!(
        fields,
        [
            "raw_message",
            "source.edge",
            "source.flow_token",
            "source.local_address",
            "source.source_address",
            "source.transport",
            "trusted_identity.method",
            "trusted_identity.user",
        ]
    );
    for (edge_name, good) in [("", false), (&"x".repeat(65), false), ("a b", false), (&"x".repeat(64), true)]
    {
        let source = v1::SipSource { edge: edge_name.to_owned(), ..edge.source.clone() };
        let request = Some(Request::Sip(parts("alice", "acme.test", 1)));
        let asked =
            edge.ask(v1::RegisterRequest { request, source: Some(source), ..Default::default() }).await;
        assert_eq!(asked.is_ok(), good, "{edge_name:?}");
    }

    // Everything that would begin another header field, end a URI, or be something else than its field.
    let parameter =
        |name: &str, value: &str| SipParameter { name: name.to_owned(), value: Some(value.to_owned()) };
    let sip = v1::SipRegister {
        request_uri: "sip:h\r\nX: y".to_owned(),
        to_uri: "sip:a@h>;x=<sip:b".to_owned(),
        from_uri: "sip:a\n@h".to_owned(),
        call_id: "a\0b".to_owned(),
        cseq: 1,
        contacts: vec![
            SipContact { uri: "sip:a@h>, <sip:b@h".to_owned(), q: Some(f64::NAN), ..Default::default() },
            SipContact {
                uri: String::new(),
                q: Some(1.1),
                instance_id: "urn\r\n".to_owned(),
                parameters: vec![parameter("a;b", "x"), parameter("Expires", "0"), parameter("x", "y\rz")],
                ..Default::default()
            },
        ],
        path: vec!["sip:p1".to_owned(), "<sip:p2>, <sip:p3>".to_owned(), String::new()],
        supported: vec!["path, x".to_owned()],
        require: vec![String::new()],
        user_agent: "a\u{85}b".to_owned(),
        authorization: vec!["Digest x".to_owned(), format!("Digest response=\"{SECRET}\"\r\nX: y")],
        body_length: -1,
        ..Default::default()
    };
    let failure = ask(Some(Request::Sip(sip)), Some(edge.source.clone()), None).await;
    let mut fields = failure.fields.clone();
    fields.sort();
    assert_eq!(
        fields,
        [
            "sip.authorization[1]",
            "sip.body_length",
            "sip.call_id",
            "sip.contacts[0].q",
            "sip.contacts[0].uri",
            "sip.contacts[1].instance_id",
            "sip.contacts[1].parameters[0].name",
            "sip.contacts[1].parameters[1].name",
            "sip.contacts[1].parameters[2].value",
            "sip.contacts[1].q",
            "sip.contacts[1].uri",
            "sip.from_uri",
            "sip.path[1]",
            "sip.path[2]",
            "sip.request_uri",
            "sip.require[0]",
            "sip.supported[0]",
            "sip.to_uri",
            "sip.user_agent",
        ]
    );
    assert!(!failure.refused.contains_key("sip.authorization[1]"));
    assert!(!format!("{failure:?}").contains(SECRET) && !server.log().contains(SECRET));
    let empty = ask(Some(Request::Sip(v1::SipRegister::default())), Some(edge.source.clone()), None).await;
    assert_eq!(empty.fields, ["sip.request_uri", "sip.to_uri", "sip.call_id"]);
}

#[tokio::test]
async fn a_report_has_an_edge_and_something_that_was_lost() {
    let server = Server::with(Backend::Sqlite, &["--sip-listen", "none"]).await;
    let edge = Edge::new(&server, "-", "kam1").await;
    let report = async |request| refused(edge.client.registrar.clone().report_flow_failure(request).await);
    let failure = report(v1::ReportFlowFailureRequest::default()).await;
    assert_eq!(failure.fields, ["edge", "flow_tokens"]);
    let failure = report(v1::ReportFlowFailureRequest {
        edge: "kam1".to_owned(),
        flow_tokens: vec![String::new(), "x".repeat(257), "good".to_owned()],
        registrations: vec!["domains/d/users/u".to_owned()],
        reason: "x".repeat(257),
    })
    .await;
    assert_eq!(failure.fields, ["reason", "flow_tokens[0]", "flow_tokens[1]", "registrations[0]"]);
    let failure = report(v1::ReportFlowFailureRequest {
        edge: "kam1".to_owned(),
        flow_tokens: vec!["f".to_owned(); 1001],
        ..Default::default()
    })
    .await;
    assert_eq!(failure.fields, ["flow_tokens"]);
}

/// A REGISTER leaves its Path with the registration.
#[tokio::test]
async fn a_path_is_bounded() {
    let server = Server::with(Backend::Sqlite, &["--sip-listen", "none"]).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    client.user("acme.test", "alice").await;
    let edge = Edge::new(&server, "-", "kam1").await;
    let uri = |octets: usize| format!("sip:{}", "p".repeat(octets - 4));
    let ask = async |path: Vec<String>| {
        let request = Some(Request::Sip(v1::SipRegister { path, ..parts("alice", "acme.test", 1) }));
        let source = Some(edge.source.clone());
        edge.ask(v1::RegisterRequest { request, source, ..Default::default() }).await
    };
    let long = refused(ask(vec![uri(9), uri(1023)]).await.map(tonic::Response::new));
    assert_eq!(
        (long.kind(), &*long.fields),
        ((Code::InvalidArgument, "FIELD_INVALID"), &["sip.path[1]".into()][..])
    );
    let many = refused(ask(vec![uri(9); 9]).await.map(tonic::Response::new));
    assert_eq!(
        (many.kind(), &*many.fields),
        ((Code::InvalidArgument, "FIELD_INVALID"), &["sip.path".into()][..])
    );
    assert_eq!(ask(vec![uri(1022); 8]).await.unwrap().status_code, 401);
    let dialog = |path: String| {
        let mut dialog = wire::Dialog::new("acme.test", "alice", "");
        dialog.headers += &path;
        dialog.request("")
    };
    for (path, status, reason) in [
        ("Path: <sip:p;lr>\r\n".repeat(8), 401, "Unauthorized"),
        ("Path: <sip:p;lr>\r\n".repeat(9), 400, "Path Too Long"),
        (format!("Path: <{}>\r\n", uri(1023)), 400, "Path Too Long"),
    ] {
        let answer = edge.raw(dialog(path)).await.unwrap();
        assert_eq!((answer.status_code, &*answer.reason_phrase), (status, reason));
    }
}

/// Or the node would take the registrations for its own.
#[tokio::test]
async fn an_edge_is_not_named_like_the_node() {
    let server = Server::with(Backend::Sqlite, &["--sip-listen", "none", "--node", "one"]).await;
    let mut edge = Edge::new(&server, "-", "one").await;
    let ask = async |edge: &Edge| {
        let (request, source) = (Some(Request::Sip(parts("a", "acme.test", 1))), Some(edge.source.clone()));
        edge.ask(v1::RegisterRequest { request, source, ..Default::default() }).await
    };
    let failure = refused(ask(&edge).await.map(tonic::Response::new));
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    assert_eq!(failure.fields, ["source.edge"]);
    edge.source.edge = "two".to_owned();
    assert_eq!(ask(&edge).await.unwrap().status_code, 404);
}
