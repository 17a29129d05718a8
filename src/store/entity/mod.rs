//! SeaORM entities: one per table, column for column.

#![allow(unreachable_pub, reason = "what DeriveEntityModel expects")]

pub(super) mod domain;
pub(super) mod log_state;
pub(super) mod registration;
pub(super) mod registration_log;
pub(super) mod user;
pub(super) mod user_credential;
