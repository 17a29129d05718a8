use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entries")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub account: String,
    pub create_time: i64,
    pub actor: String,
    pub action: i16,
    pub method: String,
    pub resource: String,
    pub resource_uid: String,
    pub changed_fields: String,
    pub request_id: String,
    pub reason: String,
    pub source_address: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
