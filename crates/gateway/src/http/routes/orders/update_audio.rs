use std::sync::Arc;

use akool_contract::{AudioUpdateRequest, Envelope, JobRecord, Lenient, path};
use axum::Json;
use axum::extract::State;

use super::{IgnoredFields, report_ignored};
use crate::Clock;
use crate::capability::JobHandles;
use crate::http::error::ApiError;
use crate::http::extract::{Caller, CanCreate, IdempotencyKey, JsonBody};
use crate::http::routes::{Route, post};
use crate::orders::Orders;
use crate::orders::audio_update::AudioUpdateOrder;
use crate::orders::media_policy::MediaPolicy;

pub fn routes() -> Vec<Route> {
    vec![post(path::UPDATE_AUDIO, update_audio)]
}

/// `POST updateVideoAudio`
async fn update_audio(
    State(orders): State<Arc<Orders>>,
    State(media_policy): State<Arc<MediaPolicy>>,
    State(job_handles): State<Arc<JobHandles>>,
    State(clock): State<Clock>,
    caller: Caller<CanCreate>,
    key: IdempotencyKey,
    JsonBody(Lenient { request, ignored }): JsonBody<Lenient<AudioUpdateRequest>>,
) -> Result<(IgnoredFields, Json<Envelope<JobRecord>>), ApiError> {
    let ignored = report_ignored(&ignored);
    let audio_url = Some(&request.audio_url).filter(|url| !url.is_empty());
    if let Some(issue) = audio_url.and_then(|url| media_policy.issue("audio_url", url)) {
        return Err(ApiError::invalid(vec![issue]));
    }
    let pre_video_id =
        job_handles.open(&request.pre_video_id, &caller.sub, clock.now_seconds()).ok_or_else(ApiError::not_found)?;
    let order = AudioUpdateOrder(AudioUpdateRequest { pre_video_id, ..request });
    let job = orders.submit_detached(caller.claims(), order, key.into_text()).await?;
    Ok((ignored, Json(Envelope::ok("OK", job))))
}
