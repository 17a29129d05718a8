//! Messages of the contract as JSON, with the field names of the contract, to write tables of fields.

use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, SerializeOptions};
use serde_json::Value;
use std::sync::LazyLock;

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(rollcall::pb::DESCRIPTORS).unwrap());

fn descriptor(name: &str) -> MessageDescriptor {
    POOL.get_message_by_name(&format!("rollcall.v1.{name}")).unwrap()
}

/// `message` is a `rollcall.v1.{name}`. Fields that have no value are left out.
pub fn to_json(name: &str, message: &impl Message) -> Value {
    let message = DynamicMessage::decode(descriptor(name), message.encode_to_vec().as_slice()).unwrap();
    let options = SerializeOptions::new().use_proto_field_name(true);
    message.serialize_with_options(serde_json::value::Serializer, &options).unwrap()
}

pub fn from_json<M: Message + Default>(name: &str, json: &Value) -> M {
    let message = DynamicMessage::deserialize(descriptor(name), json.clone());
    M::decode(message.unwrap_or_else(|why| panic!("{why}: {json}")).encode_to_vec().as_slice()).unwrap()
}
