//! Whether a public GRUU (RFC 5627) was given out for a registration. What it is follows from the user and the device.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let gruu = ColumnDef::new("gruu").boolean().not_null().default(false).to_owned();
        manager.alter_table(Table::alter().table("registrations").add_column(gruu).to_owned()).await
    }
}
