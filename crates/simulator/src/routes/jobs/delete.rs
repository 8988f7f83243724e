use std::sync::Arc;

use akool_contract::BusinessCode;
use axum::{extract::State, response::Response};
use bytes::Bytes;
use serde_json::json;

use crate::{
    engine::source_name,
    http::{Refusal, success},
    job::{Job, Stage},
    routes::parse_request,
    state::SimulatorState,
    storage::StateError,
};

/// `POST delbyids`. Jobs being processed are not deleted. Unknown ids are answered like those of other accounts.
pub async fn delete(State(state): State<Arc<SimulatorState>>, bytes: Bytes) -> Result<Response, Refusal> {
    let request =
        parse_request::ids(&bytes).ok_or_else(|| Refusal::new(BusinessCode::PARAMETER, "parameter validate error"))?;
    let mut deleted = Vec::new();
    let mut refused = Vec::new();
    for id in request.split() {
        let mut is_processing = false;
        let removed = state
            .storage
            .jobs
            .remove_job(id, |job| {
                is_processing = job.stage == Stage::Processing;
                !is_processing
            })
            .map_err(|error| parse_request::not_saved(&error))?;
        match removed {
            Some(job) => {
                remove_media(&state, &job).map_err(|error| parse_request::not_saved(&error))?;
                deleted.push(job.id);
            }
            None if is_processing => {
                let msg = "video resource is processing, please try again later";
                refused.push(json!({ "_id": id, "msg": msg }));
            }
            None => refused.push(json!({ "_id": id, "msg": "no permission" })),
        }
    }
    Ok(success("Delete successfully", json!({ "successIds": deleted, "noPermissionItems": refused })))
}

fn remove_media(state: &SimulatorState, job: &Job) -> Result<(), StateError> {
    state.storage.media.remove(&source_name(&job.id))?;
    if let Stage::Completed { video, cover } = &job.stage {
        state.storage.media.remove(video)?;
        state.storage.media.remove(cover)?;
    }
    Ok(())
}
