//! A batch on PostgreSQL: a statement whose parts write only what the first of them, which takes the revision, lets them.
//!
//! It locks the row of `log_state` as a transaction that took its revision first does, so revision order is commit
//! order. All parts see the database as it was when the statement began; that holds what was committed before, because
//! whoever names the next revision has read the one before.

use super::{
    BatchRows,
    columns::{self, COLUMNS, path, q},
};
use crate::model::Registration;
use crate::store::{StoreError, log::STATE_ID, record};
use sea_orm::{ConnectionTrait, Statement, Value};
use std::sync::{Arc, LazyLock};

/// Values before the columns.
const HEAD: usize = 4;

/// PostgreSQL takes whole columns. SeaORM binds no array with a NULL in it, so what may be missing is marked.
static WRITE: LazyLock<String> = LazyLock::new(|| {
    let selected = columns::each(|name| match name {
        "instance_id" => "SUBSTR(NULLIF(instance_id, ''), 2)".to_owned(),
        "reg_id" | "q" => format!("NULLIF({name}, -1)"),
        name => name.to_owned(),
    });
    let arrays: Vec<String> =
        COLUMNS.iter().enumerate().map(|(at, (_, kind))| format!("${}::{kind}[]", HEAD + at + 1)).collect();
    let names = columns::each(str::to_owned);
    let put = columns::upsert(&format!(
        "SELECT {selected} FROM taken, UNNEST ({}) AS new ({names})",
        arrays.join(", ")
    ));
    format!(
        "WITH taken AS (UPDATE log_state SET last_revision = $1 WHERE id = {STATE_ID} AND last_revision = $1 - 1 RETURNING id), \
         logged AS (INSERT INTO registration_log (revision, time, changes) SELECT $1, $2, $3 FROM taken), \
         gone AS (DELETE FROM registrations WHERE uid = ANY ($4) AND EXISTS (SELECT FROM taken)), \
         put AS ({put}) \
         SELECT id FROM taken"
    )
});

/// Answers whether the revision of the batch was the next one.
pub(super) async fn write<C: ConnectionTrait>(db: &C, rows: &BatchRows) -> Result<bool, StoreError> {
    let BatchRows { batch, put, delete } = rows;
    let mut values: Vec<Value> = Vec::with_capacity(HEAD + COLUMNS.len());
    values.extend([
        batch.revision.0.into(),
        batch.time.0.into(),
        record::encode(batch).into(),
        delete.to_vec().into(),
    ]);
    values.extend(whole(put));
    let statement = Statement::from_sql_and_values(db.get_database_backend(), WRITE.as_str(), values);
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// All rows column by column, as [`COLUMNS`] says.
fn whole(rows: &[Arc<Registration>]) -> [Value; COLUMNS.len()] {
    fn column<T>(rows: &[Arc<Registration>], of: impl Fn(&Registration) -> T) -> Value
    where
        Vec<T>: Into<Value>,
    {
        rows.iter().map(|r| of(r)).collect::<Vec<T>>().into()
    }
    [
        column(rows, |r| r.uid),
        column(rows, |r| r.user.user_id),
        column(rows, |r| r.contact.as_str().to_owned()),
        column(rows, |r| r.instance_id.as_deref().map(|id| format!("={id}")).unwrap_or_default()),
        column(rows, |r| r.reg_id.map_or(-1, i64::from)),
        column(rows, |r| r.call_id.to_string()),
        column(rows, |r| i64::from(r.cseq)),
        column(rows, |r| q(r).unwrap_or(-1)),
        column(rows, path),
        column(rows, |r| record::transport_code(r.transport)),
        column(rows, |r| r.source_address.to_string()),
        column(rows, |r| r.user_agent.to_string()),
        column(rows, |r| record::class_code(r.client_class)),
        column(rows, |r| r.register_time.0),
        column(rows, |r| r.refresh_time.0),
        column(rows, |r| r.expire_time.0),
        column(rows, |r| r.node.to_string()),
        column(rows, |r| r.flow_token.to_string()),
        column(rows, |r| r.contact_params.to_string()),
        column(rows, |r| r.gruu),
    ]
}
