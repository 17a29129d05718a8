//! Creates a user, reads it, and tells who is online.

#![allow(clippy::print_stdout, reason = "it is what this is for")]

use futures::TryStreamExt;
use rollcall_client::{Client, Error, ErrorKind, v1};
use std::env;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let endpoint = env::var("ROLLCALL_ENDPOINT").unwrap_or_else(|_| "http://127.0.0.1:50051".to_owned());
    let client = Client::builder(endpoint).token(env::var("ROLLCALL_TOKEN").unwrap_or_default()).build()?;

    let domain = v1::CreateDomainRequest { domain_id: "rust.example".into(), ..Default::default() };
    match client.domains().create_domain(domain).await {
        Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists { .. }) => println!("it was there"),
        done => drop(done?),
    }

    // A request id is filled in, so it is safe that the client tries again when the connection breaks.
    let user =
        v1::User { first_name: "Carol".into(), email: "carol@rust.example".into(), ..Default::default() };
    let request = v1::CreateUserRequest {
        parent: "domains/rust.example".into(),
        user_id: "carol".into(),
        user: Some(user),
        ..Default::default()
    };
    let created = client.users().create_user(request.clone()).await?;
    let secrets = created.generated.unwrap_or_default();
    println!("{} has {} letters", created.user.unwrap_or_default().name, secrets.registration_password.len());

    let user = v1::User { email: "nobody".into(), ..Default::default() };
    if let Err(error) =
        client.users().create_user(v1::CreateUserRequest { user: Some(user), ..request }).await
        && let ErrorKind::Invalid { violations } = error.kind()
    {
        for violation in violations {
            println!("{}: {}, not {:?}", violation.field, violation.description, violation.value);
        }
    }

    let request = v1::ListUsersRequest { parent: "domains/rust.example".into(), ..Default::default() };
    let users: Vec<v1::User> = client.users().list_users_all(request).try_collect().await?;
    println!("{} users", users.len());

    let online = client.online("domains/-");
    online.wait_live().await?;
    println!("online: {:?}", online.users());
    Ok(())
}
