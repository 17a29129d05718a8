//! What the generators of services ask of the contract.

use prost_types::{
    DescriptorProto, FileDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto,
    compiler::CodeGeneratorRequest, field_descriptor_proto::Label,
};

/// Customers implement it; nobody calls it by a client.
const NOT_OURS: &str = "DelegatedAuthenticationService";

fn files(request: &CodeGeneratorRequest) -> impl Iterator<Item = &FileDescriptorProto> {
    request.proto_file.iter().filter(|f| request.file_to_generate.iter().any(|name| name == f.name()))
}

/// The messages that are generated.
pub(crate) fn messages(request: &CodeGeneratorRequest) -> Vec<&DescriptorProto> {
    files(request).flat_map(|f| &f.message_type).collect()
}

/// The services that clients call, each with its file and its place there.
pub(crate) fn services(
    request: &CodeGeneratorRequest,
) -> impl Iterator<Item = (&FileDescriptorProto, usize, &ServiceDescriptorProto)> {
    files(request)
        .flat_map(|f| f.service.iter().enumerate().map(move |(at, of)| (f, at, of)))
        .filter(|(_, _, of)| of.name() != NOT_OURS)
}

/// The comment of what lies at a path of the file, as it stands there.
pub(crate) fn comment(proto: &FileDescriptorProto, path: &[i32]) -> String {
    let locations = proto.source_code_info.iter().flat_map(|info| &info.location);
    locations.filter(|at| at.path == path).map(|at| at.leading_comments()).collect()
}

/// The field of the items in the answer of a list, and their type.
pub(crate) fn listed(rpc: &MethodDescriptorProto, messages: &[&DescriptorProto]) -> Option<(String, String)> {
    let answer = messages.iter().find(|m| m.name() == short(rpc.output_type()))?;
    answer.field.iter().find(|field| field.name() == "next_page_token")?;
    let items = answer.field.iter().find(|field| field.label() == Label::Repeated)?;
    Some((items.name().to_owned(), short(items.type_name()).to_owned()))
}

/// A name without its package.
pub(crate) fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_package() {
        assert_eq!(short(".rollcall.v1.User"), "User");
    }
}
