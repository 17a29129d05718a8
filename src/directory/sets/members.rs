//! Memberships: begin and end.
//!
//! A user shows what it is a member of, so its version rises with every change of that. The registrar's
//! decisions do not rest on it: what the edge remembers of the user at an older version stays as good as it
//! was, so nothing is fenced off, no registration ends, and no phone has to authenticate again.

use super::{allows, resource};
use crate::directory::{Caller, Directory, Error, Resource, Violations, users};
use crate::model::{AuditAction, ChildName, Member, SetKind, Time, User, UserName, UserSet};
use crate::store::WriteTx;
use std::sync::Arc;

/// Whose membership of what begins or ends.
#[derive(Debug, Clone)]
pub struct ChangeMember {
    pub kind: SetKind,
    pub set: ChildName,
    pub user: UserName,
}

impl Directory {
    /// Makes a user a member; one who is stays one.
    ///
    /// Errors: `Invalid` for a user of another domain; `NotFound` for the set or the user; `Deleted`;
    /// `OrganizationsDisabled`.
    pub async fn add_member(&self, caller: &Caller, request: ChangeMember) -> Result<Member, Error> {
        self.change_member(caller, request, |caller, tx, set, user| async move {
            users::alive(&user)?;
            let now = Time::now();
            let (join_time, new) = tx.add_member(&set, &user, now).await?;
            if new {
                changed(&caller, &tx, AuditAction::AddMember, &set, &user, now).await?;
            }
            Ok(Member { user: user.name(), display_name: user.display_name, join_time })
        })
        .await
    }

    /// Ends a membership, if there is one.
    ///
    /// Errors: `Invalid` for a user of another domain; `NotFound` for the set or the user; `Deleted` for the
    /// domain; `OrganizationsDisabled`.
    pub async fn remove_member(&self, caller: &Caller, request: ChangeMember) -> Result<(), Error> {
        self.change_member(caller, request, |caller, tx, set, user| async move {
            if tx.remove_member(&set, &user).await? {
                changed(&caller, &tx, AuditAction::RemoveMember, &set, &user, Time::now()).await?;
            }
            Ok(())
        })
        .await
    }

    /// Runs `change` in a transaction that holds the user and the set, in this order.
    async fn change_member<T, W>(
        &self,
        caller: &Caller,
        request: ChangeMember,
        change: impl Fn(Caller, Arc<WriteTx>, UserSet, User) -> W + Copy + Send + Sync + 'static,
    ) -> Result<T, Error>
    where
        T: Send + Sync + 'static,
        W: Future<Output = Result<T, Error>> + Send,
    {
        let ChangeMember { kind, set: name, user } = &request;
        if user.domain != name.domain {
            let mut found = Violations::default();
            found.add("user", format_args!("is of the {kind}'s domain, domains/{}", name.domain), user);
            found.check()?;
        }
        let audited = caller.clone();
        let work = move |_inner, tx: Arc<WriteTx>| {
            let (caller, request) = (audited.clone(), request.clone());
            async move {
                let ChangeMember { kind, set: name, user } = request;
                let no_set = || Error::NotFound(resource(kind, &name));
                let domain = tx.domain(&caller.scope, &name.domain).await?.ok_or_else(no_set)?;
                let user_found = tx.lock_user(&caller.scope, &user).await?;
                let set = tx.set_to_refer(&caller.scope, kind, &name).await?.ok_or_else(no_set)?;
                allows(kind, &domain)?;
                let user = user_found.ok_or_else(|| Error::NotFound(Resource::user(&user)))?;
                change(caller, tx, set, user).await
            }
        };
        self.inner.clone().write(caller, work).await
    }
}

/// Notes a membership that began or ended: an entry for the set, and one for the user whose field it is.
async fn changed(
    caller: &Caller,
    tx: &WriteTx,
    action: AuditAction,
    set: &UserSet,
    user: &User,
    now: Time,
) -> Result<(), Error> {
    tx.touch_user(user, now).await?;
    let of_set = caller.entry(&set.account, action, set.name(), set.uid, [""; 0]);
    let of_user = caller.entry(&user.account, action, user.name(), user.uid, [set.kind.collection()]);
    Ok(tx.audit(vec![of_set, of_user]).await?)
}
