//! `rollcall.v1.RegistrationService`.

use super::{
    account_check, call, convert, error, list, resume_token, stream_limits::StreamLimits, watch_ends,
    watch_stream,
};
use crate::directory::{Caller, Deregister, Directory, Resource, Watched, WatchedParent};
use crate::model::{
    AccountId, AccountScope, ChildName, Fqdn, Listing, Login, Place, REGISTRATIONS, Registration,
    RegistrationName, Revision, SetKind, UserName,
};
use crate::pb::{
    WatchMessage,
    server::registration_service_server::RegistrationService,
    v1::{self, watch_registrations_request},
};
use crate::registrar::{Groups, Position, Registrar, Selection, Start, octets};
use crate::store::WatchedGroup;
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};
use tonic::{Request, Response, Status, async_trait, codegen::BoxStream};
use uuid::Uuid;

pub(super) struct Service {
    pub(super) directory: Directory,
    pub(super) registrar: Registrar,
    pub(super) limits: StreamLimits,
}

/// Names that one call may ask about.
const MAX_USERS: usize = 1000;
/// Groups that a watch is filtered by.
const MAX_GROUPS: usize = 100;
const MAX_REASON: usize = 256;
/// Registrations that a filter looks at in one go.
const PART: usize = 1000;

impl Service {
    /// The part of all registrations that a parent names. Errors: NOT_FOUND, whoever else owns it.
    async fn selection(&self, caller: &Caller, parent: &str) -> Result<(Selection, WatchedParent), Status> {
        let scope = caller.scope.clone();
        if let Some(account) = parent.strip_prefix("accounts/") {
            let account = call::name("parent", account, AccountId::parse)?;
            if !scope.covers(&account) {
                return Err(error::not_found(&Resource {
                    kind: "rollcall.dev/Account",
                    name: parent.to_owned(),
                }));
            }
            return Ok((Selection::all(AccountScope::One(account)), WatchedParent::Everything));
        }
        if parent == "domains/-" {
            return Ok((Selection::all(scope), WatchedParent::Everything));
        }
        if parent.contains("/users/") {
            let name = call::user_name("parent", parent)?;
            let user = self.directory.user(caller, &name).await.map_err(error::of_directory)?;
            return Ok((Selection::user(scope, name), (&user).into()));
        }
        let name = call::domain_name("parent", parent)?;
        let domain = self.directory.domain(caller, &name.0).await.map_err(error::of_directory)?;
        Ok((Selection::domain(scope, name.0), (&domain).into()))
    }

    /// A page of the selected registrations that the filter lets pass. What is looked through is read in small
    /// parts, so that no filter holds up those who register; the revision is that of the first part.
    async fn page(&self, selection: &Selection, listing: &Listing) -> (Revision, Vec<Arc<Registration>>) {
        let limit = usize::try_from(listing.limit).unwrap_or(usize::MAX);
        let size = if listing.filter.is_none() { limit } else { PART.max(limit) };
        let mut after = listing.after.as_ref().and_then(position);
        let (mut first, mut page) = (None, Vec::new());
        loop {
            let descending = listing.order.descending;
            let (revision, part) = self.registrar.list(selection, after.as_ref(), descending, size);
            let revision = *first.get_or_insert(revision);
            after = part.last().map(|last| Position::from(&**last));
            let whole = part.len() < size;
            let passes = |r: &Registration| listing.filter.as_ref().is_none_or(|f| f.holds(&|t| r.passes(t)));
            page.extend(part.into_iter().filter(|r| passes(r)));
            if whole || page.len() >= limit {
                page.truncate(limit);
                return (revision, page);
            }
            tokio::task::yield_now().await;
        }
    }

    /// A registration, with what only reads tell of it: a watch's messages are of every reader.
    fn told(&self, r: &Registration) -> v1::Registration {
        let reachability = self.registrar.reachability(r).map(convert::reachability);
        v1::Registration { reachability, ..convert::registration(r) }
    }

    fn status(&self, requested: String, user: Option<(&UserName, Vec<Arc<Registration>>)>) -> v1::UserStatus {
        let Some((user, mut registrations)) = user else {
            let state = v1::PresenceState::Unknown.into();
            return v1::UserStatus { requested, state, ..Default::default() };
        };
        // The most preferred first; no q is as good as 1 (RFC 3261 §10.2.1.2).
        registrations.sort_by_key(|r| std::cmp::Reverse(r.q.map_or(1000, |q| q.thousandths())));
        let state = match registrations.is_empty() {
            true => v1::PresenceState::Offline,
            false => v1::PresenceState::Online,
        };
        v1::UserStatus {
            requested,
            user: user.to_string(),
            state: state.into(),
            last_seen_time: registrations
                .iter()
                .map(|r| convert::timestamp(r.refresh_time))
                .max_by_key(|t| (t.seconds, t.nanos)),
            registrations: registrations.iter().map(|r| self.told(r)).collect(),
        }
    }

    fn token(&self, revision: Revision) -> String {
        resume_token::write(self.registrar.store_id(), revision)
    }

    /// The watched users of a request. Errors: NOT_FOUND for one that is not there.
    async fn users(&self, caller: &Caller, names: &[String]) -> Result<Option<HashSet<UserName>>, Status> {
        if names.is_empty() {
            return Ok(None);
        }
        if names.len() > MAX_USERS {
            let why = format!("at most {MAX_USERS} users");
            return Err(error::bad_field("users", why, names.len()));
        }
        let named = names.iter().enumerate();
        let users: HashSet<UserName> = named
            .map(|(at, name)| call::user_name(&format!("users[{at}]"), name))
            .collect::<Result<_, _>>()?;
        let there = self.existing(caller, users.iter()).await?;
        match users.iter().find(|user| !there.contains(*user)) {
            Some(missing) => Err(error::not_found(&Resource::user(missing))),
            None => Ok(Some(users)),
        }
    }

    /// The groups of a request. Errors: NOT_FOUND for one that is not there.
    async fn groups(
        &self,
        caller: &Caller,
        names: &[String],
    ) -> Result<Vec<(ChildName, WatchedGroup)>, Status> {
        if names.len() > MAX_GROUPS {
            let why = format!("at most {MAX_GROUPS} groups");
            return Err(error::bad_field("groups", why, names.len()));
        }
        let named = names.iter().enumerate();
        let groups: Vec<ChildName> = named
            .map(|(at, name)| call::name(&format!("groups[{at}]"), name, |text| SetKind::Group.name(text)))
            .collect::<Result<_, _>>()?;
        self.directory.watched_groups(caller, &groups).await.map_err(error::of_directory)
    }

    /// Those of the names that are users of the caller: one query per domain.
    async fn existing(
        &self,
        caller: &Caller,
        names: impl Iterator<Item = &UserName> + Send,
    ) -> Result<HashSet<UserName>, Status> {
        let mut by_domain: BTreeMap<Fqdn, Vec<Login>> = BTreeMap::new();
        for name in names {
            by_domain.entry(name.domain.clone()).or_default().push(name.login.clone());
        }
        let mut there = HashSet::new();
        for (domain, logins) in by_domain {
            let found = self.directory.existing_logins(&caller.scope, &domain, &logins).await;
            let found = found.map_err(error::of_directory)?;
            there.extend(found.into_iter().map(|login| UserName { domain: domain.clone(), login }));
        }
        Ok(there)
    }
}

#[async_trait]
impl RegistrationService for Service {
    async fn list_registrations(
        &self,
        request: Request<v1::ListRegistrationsRequest>,
    ) -> Result<Response<v1::ListRegistrationsResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let asked = list::Request {
            parent: &request.parent,
            filter: &request.filter,
            order_by: &request.order_by,
            page_size: request.page_size,
            page_token: &request.page_token,
            at_least: &request.at_least,
            ..Default::default()
        };
        let ((), asked) = list::read(&REGISTRATIONS, asked, |_| Ok(()))?;
        let (selection, _) = self.selection(&caller, &request.parent).await?;
        call::at_least(&self.registrar, &request.at_least).await?;
        let (revision, mut rows) = self.page(&selection, &asked.listing).await;
        let next_page_token = asked.finish_large(&mut rows, |r| octets(r));
        Ok(Response::new(v1::ListRegistrationsResponse {
            registrations: rows.iter().map(|r| self.told(r)).collect(),
            next_page_token,
            resume_token: self.token(revision),
        }))
    }

    async fn get_registration(
        &self,
        request: Request<v1::GetRegistrationRequest>,
    ) -> Result<Response<v1::GetRegistrationResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::GetRegistrationRequest { name, at_least } = request.into_inner();
        let name = call::name("name", &name, RegistrationName::parse)?;
        call::at_least(&self.registrar, &at_least).await?;
        let selection = Selection::user(caller.scope, name.user.clone());
        let (revision, rows) = self.registrar.list(&selection, None, false, usize::MAX);
        let found = rows.iter().find(|r| r.uid == name.uid);
        let found = found.ok_or_else(|| error::not_found(&Resource::registration(&name)))?;
        Ok(Response::new(v1::GetRegistrationResponse {
            registration: Some(self.told(found)),
            resume_token: self.token(revision),
        }))
    }

    async fn batch_get_user_statuses(
        &self,
        request: Request<v1::BatchGetUserStatusesRequest>,
    ) -> Result<Response<v1::BatchGetUserStatusesResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::BatchGetUserStatusesRequest { parent, users, at_least } = request.into_inner();
        let domain = match parent.as_str() {
            "domains/-" => None,
            name => Some(call::domain_name("parent", name)?.0),
        };
        if !(1..=MAX_USERS).contains(&users.len()) {
            let why = format!("1 to {MAX_USERS} users");
            return Err(error::bad_field("users", why, users.len()));
        }
        call::at_least(&self.registrar, &at_least).await?;
        let asked: Vec<Option<UserName>> =
            users.iter().map(|text| asked_user(domain.as_ref(), text)).collect();
        let (revision, mut registrations) = self.registrar.of_users(asked.iter().map(Option::as_ref));
        for found in &mut registrations {
            found.retain(|r| caller.scope.covers(&r.user.account));
        }
        // Who is registered is a user. Only of the others the directory must say whether they are, or their domain is.
        if let Some(domain) = &domain
            && registrations.iter().all(Vec::is_empty)
        {
            self.directory.domain(&caller, domain).await.map_err(error::of_directory)?;
        }
        let others = asked.iter().zip(&registrations).filter(|(_, found)| found.is_empty());
        let offline = self.existing(&caller, others.filter_map(|(name, _)| name.as_ref())).await?;
        let statuses = users
            .into_iter()
            .zip(asked.iter().zip(registrations))
            .map(|(requested, (name, found))| {
                let user = name.as_ref().filter(|name| !found.is_empty() || offline.contains(*name));
                self.status(requested, user.map(|user| (user, found)))
            })
            .collect();
        let resume_token = self.token(revision);
        Ok(Response::new(v1::BatchGetUserStatusesResponse { statuses, resume_token }))
    }

    async fn watch_registrations(
        &self,
        request: Request<v1::WatchRegistrationsRequest>,
    ) -> Result<Response<BoxStream<WatchMessage>>, Status> {
        let caller = call::caller(&request)?;
        let token = call::token(&request)?;
        let watch = request.into_inner();
        let kinds = watch_stream::kinds(&watch.kinds, watch.include_refreshes)?;
        let store = self.registrar.store_id();
        let start = match &watch.start {
            Some(watch_registrations_request::Start::ResumeToken(token)) => {
                Start::After(resume_token::read("resume_token", token, store)?)
            }
            Some(watch_registrations_request::Start::StartNow(_)) => Start::Now,
            Some(watch_registrations_request::Start::StartWithSnapshot(_)) | None => Start::Snapshot,
        };
        if matches!(start, Start::After(_)) && !watch.at_least.is_empty() {
            return Err(error::bad_field("at_least", "not with resume_token", watch.at_least));
        }
        // Who waits for a revision has a place already.
        let place = self.limits.take(&token)?;
        match start {
            Start::After(revision) => call::reach(&self.registrar, revision).await?,
            Start::Snapshot | Start::Now => call::at_least(&self.registrar, &watch.at_least).await?,
        }
        let (mut selection, parent) = self.selection(&caller, &watch.parent).await?;
        selection.users = self.users(&caller, &watch.users).await?;
        let groups = self.groups(&caller, &watch.groups).await?;
        if !groups.is_empty() {
            let groups = groups.iter().map(|(_, group)| group);
            let domains = groups.clone().map(|group| group.domain_id).collect();
            selection.groups = Some(Groups { ids: groups.map(|group| group.id).collect(), domains });
        }
        let ends = watch_ends::Ends::new(
            self.directory.clone(),
            self.registrar.clone(),
            caller,
            account_check::guarded(&token).cloned(),
            Watched { parent, groups },
        );
        // One who resumes is told first what it has missed.
        let gone = ends.deleted().await;
        if let (Some(gone), Start::Snapshot | Start::Now) = (&gone, start) {
            return Err(gone.status.clone());
        }
        let opened = self.registrar.watch(selection, start).await;
        let opened = opened.map_err(|e| error::of_watch(&e, self.registrar.revision()))?.only(kinds);
        let life = self.limits.life(token.expires_at);
        Ok(Response::new(watch_stream::messages(opened, store, life, place, ends, gone)))
    }

    async fn delete_registration(
        &self,
        request: Request<v1::DeleteRegistrationRequest>,
    ) -> Result<Response<v1::DeleteRegistrationResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::DeleteRegistrationRequest { name, reason, etag } = request.into_inner();
        let name = call::name("name", &name, RegistrationName::parse)?;
        check_reason(&reason)?;
        let what = Deregister::One { name, etag };
        let ended = self.directory.deregister(&caller, what, reason).await.map_err(error::of_directory)?;
        let resume_token = self.token(ended.revision);
        Ok(Response::new(v1::DeleteRegistrationResponse { resume_token }))
    }

    async fn deregister_user(
        &self,
        request: Request<v1::DeregisterUserRequest>,
    ) -> Result<Response<v1::DeregisterUserResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::DeregisterUserRequest { name, reason } = request.into_inner();
        let name = call::user_name("name", &name)?;
        check_reason(&reason)?;
        let user = self.directory.user(&caller, &name).await.map_err(error::of_directory)?;
        let what = Deregister::User(Box::new(user));
        let ended = self.directory.deregister(&caller, what, reason).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::DeregisterUserResponse {
            ended_count: i32::try_from(ended.count).unwrap_or(i32::MAX),
            resume_token: self.token(ended.revision),
        }))
    }
}

fn check_reason(reason: &str) -> Result<(), Status> {
    let mut found = crate::directory::Violations::default();
    found.text("reason", reason, MAX_REASON);
    found.check().map_err(error::of_directory)
}

/// The user that an entry of `users` means; `None` when it cannot be one.
fn asked_user(domain: Option<&Fqdn>, text: &str) -> Option<UserName> {
    if let Ok(name) = UserName::parse(text) {
        return domain.is_none_or(|d| *d == name.domain).then_some(name);
    }
    Some(UserName { domain: domain?.clone(), login: Login::parse(text).ok()? })
}

/// The place in the table that a page token names.
fn position(place: &Place) -> Option<Position> {
    let [domain, login, uid] = &place.name[..] else { return None };
    Some(Position {
        domain: Fqdn::parse(domain.text()).ok()?,
        login: Login::parse(login.text()).ok()?,
        uid: Uuid::parse_str(uid.text()).ok()?,
    })
}
