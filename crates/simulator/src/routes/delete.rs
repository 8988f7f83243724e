use std::sync::Arc;

use akool_contract::BusinessCode;
use axum::{extract::State, response::Response};
use bytes::Bytes;
use serde_json::json;

use super::{intake, results::read_ids};
use crate::{
    answer::{Refusal, success},
    engine::source_name,
    job::{Job, Stage},
    state::StateError,
    world::World,
};

/// `POST delbyids`. What is being processed stays; so does what does not exist, said the same way as another's.
pub async fn delete(State(world): State<Arc<World>>, bytes: Bytes) -> Result<Response, Refusal> {
    let request = read_ids(&bytes).ok_or_else(|| Refusal::new(BusinessCode::PARAMETER, "parameter validate error"))?;
    let mut deleted = Vec::new();
    let mut refused = Vec::new();
    for id in request.split() {
        let mut is_processing = false;
        let removed = world
            .store
            .remove_job(id, |job| {
                is_processing = job.stage == Stage::Processing;
                !is_processing
            })
            .map_err(|error| intake::not_written(&error))?;
        match removed {
            Some(job) => {
                forget_media(&world, &job).map_err(|error| intake::not_written(&error))?;
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

fn forget_media(world: &World, job: &Job) -> Result<(), StateError> {
    world.shelf.remove(&source_name(&job.id))?;
    if let Stage::Completed { video, cover } = &job.stage {
        world.shelf.remove(video)?;
        world.shelf.remove(cover)?;
    }
    Ok(())
}
