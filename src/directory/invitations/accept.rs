//! Accepting invitations: whoever has the token becomes a user.

use super::{InvitationToken, pending, preset};
use crate::directory::{
    Answered, Call, Caller, Directory, Error, Inner, Once, Resource, UserDraft, Violation, Violations,
    domains,
    users::{self, Exclusives},
};
use crate::model::{AccountScope, AuditAction, Domain, Invitation, InvitationState, Time, Transport, User};
use crate::store::WriteTx;
use std::sync::Arc;

/// What AcceptInvitation is asked.
#[derive(Clone)]
pub struct AcceptInvitation {
    pub token: InvitationToken,
    /// The login; empty where the preset fixes it.
    pub user_id: String,
    pub user_password: String,
    /// Empty: generated.
    pub registration_password: String,
    /// Empty: the preset's.
    pub first_name: String,
    pub last_name: String,
}

/// The new user, and what its phone needs to know.
#[derive(Clone)]
pub struct AcceptedInvitation {
    pub user: User,
    /// Generated or chosen.
    pub registration_password: String,
    /// Transports that the domain allows; empty is all.
    pub transports: Vec<Transport>,
}

impl Directory {
    /// Creates the user of an invitation. Of those who accept at once, one does.
    ///
    /// Errors: `RateLimited` by source; `Invalid` with every bad field; `InvitationTokenInvalid`;
    /// `InvitationNotPending`; `AlreadyExists`; `Deleted` and `DomainDisabled`; `RequestIdReused`; a quota.
    pub async fn accept_invitation(
        &self,
        call: Call,
        request: AcceptInvitation,
        once: Once<AcceptedInvitation>,
    ) -> Result<Answered<AcceptedInvitation>, Error> {
        self.inner.limits.accept_from(&call.source)?;
        let digest = request.token.digest();
        // There is no caller but the token: retries are known by it.
        let actor = format!("invitation-token:{}", hex::encode(digest));
        let bearer = Caller { scope: AccountScope::All, account: None, actor, call };
        if let Some(answer) = self.inner.replay(&bearer, &once).await? {
            return Ok(Answered::Before(answer));
        }
        if request.token.expose().is_empty() {
            return Err(without_token(request));
        }
        let invitation = self.inner.store.invitation_by_token(&digest).await?;
        let invitation = invitation.ok_or(Error::InvitationTokenInvalid)?;
        if let Err(settled) = pending(&invitation) {
            // Perhaps by this very request, a moment ago.
            let answer = self.inner.replay(&bearer, &once).await?;
            return answer.map(Answered::Before).ok_or(settled);
        }
        let domain = self.inner.store.domain(&AccountScope::All, &invitation.domain).await?;
        let domain = domain.ok_or(Error::InvitationTokenInvalid)?;
        open(&domain)?;

        let (user, draft) = judged(&domain, &invitation, request)?;
        let (resource, exclusive) = (Resource::user(user.name()), Exclusives::of(&user));
        let chosen = draft.registration_password.clone();
        let (new, generated) = self.prepare(&domain, user, draft).await.map_err(of_preset)?;
        let registration_password = if chosen.is_empty() { generated.registration_password } else { chosen };

        let guest = Caller { actor: format!("invitation:{}", invitation.invitation_id), ..bearer.clone() };
        let work = move |_inner, tx: Arc<WriteTx>| {
            let (new, guest) = (new.clone(), guest.clone());
            let (invitation, registration_password) = (invitation.clone(), registration_password.clone());
            async move {
                let domain = settle(&tx, &guest, &invitation, &digest, &new.user).await?;
                let user = new.insert(&tx, &guest).await?;
                let transports = domain.registration.transports;
                Ok(AcceptedInvitation { user, registration_password, transports })
            }
        };
        let forget = |inner: &Inner, accepted: &AcceptedInvitation| inner.forget_nobody(&accepted.user);
        let accepted = self.inner.clone().write_once(bearer, once, work, forget).await;
        match accepted {
            Err(error) => Err(of_preset(users::of_write(self, error, resource, exclusive).await)),
            done => done,
        }
    }
}

/// Notes in the transaction that the invitation is accepted by `user`, and answers with its domain. What was
/// looked at before is looked at again.
async fn settle(
    tx: &WriteTx,
    guest: &Caller,
    invitation: &Invitation,
    digest: &[u8; 32],
    user: &User,
) -> Result<Domain, Error> {
    let domain = tx.hold_domain(invitation.domain_id).await?.ok_or(Error::InvitationTokenInvalid)?;
    open(&domain)?;
    if tx.account_disabled(&domain.account).await? {
        return Err(Error::DomainDisabled(Resource::domain(domain.name())));
    }
    let before = tx.invitation_by_token(digest).await?.ok_or(Error::InvitationTokenInvalid)?;
    pending(&before)?;
    let after = Invitation {
        state: InvitationState::Accepted,
        login: Some(user.login.clone()),
        update_time: Time::now(),
        ..before.clone()
    };
    let after = tx.settle_invitation(&before, after).await?;
    let (account, name, fields) = (&after.account, after.name(), ["state", "user"]);
    tx.audit(vec![guest.entry(account, AuditAction::Accept, name, after.uid, fields)]).await?;
    Ok(domain)
}

/// Fails for a domain that takes no new users.
fn open(domain: &Domain) -> Result<(), Error> {
    domains::writable(domain)?;
    if domain.disabled {
        return Err(Error::DomainDisabled(Resource::domain(domain.name())));
    }
    Ok(())
}

/// The new user, and the draft with the chosen passwords: or every reason why not.
fn judged(
    domain: &Domain,
    invitation: &Invitation,
    request: AcceptInvitation,
) -> Result<(User, UserDraft), Error> {
    let mut draft = preset::draft(invitation.preset.clone().unwrap_or_default());
    let fixed = std::mem::take(&mut draft.login);
    let mut user_id = request.user_id;
    if !fixed.is_empty() {
        if !user_id.is_empty() && user_id != fixed {
            draft.found.add("user_id", format_args!("is empty or {fixed}"), &user_id);
        }
        user_id = fixed;
    }
    for (own, chosen) in
        [(&mut draft.first_name, request.first_name), (&mut draft.last_name, request.last_name)]
    {
        if !chosen.is_empty() {
            *own = chosen;
        }
    }
    if request.user_password.is_empty() {
        draft.found.add_secret("user_password", "is needed");
    }
    draft.user_password = request.user_password;
    draft.registration_password = request.registration_password;
    let user = users::judged(domain, &user_id, &mut draft).map_err(of_preset)?;
    Ok((user, draft))
}

/// All that is wrong with a request that has no token. The passwords are left out: which policy they must keep is
/// not known.
fn without_token(request: AcceptInvitation) -> Error {
    let mut found = Violations::default();
    found.add_secret("token", "is needed");
    if request.user_password.is_empty() {
        found.add_secret("user_password", "is needed");
    }
    let AcceptInvitation { user_id, first_name, last_name, .. } = request;
    let mut draft = UserDraft { first_name, last_name, found, ..Default::default() };
    let user_id = if user_id.is_empty() { "invited" } else { &user_id };
    match domains::nowhere().and_then(|domain| users::judged(&domain, user_id, &mut draft)) {
        Ok(_) => Error::Internal("a request without a token passed".to_owned()),
        Err(error) => of_preset(error),
    }
}

/// What is wrong, by the paths of this request. What is wrong with the preset, and was not when it was made, the
/// invited person cannot mend: it is told of the token, with the field of the preset in words.
fn of_preset(error: Error) -> Error {
    let stale = |why: String| {
        let mut found = Violations::default();
        found.add_secret("token", format_args!("the invitation cannot be used any more: {why}"));
        found.check().err().unwrap_or(Error::InvitationTokenInvalid)
    };
    match error {
        Error::Invalid(violations) => Error::Invalid(
            violations
                .into_iter()
                .map(|violation| match violation.field.strip_prefix("user.") {
                    Some(own @ ("user_password" | "registration_password" | "first_name" | "last_name")) => {
                        Violation { field: own.to_owned(), ..violation }
                    }
                    Some(_) => Violation {
                        field: "token".to_owned(),
                        description: format!("the invitation cannot be used any more: {violation}"),
                        refused: None,
                    },
                    None => violation,
                })
                .collect(),
        ),
        Error::NotFound(gone) if gone.kind == "rollcall.dev/Domain" => Error::InvitationTokenInvalid,
        Error::NotFound(gone) => stale(format!("{gone} is gone")),
        Error::OrganizationsDisabled(_) => stale("the domain has no organizations any more".to_owned()),
        Error::AlreadyExists { resource, field, refused, .. } => {
            let field = match field {
                "user.auth_username" => "invitation.preset.auth_username",
                "user.extension_number" => "invitation.preset.extension_number",
                "user.email" => "invitation.preset.email",
                "user.number_leases" => "invitation.preset.number_leases",
                other => other,
            };
            // Who holds a token may not read users.
            Error::AlreadyExists { resource, field, refused, readable: false }
        }
        other => other,
    }
}
