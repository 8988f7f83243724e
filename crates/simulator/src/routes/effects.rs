use std::sync::Arc;

use akool_contract::EffectList;
use axum::{extract::State, response::Response};

use crate::{
    engine,
    http::{Refusal, success},
    state::SimulatorState,
};

/// `GET effects`. Whoever asks for the list is about to look at the previews, so they are rendered from now on.
pub async fn effects(State(state): State<Arc<SimulatorState>>) -> Result<Response, Refusal> {
    let result = state.rendering.effects.list(&state.origin);
    let list = EffectList { count: Some(result.len() as i64), result };
    engine::render_previews(&state);
    Ok(success("Success", serde_json::to_value(list).unwrap_or_default()))
}
