use std::sync::Arc;

use axum::{Json, extract::State};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{ControlError, body};
use crate::{
    account::Account,
    job::JobPlan,
    settings::{AccountChange, ClockChange, NamedScenario, Scenario},
    state::{SessionSource, SimulatorState},
};

/// All plans, with how often each was applied.
pub async fn plans(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    Json(json!({ "plans": state.script.plans.all() }))
}

/// Adds one plan or several.
pub async fn add_plans(State(state): State<Arc<SimulatorState>>, bytes: Bytes) -> Result<Json<Value>, ControlError> {
    body::read_many::<JobPlan>(&bytes)?.into_iter().for_each(|plan| state.script.plans.add(plan));
    Ok(plans(State(state)).await)
}

/// Removes all plans.
pub async fn clear_plans(State(state): State<Arc<SimulatorState>>) -> Json<Value> {
    state.script.plans.clear();
    plans(State(state)).await
}

/// The account.
pub async fn account(State(state): State<Arc<SimulatorState>>) -> Json<Account> {
    Json(state.storage.jobs.account())
}

/// Changes the account.
pub async fn change_account(
    State(state): State<Arc<SimulatorState>>,
    bytes: Bytes,
) -> Result<Json<Account>, ControlError> {
    body::read::<AccountChange>(&bytes)?.apply(&state)?;
    Ok(Json(state.storage.jobs.account()))
}

/// Sets up clock, account, plans and faults.
pub async fn scenario(State(state): State<Arc<SimulatorState>>, bytes: Bytes) -> Result<Json<Value>, ControlError> {
    body::read::<Scenario>(&bytes)?.apply(&state).await?;
    Ok(Json(
        json!({ "faults": state.script.faults.all(), "plans": state.script.plans.all(), "clock": state.clock.state() }),
    ))
}

/// The built-in scenarios.
pub async fn scenarios() -> Json<Value> {
    let list =
        NamedScenario::ALL.map(|scenario| json!({ "name": scenario.name(), "description": scenario.description() }));
    Json(json!({ "scenarios": list }))
}

/// Resets everything but the time, because the clock only goes forward.
pub async fn reset(State(state): State<Arc<SimulatorState>>) -> Result<Json<Value>, ControlError> {
    state.script.faults.clear();
    state.script.plans.clear();
    state.storage.jobs.clear_jobs().map_err(|error| ControlError::internal(&error))?;
    state.storage.media.clear().map_err(|error| ControlError::internal(&error))?;
    state.journal.clear();
    state.webhooks.clear();
    if let SessionSource::Recording(replay) = &state.source {
        replay.reset();
    }
    let account =
        AccountChange { credits: Some(state.options.credits), plan: Some(state.options.plan), banned: Some(false) };
    account.apply(&state)?;
    ClockChange { speed: Some(state.options.speed), stopped: Some(state.options.stopped), ..Default::default() }
        .apply(&state)
        .await?;
    Ok(Json(json!({ "reset": true })))
}
