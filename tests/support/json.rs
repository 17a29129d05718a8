//! The contract as JSON, with its own field names: messages to write tables of, and every method.

use super::{Failure, Server, calls};
use bytes::{Buf, BufMut, Bytes};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor, SerializeOptions};
use serde_json::Value;
use std::sync::LazyLock;
use tonic::{
    Status,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    transport::Channel,
};

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(rollcall::pb::DESCRIPTORS).unwrap());

fn descriptor(name: &str) -> MessageDescriptor {
    POOL.get_message_by_name(&format!("rollcall.v1.{name}")).unwrap()
}

fn decoded(of: MessageDescriptor, bytes: &[u8]) -> Value {
    let message = DynamicMessage::decode(of, bytes).unwrap();
    let options = SerializeOptions::new().use_proto_field_name(true);
    message.serialize_with_options(serde_json::value::Serializer, &options).unwrap()
}

fn encoded(of: MessageDescriptor, json: &Value) -> Vec<u8> {
    let message = DynamicMessage::deserialize(of, json.clone());
    message.unwrap_or_else(|why| panic!("{why}: {json}")).encode_to_vec()
}

/// `message` is a `rollcall.v1.{name}`. Fields that have no value are left out.
pub fn to_json(name: &str, message: &impl Message) -> Value {
    decoded(descriptor(name), &message.encode_to_vec())
}

pub fn from_json<M: Message + Default>(name: &str, json: &Value) -> M {
    M::decode(encoded(descriptor(name), json).as_slice()).unwrap()
}

/// A caller of any method.
#[derive(Clone)]
pub struct Caller {
    channel: Channel,
    token: String,
}

impl Caller {
    pub async fn new(server: &Server, account: &str, scopes: &str) -> Self {
        let token = format!("Bearer {}", server.token(account, scopes));
        Self { channel: calls::channel(server.grpc()).await, token }
    }

    /// Calls a method such as `RoleService/GetRole`; the answers of a stream come as an array, until it
    /// ends.
    pub async fn call(&self, method: &str, request: Value) -> Result<Value, Failure> {
        let (service, name) = method.split_once('/').unwrap();
        let service = POOL.get_service_by_name(&format!("rollcall.v1.{service}")).unwrap();
        let descriptor = service.methods().find(|m| m.name() == name).unwrap();
        let mut request = tonic::Request::new(encoded(descriptor.input(), &request));
        request.metadata_mut().insert("authorization", self.token.parse().unwrap());
        let mut client = tonic::client::Grpc::new(self.channel.clone()).max_decoding_message_size(64 << 20);
        client.ready().await.unwrap();
        let path = format!("/rollcall.v1.{method}").parse().unwrap();
        if descriptor.is_server_streaming() {
            let answer = client.server_streaming(request, path, Raw).await;
            let mut answers = answer.map_err(|status| Failure::of(&status))?.into_inner();
            let mut all = Vec::new();
            while let Some(answer) = answers.message().await.map_err(|status| Failure::of(&status))? {
                all.push(decoded(descriptor.output(), &answer));
            }
            return Ok(Value::Array(all));
        }
        let answer = client.unary(request, path, Raw).await.map_err(|status| Failure::of(&status))?;
        Ok(decoded(descriptor.output(), &answer.into_inner()))
    }
}

/// Messages as they are encoded already.
#[derive(Clone, Copy)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}

/// The methods of the contract that a server has; customers implement DelegatedAuthenticationService.
pub fn methods() -> Vec<MethodDescriptor> {
    let services = POOL.services().filter(|s| s.package_name() == "rollcall.v1");
    let ours = services.filter(|s| s.name() != "DelegatedAuthenticationService");
    ours.flat_map(|s| s.methods().collect::<Vec<_>>()).collect()
}

/// A message as it goes over the wire.
pub fn encode(descriptor: MessageDescriptor, json: &Value) -> Vec<u8> {
    let message = DynamicMessage::deserialize(descriptor, json.clone());
    message.unwrap_or_else(|why| panic!("{why}: {json}")).encode_to_vec()
}

pub fn decode(descriptor: MessageDescriptor, wire: &[u8]) -> Value {
    let message = DynamicMessage::decode(descriptor, wire).unwrap();
    let options = SerializeOptions::new().use_proto_field_name(true);
    message.serialize_with_options(serde_json::value::Serializer, &options).unwrap()
}
