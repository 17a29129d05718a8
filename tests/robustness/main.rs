//! What the server takes without harm: callers who hurry, go away, send too much or nonsense, and secrets in it all.

#[path = "../support/mod.rs"]
mod support;

mod attack;
mod cancellation;
mod hostile;
mod races;
mod secrets;
mod unique;
