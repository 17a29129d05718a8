//! GetUser and BatchGetUserStatuses beside a server that has the same answers ready.

use crate::{
    Outcome, Scale,
    bare::{self, REGISTRATIONS, USERS},
    data::{self, Backend, Database},
    latency::Latencies,
    served::{self, Served},
    table::{Table, Target},
};
use prost::Message;
use rollcall::pb::v1::{
    BatchGetUserStatusesRequest, BatchGetUserStatusesResponse, GetUserRequest, GetUserResponse,
    registration_service_client::RegistrationServiceClient, user_service_client::UserServiceClient,
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tonic::transport::Channel;

/// Users there are, each with a registration.
const ALL: u64 = 1000;
/// Calls at once, and the connections that they share.
const AT_ONCE: u64 = 64;
const CONNECTIONS: usize = 4;

/// What is asked.
#[derive(Debug, Clone, Copy)]
enum Call {
    User,
    /// Of so many users.
    Statuses(u64),
}

enum Answer {
    User(Box<GetUserResponse>),
    Statuses(BatchGetUserStatusesResponse),
}

pub(crate) async fn run(table: &mut Table, backend: Backend, scale: Scale) -> Outcome {
    eprintln!("==> reads, {backend}");
    let database = Database::new(backend, ALL).await?;
    database.add_registrations(ALL).await?;
    let served = Served::start(&database).await?;
    for call in [Call::User, Call::Statuses(10), Call::Statuses(ALL)] {
        let ours = Asked::new(served.address, &served.token).await?;
        let (bare, size) = match call.ask(&ours.channels[0], &ours.token, 1).await? {
            Answer::User(answer) => {
                (bare::answer::<USERS>(answer.encode_to_vec().into()).await?, answer.encoded_len())
            }
            Answer::Statuses(answer) => {
                (bare::answer::<REGISTRATIONS>(answer.encode_to_vec().into()).await?, answer.encoded_len())
            }
        };
        let (rate, latencies) = ours.rate(call, scale).await?;
        let (floor, _) = Asked::new(bare.address, "").await?.rate(call, scale).await?;
        let (p50, p99) = latencies.p50_p99();
        let what = match call {
            Call::User => "GetUser".to_owned(),
            Call::Statuses(of) => format!("BatchGetUserStatuses of {of}"),
        };
        table.add(
            format!("{what}, {AT_ONCE} at once, {backend}"),
            (rate, "/s"),
            format!("p50 {p50:.1} ms, p99 {p99:.1} ms, {size} octets"),
            Some((floor, "a bare tonic server with the answer ready")),
            Target::RatioAtLeast(0.8),
        );
    }
    served.stop().await
}

impl Call {
    /// Asks about user `n`, or about the first ones.
    async fn ask(self, channel: &Channel, token: &str, n: u64) -> Outcome<Answer> {
        let parent = format!("domains/{}", data::DOMAIN);
        Ok(match self {
            Self::User => {
                let request =
                    GetUserRequest { name: format!("{parent}/users/user{n}"), ..Default::default() };
                let mut client = UserServiceClient::new(channel.clone());
                Answer::User(Box::new(client.get_user(served::request(request, token)?).await?.into_inner()))
            }
            Self::Statuses(of) => {
                let users = (1..=of).map(|n| format!("user{n}")).collect();
                let request = BatchGetUserStatusesRequest { parent, users, ..Default::default() };
                let mut client = RegistrationServiceClient::new(channel.clone());
                let answer = client.batch_get_user_statuses(served::request(request, token)?).await?;
                Answer::Statuses(answer.into_inner())
            }
        })
    }
}

/// A server, and the connections to it.
struct Asked {
    channels: Vec<Channel>,
    token: String,
}

impl Asked {
    async fn new(address: SocketAddr, token: &str) -> Outcome<Self> {
        let mut channels = Vec::new();
        for _ in 0..CONNECTIONS {
            channels.push(served::connect(address).await?);
        }
        Ok(Self { channels, token: token.to_owned() })
    }

    /// Calls per second in a closed loop, and how long each took.
    async fn rate(&self, call: Call, scale: Scale) -> Outcome<(f64, Latencies)> {
        let began = Instant::now();
        let until = began + Duration::from_secs(scale.seconds());
        let mut tasks = Vec::new();
        for first in 1..=AT_ONCE {
            let channel = self.channels[usize::try_from(first)? % CONNECTIONS].clone();
            let token = self.token.clone();
            tasks.push(tokio::spawn(async move {
                let (mut latencies, mut n) = (Latencies::default(), first);
                while Instant::now() < until {
                    let asked = Instant::now();
                    call.ask(&channel, &token, n).await?;
                    latencies.add(asked.elapsed());
                    n = n % ALL + 1;
                }
                Outcome::Ok(latencies)
            }));
        }
        let mut all = Latencies::default();
        for task in tasks {
            all.extend(task.await??);
        }
        Ok((all.len() as f64 / began.elapsed().as_secs_f64(), all))
    }
}
