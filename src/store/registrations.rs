//! The rows of current registrations as they are read at start. How they are written is in `batch`.

use super::{LogPosition, Store, StoreError, connect::CACHE, log, record};
use crate::model::{AccountId, ContactUri, Fqdn, Login, Registration, Time, UserRef};
use futures::StreamExt;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, DbBackend, IsolationLevel, QueryResult, Statement,
    StreamTrait, TransactionTrait, TryGetable,
};
use serde::Deserialize;
use sqlx::Row;
use std::{borrow::Cow, collections::HashMap, sync::Arc, time::Duration};
use uuid::Uuid;

/// What is read after the uid, in the order of [`Columns`].
const COLUMNS: &str = "r.user_id, u.domain_id, u.account, d.fqdn, u.login, r.contact_uri, r.instance_id, r.reg_id, r.call_id, \
     r.cseq, r.q, r.path, r.transport, r.source_address, r.user_agent, r.client_class, r.register_time, r.refresh_time, \
     r.expire_time, r.node, r.flow_token, r.contact_params, CASE WHEN r.gruu THEN 1 ELSE 0 END";
const ALL: &str =
    "FROM registrations r JOIN users u ON u.id = r.user_id JOIN domains d ON d.id = u.domain_id";

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
            let rows = tx.stream_raw(Statement::from_string(self.backend(), query(self.backend()))).await?;
            let mut chunks = rows.ready_chunks(CHUNK);
            while let Some(chunk) = chunks.next().await {
                let few = chunk.len() < CHUNK / 4;
                for row in chunk {
                    take(self.registration(&row?, &mut owners)?);
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

    fn registration(&self, row: &QueryResult, owners: &mut Owners) -> Result<Registration, StoreError> {
        if self.backend() == DbBackend::Postgres {
            return Columns::read(row)?.registration(owners);
        }
        let text: String = row.try_get_by_index(0)?;
        let columns: Columns<'_> = serde_json::from_str(&text).map_err(StoreError::corrupt)?;
        columns.registration(owners)
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

/// A row. What is not kept as it is is not copied.
#[derive(Deserialize)]
struct Columns<'a> {
    uid: Uuid,
    user_id: i64,
    domain_id: i64,
    #[serde(borrow)]
    account: Cow<'a, str>,
    #[serde(borrow)]
    domain: Cow<'a, str>,
    #[serde(borrow)]
    login: Cow<'a, str>,
    #[serde(borrow)]
    contact: Cow<'a, str>,
    instance_id: Option<Box<str>>,
    reg_id: Option<u32>,
    call_id: Box<str>,
    cseq: u32,
    q: Option<i16>,
    #[serde(borrow)]
    path: Cow<'a, str>,
    transport: i16,
    source_address: Box<str>,
    #[serde(borrow)]
    user_agent: Cow<'a, str>,
    client_class: i16,
    register_time: i64,
    refresh_time: i64,
    expire_time: i64,
    #[serde(borrow)]
    node: Cow<'a, str>,
    #[serde(borrow)]
    flow_token: Cow<'a, str>,
    #[serde(borrow)]
    contact_params: Cow<'a, str>,
    /// 0 or 1: the databases write truth in two ways.
    gruu: u8,
}

/// SQLite's driver takes each column of each row by itself, at a cost of more than the column: there a row is one column.
/// PostgreSQL sends them as they are, and takes longer to make one of them.
fn query(backend: DbBackend) -> String {
    match backend {
        DbBackend::Sqlite => format!("SELECT json_array(hex(r.uid), {COLUMNS}) {ALL}"),
        _ => format!("SELECT r.uid, {COLUMNS} {ALL}"),
    }
}

impl Owners {
    fn user(&mut self, row: &Columns<'_>) -> Result<Arc<UserRef>, StoreError> {
        if let Some(user) = self.users.get(&row.user_id) {
            return Ok(user.clone());
        }
        let (account, domain) = match self.domains.get(&row.domain_id) {
            Some(known) => known.clone(),
            None => {
                let account = AccountId::parse(&row.account).map_err(StoreError::corrupt)?;
                let domain = Fqdn::parse(&row.domain).map_err(StoreError::corrupt)?;
                self.domains.insert(row.domain_id, (account.clone(), domain.clone()));
                (account, domain)
            }
        };
        let login = Login::parse(&row.login).map_err(StoreError::corrupt)?;
        let Columns { user_id, domain_id, .. } = *row;
        let user = Arc::new(UserRef { user_id, domain_id, account, domain, login });
        self.users.insert(user_id, user.clone());
        Ok(user)
    }
}

/// A row that is read from left to right.
struct Places<'a> {
    row: &'a QueryResult,
    next: usize,
}

impl<'a> Places<'a> {
    fn get<T: TryGetable>(&mut self) -> Result<T, StoreError> {
        self.next += 1;
        Ok(self.row.try_get_by_index(self.next - 1)?)
    }

    /// As it lies in the row, not copied.
    fn text(&mut self) -> Result<Cow<'a, str>, StoreError> {
        let row = self.row.try_as_pg_row().ok_or_else(|| StoreError::corrupt("a row of another database"))?;
        self.next += 1;
        row.try_get(self.next - 1).map(Cow::Borrowed).map_err(StoreError::corrupt)
    }
}

impl<'a> Columns<'a> {
    /// By their places: of a million rows the names would be looked up a million times.
    fn read(row: &'a QueryResult) -> Result<Self, StoreError> {
        let mut row = Places { row, next: 0 };
        Ok(Self {
            uid: row.get()?,
            user_id: row.get()?,
            domain_id: row.get()?,
            account: row.text()?,
            domain: row.text()?,
            login: row.text()?,
            contact: row.text()?,
            instance_id: row.get::<Option<String>>()?.map(String::into_boxed_str),
            reg_id: row.get::<Option<i64>>()?.map(u32::try_from).transpose().map_err(StoreError::corrupt)?,
            call_id: row.get::<String>()?.into(),
            cseq: row.get::<i64>()?.try_into().map_err(StoreError::corrupt)?,
            q: row.get()?,
            path: row.text()?,
            transport: row.get()?,
            source_address: row.get::<String>()?.into(),
            user_agent: row.text()?,
            client_class: row.get()?,
            register_time: row.get()?,
            refresh_time: row.get()?,
            expire_time: row.get()?,
            node: row.text()?,
            flow_token: row.text()?,
            contact_params: row.text()?,
            gruu: u8::from(row.get::<i32>()? != 0),
        })
    }

    fn registration(self, owners: &mut Owners) -> Result<Registration, StoreError> {
        Ok(Registration {
            user: owners.user(&self)?,
            uid: self.uid,
            contact: ContactUri::parse(&self.contact).map_err(StoreError::corrupt)?,
            instance_id: self.instance_id,
            reg_id: self.reg_id,
            call_id: self.call_id,
            cseq: self.cseq,
            q: self.q.map(record::q_of).transpose()?,
            path: self.path.split('\n').filter(|p| !p.is_empty()).map(str::to_owned).collect(),
            transport: record::transport_of(self.transport)?,
            source_address: self.source_address,
            user_agent: self.user_agent.as_ref().into(),
            client_class: record::class_of(self.client_class)?,
            register_time: Time(self.register_time),
            refresh_time: Time(self.refresh_time),
            expire_time: Time(self.expire_time),
            node: self.node.as_ref().into(),
            flow_token: self.flow_token.as_ref().into(),
            contact_params: self.contact_params.as_ref().into(),
            gruu: self.gruu != 0,
        })
    }
}
