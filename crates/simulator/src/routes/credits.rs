use std::sync::Arc;

use axum::{extract::State, response::Response};
use serde_json::json;

use crate::{answer::success, world::World};

/// `GET quota/info`
pub async fn credits(State(world): State<Arc<World>>) -> Response {
    success("OK", json!({ "credit": world.store.account().credits }))
}
