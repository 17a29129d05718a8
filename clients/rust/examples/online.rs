//! Prints who is online, live, until it is interrupted.

#![allow(clippy::print_stdout, reason = "it is what this is for")]

use rollcall_client::{Client, Error};
use std::env;
use tokio::sync::broadcast::error::RecvError;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let endpoint = env::var("ROLLCALL_ENDPOINT").unwrap_or_else(|_| "http://127.0.0.1:50051".to_owned());
    let mut builder = Client::builder(endpoint);
    if let Ok(token) = env::var("ROLLCALL_TOKEN") {
        builder = builder.token(token);
    }
    let online = builder.build()?.online("domains/-");
    let mut transitions = online.transitions();
    online.wait_live().await?;
    loop {
        match transitions.recv().await {
            Ok(change) => println!("{} {}", if change.online { '+' } else { '-' }, change.user),
            // Too many at once to be told one by one: all of them anew.
            Err(RecvError::Lagged(_)) => online.users().iter().for_each(|user| println!("+ {user}")),
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}
