//! What the sweep looks for: credentials whose overlap has ended.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Few of all credentials expire.
        let sql = "CREATE INDEX user_credentials_expire_time ON user_credentials (expire_time) \
                   WHERE expire_time IS NOT NULL";
        manager.get_connection().execute_unprepared(sql).await.map(drop)
    }
}
