//! Starting over a large table, and what it takes to hold it.

use crate::{
    Outcome, Scale,
    data::{Backend, Database},
    growth,
    process::Process,
    snapshot,
    table::{Table, Target},
};

pub(crate) async fn run(table: &mut Table, backend: Backend, scale: Scale) -> Outcome {
    let count = scale.million();
    eprintln!("==> start with {count} registrations, {backend}");
    let database = Database::new(backend, count).await?;
    let empty = Process::serve(&database)?;
    let (without, idle) = (empty.resident()?, empty.ready_after);
    drop(empty);
    database.add_registrations(count).await?;
    let full = Process::serve(&database)?;
    let held = full.resident()?.saturating_sub(without) as f64 / count as f64;
    table.add(
        format!("start with {count} registrations, {backend}"),
        (full.ready_after.as_secs_f64(), "s"),
        format!("with none {:.2} s", idle.as_secs_f64()),
        None,
        Target::AtMost(10.0),
    );
    table.add(
        format!("memory for each of {count} registrations, {backend}"),
        (held, "B"),
        format!("{} MB against {} MB", full.resident()? >> 20, without >> 20),
        None,
        Target::AtMost(600.0),
    );
    drop(full);
    snapshot::run(table, &database, count).await?;
    growth::run(table, &database, count, scale).await
}
