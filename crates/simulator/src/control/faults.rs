use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{ControlError, body};
use crate::{fault::Fault, state::SimulatorState};

/// All faults, with how often each has hit.
pub async fn list(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    Json(json!({ "faults": state.script.faults.all() }))
}

/// Adds one fault or several.
pub async fn add(State(state): State<Arc<SimulatorState>>, bytes: Bytes) -> Result<Json<Value>, ControlError> {
    let faults: Vec<Fault> = body::read_many(&bytes)?;
    faults.iter().try_for_each(|fault| fault.check_in(state.keys.session()))?;
    let ids = faults
        .into_iter()
        .map(|fault| state.script.faults.add(fault, &state.random))
        .collect::<Result<Vec<_>, String>>()?;
    Ok(Json(json!({ "ids": ids })))
}

/// Removes one fault.
pub async fn remove(
    State(state): State<Arc<SimulatorState>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ControlError> {
    if state.script.faults.remove(&id) {
        Ok(Json(json!({ "removed": id })))
    } else {
        Err(ControlError::not_found("fault"))
    }
}

/// Removes all faults.
pub async fn clear(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    state.script.faults.clear();
    Json(json!({ "faults": [] }))
}
