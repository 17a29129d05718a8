//! What lists of users are ordered and filtered by, and had no index in the order of their pages.
//!
//! No value is the empty text there, which sorts first on both databases.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for sql in [
            "CREATE INDEX users_by_email ON users (domain_id, COALESCE(email, ''), login)",
            "CREATE INDEX users_by_extension_number ON users (domain_id, COALESCE(extension_number, ''), login)",
            // Few are disabled.
            "CREATE INDEX users_disabled ON users (domain_id, login) WHERE disabled",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
