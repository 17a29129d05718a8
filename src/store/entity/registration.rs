use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registrations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub uid: Uuid,
    pub user_id: i64,
    pub contact_uri: String,
    pub instance_id: Option<String>,
    pub reg_id: Option<i64>,
    pub call_id: String,
    pub cseq: i64,
    pub q: Option<i16>,
    pub path: String,
    pub transport: i16,
    pub source_address: String,
    pub user_agent: String,
    pub client_class: i16,
    pub register_time: i64,
    pub refresh_time: i64,
    pub expire_time: i64,
    pub node: String,
    pub flow_token: String,
    pub contact_params: String,
    pub gruu: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
