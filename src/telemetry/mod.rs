//! What operators see: logs, metrics, health over HTTP, and the layer that counts and names each RPC.
//!
//! No secret comes here: not in a log line, not in a label.

mod http;
mod logs;
mod metrics;
mod request_id;
mod rpc;

pub use self::http::serve;
pub use logs::{LogError, LogFormat, init};
pub use metrics::Metrics;
pub use request_id::REQUEST_ID_HEADER;
pub use rpc::{RpcBody, RpcLayer, RpcService};
