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
    let reason = match (app.ledger.is_reachable(), app.readiness.is_ready()) {
        (false, _) => "the database is out of reach",
        (true, false) => "the vendor refuses the key",
        (true, true) => return (StatusCode::OK, Json(json!({ "status": "ready" }))),
    };
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready", "reason": reason })))
}
