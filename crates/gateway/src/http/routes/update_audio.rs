use akool_contract::{AudioUpdateRequest, Envelope, JobRecord, Lenient, Raw};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::HeaderMap;

use super::create::media_issue;
use crate::app::Shared;
use crate::auth::scope::Scope;
use crate::http::error::ApiError;
use crate::http::extract::idempotency_key::IdempotencyKey;
use crate::http::extract::json_body;
use crate::http::ignored_fields::{self, IgnoredFields};
use crate::orders::order::Wish;
use crate::orders::submit::submit_detached;

/// `POST updateVideoAudio`
pub async fn update_audio(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Body,
) -> Result<(IgnoredFields, Json<Envelope<JobRecord>>), ApiError> {
    let caller = app.authorize(&headers, Scope::Create)?;
    let value = json_body::json(&headers, body, app.deadlines.body).await?;
    app.still_allowed(&caller)?;
    let key = IdempotencyKey::read(&headers)?;
    let Lenient { request, ignored } =
        AudioUpdateRequest::parse_leniently(&Raw::from(&value)).map_err(ApiError::invalid)?;
    let ignored = ignored_fields::report(&ignored);
    let audio_url = Some(&request.audio_url).filter(|url| !url.is_empty());
    if let Some(issue) = audio_url.and_then(|url| media_issue(&app, "audio_url", url)) {
        return Err(ApiError::invalid(vec![issue]));
    }
    let now_seconds = app.clock.now_seconds();
    let pre_video_id =
        app.job_handles.open(&request.pre_video_id, &caller.sub, now_seconds).ok_or_else(ApiError::not_found)?;
    let wish = Wish::AudioUpdate(AudioUpdateRequest { pre_video_id, ..request });
    Ok((ignored, Json(Envelope::ok("OK", submit_detached(app, caller, wish, key).await?))))
}
