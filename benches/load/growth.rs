//! What a large table costs those who watch.

use crate::{
    Outcome, Scale,
    data::{Database, Phone},
    served::Served,
    table::{Table, Target},
    watchers,
};

/// What grows is compared with a table of so many.
const FEW: u64 = 1000;
const WATCHERS: usize = 100;

/// `database` has `count` users with a registration each.
pub(crate) async fn run(table: &mut Table, database: &Database, count: u64, scale: Scale) -> Outcome {
    eprintln!("==> request to delivery with {count} registrations, {}", database.backend);
    let few = Database::new(database.backend, FEW).await?;
    few.add_registrations(FEW).await?;
    let (few, few_p99) = delivery(&few, FEW, scale).await?;
    let (many, many_p99) = delivery(database, count, scale).await?;
    table.add(
        format!("request to delivery, {WATCHERS} watchers, {count} registrations, {}", database.backend),
        (many, "ms"),
        format!("p50; p99 {many_p99:.1} ms, with {FEW} {few_p99:.1} ms"),
        Some((few, "with 1000 registrations")),
        Target::RatioAtMost(1.2),
    );
    Ok(())
}

/// The 50th and the 99th percentile, in milliseconds, where a thousand of the phones refresh.
async fn delivery(database: &Database, count: u64, scale: Scale) -> Outcome<(f64, f64)> {
    let served = Served::start(database).await?;
    let every = count / FEW;
    let mut phones = (1..=FEW).map(|n| Phone::new(database, n * every)).collect::<Outcome<Vec<_>>>()?;
    // The database has the first of each.
    phones.iter_mut().for_each(|phone| drop(phone.next()));
    let paced = watchers::paced(&served, &mut phones, WATCHERS, scale).await?;
    served.stop().await?;
    Ok(paced.since_request.p50_p99())
}
