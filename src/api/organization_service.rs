//! `rollcall.v1.OrganizationService`.

use super::{call, convert, error, list, once, page_token};
use crate::directory::{ChangeMember, CreateSet, DeleteSet, Directory, ORGANIZATION_PATHS, UpdateSet};
use crate::model::{DomainName, SetKind, UserSet};
use crate::pb::{server::organization_service_server::OrganizationService, v1};
use crate::store::Page;
use tonic::{Request, Response, Status, async_trait};

pub(super) struct Service {
    pub(super) directory: Directory,
}

const KIND: SetKind = SetKind::Organization;

fn created(organization: &UserSet) -> v1::CreateOrganizationResponse {
    v1::CreateOrganizationResponse { organization: Some(convert::organization(organization)) }
}

fn membership(organization: &str, user: &str) -> Result<ChangeMember, Status> {
    let set = call::name("organization", organization, |text| KIND.name(text))?;
    Ok(ChangeMember { kind: KIND, set, user: call::user_name("user", user)? })
}

#[async_trait]
impl OrganizationService for Service {
    async fn create_organization(
        &self,
        request: Request<v1::CreateOrganizationRequest>,
    ) -> Result<Response<v1::CreateOrganizationResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let once = once::read("CreateOrganization", &request.request_id, &request, created)?;
        let v1::CreateOrganizationRequest { parent, organization_id, organization, .. } = request;
        let draft = convert::organization_draft(organization.unwrap_or_default());
        let create = CreateSet { kind: KIND, parent, id: organization_id, draft };
        let done = self.directory.create_set(&caller, create, once).await;
        Ok(Response::new(once::answer(done, created)?))
    }

    async fn get_organization(
        &self,
        request: Request<v1::GetOrganizationRequest>,
    ) -> Result<Response<v1::GetOrganizationResponse>, Status> {
        let caller = call::caller(&request)?;
        let name = call::name("name", &request.into_inner().name, |text| KIND.name(text))?;
        let set = self.directory.set(&caller, KIND, &name).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::GetOrganizationResponse { organization: Some(convert::organization(&set)) }))
    }

    async fn list_organizations(
        &self,
        request: Request<v1::ListOrganizationsRequest>,
    ) -> Result<Response<v1::ListOrganizationsResponse>, Status> {
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
        let (domain, asked) = list::read(KIND.list(), asked, DomainName::parse)?;
        let sets = self.directory.sets(&caller, KIND, &domain.0, &asked.listing).await;
        let mut sets = sets.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut sets);
        let organizations = sets.iter().map(convert::organization).collect();
        Ok(Response::new(v1::ListOrganizationsResponse { organizations, next_page_token }))
    }

    async fn update_organization(
        &self,
        request: Request<v1::UpdateOrganizationRequest>,
    ) -> Result<Response<v1::UpdateOrganizationResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::UpdateOrganizationRequest { organization, update_mask } = request.into_inner();
        let organization = organization.unwrap_or_default();
        let name = call::name("organization.name", &organization.name, |text| KIND.name(text))?;
        let (known, identifiers) = (ORGANIZATION_PATHS, convert::ORGANIZATION_IDENTIFIERS);
        let paths = call::mask(update_mask.as_ref(), known, identifiers, |path| {
            convert::organization_populated(&organization, path)
        })?;
        let etag = organization.etag.clone();
        let draft = convert::organization_draft(organization);
        let update = UpdateSet { kind: KIND, name, draft, paths, etag };
        let set = self.directory.update_set(&caller, update).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::UpdateOrganizationResponse { organization: Some(convert::organization(&set)) }))
    }

    async fn delete_organization(
        &self,
        request: Request<v1::DeleteOrganizationRequest>,
    ) -> Result<Response<v1::DeleteOrganizationResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::DeleteOrganizationRequest { name, etag } = request.into_inner();
        let name = call::name("name", &name, |text| KIND.name(text))?;
        let delete = DeleteSet { kind: KIND, name, etag };
        self.directory.delete_set(&caller, delete).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::DeleteOrganizationResponse {}))
    }

    async fn add_organization_member(
        &self,
        request: Request<v1::AddOrganizationMemberRequest>,
    ) -> Result<Response<v1::AddOrganizationMemberResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::AddOrganizationMemberRequest { organization, user } = request.into_inner();
        let member = self.directory.add_member(&caller, membership(&organization, &user)?).await;
        let member = convert::organization_member(member.map_err(error::of_directory)?);
        Ok(Response::new(v1::AddOrganizationMemberResponse { member: Some(member) }))
    }

    async fn remove_organization_member(
        &self,
        request: Request<v1::RemoveOrganizationMemberRequest>,
    ) -> Result<Response<v1::RemoveOrganizationMemberResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::RemoveOrganizationMemberRequest { organization, user } = request.into_inner();
        let done = self.directory.remove_member(&caller, membership(&organization, &user)?).await;
        done.map_err(error::of_directory)?;
        Ok(Response::new(v1::RemoveOrganizationMemberResponse {}))
    }

    async fn list_organization_members(
        &self,
        request: Request<v1::ListOrganizationMembersRequest>,
    ) -> Result<Response<v1::ListOrganizationMembersResponse>, Status> {
        let caller = call::caller(&request)?;
        let list = request.into_inner();
        let name = call::name("parent", &list.parent, |text| KIND.name(text))?;
        let below = list.include_descendants;
        let kind = if below { "members of a tree" } else { "members of an organization" };
        let bound = [kind, list.parent.as_str()];
        let asked = page_token::read(list.page_size, &list.page_token, &bound)?;
        let page = Page { after: asked.after.clone(), limit: asked.limit() as u64 };
        let members = self.directory.members(&caller, KIND, &name, below, &page).await;
        let mut members = members.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut members, |member| member.user.login.to_string());
        let members = members.into_iter().map(convert::organization_member).collect();
        Ok(Response::new(v1::ListOrganizationMembersResponse { members, next_page_token }))
    }

    async fn list_user_organizations(
        &self,
        request: Request<v1::ListUserOrganizationsRequest>,
    ) -> Result<Response<v1::ListUserOrganizationsResponse>, Status> {
        let caller = call::caller(&request)?;
        let list = request.into_inner();
        let user = call::user_name("parent", &list.parent)?;
        let bound = ["user organizations", list.parent.as_str()];
        let asked = page_token::read(list.page_size, &list.page_token, &bound)?;
        let page = Page { after: asked.after.clone(), limit: asked.limit() as u64 };
        let sets = self.directory.sets_of_user(&caller, KIND, &user, &page).await;
        let mut sets = sets.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut sets, |set| set.set_id.to_string());
        let organizations = sets.iter().map(convert::organization).collect();
        Ok(Response::new(v1::ListUserOrganizationsResponse { organizations, next_page_token }))
    }
}
