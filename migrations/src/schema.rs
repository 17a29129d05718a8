//! What the migrations share.

use sea_orm_migration::prelude::{
    ColumnDef, DbErr, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement, Index, IndexCreateStatement,
    SchemaManager,
};
use std::time::{SystemTime, UNIX_EPOCH};

/// The key that the database gives each row.
pub(crate) fn id() -> ColumnDef {
    ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key().to_owned()
}

pub(crate) fn primary(columns: &[&'static str]) -> IndexCreateStatement {
    let mut key = Index::create();
    for column in columns {
        key.col(*column);
    }
    key.to_owned()
}

/// A foreign key to the `id` of another table; rows go with what they refer to if `cascades`.
pub(crate) fn reference(
    name: &'static str,
    from: (&'static str, &'static str),
    to: &'static str,
    cascades: bool,
) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.name(name).from(from.0, from.1).to(to, "id");
    if cascades {
        key.on_delete(ForeignKeyAction::Cascade);
    }
    key.to_owned()
}

pub(crate) async fn unique(
    manager: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(over(table, name, columns).unique().to_owned()).await
}

pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(over(table, name, columns)).await
}

fn over(table: &'static str, name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index.to_owned()
}

/// Microseconds since the Unix epoch.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
