use std::sync::Arc;

use akool_contract::BusinessCode;
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use bytes::Bytes;

use crate::{
    engine,
    http::{Refusal, success},
    job::{Job, Kind, Stage},
    routes::parse_request,
    state::SimulatorState,
    storage::CreateOutcome,
};

/// `POST updateVideoAudio`: new sound for a finished video, as a job of its own.
pub async fn update_audio(
    State(state): State<Arc<SimulatorState>>,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Refusal> {
    let fields = parse_request::body(&bytes)?;
    let pre_video_id = fields
        .text("pre_video_id")?
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Refusal::parameter_because("pre_video_id is required"))?;
    let audio_type = fields.integer("audio_type")?;
    let audio_url = parse_request::optional_url(&fields, "audio_url")?;
    let (audio_type, audio_url) = match (audio_type, audio_url) {
        (Some(1), url) => (1, url.unwrap_or_default()),
        (Some(2), Some(url)) => (2, url),
        (Some(2), None) => return Err(Refusal::parameter_because("audio_url is required with audio_type 2")),
        _ => return Err(Refusal::parameter_because("audio_type must be 1 or 2")),
    };
    let Some(source) = state.storage.jobs.job(&pre_video_id).filter(|job| job.kind != Kind::Text) else {
        return Err(Refusal::new(BusinessCode::NOT_FOUND, "content not found"));
    };
    if !matches!(source.stage, Stage::Completed { .. }) {
        return Err(Refusal::new(BusinessCode(1010), "content cannot be operated on"));
    }
    let forecast = parse_request::forecast(&state, uri.path(), &headers, &bytes, "");
    if let Some(refused) = forecast.refused {
        return Err(refused.into());
    }
    let now_ms = state.clock.now_ms();
    let job = Job {
        id: state.random.object_id(now_ms),
        kind: Kind::Audio,
        create_time: now_ms,
        stage: Stage::Queueing,
        webhook_url: String::new(),
        audio_type,
        audio_url,
        deduction_credit: i64::from(source.seconds),
        batch: None,
        pre_video_id: Some(pre_video_id),
        timeline: forecast.timeline,
        // Time, length, picture, prompt and seed are those of the source, so the frames stay the same.
        ..source
    };
    match state.storage.jobs.create(std::slice::from_ref(&job)).map_err(|error| parse_request::not_saved(&error))? {
        CreateOutcome::InsufficientCredits => Err(parse_request::insufficient_credits()),
        CreateOutcome::Created => {
            engine::start(&state, &job.id);
            Ok(success("OK", state.view(|view| view.audio_update(&job))))
        }
    }
}
