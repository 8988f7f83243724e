use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{route::Route, world::World};

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    since: u64,
    #[serde(default)]
    route: Option<Route>,
}

/// Requests after a number, of one route if given.
pub async fn list(State(world): State<Arc<World>>, Query(wanted): Query<Wanted>) -> Json<Value> {
    let last = world.journal.last();
    Json(json!({ "entries": world.journal.since(wanted.since, wanted.route), "last": last }))
}

/// Forgets all requests.
pub async fn clear(State(world): State<Arc<World>>) -> Json<Value> {
    world.journal.clear();
    Json(json!({ "entries": [], "last": world.journal.last() }))
}

/// Attempts to deliver callbacks.
pub async fn webhooks(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({ "deliveries": world.hooks.log() }))
}

/// Forgets them.
pub async fn clear_webhooks(State(world): State<Arc<World>>) -> Json<Value> {
    world.hooks.clear();
    webhooks(State(world)).await
}
