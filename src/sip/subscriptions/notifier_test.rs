use super::super::dialog::Target;
use super::super::missed::Lack;
use super::super::{Begin, Subscriptions, table::Known};
use super::*;
use crate::directory::{Delegations, Directory, EdgeUser, Options, Sealer, testing::Nobody};
use crate::model::{AccountId, AccountScope, Domain, Fqdn, Login, Transport, User};
use crate::registrar::testing::{contact, register};
use crate::registrar::{Contacts, Register, Registrar, RegistrarConfig, Selection, Start, WatchItem};
use crate::sip::message::Request;
use crate::sip::outgoing::{Destination, Outgoing, Sender};
use crate::store::{DatabaseUrl, PoolSizes, Store};
use crate::telemetry::Metrics;
use futures::FutureExt;
use tokio::net::UdpSocket;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

const PATIENCE: Duration = Duration::from_secs(30);

/// The subscriptions of a node, alice, and where her phone is.
struct World {
    subscriptions: Subscriptions,
    store: Store,
    by: Arc<EdgeUser>,
    metrics: Metrics,
    phone: UdpSocket,
    _stop: tokio_util::sync::DropGuard,
    _dir: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let (dir, metrics, stop) = (tempfile::tempdir().unwrap(), Metrics::new(), CancellationToken::new());
        let url = DatabaseUrl::sqlite_file(&dir.path().join("db"));
        let store = Store::open(&url, PoolSizes::default()).await.unwrap();
        let (fqdn, account) = (Fqdn::parse("a.test").unwrap(), AccountId::parse("acme").unwrap());
        let tx = store.begin().await.unwrap();
        let domain = tx.insert_domain(Domain::new(fqdn.clone(), account, Time(0))).await.unwrap();
        let login = Login::parse("alice").unwrap();
        let user = User::new(&domain, login.clone(), Time(0));
        tx.insert_user(User { auth_username: "alice".to_owned(), ..user }, None).await.unwrap();
        tx.commit().await.unwrap();
        let config = RegistrarConfig::default();
        let started = Registrar::start(store.clone(), config, metrics.clone(), stop.clone()).await;
        let registrar = started.unwrap().0;
        let sealer = Sealer::load_or_create(&dir.path().join("key")).unwrap();
        let delegations = Delegations::new(Arc::new(Nobody), 1, metrics.clone());
        let options = Options::default();
        let directory = Directory::new(store.clone(), registrar.clone(), sealer, delegations, options);
        let domain = directory.edge_domain(&fqdn).await.unwrap().unwrap();
        let by = directory.known_user(&domain, &login).await.unwrap().unwrap();
        let outgoing = Arc::new(Outgoing::default());
        let ours = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
        outgoing.ways.set_sockets(vec![(Uuid::new_v4(), ours)]);
        let tasks = TaskTracker::new();
        let subscriptions = Subscriptions::new(directory, registrar, outgoing, metrics.clone(), tasks);
        let phone = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        Self { subscriptions, store, by, metrics, phone, _stop: stop.drop_guard(), _dir: dir }
    }

    fn to(&self) -> Destination {
        let address = self.phone.local_addr().unwrap();
        Destination { transport: Transport::Udp, address, connection: None }
    }

    fn id(&self) -> DialogId {
        DialogId { call_id: "c".into(), local_tag: "l".into(), remote_tag: "r".into() }
    }

    fn wish(&self) -> Wish {
        let target = Target { uri: "sip:a@h".to_owned(), routes: Vec::new(), flow: self.to(), secure: false };
        Wish { expires: 600, target }
    }

    /// One that nobody runs, and its place in the table.
    fn notifier(&self, mailbox: usize) -> (Notifier, Arc<Missed>) {
        let (mailbox, mail) = mpsc::channel(mailbox);
        let missed = Arc::<Missed>::default();
        let (over, ended) = watch::channel(None);
        let known = Known { by: self.by.clone(), cseq: 1, mailbox, missed: missed.clone(), over };
        let inner = &self.subscriptions.inner;
        inner.lock().add(self.id(), known).unwrap();
        let (local, remote) = ("<sip:a@a.test>".to_owned(), "<sip:a@a.test>;tag=r".to_owned());
        let dialog = Dialog { id: self.id(), target: self.wish().target, local, remote, event_id: None };
        let inbox = Inbox { mail, missed: missed.clone(), ended };
        (Notifier::new(inner.clone(), self.by.user.clone(), dialog, inbox, 600), missed)
    }

    /// What a watch says of a registration of alice: that it is there, and that it was rejected.
    async fn events(&self) -> Vec<Event> {
        let registrar = &self.subscriptions.inner.registrar;
        let mut watch = registrar.follow(Selection::all(AccountScope::All), Start::Now).await.unwrap();
        registrar.register(registration(&self.by)).await.unwrap();
        let (mut exclusive, tx) = registrar.exclusive(self.store.begin()).await.unwrap();
        exclusive.end(&Selection::all(AccountScope::All), |_| true, ChangeKind::Rejected, "", "");
        exclusive.commit(tx).await.unwrap();
        let mut found = Vec::new();
        while found.len() < 2 {
            if let WatchItem::Changes { events, .. } = watch.next().await.unwrap() {
                found.extend(events.iter());
            }
        }
        found
    }
}

fn registration(by: &EdgeUser) -> Register {
    let contacts = Contacts::Each(vec![contact("sip:alice@192.0.2.1")]);
    register(by.user.clone(), by.basis.clone(), "c", contacts)
}

/// Nothing more is told to whom it may concern before it is known what it means.
#[tokio::test]
async fn a_rejection_is_noted_though_it_is_told_already_or_does_not_fit() {
    let world = World::new().await;
    let events = world.events().await;
    let [created, rejected] = &events[..] else { panic!("{}", events.len()) };
    let (mut notifier, missed) = world.notifier(1);
    notifier.told = rejected.revision();
    notifier.take(created.clone());
    assert!(!notifier.held);
    notifier.take(rejected.clone());
    assert!(notifier.held && notifier.changes.is_empty());
    let mut table = world.subscriptions.inner.lock();
    table.deliver(created);
    table.deliver(created);
    assert_eq!(missed.take(), Lack { any: true, rejected: false });
    table.deliver(rejected);
    assert_eq!(missed.take(), Lack { any: true, rejected: true });
}

/// That too many requests wait for answers is no fault of the phone.
#[tokio::test]
async fn what_could_not_be_sent_is_sent_later() {
    let world = World::new().await;
    let outgoing = world.subscriptions.inner.outgoing.clone();
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let nobody = Destination { address: silent.local_addr().unwrap(), ..world.to() };
    let options = |via: &Sender| Request::new("OPTIONS", "sip:a@h", via).finish(b"");
    let mut crowd = Vec::new();
    loop {
        let mut exchange = Box::pin(outgoing.exchange(nobody, "OPTIONS", 10 * PATIENCE, options));
        match (&mut exchange).now_or_never() {
            None => crowd.push(exchange),
            Some(answer) => {
                assert_eq!(answer.unwrap_err(), NoAnswer::TooMany);
                break;
            }
        }
    }
    let (local, remote) = ("<sip:a@a.test>".to_owned(), "<sip:a@a.test>;tag=r".to_owned());
    let as_of = world.subscriptions.as_of();
    let begin =
        Begin { user: world.by.clone(), id: world.id(), cseq: 1, local, remote, event_id: None, as_of };
    drop(world.subscriptions.begin(begin, world.wish()).unwrap());
    let counted = async {
        let line = r#"sip_notifies_total{transport="udp",outcome="not_sent"} 1"#;
        while !world.metrics.encode().contains(line) {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, counted).await.expect("it could not be sent");
    drop(crowd);
    let mut buffer = [0; 4000];
    let n = timeout(PATIENCE, world.phone.recv(&mut buffer)).await.expect("it is sent").unwrap();
    let notify = String::from_utf8_lossy(&buffer[..n]);
    for part in ["NOTIFY sip:a@h SIP/2.0\r\n", "CSeq: 1 NOTIFY\r\n", "version=\"0\"", "state=\"full\""] {
        assert!(notify.contains(part), "{part}: {notify}");
    }
}
