//! The database schema of Rollcall, append-only: a migration that has been released is never edited.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait::async_trait};

mod m20261122_000001_directory;
mod m20261122_000002_registrations;
mod m20261124_000001_accounts;
mod m20261124_000002_people;
mod m20261124_000003_lists;
mod m20261125_000001_expiry;
mod m20261125_000001_sealing;
mod m20261125_000002_flows;
mod m20261126_000001_gruu;
mod m20261126_000002_delegation;
mod schema;

/// Runs the migrations, in order. It takes no lock: the store wraps it in one.
pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_directory::Migration),
            Box::new(m20261122_000002_registrations::Migration),
            Box::new(m20261124_000001_accounts::Migration),
            Box::new(m20261124_000002_people::Migration),
            Box::new(m20261124_000003_lists::Migration),
            Box::new(m20261125_000001_expiry::Migration),
            Box::new(m20261125_000001_sealing::Migration),
            Box::new(m20261125_000002_flows::Migration),
            Box::new(m20261126_000001_gruu::Migration),
            Box::new(m20261126_000002_delegation::Migration),
        ]
    }
}
