//! Lists: filters, orders, pages. What a list answers is compared with what the rows themselves say.

mod others;
mod pages;
mod users;

use crate::support::{Client, Server, data};
use rollcall::{
    model::{AccountScope, Domain, ExtensionNumber, Fqdn, ResourceId, SetKind, Time, User, UserSet},
    pb::v1,
    store::Store,
};
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// A request for users that every test begins with.
fn of(parent: &str, filter: &str) -> v1::ListUsersRequest {
    v1::ListUsersRequest { parent: parent.to_owned(), filter: filter.to_owned(), ..Default::default() }
}

/// All pages of a list of users.
async fn all(client: &mut Client, request: &v1::ListUsersRequest) -> Vec<v1::User> {
    let (mut users, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = v1::ListUsersRequest { page_token, ..request.clone() };
        let what = format!("{} {:?} {:?}", request.parent, request.filter, request.order_by);
        let page = client.users.list_users(request).await.unwrap_or_else(|why| panic!("{what}: {why:?}"));
        let page = page.into_inner();
        users.extend(page.users);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return users;
        }
    }
}

fn names(users: &[v1::User]) -> Vec<&str> {
    users.iter().map(|user| user.name.as_str()).collect()
}

/// The one bad field, and why.
fn bad_field(status: &Status) -> (String, String) {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let bad = status.get_details_bad_request().expect("says which field");
    let [one] = &bad.field_violations[..] else { panic!("{bad:?}") };
    (one.field.clone(), one.description.clone())
}

fn ids(ids: &[&str]) -> Vec<ResourceId> {
    ids.iter().map(|id| ResourceId::parse(id).unwrap()).collect()
}

async fn set(store: &Store, kind: SetKind, domain: &Domain, id: &str, parent: Option<&UserSet>) -> UserSet {
    let set = UserSet {
        kind,
        id: 0,
        uid: uuid::Uuid::new_v4(),
        account: domain.account.clone(),
        domain_id: domain.id,
        domain: domain.fqdn.clone(),
        set_id: ResourceId::parse(id).unwrap(),
        display_name: format!("The {id}"),
        parent: parent.map(|parent| parent.set_id.clone()),
        create_time: Time(7_000_000),
        update_time: Time(7_000_000),
        version: 1,
    };
    let tx = store.begin().await.unwrap();
    let set = tx.insert_set(set, parent).await.unwrap();
    tx.commit().await.unwrap();
    set
}

/// Fills two domains of `acme` with users who differ in everything that a filter asks for, and a domain of `evil`
/// with the same.
async fn fill(server: &Server) {
    let store = data::of_server(server).await;
    for (account, fqdn) in [("acme", "a.test"), ("acme", "b.test"), ("evil", "e.test")] {
        server.client(account).await.domain(fqdn).await;
        let fqdn = Fqdn::parse(fqdn).unwrap();
        let domain = store.domain(&AccountScope::All, &fqdn).await.unwrap().unwrap();
        for group in ["night", "day"] {
            set(&store, SetKind::Group, &domain, group, None).await;
        }
        set(&store, SetKind::Organization, &domain, "hq", None).await;
        let tx = store.begin().await.unwrap();
        for n in 0..24 {
            tx.insert_user(user(&domain, n), None).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

fn user(domain: &Domain, n: i64) -> User {
    const LAST: [&str; 6] = ["Smith", "Smythe", "Sm", "smith", "Ünal", "Zo\u{10FFFF}e"];
    let at = usize::try_from(n).unwrap();
    let mut user = data::user(domain, &format!("u{:02}", n * 7 % 24));
    user.first_name = ["Ann", "Bob", ""][at % 3].to_owned();
    user.last_name = LAST[at % 6].to_owned();
    user.display_name = format!("{} {}", user.first_name, user.last_name);
    user.email = (n % 4 != 0).then(|| format!("mail{n}@{}", domain.fqdn));
    user.extension_number = (n % 5 != 0).then(|| ExtensionNumber::parse(&(100 + n).to_string()).unwrap());
    user.disabled = n % 8 == 1;
    user.role = (n % 3 != 2).then(|| ids(&["operator", "employee"])[at % 2].clone());
    user.groups = ids([&["night"][..], &["day", "night"], &[]][at % 3]);
    user.organizations = ids(if n % 4 == 0 { &["hq"] } else { &[] });
    user.labels = [("tier", ["gold", "silver", "go"][at / 3 % 3]), ("desk", "7")]
        .into_iter()
        .take(at % 3)
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    user.create_time = Time(1_700_000_000_000_000 + n / 2 * 1_000_000);
    user.update_time = Time(1_800_000_000_000_000 - n * 500_000);
    user
}
