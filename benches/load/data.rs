//! Users and registrations such as a telephone platform has them.

use crate::{Outcome, postgres};
use rollcall::model::{
    AccountId, ClientClass, ContactUri, Domain, Fqdn, Login, RegistrationPolicy, Time, Transport, User,
    UserRef,
};
use rollcall::registrar::{AccountBasis, Basis, ContactRequest, Contacts, Register, Source};
use rollcall::store::{DatabaseUrl, PoolSizes, Store};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use std::{fmt, sync::Arc};
use tempfile::TempDir;

pub(crate) const DOMAIN: &str = "bench.test";
pub(crate) const ACCOUNT: &str = "bench";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite FULL",
            Self::Postgres => "PostgreSQL",
        })
    }
}

pub(crate) async fn open(url: &DatabaseUrl) -> Outcome<Store> {
    Ok(Store::open(url, PoolSizes::default()).await?)
}

/// A database with one domain and `users` users, gone when this is dropped.
pub(crate) struct Database {
    pub(crate) backend: Backend,
    pub(crate) url: DatabaseUrl,
    pub(crate) dir: TempDir,
    pub(crate) plain_url: String,
    domain: Domain,
    template: User,
}

impl Database {
    pub(crate) async fn new(backend: Backend, users: u64) -> Outcome<Self> {
        let database = Self::with_domain(backend).await?;
        database.add_users(users).await?;
        Ok(database)
    }

    /// A database with the domain, and no users but the template.
    pub(crate) async fn with_domain(backend: Backend) -> Outcome<Self> {
        let dir = tempfile::tempdir()?;
        let plain_url = match backend {
            Backend::Sqlite => format!("sqlite:{}", dir.path().join("bench.db").display()),
            Backend::Postgres => tokio::task::spawn_blocking(postgres::database).await?,
        };
        let url = DatabaseUrl::parse(&plain_url)?;
        let store = Store::open(&url, PoolSizes::default()).await?;
        let tx = store.begin().await?;
        let domain = Domain::new(Fqdn::parse(DOMAIN)?, AccountId::parse(ACCOUNT)?, Time::now());
        // What is created through the directory counts towards the account.
        tx.ensure_account(&domain.account).await?;
        let domain = tx.insert_domain(domain).await?;
        let template = User::new(&domain, Login::parse("template")?, Time::now());
        let template =
            tx.insert_user(User { auth_username: "template".to_owned(), ..template }, None).await?;
        tx.commit().await?;
        store.close().await?;
        Ok(Self { backend, url, dir, plain_url, domain, template })
    }

    pub(crate) async fn open(&self) -> Outcome<Store> {
        open(&self.url).await
    }

    async fn execute(&self, sql: String) -> Outcome {
        match self.backend {
            Backend::Sqlite => {
                let options: SqliteConnectOptions = self.plain_url.parse()?;
                let mut db =
                    options.pragma("synchronous", "OFF").disable_statement_logging().connect().await?;
                sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut db).await?;
                db.close().await?;
            }
            Backend::Postgres => {
                let url = self.plain_url.clone();
                tokio::task::spawn_blocking(move || postgres::psql(&url, &sql)).await?;
            }
        }
        Ok(())
    }

    /// `n` from 1 on, and how a number is written as 16 octets, as hexadecimal digits, and as 16 random octets.
    fn dialect(&self, count: u64) -> (String, &'static str, &'static str, &'static str) {
        match self.backend {
            Backend::Sqlite => (
                format!(
                    "(WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) \
                     SELECT n FROM s) s"
                ),
                "unhex(printf('%032x', n))",
                "printf('%012x', n)",
                "randomblob(16)",
            ),
            Backend::Postgres => (
                format!("generate_series(1, {count}) AS s (n)"),
                "lpad(to_hex(n), 32, '0')::uuid",
                "lpad(to_hex(n), 12, '0')",
                "gen_random_uuid()",
            ),
        }
    }

    /// User `n` has the login `user{n}` and the template's id plus `n`.
    async fn add_users(&self, count: u64) -> Outcome {
        let (series, _, _, random) = self.dialect(count);
        let copied = "account, domain_id, first_name, last_name, display_name, job_title, avatar_uri, caller_id, \
                      disabled, call_policy, labels, create_time, update_time, version, role_id";
        self.execute(format!(
            "INSERT INTO users (id, uid, login, auth_username, {copied}) \
             SELECT t.id + n, {random}, 'user' || n, 'user' || n, {copied} FROM users t, {series} \
             WHERE t.login = 'template'"
        ))
        .await
    }

    /// One registration for each of the first `count` users; it lasts.
    pub(crate) async fn add_registrations(&self, count: u64) -> Outcome {
        let (series, uid, hex, _) = self.dialect(count);
        let (first, now) = (self.template.id, Time::now().0);
        let expires = now + 365 * 86_400_000_000;
        self.execute(format!(
            "INSERT INTO registrations (uid, user_id, contact_uri, instance_id, call_id, cseq, path, transport, \
               source_address, user_agent, client_class, register_time, refresh_time, expire_time, node) \
             SELECT {uid}, {first} + n, \
               'sip:user' || n || '@10.' || (n / 65536) || '.' || (n / 256 % 256) || '.' || (n % 256) || ':5060', \
               CASE WHEN n % 2 = 0 THEN 'urn:uuid:00000000-0000-1000-8000-' || {hex} END, \
               {hex} || {hex} || '@10.0.0.1', 1, '', 1, \
               '10.' || (n / 65536) || '.' || (n / 256 % 256) || '.' || (n % 256) || ':5060', \
               'Yealink SIP-T46U 108.86.0.' || (n % 20), 1, {now}, {now}, {expires} + n * 1000, 'node-1' \
             FROM {series}"
        ))
        .await?;
        // What a database that has lived for a while has done by itself.
        let upkeep = match self.backend {
            Backend::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
            Backend::Postgres => "VACUUM ANALYZE",
        };
        self.execute(upkeep.to_owned()).await
    }

    pub(crate) fn user(&self, n: u64) -> Outcome<Arc<UserRef>> {
        Ok(Arc::new(UserRef {
            user_id: self.template.id + i64::try_from(n)?,
            domain_id: self.domain.id,
            account: self.domain.account.clone(),
            domain: self.domain.fqdn.clone(),
            login: Login::parse(&format!("user{n}"))?,
        }))
    }
}

/// A phone that registers again and again.
pub(crate) struct Phone(Register);

impl Phone {
    pub(crate) fn new(database: &Database, n: u64) -> Outcome<Self> {
        let address = format!("10.{}.{}.{}:5060", n / 65_536, n / 256 % 256, n % 256);
        let contact = ContactRequest {
            uri: ContactUri::parse(&format!("sip:user{n}@{address}"))?,
            expires: None,
            q: None,
            instance_id: n.is_multiple_of(2).then(|| format!("urn:uuid:00000000-0000-1000-8000-{n:012x}")),
            reg_id: None,
            gruu: false,
            params: String::new(),
        };
        Ok(Self(Register {
            user: database.user(n)?,
            basis: Basis {
                policy: Arc::new(RegistrationPolicy { max_registrations: None, ..Default::default() }),
                max_registrations: None,
                user_version: 1,
                domain_version: 1,
                account: AccountBasis { id: 1, version: 1, max_registrations: None },
                epoch: 0,
            },
            call_id: format!("{n:012x}{n:012x}@10.0.0.1"),
            cseq: 0,
            expires: Some(3600),
            contacts: Contacts::Each(vec![contact]),
            source: Source {
                transport: Transport::Udp,
                address,
                path: Vec::new(),
                user_agent: format!("Yealink SIP-T46U 108.86.0.{}", n % 20),
                client_class: ClientClass::Phone,
                edge: None,
                flow_token: String::new(),
            },
        }))
    }

    /// The next REGISTER of this phone: the first creates, the others refresh.
    pub(crate) fn next(&mut self) -> Register {
        self.0.cseq += 1;
        self.0.clone()
    }
}
