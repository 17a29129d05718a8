//! Roles, organizations, groups, invitations, and what was missing of users and domains.
//!
//! Members, labels and leases have tables of their own for what must be found or be exclusive by them;
//! members and labels repeat the login, which never changes, so that pages of them are one index range.

use crate::schema::{id, index, now, primary, reference, unique};
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        bytewise(manager).await?;
        roles(manager).await?;
        columns(manager).await?;
        sets(manager, "organizations", "organization_id", "organization_members").await?;
        sets(manager, "groups", "group_id", "group_members").await?;
        by_user(manager).await?;
        invitations(manager).await
    }
}

/// PostgreSQL sorts by its locale unless told otherwise; names sort by their bytes on both databases, so
/// that a prefix is a range of an index.
async fn bytewise(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for (table, columns) in [
        ("domains", &["account", "fqdn"][..]),
        (
            "users",
            &["account", "login", "extension_number", "first_name", "last_name", "display_name", "email"],
        ),
        ("accounts", &["account", "display_name"]),
        ("audit_entries", &["account", "actor", "resource"]),
    ] {
        for column in columns {
            let kind = if *column == "resource" { "text" } else { "varchar" };
            let sql = format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind} COLLATE \"C\"");
            db.execute_unprepared(&sql).await?;
        }
    }
    Ok(())
}

/// A text column that sorts by its bytes.
fn text(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.string().not_null();
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

fn standard(manager: &SchemaManager<'_>, table: &'static str, key: &'static str) -> TableCreateStatement {
    let c = |name: &'static str| ColumnDef::new(name);
    let domain = format!("{table}_domain");
    let mut foreign = ForeignKey::create();
    foreign.name(domain).from(table, "domain_id").to("domains", "id").on_delete(ForeignKeyAction::Cascade);
    Table::create()
        .table(table)
        .col(id())
        .col(c("uid").uuid().not_null())
        .col(text(manager, "account"))
        .col(c("domain_id").big_integer().not_null())
        .col(text(manager, key))
        .col(text(manager, "display_name"))
        .col(c("create_time").big_integer().not_null())
        .col(c("update_time").big_integer().not_null())
        .col(c("version").big_integer().not_null())
        .foreign_key(&mut foreign)
        .to_owned()
}

async fn roles(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = standard(manager, "roles", "role_id");
    table
        .col(ColumnDef::new("permissions").text().not_null())
        .col(ColumnDef::new("predefined").boolean().not_null());
    manager.create_table(table).await?;
    unique(manager, "roles", "roles_role_id", &["domain_id", "role_id"]).await?;

    // Every domain has the predefined ones.
    let db = manager.get_connection();
    let domains = Query::select().columns(["id", "account"]).from("domains").to_owned();
    for row in db.query_all(&domains).await? {
        let (domain, account): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        for (role, display_name, permissions) in PREDEFINED {
            let time = now();
            let insert = Query::insert()
                .into_table("roles")
                .columns([
                    "uid",
                    "account",
                    "domain_id",
                    "role_id",
                    "display_name",
                    "permissions",
                    "predefined",
                    "create_time",
                    "update_time",
                    "version",
                ])
                .values_panic([
                    uuid::Uuid::new_v4().into(),
                    account.as_str().into(),
                    domain.into(),
                    role.into(),
                    display_name.into(),
                    permissions.into(),
                    true.into(),
                    time.into(),
                    time.into(),
                    1_i64.into(),
                ])
                .to_owned();
            db.execute(&insert).await?;
        }
    }
    Ok(())
}

/// The predefined roles as of this migration: id, display name, permissions.
const PREDEFINED: [(&str, &str, &str); 7] = [
    ("administrator", "Administrator", r#"["*"]"#),
    (
        "supervisor",
        "Supervisor",
        r#"["calls.*","queues.*","recordings.listen","reports.read","users.read","presence.read"]"#,
    ),
    ("operator", "Operator", r#"["calls.*","queues.read","users.read","presence.read"]"#),
    ("employee", "Employee", r#"["calls.make","calls.receive","users.read","presence.read"]"#),
    ("human-resources", "Human resources", r#"["users.*","organizations.*","calls.make","calls.receive"]"#),
    ("accounting", "Accounting", r#"["billing.*","reports.read","calls.make","calls.receive"]"#),
    ("none", "None", "[]"),
];

async fn columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    for sql in [
        "ALTER TABLE domains ADD COLUMN delete_time BIGINT",
        "ALTER TABLE domains ADD COLUMN purge_time BIGINT",
        "ALTER TABLE users ADD COLUMN role_id BIGINT REFERENCES roles (id)",
        "ALTER TABLE users ADD COLUMN forwarding TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE users ADD COLUMN number_leases TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE users ADD COLUMN delete_time BIGINT",
        "ALTER TABLE users ADD COLUMN purge_time BIGINT",
        // A credential outlives the authentication user name that it was made with.
        "ALTER TABLE user_credentials ADD COLUMN domain_id BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE user_credentials ADD COLUMN auth_username VARCHAR NOT NULL DEFAULT ''",
        "UPDATE user_credentials SET
            domain_id = (SELECT domain_id FROM users WHERE users.id = user_credentials.user_id),
            auth_username = (SELECT auth_username FROM users WHERE users.id = user_credentials.user_id)",
        "CREATE INDEX domains_purge_time ON domains (purge_time) WHERE purge_time IS NOT NULL",
        "CREATE INDEX users_purge_time ON users (purge_time) WHERE purge_time IS NOT NULL",
    ] {
        db.execute_unprepared(sql).await?;
    }
    index(manager, "user_credentials", "user_credentials_username", &["domain_id", "auth_username"]).await?;
    for (name, column) in [
        ("users_role", "role_id"),
        ("users_first_name", "first_name"),
        ("users_last_name", "last_name"),
        ("users_display_name", "display_name"),
        ("users_create_time", "create_time"),
        ("users_update_time", "update_time"),
    ] {
        index(manager, "users", name, &["domain_id", column, "login"]).await?;
    }
    Ok(())
}

/// Organizations or groups, and their members.
async fn sets(
    manager: &SchemaManager<'_>,
    table: &'static str,
    key: &'static str,
    members: &'static str,
) -> Result<(), DbErr> {
    let mut sets = standard(manager, table, key);
    if table == "organizations" {
        sets.col(ColumnDef::new("parent_id").big_integer()).foreign_key(&mut reference(
            "organizations_parent",
            ("organizations", "parent_id"),
            "organizations",
            false,
        ));
    }
    manager.create_table(sets).await?;
    let names = match table {
        "organizations" => {
            index(manager, table, "organizations_parent_id", &["parent_id"]).await?;
            ("organizations_organization_id", "organization_members_user")
        }
        _ => ("groups_group_id", "group_members_user"),
    };
    unique(manager, table, names.0, &["domain_id", key]).await?;
    manager
        .create_table(
            Table::create()
                .table(members)
                .col(ColumnDef::new("set_id").big_integer().not_null())
                .col(text(manager, "login"))
                .col(ColumnDef::new("user_id").big_integer().not_null())
                .col(ColumnDef::new("join_time").big_integer().not_null())
                .primary_key(&mut primary(&["set_id", "login"]))
                .foreign_key(
                    ForeignKey::create()
                        .from(members, "set_id")
                        .to(table, "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from(members, "user_id")
                        .to("users", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .to_owned(),
        )
        .await?;
    index(manager, members, names.1, &["user_id", "set_id"]).await
}

/// Leases, which one user of an account has, and labels, by which users are found.
async fn by_user(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let c = |name: &'static str| ColumnDef::new(name);
    manager
        .create_table(
            Table::create()
                .table("number_leases")
                .col(text(manager, "account"))
                .col(c("lease").uuid().not_null())
                .col(c("user_id").big_integer().not_null())
                .primary_key(&mut primary(&["account", "lease"]))
                .foreign_key(&mut reference(
                    "number_leases_user",
                    ("number_leases", "user_id"),
                    "users",
                    true,
                ))
                .to_owned(),
        )
        .await?;
    index(manager, "number_leases", "number_leases_user_id", &["user_id"]).await?;
    manager
        .create_table(
            Table::create()
                .table("user_labels")
                .col(c("domain_id").big_integer().not_null())
                .col(text(manager, "key"))
                .col(text(manager, "value"))
                .col(text(manager, "login"))
                .col(c("user_id").big_integer().not_null())
                .primary_key(&mut primary(&["domain_id", "key", "value", "login"]))
                .foreign_key(&mut reference("user_labels_user", ("user_labels", "user_id"), "users", true))
                .to_owned(),
        )
        .await?;
    index(manager, "user_labels", "user_labels_user_id", &["user_id"]).await?;
    // What users have already.
    let sql = match manager.get_database_backend() {
        DbBackend::Postgres => {
            "INSERT INTO user_labels (domain_id, key, value, login, user_id)
             SELECT u.domain_id, l.key, l.value, u.login, u.id FROM users u, json_each_text(u.labels::json) l"
        }
        _ => {
            "INSERT INTO user_labels (domain_id, key, value, login, user_id)
             SELECT u.domain_id, l.key, l.value, u.login, u.id FROM users u, json_each(u.labels) l"
        }
    };
    manager.get_connection().execute_unprepared(sql).await.map(drop)
}

async fn invitations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let c = |name: &'static str| ColumnDef::new(name);
    let mut table = standard(manager, "invitations", "invitation_id");
    table
        .col(c("expire_time").big_integer().not_null())
        .col(c("preset").text().not_null())
        .col(c("state").small_integer().not_null())
        // The login of the user who accepted it.
        .col(c("login").string())
        .col(c("token_hash").binary().not_null());
    manager.create_table(table).await?;
    unique(manager, "invitations", "invitations_invitation_id", &["domain_id", "invitation_id"]).await?;
    unique(manager, "invitations", "invitations_token_hash", &["token_hash"]).await
}
