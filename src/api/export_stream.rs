//! An export as a stream of messages.

use super::{convert, error, stream_limits::Life};
use crate::directory::Export;
use crate::pb::v1;
use futures::StreamExt;
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    time::sleep_until,
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, codegen::BoxStream};
use tracing::Instrument;

/// Messages that wait for the caller to take them.
const WAITING: usize = 2;

/// In a task of its own, so that the snapshot is let go of in time also when the caller does not read.
pub(super) fn messages(
    export: Export,
    life: Life,
    permit: OwnedSemaphorePermit,
) -> BoxStream<v1::ExportUsersResponse> {
    let (out, messages) = mpsc::channel(WAITING);
    let task = async move {
        let ended = tokio::select! {
            biased;
            () = life.drain.cancelled() => Err(error::draining()),
            () = sleep_until(life.end) => Err(life.farewell),
            () = out.closed() => Ok(()),
            done = read(export, &out) => done,
        };
        drop(permit);
        if let Err(status) = ended {
            let _gone = out.send(Err(status)).await;
        }
    };
    tokio::spawn(task.in_current_span());
    ReceiverStream::new(messages).boxed()
}

async fn read(
    mut export: Export,
    out: &mpsc::Sender<Result<v1::ExportUsersResponse, Status>>,
) -> Result<(), Status> {
    let mut row = 0;
    loop {
        let users = export.next().await.map_err(error::of_directory)?;
        if users.is_empty() {
            return export.end().await.map_err(error::of_directory);
        }
        let rows = users.iter().map(|user| {
            row += 1;
            convert::export_row(row, user)
        });
        for message in convert::by_size(rows.collect(), |rows| v1::ExportUsersResponse { rows }) {
            if out.send(Ok(message)).await.is_err() {
                return Ok(());
            }
        }
    }
}
