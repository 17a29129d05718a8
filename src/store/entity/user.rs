use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub account: String,
    pub domain_id: i64,
    pub login: String,
    pub extension_number: Option<String>,
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    pub email: Option<String>,
    pub phone_number: Option<String>,
    pub mobile_number: Option<String>,
    pub job_title: String,
    pub date_of_birth: Option<String>,
    pub gender: Option<i16>,
    pub avatar_uri: String,
    pub caller_id: String,
    pub disabled: bool,
    pub auth_username: String,
    pub max_registrations: Option<i32>,
    pub call_policy: String,
    pub labels: String,
    pub password_hash: Option<String>,
    pub create_time: i64,
    pub update_time: i64,
    pub version: i64,
    pub role_id: Option<i64>,
    pub forwarding: String,
    pub number_leases: String,
    pub delete_time: Option<i64>,
    pub purge_time: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::domain::Entity",
        from = "Column::DomainId",
        to = "super::domain::Column::Id"
    )]
    Domain,
    #[sea_orm(belongs_to = "super::role::Entity", from = "Column::RoleId", to = "super::role::Column::Id")]
    Role,
}

impl Related<super::domain::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Domain.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
