//! Delegated authentication of domains: its settings, its sealed bearer token, and which key sealed that.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [ColumnDef::new("delegation").text(), ColumnDef::new("delegation_token").binary()] {
            manager.alter_table(Table::alter().table("domains").add_column(column.null()).to_owned()).await?;
        }
        let sql = "CREATE INDEX domains_sealing_key ON domains (substr(delegation_token, 1, 4), id) \
                   WHERE delegation_token IS NOT NULL";
        manager.get_connection().execute_unprepared(sql).await.map(drop)
    }
}
