use std::sync::Arc;

use axum::{extract::State, response::Response};
use serde_json::json;

use crate::{http::success, state::SimulatorState};

/// `GET quota/info`
pub async fn credits(State(state): State<Arc<SimulatorState>>) -> Response {
    success("OK", json!({ "credit": state.storage.jobs.account().credits }))
}
