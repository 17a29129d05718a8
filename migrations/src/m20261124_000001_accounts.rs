//! Accounts, the audit, and the answers to requests that must not take place twice.

use crate::schema::{id, index, primary, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let c = |name: &'static str| ColumnDef::new(name);
        manager
            .create_table(
                Table::create()
                    .table("accounts")
                    .col(id())
                    .col(c("uid").uuid().not_null())
                    .col(c("account").string().not_null())
                    .col(c("display_name").string().not_null())
                    .col(c("disabled").boolean().not_null())
                    .col(c("max_domains").big_integer())
                    .col(c("max_users").big_integer())
                    .col(c("max_registrations").big_integer())
                    // What counts towards the quotas, kept in the transactions that change it.
                    .col(c("domain_count").big_integer().not_null())
                    .col(c("user_count").big_integer().not_null())
                    .col(c("create_time").big_integer().not_null())
                    .col(c("update_time").big_integer().not_null())
                    .col(c("version").big_integer().not_null())
                    .to_owned(),
            )
            .await?;
        unique(manager, "accounts", "accounts_account", &["account"]).await?;
        fill(manager).await?;

        manager
            .create_table(
                Table::create()
                    .table("audit_entries")
                    .col(id())
                    .col(c("uid").uuid().not_null())
                    .col(c("account").string().not_null())
                    .col(c("create_time").big_integer().not_null())
                    .col(c("actor").string().not_null())
                    .col(c("action").small_integer().not_null())
                    .col(c("method").string().not_null())
                    .col(c("resource").text().not_null())
                    .col(c("resource_uid").string().not_null())
                    .col(c("changed_fields").text().not_null())
                    .col(c("request_id").string().not_null())
                    .col(c("reason").text().not_null())
                    .col(c("source_address").string().not_null())
                    .to_owned(),
            )
            .await?;
        index(manager, "audit_entries", "audit_entries_time", &["account", "create_time", "id"]).await?;
        index(manager, "audit_entries", "audit_entries_actor", &["account", "actor", "create_time"]).await?;
        index(manager, "audit_entries", "audit_entries_resource", &["account", "resource", "create_time"])
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("requests")
                    .col(c("account").string().not_null())
                    .col(c("actor").string().not_null())
                    .col(c("request_id").uuid().not_null())
                    // A digest of the request and the answer, sealed: both may hold secrets.
                    .col(c("sealed_answer").binary().not_null())
                    .col(c("expire_time").big_integer().not_null())
                    .primary_key(&mut primary(&["account", "actor", "request_id"]))
                    .to_owned(),
            )
            .await?;
        index(manager, "requests", "requests_expire_time", &["expire_time"]).await
    }
}

/// Gives each account that has domains already its row, without quotas.
async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let accounts = Query::select().column("account").distinct().from("domains").to_owned();
    for row in db.query_all(&accounts).await? {
        let account: String = row.try_get_by_index(0)?;
        let count = |table: &'static str| {
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from(table)
                .and_where(Expr::col("account").eq(account.as_str()))
                .to_owned()
        };
        let mut counts = [0_i64; 2];
        for (at, table) in ["domains", "users"].into_iter().enumerate() {
            if let Some(row) = db.query_one(&count(table)).await? {
                counts[at] = row.try_get_by_index(0)?;
            }
        }
        let now = crate::schema::now();
        let insert = Query::insert()
            .into_table("accounts")
            .columns([
                "uid",
                "account",
                "display_name",
                "disabled",
                "domain_count",
                "user_count",
                "create_time",
                "update_time",
                "version",
            ])
            .values_panic([
                uuid::Uuid::new_v4().into(),
                account.as_str().into(),
                account.as_str().into(),
                false.into(),
                counts[0].into(),
                counts[1].into(),
                now.into(),
                now.into(),
                1_i64.into(),
            ])
            .to_owned();
        db.execute(&insert).await?;
    }
    Ok(())
}
