use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use serde_json::{Value, json};

use crate::{http::success, state::SimulatorState};

const DEFAULT_SIZE: usize = 10;
const MAXIMUM_SIZE: usize = 100;

/// `GET content/video/list?page=1&size=50`, newest first. Undocumented; one user reports it.
pub async fn list(State(state): State<Arc<SimulatorState>>, Query(query): Query<Vec<(String, String)>>) -> Response {
    let number = |wanted: &str, default: usize| {
        let found = query.iter().find(|(name, _)| name == wanted);
        found.and_then(|(_, value)| value.parse().ok()).filter(|number| *number > 0).unwrap_or(default)
    };
    let size = number("size", DEFAULT_SIZE).min(MAXIMUM_SIZE);
    let skip = (number("page", 1) - 1).saturating_mul(size);
    let jobs = state.storage.jobs.jobs();
    let items: Vec<Value> = state.view(|view| jobs.iter().skip(skip).take(size).map(|job| view.result(job)).collect());
    success("OK", json!({ "result": items, "count": jobs.len() }))
}
