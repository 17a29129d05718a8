use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "domains")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub account: String,
    pub fqdn: String,
    pub realm: String,
    pub disabled: bool,
    pub registration_policy: String,
    pub password_policy: String,
    pub default_call_policy: String,
    pub organization_management: bool,
    pub delegation: Option<String>,
    pub delegation_token: Option<Vec<u8>>,
    pub labels: String,
    pub create_time: i64,
    pub update_time: i64,
    pub version: i64,
    pub delete_time: Option<i64>,
    pub purge_time: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
