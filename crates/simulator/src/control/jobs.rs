use std::sync::Arc;

use akool_contract::BusinessCode;
use axum::{
    Json,
    extract::{Path, State},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Mistake, body};
use crate::{
    engine,
    job::{Failure, Job},
    world::World,
};

/// All jobs as they are kept, newest first.
pub async fn list(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({ "jobs": world.store.jobs() }))
}

/// One job.
pub async fn show(State(world): State<Arc<World>>, Path(id): Path<String>) -> Result<Json<Job>, Mistake> {
    world.store.job(&id).map(Json).ok_or_else(|| Mistake::not_found("job"))
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
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Json<Job>, Mistake> {
    let change: Change = body::read(&bytes)?;
    let job = world.store.job(&id).ok_or_else(|| Mistake::not_found("job"))?;
    if job.stage.is_terminal() {
        return Err(Mistake::new("the job has ended already"));
    }
    let code = change.fail_code.unwrap_or(BusinessCode::CREATE_FAILED.0);
    engine::fail(&world, &id, Failure { reason: change.fail, code }).map_err(|error| Mistake::internal(&error))?;
    show(State(world), Path(id)).await
}
