//! What tests do beside the server, in its database.

use crate::support::{Server, data};
use rollcall::model::{AccountScope, Domain, DomainName, Time, User, UserName};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

/// A connection of our own to a server's database.
pub(crate) async fn connect(server: &Server) -> DatabaseConnection {
    let file = || format!("sqlite:{}", server.data_dir().join("rollcall.db").display());
    Database::connect(server.database_url().map_or_else(file, str::to_owned)).await.unwrap()
}

/// Not while a test runs.
fn purge_time(delete_time: Option<Time>) -> Option<Time> {
    delete_time.map(|time| time.plus(std::time::Duration::from_secs(24 * 3600)))
}

/// Marks a domain as soft-deleted, or as there again.
pub(crate) async fn mark_domain(server: &Server, name: &str, deleted: bool) {
    let store = data::of_server(server).await;
    let tx = store.begin().await.unwrap();
    let fqdn = DomainName::parse(name).unwrap().0;
    let domain = tx.domain(&AccountScope::All, &fqdn).await.unwrap().unwrap();
    let delete_time = deleted.then(Time::now);
    tx.update_domain(Domain { delete_time, purge_time: purge_time(delete_time), ..domain }).await.unwrap();
    tx.commit().await.unwrap();
}

/// Marks a user as soft-deleted, or as there again.
pub(crate) async fn mark_user(server: &Server, name: &str, deleted: bool) {
    let store = data::of_server(server).await;
    let tx = store.begin().await.unwrap();
    let user = tx.user(&AccountScope::All, &UserName::parse(name).unwrap()).await.unwrap().unwrap();
    let delete_time = deleted.then(Time::now);
    tx.update_user(&user, User { delete_time, purge_time: purge_time(delete_time), ..user.clone() }, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// What the audit has of a resource, oldest first: the method, the action's code and the changed fields.
pub(crate) async fn audit(server: &Server, resource: &str) -> Vec<String> {
    let db = connect(server).await;
    let sql = format!(
        "SELECT method, CAST(action AS TEXT), changed_fields FROM audit_entries \
         WHERE resource = '{resource}' ORDER BY uid"
    );
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    let text = |row: &sea_orm::QueryResult, at| row.try_get_by_index::<String>(at).unwrap();
    rows.iter()
        .map(|row| {
            let method = text(row, 0);
            let method = method.strip_prefix("rollcall.v1.").unwrap_or(&method).to_owned();
            format!("{method} {} {}", text(row, 1), text(row, 2))
        })
        .collect()
}
