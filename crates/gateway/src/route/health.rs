use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde_json::{Value, json};

use crate::app::Shared;

/// `GET /healthz`: the program runs.
pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// `GET /readyz`: it can do its work.
pub async fn ready(State(app): State<Shared>) -> (StatusCode, Json<Value>) {
    if app.readiness.is_ready() {
        (StatusCode::OK, Json(json!({ "status": "ready" })))
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "not ready", "reason": "the vendor refuses the key" })),
        )
    }
}
