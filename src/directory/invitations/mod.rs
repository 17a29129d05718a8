//! Invitations: get and list; what their changes share.

mod accept;
mod create;
mod preset;
mod revoke;
mod token;

pub use accept::{AcceptInvitation, AcceptedInvitation};
pub use create::{CreateInvitation, CreatedInvitation, InvitationDraft};
pub use revoke::RevokeInvitation;
pub use token::InvitationToken;

use super::{Caller, Directory, Error, Resource};
use crate::model::{ChildName, Fqdn, Invitation, InvitationState, Listing, Time};

impl Directory {
    /// Errors: `NotFound`.
    pub async fn invitation(&self, caller: &Caller, name: &ChildName) -> Result<Invitation, Error> {
        let invitation = self.inner.store.invitation(&caller.scope, name).await?;
        invitation.ok_or_else(|| Error::NotFound(Resource::invitation(name)))
    }

    /// A page of a domain's invitations. Errors: `NotFound` for the domain.
    pub async fn invitations(
        &self,
        caller: &Caller,
        domain: &Fqdn,
        listing: &Listing,
    ) -> Result<Vec<Invitation>, Error> {
        let domain = self.domain(caller, domain).await?;
        Ok(self.inner.store.invitations(&caller.scope, &domain, listing).await?)
    }
}

/// Fails for an invitation that cannot be accepted or revoked any more.
fn pending(invitation: &Invitation) -> Result<(), Error> {
    match invitation.state_at(Time::now()) {
        InvitationState::Pending => Ok(()),
        state => Err(Error::InvitationNotPending { state: state.as_str() }),
    }
}
