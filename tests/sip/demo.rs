//! The whole story: a server with nothing configured, real phones, and somebody who watches.

use crate::{
    peers::{Account, baresip::Baresip, linphone::Linphone, process::Process, sipp},
    support::{Backend, Phone, Server, grpcurl::grpcurl, until},
};
use std::net::SocketAddr;
use tokio::process::Command;

/// What `serve --demo` prints after the `ready` line.
struct Guide(String);

impl Guide {
    async fn of(server: &Server) -> Self {
        let whole = until("the demo's guide", async || {
            let log = server.log();
            let end = log.find(" watch --data-dir ")?;
            log[end..].contains('\n').then_some(log)
        });
        Self(whole.await)
    }

    /// A phone's settings: `user U   password P   domain D   outbound proxy sip:A;transport=T`.
    fn account(&self, user: &str) -> Account {
        let start = format!("  user {user} ");
        let line =
            self.0.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("{}", self.0));
        let after = |what: &str| {
            let rest = line.split_once(&format!("{what} ")).unwrap_or_else(|| panic!("{what}: {line}")).1;
            rest.split_whitespace().next().unwrap().to_owned()
        };
        let proxy = after("outbound proxy");
        let (address, transport) = proxy.strip_prefix("sip:").unwrap().split_once(";transport=").unwrap();
        Account {
            user: after("user"),
            password: after("password"),
            domain: after("domain"),
            proxy: address.parse::<SocketAddr>().unwrap(),
            transport: if transport == "udp" { "udp" } else { "tcp" },
            ca: None,
        }
    }

    /// The command that begins so, as it would be pasted.
    fn command(&self, is: impl Fn(&str) -> bool) -> String {
        let mut lines = self.0.lines().skip_while(|line| !is(line));
        let mut command = lines.next().unwrap_or_else(|| panic!("{}", self.0)).trim().to_owned();
        while let Some(begun) = command.strip_suffix('\\') {
            command = format!("{begun}{}", lines.next().unwrap().trim());
        }
        command
    }
}

fn shell(command: &str) -> Process {
    Process::start("bash", tempfile::tempdir().unwrap(), |bash: &mut Command| {
        bash.arg("-c").arg(command);
    })
}

/// A demo with two who watch: `rollcall watch` as printed, and grpcurl.
struct Demo {
    alice: Account,
    watch: Process,
    stream: Process,
    server: Server,
}

impl Demo {
    async fn start() -> Self {
        let server = Server::with(Backend::Sqlite, &["--demo"]).await;
        let guide = Guide::of(&server).await;
        let listed = guide.command(|line| line.trim().starts_with("grpcurl "));
        let listed = listed.replacen("grpcurl", &grpcurl().display().to_string(), 1);
        let mut users = shell(&listed);
        assert!(users.ended().await.success(), "{listed}\n{}", users.output());
        users.says("\"domains/demo.rollcall.test/users/bob\"").await;
        assert!(users.output().contains("\"domains/demo.rollcall.test/users/alice\""), "{}", users.output());

        // Bob is there first, so that both watchers have something to say once they are.
        let bob = guide.account("bob");
        let mut phone = Phone::new(bob.proxy, &bob.domain, "bob", &bob.password).await;
        assert_eq!(phone.register(600).await.status, 200);
        let watch = shell(&format!("exec {}", guide.command(|line| line.contains(" watch --data-dir "))));
        let token = server.token("demo", "registrations:read");
        let stream = Process::start(grpcurl().to_str().unwrap(), tempfile::tempdir().unwrap(), |command| {
            command.args(["-plaintext", "-H", &format!("authorization: Bearer {token}")]);
            command.args(["-d", "{\"parent\":\"domains/demo.rollcall.test\"}", &server.grpc().to_string()]);
            command.arg("rollcall.v1.RegistrationService/WatchRegistrations");
        });
        watch.says("  ONLINE        bob@demo.rollcall.test  ").await;
        stream.says("snapshotEnd").await;
        Self { alice: guide.account("alice"), watch, stream, server }
    }

    /// Both have printed the change, as they print it of a real phone.
    async fn shows(&self, kind: &str, count: u32) {
        let line = self.watch.line(&format!("  {kind:<12}  alice@")).await;
        let words: Vec<_> = line.split_whitespace().collect();
        assert_eq!(words[2], "alice@demo.rollcall.test");
        assert!(words[3].starts_with("sip:alice") && words[5].starts_with("127.0.0.1:"), "{line}");
        assert_eq!((words[4], words[6]), (self.alice.transport, count.to_string().as_str()));
        self.stream.says(&format!("\"kind\": \"EVENT_KIND_{kind}\"")).await;
        assert!(self.stream.output().contains("\"domains/demo.rollcall.test/users/alice/registrations/"));
    }

    /// Nobody saw anything else.
    async fn ends(mut self) {
        let lines = self.watch.output().lines().count();
        assert_eq!(lines, 3, "bob, alice comes, alice goes: {}", self.watch.output());
        assert_eq!(self.stream.output().matches("EVENT_KIND_").count(), 2, "{}", self.stream.output());
        // The server ends in order, and the watch with it: bob's phone is still there.
        self.server.signal("-TERM");
        assert!(self.server.wait().await.success());
        assert!(!self.stream.ended().await.success(), "the stream says that the server drains");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn baresip_comes_and_goes() {
    let demo = Demo::start().await;
    let phone = Baresip::start(&demo.alice).await;
    demo.shows("CREATED", 1).await;
    phone.says("200 OK").await;
    phone.quit().await;
    demo.shows("UNREGISTERED", 0).await;
    demo.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn linphone_comes_and_goes() {
    let demo = Demo::start().await;
    let mut phone = Linphone::start(&demo.alice).await;
    demo.shows("CREATED", 1).await;
    phone.is_registered().await;
    phone.unregister().await;
    demo.shows("UNREGISTERED", 0).await;
    phone.quit().await;
    demo.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sipp_comes_and_goes() {
    let demo = Demo::start().await;
    assert!(sipp::run("register", &demo.alice, 60).await.success());
    demo.shows("CREATED", 1).await;
    assert!(sipp::run("register", &demo.alice, 0).await.success());
    demo.shows("UNREGISTERED", 0).await;
    demo.ends().await;
}
