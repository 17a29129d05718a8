//! Google's types that the contract uses, nested as generated code reaches for them.

#[allow(missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]
pub mod r#type {
    include!("generated/google.type.rs");
}
