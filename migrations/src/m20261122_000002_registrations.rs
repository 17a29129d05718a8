//! Registrations and the log of their changes.
//!
//! `registration_log` has one row per committed batch: one revision. `log_state` has one row: the last
//! revision handed out, the last one compacted away, and the identity of this store. A commit takes its
//! revision by updating that row as its last step, so revision order is commit order.

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
                    .table("registrations")
                    .col(c("uid").uuid().not_null().primary_key())
                    .col(c("user_id").big_integer().not_null())
                    .col(c("contact_uri").text().not_null())
                    .col(c("instance_id").text())
                    .col(c("reg_id").big_integer())
                    .col(c("call_id").text().not_null())
                    .col(c("cseq").big_integer().not_null())
                    .col(c("q").small_integer())
                    .col(c("path").text().not_null())
                    .col(c("transport").small_integer().not_null())
                    .col(c("source_address").string().not_null())
                    .col(c("user_agent").text().not_null())
                    .col(c("client_class").small_integer().not_null())
                    .col(c("register_time").big_integer().not_null())
                    .col(c("refresh_time").big_integer().not_null())
                    .col(c("expire_time").big_integer().not_null())
                    .col(c("node").string().not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("registrations_user")
                            .from("registrations", "user_id")
                            .to("users", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("registrations_user").table("registrations").col("user_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("registration_log")
                    .col(c("revision").big_integer().not_null().primary_key())
                    .col(c("time").big_integer().not_null())
                    .col(c("changes").binary().not_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("log_state")
                    .col(c("id").integer().not_null().primary_key())
                    .col(c("store_id").uuid().not_null())
                    .col(c("last_revision").big_integer().not_null())
                    .col(c("compacted_revision").big_integer().not_null())
                    .to_owned(),
            )
            .await
    }
}
