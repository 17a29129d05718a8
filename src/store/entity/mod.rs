//! SeaORM entities: one per table, column for column.

#![allow(unreachable_pub, reason = "what DeriveEntityModel expects")]

pub(super) mod account;
pub(super) mod audit_entry;
pub(super) mod domain;
pub(super) mod group;
pub(super) mod group_member;
pub(super) mod invitation;
pub(super) mod log_state;
pub(super) mod number_lease;
pub(super) mod organization;
pub(super) mod organization_member;
pub(super) mod registration_log;
pub(super) mod request;
pub(super) mod role;
pub(super) mod user;
pub(super) mod user_credential;
pub(super) mod user_label;
