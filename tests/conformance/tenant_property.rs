//! Two tenants walk at random over the same names, with all that there is to call. A model of each says
//! what every call must answer; nothing of one is ever shown to, or changed by, the other.

mod model;

use crate::support::{Backend, Failure, Phone, Server, json::Caller, server::ALL_SCOPES};
use model::{Domain, Kind, Model, User};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rollcall::pb::v1;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex},
};
use tonic::Code;

const STEPS: usize = 700;
/// How often all that each tenant has is compared with its model.
const COMPARE_EVERY: usize = 70;
const PASSWORD: &str = "Correct-Horse-1";
const FQDNS: [&str; 6] = ["d0.test", "d1.test", "d2.test", "d3.test", "d4.test", "d5.test"];
const ACCOUNTS: [&str; 2] = ["acme", "evil"];

/// Something to do in a domain.
#[derive(Debug, Clone)]
enum Op {
    CreateDomain(String),
    ChangeDomain {
        label: String,
        disabled: bool,
    },
    DeleteDomain {
        force: bool,
    },
    UndeleteDomain,
    GetDomain,
    CreateUser(String, User),
    ChangeUser(String, User),
    DeleteUser(String),
    UndeleteUser(String),
    Reset(String),
    GetUser(String),
    CheckPermission(String),
    CreateSet(Kind, String, String),
    ChangeSet(Kind, String, String),
    DeleteSet(Kind, String),
    GetSet(Kind, String),
    Join(Kind, String, String),
    Leave(Kind, String, String),
    Invite(String),
    Revoke(String),
    Deregister(String),
    /// A list of what a domain has, by its method.
    List(&'static str),
}

const LISTS: [&str; 6] = [
    "UserService/ListUsers",
    "RoleService/ListRoles",
    "GroupService/ListGroups",
    "OrganizationService/ListOrganizations",
    "InvitationService/ListInvitations",
    "RegistrationService/ListRegistrations",
];

struct Tenant {
    name: &'static str,
    caller: Caller,
    model: Model,
    phones: HashMap<(String, String), Phone>,
    /// Every uid that it was ever shown.
    uids: BTreeSet<String>,
    watched: Arc<Mutex<Vec<v1::WatchRegistrationsResponse>>>,
}

impl Tenant {
    async fn new(server: &Server, name: &'static str) -> Self {
        let watched = Arc::new(Mutex::new(Vec::new()));
        let mut client = server.client(name).await;
        let request = v1::WatchRegistrationsRequest { parent: "domains/-".into(), ..Default::default() };
        let mut stream = client.registrations.watch_registrations(request).await.unwrap().into_inner();
        let seen = watched.clone();
        tokio::spawn(async move {
            while let Ok(Some(message)) = stream.message().await {
                seen.lock().unwrap().push(message);
            }
        });
        let caller = Caller::new(server, name, ALL_SCOPES).await;
        Self { name, caller, model: Model::new(), phones: HashMap::new(), uids: BTreeSet::new(), watched }
    }

    /// What is on all that it writes, and nowhere in what the other sees.
    fn mark(&self) -> String {
        format!("of-{}", self.name)
    }

    /// What an answer or an error shows must be its own.
    fn look(&mut self, what: &str, shown: &Value) {
        let text = shown.to_string();
        for other in ACCOUNTS.iter().filter(|other| **other != self.name) {
            for mark in [format!("of-{other}"), format!("accounts/{other}")] {
                assert!(!text.contains(&mark), "{what}: {} is shown {text}", self.name);
            }
        }
        collect_uids(shown, &mut self.uids);
    }

    /// Calls a method that answers; all pages of a list.
    async fn all(&mut self, method: &str, request: Value, field: &str) -> Vec<Value> {
        let mut found = Vec::new();
        let mut request = request;
        loop {
            let answer = self.caller.call(method, request.clone()).await;
            let answer = answer.unwrap_or_else(|why| panic!("{method} {request}: {why:?}"));
            self.look(method, &answer);
            found.extend(answer.get(field).and_then(Value::as_array).cloned().unwrap_or_default());
            match answer.get("next_page_token") {
                Some(token) => request["page_token"] = token.clone(),
                None => return found,
            }
        }
    }

    /// All that it can see, in the form of [`model::dump`].
    async fn dump(&mut self) -> Value {
        let mut domains = Map::new();
        for domain in self
            .all("DomainService/ListDomains", json!({"page_size": 2, "show_deleted": true}), "domains")
            .await
        {
            let name = domain["name"].as_str().unwrap().to_owned();
            let parent = json!({"parent": name, "page_size": 3});
            let disabled = domain.get("disabled").cloned().unwrap_or(json!(false));
            let mut shown = json!({"label": domain["labels"]["l"], "disabled": disabled});
            shown["deleted"] = json!(domain.get("delete_time").is_some());
            let mut members = Map::new();
            for kind in Kind::ALL {
                let (title, collection) = (kind.title(), kind.collection());
                let method = format!("{title}Service/List{title}s");
                let sets = self.all(&method, parent.clone(), &collection).await;
                let sets = sets.into_iter().filter(|set| set.get("predefined").is_none());
                let sets: Vec<_> =
                    sets.map(|set| (text(&set, "name"), set["display_name"].clone())).collect();
                for (set, _) in sets.iter().filter(|_| kind != Kind::Role) {
                    let method = format!("{title}Service/List{title}Members");
                    let list = self.all(&method, json!({"parent": set, "page_size": 2}), "members").await;
                    members.insert(set.clone(), list.iter().map(|member| member["user"].clone()).collect());
                }
                shown[collection] = Value::Object(sets.into_iter().collect());
            }
            shown["members"] = Value::Object(members);
            let mut users = Map::new();
            let all = json!({"parent": name, "page_size": 3, "show_deleted": true});
            for mut user in self.all("UserService/ListUsers", all, "users").await {
                let online = user["presence"]["state"] == "PRESENCE_STATE_ONLINE";
                let deleted = user.get("delete_time").is_some();
                let login = text(&user, "login");
                user.as_object_mut().unwrap().retain(|key, _| WRITTEN.contains(&key.as_str()));
                user["online"] = json!(online);
                user["deleted"] = json!(deleted);
                users.insert(login, user);
            }
            shown["users"] = Value::Object(users);
            let mut invitations = Map::new();
            for invitation in
                self.all("InvitationService/ListInvitations", parent.clone(), "invitations").await
            {
                let id = text(&invitation, "name").rsplit('/').next().unwrap().to_owned();
                invitations.insert(id, invitation["state"].clone());
            }
            shown["invitations"] = Value::Object(invitations);
            domains.insert(name.strip_prefix("domains/").unwrap().to_owned(), shown);
        }
        Value::Object(domains)
    }
}

const WRITTEN: [&str; 8] = [
    "first_name",
    "extension_number",
    "email",
    "number_leases",
    "role",
    "organizations",
    "groups",
    "disabled",
];

fn text(json: &Value, field: &str) -> String {
    json[field].as_str().unwrap().to_owned()
}

fn collect_uids(json: &Value, uids: &mut BTreeSet<String>) {
    match json {
        Value::Object(fields) => {
            for field in ["uid", "resource_uid"] {
                if let Some(Value::String(uid)) = fields.get(field) {
                    uids.insert(uid.clone());
                }
            }
            fields.values().for_each(|value| collect_uids(value, uids));
        }
        Value::Array(values) => values.iter().for_each(|value| collect_uids(value, uids)),
        _ => {}
    }
}

/// The method of a step, and what it is asked.
fn request(fqdn: &str, op: &Op) -> (String, Value) {
    let domain = format!("domains/{fqdn}");
    let user = |login: &str| format!("{domain}/users/{login}");
    let (method, request) = match op {
        Op::CreateDomain(label) => {
            let written = json!({
                "labels": {"l": label},
                "organization_management": true,
                "registration": {"max_registrations": 100},
            });
            ("DomainService/CreateDomain", json!({"domain_id": fqdn, "domain": written}))
        }
        Op::ChangeDomain { label, disabled } => {
            let written = json!({"name": domain, "labels": {"l": label}, "disabled": disabled});
            let mask = "labels,disabled";
            ("DomainService/UpdateDomain", json!({"domain": written, "update_mask": mask}))
        }
        Op::DeleteDomain { force } => ("DomainService/DeleteDomain", json!({"name": domain, "force": force})),
        Op::UndeleteDomain => ("DomainService/UndeleteDomain", json!({ "name": domain })),
        Op::GetDomain => ("DomainService/GetDomain", json!({ "name": domain })),
        Op::CreateUser(login, written) => {
            let mut written = written.written(fqdn);
            written["auth_username"] = json!(login);
            written["registration_password"] = json!(PASSWORD);
            written["user_password"] = json!("Battery-Staple-2");
            ("UserService/CreateUser", json!({"parent": domain, "user_id": login, "user": written}))
        }
        Op::ChangeUser(login, written) => {
            let mut written = written.written(fqdn);
            written["name"] = json!(user(login));
            let mask = "firstName,extensionNumber,email,numberLeases,role,organizations,groups,disabled";
            ("UserService/UpdateUser", json!({"user": written, "update_mask": mask}))
        }
        Op::DeleteUser(login) => ("UserService/DeleteUser", json!({"name": user(login)})),
        Op::UndeleteUser(login) => ("UserService/UndeleteUser", json!({"name": user(login)})),
        Op::Reset(login) => {
            let request = json!({"name": user(login), "registration_password": PASSWORD});
            ("UserService/ResetRegistrationCredentials", request)
        }
        Op::GetUser(login) => ("UserService/GetUser", json!({"name": user(login)})),
        Op::CheckPermission(login) => {
            ("RoleService/CheckPermission", json!({"user": user(login), "permission": "calls.make"}))
        }
        Op::CreateSet(kind, id, name) => {
            let mut request = json!({ "parent": domain });
            request[format!("{}_id", kind.field())] = json!(id);
            request[kind.field()] = json!({ "display_name": name });
            return (format!("{0}Service/Create{0}", kind.title()), request);
        }
        Op::ChangeSet(kind, id, name) => {
            let mut request = json!({});
            request[kind.field()] = json!({"name": kind.name(fqdn, id), "display_name": name});
            return (format!("{0}Service/Update{0}", kind.title()), request);
        }
        Op::DeleteSet(kind, id) => {
            return (format!("{0}Service/Delete{0}", kind.title()), json!({"name": kind.name(fqdn, id)}));
        }
        Op::GetSet(kind, id) => {
            return (format!("{0}Service/Get{0}", kind.title()), json!({"name": kind.name(fqdn, id)}));
        }
        Op::Join(kind, id, login) | Op::Leave(kind, id, login) => {
            let verb = if matches!(op, Op::Join(..)) { "Add" } else { "Remove" };
            let mut request = json!({"user": user(login)});
            request[kind.field()] = json!(kind.name(fqdn, id));
            return (format!("{0}Service/{verb}{0}Member", kind.title()), request);
        }
        Op::Invite(id) => {
            let written = json!({"display_name": "Somebody new"});
            let request = json!({"parent": domain, "invitation_id": id, "invitation": written});
            ("InvitationService/CreateInvitation", request)
        }
        Op::Revoke(id) => {
            ("InvitationService/RevokeInvitation", json!({"name": format!("{domain}/invitations/{id}")}))
        }
        Op::Deregister(login) => ("RegistrationService/DeregisterUser", json!({"name": user(login)})),
        Op::List(method) => (*method, json!({ "parent": domain })),
    };
    (method.to_owned(), request)
}

/// The reasons that a step may fail for; none: it must succeed.
fn faults(model: &Model, elsewhere: &Model, fqdn: &str, op: &Op) -> BTreeSet<&'static str> {
    let found = |there: bool| if there { BTreeSet::new() } else { ["RESOURCE_NOT_FOUND"].into() };
    let free = |taken: bool| if taken { ["RESOURCE_ALREADY_EXISTS"].into() } else { BTreeSet::new() };
    if let Op::CreateDomain(_) = op {
        return free(model.contains_key(fqdn) || elsewhere.contains_key(fqdn));
    }
    let Some(domain) = model.get(fqdn) else { return found(false) };
    let user = |login: &String| domain.users.get(login);
    let set = |kind: Kind, id: &String| domain.sets.contains_key(&(kind, id.clone()));
    let deleted = |login: &String| user(login).is_some_and(|user| user.deleted);
    let live = |login: &String| user(login).is_some_and(|user| !user.deleted);
    let when = |fails: bool, why| if fails { BTreeSet::from([why]) } else { BTreeSet::new() };
    let mut faults = match op {
        Op::CreateDomain(_) | Op::ChangeDomain { .. } | Op::GetDomain | Op::List(_) => BTreeSet::new(),
        Op::DeleteDomain { .. } if domain.deleted => found(false),
        Op::DeleteDomain { force } => when(!force && domain.live() > 0, "DOMAIN_NOT_EMPTY"),
        Op::UndeleteDomain => when(!domain.deleted, "RESOURCE_NOT_DELETED"),
        Op::CreateUser(login, new) => {
            &free(user(login).is_some()) | &model::user_faults(model, fqdn, login, new)
        }
        Op::ChangeUser(login, _) | Op::Reset(login) if deleted(login) => when(true, "RESOURCE_DELETED"),
        Op::ChangeUser(login, new) if live(login) => model::user_faults(model, fqdn, login, new),
        Op::DeleteUser(login) => found(live(login)),
        Op::UndeleteUser(login) if live(login) => when(true, "RESOURCE_NOT_DELETED"),
        Op::ChangeUser(login, _)
        | Op::UndeleteUser(login)
        | Op::Reset(login)
        | Op::GetUser(login)
        | Op::CheckPermission(login)
        | Op::Deregister(login) => found(user(login).is_some()),
        Op::CreateSet(kind, id, _) => free(set(*kind, id)),
        Op::DeleteSet(Kind::Role, id) if domain.users.values().any(|u| u.role.as_ref() == Some(id)) => {
            when(true, "ROLE_IN_USE")
        }
        Op::ChangeSet(kind, id, _) | Op::DeleteSet(kind, id) | Op::GetSet(kind, id) => found(set(*kind, id)),
        Op::Join(kind, id, login) if set(*kind, id) && deleted(login) => when(true, "RESOURCE_DELETED"),
        Op::Join(kind, id, login) | Op::Leave(kind, id, login) => {
            found(set(*kind, id) && user(login).is_some())
        }
        Op::Invite(id) => free(domain.invitations.contains_key(id)),
        Op::Revoke(id) => found(domain.invitations.contains_key(id)),
    };
    let reads = matches!(
        op,
        Op::GetDomain
            | Op::GetUser(_)
            | Op::GetSet(..)
            | Op::CheckPermission(_)
            | Op::List(_)
            | Op::Revoke(_)
    );
    let of_the_domain = matches!(op, Op::DeleteDomain { .. } | Op::UndeleteDomain | Op::Deregister(_));
    if domain.deleted && !reads && !of_the_domain {
        faults.insert("RESOURCE_DELETED");
    }
    faults
}

/// What a step that succeeded leaves.
fn apply(model: &mut Model, fqdn: &str, op: Op) {
    let domain = match op {
        Op::CreateDomain(label) => {
            model.insert(fqdn.to_owned(), Domain { label, ..Default::default() });
            return;
        }
        _ => model.get_mut(fqdn).unwrap(),
    };
    match op {
        Op::ChangeDomain { label, disabled } => {
            (domain.label, domain.disabled) = (label, disabled);
            if disabled {
                domain.users.values_mut().for_each(|user| user.online = false);
            }
        }
        Op::CreateUser(login, user) => drop(domain.users.insert(login, user)),
        Op::ChangeUser(login, user) => {
            let before = domain.users.get_mut(&login).unwrap();
            let online = before.online && !user.disabled;
            *before = User { online, ..user };
        }
        Op::DeleteDomain { .. } => {
            domain.deleted = true;
            domain.users.values_mut().for_each(|user| user.online = false);
        }
        Op::UndeleteDomain => domain.deleted = false,
        Op::DeleteUser(login) => {
            let user = domain.users.get_mut(&login).unwrap();
            (user.deleted, user.online) = (true, false);
        }
        Op::UndeleteUser(login) => domain.users.get_mut(&login).unwrap().deleted = false,
        Op::Reset(login) => domain.users.get_mut(&login).unwrap().online = false,
        Op::CreateSet(kind, id, name) | Op::ChangeSet(kind, id, name) => {
            domain.sets.insert((kind, id), name);
        }
        Op::DeleteSet(kind, id) => {
            let set = (kind, id);
            for user in domain.users.values_mut() {
                user.members.remove(&set);
            }
            domain.sets.remove(&set);
        }
        Op::Join(kind, id, login) => drop(domain.users.get_mut(&login).unwrap().members.insert((kind, id))),
        Op::Leave(kind, id, login) => {
            domain.users.get_mut(&login).unwrap().members.remove(&(kind, id));
        }
        Op::Invite(id) => drop(domain.invitations.insert(id, false)),
        Op::Revoke(id) => drop(domain.invitations.insert(id, true)),
        Op::Deregister(login) => domain.users.get_mut(&login).unwrap().online = false,
        _ => {}
    }
}

/// The dice.
struct Chance(StdRng);

impl Chance {
    fn one_of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.0.random_range(0..from.len())]
    }

    fn percent(&mut self, chance: u32) -> bool {
        self.0.random_range(0..100) < chance
    }

    fn login(&mut self) -> String {
        self.one_of(&["u0", "u1", "u2"]).to_owned()
    }

    fn id(&mut self) -> String {
        self.one_of(&["x", "y"]).to_owned()
    }

    fn text(&mut self, mark: &str) -> String {
        format!("{mark} {}", self.0.random_range(0..1000))
    }

    fn user(&mut self, mark: &str) -> User {
        let (number, some) =
            (self.0.random_range(0..6), |yes: bool, text: String| if yes { text } else { String::new() });
        let mut members = BTreeSet::new();
        for kind in [Kind::Organization, Kind::Group] {
            if self.percent(12) {
                members.insert((kind, self.id()));
            }
        }
        User {
            first_name: self.text(mark),
            extension: some(self.percent(40), format!("10{number}")),
            email: some(self.percent(40), format!("e{number}@people.test")),
            lease: some(self.percent(40), format!("00000000-0000-4000-8000-00000000000{number}")),
            role: self.percent(12).then(|| self.id()),
            members,
            disabled: self.percent(15),
            online: false,
            deleted: false,
        }
    }

    fn op(&mut self, mark: &str) -> Op {
        let kind = self.one_of(&Kind::ALL);
        let set = self.one_of(&[Kind::Organization, Kind::Group]);
        match self.0.random_range(0..100) {
            0..6 => Op::CreateDomain(self.text(mark)),
            6..9 => Op::ChangeDomain { label: self.text(mark), disabled: self.percent(20) },
            9..11 => Op::DeleteDomain { force: self.percent(50) },
            11..15 => Op::UndeleteDomain,
            15..16 => Op::GetDomain,
            16..34 => Op::CreateUser(self.login(), self.user(mark)),
            34..48 => Op::ChangeUser(self.login(), self.user(mark)),
            48..51 => Op::DeleteUser(self.login()),
            51..55 => Op::UndeleteUser(self.login()),
            55..57 => Op::Reset(self.login()),
            57..59 => Op::GetUser(self.login()),
            59..61 => Op::CheckPermission(self.login()),
            61..72 => Op::CreateSet(kind, self.id(), self.text(mark)),
            72..75 => Op::ChangeSet(kind, self.id(), self.text(mark)),
            75..78 => Op::DeleteSet(kind, self.id()),
            78..80 => Op::GetSet(kind, self.id()),
            80..86 => Op::Join(set, self.id(), self.login()),
            86..88 => Op::Leave(set, self.id(), self.login()),
            88..90 => Op::Invite(self.id()),
            90..92 => Op::Revoke(self.id()),
            92..95 => Op::Deregister(self.login()),
            _ => Op::List(self.one_of(&LISTS)),
        }
    }
}

async fn nothing_ever_crosses(backend: Backend) {
    // The walk is the same each time; another one is `ROLLCALL_TEST_SEED=…`.
    let seed = std::env::var("ROLLCALL_TEST_SEED").map_or(20_261_124, |seed| seed.parse().unwrap());
    let mut chance = Chance(StdRng::seed_from_u64(seed));
    // Those who are not allowed in do not tire, and all come from one address.
    let server = Server::with(backend, &["--sip-auth-failures", "0"]).await;
    let mut tenants = [Tenant::new(&server, ACCOUNTS[0]).await, Tenant::new(&server, ACCOUNTS[1]).await];
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for step in 0..STEPS {
        let who = chance.0.random_range(0..2_usize);
        let [first, second] = &mut tenants;
        let (me, other) = if who == 0 { (first, second) } else { (second, first) };
        // Of the own ones more often than of the other's, and of those that nobody has.
        let own: Vec<&str> = FQDNS.into_iter().filter(|fqdn| me.model.contains_key(*fqdn)).collect();
        let fqdn =
            if !own.is_empty() && chance.percent(75) { chance.one_of(&own) } else { chance.one_of(&FQDNS) };
        if chance.percent(12) {
            let users = me.model.iter().flat_map(|(f, d)| d.users.keys().map(move |login| (f, login)));
            let users: Vec<(String, String)> = users.map(|(f, login)| (f.clone(), login.clone())).collect();
            if !users.is_empty() {
                let (fqdn, login) = &users[chance.0.random_range(0..users.len())];
                let status = register(&server, me, fqdn, login, &format!("seed {seed}, step {step}")).await;
                *outcomes.entry(format!("REGISTER {status}")).or_default() += 1;
            }
            continue;
        }
        let op = chance.op(&me.mark());
        let what = format!("seed {seed}, step {step}: {} at {fqdn}: {op:?}", me.name);
        let expected = faults(&me.model, &other.model, fqdn, &op);
        let (method, request) = request(fqdn, &op);
        match me.caller.call(&method, request.clone()).await {
            Ok(answer) => {
                assert!(expected.is_empty(), "{what}: succeeded, {expected:?} was expected");
                me.look(&what, &answer);
                apply(&mut me.model, fqdn, op);
                *outcomes.entry(format!("{method} OK")).or_default() += 1;
            }
            Err(failure) => {
                assert!(expected.contains(failure.reason.as_str()), "{what}: {expected:?}, {failure:?}");
                me.look(&what, &json!(format!("{failure:?}")));
                check_failure(me, fqdn, &failure, &request, &what);
                *outcomes.entry(format!("{method} {}", failure.reason)).or_default() += 1;
            }
        }
        if step % COMPARE_EVERY == 0 || step + 1 == STEPS {
            for tenant in &mut tenants {
                let shown = tenant.dump().await;
                assert_eq!(shown, model::dump(&tenant.model), "{what}: all of {}", tenant.name);
            }
            statuses(&mut tenants, &what).await;
        }
    }
    everywhere(&mut tenants).await;
    let [acme, evil] = &tenants;
    assert!(acme.uids.is_disjoint(&evil.uids), "{:?}", acme.uids.intersection(&evil.uids));
    watched(&tenants).await;
    // The walk went where it should: every kind of refusal, and success with every method.
    for reason in [
        "RESOURCE_NOT_FOUND",
        "RESOURCE_ALREADY_EXISTS",
        "RESOURCE_DELETED",
        "RESOURCE_NOT_DELETED",
        "DOMAIN_NOT_EMPTY",
    ] {
        assert!(outcomes.keys().any(|seen| seen.ends_with(reason)), "{reason} of {outcomes:#?}");
    }
    let succeeded = outcomes.keys().filter(|seen| seen.ends_with(" OK")).count();
    assert!(succeeded >= 25, "{succeeded} of {outcomes:#?}");
    assert!(outcomes["REGISTER 200"] > 20, "{outcomes:#?}");
    assert!(acme.uids.len() > 20 && evil.uids.len() > 20, "{outcomes:?}");
}

/// Only names that were asked for are told, and whose they are never.
fn check_failure(me: &Tenant, fqdn: &str, failure: &Failure, request: &Value, what: &str) {
    match failure.code {
        Code::NotFound => {
            let told = &failure.metadata["resource"];
            assert!(request.to_string().contains(told.as_str()), "{what}: {told}");
        }
        Code::AlreadyExists if request.get("domain_id").is_some() => {
            let own = me.model.contains_key(fqdn);
            assert_eq!(failure.metadata.contains_key("resource"), own, "{what}");
        }
        _ => {}
    }
}

/// A phone of a user registers, if the user may.
async fn register(server: &Server, me: &mut Tenant, fqdn: &str, login: &str, what: &str) -> u16 {
    let mark = me.mark();
    let domain = me.model.get_mut(fqdn).unwrap();
    let user = domain.users.get_mut(login).unwrap();
    let key = (fqdn.to_owned(), login.to_owned());
    if !me.phones.contains_key(&key) {
        let mut phone = Phone::new(server.sip("udp"), fqdn, login, PASSWORD).await;
        phone.contact = phone.contact.replace('>', &format!(";{mark}>"));
        me.phones.insert(key.clone(), phone);
    }
    let phone = me.phones.get_mut(&key).unwrap();
    let status = phone.register(600).await.status;
    let may = !(domain.disabled || domain.deleted || user.disabled || user.deleted);
    assert_eq!(status == 200, may, "{what}: {login} at {fqdn} was answered {status}");
    user.online |= may;
    status
}

/// Of all names at once, each tenant hears of its own.
async fn statuses(tenants: &mut [Tenant; 2], what: &str) {
    let names: Vec<(String, String, String)> = FQDNS
        .iter()
        .flat_map(|fqdn| {
            (0..3).map(move |n| (format!("domains/{fqdn}/users/u{n}"), fqdn.to_string(), format!("u{n}")))
        })
        .collect();
    for tenant in tenants {
        let users: Vec<_> = names.iter().map(|(name, ..)| name).collect();
        let request = json!({"parent": "domains/-", "users": users});
        let answer = tenant.caller.call("RegistrationService/BatchGetUserStatuses", request).await.unwrap();
        tenant.look(what, &answer);
        for ((name, fqdn, login), status) in names.iter().zip(answer["statuses"].as_array().unwrap()) {
            let domain = tenant.model.get(fqdn).filter(|domain| !domain.deleted);
            let user = domain.and_then(|domain| domain.users.get(login)).filter(|user| !user.deleted);
            let state = user.map_or("UNKNOWN", |user| if user.online { "ONLINE" } else { "OFFLINE" });
            assert_eq!(
                status["state"],
                format!("PRESENCE_STATE_{state}"),
                "{what}: {name} to {}",
                tenant.name
            );
            assert_eq!(status.get("user").is_some(), user.is_some(), "{what}: {name}");
        }
        let listed = json!({"parent": "domains/-", "page_size": 1000});
        let listed = tenant.all("RegistrationService/ListRegistrations", listed, "registrations").await;
        let online = tenant.model.values().flat_map(|d| d.users.values()).filter(|user| user.online).count();
        assert_eq!(listed.len(), online, "{what}");
    }
}

/// What looks into all domains at once: filters of lists, and the audit.
async fn everywhere(tenants: &mut [Tenant; 2]) {
    for tenant in tenants {
        let live = |model: &Model, which: &dyn Fn(&User) -> bool| {
            let domains = model.values().filter(|domain| !domain.deleted);
            domains
                .flat_map(|domain| domain.users.values())
                .filter(|user| !user.deleted && which(user))
                .count()
        };
        let mut filters: Vec<(String, usize)> = (0..6)
            .map(|n| format!("e{n}@people.test"))
            .map(|email| (format!("email = \"{email}\""), live(&tenant.model, &|user| user.email == email)))
            .collect();
        filters.push(("first_name = \"of-*\"".into(), live(&tenant.model, &|_| true)));
        filters.push(("presence.state = ONLINE".into(), live(&tenant.model, &|user| user.online)));
        filters.push((String::new(), live(&tenant.model, &|_| true)));
        for (filter, count) in filters {
            let request = json!({"parent": "domains/-", "filter": filter, "page_size": 4});
            let users = tenant.all("UserService/ListUsers", request, "users").await;
            assert_eq!(users.len(), count, "{} {filter}: {users:?}", tenant.name);
        }
        let request = json!({"parent": format!("accounts/{}", tenant.name), "page_size": 100});
        let entries = tenant.all("AuditService/ListAuditEntries", request, "audit_entries").await;
        assert!(entries.len() > 50, "{}", entries.len());
        for other in ACCOUNTS.iter().filter(|other| **other != tenant.name) {
            let request = json!({"parent": format!("accounts/{other}")});
            let failure = tenant.caller.call("AuditService/ListAuditEntries", request).await.unwrap_err();
            assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        }
    }
}

/// Watches told of each tenant's own registrations, all along.
async fn watched(tenants: &[Tenant; 2]) {
    for (tenant, other) in [(0, 1), (1, 0)].map(|(a, b)| (&tenants[a], &tenants[b])) {
        let seen = format!("{:?}", tenant.watched.lock().unwrap());
        assert!(seen.contains(&tenant.mark()), "{} saw its own: {seen}", tenant.name);
        assert!(!seen.contains(&other.mark()), "{} saw another's: {seen}", tenant.name);
    }
}

crate::on_both!(nothing_ever_crosses);
