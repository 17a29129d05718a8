//! etcd as a peer of the watch, where it is installed (`apt-get install etcd-server`).

use crate::{Outcome, Scale, latency::Latencies, watchers::PACE};
use prost::Message;
use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::time::MissedTickBehavior;
use tonic::{
    Request, Streaming,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    transport::{Channel, Endpoint},
};
use tonic_prost::ProstCodec;

const KEY: &[u8] = b"key";
const PER_CHANNEL: usize = 50;

/// What is needed of etcd's rpc.proto.
#[derive(Clone, PartialEq, Message)]
struct PutRequest {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct PutResponse {}

#[derive(Clone, PartialEq, Message)]
struct WatchRequest {
    #[prost(message, optional, tag = "1")]
    create: Option<WatchCreate>,
}

#[derive(Clone, PartialEq, Message)]
struct WatchCreate {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct WatchResponse {
    #[prost(message, repeated, tag = "11")]
    events: Vec<Event>,
}

#[derive(Clone, PartialEq, Message)]
struct Event {
    #[prost(message, optional, tag = "2")]
    kv: Option<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct KeyValue {
    #[prost(bytes = "vec", tag = "5")]
    value: Vec<u8>,
}

struct Etcd {
    child: Child,
    url: String,
    _dir: tempfile::TempDir,
}

impl Etcd {
    /// Starts etcd with its defaults; `None` where it is not installed.
    async fn start() -> Outcome<Option<Self>> {
        let dir = tempfile::tempdir()?;
        let port = || Outcome::Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port());
        let (url, peer) = (format!("http://127.0.0.1:{}", port()?), format!("http://127.0.0.1:{}", port()?));
        let started = Command::new("etcd")
            .args(["--listen-client-urls", &url, "--advertise-client-urls", &url])
            .args(["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer])
            .args(["--initial-cluster", &format!("default={peer}"), "--data-dir"])
            .arg(dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(child) = started else {
            eprintln!("    etcd is not installed, there is nothing to compare with");
            return Ok(None);
        };
        let etcd = Self { child, url, _dir: dir };
        for _ in 0..100 {
            if put(&etcd.connect().await?, b"first".to_vec()).await.is_ok() {
                return Ok(Some(etcd));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err("etcd did not start".into())
    }

    async fn connect(&self) -> Outcome<Channel> {
        Ok(Endpoint::from_shared(self.url.clone())?.tcp_nodelay(true).connect_lazy())
    }
}

impl Drop for Etcd {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

async fn put(channel: &Channel, value: Vec<u8>) -> Outcome {
    let mut grpc = Grpc::new(channel.clone());
    grpc.ready().await?;
    let path = PathAndQuery::from_static("/etcdserverpb.KV/Put");
    let request = Request::new(PutRequest { key: KEY.to_vec(), value });
    let _answer: tonic::Response<PutResponse> = grpc.unary(request, path, ProstCodec::default()).await?;
    Ok(())
}

async fn watch(channel: &Channel) -> Outcome<Streaming<WatchResponse>> {
    let mut grpc = Grpc::new(channel.clone());
    grpc.ready().await?;
    let path = PathAndQuery::from_static("/etcdserverpb.Watch/Watch");
    let create = WatchRequest { create: Some(WatchCreate { key: KEY.to_vec() }) };
    // The requests stay open, or etcd ends the watch.
    let requests = futures::StreamExt::chain(futures::stream::iter([create]), futures::stream::pending());
    let streaming = grpc.streaming(Request::new(requests), path, ProstCodec::default()).await?;
    Ok(streaming.into_inner())
}

/// From the put to the watchers, at the pace that Rollcall's watchers have.
pub(crate) async fn latency(watchers: usize, scale: Scale) -> Outcome<Option<Latencies>> {
    eprintln!("==> etcd, {watchers} watchers");
    let Some(etcd) = Etcd::start().await? else { return Ok(None) };
    let (epoch, puts) = (Instant::now(), scale.seconds() * PACE);
    let mut channel = etcd.connect().await?;
    let mut tasks = Vec::new();
    for n in 0..watchers {
        if n.is_multiple_of(PER_CHANNEL) {
            channel = etcd.connect().await?;
        }
        let mut stream = watch(&channel).await?;
        // etcd answers that the watch was created.
        stream.message().await?.ok_or("a stream ended")?;
        tasks.push(tokio::spawn(async move {
            let mut latencies = Latencies::default();
            while (latencies.len() as u64) < puts
                && let Some(response) = stream.message().await?
            {
                let now = epoch.elapsed();
                for value in response.events.into_iter().filter_map(|event| event.kv).map(|kv| kv.value) {
                    let sent = value.first_chunk().map_or(0, |octets| u64::from_be_bytes(*octets));
                    latencies.add(now.saturating_sub(Duration::from_nanos(sent)));
                }
            }
            Outcome::Ok(latencies)
        }));
    }
    let writer = etcd.connect().await?;
    let mut tick = tokio::time::interval(Duration::from_millis(1000 / PACE));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for _ in 0..puts {
        tick.tick().await;
        // As long as what the log keeps of a registration.
        let mut value = vec![b'x'; 240];
        value[..8].copy_from_slice(&u64::try_from(epoch.elapsed().as_nanos())?.to_be_bytes());
        put(&writer, value).await?;
    }
    let mut all = Latencies::default();
    for task in tasks {
        all.extend(task.await??);
    }
    Ok(Some(all))
}
