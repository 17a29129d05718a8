//! `rollcall.v1.RoleService`.

use super::{call, convert, error, list, once};
use crate::directory::{CreateRole, DeleteRole, Directory, ROLE_PATHS, UpdateRole};
use crate::model::{ChildName, DomainName, ROLES, Role};
use crate::pb::{server::role_service_server::RoleService, v1};
use tonic::{Request, Response, Status, async_trait};

pub(super) struct Service {
    pub(super) directory: Directory,
}

fn created(role: &Role) -> v1::CreateRoleResponse {
    v1::CreateRoleResponse { role: Some(convert::role(role)) }
}

fn role_name(field: &str, text: &str) -> Result<ChildName, Status> {
    call::name(field, text, |text| ChildName::parse("roles", text))
}

#[async_trait]
impl RoleService for Service {
    async fn create_role(
        &self,
        request: Request<v1::CreateRoleRequest>,
    ) -> Result<Response<v1::CreateRoleResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let once = once::read("CreateRole", &request.request_id, &request, created)?;
        let v1::CreateRoleRequest { parent, role_id, role, .. } = request;
        let create = CreateRole { parent, role_id, draft: convert::role_draft(role.unwrap_or_default()) };
        let done = self.directory.create_role(&caller, create, once).await;
        Ok(Response::new(once::answer(done, created)?))
    }

    async fn get_role(
        &self,
        request: Request<v1::GetRoleRequest>,
    ) -> Result<Response<v1::GetRoleResponse>, Status> {
        let caller = call::caller(&request)?;
        let name = role_name("name", &request.into_inner().name)?;
        let role = self.directory.role(&caller, &name).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::GetRoleResponse { role: Some(convert::role(&role)) }))
    }

    async fn list_roles(
        &self,
        request: Request<v1::ListRolesRequest>,
    ) -> Result<Response<v1::ListRolesResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let asked = list::Request {
            parent: &request.parent,
            filter: &request.filter,
            order_by: &request.order_by,
            page_size: request.page_size,
            page_token: &request.page_token,
            ..Default::default()
        };
        let (domain, asked) = list::read(&ROLES, asked, DomainName::parse)?;
        let roles = self.directory.roles(&caller, &domain.0, &asked.listing).await;
        let mut roles = roles.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut roles);
        let roles = roles.iter().map(convert::role).collect();
        Ok(Response::new(v1::ListRolesResponse { roles, next_page_token }))
    }

    async fn update_role(
        &self,
        request: Request<v1::UpdateRoleRequest>,
    ) -> Result<Response<v1::UpdateRoleResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::UpdateRoleRequest { role, update_mask } = request.into_inner();
        let role = role.unwrap_or_default();
        let name = role_name("role.name", &role.name)?;
        let paths = call::mask(update_mask.as_ref(), ROLE_PATHS, convert::ROLE_IDENTIFIERS, |path| {
            convert::role_populated(&role, path)
        })?;
        let etag = role.etag.clone();
        let update = UpdateRole { name, paths, etag, draft: convert::role_draft(role) };
        let role = self.directory.update_role(&caller, update).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::UpdateRoleResponse { role: Some(convert::role(&role)) }))
    }

    async fn delete_role(
        &self,
        request: Request<v1::DeleteRoleRequest>,
    ) -> Result<Response<v1::DeleteRoleResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::DeleteRoleRequest { name, etag } = request.into_inner();
        let delete = DeleteRole { name: role_name("name", &name)?, etag };
        self.directory.delete_role(&caller, delete).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::DeleteRoleResponse {}))
    }

    async fn check_permission(
        &self,
        request: Request<v1::CheckPermissionRequest>,
    ) -> Result<Response<v1::CheckPermissionResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::CheckPermissionRequest { user, permission } = request.into_inner();
        let user = call::user_name("user", &user)?;
        let role = self.directory.check_permission(&caller, &user, &permission).await;
        let role = role.map_err(error::of_directory)?;
        Ok(Response::new(v1::CheckPermissionResponse {
            allowed: role.is_some(),
            role: role.map(|name| name.to_string()).unwrap_or_default(),
        }))
    }
}
