use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use bytes::Bytes;

use super::batch;
use crate::{http::Refusal, job::Kind, routes::parse_request, state::SimulatorState};

/// `POST text2Video/createByPrompt/batch`: text to video, whose ids can be polled with `resultsByIds`, too.
pub async fn create_text_batch(
    State(state): State<Arc<SimulatorState>>,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let fields = parse_request::body(&bytes)?;
    if state.options.strict {
        batch::required(&fields, &["prompt", "resolution", "video_length"])?;
    }
    let first = batch::read(&state, &fields, Kind::Text)?;
    batch::create_variations(&state, first, uri.path(), &headers, &bytes)
}
