use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roles")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub account: String,
    pub domain_id: i64,
    pub role_id: String,
    pub display_name: String,
    pub create_time: i64,
    pub update_time: i64,
    pub version: i64,
    pub permissions: String,
    pub predefined: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
