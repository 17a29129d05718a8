//! `rollcall.v1.UserService`.

use super::{
    StreamLimits, batch, call, convert, deadline, error, export_stream, import_stream, list, once,
    resume_token,
};
use crate::directory::{
    CreateUser, CreatedUser, CredentialsReset, DeleteUser, Directory, Error, ProbeRequest, RegistrationProbe,
    ResetCredentials, USER_PATHS, UndeleteUser, UpdateUser, VerifyPassword, Violations,
};
use crate::model::{DomainName, DomainParent, Filter, USERS, User, UserName};
use crate::pb::{server::user_service_server::UserService, v1};
use crate::registrar::Registrar;
use std::{sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::{Request, Response, Status, Streaming, async_trait, codegen::BoxStream};

pub(super) struct Service {
    pub(super) directory: Directory,
    pub(super) registrar: Registrar,
    pub(super) probe: Arc<dyn RegistrationProbe>,
    pub(super) limits: StreamLimits,
    pub(super) imports: Arc<Semaphore>,
    pub(super) exports: Arc<Semaphore>,
}

impl Service {
    fn show(&self, user: &User) -> v1::User {
        convert::user(user, &self.registrar.of_user(&user.name()))
    }
}

/// A place among those that there may be at once.
fn place(places: &Arc<Semaphore>, queue: &'static str) -> Result<OwnedSemaphorePermit, Status> {
    let full = |_| error::of_directory(Error::Overloaded { queue, retry_in: RETRY_IN });
    places.clone().try_acquire_owned().map_err(full)
}

const RETRY_IN: Duration = Duration::from_secs(5);

/// A new user, who cannot have registered yet.
fn created(created: &CreatedUser) -> v1::CreateUserResponse {
    v1::CreateUserResponse {
        user: Some(convert::user(&created.user, &[])),
        generated: convert::generated(&created.generated),
    }
}

#[async_trait]
impl UserService for Service {
    async fn create_user(
        &self,
        request: Request<v1::CreateUserRequest>,
    ) -> Result<Response<v1::CreateUserResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let mut found = Violations::default();
        let once = once::noting("CreateUser", &request.request_id, &request, created, &mut found);
        let v1::CreateUserRequest { parent, user_id, user, .. } = request;
        let mut draft = convert::user_draft(user.unwrap_or_default());
        let Some(DomainName(domain)) = found.parse("parent", &parent, DomainName::parse) else {
            return Err(error::of_directory(Directory::misplaced_user(found, &user_id, draft)));
        };
        draft.found.merge(found);
        let create = CreateUser { domain, user_id, draft };
        let done = self.directory.create_user(&caller, create, once).await;
        Ok(Response::new(once::answer(done, created)?))
    }

    async fn get_user(
        &self,
        request: Request<v1::GetUserRequest>,
    ) -> Result<Response<v1::GetUserResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::GetUserRequest { name, at_least } = request.into_inner();
        let name = call::user_name("name", &name)?;
        call::at_least(&self.registrar, &at_least).await?;
        let user = self.directory.user(&caller, &name).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::GetUserResponse { user: Some(self.show(&user)) }))
    }

    async fn batch_get_users(
        &self,
        request: Request<v1::BatchGetUsersRequest>,
    ) -> Result<Response<v1::BatchGetUsersResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::BatchGetUsersRequest { parent, names, at_least } = request.into_inner();
        let names = batch::names(&parent, &names)?;
        call::at_least(&self.registrar, &at_least).await?;
        let users = self.directory.users_by_name(&caller, &names).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::BatchGetUsersResponse { users: users.iter().map(|u| self.show(u)).collect() }))
    }

    async fn list_users(
        &self,
        request: Request<v1::ListUsersRequest>,
    ) -> Result<Response<v1::ListUsersResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let asked = list::Request {
            parent: &request.parent,
            filter: &request.filter,
            order_by: &request.order_by,
            page_size: request.page_size,
            page_token: &request.page_token,
            show_deleted: request.show_deleted,
            at_least: &request.at_least,
        };
        let (parent, asked) = list::read(&USERS, asked, DomainParent::parse)?;
        call::at_least(&self.registrar, &request.at_least).await?;
        let users = self.directory.users(&caller, &parent, &asked.listing).await;
        let mut users = users.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut users);
        let users = users.iter().map(|u| self.show(u)).collect();
        Ok(Response::new(v1::ListUsersResponse { users, next_page_token }))
    }

    async fn update_user(
        &self,
        request: Request<v1::UpdateUserRequest>,
    ) -> Result<Response<v1::UpdateUserResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::UpdateUserRequest { user, update_mask } = request.into_inner();
        let user = user.unwrap_or_default();
        let name = call::user_name("user.name", &user.name)?;
        let paths = call::mask(update_mask.as_ref(), USER_PATHS, convert::USER_IDENTIFIERS, |path| {
            convert::user_populated(&user, path)
        })?;
        let etag = user.etag.clone();
        let mut draft = convert::user_draft(user);
        call::within(update_mask.as_ref(), "user", &mut draft.found);
        let update = UpdateUser { name, paths, etag, draft };
        let changed = self.directory.update_user(&caller, update).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::UpdateUserResponse {
            user: Some(self.show(&changed.resource)),
            resume_token: resume_token::write(self.registrar.store_id(), changed.revision),
        }))
    }

    async fn delete_user(
        &self,
        request: Request<v1::DeleteUserRequest>,
    ) -> Result<Response<v1::DeleteUserResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::DeleteUserRequest { name, etag } = request.into_inner();
        let delete = DeleteUser { name: call::user_name("name", &name)?, etag };
        let changed = self.directory.delete_user(&caller, delete).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::DeleteUserResponse {
            user: Some(self.show(&changed.resource)),
            resume_token: resume_token::write(self.registrar.store_id(), changed.revision),
        }))
    }

    async fn verify_user_password(
        &self,
        request: Request<v1::VerifyUserPasswordRequest>,
    ) -> Result<Response<v1::VerifyUserPasswordResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::VerifyUserPasswordRequest { parent, identifier, user_password } = request.into_inner();
        let verify = VerifyPassword { parent, identifier, password: user_password };
        let user = self.directory.verify_password(&caller, verify).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::VerifyUserPasswordResponse {
            verified: user.is_some(),
            user: user.map(|name| name.to_string()).unwrap_or_default(),
        }))
    }

    async fn undelete_user(
        &self,
        request: Request<v1::UndeleteUserRequest>,
    ) -> Result<Response<v1::UndeleteUserResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::UndeleteUserRequest { name, etag } = request.into_inner();
        let undelete = UndeleteUser { name: call::user_name("name", &name)?, etag };
        let user = self.directory.undelete_user(&caller, undelete).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::UndeleteUserResponse { user: Some(self.show(&user)) }))
    }

    async fn reset_registration_credentials(
        &self,
        request: Request<v1::ResetRegistrationCredentialsRequest>,
    ) -> Result<Response<v1::ResetRegistrationCredentialsResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let store = self.registrar.store_id();
        let answer = move |done: &CredentialsReset| v1::ResetRegistrationCredentialsResponse {
            user: Some(convert::user(&done.user, &done.registrations)),
            generated: convert::generated(&done.generated),
            previous_expire_time: done.previous_expire_time.map(convert::timestamp),
            resume_token: resume_token::write(store, done.revision),
        };
        let once = once::read("ResetRegistrationCredentials", &request.request_id, &request, answer)?;
        let mut found = Violations::default();
        let reset = ResetCredentials {
            name: call::user_name("name", &request.name)?,
            registration_password: request.registration_password.into(),
            auth_username: request.auth_username,
            overlap: convert::duration("overlap", request.overlap, &mut found).unwrap_or_default(),
            etag: request.etag,
            found,
        };
        let done = self.directory.reset_credentials(&caller, reset, once).await;
        Ok(Response::new(once::answer(done, answer)?))
    }

    async fn test_registration(
        &self,
        request: Request<v1::TestRegistrationRequest>,
    ) -> Result<Response<v1::TestRegistrationResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::TestRegistrationRequest { name, transport } = request.into_inner();
        let mut found = Violations::default();
        let user = found.parse("name", &name, UserName::parse);
        let transport = convert::probe_transport("transport", transport, &mut found);
        found.check().map_err(error::of_directory)?;
        let user = user.ok_or_else(|| error::internal("a name neither good nor bad"))?;
        let probe = ProbeRequest { caller, user, transport, within: deadline::remaining() };
        let report = self.probe.run(probe).await.map_err(error::of_directory)?;
        Ok(Response::new(convert::probe_report(report)))
    }

    async fn import_users(
        &self,
        request: Request<Streaming<v1::ImportUsersRequest>>,
    ) -> Result<Response<BoxStream<v1::ImportUsersResponse>>, Status> {
        let (caller, token) = (call::caller(&request)?, call::token(&request)?);
        let life = self.limits.life(token.expires_at);
        let permit = place(&self.imports, "imports")?;
        let answers =
            import_stream::answers(self.directory.clone(), caller, request.into_inner(), life, permit);
        Ok(Response::new(answers))
    }

    async fn export_users(
        &self,
        request: Request<v1::ExportUsersRequest>,
    ) -> Result<Response<BoxStream<v1::ExportUsersResponse>>, Status> {
        let (caller, token) = (call::caller(&request)?, call::token(&request)?);
        let v1::ExportUsersRequest { parent, filter } = request.into_inner();
        let mut found = Violations::default();
        let domain = found.parse("parent", &parent, DomainName::parse);
        let filter = found.parse("filter", &filter, |text| Filter::parse(USERS.fields, text)).flatten();
        found.check().map_err(error::of_directory)?;
        let DomainName(domain) = domain.ok_or_else(|| error::internal("a domain neither good nor bad"))?;
        let life = self.limits.life(token.expires_at);
        let permit = place(&self.exports, "exports")?;
        let export = self.directory.export_users(&caller, &domain, filter).await;
        let export = export.map_err(error::of_directory)?;
        Ok(Response::new(export_stream::messages(export, life, permit)))
    }
}
