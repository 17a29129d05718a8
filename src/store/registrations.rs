//! The rows of current registrations as they are read at start. How they are written is in `registration_rows`.

use super::{LogPosition, Store, StoreError, connect::CACHE, log, record};
use crate::model::{AccountId, ContactUri, Fqdn, Login, Registration, Time, UserRef};
use futures::StreamExt;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, DbBackend, IsolationLevel, QueryResult, Statement,
    StreamTrait, TransactionTrait, TryGetable,
};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// Of a million rows the names of the columns would be looked up a million times: they are read by their places.
const ALL: &str = "SELECT r.user_id, u.domain_id, u.account, d.fqdn, u.login, r.uid, r.contact_uri, r.instance_id, \
     r.reg_id, r.call_id, r.cseq, r.q, r.path, r.transport, r.source_address, r.user_agent, r.client_class, \
     r.register_time, r.refresh_time, r.expire_time, r.node, r.flow_token, r.contact_params, r.gruu \
     FROM registrations r JOIN users u ON u.id = r.user_id JOIN domains d ON d.id = u.domain_id";

/// Rows that are taken at once.
const CHUNK: usize = 1024;
/// How long to let more rows gather where few were ready: being woken for each row costs more than the row.
const GATHER: Duration = Duration::from_millis(1);
/// Page cache of the one long read, in KiB.
const SCAN_CACHE: u32 = 4096;

impl Store {
    /// Reads every registration, and the position of the log they are at, in one snapshot.
    pub async fn load_registrations(&self) -> Result<(LogPosition, Vec<Registration>), StoreError> {
        let mut registrations = Vec::new();
        let position = self.each_registration(|r| registrations.push(r)).await?;
        Ok((position, registrations))
    }

    /// As [`Store::load_registrations`], one at a time: there may be millions.
    pub async fn each_registration(
        &self,
        mut take: impl FnMut(Registration) + Send,
    ) -> Result<LogPosition, StoreError> {
        // SQLite's transactions are snapshots as they are.
        let snapshot = (self.backend() == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead);
        let tx = self.read.begin_with_config(snapshot, snapshot.map(|_| AccessMode::ReadOnly)).await?;
        if snapshot.is_some() {
            // All rows may have been sent long before the last one is read; nobody waits for this one.
            tx.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
        }
        let position = log::position(&tx).await?;
        self.cache(&tx, SCAN_CACHE).await?;
        let mut owners = Owners::default();
        {
            let rows = tx.stream_raw(Statement::from_string(self.backend(), ALL)).await?;
            let mut chunks = rows.ready_chunks(CHUNK);
            while let Some(chunk) = chunks.next().await {
                let few = chunk.len() < CHUNK / 4;
                for row in chunk {
                    let row = Row { row: row?, at: 0 };
                    take(row.registration(&mut owners)?);
                }
                if few {
                    tokio::time::sleep(GATHER).await;
                }
            }
        }
        self.cache(&tx, CACHE).await?;
        tx.commit().await?;
        Ok(position)
    }

    /// How much SQLite keeps of what it reads, in KiB. What is read once would only fill memory.
    async fn cache(&self, tx: &DatabaseTransaction, size: u32) -> Result<(), StoreError> {
        if self.backend() == DbBackend::Sqlite {
            tx.execute_unprepared(&format!("PRAGMA cache_size = -{size}")).await?;
        }
        Ok(())
    }
}

/// Users who were read already: the registrations of one share it.
#[derive(Default)]
struct Owners {
    users: HashMap<i64, Arc<UserRef>>,
    domains: HashMap<i64, (AccountId, Fqdn)>,
}

/// A row that is read from left to right.
struct Row {
    row: QueryResult,
    at: usize,
}

impl Row {
    fn next<T: TryGetable>(&mut self) -> Result<T, StoreError> {
        self.at += 1;
        Ok(self.row.try_get_by_index(self.at - 1)?)
    }

    fn count(&mut self) -> Result<u32, StoreError> {
        self.next::<i64>()?.try_into().map_err(StoreError::corrupt)
    }

    fn user(&mut self, owners: &mut Owners) -> Result<Arc<UserRef>, StoreError> {
        const COLUMNS: usize = 5;
        let user_id = self.next()?;
        if let Some(user) = owners.users.get(&user_id) {
            self.at = COLUMNS;
            return Ok(user.clone());
        }
        let domain_id = self.next()?;
        let (account, fqdn): (String, String) = (self.next()?, self.next()?);
        let (account, domain) = match owners.domains.get(&domain_id) {
            Some(known) => known.clone(),
            None => {
                let account = AccountId::parse(&account).map_err(StoreError::corrupt)?;
                let domain = Fqdn::parse(&fqdn).map_err(StoreError::corrupt)?;
                owners.domains.insert(domain_id, (account.clone(), domain.clone()));
                (account, domain)
            }
        };
        let login = Login::parse(&self.next::<String>()?).map_err(StoreError::corrupt)?;
        let user = Arc::new(UserRef { user_id, domain_id, account, domain, login });
        owners.users.insert(user_id, user.clone());
        Ok(user)
    }

    /// The columns of [`ALL`], in their order.
    fn registration(mut self, owners: &mut Owners) -> Result<Registration, StoreError> {
        let text = String::into_boxed_str;
        Ok(Registration {
            user: self.user(owners)?,
            uid: self.next()?,
            contact: ContactUri::parse(&self.next::<String>()?).map_err(StoreError::corrupt)?,
            instance_id: self.next::<Option<String>>()?.map(text),
            reg_id: self
                .next::<Option<i64>>()?
                .map(u32::try_from)
                .transpose()
                .map_err(StoreError::corrupt)?,
            call_id: text(self.next()?),
            cseq: self.count()?,
            q: self.next::<Option<i16>>()?.map(record::q_of).transpose()?,
            path: self.next::<String>()?.split('\n').filter(|p| !p.is_empty()).map(str::to_owned).collect(),
            transport: record::transport_of(self.next()?)?,
            source_address: text(self.next()?),
            user_agent: self.next::<String>()?.into(),
            client_class: record::class_of(self.next()?)?,
            register_time: Time(self.next()?),
            refresh_time: Time(self.next()?),
            expire_time: Time(self.next()?),
            node: self.next::<String>()?.into(),
            flow_token: self.next::<String>()?.into(),
            contact_params: self.next::<String>()?.into(),
            gruu: self.next()?,
        })
    }
}
