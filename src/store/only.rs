//! The one row that a key finds.

use sea_orm::DbErr;

/// Of rows of which there is at most one, because they were asked for by a key.
///
/// `one` of SeaORM asks for them with `LIMIT ?`. SQLite plans a statement anew for every value that such a limit is bound
/// to, which is with every execution: three quarters of its thread's time for a lookup.
pub(super) async fn only<T>(rows: impl Future<Output = Result<Vec<T>, DbErr>>) -> Result<Option<T>, DbErr> {
    Ok(rows.await?.pop())
}
