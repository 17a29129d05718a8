//! Messages with secrets in them show their name and nothing else.

use crate::v1;
use std::fmt;

macro_rules! redacted {
    ($($message:ident),* $(,)?) => {$(
        impl fmt::Debug for v1::$message {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
    ResetRegistrationCredentialsRequest,
    SipRegister,
    SipSettings,
    User,
    VerifyUserPasswordRequest,
);
