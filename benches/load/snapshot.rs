//! A snapshot of a large table over gRPC.

use crate::{
    Outcome, bare,
    data::{Backend, Database},
    served::{self, Served},
    table::{Table, Target},
};
use bytes::Bytes;
use futures::StreamExt;
use prost::Message as _;
use rollcall::pb::v1::{WatchRegistrationsRequest, watch_registrations_response::Message};
use std::{net::SocketAddr, sync::Arc, time::Instant};

pub(crate) async fn run(table: &mut Table, database: &Database, count: u64) -> Outcome {
    if database.backend != Backend::Sqlite {
        return Ok(());
    }
    eprintln!("==> snapshot of {count}");
    let served = Served::start(database).await?;
    let (mut messages, mut registrations) = (Vec::new(), 0);
    let request = WatchRegistrationsRequest { parent: "domains/-".to_owned(), ..Default::default() };
    let mut stream = served::watch(served.address, &served.token, 1, &request).await?.remove(0);
    while let Some(response) = stream.message().await? {
        let ended = matches!(response.message, Some(Message::SnapshotEnd(_)));
        if let Some(Message::Snapshot(part)) = &response.message {
            registrations += part.registrations.len() as u64;
        }
        messages.push(Bytes::from(response.encode_to_vec()));
        if ended {
            break;
        }
    }
    assert_eq!(registrations, count, "the snapshot is whole");
    drop(stream);
    let size = messages.iter().map(Bytes::len).sum::<usize>();
    let (first, whole) = timed(served.address, &served.token).await?;
    served.stop().await?;
    let messages = Arc::new(messages);
    let bare = bare::stream(Arc::new(move || {
        let messages = messages.clone();
        futures::stream::iter((0..messages.len()).map(move |n| messages[n].clone())).boxed()
    }))
    .await?;
    let (_, floor) = timed(bare.address, "").await?;
    table.add(
        format!("snapshot of {count} registrations"),
        (count as f64 / whole, "/s"),
        format!("{whole:.1} s for {} MB, the first part after {:.0} ms", size >> 20, first * 1e3),
        Some((count as f64 / floor, "the same octets over a bare tonic stream")),
        Target::RatioAtLeast(0.5),
    );
    Ok(())
}

/// Seconds to the first part and to the end of a snapshot.
async fn timed(address: SocketAddr, token: &str) -> Outcome<(f64, f64)> {
    let request = WatchRegistrationsRequest { parent: "domains/-".to_owned(), ..Default::default() };
    let began = Instant::now();
    let mut stream = served::watch(address, token, 1, &request).await?.remove(0);
    let mut first = None;
    while let Some(response) = stream.message().await? {
        first.get_or_insert(began.elapsed());
        if let Some(Message::SnapshotEnd(_)) = response.message {
            break;
        }
    }
    Ok((first.unwrap_or_default().as_secs_f64(), began.elapsed().as_secs_f64()))
}
