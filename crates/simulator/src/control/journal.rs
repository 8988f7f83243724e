use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ControlError;
use crate::{
    route::Route,
    state::{SessionSource, SimulatorState},
};

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

/// What the recording has answered so far.
pub async fn replay(State(state): State<Arc<SimulatorState>>) -> Result<Json<Value>, ControlError> {
    match &state.source {
        SessionSource::Recording(replay) => Ok(Json(replay.summary())),
        _ => Err(ControlError::new("no recording is replayed; start with --replay")),
    }
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
