//! Domains, users and their credentials.
//!
//! Times are microseconds since the Unix epoch. Settings that are never searched are JSON in a text
//! column. `users.account` repeats the domain's, which never changes, so that a query can hold the
//! tenant and an index can make an email exclusive in it.

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
                    .table("domains")
                    .col(c("id").big_integer().not_null().auto_increment().primary_key())
                    .col(c("uid").uuid().not_null())
                    .col(c("account").string().not_null())
                    .col(c("fqdn").string().not_null())
                    .col(c("realm").string().not_null())
                    .col(c("disabled").boolean().not_null())
                    .col(c("registration_policy").text().not_null())
                    .col(c("password_policy").text().not_null())
                    .col(c("default_call_policy").text().not_null())
                    .col(c("organization_management").boolean().not_null())
                    .col(c("labels").text().not_null())
                    .col(c("create_time").big_integer().not_null())
                    .col(c("update_time").big_integer().not_null())
                    .col(c("version").big_integer().not_null())
                    .to_owned(),
            )
            .await?;
        unique(manager, "domains", "domains_fqdn", &["fqdn"]).await?;
        let by_account =
            Index::create().name("domains_account").table("domains").col("account").col("fqdn").to_owned();
        manager.create_index(by_account).await?;

        manager
            .create_table(
                Table::create()
                    .table("users")
                    .col(c("id").big_integer().not_null().auto_increment().primary_key())
                    .col(c("uid").uuid().not_null())
                    .col(c("account").string().not_null())
                    .col(c("domain_id").big_integer().not_null())
                    .col(c("login").string().not_null())
                    .col(c("extension_number").string())
                    .col(c("first_name").string().not_null())
                    .col(c("last_name").string().not_null())
                    .col(c("display_name").string().not_null())
                    .col(c("email").string())
                    .col(c("phone_number").string())
                    .col(c("mobile_number").string())
                    .col(c("job_title").string().not_null())
                    .col(c("date_of_birth").string())
                    .col(c("gender").small_integer())
                    .col(c("avatar_uri").text().not_null())
                    .col(c("caller_id").string().not_null())
                    .col(c("disabled").boolean().not_null())
                    .col(c("auth_username").string().not_null())
                    .col(c("max_registrations").integer())
                    .col(c("call_policy").text().not_null())
                    .col(c("labels").text().not_null())
                    .col(c("password_hash").text())
                    .col(c("create_time").big_integer().not_null())
                    .col(c("update_time").big_integer().not_null())
                    .col(c("version").big_integer().not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("users_domain")
                            .from("users", "domain_id")
                            .to("domains", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        unique(manager, "users", "users_login", &["domain_id", "login"]).await?;
        unique(manager, "users", "users_auth_username", &["domain_id", "auth_username"]).await?;
        unique(manager, "users", "users_extension_number", &["domain_id", "extension_number"]).await?;
        unique(manager, "users", "users_email", &["account", "email"]).await?;

        manager
            .create_table(
                Table::create()
                    .table("user_credentials")
                    .col(c("id").big_integer().not_null().auto_increment().primary_key())
                    .col(c("user_id").big_integer().not_null())
                    .col(c("algorithm").small_integer().not_null())
                    .col(c("sealed_ha1").binary().not_null())
                    .col(c("create_time").big_integer().not_null())
                    .col(c("expire_time").big_integer())
                    .foreign_key(
                        ForeignKey::create()
                            .name("user_credentials_user")
                            .from("user_credentials", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("user_credentials_user")
                    .table("user_credentials")
                    .col("user_id")
                    .to_owned(),
            )
            .await
    }
}

async fn unique(
    manager: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(name).table(table).unique();
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index.to_owned()).await
}
