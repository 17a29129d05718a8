//! Orders and pages.

use super::{all, fill, names, of};
use crate::support::{Backend, Client, Server, refused};
use rollcall::pb::v1;
use tonic::Code;

type Key = fn(&v1::User) -> (String, i64);

fn orders() -> [(&'static str, Key); 7] {
    fn micros(time: &Option<prost_types::Timestamp>) -> i64 {
        time.as_ref().map_or(0, |t| t.seconds * 1_000_000 + i64::from(t.nanos) / 1000)
    }
    [
        ("name", |_| (String::new(), 0)),
        ("login", |u| (u.login.clone(), 0)),
        ("last_name", |u| (u.last_name.clone(), 0)),
        ("email", |u| (u.email.clone(), 0)),
        ("extension_number", |u| (u.extension_number.clone(), 0)),
        ("create_time", |u| (String::new(), micros(&u.create_time))),
        ("update_time", |u| (String::new(), micros(&u.update_time))),
    ]
}

async fn every_order_both_ways_in_small_pages(backend: Backend) {
    let server = Server::start(backend).await;
    fill(&server).await;
    let mut acme = server.client("acme").await;
    for parent in ["domains/a.test", "domains/-"] {
        let mut expected = all(&mut acme, &of(parent, "")).await;
        for (field, key) in orders() {
            for (order_by, descending) in [(field.to_owned(), false), (format!("{field} desc"), true)] {
                expected.sort_by_key(|u| (key(u), u.name.clone()));
                if descending {
                    expected.reverse();
                }
                for page_size in 1..=3 {
                    let request =
                        v1::ListUsersRequest { order_by: order_by.clone(), page_size, ..of(parent, "") };
                    let listed = all(&mut acme, &request).await;
                    assert_eq!(names(&listed), names(&expected), "{request:?}");
                }
            }
        }
    }
}

/// Reads pages while users come and go: those who stay are listed once each, in order.
async fn pages_neither_skip_nor_repeat(backend: Backend) {
    let server = Server::start(backend).await;
    fill(&server).await;
    let mut acme = server.client("acme").await;
    for (at, (field, key)) in orders().into_iter().enumerate() {
        for (order_by, descending) in [(field.to_owned(), false), (format!("{field} desc"), true)] {
            let page_size = i32::try_from(at % 3 + 1).unwrap();
            let before = all(&mut acme, &of("domains/-", "")).await;
            let (mut listed, mut page_token, mut came) = (Vec::new(), String::new(), Vec::new());
            for n in 0.. {
                let request = v1::ListUsersRequest {
                    page_size,
                    page_token,
                    order_by: order_by.clone(),
                    ..of("domains/-", "")
                };
                let page = acme.users.list_users(request).await.unwrap().into_inner();
                listed.extend(page.users);
                page_token = page.next_page_token;
                if page_token.is_empty() {
                    break;
                }
                if n < 6 {
                    came.push(come_and_go(&mut acme, n, &came).await);
                }
            }
            let stayed: Vec<&str> = listed
                .iter()
                .filter(|u| before.iter().any(|b| b.name == u.name))
                .map(|u| u.name.as_str())
                .collect();
            assert_eq!(stayed.len(), before.len(), "{order_by}");
            let mut sorted = listed.clone();
            sorted.sort_by_key(|u| (key(u), u.name.clone()));
            if descending {
                sorted.reverse();
            }
            sorted.dedup_by_key(|u| u.name.clone());
            assert_eq!(names(&listed), names(&sorted), "{order_by}");
            for name in came {
                let _gone_already = acme.delete_user(&name).await;
            }
        }
    }
}

/// Creates a user, and deletes the one who came before.
async fn come_and_go(acme: &mut Client, n: usize, came: &[String]) -> String {
    let tag = &uuid::Uuid::new_v4().simple().to_string()[..8];
    let name = format!("{}{tag}@{}", ["a", "u05", "z"][n % 3], ["a.test", "b.test"][n % 2]);
    let user = v1::User {
        last_name: ["", "Smith", "zz"][n % 3].to_owned(),
        email: format!("{}{tag}@x.test", ["a", "mail5", "z"][n % 3]),
        ..Default::default()
    };
    acme.create_user(&name, user).await.unwrap();
    if let Some(last) = came.last().filter(|_| n % 2 == 1) {
        acme.delete_user(last).await.unwrap();
    }
    name
}

async fn tokens_are_of_their_request(backend: Backend) {
    let server = Server::start(backend).await;
    fill(&server).await;
    let mut acme = server.client("acme").await;
    let first = v1::ListUsersRequest {
        page_size: 2,
        order_by: "last_name".to_owned(),
        ..of("domains/a.test", "disabled = false")
    };
    let page = acme.users.list_users(first.clone()).await.unwrap().into_inner();
    let next = v1::ListUsersRequest { page_token: page.next_page_token.clone(), ..first.clone() };
    // Any page size goes on.
    let whole = all(&mut acme, &v1::ListUsersRequest { page_size: 0, ..first.clone() }).await;
    let request = v1::ListUsersRequest { page_size: 5, ..next.clone() };
    let rest = acme.users.list_users(request).await.unwrap().into_inner().users;
    assert_eq!(names(&rest), names(&whole[2..7]));
    let at_least = acme.delete_user("u00@b.test").await.unwrap().into_inner().resume_token;
    let other = [
        v1::ListUsersRequest { parent: "domains/b.test".to_owned(), ..next.clone() },
        v1::ListUsersRequest { parent: "domains/-".to_owned(), ..next.clone() },
        v1::ListUsersRequest { filter: String::new(), ..next.clone() },
        v1::ListUsersRequest { filter: "disabled = true".to_owned(), ..next.clone() },
        v1::ListUsersRequest { order_by: "last_name desc".to_owned(), ..next.clone() },
        v1::ListUsersRequest { order_by: String::new(), ..next.clone() },
        v1::ListUsersRequest { show_deleted: true, ..next.clone() },
        v1::ListUsersRequest { at_least, ..next.clone() },
        v1::ListUsersRequest { page_token: page.next_page_token[1..].to_owned(), ..next.clone() },
        v1::ListUsersRequest { page_token: format!("{}AA", page.next_page_token), ..next.clone() },
    ];
    for request in other {
        let failure = refused(acme.users.list_users(request.clone()).await);
        assert_eq!(failure.kind(), (Code::InvalidArgument, "PAGE_TOKEN_INVALID"), "{request:?}");
    }
    // A token names a place, not what is seen from it.
    let evil = server.client("evil").await;
    let mut evil_users = evil.users.clone();
    let request = v1::ListUsersRequest { page_size: 50, ..of("domains/-", "") };
    let all_of_acme = v1::ListUsersRequest { page_size: 3, ..request.clone() };
    let page_token = acme.users.list_users(all_of_acme).await.unwrap().into_inner().next_page_token;
    let page =
        evil_users.list_users(v1::ListUsersRequest { page_token, ..request }).await.unwrap().into_inner();
    assert!(page.users.iter().all(|u| u.name.starts_with("domains/e.test/")) && page.users.len() == 24);
    let negative = refused(acme.users.list_users(v1::ListUsersRequest { page_size: -1, ..first }).await);
    assert_eq!(
        (negative.kind(), &negative.fields[..]),
        ((Code::InvalidArgument, "FIELD_INVALID"), &["page_size".to_owned()][..])
    );
    let all_bad =
        v1::ListUsersRequest { page_size: -1, order_by: "x".to_owned(), ..of("nowhere", "disabled") };
    let failure = refused(acme.users.list_users(all_bad).await);
    assert_eq!(failure.fields, ["parent", "filter", "order_by", "page_size"]);
}

crate::on_both!(
    every_order_both_ways_in_small_pages,
    pages_neither_skip_nor_repeat,
    tokens_are_of_their_request
);
