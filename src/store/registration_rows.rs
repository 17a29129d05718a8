//! How the registrar's batches become rows: few statements, the same text each time, so that each connection
//! prepares them once. It is the hottest path of the store, and a query builder costs here as much as the database.

use super::{StoreError, WriteTx, record};
use crate::model::Registration;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use std::sync::LazyLock;
use uuid::Uuid;

/// The columns in the order in which they are bound, with their types on PostgreSQL.
const COLUMNS: [(&str, &str); 20] = [
    ("uid", "uuid"),
    ("user_id", "bigint"),
    ("register_time", "bigint"),
    ("contact_uri", "text"),
    ("instance_id", "text"),
    ("reg_id", "bigint"),
    ("call_id", "text"),
    ("cseq", "bigint"),
    ("q", "smallint"),
    ("path", "text"),
    ("transport", "smallint"),
    ("source_address", "text"),
    ("user_agent", "text"),
    ("client_class", "smallint"),
    ("refresh_time", "bigint"),
    ("expire_time", "bigint"),
    ("node", "text"),
    ("flow_token", "text"),
    ("contact_params", "text"),
    ("gruu", "boolean"),
];
/// The first of them stay as they were when the registration began.
const FIXED: usize = 3;

/// Rows that one statement takes on SQLite: as many of the largest as fit, then of the next.
const SIZES: [usize; 9] = [256, 128, 64, 32, 16, 8, 4, 2, 1];

static SQLITE_PUT: LazyLock<[String; SIZES.len()]> = LazyLock::new(|| {
    let row = format!("({})", marks(COLUMNS.len()));
    SIZES.map(|size| upsert(&format!("VALUES {}", vec![row.as_str(); size].join(", "))))
});
static SQLITE_DELETE: LazyLock<[String; SIZES.len()]> =
    LazyLock::new(|| SIZES.map(|size| format!("DELETE FROM registrations WHERE uid IN ({})", marks(size))));

/// PostgreSQL takes whole columns. SeaORM binds no array with a NULL in it, so what may be missing is marked.
static POSTGRES_PUT: LazyLock<String> = LazyLock::new(|| {
    let of = |text: fn(&(usize, (&str, &str))) -> String| {
        COLUMNS.iter().copied().enumerate().map(|column| text(&column)).collect::<Vec<_>>().join(", ")
    };
    let selected = of(|(_, (name, _))| match *name {
        "instance_id" => "SUBSTR(NULLIF(instance_id, ''), 2)".to_owned(),
        "reg_id" | "q" => format!("NULLIF({name}, -1)"),
        name => name.to_owned(),
    });
    let arrays = of(|(at, (_, kind))| format!("${}::{kind}[]", at + 1));
    let names = of(|(_, (name, _))| (*name).to_owned());
    upsert(&format!("SELECT {selected} FROM UNNEST ({arrays}) AS new ({names})"))
});
const POSTGRES_DELETE: &str = "DELETE FROM registrations WHERE uid = ANY ($1)";

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

fn upsert(rows: &str) -> String {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let updates: Vec<String> =
        names[FIXED..].iter().map(|name| format!("{name} = excluded.{name}")).collect();
    format!(
        "INSERT INTO registrations ({}) {rows} ON CONFLICT (uid) DO UPDATE SET {}",
        names.join(", "),
        updates.join(", ")
    )
}

impl WriteTx {
    /// Inserts or updates registrations by their uid. Each uid may be there once.
    pub async fn put_registrations(&self, rows: &[&Registration]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        match self.tx.get_database_backend() {
            DbBackend::Postgres => self.run(&POSTGRES_PUT, columns(rows)).await,
            _ => {
                for (size, chunk) in pieces(rows) {
                    self.run(&SQLITE_PUT[size], chunk.iter().flat_map(|r| fields(r)).collect()).await?;
                }
                Ok(())
            }
        }
    }

    /// Deletes registrations by their uid.
    pub async fn delete_registrations(&self, uids: &[Uuid]) -> Result<(), StoreError> {
        if uids.is_empty() {
            return Ok(());
        }
        match self.tx.get_database_backend() {
            DbBackend::Postgres => self.run(POSTGRES_DELETE, vec![uids.to_vec().into()]).await,
            _ => {
                for (size, chunk) in pieces(uids) {
                    self.run(&SQLITE_DELETE[size], chunk.iter().map(|uid| (*uid).into()).collect()).await?;
                }
                Ok(())
            }
        }
    }

    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<(), StoreError> {
        let backend = self.tx.get_database_backend();
        self.tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }
}

/// The rows cut into pieces of [`SIZES`], each with the index of its size.
fn pieces<T>(mut rows: &[T]) -> impl Iterator<Item = (usize, &[T])> {
    std::iter::from_fn(move || {
        let size = SIZES.iter().position(|size| *size <= rows.len())?;
        let (piece, rest) = rows.split_at(SIZES[size]);
        rows = rest;
        Some((size, piece))
    })
}

/// Path values hold no line ends.
fn path(r: &Registration) -> String {
    r.path.join("\n")
}

fn q(r: &Registration) -> Option<i16> {
    r.q.and_then(|q| i16::try_from(q.thousandths()).ok())
}

/// One row, as [`COLUMNS`] says.
fn fields(r: &Registration) -> [Value; COLUMNS.len()] {
    [
        r.uid.into(),
        r.user.user_id.into(),
        r.register_time.0.into(),
        r.contact.as_str().into(),
        r.instance_id.as_deref().into(),
        r.reg_id.map(i64::from).into(),
        (&*r.call_id).into(),
        i64::from(r.cseq).into(),
        q(r).into(),
        path(r).into(),
        record::transport_code(r.transport).into(),
        (&*r.source_address).into(),
        (&*r.user_agent).into(),
        record::class_code(r.client_class).into(),
        r.refresh_time.0.into(),
        r.expire_time.0.into(),
        (&*r.node).into(),
        (&*r.flow_token).into(),
        (&*r.contact_params).into(),
        r.gruu.into(),
    ]
}

/// All rows column by column, as [`COLUMNS`] says.
fn columns(rows: &[&Registration]) -> Vec<Value> {
    fn column<T>(rows: &[&Registration], of: impl Fn(&Registration) -> T) -> Value
    where
        Vec<T>: Into<Value>,
    {
        rows.iter().map(|r| of(r)).collect::<Vec<T>>().into()
    }
    vec![
        column(rows, |r| r.uid),
        column(rows, |r| r.user.user_id),
        column(rows, |r| r.register_time.0),
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
        column(rows, |r| r.refresh_time.0),
        column(rows, |r| r.expire_time.0),
        column(rows, |r| r.node.to_string()),
        column(rows, |r| r.flow_token.to_string()),
        column(rows, |r| r.contact_params.to_string()),
        column(rows, |r| r.gruu),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_hold_every_row_once_in_order() {
        for count in [0, 1, 3, 63, 64, 65, 512, 1023] {
            let rows: Vec<usize> = (0..count).collect();
            let cut: Vec<(usize, &[usize])> = pieces(&rows).collect();
            assert!(cut.iter().all(|(size, piece)| piece.len() == SIZES[*size]), "{count}");
            assert_eq!(cut.iter().flat_map(|(_, piece)| piece.to_vec()).collect::<Vec<_>>(), rows);
            assert!(cut.len() <= count / 64 + 9, "{count}: {} statements", cut.len());
        }
    }
}
