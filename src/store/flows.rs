//! Registrations by the flow that they came over.

use super::{
    Store, StoreError,
    entity::{domain, registration, user},
};
use crate::model::{AccountScope, Etag, Fqdn, Login, RegistrationName, UserName};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, RelationTrait,
};
use uuid::Uuid;

/// Values per statement, well below both databases' limits.
const CHUNK: usize = 500;

#[derive(FromQueryResult)]
struct Row {
    uid: Uuid,
    refresh_time: i64,
    fqdn: String,
    login: String,
}

impl Store {
    /// The registrations of an edge that came over one of these flows, and those of it with these ids, each with the
    /// etag that it has.
    pub async fn registrations_of_edge(
        &self,
        scope: &AccountScope,
        edge: &str,
        flow_tokens: &[String],
        uids: &[Uuid],
    ) -> Result<Vec<(RegistrationName, Etag)>, StoreError> {
        let mut found = Vec::new();
        for tokens in flow_tokens.chunks(CHUNK) {
            // Said again for the index, which has no empty ones.
            let column = registration::Column::FlowToken;
            let of_flows = Condition::all().add(column.ne("")).add(column.is_in(tokens));
            self.find(scope, edge, of_flows, &mut found).await?;
        }
        for uids in uids.chunks(CHUNK) {
            let with_ids = Condition::all().add(registration::Column::Uid.is_in(uids.iter().copied()));
            self.find(scope, edge, with_ids, &mut found).await?;
        }
        Ok(found)
    }

    async fn find(
        &self,
        scope: &AccountScope,
        edge: &str,
        which: Condition,
        found: &mut Vec<(RegistrationName, Etag)>,
    ) -> Result<(), StoreError> {
        let owner = registration::Entity::belongs_to(user::Entity)
            .from(registration::Column::UserId)
            .to(user::Column::Id)
            .into();
        let mut query = registration::Entity::find()
            .select_only()
            .columns([registration::Column::Uid, registration::Column::RefreshTime])
            .column(user::Column::Login)
            .column(domain::Column::Fqdn)
            .join(JoinType::InnerJoin, owner)
            .join(JoinType::InnerJoin, user::Relation::Domain.def())
            .filter(registration::Column::Node.eq(edge))
            .filter(which);
        if let AccountScope::One(account) = scope {
            query = query.filter(user::Column::Account.eq(account.as_str()));
        }
        for row in query.into_model::<Row>().all(&self.read).await? {
            let user = UserName {
                domain: Fqdn::parse(&row.fqdn).map_err(StoreError::corrupt)?,
                login: Login::parse(&row.login).map_err(StoreError::corrupt)?,
            };
            let etag = Etag::of(row.uid, row.refresh_time);
            found.push((RegistrationName { user, uid: row.uid }, etag));
        }
        Ok(())
    }
}
