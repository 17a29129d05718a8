//! `rollcall.v1.InvitationService`.

use super::{call, convert, error, list, once};
use crate::directory::{
    AcceptInvitation, AcceptedInvitation, CreateInvitation, CreatedInvitation, Directory, InvitationToken,
    RevokeInvitation,
};
use crate::model::{ChildName, DomainName, INVITATIONS, Invitation, Transport};
use crate::pb::{server::invitation_service_server::InvitationService, v1};
use std::sync::Arc;
use tonic::{Request, Response, Status, async_trait};

pub(super) struct Service {
    pub(super) directory: Directory,
    /// What the server listens on for SIP.
    pub(super) transports: Arc<[Transport]>,
}

fn created(created: &CreatedInvitation) -> v1::CreateInvitationResponse {
    v1::CreateInvitationResponse {
        invitation: Some(convert::invitation(&created.invitation)),
        token: created.token.expose().to_owned(),
    }
}

/// A new user, who cannot have registered yet.
fn accepted(accepted: &AcceptedInvitation, listening: &[Transport]) -> v1::AcceptInvitationResponse {
    v1::AcceptInvitationResponse {
        user: Some(convert::user(&accepted.user, &[])),
        sip_settings: Some(convert::sip_settings(accepted, listening)),
    }
}

fn name(text: &str) -> Result<ChildName, Status> {
    call::name("name", text, |text| ChildName::parse(Invitation::COLLECTION, text))
}

#[async_trait]
impl InvitationService for Service {
    async fn create_invitation(
        &self,
        request: Request<v1::CreateInvitationRequest>,
    ) -> Result<Response<v1::CreateInvitationResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let once = once::read("CreateInvitation", &request.request_id, &request, created)?;
        let v1::CreateInvitationRequest { parent, invitation_id, invitation, .. } = request;
        let draft = convert::invitation_draft(invitation.unwrap_or_default());
        let create = CreateInvitation { parent, invitation_id, draft };
        let done = self.directory.create_invitation(&caller, create, once).await;
        Ok(Response::new(once::answer(done, created)?))
    }

    async fn get_invitation(
        &self,
        request: Request<v1::GetInvitationRequest>,
    ) -> Result<Response<v1::GetInvitationResponse>, Status> {
        let caller = call::caller(&request)?;
        let name = name(&request.into_inner().name)?;
        let invitation = self.directory.invitation(&caller, &name).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::GetInvitationResponse { invitation: Some(convert::invitation(&invitation)) }))
    }

    async fn list_invitations(
        &self,
        request: Request<v1::ListInvitationsRequest>,
    ) -> Result<Response<v1::ListInvitationsResponse>, Status> {
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
        let (domain, asked) = list::read(&INVITATIONS, asked, DomainName::parse)?;
        let invitations = self.directory.invitations(&caller, &domain.0, &asked.listing).await;
        let mut invitations = invitations.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut invitations);
        let invitations = invitations.iter().map(convert::invitation).collect();
        Ok(Response::new(v1::ListInvitationsResponse { invitations, next_page_token }))
    }

    async fn revoke_invitation(
        &self,
        request: Request<v1::RevokeInvitationRequest>,
    ) -> Result<Response<v1::RevokeInvitationResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::RevokeInvitationRequest { name: text, etag } = request.into_inner();
        let revoke = RevokeInvitation { name: name(&text)?, etag };
        let revoked = self.directory.revoke_invitation(&caller, revoke).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::RevokeInvitationResponse { invitation: Some(convert::invitation(&revoked)) }))
    }

    async fn accept_invitation(
        &self,
        request: Request<v1::AcceptInvitationRequest>,
    ) -> Result<Response<v1::AcceptInvitationResponse>, Status> {
        let call = call::call(&request);
        let request = request.into_inner();
        let listening = self.transports.clone();
        let answer = move |done: &AcceptedInvitation| accepted(done, &listening);
        let once = once::read("AcceptInvitation", &request.request_id, &request, answer.clone())?;
        let v1::AcceptInvitationRequest {
            token,
            user_id,
            user_password,
            registration_password,
            first_name,
            last_name,
            ..
        } = request;
        let token = InvitationToken::sent(token);
        let accept =
            AcceptInvitation { token, user_id, user_password, registration_password, first_name, last_name };
        let done = self.directory.accept_invitation(call, accept, once).await;
        Ok(Response::new(once::answer(done, answer)?))
    }
}
