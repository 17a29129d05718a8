//! The driver of the conformance suite: see clients/conformance/README.md.

#![allow(clippy::print_stdout, reason = "the protocol is lines on standard output")]

use futures::TryStreamExt;
use rollcall_client::{Client, Error, ErrorKind, Item, Online, Start, TokenError, WatchOptions, v1};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    sync::Notify,
    task::JoinHandle,
};

#[derive(Default)]
struct Driver {
    client: Mutex<Option<Client>>,
    token_calls: Arc<AtomicU64>,
    watches: Mutex<HashMap<String, Watching>>,
    views: Mutex<HashMap<String, Arc<Online>>>,
}

struct Watching {
    go_on: Arc<Notify>,
    stop: Arc<Notify>,
    task: JoinHandle<()>,
}

#[tokio::main]
async fn main() {
    let driver = Arc::new(Driver::default());
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let Ok(request) = serde_json::from_str::<Value>(&line) else { continue };
        let driver = driver.clone();
        tokio::spawn(async move {
            let id = request["id"].clone();
            match driver.handle(&request).await {
                Ok(ok) => println!("{}", json!({ "id": id, "ok": ok })),
                Err(error) => println!("{}", json!({ "id": id, "error": told(&error) })),
            }
        });
    }
}

impl Driver {
    async fn handle(&self, request: &Value) -> Result<Value, Error> {
        let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        let deadline = request["deadline_ms"].as_u64().map(Duration::from_millis);
        let op = request["op"].as_str().unwrap_or_default();
        if op == "connect" {
            return self.connect(request);
        }
        let client = self.client.lock().unwrap().clone().expect("connect comes first");
        let users = deadline.map_or(client.users(), |d| client.users().within(d));
        let domains = deadline.map_or(client.domains(), |d| client.domains().within(d));
        let registrations = deadline.map_or(client.registrations(), |d| client.registrations().within(d));
        Ok(match op {
            "create_domain" => {
                let request = v1::CreateDomainRequest { domain_id: text("domain_id"), ..Default::default() };
                json!({ "name": domains.create_domain(request).await?.domain.unwrap_or_default().name })
            }
            "get_domain" => {
                let request = v1::GetDomainRequest { name: text("name"), ..Default::default() };
                json!({ "name": domains.get_domain(request).await?.domain.unwrap_or_default().name })
            }
            "create_user" => {
                let user = v1::User {
                    first_name: text("first_name"),
                    last_name: text("last_name"),
                    email: text("email"),
                    extension_number: text("extension_number"),
                    ..Default::default()
                };
                let created = users
                    .create_user(v1::CreateUserRequest {
                        parent: text("parent"),
                        user_id: text("user_id"),
                        user: Some(user),
                        request_id: text("request_id"),
                    })
                    .await?;
                let mut answer = user_of(&created.user.unwrap_or_default());
                let secrets = created.generated.unwrap_or_default();
                answer["has_secrets"] = (!secrets.registration_password.is_empty()).into();
                answer
            }
            "get_user" => {
                let request = v1::GetUserRequest { name: text("name"), ..Default::default() };
                user_of(&users.get_user(request).await?.user.unwrap_or_default())
            }
            "update_user" => {
                let fields = ["first_name", "last_name", "email", "extension_number"];
                let paths =
                    fields.iter().filter(|f| request.get(**f).is_some()).map(ToString::to_string).collect();
                let user = v1::User {
                    name: text("name"),
                    etag: text("etag"),
                    first_name: text("first_name"),
                    last_name: text("last_name"),
                    email: text("email"),
                    extension_number: text("extension_number"),
                    ..Default::default()
                };
                let update_mask = Some(prost_types::FieldMask { paths });
                let request = v1::UpdateUserRequest { user: Some(user), update_mask };
                user_of(&users.update_user(request).await?.user.unwrap_or_default())
            }
            "delete_user" => {
                let request = v1::DeleteUserRequest { name: text("name"), ..Default::default() };
                users.delete_user(request).await?;
                json!({})
            }
            "list_users" => {
                let request = v1::ListUsersRequest {
                    parent: text("parent"),
                    page_size: request["page_size"].as_i64().unwrap_or_default() as i32,
                    filter: text("filter"),
                    ..Default::default()
                };
                let all: Vec<v1::User> = users.list_users_all(request).try_collect().await?;
                json!({ "names": all.into_iter().map(|user| user.name).collect::<Vec<_>>() })
            }
            "statuses" => {
                let request = v1::BatchGetUserStatusesRequest {
                    parent: text("parent"),
                    users: texts(&request["users"]),
                    ..Default::default()
                };
                let answer = registrations.batch_get_user_statuses(request).await?;
                let one = |s: &v1::UserStatus| json!({ "requested": s.requested, "state": s.state });
                json!({ "statuses": answer.statuses.iter().map(one).collect::<Vec<_>>() })
            }
            "deregister_user" => {
                let request = v1::DeregisterUserRequest { name: text("name"), ..Default::default() };
                json!({ "ended_count": registrations.deregister_user(request).await?.ended_count })
            }
            "first_call" => {
                let began = Instant::now();
                let request = v1::GetUserRequest { name: text("name"), ..Default::default() };
                users.get_user(request).await?;
                json!({ "ms": began.elapsed().as_secs_f64() * 1000.0 })
            }
            "count_events" => {
                let parent = text("parent");
                count(&client, parent, text("start"), request["count"].as_u64().unwrap_or_default()).await?
            }
            "token_calls" => json!({ "count": self.token_calls.load(Ordering::Relaxed) }),
            "watch" => self.watch(&client, request),
            "go_on" => {
                self.watches.lock().unwrap()[&text("watch")].go_on.notify_one();
                json!({})
            }
            "stop" => {
                let watching =
                    self.watches.lock().unwrap().remove(&text("watch")).expect("there is such a watch");
                watching.stop.notify_one();
                watching.task.await.expect("the loop is left");
                json!({})
            }
            "online" => {
                let online = Arc::new(client.online(text("parent")));
                self.views.lock().unwrap().insert(text("view"), online.clone());
                online.wait_live().await?;
                json!({})
            }
            "online_users" => {
                let online = self.views.lock().unwrap()[&text("view")].clone();
                json!({ "users": online.users(), "live": online.is_live() })
            }
            "close_online" => {
                self.views.lock().unwrap().remove(&text("view"));
                json!({})
            }
            other => panic!("{other} is no op"),
        })
    }

    fn connect(&self, request: &Value) -> Result<Value, Error> {
        let mut builder = Client::builder(request["endpoint"].as_str().unwrap_or_default());
        let file = |name: &str| fs::read(request[name].as_str().unwrap_or_default()).expect("a file");
        self.token_calls.store(0, Ordering::Relaxed);
        let mut given = texts(&request["tokens"]);
        given.extend(request["token"].as_str().map(str::to_owned));
        let path = request["token_file"].as_str();
        if !given.is_empty() || path.is_some() {
            let (calls, path) = (self.token_calls.clone(), path.unwrap_or_default().to_owned());
            builder = builder.token_provider(move || {
                let nth = calls.fetch_add(1, Ordering::Relaxed);
                match given.get(usize::try_from(nth).unwrap_or(usize::MAX)).or(given.last()) {
                    Some(token) => Ok(token.clone()),
                    None => fs::read_to_string(&path).map_err(TokenError::from),
                }
            });
        }
        if request.get("ca").is_some() {
            builder = builder.ca(file("ca"));
        }
        if request.get("cert").is_some() {
            builder = builder.identity(file("cert"), file("key"));
        }
        if let Some(ms) = request["deadline_ms"].as_u64() {
            builder = builder.deadline(Duration::from_millis(ms));
        }
        if let Some(ms) = request["keepalive_ms"].as_u64() {
            builder = builder.keepalive(Duration::from_millis(ms));
        }
        let insecure = request["insecure_plaintext"].as_bool().unwrap_or_default();
        *self.client.lock().unwrap() = Some(builder.insecure_plaintext(insecure).build()?);
        Ok(json!({}))
    }

    fn watch(&self, client: &Client, request: &Value) -> Value {
        let name = request["watch"].as_str().unwrap_or_default().to_owned();
        let start = match request["start"].as_str() {
            None | Some("snapshot") => Start::Snapshot,
            Some("now") => Start::Now,
            Some(token) => Start::After(token.to_owned()),
        };
        let options = WatchOptions {
            start,
            users: texts(&request["users"]),
            include_refreshes: request["include_refreshes"].as_bool().unwrap_or_default(),
            ..Default::default()
        };
        let mut watch = client.watch(request["parent"].as_str().unwrap_or_default(), options);
        let (go_on, stop) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let mut left = request["pause_after"].as_u64();
        let task = {
            let (go_on, stop, name) = (go_on.clone(), stop.clone(), name.clone());
            tokio::spawn(async move {
                loop {
                    let next = tokio::select! {
                        next = watch.next() => next,
                        () = stop.notified() => break,
                    };
                    match next {
                        Some(Ok(item)) => println!("{}", json!({ "watch": name, "item": item_of(item) })),
                        Some(Err(error)) => {
                            println!("{}", json!({ "watch": name, "error": told(&error) }));
                            return;
                        }
                        None => break,
                    }
                    left = left.map(|left| left - 1);
                    if left == Some(0) {
                        left = None;
                        tokio::select! {
                            () = go_on.notified() => {}
                            () = stop.notified() => break,
                        }
                    }
                }
                println!("{}", json!({ "watch": name, "end": true }));
            })
        };
        self.watches.lock().unwrap().insert(name, Watching { go_on, stop, task });
        json!({})
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn user_of(user: &v1::User) -> Value {
    json!({
        "name": user.name, "login": user.login, "first_name": user.first_name, "last_name": user.last_name,
        "email": user.email, "extension_number": user.extension_number, "etag": user.etag, "gender": user.gender,
    })
}

fn registration_of(registration: &v1::Registration) -> Value {
    let user = registration.name.split("/registrations/").next();
    json!({ "name": registration.name, "user": user, "contact": registration.contact_uri })
}

fn item_of(item: Item) -> Value {
    match item {
        Item::Snapshot { registrations, token } => {
            let registrations: Vec<_> = registrations.iter().map(registration_of).collect();
            json!({ "type": "snapshot", "registrations": registrations, "token": token })
        }
        Item::Changes { events, token } => {
            let events: Vec<_> = events
                .iter()
                .map(|event| {
                    let registration = event.registration.clone().unwrap_or_default();
                    let mut out = registration_of(&registration);
                    out["revision"] = event.revision.into();
                    out["kind"] = event.kind.into();
                    out["state"] = registration.state.into();
                    out["count"] = event.registration_count.into();
                    out
                })
                .collect();
            json!({ "type": "changes", "events": events, "token": token })
        }
        Item::Bookmark { token } => json!({ "type": "bookmark", "token": token }),
        Item::Resync { reason } => json!({ "type": "resync", "reason": reason }),
        Item::Disconnected { error } => {
            let code = error.as_ref().map(|error| code_of(error.code())).unwrap_or_default();
            let reason = error.as_ref().map(Error::reason).unwrap_or_default();
            json!({ "type": "disconnected", "code": code, "reason": reason })
        }
    }
}

fn told(error: &Error) -> Value {
    let (kind, more) = match error.kind() {
        ErrorKind::NotFound { resource } => ("not_found", json!({ "resource": resource })),
        ErrorKind::AlreadyExists { field, resource } => {
            ("already_exists", json!({ "field": field, "resource": resource }))
        }
        ErrorKind::Invalid { violations } => {
            let one = |v: &rollcall_client::FieldViolation| json!({ "field": v.field, "description": v.description, "value": v.value });
            ("invalid", json!({ "violations": violations.iter().map(one).collect::<Vec<_>>() }))
        }
        ErrorKind::Aborted { etag } => ("aborted", json!({ "etag": etag })),
        ErrorKind::PermissionDenied => ("permission_denied", json!({})),
        ErrorKind::Unauthenticated => ("unauthenticated", json!({})),
        ErrorKind::Compacted => ("compacted", json!({})),
        ErrorKind::DeadlineExceeded => ("deadline_exceeded", json!({})),
        ErrorKind::Unavailable => ("unavailable", json!({})),
        ErrorKind::ResourceExhausted { .. } => ("resource_exhausted", json!({})),
        ErrorKind::PlaintextRefused => ("plaintext_refused", json!({})),
        ErrorKind::Other => ("other", json!({})),
    };
    let mut out = json!({
        "kind": kind, "code": code_of(error.code()), "reason": error.reason(), "message": error.to_string(),
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        out[name] = value.clone();
    }
    out
}

/// gRPC's own names.
fn code_of(code: tonic::Code) -> String {
    let name = format!("{code:?}");
    let mut out = String::new();
    for (at, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

/// Takes so many events of a watch, and tells in which time after the first item.
async fn count(client: &Client, parent: String, token: String, wanted: u64) -> Result<Value, Error> {
    let options = WatchOptions { start: Start::After(token), include_refreshes: true, ..Default::default() };
    let mut watch = client.watch(parent, options);
    let (mut began, mut seen) = (None, 0);
    while seen < wanted {
        let item = watch.next().await.expect("a watch has no end")?;
        began.get_or_insert_with(Instant::now);
        if let Item::Changes { events, .. } = item {
            seen += events.len() as u64;
        }
    }
    Ok(json!({ "seconds": began.map(|at| at.elapsed().as_secs_f64()) }))
}
