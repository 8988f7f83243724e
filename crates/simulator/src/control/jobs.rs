use std::sync::Arc;

use akool_contract::BusinessCode;
use axum::{
    Json,
    extract::{Path, State},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, body};
use crate::{
    engine,
    job::{Failure, Job},
    state::SimulatorState,
};

/// All jobs as they are stored, newest first.
pub async fn list(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    Json(json!({ "jobs": state.storage.jobs.jobs() }))
}

/// One job.
pub async fn show(State(state): State<Arc<SimulatorState>>, Path(id): Path<String>) -> Result<Json<Job>, ControlError> {
    state.storage.jobs.job(&id).map(Json).ok_or_else(|| ControlError::not_found("job"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    /// The reason.
    fail: String,
    #[serde(default)]
    fail_code: Option<i64>,
}

/// Makes a job fail now.
pub async fn change(
    State(state): State<Arc<SimulatorState>>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Json<Job>, ControlError> {
    let change: Change = body::read(&bytes)?;
    let job = state.storage.jobs.job(&id).ok_or_else(|| ControlError::not_found("job"))?;
    if job.stage.is_terminal() {
        return Err(ControlError::new("the job has already ended"));
    }
    let code = change.fail_code.unwrap_or(BusinessCode::CREATE_FAILED.0);
    engine::fail(&state, &id, Failure { reason: change.fail, code }).map_err(|error| ControlError::internal(&error))?;
    show(State(state), Path(id)).await
}
