//! The generated code: the only place that includes it.

#![allow(unreachable_pub, clippy::all, clippy::pedantic)]

mod google {
    pub mod r#type {
        include!(concat!(env!("OUT_DIR"), "/google.r#type.rs"));
    }
}

/// `google.type.Date`, a civil date.
pub use google::r#type::Date;

/// The contract, package `rollcall.v1`.
pub use rollcall::v1;

// Nested as the packages are, because generated code reaches for its neighbours by relative paths.
mod rollcall {
    pub mod v1 {
        include!(concat!(env!("OUT_DIR"), "/rollcall.v1.rs"));
    }
}

/// The descriptors of the contract and of all it imports, extension options included.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// Messages with secrets in them show their name and nothing else.
macro_rules! redacted {
    ($($message:ident),* $(,)?) => {$(
        impl std::fmt::Debug for v1::$message {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($message)).finish_non_exhaustive()
            }
        }
    )*};
}

redacted!(
    AcceptInvitationRequest,
    CreateInvitationResponse,
    DelegatedAuthentication,
    FetchHa1Response,
    GeneratedSecrets,
    ImportedHa1,
    RegisterRequest,
    SipRegister,
    ResetRegistrationCredentialsRequest,
    SipSettings,
    User,
    VerifyUserPasswordRequest,
);
