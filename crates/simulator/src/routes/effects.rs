use std::sync::Arc;

use akool_contract::EffectList;
use axum::{extract::State, response::Response};

use crate::{
    answer::{Refusal, success},
    world::World,
};

/// `GET effects`. Whoever asks for the list is about to look at the previews, so they are rendered from now on.
pub async fn effects(State(world): State<Arc<World>>) -> Result<Response, Refusal> {
    let result = world.catalogue.list(&world.origin);
    let list = EffectList { count: Some(result.len() as i64), result };
    world.catalogue.previews.warm(&world);
    Ok(success("Success", serde_json::to_value(list).unwrap_or_default()))
}
