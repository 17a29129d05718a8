//! Many phones, and the database behind a server that is stopped.

use crate::support::{Client, Phone, Server, phone::Answer};
use rollcall::store::{DatabaseUrl, PoolSizes, Store};
use tokio::task::JoinSet;

pub(crate) const DOMAIN: &str = "acme.test";
pub(crate) const PARENT: &str = "domains/acme.test";
pub(crate) const ACCOUNT: &str = "accounts/acme";

/// Registers, and expects to be let in.
pub(crate) async fn ok(phone: &mut Phone, expires: u32) -> Answer {
    let answer = phone.register(expires).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}

/// A client of account `acme` with its domain in place.
pub(crate) async fn client(server: &Server) -> Client {
    let mut client = server.client("acme").await;
    client.domain(DOMAIN).await;
    client
}

/// A new user's phone.
pub(crate) async fn phone(server: &Server, client: &mut Client, login: &str) -> Phone {
    let password = client.user(DOMAIN, login).await;
    Phone::new(server.sip("udp"), DOMAIN, login, &password).await
}

/// Phones of `users` new users, `each` as many.
pub(crate) async fn phones(server: &Server, client: &Client, users: usize, each: usize) -> Vec<Phone> {
    let mut made = JoinSet::new();
    for n in 0..users {
        let (mut client, sip) = (client.clone(), server.sip("udp"));
        made.spawn(async move {
            let login = format!("user{n}");
            let password = client.user(DOMAIN, &login).await;
            let mut phones = Vec::new();
            for _ in 0..each {
                phones.push(Phone::new(sip, DOMAIN, &login, &password).await);
            }
            phones
        });
    }
    made.join_all().await.into_iter().flatten().collect()
}

/// Lets every phone do its work at the same time.
pub(crate) async fn together<F>(phones: Vec<Phone>, work: impl Fn(Phone) -> F) -> Vec<Phone>
where
    F: Future<Output = Phone> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for phone in phones {
        tasks.spawn(work(phone));
    }
    tasks.join_all().await
}

/// The store of a server that does not run.
pub(crate) async fn store(server: &Server) -> Store {
    let url = match server.database_url() {
        Some(url) => DatabaseUrl::parse(url).unwrap(),
        None => DatabaseUrl::sqlite_file(&server.data_dir().join("rollcall.db")),
    };
    Store::open(&url, PoolSizes::default()).await.unwrap()
}
