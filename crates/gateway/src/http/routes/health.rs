use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde_json::{Value, json};

use super::{Route, get};
use crate::live::Health;

pub fn routes() -> Vec<Route> {
    vec![get("/healthz", alive), get("/readyz", ready)]
}

/// `GET /healthz`: the program runs.
async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// `GET /readyz`: it can do its work.
async fn ready(State(health): State<Arc<Health>>) -> (StatusCode, Json<Value>) {
    match health.problem().await {
        None => (StatusCode::OK, Json(json!({ "status": "ready" }))),
        Some(reason) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready", "reason": reason }))),
    }
}
