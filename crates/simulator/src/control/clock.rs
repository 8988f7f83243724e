use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{ControlError, body};
use crate::{clock::ClockState, settings::ClockChange, state::SimulatorState};

const PATIENCE_MS: u64 = 60_000;

#[derive(Serialize)]
pub struct ClockAnswer {
    #[serde(flatten)]
    clock: ClockState,
    /// Whether everything due has happened; only present after a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<bool>,
}

/// Shows the clock.
pub async fn show(State(state): State<Arc<SimulatorState>>) -> Json<ClockAnswer> {
    Json(ClockAnswer { clock: state.clock.state(), settled: None })
}

/// Changes the clock, then waits until everything that became due has happened.
pub async fn change(State(state): State<Arc<SimulatorState>>, bytes: Bytes) -> Result<Json<ClockAnswer>, ControlError> {
    body::read::<ClockChange>(&bytes)?.apply(&state).await?;
    Ok(settled(&state, PATIENCE_MS).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settle {
    #[serde(default = "patience")]
    patience_ms: u64,
}

const fn patience() -> u64 {
    PATIENCE_MS
}

/// Waits until all work at the current moment is done.
pub async fn settle(State(state): State<Arc<SimulatorState>>, bytes: Bytes) -> Result<Json<ClockAnswer>, ControlError> {
    let Settle { patience_ms } = body::read(&bytes)?;
    Ok(settled(&state, patience_ms).await)
}

async fn settled(state: &SimulatorState, patience_ms: u64) -> Json<ClockAnswer> {
    let settled = state.clock.settle(Duration::from_millis(patience_ms)).await;
    Json(ClockAnswer { clock: state.clock.state(), settled: Some(settled) })
}
