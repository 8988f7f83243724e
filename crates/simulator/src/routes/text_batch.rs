use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use bytes::Bytes;

use super::{batch, intake};
use crate::{answer::Refusal, job::Kind, world::World};

/// `POST text2Video/createByPrompt/batch`: the sibling whose ids `resultsByIds` knows as well.
pub async fn create_batch(
    State(world): State<Arc<World>>,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let fields = intake::body(&bytes)?;
    if world.options.strict {
        batch::required(&fields, &["prompt", "resolution", "video_length"])?;
    }
    let first = batch::read(&world, &fields, Kind::Text)?;
    batch::create_variations(&world, first, uri.path(), &headers, &bytes)
}
