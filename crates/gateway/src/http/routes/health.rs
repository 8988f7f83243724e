use std::time::Duration;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde_json::{Value, json};

use crate::app::Shared;

/// `GET /healthz`: the program runs.
pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Shorter than the time after which load balancers give a probe up.
const PROBE_DEADLINE: Duration = Duration::from_secs(2);

/// Whether a create could be written down. It is tried at most once every few seconds, however often this is asked.
async fn can_write(app: &Shared) -> bool {
    let probing = app.clone();
    let probe = || async move {
        let written = tokio::time::timeout(PROBE_DEADLINE, probing.ledger.check_writable(probing.clock.now_ms()));
        match written.await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(fault)) => tracing::error!(%fault, "the ledger cannot be written"),
            Err(_) => tracing::error!("the ledger takes too long to be written"),
        }
        Err(())
    };
    app.ledger_probe.get(&app.clock, probe).await.is_ok()
}

/// `GET /readyz`: it can do its work.
pub async fn ready(State(app): State<Shared>) -> (StatusCode, Json<Value>) {
    let reason = if !app.ledger.is_reachable() {
        "the database is out of reach"
    } else if !app.readiness.is_ready() {
        "the vendor refuses the key"
    } else if !can_write(&app).await {
        "the ledger cannot be written: the disk or the database is full, read-only or too slow"
    } else {
        return (StatusCode::OK, Json(json!({ "status": "ready" })));
    };
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready", "reason": reason })))
}
