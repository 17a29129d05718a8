//! Which key sealed a value: its first four octets. Indexed, so that the start of a server and a rotation of
//! the key find what they need without reading every credential.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for sql in [
            "CREATE INDEX user_credentials_sealing_key ON user_credentials (substr(sealed_ha1, 1, 4), id)",
            "CREATE INDEX requests_sealing_key ON requests (substr(sealed_answer, 1, 4), request_id)",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
