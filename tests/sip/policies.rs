//! Who may send to a domain (allow and deny lists), Service-Route (RFC 3608), and outbound (RFC 5626).

use crate::{
    support::{Backend, Client, Server, refused},
    wire::{Dialog, Tcp, Udp, nonce},
};
use rollcall::pb::v1::{self, OutboundMode, RegistrationPolicy, SourcePolicy};

const DOMAIN: &str = "acme.test";

async fn world(policy: RegistrationPolicy) -> (Server, Client, Dialog) {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    client.domain_with(DOMAIN, policy).await;
    let password = client.user(DOMAIN, "alice").await;
    (server, client, Dialog::new(DOMAIN, "alice", &password))
}

/// Changes one field of the policy.
async fn change(client: &mut Client, path: &str, policy: RegistrationPolicy) -> v1::Domain {
    let name = format!("domains/{DOMAIN}");
    let domain = v1::Domain { name, registration: Some(policy), ..Default::default() };
    client.update_domain(domain, &[path]).await.unwrap().into_inner().domain.unwrap()
}

fn with(source_policy: SourcePolicy) -> RegistrationPolicy {
    RegistrationPolicy { source_policy: Some(source_policy), ..Default::default() }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn sources_are_let_in_as_the_domain_says() {
    let (server, mut client, mut dialog) = world(RegistrationPolicy::default()).await;
    let udp = Udp::to(server.sip("udp")).await;
    dialog.headers += "User-Agent: Yealink SIP-T46S 66.86\r\n";
    let allow = |allow_cidrs: &[&str]| SourcePolicy { allow_cidrs: texts(allow_cidrs), ..Default::default() };
    let agents = |allow: &[&str], deny: &[&str]| SourcePolicy {
        allow_user_agent_prefixes: texts(allow),
        deny_user_agent_prefixes: texts(deny),
        ..Default::default()
    };
    for (policy, status) in [
        (allow(&["192.0.2.0/24"]), 403),
        (allow(&["192.0.2.0/24", "127.0.0.0/8"]), 401),
        (SourcePolicy { deny_cidrs: texts(&["127.0.0.1/32"]), ..allow(&["127.0.0.0/8"]) }, 403),
        (agents(&["Snom"], &[]), 403),
        (agents(&["Snom", "Yealink"], &[]), 401),
        (agents(&["Yealink"], &["Yealink SIP-T46"]), 403),
        (SourcePolicy::default(), 401),
    ] {
        let changed = change(&mut client, "registration.source_policy", with(policy.clone())).await;
        let kept = changed.registration.unwrap().source_policy;
        assert_eq!(kept.unwrap_or_default(), policy);
        let answer = udp.ask(dialog.request("")).await;
        assert_eq!(answer.status, status, "{policy:?}: {}", answer.text);
        if status == 403 {
            assert!(answer.text.starts_with("SIP/2.0 403 Source Not Allowed\r\n"), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn bad_lists_are_named() {
    let (_server, mut client, _) = world(RegistrationPolicy::default()).await;
    let policy = RegistrationPolicy {
        source_policy: Some(SourcePolicy {
            allow_cidrs: texts(&["192.0.2.0/24", "192.0.2.1/24"]),
            deny_cidrs: texts(&["everybody"]),
            allow_user_agent_prefixes: texts(&[""]),
            deny_user_agent_prefixes: texts(&["a\nb"]),
        }),
        service_routes: texts(&["sip:proxy.acme.test;lr", "https://acme.test"]),
        ..Default::default()
    };
    let name = format!("domains/{DOMAIN}");
    let domain = v1::Domain { name, registration: Some(policy), ..Default::default() };
    let failure = refused(client.update_domain(domain, &["registration"]).await);
    let fields = [
        "domain.registration.source_policy.allow_cidrs[1]",
        "domain.registration.source_policy.deny_cidrs[0]",
        "domain.registration.source_policy.allow_user_agent_prefixes[0]",
        "domain.registration.source_policy.deny_user_agent_prefixes[0]",
        "domain.registration.service_routes[1]",
    ];
    assert_eq!(failure.fields, fields);
}

#[tokio::test]
async fn the_route_to_send_by_is_told() {
    let routes = texts(&["sip:edge.acme.test;lr", "sip:core.acme.test;lr"]);
    let policy = RegistrationPolicy { service_routes: routes, ..Default::default() };
    let (server, mut client, mut dialog) = world(policy).await;
    let udp = Udp::to(server.sip("udp")).await;
    let answer = udp.register(&mut dialog).await;
    let told = ["<sip:edge.acme.test;lr>", "<sip:core.acme.test;lr>"];
    assert_eq!((answer.status, answer.all("Service-Route")), (200, told.to_vec()));
    change(&mut client, "registration.service_routes", RegistrationPolicy::default()).await;
    assert_eq!(udp.register(&mut dialog).await.all("Service-Route"), Vec::<&str>::new());
}

#[tokio::test]
async fn outbound_is_agreed_on() {
    let (server, mut client, mut dialog) = world(RegistrationPolicy::default()).await;
    let mut tcp = Tcp::to(server.sip("tcp")).await;
    dialog.headers = "Supported: path, outbound\r\n\
                      Contact: <sip:alice@192.0.2.1>;+sip.instance=\"<urn:uuid:1>\";reg-id=1\r\n"
        .to_owned();
    let answer = tcp.register(&mut dialog).await;
    let agreed = (answer.all("Require"), answer.all("Flow-Timer"));
    assert_eq!((answer.status, agreed), (200, (vec!["outbound"], vec!["120"])), "{}", answer.text);
    // A proxy in between that does not keep the flow.
    let nonce = nonce(&tcp.ask(dialog.request("")).await);
    let by_proxy =
        dialog.answered(&nonce, 1).replacen("Via: ", "Via: SIP/2.0/TCP p.test;branch=z9hG4bKp\r\nVia: ", 1);
    let answer = tcp.ask(by_proxy).await;
    assert!(answer.text.starts_with("SIP/2.0 439 First Hop Lacks Outbound Support\r\n"), "{}", answer.text);
    let mode = |mode: OutboundMode| RegistrationPolicy { outbound_mode: mode.into(), ..Default::default() };
    change(&mut client, "registration.outbound_mode", mode(OutboundMode::Off)).await;
    let answer = tcp.register(&mut dialog).await;
    assert_eq!((answer.status, answer.all("Require").len(), answer.all("Flow-Timer").len()), (200, 0, 0));
    change(&mut client, "registration.outbound_mode", mode(OutboundMode::Required)).await;
    dialog.headers = "Contact: <sip:alice@192.0.2.1>\r\n".to_owned();
    let answer = tcp.ask(dialog.request("")).await;
    assert_eq!((answer.status, answer.all("Require")), (421, vec!["outbound"]));
}
