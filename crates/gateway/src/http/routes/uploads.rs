use std::sync::Arc;

use akool_contract::{BusinessCode, Issue, IssueCode, path};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::{Route, post};
use crate::capability::{FileId, PublicUrls};
use crate::http::error::ApiError;
use crate::http::extract::body::{self, BodyLimits};
use crate::http::extract::{Caller, CanUpload};
use crate::media::{Refusal, refuse_early};
use crate::storage::{StorageError, UploadError, Uploads};

/// When to try again after having announced too much: long after most announced files have come.
const ANNOUNCE_AGAIN_SECONDS: u64 = 60;

pub fn routes() -> Vec<Route> {
    vec![post(path::UPLOADS, upload)]
}

/// Where an upload is now.
#[derive(Serialize)]
pub(super) struct Uploaded {
    url: String,
    /// Milliseconds since 1970.
    expires_at: u64,
}

impl Uploaded {
    pub fn of(urls: &PublicUrls, file: &FileId) -> Self {
        Self { url: urls.file(file), expires_at: file.expires_at_seconds * 1000 }
    }
}

/// `POST /uploads`
async fn upload(
    State(uploads): State<Arc<Uploads>>,
    State(urls): State<Arc<PublicUrls>>,
    State(limits): State<BodyLimits>,
    caller: Caller<CanUpload>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Uploaded>), ApiError> {
    refuse_if_useless(&urls)?;
    let _slot = uploads.slot(&caller.sub).await.map_err(upload_failure)?;
    // The bytes say what it is, whatever the caller calls it. They are checked as soon as the first are there, so that twenty
    // megabytes are not sent to be refused.
    let check = |so_far: &[u8]| refuse_early(so_far).map_err(refused);
    let bytes = limits.read_upload(&headers, body, check).await?;
    caller.recheck()?;
    let file = uploads.store(&caller.sub, bytes).await.map_err(upload_failure)?;
    Ok((StatusCode::CREATED, Json(Uploaded::of(&urls, &file))))
}

/// An upload that the vendor can never fetch would end in a video that fails.
pub(super) fn refuse_if_useless(urls: &PublicUrls) -> Result<(), ApiError> {
    if urls.is_reached_by_vendor() {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::CONFLICT,
        BusinessCode(1010),
        "Uploads are of no use here: the video service cannot reach this gateway. Set AKOOL_GATEWAY_PUBLIC_URL to an \
         address that is open to the internet.",
    ))
}

/// 415 when another format is needed, 400 when another copy may do.
pub(super) fn refused(refusal: Refusal) -> ApiError {
    let code = BusinessCode(if refusal.is_about_sound() { 1110 } else { 1108 });
    let message = refusal.message();
    let issue = Issue::new("", IssueCode::InvalidValue, message.clone());
    if refusal.is_about_format() {
        // The rest of it may still be on its way.
        ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code, message).with_issue(issue).closing()
    } else {
        ApiError::new(StatusCode::BAD_REQUEST, code, message).with_issue(issue)
    }
}

/// The public error of an upload that was not stored.
pub(super) fn upload_failure(error: UploadError) -> ApiError {
    match error {
        UploadError::Refused(refusal) => refused(refusal),
        UploadError::NotThereYet => {
            ApiError::new(StatusCode::CONFLICT, BusinessCode(1011), "The bytes are not there yet.").retry_after(1)
        }
        UploadError::TooLarge { maximum_bytes } => body::too_large(maximum_bytes),
        UploadError::Storage(error) => store_failure(error),
        UploadError::Internal => ApiError::internal(),
    }
}

/// The public error of a failing storage.
fn store_failure(error: StorageError) -> ApiError {
    if matches!(error, StorageError::SubjectShare) {
        let message = "Too many files are announced and not sent yet; send or complete those first.";
        return ApiError::new(StatusCode::TOO_MANY_REQUESTS, BusinessCode::TOO_FREQUENT, message)
            .retry_after(ANNOUNCE_AGAIN_SECONDS);
    }
    tracing::error!(%error, "an upload could not be stored");
    let message = match error {
        StorageError::Full => "There is no room for more files now.",
        _ => "Files cannot be kept now.",
    };
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, BusinessCode::SERVER_ERROR, message).retryable()
}
