//! Rows of invitations. Of the token only its digest is stored, by which it is found.

use super::{
    Store, StoreError, WriteTx,
    domains::{from_json, json},
    entity::{account, domain, invitation},
    list::{self, Sql, Table},
    only::only,
    purge::unpurged,
};
use crate::model::{
    AccountId, AccountScope, ChildName, Domain, Fqdn, Invitation, InvitationState, Listing, Login,
    ResourceId, SetKind, Term, Test, Time, User,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, Select,
};

/// Every state that is stored, with its code in the table.
const STATES: [(InvitationState, i16); 3] =
    [(InvitationState::Pending, 1), (InvitationState::Accepted, 2), (InvitationState::Revoked, 3)];

static INVITATIONS: Table = Table {
    columns: &[
        ("display_name", "invitations.display_name"),
        ("expire_time", "invitations.expire_time"),
        ("create_time", "invitations.create_time"),
    ],
    name: &["invitations.invitation_id"],
    deleted: None,
    other: in_state,
};

/// One that expires stays pending where it is stored.
fn in_state(_: DbBackend, term: &Term) -> Option<Sql> {
    let Test::Enum(name) = &term.test else { return None };
    let now = Time::now().0;
    let pending = |compare: &str| {
        let [(_, pending), ..] = STATES;
        let sql = format!("(invitations.state = {pending} AND invitations.expire_time {compare} ?)");
        Sql::with(sql, [now])
    };
    match STATES.iter().find(|(state, _)| state.as_str() == *name) {
        Some((InvitationState::Pending, _)) => Some(pending(">")),
        Some((_, code)) => Some(Sql::new(format!("invitations.state = {code}"))),
        None => Some(pending("<=")),
    }
}

type Row = (invitation::Model, Option<domain::Model>);

fn scoped(scope: &AccountScope) -> Select<invitation::Entity> {
    match scope {
        AccountScope::One(account) => {
            invitation::Entity::find().filter(invitation::Column::Account.eq(account.as_str()))
        }
        AccountScope::All => invitation::Entity::find(),
    }
}

async fn named<C: ConnectionTrait>(
    db: &C,
    scope: &AccountScope,
    name: &ChildName,
) -> Result<Option<Invitation>, StoreError> {
    let named = scoped(scope)
        .find_also_related(domain::Entity)
        .filter(unpurged())
        .filter(domain::Column::Fqdn.eq(name.domain.as_str()))
        .filter(invitation::Column::InvitationId.eq(name.id.as_str()));
    only(named.all(db)).await?.map(read).transpose()
}

async fn by_token<C: ConnectionTrait>(db: &C, hash: &[u8; 32]) -> Result<Option<Invitation>, StoreError> {
    let of_token = invitation::Entity::find()
        .find_also_related(domain::Entity)
        .filter(unpurged())
        .filter(invitation::Column::TokenHash.eq(hash.to_vec()));
    only(of_token.all(db)).await?.map(read).transpose()
}

impl Store {
    pub async fn invitation(
        &self,
        scope: &AccountScope,
        name: &ChildName,
    ) -> Result<Option<Invitation>, StoreError> {
        named(&self.read, scope, name).await
    }

    /// The invitation whose token has this digest, whoever's it is: its token is the right to it.
    pub async fn invitation_by_token(&self, hash: &[u8; 32]) -> Result<Option<Invitation>, StoreError> {
        by_token(&self.read, hash).await
    }

    /// A page of a domain's invitations; see [`INVITATIONS`](crate::model::INVITATIONS).
    pub async fn invitations(
        &self,
        scope: &AccountScope,
        of: &Domain,
        listing: &Listing,
    ) -> Result<Vec<Invitation>, StoreError> {
        let mut query =
            scoped(scope).find_also_related(domain::Entity).filter(invitation::Column::DomainId.eq(of.id));
        list::page(QuerySelect::query(&mut query), self.backend(), &INVITATIONS, listing);
        query.all(&self.read).await?.into_iter().map(read).collect()
    }
}

impl WriteTx {
    pub async fn invitation(
        &self,
        scope: &AccountScope,
        name: &ChildName,
    ) -> Result<Option<Invitation>, StoreError> {
        named(&self.tx, scope, name).await
    }

    pub async fn invitation_by_token(&self, hash: &[u8; 32]) -> Result<Option<Invitation>, StoreError> {
        by_token(&self.tx, hash).await
    }

    /// Inserts an invitation; its `id` is given by the database, whatever `new` says.
    ///
    /// Errors: [`StoreError::Taken`] with `Invitation`; [`StoreError::Referenced`] when the domain is gone.
    pub async fn insert_invitation(
        &self,
        new: Invitation,
        token_hash: [u8; 32],
    ) -> Result<Invitation, StoreError> {
        let row = invitation::ActiveModel {
            id: NotSet,
            uid: Set(new.uid),
            account: Set(new.account.as_str().to_owned()),
            domain_id: Set(new.domain_id),
            invitation_id: Set(new.invitation_id.as_str().to_owned()),
            display_name: Set(new.display_name.clone()),
            create_time: Set(new.create_time.0),
            update_time: Set(new.update_time.0),
            version: Set(new.version),
            expire_time: Set(new.expire_time.0),
            preset: Set(json(&new.preset)),
            state: Set(code(new.state)?),
            login: Set(None),
            token_hash: Set(token_hash.to_vec()),
        };
        let id = invitation::Entity::insert(row).exec(&self.tx).await?.last_insert_id;
        Ok(Invitation { id, ..new })
    }

    /// Writes what became of a pending invitation: of those who try at once, one succeeds.
    ///
    /// Errors: [`StoreError::Changed`] when it is no longer as it was `before`.
    pub async fn settle_invitation(
        &self,
        before: &Invitation,
        mut after: Invitation,
    ) -> Result<Invitation, StoreError> {
        after.version = before.version + 1;
        let row = invitation::ActiveModel {
            state: Set(code(after.state)?),
            login: Set(after.login.as_ref().map(|login| login.as_str().to_owned())),
            update_time: Set(after.update_time.0),
            version: Set(after.version),
            ..Default::default()
        };
        let done = invitation::Entity::update_many()
            .set(row)
            .filter(invitation::Column::Id.eq(before.id))
            .filter(invitation::Column::State.eq(code(InvitationState::Pending)?))
            .filter(invitation::Column::Version.eq(before.version))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 { Ok(after) } else { Err(StoreError::Changed) }
    }

    pub async fn account_disabled(&self, id: &AccountId) -> Result<bool, StoreError> {
        let named = account::Entity::find().filter(account::Column::Account.eq(id.as_str()));
        let row = only(named.all(&self.tx)).await?;
        Ok(row.is_some_and(|row| row.disabled))
    }

    /// Looks whether the domain has what the user refers to.
    ///
    /// Errors: [`StoreError::Missing`].
    pub async fn check_references(&self, user: &User) -> Result<(), StoreError> {
        self.role_row(user).await?;
        self.set_rows(SetKind::Organization, user).await?;
        self.set_rows(SetKind::Group, user).await?;
        Ok(())
    }
}

fn code(state: InvitationState) -> Result<i16, StoreError> {
    let known = STATES.iter().find(|(known, _)| *known == state);
    known
        .map(|(_, code)| *code)
        .ok_or_else(|| StoreError::Internal(format!("an invitation is never stored as {state}")))
}

fn read((row, domain): Row) -> Result<Invitation, StoreError> {
    let domain = domain.ok_or_else(|| StoreError::corrupt("an invitation without a domain"))?;
    let state = STATES.iter().find(|(_, code)| *code == row.state).map(|(state, _)| *state);
    let login = row.login.as_deref().map(Login::parse).transpose().map_err(StoreError::corrupt)?;
    Ok(Invitation {
        id: row.id,
        uid: row.uid,
        account: AccountId::parse(&row.account).map_err(StoreError::corrupt)?,
        domain_id: row.domain_id,
        domain: Fqdn::parse(&domain.fqdn).map_err(StoreError::corrupt)?,
        invitation_id: ResourceId::parse(&row.invitation_id).map_err(StoreError::corrupt)?,
        display_name: row.display_name,
        expire_time: Time(row.expire_time),
        preset: from_json(&row.preset)?,
        state: state.ok_or_else(|| StoreError::corrupt("an unknown state of an invitation"))?,
        login,
        create_time: Time(row.create_time),
        update_time: Time(row.update_time),
        version: row.version,
    })
}
