//! Prints who is online, live, until it is interrupted.

#![allow(clippy::print_stdout, reason = "it is what this is for")]

use rollcall_client::{Client, Error, Item, WatchOptions, v1::RegistrationState};
use std::{collections::HashMap, env};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let endpoint = env::var("ROLLCALL_ENDPOINT").unwrap_or_else(|_| "http://127.0.0.1:50051".to_owned());
    let mut builder = Client::builder(endpoint);
    if let Ok(token) = env::var("ROLLCALL_TOKEN") {
        builder = builder.token(token);
    }
    // The view that the client has ready is `client.online("domains/-")`; this is what is below it.
    let mut watch = builder.build()?.watch("domains/-", WatchOptions::default());
    let mut devices: HashMap<String, usize> = HashMap::new();
    while let Some(item) = watch.next().await {
        match item? {
            Item::Snapshot { registrations, .. } => {
                devices.clear();
                for registration in registrations {
                    *devices.entry(user_of(&registration.name)).or_default() += 1;
                }
                devices.keys().for_each(|user| println!("+ {user}"));
            }
            Item::Changes { events, .. } => {
                for event in events {
                    let registration = event.registration.unwrap_or_default();
                    let (user, count) = (user_of(&registration.name), event.registration_count);
                    let ended = registration.state() == RegistrationState::Ended;
                    let before = devices.insert(user.clone(), usize::try_from(count).unwrap_or_default());
                    if ended && count == 0 {
                        println!("- {user}");
                    } else if !ended && before.unwrap_or_default() == 0 {
                        println!("+ {user}");
                    }
                }
            }
            Item::Disconnected { error } => println!("connects again after {error:?}"),
            Item::Resync { .. } | Item::Bookmark { .. } => {}
        }
    }
    Ok(())
}

fn user_of(registration: &str) -> String {
    registration.split("/registrations/").next().unwrap_or_default().to_owned()
}
