//! SQL beside the store: for what no call of it shows, and for databases as they were.

use super::Server;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

/// The database of a server.
pub async fn of_server(server: &Server) -> DatabaseConnection {
    let file = || format!("sqlite:{}", server.data_dir().join("rollcall.db").display());
    Database::connect(server.database_url().map_or_else(file, ToOwned::to_owned)).await.unwrap()
}

/// Rows of numbers.
pub async fn numbers<const N: usize>(db: &DatabaseConnection, sql: &str) -> Vec<[i64; N]> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let read = |row: &sea_orm::QueryResult| {
        std::array::from_fn(|at| row.try_get_by_index(at).unwrap_or_else(|why| panic!("{sql}: {why}")))
    };
    rows.iter().map(read).collect()
}

/// Rows of texts.
pub async fn texts<const N: usize>(db: &DatabaseConnection, sql: &str) -> Vec<[String; N]> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let read = |row: &sea_orm::QueryResult| {
        std::array::from_fn(|at| row.try_get_by_index(at).unwrap_or_else(|why| panic!("{sql}: {why}")))
    };
    rows.iter().map(read).collect()
}
