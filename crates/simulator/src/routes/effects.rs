use std::sync::Arc;

use akool_contract::EffectList;
use axum::{extract::State, response::Response};

use crate::{
    engine,
    http::{Refusal, success},
    state::SimulatorState,
};

/// `GET effects`. A client that requests the list is about to show the previews, so this starts rendering them.
pub async fn effects(State(state): State<Arc<SimulatorState>>) -> Result<Response, Refusal> {
    let result = state.rendering.effects.list(&state.origin);
    let list = EffectList { count: Some(result.len() as i64), result };
    engine::render_previews(&state);
    Ok(success("Success", serde_json::to_value(list).unwrap_or_default()))
}
