//! What an edge of somebody else's calls its connections, so that one that is lost is found; and the parameters of a
//! contact that the server does not read, so that they come back.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["flow_token", "contact_params"] {
            manager
                .alter_table(
                    Table::alter()
                        .table("registrations")
                        .add_column(ColumnDef::new(column).text().not_null().default(""))
                        .to_owned(),
                )
                .await?;
        }
        // Most phones come by UDP and have none.
        let sql =
            "CREATE INDEX registrations_flow ON registrations (node, flow_token) WHERE flow_token <> ''";
        manager.get_connection().execute_unprepared(sql).await.map(drop)
    }
}
