//! Filters of users.

use super::{all, bad_field, fill, names, of};
use crate::support::{Backend, Phone, Server, data};
use rollcall::{model::Time, pb::v1};

type Is = fn(&v1::User) -> bool;

/// Filters, and what they mean; each lets some of the users pass and some not.
fn filters() -> Vec<(&'static str, Is)> {
    fn time(time: &Option<prost_types::Timestamp>) -> i64 {
        time.as_ref().map_or(0, |t| t.seconds)
    }
    fn label<'a>(u: &'a v1::User, key: &str) -> Option<&'a str> {
        u.labels.get(key).map(String::as_str)
    }
    vec![
        ("disabled = true", |u| u.disabled),
        ("disabled = false", |u| !u.disabled),
        ("disabled != false", |u| u.disabled),
        ("NOT disabled = true", |u| !u.disabled),
        ("presence.state = ONLINE", |u| u.presence.unwrap().state() == v1::PresenceState::Online),
        ("presence.state = PRESENCE_STATE_OFFLINE", |u| {
            u.presence.unwrap().state() == v1::PresenceState::Offline
        }),
        ("presence.state != ONLINE", |u| u.presence.unwrap().state() == v1::PresenceState::Offline),
        ("presence.state = ONLINE AND disabled = false", |u| {
            u.presence.unwrap().state() == v1::PresenceState::Online && !u.disabled
        }),
        ("role = domains/a.test/roles/operator", |u| u.role == "domains/a.test/roles/operator"),
        ("role != \"domains/a.test/roles/operator\"", |u| u.role != "domains/a.test/roles/operator"),
        ("role:*", |u| !u.role.is_empty()),
        ("role = \"\"", |u| u.role.is_empty()),
        ("groups:\"domains/a.test/groups/day\"", |u| {
            u.groups.contains(&"domains/a.test/groups/day".to_owned())
        }),
        ("-groups:\"domains/a.test/groups/day\"", |u| {
            !u.groups.contains(&"domains/a.test/groups/day".to_owned())
        }),
        ("groups:domains/a.test/groups/night groups:domains/a.test/groups/day", |u| {
            u.name.starts_with("domains/a.test/") && u.groups.len() == 2
        }),
        ("groups:*", |u| !u.groups.is_empty()),
        ("organizations:\"domains/a.test/organizations/hq\"", |u| {
            u.organizations == ["domains/a.test/organizations/hq"]
        }),
        ("labels.tier = gold", |u| label(u, "tier") == Some("gold")),
        ("labels.tier = \"go*\"", |u| label(u, "tier").is_some_and(|v| v.starts_with("go"))),
        ("labels.tier != gold", |u| label(u, "tier") != Some("gold")),
        ("labels.desk:*", |u| label(u, "desk").is_some()),
        ("labels:desk", |u| label(u, "desk").is_some()),
        ("NOT labels.desk:*", |u| label(u, "desk").is_none()),
        ("create_time < 2023-11-14T22:13:26Z", |u| time(&u.create_time) < 1_700_000_006),
        ("create_time <= 2023-11-14T22:13:26Z", |u| time(&u.create_time) <= 1_700_000_006),
        ("create_time = 2023-11-14T23:13:26+01:00", |u| time(&u.create_time) == 1_700_000_006),
        ("create_time != 2023-11-14T22:13:26Z", |u| time(&u.create_time) != 1_700_000_006),
        ("create_time >= 2023-11-14T22:13:22Z create_time < 2023-11-14T22:13:26Z", |u| {
            (1_700_000_002..1_700_000_006).contains(&time(&u.create_time))
        }),
        ("update_time > \"2027-01-15T07:59:56Z\"", |u| {
            u.update_time.is_some_and(|at| (at.seconds, at.nanos) > (1_799_999_996, 0))
        }),
        ("login = u07", |u| u.login == "u07"),
        ("login = \"u1*\"", |u| u.login.starts_with("u1")),
        ("first_name = Ann", |u| u.first_name == "Ann"),
        ("first_name = \"\"", |u| u.first_name.is_empty()),
        ("first_name:*", |u| !u.first_name.is_empty()),
        ("last_name = \"Sm*\"", |u| u.last_name.starts_with("Sm")),
        ("last_name = Smith", |u| u.last_name == "Smith"),
        ("last_name != Smith", |u| u.last_name != "Smith"),
        ("last_name = \"Ü*\"", |u| u.last_name.starts_with('Ü')),
        ("last_name = \"Zo\u{10FFFF}*\"", |u| u.last_name.starts_with("Zo\u{10FFFF}")),
        ("display_name = \"Bob *\"", |u| u.display_name.starts_with("Bob ")),
        ("email = MAIL5@a.test", |u| u.email == "mail5@a.test"),
        ("email = \"mail1*\"", |u| u.email.starts_with("mail1")),
        ("email = \"\"", |u| u.email.is_empty()),
        ("email:*", |u| !u.email.is_empty()),
        ("NOT email = \"mail1*\"", |u| !u.email.starts_with("mail1")),
        ("extension_number = 107", |u| u.extension_number == "107"),
        ("extension_number = 11*", |u| u.extension_number.starts_with("11")),
        ("extension_number != 107", |u| u.extension_number != "107"),
        ("first_name = Ann AND (last_name = Smith OR disabled = true)", |u| {
            u.first_name == "Ann" && (u.last_name == "Smith" || u.disabled)
        }),
        ("last_name = Smith OR extension_number = 11* OR labels.tier = silver", |u| {
            u.last_name == "Smith"
                || u.extension_number.starts_with("11")
                || label(u, "tier") == Some("silver")
        }),
        ("(first_name = Bob email:*) OR login = u07", |u| {
            u.first_name == "Bob" && !u.email.is_empty() || u.login == "u07"
        }),
        ("NOT (first_name = Ann OR first_name = Bob)", |u| u.first_name.is_empty()),
    ]
}

const ORDERS: [&str; 8] = [
    "",
    "name desc",
    "login",
    "last_name",
    "email desc",
    "extension_number",
    "create_time desc",
    "update_time",
];

async fn filters_mean_what_they_say(backend: Backend) {
    let server = Server::start(backend).await;
    fill(&server).await;
    let mut acme = server.client("acme").await;
    let mut phones = Vec::new();
    for (domain, login) in [("a.test", "phone1"), ("a.test", "u99"), ("b.test", "phone1")] {
        let password = acme.user(domain, login).await;
        let mut phone = Phone::new(server.sip("udp"), domain, login, &password).await;
        assert_eq!(phone.register(60).await.status, 200);
        phones.push(phone);
    }
    let passes = filters();
    for (parent, order_by) in
        [("domains/a.test", "")].into_iter().chain(ORDERS.into_iter().map(|order| ("domains/-", order)))
    {
        let unfiltered = v1::ListUsersRequest { order_by: order_by.to_owned(), ..of(parent, "") };
        let everyone = all(&mut acme, &unfiltered).await;
        assert_eq!(everyone.len(), if parent == "domains/-" { 51 } else { 26 });
        for (filter, is) in &passes {
            let request =
                v1::ListUsersRequest { filter: (*filter).to_owned(), page_size: 9, ..unfiltered.clone() };
            let expected: Vec<&str> = everyone.iter().filter(|u| is(u)).map(|u| u.name.as_str()).collect();
            assert!(!expected.is_empty() && expected.len() < everyone.len(), "{filter} says nothing");
            let listed = all(&mut acme, &request).await;
            assert_eq!(names(&listed), expected, "{filter} {order_by:?} {parent}");
        }
    }
}

/// So many that they are walked, and sorted when walking finds too little.
async fn lists_of_many(backend: Backend) {
    const MANY: i64 = 2600;
    let server = Server::start(backend).await;
    let store = data::of_server(&server).await;
    let domain = data::insert_domain(&store, data::domain("acme", "a.test")).await;
    let tx = store.begin().await.unwrap();
    for n in 0..MANY {
        let mut user = data::user(&domain, &format!("u{n:04}"));
        user.first_name = if n % 2 == 0 { "even" } else { "odd" }.to_owned();
        user.last_name = format!("{}{}", if n < 1600 { "early" } else { "late" }, n % 7);
        user.disabled = n % 100 == 0;
        user.labels = [("half".to_owned(), user.first_name.clone())].into();
        user.create_time = Time((MANY - n) * 1_000_000);
        tx.insert_user(user, None).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut acme = server.client("acme").await;
    let everyone =
        all(&mut acme, &v1::ListUsersRequest { page_size: 1000, ..of("domains/a.test", "") }).await;
    assert_eq!(everyone.len(), 2600);
    let checks: [(&str, Is); 8] = [
        ("last_name = \"early*\"", |u| u.last_name.starts_with("early")),
        ("last_name = \"late*\"", |u| u.last_name.starts_with("late")),
        ("last_name = \"late*\" disabled = true", |u| u.last_name.starts_with("late") && u.disabled),
        ("last_name = \"late*\" OR last_name = \"early1*\"", |u| {
            u.last_name.starts_with("late") || u.last_name.starts_with("early1")
        }),
        ("first_name = odd", |u| u.first_name == "odd"),
        ("labels.half = even last_name = \"late*\"", |u| {
            u.first_name == "even" && u.last_name.starts_with("late")
        }),
        ("labels.half = \"e*\"", |u| u.first_name == "even"),
        ("NOT last_name = \"early*\"", |u| !u.last_name.starts_with("early")),
    ];
    for (filter, is) in checks {
        for order_by in ["", "name desc", "create_time"] {
            let mut expected: Vec<&str> =
                everyone.iter().filter(|u| is(u)).map(|u| u.name.as_str()).collect();
            if !order_by.is_empty() {
                expected.reverse();
            }
            for parent in ["domains/a.test", "domains/-"] {
                let order_by = order_by.to_owned();
                let request = v1::ListUsersRequest { page_size: 300, order_by, ..of(parent, filter) };
                let listed = all(&mut acme, &request).await;
                assert!(names(&listed) == expected, "{request:?}: {} of {}", listed.len(), expected.len());
            }
        }
    }
}

async fn deleted_users_are_hidden_unless_asked_for(backend: Backend) {
    let server = Server::start(backend).await;
    fill(&server).await;
    let mut acme = server.client("acme").await;
    acme.delete_user("u07@a.test").await.unwrap();
    acme.delete_domain("b.test", true).await.unwrap();
    for (parent, filter, hidden, shown) in [
        ("domains/a.test", "", 23, 24),
        ("domains/a.test", "login = u07", 0, 1),
        ("domains/a.test", "login:*", 23, 24),
        ("domains/-", "", 23, 48),
        ("domains/-", "login = u07", 0, 2),
        ("domains/-", "login = \"u0*\"", 9, 20),
    ] {
        for (show_deleted, count) in [(false, hidden), (true, shown)] {
            let request = v1::ListUsersRequest { show_deleted, page_size: 10, ..of(parent, filter) };
            assert_eq!(all(&mut acme, &request).await.len(), count, "{request:?}");
        }
    }
}

async fn tenants_do_not_leak_through_filters(backend: Backend) {
    let server = Server::start(backend).await;
    fill(&server).await;
    let mut evil = server.client("evil").await;
    for parent in ["domains/-", "domains/e.test"] {
        assert_eq!(all(&mut evil, &of(parent, "")).await.len(), 24);
        for filter in [
            "groups:\"domains/a.test/groups/day\"",
            "organizations:\"domains/a.test/organizations/hq\"",
            "role = \"domains/a.test/roles/operator\"",
            "email = mail5@a.test",
            "email = mail5@a.test OR email = mail6@a.test",
            "groups:domains/a.test/groups/day OR role = domains/a.test/roles/operator",
        ] {
            assert_eq!(all(&mut evil, &of(parent, filter)).await, [], "{parent} {filter}");
        }
        let own = |u: &v1::User| u.name.starts_with("domains/e.test/");
        for (filter, is) in filters() {
            let listed = all(&mut evil, &of(parent, filter)).await;
            assert!(listed.iter().all(|u| own(u) && is(u)), "{parent} {filter}");
        }
    }
    let status = evil.users.list_users(of("domains/a.test", "email = mail5@a.test")).await.unwrap_err();
    assert_eq!(status.code(), tonic::Code::NotFound);
}

async fn what_is_wrong_with_a_filter_is_told(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("a.test").await;
    for (filter, place, why) in [
        (
            "nonsense = 1",
            "at character 1: ",
            "there is no field \"nonsense\" to filter by; there are disabled,",
        ),
        (
            "disabled = true AND (role = boss)",
            "at character 29: ",
            "role: the name is domains/{fqdn}/roles/{id}",
        ),
        ("password_hash = \"*\"", "at character 1: ", "there is no field"),
        ("last_name = \"a\u{0}\"", "at character 15: ", "control characters"),
        ("create_time > 5", "at character 15: ", "RFC 3339"),
        ("last_name = x' OR 1=1", "at character 14: ", "needs quotes"),
        (&"(".repeat(100), "at character 17: ", "parentheses"),
        (&"a".repeat(5000), "has at most 2048 characters", ""),
    ] {
        let status = acme.users.list_users(of("domains/a.test", filter)).await.unwrap_err();
        let (field, told) = bad_field(&status);
        assert!(
            field == "filter" && told.starts_with(place) && told.contains(why),
            "{filter}: {field}: {told}"
        );
    }
    for (order_by, why) in [("labels", "there is no field \"labels\""), ("last_name, email", "is one field")]
    {
        let order_by = order_by.to_owned();
        let request = v1::ListUsersRequest { order_by, ..of("domains/a.test", "") };
        let (field, told) = bad_field(&acme.users.list_users(request).await.unwrap_err());
        assert!(field == "order_by" && told.contains(why), "{field}: {told}");
    }
    // What looks like SQL is a text like any other.
    let quoted = r#"last_name = "x' OR 1=1 --" OR first_name = "?" OR labels.a = "$1""#;
    assert_eq!(all(&mut acme, &of("domains/a.test", quoted)).await, []);
}

crate::on_both!(
    filters_mean_what_they_say,
    lists_of_many,
    deleted_users_are_hidden_unless_asked_for,
    tenants_do_not_leak_through_filters,
    what_is_wrong_with_a_filter_is_told,
);
