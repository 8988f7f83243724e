use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{Mistake, body};
use crate::{fault::Fault, world::World};

/// All faults, with how often each has hit.
pub async fn list(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({ "faults": world.faults.all() }))
}

/// Sets one fault or several.
pub async fn add(State(world): State<Arc<World>>, bytes: Bytes) -> Result<Json<Value>, Mistake> {
    let faults: Vec<Fault> = body::read_many(&bytes)?;
    faults.iter().try_for_each(Fault::check)?;
    let ids =
        faults.into_iter().map(|fault| world.faults.add(fault, &world.random)).collect::<Result<Vec<_>, String>>()?;
    Ok(Json(json!({ "ids": ids })))
}

/// Takes one away.
pub async fn remove(State(world): State<Arc<World>>, Path(id): Path<String>) -> Result<Json<Value>, Mistake> {
    if world.faults.remove(&id) { Ok(Json(json!({ "removed": id }))) } else { Err(Mistake::not_found("fault")) }
}

/// Takes all away.
pub async fn clear(State(world): State<Arc<World>>) -> Json<Value> {
    world.faults.clear();
    Json(json!({ "faults": [] }))
}
