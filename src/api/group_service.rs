//! `rollcall.v1.GroupService`.

use super::{call, convert, error, list, once, page_token};
use crate::directory::{ChangeMember, CreateSet, DeleteSet, Directory, GROUP_PATHS, UpdateSet};
use crate::model::{DomainName, SetKind, UserSet};
use crate::pb::{server::group_service_server::GroupService, v1};
use crate::store::Page;
use tonic::{Request, Response, Status, async_trait};

pub(super) struct Service {
    pub(super) directory: Directory,
}

const KIND: SetKind = SetKind::Group;

fn created(group: &UserSet) -> v1::CreateGroupResponse {
    v1::CreateGroupResponse { group: Some(convert::group(group)) }
}

fn membership(group: &str, user: &str) -> Result<ChangeMember, Status> {
    let set = call::name("group", group, |text| KIND.name(text))?;
    Ok(ChangeMember { kind: KIND, set, user: call::user_name("user", user)? })
}

#[async_trait]
impl GroupService for Service {
    async fn create_group(
        &self,
        request: Request<v1::CreateGroupRequest>,
    ) -> Result<Response<v1::CreateGroupResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let once = once::read("CreateGroup", &request.request_id, &request, created)?;
        let v1::CreateGroupRequest { parent, group_id, group, .. } = request;
        let draft = convert::group_draft(group.unwrap_or_default());
        let create = CreateSet { kind: KIND, parent, id: group_id, draft };
        let done = self.directory.create_set(&caller, create, once).await;
        Ok(Response::new(once::answer(done, created)?))
    }

    async fn get_group(
        &self,
        request: Request<v1::GetGroupRequest>,
    ) -> Result<Response<v1::GetGroupResponse>, Status> {
        let caller = call::caller(&request)?;
        let name = call::name("name", &request.into_inner().name, |text| KIND.name(text))?;
        let set = self.directory.set(&caller, KIND, &name).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::GetGroupResponse { group: Some(convert::group(&set)) }))
    }

    async fn list_groups(
        &self,
        request: Request<v1::ListGroupsRequest>,
    ) -> Result<Response<v1::ListGroupsResponse>, Status> {
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
        let groups = sets.iter().map(convert::group).collect();
        Ok(Response::new(v1::ListGroupsResponse { groups, next_page_token }))
    }

    async fn update_group(
        &self,
        request: Request<v1::UpdateGroupRequest>,
    ) -> Result<Response<v1::UpdateGroupResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::UpdateGroupRequest { group, update_mask } = request.into_inner();
        let group = group.unwrap_or_default();
        let name = call::name("group.name", &group.name, |text| KIND.name(text))?;
        let (known, identifiers) = (GROUP_PATHS, convert::GROUP_IDENTIFIERS);
        let paths = call::mask(update_mask.as_ref(), known, identifiers, |path| {
            convert::group_populated(&group, path)
        })?;
        let etag = group.etag.clone();
        let draft = convert::group_draft(group);
        let update = UpdateSet { kind: KIND, name, draft, paths, etag };
        let set = self.directory.update_set(&caller, update).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::UpdateGroupResponse { group: Some(convert::group(&set)) }))
    }

    async fn delete_group(
        &self,
        request: Request<v1::DeleteGroupRequest>,
    ) -> Result<Response<v1::DeleteGroupResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::DeleteGroupRequest { name, etag } = request.into_inner();
        let name = call::name("name", &name, |text| KIND.name(text))?;
        let delete = DeleteSet { kind: KIND, name, etag };
        self.directory.delete_set(&caller, delete).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::DeleteGroupResponse {}))
    }

    async fn add_group_member(
        &self,
        request: Request<v1::AddGroupMemberRequest>,
    ) -> Result<Response<v1::AddGroupMemberResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::AddGroupMemberRequest { group, user } = request.into_inner();
        let member = self.directory.add_member(&caller, membership(&group, &user)?).await;
        let member = convert::group_member(member.map_err(error::of_directory)?);
        Ok(Response::new(v1::AddGroupMemberResponse { member: Some(member) }))
    }

    async fn remove_group_member(
        &self,
        request: Request<v1::RemoveGroupMemberRequest>,
    ) -> Result<Response<v1::RemoveGroupMemberResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::RemoveGroupMemberRequest { group, user } = request.into_inner();
        let done = self.directory.remove_member(&caller, membership(&group, &user)?).await;
        done.map_err(error::of_directory)?;
        Ok(Response::new(v1::RemoveGroupMemberResponse {}))
    }

    async fn list_group_members(
        &self,
        request: Request<v1::ListGroupMembersRequest>,
    ) -> Result<Response<v1::ListGroupMembersResponse>, Status> {
        let caller = call::caller(&request)?;
        let list = request.into_inner();
        let name = call::name("parent", &list.parent, |text| KIND.name(text))?;
        let bound = ["members of a group", list.parent.as_str()];
        let asked = page_token::read(list.page_size, &list.page_token, &bound)?;
        let page = Page { after: asked.after.clone(), limit: asked.limit() as u64 };
        let members = self.directory.members(&caller, KIND, &name, false, &page).await;
        let mut members = members.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut members, |member| member.user.login.to_string());
        let members = members.into_iter().map(convert::group_member).collect();
        Ok(Response::new(v1::ListGroupMembersResponse { members, next_page_token }))
    }

    async fn list_user_groups(
        &self,
        request: Request<v1::ListUserGroupsRequest>,
    ) -> Result<Response<v1::ListUserGroupsResponse>, Status> {
        let caller = call::caller(&request)?;
        let list = request.into_inner();
        let user = call::user_name("parent", &list.parent)?;
        let bound = ["user groups", list.parent.as_str()];
        let asked = page_token::read(list.page_size, &list.page_token, &bound)?;
        let page = Page { after: asked.after.clone(), limit: asked.limit() as u64 };
        let sets = self.directory.sets_of_user(&caller, KIND, &user, &page).await;
        let mut sets = sets.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut sets, |set| set.set_id.to_string());
        let groups = sets.iter().map(convert::group).collect();
        Ok(Response::new(v1::ListUserGroupsResponse { groups, next_page_token }))
    }
}
