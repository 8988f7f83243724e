use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{route::Route, state::SimulatorState};

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    since: u64,
    #[serde(default)]
    route: Option<Route>,
}

/// Requests after a number, of one route if given.
pub async fn list(State(state): State<Arc<SimulatorState>>, Query(wanted): Query<Wanted>) -> Json<Value> {
    let last = state.journal.last();
    Json(json!({ "entries": state.journal.since(wanted.since, wanted.route), "last": last }))
}

/// Forgets all requests.
pub async fn clear(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    state.journal.clear();
    Json(json!({ "entries": [], "last": state.journal.last() }))
}

/// Attempts to deliver callbacks.
pub async fn webhooks(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    Json(json!({ "deliveries": state.webhooks.log() }))
}

/// Forgets them.
pub async fn clear_webhooks(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    state.webhooks.clear();
    webhooks(State(state)).await
}
