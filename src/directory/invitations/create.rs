//! Creating invitations.

use super::{InvitationToken, preset};
use crate::directory::{
    Answered, Caller, Directory, Error, Inner, Once, Resource, UserDraft, Violation, Violations, domains,
    users,
};
use crate::model::{
    AuditAction, Domain, DomainName, Invalid, Invitation, InvitationState, ResourceId, Time, User,
};
use crate::store::{StoreError, UniqueRule, WriteTx};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long an invitation can be accepted unless it says otherwise.
const DEFAULT_LIFETIME: Duration = DAY.saturating_mul(7);
const LONGEST_LIFETIME: Duration = DAY.saturating_mul(90);
/// Characters of the display name.
const SHORTEST_NAME: usize = 3;
const LONGEST_NAME: usize = 255;

/// What CreateInvitation is asked.
#[derive(Clone)]
pub struct CreateInvitation {
    /// `domains/{fqdn}`
    pub parent: String,
    /// Empty: generated.
    pub invitation_id: String,
    pub draft: InvitationDraft,
}

/// Fields as a caller sent them.
#[derive(Clone, Default)]
pub struct InvitationDraft {
    pub display_name: String,
    pub expire_time: Option<Time>,
    pub preset: Option<UserDraft>,
    /// What was wrong already when the fields were read from the request.
    pub found: Violations,
}

#[derive(Debug, Clone)]
pub struct CreatedInvitation {
    pub invitation: Invitation,
    pub token: InvitationToken,
}

impl Directory {
    /// Creates an invitation, with a token that only this answer shows.
    ///
    /// Errors: `NotFound` for the domain, or for a role, organization or group of the preset; `Invalid` with every
    /// bad field; `AlreadyExists`; `Deleted`; `RequestIdReused`.
    pub async fn create_invitation(
        &self,
        caller: &Caller,
        request: CreateInvitation,
        once: Once<CreatedInvitation>,
    ) -> Result<Answered<CreatedInvitation>, Error> {
        if let Some(answer) = self.inner.replay(caller, &once).await? {
            return Ok(Answered::Before(answer));
        }
        let CreateInvitation { parent, invitation_id, mut draft } = request;
        let domain = match draft.found.parse("parent", &parent, DomainName::parse) {
            Some(name) => self.domain(caller, &name.0).await?,
            None => {
                // Names within a domain that is not known cannot be judged.
                if let Some(user) = &mut draft.preset {
                    (user.role, user.organizations, user.groups) = Default::default();
                }
                domains::nowhere()?
            }
        };
        domains::writable(&domain)?;
        let (invitation, user) = judged(&domain, &invitation_id, draft)?;
        let token = InvitationToken::generate();
        let (name, audited) = (invitation.name(), caller.clone());
        let work = move |_inner, tx: Arc<WriteTx>| {
            let (invitation, user, token) = (invitation.clone(), user.clone(), token.clone());
            let caller = audited.clone();
            async move {
                tx.check_references(&user).await?;
                let invitation = tx.insert_invitation(invitation, token.digest()).await?;
                let mut fields = vec!["display_name", "expire_time"];
                fields.extend(invitation.preset.as_ref().map(|_| "preset"));
                let (account, name, uid) = (&invitation.account, invitation.name(), invitation.uid);
                tx.audit(vec![caller.entry(account, AuditAction::Create, name, uid, fields)]).await?;
                Ok(CreatedInvitation { invitation, token })
            }
        };
        let nothing = |_: &Inner, _: &CreatedInvitation| ();
        let created = self.inner.clone().write_once(caller.clone(), once, work, nothing).await;
        created.map_err(|error| {
            let resource = Resource::invitation(&name);
            match error {
                Error::Store(StoreError::Taken(UniqueRule::Invitation)) => {
                    Error::AlreadyExists { resource, field: "name", refused: None, readable: true }
                }
                Error::Store(StoreError::Missing(reference)) => {
                    Error::NotFound(users::referred(&name.domain, reference))
                }
                Error::Store(StoreError::Referenced) => {
                    Error::NotFound(Resource::domain(DomainName(name.domain)))
                }
                Error::Store(StoreError::Changed) => Error::Conflict(resource),
                other => other,
            }
        })
    }
}

/// The new invitation, and the user that its preset makes: or every reason why not.
fn judged(domain: &Domain, invitation_id: &str, draft: InvitationDraft) -> Result<(Invitation, User), Error> {
    let InvitationDraft { display_name, expire_time, preset, mut found } = draft;
    let now = Time::now();
    let generated = || format!("i{}", Uuid::new_v4().simple());
    let id = match invitation_id {
        "" => Some(ResourceId::parse(&generated()).map_err(stand_in)?),
        text => found.parse("invitation_id", text, ResourceId::parse),
    };
    found.text("invitation.display_name", &display_name, LONGEST_NAME);
    if display_name.chars().count() < SHORTEST_NAME {
        let why = format_args!("has at least {SHORTEST_NAME} characters");
        found.add("invitation.display_name", why, &display_name);
    }
    let expire_time = expire_time.unwrap_or_else(|| now.plus(DEFAULT_LIFETIME));
    if expire_time <= now || expire_time > now.plus(LONGEST_LIFETIME) {
        let why = "is in the future, at most 90 days ahead";
        let shown = format_args!("{}.{:09}", expire_time.seconds(), expire_time.subsec_nanos());
        found.add("invitation.expire_time", why, shown);
    }
    let user = judged_preset(domain, preset.clone().unwrap_or_default(), &mut found)?;
    // What was found is told before what was not.
    found.check()?;
    let id = match id {
        Some(id) => id,
        None => ResourceId::parse("invalid").map_err(stand_in)?,
    };
    let invitation = Invitation {
        id: 0,
        uid: Uuid::new_v4(),
        account: domain.account.clone(),
        domain_id: domain.id,
        domain: domain.fqdn.clone(),
        invitation_id: id,
        display_name,
        expire_time,
        preset: preset.map(preset::of),
        state: InvitationState::Pending,
        login: None,
        create_time: now,
        update_time: now,
        version: 1,
    };
    Ok((invitation, user))
}

/// The user that a preset would make today. One that does not fix the login is judged with a stand-in.
fn judged_preset(domain: &Domain, mut draft: UserDraft, found: &mut Violations) -> Result<User, Error> {
    for (field, password) in [
        ("invitation.preset.registration_password", &mut draft.registration_password),
        ("invitation.preset.user_password", &mut draft.user_password),
    ] {
        if !std::mem::take(password).is_empty() {
            found.add_secret(field, "is for the invited person to choose");
        }
    }
    let login = if draft.login.is_empty() { "invited".to_owned() } else { draft.login.clone() };
    let user = match users::judged(domain, &login, &mut draft) {
        Ok(user) => user,
        Err(Error::Invalid(violations)) => {
            found.extend(violations.into_iter().map(|violation| {
                let field = match violation.field.strip_prefix("user.") {
                    Some(path) => format!("invitation.preset.{path}"),
                    None if violation.field == "user_id" => "invitation.preset.login".to_owned(),
                    None => violation.field,
                };
                Violation { field, ..violation }
            }));
            return users::judged(domain, "invited", &mut UserDraft::default());
        }
        Err(error) => return Err(error),
    };
    if !user.organizations.is_empty() && !domain.organization_management {
        let why = "the domain has no organization management";
        found.add("invitation.preset.organizations", why, draft.organizations.join(", "));
    }
    Ok(user)
}

fn stand_in(why: Invalid) -> Error {
    Error::Internal(why.to_string())
}
