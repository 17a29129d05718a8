//! Hashes of portal passwords, found by what people log in with.

use super::{
    Store, StoreError,
    entity::{account, domain, user},
};
use crate::model::{AccountScope, Domain, Fqdn, Login, UserName};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Expr, Query},
};

/// What verifying a password needs of a user.
#[derive(Clone)]
pub struct Password {
    pub user: UserName,
    /// Argon2id, as a PHC string; `None` for a user who has no password.
    pub hash: Option<String>,
    /// Whether neither the user, nor its domain, nor its account is disabled or deleted.
    pub may_log_in: bool,
}

#[derive(FromQueryResult)]
struct Row {
    login: String,
    fqdn: String,
    password_hash: Option<String>,
    disabled: bool,
    delete_time: Option<i64>,
    domain_disabled: bool,
    domain_delete_time: Option<i64>,
    account_disabled: Option<bool>,
}

impl Store {
    /// The password of the user with this login, extension number or e-mail address, in the domain or among all
    /// of the scope. The login goes before the extension number; an address that users of several accounts have
    /// means none of them.
    pub async fn password(
        &self,
        scope: &AccountScope,
        within: Option<&Domain>,
        identifier: &str,
    ) -> Result<Option<Password>, StoreError> {
        let who = match identifier.contains('@') {
            true => Condition::all().add(user::Column::Email.eq(identifier.to_lowercase())),
            false => Condition::any()
                .add(user::Column::Login.eq(identifier))
                .add(user::Column::ExtensionNumber.eq(identifier)),
        };
        let account_disabled = "(SELECT a.disabled FROM accounts a WHERE a.account = users.account)";
        let mut query = user::Entity::find()
            .select_only()
            .columns([
                user::Column::Login,
                user::Column::PasswordHash,
                user::Column::Disabled,
                user::Column::DeleteTime,
            ])
            .column(domain::Column::Fqdn)
            .column_as(domain::Column::Disabled, "domain_disabled")
            .column_as(domain::Column::DeleteTime, "domain_delete_time")
            .expr_as(Expr::cust(account_disabled), "account_disabled")
            .inner_join(domain::Entity)
            .filter(who);
        if let Some(domain) = within {
            query = query.filter(user::Column::DomainId.eq(domain.id));
        }
        query = match scope {
            AccountScope::One(account) => query.filter(user::Column::Account.eq(account.as_str())),
            // Account by account, because that is how addresses are indexed.
            AccountScope::All => query.filter(user::Column::Account.in_subquery(
                Query::select().column(account::Column::Account).from(account::Entity).to_owned(),
            )),
        };
        let mut rows: Vec<Row> = query.limit(2).into_model().all(&self.read).await?;
        let at = rows.iter().position(|row| row.login == identifier);
        let at = at.or_else(|| (rows.len() == 1).then_some(0));
        at.map(|at| read(rows.swap_remove(at))).transpose()
    }
}

fn read(row: Row) -> Result<Password, StoreError> {
    let disabled = row.disabled || row.domain_disabled || row.account_disabled == Some(true);
    Ok(Password {
        user: UserName {
            domain: Fqdn::parse(&row.fqdn).map_err(StoreError::corrupt)?,
            login: Login::parse(&row.login).map_err(StoreError::corrupt)?,
        },
        hash: row.password_hash,
        may_log_in: !disabled && row.delete_time.is_none() && row.domain_delete_time.is_none(),
    })
}
