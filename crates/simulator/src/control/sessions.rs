use std::sync::{Arc, Weak};

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, body};
use crate::{
    sessions::Sessions,
    settings::{Scenario, SessionName},
    state::SimulatorState,
};

/// Weak, because the sessions hold the routes.
pub type SessionsHandle = Extension<Weak<Sessions>>;

fn sessions(handle: &SessionsHandle) -> Result<Arc<Sessions>, ControlError> {
    handle.upgrade().ok_or_else(|| ControlError::new("the simulator is shutting down"))
}

/// The named sessions.
pub async fn list(handle: SessionsHandle) -> Result<Json<Value>, ControlError> {
    let entry = |(name, state, idle): (SessionName, Arc<SimulatorState>, std::time::Duration)| {
        json!({
            "name": name,
            "base_url": state.origin,
            "jobs": state.storage.jobs.count(),
            "requests": state.journal.last(),
            "idle_ms": idle.as_millis() as u64,
        })
    };
    let list: Vec<Value> = sessions(&handle)?.list().into_iter().map(entry).collect();
    Ok(Json(json!({ "sessions": list })))
}

/// The names of the sessions.
pub fn names(handle: &SessionsHandle) -> Result<Vec<SessionName>, ControlError> {
    Ok(sessions(handle)?.list().into_iter().map(|(name, ..)| name).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    #[serde(default)]
    name: Option<SessionName>,
    #[serde(default)]
    scenario: Scenario,
}

/// Opens a session, under a random name if none is given, and applies a scenario.
pub async fn open(
    State(state): State<Arc<SimulatorState>>,
    handle: SessionsHandle,
    bytes: Bytes,
) -> Result<Json<Value>, ControlError> {
    let Opening { name, scenario } = body::read(&bytes)?;
    let name = match name {
        Some(name) => name,
        None => {
            format!("s{:016x}", state.random.number()).try_into().map_err(|error| ControlError::internal(&error))?
        }
    };
    let session = sessions(&handle)?.open(&name).map_err(|error| ControlError::new(error.to_string()))?;
    scenario.apply(&session.state).await?;
    Ok(Json(json!({ "session": name, "base_url": session.state.origin })))
}

/// Ends a session by its name.
pub async fn end(handle: SessionsHandle, Path(name): Path<String>) -> Result<Json<Value>, ControlError> {
    let name = SessionName::try_from(name).map_err(|error| ControlError::new(error.to_string()))?;
    match sessions(&handle)?.end(&name) {
        true => Ok(Json(json!({ "ended": name }))),
        false => Err(ControlError::not_found("session")),
    }
}

/// The session of this request.
pub async fn show_current(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    Json(json!({ "session": state.keys.session(), "base_url": state.origin }))
}

/// Ends the session of this request.
pub async fn end_current(
    State(state): State<Arc<SimulatorState>>,
    handle: SessionsHandle,
) -> Result<Json<Value>, ControlError> {
    match state.keys.session() {
        Some(name) => end(handle, Path(name.to_owned())).await,
        None => Err(ControlError::new("the default session cannot be ended; use POST /_control/reset")),
    }
}
