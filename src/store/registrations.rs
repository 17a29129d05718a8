//! Rows of current registrations. The registrar writes them in batches; they are read at start.

use super::{
    LogPosition, Store, StoreError, WriteTx,
    entity::{domain, registration, user},
    log, record,
};
use crate::model::{AccountId, ContactUri, Fqdn, Login, Registration, Time, UserRef};
use futures::TryStreamExt;
use sea_orm::{
    AccessMode, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    IsolationLevel, JoinType, QueryFilter, QuerySelect, RelationTrait, TransactionTrait,
    sea_query::OnConflict,
};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Rows per statement, well below both databases' limits on bound values.
const CHUNK: usize = 512;

#[derive(FromQueryResult)]
struct Owner {
    user_id: i64,
    domain_id: i64,
    account: String,
    fqdn: String,
    login: String,
}

impl Store {
    /// Reads every registration, and the position of the log they are at, in one snapshot.
    pub async fn load_registrations(&self) -> Result<(LogPosition, Vec<Registration>), StoreError> {
        // SQLite's transactions are snapshots as they are.
        let snapshot = (self.backend() == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead);
        let tx = self.read.begin_with_config(snapshot, snapshot.map(|_| AccessMode::ReadOnly)).await?;
        if snapshot.is_some() {
            // All rows may have been sent long before the last one is read; nobody waits for this one.
            tx.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
        }
        let position = log::position(&tx).await?;
        let owners: HashMap<i64, Arc<UserRef>> = user::Entity::find()
            .select_only()
            .column_as(user::Column::Id, "user_id")
            .columns([user::Column::DomainId, user::Column::Account, user::Column::Login])
            .column(domain::Column::Fqdn)
            .join(JoinType::InnerJoin, user::Relation::Domain.def())
            .filter(
                user::Column::Id.in_subquery(
                    sea_orm::QuerySelect::query(
                        &mut registration::Entity::find().select_only().column(registration::Column::UserId),
                    )
                    .to_owned(),
                ),
            )
            .into_model::<Owner>()
            .stream(&tx)
            .await?
            .map_err(StoreError::from)
            .and_then(|o| async move { Ok((o.user_id, Arc::new(owner(o)?))) })
            .try_collect()
            .await?;
        let registrations = registration::Entity::find()
            .stream(&tx)
            .await?
            .map_err(StoreError::from)
            .and_then(|row| {
                let user = owners.get(&row.user_id).cloned();
                async move { read(row, user) }
            })
            .try_collect()
            .await?;
        tx.commit().await?;
        Ok((position, registrations))
    }
}

impl WriteTx {
    /// Inserts or updates registrations by their uid. Each uid may be there once.
    pub async fn put_registrations(&self, rows: &[&Registration]) -> Result<(), StoreError> {
        use registration::Column as C;
        for chunk in rows.chunks(CHUNK) {
            let update = OnConflict::column(C::Uid)
                .update_columns([
                    C::ContactUri,
                    C::InstanceId,
                    C::RegId,
                    C::CallId,
                    C::Cseq,
                    C::Q,
                    C::Path,
                    C::Transport,
                    C::SourceAddress,
                    C::UserAgent,
                    C::ClientClass,
                    C::RefreshTime,
                    C::ExpireTime,
                    C::Node,
                ])
                .to_owned();
            registration::Entity::insert_many(chunk.iter().map(|r| write(r)))
                .on_conflict(update)
                .exec_without_returning(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Deletes registrations by their uid.
    pub async fn delete_registrations(&self, uids: &[Uuid]) -> Result<(), StoreError> {
        for chunk in uids.chunks(CHUNK) {
            registration::Entity::delete_many()
                .filter(registration::Column::Uid.is_in(chunk.iter().copied()))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }
}

fn owner(o: Owner) -> Result<UserRef, StoreError> {
    Ok(UserRef {
        user_id: o.user_id,
        domain_id: o.domain_id,
        account: AccountId::parse(&o.account).map_err(StoreError::corrupt)?,
        domain: Fqdn::parse(&o.fqdn).map_err(StoreError::corrupt)?,
        login: Login::parse(&o.login).map_err(StoreError::corrupt)?,
    })
}

fn write(r: &Registration) -> registration::ActiveModel {
    registration::ActiveModel {
        uid: Set(r.uid),
        user_id: Set(r.user.user_id),
        contact_uri: Set(r.contact.as_str().to_owned()),
        instance_id: Set(r.instance_id.clone()),
        reg_id: Set(r.reg_id.map(i64::from)),
        call_id: Set(r.call_id.clone()),
        cseq: Set(i64::from(r.cseq)),
        q: Set(r.q.and_then(|q| i16::try_from(q.thousandths()).ok())),
        // Path values hold no line ends.
        path: Set(r.path.join("\n")),
        transport: Set(record::transport_code(r.transport)),
        source_address: Set(r.source_address.clone()),
        user_agent: Set(r.user_agent.clone()),
        client_class: Set(record::class_code(r.client_class)),
        register_time: Set(r.register_time.0),
        refresh_time: Set(r.refresh_time.0),
        expire_time: Set(r.expire_time.0),
        node: Set(r.node.clone()),
    }
}

fn read(row: registration::Model, user: Option<Arc<UserRef>>) -> Result<Registration, StoreError> {
    let count = |n: i64| u32::try_from(n).map_err(StoreError::corrupt);
    Ok(Registration {
        uid: row.uid,
        user: user.ok_or_else(|| StoreError::corrupt("registration without user"))?,
        contact: ContactUri::parse(&row.contact_uri).map_err(StoreError::corrupt)?,
        instance_id: row.instance_id,
        reg_id: row.reg_id.map(count).transpose()?,
        call_id: row.call_id,
        cseq: count(row.cseq)?,
        q: row.q.map(record::q_of).transpose()?,
        path: row.path.split('\n').filter(|p| !p.is_empty()).map(str::to_owned).collect(),
        transport: record::transport_of(row.transport)?,
        source_address: row.source_address,
        user_agent: row.user_agent,
        client_class: record::class_of(row.client_class)?,
        register_time: Time(row.register_time),
        refresh_time: Time(row.refresh_time),
        expire_time: Time(row.expire_time),
        node: row.node,
    })
}
