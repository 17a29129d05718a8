//! What is kept of a registration.

use crate::model::Registration;
use crate::store::record;
use sea_orm::Value;

/// The columns in the order in which they are bound, with their types on PostgreSQL.
pub(super) const COLUMNS: [(&str, &str); 20] = [
    ("uid", "uuid"),
    ("user_id", "bigint"),
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
    ("register_time", "bigint"),
    ("refresh_time", "bigint"),
    ("expire_time", "bigint"),
    ("node", "text"),
    ("flow_token", "text"),
    ("contact_params", "text"),
    ("gruu", "boolean"),
];
/// The first of them stay as they were when the registration began.
const FIXED: usize = 2;

/// Inserts or updates what `rows` selects.
pub(super) fn upsert(rows: &str) -> String {
    let updates: Vec<String> =
        COLUMNS[FIXED..].iter().map(|(name, _)| format!("{name} = excluded.{name}")).collect();
    format!(
        "INSERT INTO registrations ({}) {rows} ON CONFLICT (uid) DO UPDATE SET {}",
        each(|name| name.to_owned()),
        updates.join(", ")
    )
}

/// All columns, each written as `of` says, with commas in between.
pub(super) fn each(of: impl Fn(&str) -> String) -> String {
    COLUMNS.map(|(name, _)| of(name)).join(", ")
}

/// One row, as [`COLUMNS`] says.
pub(super) fn fields(r: &Registration) -> [Value; COLUMNS.len()] {
    [
        r.uid.into(),
        r.user.user_id.into(),
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
        r.register_time.0.into(),
        r.refresh_time.0.into(),
        r.expire_time.0.into(),
        (&*r.node).into(),
        (&*r.flow_token).into(),
        (&*r.contact_params).into(),
        r.gruu.into(),
    ]
}

/// Path values hold no line ends.
pub(super) fn path(r: &Registration) -> String {
    r.path.join("\n")
}

pub(super) fn q(r: &Registration) -> Option<i16> {
    r.q.and_then(|q| i16::try_from(q.thousandths()).ok())
}
