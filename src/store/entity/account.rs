use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub account: String,
    pub display_name: String,
    pub disabled: bool,
    pub max_domains: Option<i64>,
    pub max_users: Option<i64>,
    pub max_registrations: Option<i64>,
    pub domain_count: i64,
    pub user_count: i64,
    pub create_time: i64,
    pub update_time: i64,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
