use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{route::Route, state::SimulatorState};

#[derive(Deserialize)]
pub struct JournalQuery {
    #[serde(default)]
    since: u64,
    #[serde(default)]
    route: Option<Route>,
}

/// The requests after a number, optionally of one route only.
pub async fn list(State(state): State<Arc<SimulatorState>>, Query(query): Query<JournalQuery>) -> Json<Value> {
    let last = state.journal.last();
    Json(json!({ "entries": state.journal.since(query.since, query.route), "last": last }))
}

/// Clears the requests.
pub async fn clear(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    state.journal.clear();
    Json(json!({ "entries": [], "last": state.journal.last() }))
}

/// Attempts to deliver callbacks.
pub async fn webhooks(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    Json(json!({ "deliveries": state.webhooks.log() }))
}

/// Clears the log of callbacks.
pub async fn clear_webhooks(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    state.webhooks.clear();
    webhooks(State(state)).await
}
