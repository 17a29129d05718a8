//! A plugin of protoc, which reads a CodeGeneratorRequest from standard input and writes a CodeGeneratorResponse.
//! The parameter says what is wanted: `rust`, `java`, or `retries` and the form of the file. See `buf.gen.yaml`.

mod contract;
mod java;
mod retries;
mod rust;
mod services;

use prost::Message;
use prost_types::compiler::{
    CodeGeneratorRequest, CodeGeneratorResponse,
    code_generator_response::{Feature, File},
};
use std::{
    error::Error,
    io::{Read, Write, stdin, stdout},
};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let mut request = Vec::new();
    stdin().read_to_end(&mut request)?;
    let request = CodeGeneratorRequest::decode(&*request)?;
    let mut response = CodeGeneratorResponse {
        supported_features: Some(Feature::Proto3Optional as u64),
        ..Default::default()
    };
    match answer(&request) {
        Ok(file) => response.file = file,
        Err(why) => response.error = Some(why.to_string()),
    }
    stdout().write_all(&response.encode_to_vec())?;
    Ok(())
}

fn answer(request: &CodeGeneratorRequest) -> Outcome<Vec<File>> {
    match request.parameter() {
        "rust" => {
            let mut files = rust::files(request)?;
            files.push(services::file_of(request)?);
            Ok(files)
        }
        "java" => java::files(request),
        "retries=json" => Ok(vec![retries::json(request)?]),
        "retries=ts" => Ok(vec![retries::typescript(request)?]),
        other => Err(format!("`{other}` is none of rust, java, retries=json, retries=ts").into()),
    }
}

/// A whole file of a response.
fn file(name: &str, content: String) -> File {
    File { name: Some(name.to_owned()), content: Some(content), ..Default::default() }
}
