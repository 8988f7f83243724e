use std::sync::Arc;

use akool_contract::BusinessCode;
use axum::{
    extract::{Query, State},
    response::Response,
};

use crate::{
    http::{Refusal, success},
    state::SimulatorState,
};

/// `GET infobymodelid?video_model_id=`: the older format with `video_status` and `video`.
pub async fn info(
    State(state): State<Arc<SimulatorState>>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let id = query.iter().find(|(name, value)| name == "video_model_id" && !value.is_empty());
    let Some((_, id)) = id else { return Err(Refusal::parameter_because("video_model_id is required")) };
    let Some(job) = state.storage.jobs.job(id) else {
        return Err(Refusal::new(BusinessCode::NOT_FOUND, "content not found"));
    };
    let progress = state.rendering.progress.percent(&job);
    Ok(success("OK", state.view(|view| view.info(&job, progress))))
}
